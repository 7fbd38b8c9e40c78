/**
 * One real isotypic component of functions on a group: what a space hands out as a harmonic, and
 * how it follows from a unitary irrep rho (f^ = sum_g w_g f(g) rho(g), kernels on the right).
 */
import { adjoint, conjugate, multiply, plus, zeros } from '../math/complex.ts'
import { once } from '../once.ts'
import type { Coefficient, Target } from './coefficient.ts'
import { coefficientMatrix } from './coefficient.ts'
import type { ComplexMatrix, IrrepType } from './group.ts'
import { antiunitary, pairedBasis } from './irreps/structure.ts'

export type { Coefficient }

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
  /** the same M from the kernel's own coordinates E^T diag(w) J, length copies * width */
  matrixOf(coordinates: Float64Array): Float64Array
  /** the coefficient (d x d, or 1 x 1 on a homogeneous space) that kernelMatrix turns into `matrix` */
  coefficient(matrix: Float64Array): ComplexMatrix
}

/** A unitary irrep sampled at the points of a space, as `componentOf` needs it. */
export interface SampledIrrep {
  readonly label: string
  readonly dimension: number
  readonly type: IrrepType
  readonly takesMatrix: boolean
  /** number of points N */
  readonly size: number
  /** quadrature weights, length N, exact on products of two matrix elements; absent: 1/N each */
  readonly weights?: Float64Array
  /** rho at a point, d x d unitary; real (im null) when the type is real */
  matrix(point: number): ComplexMatrix
}

/**
 * The real component of an irrep (with its conjugate when the type is complex). Coordinates u of a
 * function f, with f^ = sum_g w_g f(g) rho(g):
 * - real: columns sqrt(d) rho_ij, u = sqrt(d) f^_ij; copy = row i, so M = J^T;
 * - complex: columns sqrt(2d) Re rho_ij, then sqrt(2d) Im rho_ij; copy = row i;
 * - quaternionic: the same columns for one row v of each pair (v, T v), T the antiunitary map that
 *   commutes with rho; the other row of a real function follows from it.
 * In the last two M = [[Re J^T, -Im J^T], [Im J^T, Re J^T]].
 */
export function componentOf(irrep: SampledIrrep): Harmonic {
  const { dimension: d, type, size } = irrep
  const structure = once(() => {
    const map = antiunitary(irrep)
    return { map, rows: pairedBasis(map) }
  })
  const columns = (): Float64Array => {
    const isReal = type === 'real'
    const copies = type === 'quaternionic' ? d / 2 : d
    const width = isReal ? d : 2 * d
    const values = new Float64Array(copies * width * size)
    const norm = Math.sqrt(width)
    // the rows v^H rho of a quaternionic irrep, the first of each pair
    const rows = type === 'quaternionic' ? adjoint(structure().rows) : null
    for (let g = 0; g < size; g++) {
      const rho = rows === null ? irrep.matrix(g) : multiply(rows, irrep.matrix(g))
      for (let i = 0; i < copies; i++)
        for (let j = 0; j < d; j++) {
          values[(i * width + j) * size + g] = norm * rho.re[i * d + j]!
          if (!isReal) values[(i * width + d + j) * size + g] = norm * (rho.im?.[i * d + j] ?? 0)
        }
    }
    return values
  }
  return harmonicOf(irrep, columns, structure)
}

/** T v = S conj(v) of a quaternionic irrep, and the first v of each pair (v, T v) as d x d/2 columns. */
export interface Structure {
  readonly map: ComplexMatrix
  readonly rows: ComplexMatrix
}

/**
 * A harmonic from its columns, made on first use, in the order of `componentOf`; `structure` is
 * asked on quaternionic type only.
 */
export function harmonicOf(
  target: Target,
  columns: () => Float64Array,
  structure: () => Structure,
): Harmonic {
  const { label, dimension: d, type, takesMatrix } = target
  const isReal = type === 'real'
  const copies = type === 'quaternionic' ? d / 2 : d
  const width = isReal ? d : 2 * d

  const real = (j: ComplexMatrix): Float64Array => {
    const m = new Float64Array(width * width)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) {
        const x = j.re[b * d + a]!
        const y = j.im?.[b * d + a] ?? 0
        m[a * width + b] = x
        if (isReal) continue
        m[(d + a) * width + d + b] = x
        m[(d + a) * width + b] = y
        m[a * width + d + b] = 0 - y
      }
    return m
  }

  return {
    label,
    dimension: d,
    type,
    copies,
    width,
    takesMatrix,
    basis: once(columns),
    kernelMatrix: (coefficient) => real(coefficientMatrix(target, coefficient, () => structure().map)),
    matrixOf(coordinates) {
      const norm = Math.sqrt(isReal ? d : 2 * d)
      const j = zeros(copies, d, isReal)
      for (let i = 0; i < copies; i++)
        for (let b = 0; b < d; b++) {
          j.re[i * d + b] = coordinates[i * width + b]! / norm
          if (j.im !== null) j.im[i * d + b] = coordinates[i * width + d + b]! / norm
        }
      if (type !== 'quaternionic') return real(j)
      // J = sum over pairs of v (v^H J) + (T v)(T v)^H J, where (T v)^H J = conj(v^H J) S^H
      const { map, rows } = structure()
      const first = multiply(rows, j)
      const partners = multiply(map, conjugate(rows))
      const second = multiply(partners, multiply(conjugate(j), adjoint(map)))
      return real(plus(first, second))
    },
    coefficient(matrix) {
      const j = zeros(d, d, isReal)
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) {
          j.re[b * d + a] = matrix[a * width + b]!
          if (j.im !== null) j.im[b * d + a] = matrix[(d + a) * width + b]!
        }
      return j
    },
  }
}
