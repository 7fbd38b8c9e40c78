/**
 * The group convolution nearest to a matrix, and the part of it that stands out of what is left. Distances are
 * those of operators on L2(X, w), |W|^2 = sum_ij w_i W_ij^2 / w_j: the Frobenius norm where all points weigh
 * the same.
 */

import { denseMatrix } from '../model/couplings.ts'
import type { Kernel } from '../model/kernel.ts'
import { kernelFromMatrices, kernelFromValues } from '../model/kernels.ts'
import type { Harmonic, Space } from '../spaces/space.ts'
import { inner } from './vectors.ts'

export interface NearestConvolution {
  readonly kernel: Kernel
  /** |W - P W| / |W|; 0 for W = 0 */
  readonly distance: number
  /** |W - P W|^2 per dimension of the matrices that are orthogonal to all convolutions */
  readonly variance: number
}

/**
 * P W. On a sampled group, W_ij = J(h_j^-1 g_i) / N with J(x) the mean of N W[j x, j] over j. On the sphere, SO(3) and
 * SU(2) the mean, over the copies of each harmonic in E^T diag(w) W E, of the part that commutes with the left action.
 *
 * @param weights N x N row major, from the space to itself
 */
export function nearestConvolution(space: Space, weights: Float64Array): NearestConvolution {
  const kernel =
    space.sample === null
      ? kernelFromMatrices(space, projectedMatrices(space, weights), 'the nearest convolution', 0)
      : kernelFromValues(space, averaged(space, weights), 'the nearest convolution')
  const { size, weights: w } = space
  const projection = denseMatrix(kernel)
  let left = 0
  let whole = 0
  for (let i = 0, at = 0; i < size; i++)
    for (let j = 0; j < size; j++, at++) {
      const factor = w[i]! / w[j]!
      left += factor * (weights[at]! - projection[at]!) ** 2
      whole += factor * weights[at]! ** 2
    }
  const dimension = space.sample === null ? dimensionOf(space) : size
  return {
    kernel,
    distance: whole === 0 ? 0 : Math.sqrt(left / whole),
    variance: left / Math.max(1, size * size - dimension),
  }
}

function averaged({ sample, size }: Space, weights: Float64Array): Float64Array {
  const values = new Float64Array(size)
  for (let j = 0; j < size; j++)
    for (let x = 0; x < size; x++) values[x]! += weights[sample!.multiply(j, x) * size + j]!
  return values
}

/** label -> M, the mean of the copies' blocks of E^T diag(w) W E, then its part among the matrices of kernels. */
function projectedMatrices(space: Space, weights: Float64Array): Map<string, Float64Array> {
  const { size, weights: w } = space
  const carried = new Float64Array(size)
  return new Map(
    space.labels.map((label) => {
      const harmonic = space.harmonic(label)
      const { copies, width } = harmonic
      const basis = harmonic.basis()
      const mean = new Float64Array(width * width)
      for (let column = 0; column < copies * width; column++) {
        for (let i = 0, at = 0; i < size; i++) {
          let sum = 0
          for (let j = 0; j < size; j++, at++) sum += weights[at]! * basis[column * size + j]!
          carried[i] = w[i]! * sum
        }
        const b = column % width
        const first = column - b
        for (let a = 0; a < width; a++) {
          let sum = 0
          for (let i = 0; i < size; i++) sum += basis[(first + a) * size + i]! * carried[i]!
          mean[a * width + b]! += sum / copies
        }
      }
      return [label, amongKernels(harmonic, mean)] as const
    }),
  )
}

/**
 * The nearest matrix that is a kernel's: any of real type, complex of complex type, quaternionic of quaternionic
 * type. The kernels whose coordinates are unit vectors have orthogonal matrices, by Plancherel's theorem.
 */
function amongKernels(harmonic: Harmonic, matrix: Float64Array): Float64Array {
  const { type, copies, width } = harmonic
  if (type === 'real') return matrix
  const out = new Float64Array(matrix.length)
  const unit = new Float64Array(copies * width)
  for (let k = 0; k < unit.length; k++) {
    unit[k] = 1
    const direction = harmonic.matrixOf(unit)
    unit[k] = 0
    const factor = inner(direction, matrix) / inner(direction, direction)
    for (let i = 0; i < out.length; i++) out[i]! += factor * direction[i]!
  }
  return out
}

/** How far a norm may exceed the square root of its dimension: one Gaussian vector in 270,000 does. */
const OUTSTANDING = 5

/**
 * What of the nearest convolution is no chance: the symmetric and the antisymmetric part of each coefficient,
 * kept where its norm exceeds that of a random matrix as large as what is left, and by `OUTSTANDING` deviations.
 */
export function outstanding({ kernel, variance }: NearestConvolution): Kernel {
  const { space } = kernel
  const kept = new Map<string, Float64Array>()
  for (const [label, matrix] of kernel.spectrum) {
    const harmonic = space.harmonic(label)
    const { copies, width } = harmonic
    const { even, odd } = dimensionsOf(harmonic, space)
    const sum = new Float64Array(matrix.length)
    for (const [sign, dimension] of [
      [1, even],
      [-1, odd],
    ] as const) {
      const part = matrix.map(
        (m, at) => (m + sign * matrix[(at % width) * width + Math.floor(at / width)]!) / 2,
      )
      const bound = (Math.sqrt(dimension) + OUTSTANDING) ** 2 * variance
      if (copies * inner(part, part) > bound) for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
    }
    if (sum.some((m) => m !== 0)) kept.set(label, sum)
  }
  return kernelFromMatrices(space, kept, 'the nearest convolution, without what may be chance', 0)
}

/** Real dimensions of the symmetric and the antisymmetric matrices M of one label. */
function dimensionsOf({ type, dimension: d, width }: Harmonic, { sample }: Space) {
  // zonal kernels have one number a degree
  if (width === 1 || (sample === null && width < d)) return { even: 1, odd: 0 }
  if (type === 'real') return { even: (d * (d + 1)) / 2, odd: (d * (d - 1)) / 2 }
  if (type === 'complex') return { even: d * d, odd: d * d }
  return { even: (d * (d - 1)) / 2, odd: (d * (d + 1)) / 2 }
}

function dimensionOf(space: Space): number {
  let total = 0
  for (const label of space.labels) {
    const { even, odd } = dimensionsOf(space.harmonic(label), space)
    total += even + odd
  }
  return total
}
