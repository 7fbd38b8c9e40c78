/**
 * Couplings that are no plain convolution: the dense matrix of a kernel, heterogeneous weights that
 * break the symmetry by a stated amount, and two different spaces joined through a common quotient.
 */
import { InputError, placed, quoted } from '../errors.ts'
import { fillNormals } from '../math/normal.ts'
import { streamOf } from '../math/philox.ts'
import type { Coefficient, Space } from '../spaces/space.ts'
import { evaluateOn } from './compile.ts'
import type { Kernel } from './kernel.ts'
import { kernelFromSpectrum } from './kernels.ts'
import type { Coupling } from './network.ts'
import type { Expression } from './tree.ts'

export type MatrixCoupling = Extract<Coupling, { kind: 'matrix' }>
export type QuotientCoupling = Extract<Coupling, { kind: 'quotient' }>

/** 2^26 weights are 512 MiB: 8192 neurons squared. */
export const MOST_WEIGHTS = 2 ** 26

/** W_ij = w_j J(h_j^-1 g_i), N x N row major; on spaces that are no group sample E K E^T diag(w). */
export function denseMatrix(kernel: Kernel): Float64Array {
  const { space, values } = kernel
  const n = space.size
  const weights = new Float64Array(n * n)
  if (space.sample !== null && values !== null) {
    const group = space.sample
    for (let j = 0; j < n; j++) {
      const back = group.inverse(j)
      for (let i = 0; i < n; i++) weights[i * n + j] = space.weights[j]! * values[group.multiply(back, i)]!
    }
    return weights
  }
  for (const [label, matrix] of kernel.spectrum) {
    const harmonic = space.harmonic(label)
    const { copies, width } = harmonic
    const basis = harmonic.basis()
    for (let copy = 0; copy < copies; copy++) {
      for (let a = 0; a < width; a++) {
        const left = (copy * width + a) * n
        for (let b = 0; b < width; b++) {
          const m = matrix[a * width + b]!
          if (m === 0) continue
          const right = (copy * width + b) * n
          for (let i = 0; i < n; i++) {
            const scaled = m * basis[left + i]!
            for (let j = 0; j < n; j++) weights[i * n + j]! += scaled * basis[right + j]! * space.weights[j]!
          }
        }
      }
    }
  }
  return weights
}

/**
 * W_ij = w_j (J(h_j^-1 g_i) + std n_ij), n_ij independent standard normals: `std` is in the units of the
 * kernel J, whatever N. The normals are Philox's of (seed, row i, stream heterogeneity), so they do not
 * depend on the kernel. Throws InputError for too many neurons.
 */
export function heterogeneousCoupling(
  kernel: Kernel,
  heterogeneity: { readonly std: number; readonly seed: number },
): MatrixCoupling {
  const n = kernel.space.size
  checkSize(n, n)
  const weights = denseMatrix(kernel)
  addDisorder(weights, n, kernel.space.weights, heterogeneity)
  return { kind: 'matrix', rows: n, columns: n, weights, dropped: kernel.dropped }
}

/**
 * The same disorder on measured weights: W_ij + w_j std n_ij, w the weights of the sending space.
 * A copy; the measured matrix is left alone.
 */
export function disordered(
  coupling: MatrixCoupling,
  from: Space,
  heterogeneity: { readonly std: number; readonly seed: number },
): MatrixCoupling {
  const weights = coupling.weights.slice()
  addDisorder(weights, coupling.rows, from.weights, heterogeneity)
  return { ...coupling, weights }
}

function addDisorder(
  matrix: Float64Array,
  rows: number,
  weights: Float64Array,
  { std, seed }: { readonly std: number; readonly seed: number },
): void {
  if (!Number.isFinite(std) || std < 0) throw new InputError('std', 'a number >= 0', quoted(std))
  const columns = weights.length
  const normals = new Float64Array(columns)
  for (let i = 0; i < rows; i++) {
    fillNormals(normals, 0, columns, { seed, replica: 0, step: i, stream: streamOf('heterogeneity') })
    for (let j = 0; j < columns; j++) matrix[i * columns + j]! += weights[j]! * std * normals[j]!
  }
}

function checkSize(rows: number, columns: number): void {
  if (rows * columns > MOST_WEIGHTS) {
    throw new InputError(
      '',
      `at most ${Math.sqrt(MOST_WEIGHTS)} neurons where every weight is its own`,
      `${Math.max(rows, columns)}`,
      'Use fewer neurons or leave out the heterogeneity',
    )
  }
}

/**
 * Two different spaces mapped to one quotient, on which a kernel of the given spectrum acts:
 * I(x) = sum_y w_y J(q_from(y)^-1 q_to(x)) r(y), W = F_to K F_from^T diag(w_from), with F the quotient's
 * harmonics at the images of the points.
 * @param fromMap coordinate of the quotient -> expression in the sending space's coordinates; a
 *   coordinate that is left out is taken over where the space has one of that name
 * @param toMap the same for the receiving space
 * Throws InputError at `from.<coordinate>`, `to.<coordinate>` or `spectrum.<label>`.
 */
export function quotientCoupling(
  fromSpace: Space,
  toSpace: Space,
  quotientSpace: Space,
  fromMap: ReadonlyMap<string, Expression>,
  toMap: ReadonlyMap<string, Expression>,
  spectrum: ReadonlyMap<string, Coefficient>,
): QuotientCoupling {
  const { spectrum: matrices } = kernelFromSpectrum(quotientSpace, spectrum)
  const fromPoints = placed('from', () => images(fromSpace, quotientSpace, fromMap))
  const toPoints = placed('to', () => images(toSpace, quotientSpace, toMap))
  let rank = 0
  for (const label of matrices.keys()) {
    const { copies, width } = quotientSpace.harmonic(label)
    rank += copies * width
  }
  const fromBasis = new Float64Array(rank * fromSpace.size)
  const toBasis = new Float64Array(rank * toSpace.size)
  const core = new Float64Array(rank * rank)
  let column = 0
  for (const [label, matrix] of matrices) {
    const { copies, width } = quotientSpace.harmonic(label)
    fromBasis.set(
      placed('from', () => quotientSpace.evaluate(label, fromPoints)),
      column * fromSpace.size,
    )
    toBasis.set(
      placed('to', () => quotientSpace.evaluate(label, toPoints)),
      column * toSpace.size,
    )
    for (let copy = 0; copy < copies; copy++, column += width)
      for (let a = 0; a < width; a++)
        for (let b = 0; b < width; b++) core[(column + a) * rank + column + b] = matrix[a * width + b]!
  }
  return { kind: 'quotient', rank, toBasis, core, fromBasis }
}

/** Coordinates on the quotient of every point of a space: as mapped, else those of the same name. */
function images(
  space: Space,
  quotient: Space,
  map: ReadonlyMap<string, Expression>,
): Map<string, Float64Array> {
  const points = new Map<string, Float64Array>()
  for (const name of quotient.coordinates.keys()) {
    const own = space.coordinates.get(name)
    if (own !== undefined && name !== 'distance') points.set(name, own)
  }
  for (const [name, expression] of map) {
    if (!quotient.coordinates.has(name)) {
      const known = [...quotient.coordinates.keys()].filter((key) => key !== 'distance')
      throw new InputError(name, `a coordinate of ${quotient.name}: ${known.join(', ')}`, quoted(name))
    }
    points.set(
      name,
      placed(name, () => evaluateOn(expression, space.coordinates, space.size)),
    )
  }
  return points
}
