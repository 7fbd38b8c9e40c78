/**
 * A convolution on C(n) as one on a longer cyclic group: with m >= 2 n - 1 and the kernel laid at the
 * offsets -(n - 1) ... n - 1 of C(m), the first n results of convolving the rates, continued by zeros,
 * are those on C(n). So no transform of an awkward length is ever needed: two transforms of a smooth
 * length do the work of the four that Bluestein's chirp takes.
 */

/** The largest prime factor that a transform takes as it is. */
const LARGEST_PRIME = 13

/** True when every prime factor of n is at most 13. */
export function isSmooth(n: number): boolean {
  let rest = n
  for (let prime = 2; prime <= LARGEST_PRIME; prime++) while (rest % prime === 0) rest /= prime
  return rest === 1
}

/** n itself when it is smooth, else the least even 2^a 3^b 5^c that is at least 2 n - 1. */
export function liftedLength(n: number): number {
  if (isSmooth(n)) return n
  let best = Number.POSITIVE_INFINITY
  for (let fives = 1; fives < 10 * n; fives *= 5)
    for (let threes = fives; threes < 6 * n; threes *= 3) {
      let length = 2 * threes
      while (length < 2 * n - 1) length *= 2
      best = Math.min(best, length)
    }
  return best
}

/**
 * values of a kernel on C(n1) x ... (row major) as a kernel on C(m1) x ...: m_a = n_a, or m_a >= 2 n_a - 1.
 */
export function liftedKernel(
  values: ArrayLike<number>,
  shape: readonly number[],
  lifted: readonly number[],
): Float64Array {
  const result = new Float64Array(lifted.reduce((product, m) => product * m, 1))
  for (let at = 0; at < result.length; at++) {
    let rest = at
    let from = 0
    let stride = 1
    let inside = true
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const n = shape[axis]!
      const m = lifted[axis]!
      const offset = rest % m
      rest = (rest - offset) / m
      if (offset < n) from += stride * offset
      else if (offset > m - n) from += stride * (offset - m + n)
      else inside = false
      stride *= n
    }
    if (inside) result[at] = values[from]!
  }
  return result
}
