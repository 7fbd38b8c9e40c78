/**
 * How far a convolution by float32 transforms may be from the exact one, in the 2-norm: for unitary scaling
 * every step is an isometry, so relative errors add (Higham, Accuracy and Stability, 2002, theorem 24.2).
 * Counted in units u = 2^-24, to first order:
 * - a sum of two: 1. Radix 2: 1; radix 4: 2; radix 8: 3, and 3 for the turn by an eighth.
 * - odd radix r, h = (r - 1) / 2: each output adds h + 3 roundings of terms whose moduli are together at most
 *   sqrt(2) sum |x_k| <= sqrt(2 r) |x|; over r outputs (h + 3) sqrt(2 r), and 1 for e + o.
 * - a product with a rounded factor: sqrt(5) + 1 (Brent, Percival & Zimmermann, Math. Comp. 76, 2007).
 * - untangling two halves of a packed line: two sums and a product, each of an isometry.
 */
import type { FftPlan, FftStep } from './fft-plan.ts'
import { unit } from './pass.ts'

const product = Math.sqrt(5) + 1

function butterfly(radix: number): number {
  if (radix === 2) return 1
  if (radix === 4) return 2
  if (radix === 8) return 6
  return ((radix - 1) / 2 + 3) * Math.sqrt(2 * radix) + 1
}

/** e with |y - exact|_2 <= e max |multiplier| |r|_2 for the rates r of a replica. */
export function fftBound({
  steps,
  packing,
}: Pick<FftPlan, 'packing'> & {
  readonly steps: readonly Pick<FftStep, 'radices' | 'rest'>[]
}): number {
  let one = packing === 'packed' ? 2 + product : 0
  for (const { radices, rest } of steps) {
    for (const radix of radices) one += butterfly(radix)
    one += product * (radices.length - (rest > 1 ? 0 : Math.min(1, radices.length)))
  }
  const count = (2 * one + product) * unit
  return count / (1 - count)
}
