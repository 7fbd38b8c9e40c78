/**
 * The onset of each irrep at a homogeneous equilibrium. There the Jacobian commutes with the group and is
 * one small matrix per irrep: (growth) Re(j phi'(x0)) - 1 of every eigenvalue j of J^(rho) for the rate
 * model, the eigenvalues times tau of the linearised equations for any other.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { parametersOf } from '../../engine/parameters.ts'
import type { Flow } from '../flow.ts'
import type { Onset } from '../report.ts'
import { dot } from '../vectors.ts'

/** One column of one variable of one population, as part of a block that the Jacobian keeps. */
interface Column {
  readonly population: number
  readonly vector: Float64Array
}

/** @param at the id of the homogeneous state; `state` is that state */
export function onsetAt(flow: Flow, state: Float64Array, at: string): Onset[] {
  const jacobian = flow.linearise(state)
  const image = new Float64Array(flow.length)
  const found: Onset[] = []
  for (const [label, { columns, copies }] of blocksOf(flow)) {
    const m = columns.length
    const block = new Matrix(m, m)
    for (const [j, column] of columns.entries()) {
      jacobian.apply(column.vector, image)
      for (const [i, row] of columns.entries()) block.set(i, j, dot(flow.weights, row.vector, image))
    }
    found.push(...growths(flow, label, columns, copies, block, at))
  }
  return found.sort((a, b) => b.growth - a.growth)
}

/** label -> the columns of its first copy in every population that has the label. */
function blocksOf({ network, layout, reduced, length }: Flow) {
  const blocks = new Map<string, { columns: Column[]; copies: number }>()
  for (const { population, labels, columns } of reduced.parts) {
    const { space } = network.populations[population]!
    const { size, state, variables } = layout.blocks[population]!
    let at = 0
    for (const label of labels) {
      const { copies, width } = space.harmonic(label)
      const block = blocks.get(label) ?? { columns: [], copies }
      blocks.set(label, block)
      for (let v = 0; v < variables; v++)
        for (let j = 0; j < width; j++) {
          const vector = new Float64Array(length)
          const from = (at + j) * size
          vector.set(columns.subarray(from, from + size), state + v * size)
          block.columns.push({ population, vector })
        }
      at += copies * width
    }
  }
  return blocks
}

function growths(
  { network }: Flow,
  irrep: string,
  columns: readonly Column[],
  copies: number,
  block: Matrix,
  at: string,
): Onset[] {
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(block)
  const merged: { onset: Onset; multiplicity: number }[] = []
  for (let k = 0; k < columns.length; k++) {
    // of a complex pair, columns k and k + 1 (or k - 1 and k) are real and imaginary part
    const first = imaginaryEigenvalues[k]! < 0 ? k - 1 : k
    const shares = new Map<number, number>()
    for (const [i, { population }] of columns.entries()) {
      const re = eigenvectorMatrix.get(i, first)
      const im = imaginaryEigenvalues[k] === 0 ? 0 : eigenvectorMatrix.get(i, first + 1)
      shares.set(population, (shares.get(population) ?? 0) + re * re + im * im)
    }
    const population = [...shares].reduce((most, next) => (next[1] > most[1] * (1 + 1e-9) ? next : most))[0]
    const { name } = network.populations[population]!
    const tau = parametersOf(network.populations[population]!, 0).tau ?? 1
    const growth = realEigenvalues[k]! * tau
    const frequency = Math.abs(imaginaryEigenvalues[k]!) * tau
    const near = (a: number, b: number) => Math.abs(a - b) <= 1e-8 * (1 + Math.abs(a))
    const twin = merged.find(
      ({ onset }) =>
        onset.population === name && near(onset.growth, growth) && near(onset.frequency, frequency),
    )
    if (twin !== undefined) twin.multiplicity += copies
    else
      merged.push({
        onset: { population: name, irrep, growth, frequency, multiplicity: 0, at },
        multiplicity: copies,
      })
  }
  return merged.map(({ onset, multiplicity }) => ({ ...onset, multiplicity }))
}
