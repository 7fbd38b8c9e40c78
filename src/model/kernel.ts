/**
 * A kernel J: the function on a group (or zonal function on a homogeneous space) by which one
 * population's rates are convolved. It knows its spectrum, its values, its support and symmetry.
 * It is given by one of spectrum and values; the other, and what follows from it, is computed when
 * it is first read, so that a full-band kernel on a million points costs no million labels.
 */
import type { Space } from '../spaces/space.ts'

export interface Kernel {
  readonly space: Space
  /** which of the two it was made from; the other one is work */
  readonly given: 'spectrum' | 'values'
  /**
   * label -> matrix M, width x width row major, as Harmonic.kernelMatrix gives it. Only labels whose
   * matrix exceeds 1e-12 of the largest are listed.
   */
  readonly spectrum: ReadonlyMap<string, Float64Array>
  /** J(g) at each point of a sampled group, length N; null on spaces that are no group sample */
  readonly values: Float64Array | null
  /** sum over listed labels of copies * rank M: rank of W */
  readonly rank: number
  /** R, the number of basis columns of the listed labels */
  readonly columns: number
  /** number of points where |J| exceeds 1e-12 of its largest value; N where values is null */
  readonly support: number
  /** fraction of the power sum w J^2 that the space's band limit dropped; 0 when exact */
  readonly dropped: number
  /** true when W is symmetric under the weights, i.e. every M is symmetric */
  readonly symmetric: boolean
  /** where it came from, for a person: `spectrum of 2 irreps`, `expression`, `von-mises` */
  readonly origin: string
}

/** What is smaller than this, relative to the largest, counts as zero. */
export const CUT = 1e-12

/** The points where |J| exceeds the cut, ascending. */
export function supportOf(values: Float64Array): Int32Array {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  const points: number[] = []
  for (let g = 0; g < values.length; g++) if (Math.abs(values[g]!) > CUT * largest) points.push(g)
  return Int32Array.from(points)
}
