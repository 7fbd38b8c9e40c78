/**
 * Eigenvalues and orthonormal eigenvectors of symmetric and Hermitian matrices, over ml-matrix.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { ComplexMatrix } from './complex.ts'

export interface SymmetricEigen {
  /** ascending */
  readonly values: Float64Array
  /** n x n, row major; column j belongs to values[j] */
  readonly vectors: Float64Array
}

/** A = V diag(values) V^T of a real symmetric matrix, n x n row major. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = new Matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) a.set(i, j, (matrix[i * n + j]! + matrix[j * n + i]!) / 2)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(a, { assumeSymmetric: true })
  const order = Array.from(realEigenvalues.keys()).sort((i, j) => realEigenvalues[i]! - realEigenvalues[j]!)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) vectors[i * n + j] = eigenvectorMatrix.get(i, order[j]!)
  return { values: Float64Array.from(order, (i) => realEigenvalues[i]!), vectors }
}

/**
 * A = V diag(values) V^H of a Hermitian matrix, by the real symmetric [[Re, -Im], [Im, Re]], in
 * which every eigenvalue comes twice, as (x, y) and (-y, x). A real matrix gives real vectors.
 */
export function hermitianEigen(matrix: ComplexMatrix): { values: Float64Array; vectors: ComplexMatrix } {
  const n = matrix.rows
  const { re, im } = matrix
  if (im === null) {
    const { values, vectors } = symmetricEigen(re, n)
    return { values, vectors: { rows: n, columns: n, re: vectors, im: null } }
  }
  const m = 2 * n
  const doubled = new Float64Array(m * m)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      doubled[i * m + j] = doubled[(n + i) * m + n + j] = re[i * n + j]!
      doubled[(n + i) * m + j] = im[i * n + j]!
      doubled[i * m + n + j] = -im[i * n + j]!
    }
  const real = symmetricEigen(doubled, m)
  return independentHalf(real, n)
}

/** Of the doubled eigenvectors, in ascending order, those that are new as complex vectors. */
function independentHalf(real: SymmetricEigen, n: number): { values: Float64Array; vectors: ComplexMatrix } {
  const m = 2 * n
  const values = new Float64Array(n)
  const vre = new Float64Array(n * n)
  const vim = new Float64Array(n * n)
  const x = new Float64Array(n)
  const y = new Float64Array(n)
  let found = 0
  for (let column = 0; column < m && found < n; column++) {
    for (let i = 0; i < n; i++) {
      x[i] = real.vectors[i * m + column]!
      y[i] = real.vectors[(n + i) * m + column]!
    }
    for (let pass = 0; pass < 2; pass++)
      for (let k = 0; k < found; k++) {
        let a = 0
        let b = 0
        for (let i = 0; i < n; i++) {
          const p = vre[i * n + k]!
          const q = vim[i * n + k]!
          a += p * x[i]! + q * y[i]!
          b += p * y[i]! - q * x[i]!
        }
        for (let i = 0; i < n; i++) {
          const p = vre[i * n + k]!
          const q = vim[i * n + k]!
          x[i]! -= a * p - b * q
          y[i]! -= a * q + b * p
        }
      }
    let norm = 0
    for (let i = 0; i < n; i++) norm += x[i]! * x[i]! + y[i]! * y[i]!
    // a complex eigenspace of dimension k comes as 2k real vectors; skip those already spanned
    if (norm < 1e-4) continue
    const scale = 1 / Math.sqrt(norm)
    for (let i = 0; i < n; i++) {
      vre[i * n + found] = x[i]! * scale
      vim[i * n + found] = y[i]! * scale
    }
    values[found++] = real.values[column]!
  }
  return { values, vectors: { rows: n, columns: n, re: vre, im: vim } }
}
