/** Least squares where the normal equations may be singular. */
import { symmetricEigen } from './eigen.ts'

/** The smallest x that solves A x = b best, A symmetric and not negative; eigenvalues below 1e-12 of the largest are 0. */
export function pseudoSolve(a: Float64Array, b: Float64Array): Float64Array {
  const d = b.length
  const x = new Float64Array(d)
  if (d === 0) return x
  const { values, vectors } = symmetricEigen(a, d)
  const least = 1e-12 * values[d - 1]!
  for (let k = 0; k < d; k++) {
    if (!(values[k]! > least)) continue
    let along = 0
    for (let i = 0; i < d; i++) along += vectors[i * d + k]! * b[i]!
    for (let i = 0; i < d; i++) x[i]! += (vectors[i * d + k]! * along) / values[k]!
  }
  return x
}
