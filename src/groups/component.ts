/**
 * One real isotypic component of functions on a group: what a space hands out as a harmonic.
 */
import type { ComplexMatrix, IrrepType } from './group.ts'

/** A kernel's coefficient on one irrep: c, c + i s, or a matrix (row major, d x d). */
export type Coefficient = number | { readonly re: number; readonly im: number } | ComplexMatrix

/**
 * One real isotypic component of L2(X): an irrep of real or quaternionic type, or a pair of
 * conjugate complex ones. Its columns are real, orthonormal under the weights, and come as
 * `copies` groups of `width`; a kernel acts inside each group by one and the same small matrix.
 */
export interface Harmonic {
  /** canonical label, as a kernel's spectrum names it */
  readonly label: string
  /** complex dimension d of the irrep */
  readonly dimension: number
  readonly type: IrrepType
  readonly copies: number
  readonly width: number
  /** true when the coefficient may be a matrix (or complex) in a stated basis */
  readonly takesMatrix: boolean
  /** copies * width columns of N values, column after column; computed once and kept */
  basis(): Float64Array
  /**
   * width x width, row major: the matrix M with u'_copy = M u_copy that convolution by a kernel of
   * this coefficient does to a function's coordinates u. Throws InputError when the coefficient
   * is not that of a real kernel.
   */
  kernelMatrix(coefficient: Coefficient): Float64Array
  /** the coefficient (d x d, or 1 x 1 on a homogeneous space) that kernelMatrix turns into `matrix` */
  coefficient(matrix: Float64Array): ComplexMatrix
  /**
   * The matrix M of the kernel J (a function on the group, or around the pole) from J's own
   * coordinates E^T diag(w) J on this component.
   */
  matrixOf(coordinates: Float64Array): Float64Array
}
