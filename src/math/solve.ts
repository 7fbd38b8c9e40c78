/** One small dense linear system. */
import { factorLU, solveLU } from './lu.ts'

/** x of A x = b, A n x n row major (overwritten), b overwritten too; null when A is singular to round-off. */
export function solveDense(a: Float64Array, b: Float64Array, n: number): Float64Array | null {
  const lu = factorLU(a, n)
  if (lu === null || lu.quality < 1e-15) return null
  solveLU(lu, b)
  return b
}
