/** Points that fill the unit cube evenly (Halton, Numer. Math. 2, 84 (1960)). */

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]

/** The index-th point in (0, 1)^dimension, index from 0, dimension at most 16. */
export function halton(index: number, dimension: number): Float64Array {
  if (dimension > primes.length) throw new RangeError(`at most ${primes.length} dimensions`)
  return Float64Array.from({ length: dimension }, (_, axis) => {
    const base = primes[axis]!
    let value = 0
    let digit = 1 / base
    for (let i = index + 1; i > 0; i = Math.floor(i / base)) {
      value += (i % base) * digit
      digit /= base
    }
    return value
  })
}
