/**
 * The symmetry of a network on the numbers of a chart: matrices on the coordinates of the
 * kernels, made once, else motions of whole states.
 */
import { addMatrixVector } from '../../math/matvec.ts'
import type { Chart } from '../chart.ts'
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { addScaled, largest, scale } from '../vectors.ts'

export interface ChartGroup {
  readonly dimension: number
  /** whether motions are products with matrices, and cost next to nothing */
  readonly isMatrix: boolean
  /** representatives beyond the identity component, the identity first */
  readonly elements: number
  act(element: number, u: Float64Array): Float64Array
  /** exp(sum_a c_a xi_a) u */
  move(c: Float64Array, u: Float64Array): Float64Array
  /** an element, then motions one after the other, as one */
  product(element: number, path: readonly Float64Array[]): (u: Float64Array) => Float64Array
  /** xi_a u, linear in u */
  derive(u: Float64Array): Float64Array[]
}

/** Representatives up to which all are tried. */
const mostElements = 200

/** null where the group is too large for a list. */
export function chartGroup(flow: Flow, symmetry: Symmetry, chart: Chart): ChartGroup | null {
  const { elements } = symmetry
  if (elements.length !== symmetry.report.components || elements.length > mostElements) return null
  const shape = {
    dimension: symmetry.dimension,
    elements: elements.length,
    isMatrix: chart.length < flow.length,
  }
  if (!shape.isMatrix)
    return {
      ...shape,
      act: (k, z) => symmetry.act(elements[k]!, z),
      move: symmetry.move,
      product: (k, path) => (z) =>
        path.reduce((at, c) => symmetry.move(c, at), symmetry.act(elements[k]!, z)),
      derive: (z) => symmetry.generators.map((_, a) => symmetry.derive(a, z)),
    }
  const n = chart.length
  const units = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: n }, (__, i) => (i === j ? 1 : 0)),
  )
  const matrices = elements.map((element) =>
    matrixOf(units.map((u) => chart.of(symmetry.act(element, chart.lift(u))))),
  )
  const tangents = units.map(chart.tangents)
  const generators = symmetry.generators.map((_, a) => matrixOf(tangents.map((t) => t[a]!)))
  const act = (k: number, u: Float64Array) => times(matrices[k]!, u)
  const move = (c: Float64Array, u: Float64Array) => {
    const turn = new Float64Array(n * n)
    for (const [a, matrix] of generators.entries()) addScaled(turn, matrix, c[a]!)
    return exponential(turn, u)
  }
  return {
    ...shape,
    act,
    move,
    derive: (u) => generators.map((matrix) => times(matrix, u)),
    product(k, path) {
      const matrix = matrixOf(units.map((u) => path.reduce((at, c) => move(c, at), act(k, u))))
      return (u) => times(matrix, u)
    },
  }
}

/** Row major. */
function matrixOf(columns: readonly Float64Array[]): Float64Array {
  const n = columns.length
  return Float64Array.from({ length: n * n }, (_, at) => columns[at % n]![Math.floor(at / n)]!)
}

function times(matrix: Float64Array, u: Float64Array): Float64Array {
  const out = new Float64Array(u.length)
  addMatrixVector(matrix, u.length, u.length, 0, u.length, u, 0, out, 0)
  return out
}

/** exp(A) u by Taylor's series, in steps in which A is at most 2. */
function exponential(matrix: Float64Array, u: Float64Array): Float64Array {
  const n = u.length
  let most = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j]!)
    most = Math.max(most, sum)
  }
  const steps = Math.max(1, Math.ceil(most / 2))
  let here = u
  for (let k = 0; k < steps; k++) {
    const sum = here.slice()
    let term = here
    for (let order = 1; order <= 60; order++) {
      term = times(matrix, term)
      scale(term, 1 / (steps * order))
      addScaled(sum, term, 1)
      if (largest(term) <= 1e-16 * largest(sum)) break
    }
    here = sum
  }
  return here
}
