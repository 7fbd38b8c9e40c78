import { describe, expect, it } from 'vitest'
import { isSmooth, liftedKernel, liftedLength } from '../../../src/math/lift.ts'

/** sum over h of J(g - h) r(h) on C(n1) x C(n2). */
function convolved(J: ArrayLike<number>, r: ArrayLike<number>, [n1, n2]: readonly [number, number]) {
  const result = new Float64Array(n1 * n2)
  for (let g1 = 0; g1 < n1; g1++)
    for (let g2 = 0; g2 < n2; g2++)
      for (let h1 = 0; h1 < n1; h1++)
        for (let h2 = 0; h2 < n2; h2++)
          result[g1 * n2 + g2]! += J[((g1 - h1 + n1) % n1) * n2 + ((g2 - h2 + n2) % n2)]! * r[h1 * n2 + h2]!
  return result
}

describe('lifting a convolution to smooth lengths', () => {
  it('leaves smooth lengths, doubles the others at least', () => {
    for (const n of [1, 2, 13, 100, 243, 1000, 1024, 1001]) expect(liftedLength(n)).toBe(n)
    for (const n of [17, 19, 31, 97, 1009, 10007, 65537]) {
      const m = liftedLength(n)
      expect(m).toBeGreaterThanOrEqual(2 * n - 1)
      expect(m).toBeLessThan(2.3 * n)
      expect(m % 2).toBe(0)
      expect(isSmooth(m)).toBe(true)
    }
  })

  it('convolves as the group itself does', () => {
    const shape = [5, 17] as const
    const lifted = [5, liftedLength(17)] as const
    const values = Float64Array.from({ length: 85 }, (_, i) => ((i * i * 7 + 3 * i) % 23) - 11)
    const rates = Float64Array.from({ length: 85 }, (_, i) => ((i * 13) % 29) - 14)
    const padded = new Float64Array(5 * lifted[1])
    for (let i = 0; i < 85; i++) padded[Math.floor(i / 17) * lifted[1] + (i % 17)] = rates[i]!
    const long = convolved(liftedKernel(values, shape, lifted), padded, lifted)
    const short = convolved(values, rates, shape)
    // integers: exact
    for (let i = 0; i < 85; i++) expect(long[Math.floor(i / 17) * lifted[1] + (i % 17)]).toBe(short[i])
  })
})
