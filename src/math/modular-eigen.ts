/**
 * Eigenvectors over the field of p elements of a matrix whose eigenvalues are distinct and lie in the
 * field. The minimal polynomial comes from a Krylov sequence, its roots lambda are the eigenvalues, and
 * f(M) / (M - lambda) applied to the starting vector is the eigenvector.
 */
import { recurrence, rootsModulo } from './modular.ts'

/**
 * @param matrix k x k, row major, residues modulo the prime p < 2^23
 * @param random residues, uniform
 * @returns k eigenvectors, one per row; null when the spectrum is not simple or luck was bad
 */
export function simpleEigenvectors(
  matrix: Float64Array,
  k: number,
  p: number,
  random: () => number,
): Float64Array | null {
  const krylov = new Float64Array(k * k)
  const weights = Float64Array.from({ length: k }, random)
  const sequence = new Float64Array(2 * k)
  let vector = Float64Array.from({ length: k }, random)
  for (let step = 0; step < 2 * k; step++) {
    sequence[step] = dot(weights, 0, vector, k, p)
    if (step < k) krylov.set(vector, step * k)
    const next = new Float64Array(k)
    for (let i = 0; i < k; i++) next[i] = dot(matrix, i * k, vector, k, p)
    vector = next
  }
  const polynomial = recurrence(sequence, p)
  if (polynomial.length !== k + 1) return null
  const roots = rootsModulo(polynomial, p)
  if (roots === null) return null
  const vectors = new Float64Array(k * k)
  roots.forEach((root, row) => {
    addQuotientTimes(vectors.subarray(row * k, (row + 1) * k), polynomial, root, krylov, p)
  })
  return vectors
}

/** sum_i q_i M^i v, q = f / (x - root) by Horner's rule. */
function addQuotientTimes(
  out: Float64Array,
  f: Float64Array,
  root: number,
  krylov: Float64Array,
  p: number,
): void {
  const k = out.length
  let coefficient = 0
  for (let i = k - 1; i >= 0; i--) {
    coefficient = (f[i + 1]! + coefficient * root) % p
    for (let j = 0; j < k; j++) out[j] = out[j]! + coefficient * krylov[i * k + j]!
    if (i % 64 === 0) for (let j = 0; j < k; j++) out[j] = out[j]! % p
  }
}

/** Row `offset` of a times b; products below 2^46 are summed 64 at a time before reduction. */
function dot(a: Float64Array, offset: number, b: Float64Array, k: number, p: number): number {
  let total = 0
  for (let start = 0; start < k; start += 64) {
    const end = Math.min(k, start + 64)
    for (let i = start; i < end; i++) total += a[offset + i]! * b[i]!
    total %= p
  }
  return total
}
