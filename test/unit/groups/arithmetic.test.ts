import { describe, expect, it } from 'vitest'
import { isZero, sumOfRoots } from '../../../src/math/cyclotomic.ts'
import { divisors, factorise, gcd, isPrime, lcm, residue } from '../../../src/math/integers.ts'
import {
  inverseModulo,
  powerModulo,
  primeWithRoots,
  recurrence,
  rootOfOrder,
  rootsModulo,
} from '../../../src/math/modular.ts'
import { rootOfUnity } from '../../../src/math/roots.ts'

describe('integers', () => {
  it('factorise, divide, reduce', () => {
    expect(factorise(360)).toEqual([
      [2, 3],
      [3, 2],
      [5, 1],
    ])
    expect(factorise(1)).toEqual([])
    expect(divisors(36)).toEqual([1, 2, 3, 4, 6, 9, 12, 18, 36])
    expect([gcd(12, 18), lcm(12, 18), residue(-1, 5)]).toEqual([6, 36, 4])
    expect([1, 2, 9, 97, 1321].map(isPrime)).toEqual([false, true, false, true, true])
  })
})

describe('the field of p elements', () => {
  it('has roots of unity and inverses', () => {
    const p = primeWithRoots(60, 2 ** 22)
    expect(isPrime(p)).toBe(true)
    expect(p % 60).toBe(1)
    const root = rootOfOrder(60, p)
    for (const k of [1, 12, 20, 30]) expect(powerModulo(root, k, p)).not.toBe(1)
    expect(powerModulo(root, 60, p)).toBe(1)
    expect((inverseModulo(12345, p) * 12345) % p).toBe(1)
  })

  it('finds the roots of a split polynomial, and says when it does not split', () => {
    const p = 10007
    const roots = [3, 500, 9999, 42, 0]
    let polynomial = [1]
    for (const root of roots) {
      const shifted = [0].concat(polynomial)
      polynomial.forEach((c, i) => {
        shifted[i] = (shifted[i]! + (p - root) * c) % p
      })
      polynomial = shifted
    }
    const found = rootsModulo(Float64Array.from(polynomial), p)!
    expect(found.toSorted((a, b) => a - b)).toEqual(roots.toSorted((a, b) => a - b))
    // 10007 = 3 mod 4, so x^2 + 1 has no root; (x - 1)^2 has a double one
    expect(rootsModulo(Float64Array.of(1, 0, 1), p)).toBeNull()
    expect(rootsModulo(Float64Array.of(1, p - 2, 1), p)).toBeNull()
  })

  it('finds the recurrence of Fibonacci numbers', () => {
    const p = 10007
    const sequence = new Float64Array(12)
    sequence[1] = 1
    for (let n = 2; n < 12; n++) sequence[n] = (sequence[n - 1]! + sequence[n - 2]!) % p
    expect([...recurrence(sequence, p)]).toEqual([p - 1, p - 1, 1])
  })
})

describe('sums of roots of unity', () => {
  it('single roots are exact on the axes and at 60 degrees', () => {
    expect(rootOfUnity(1, 4)).toEqual({ re: 0, im: 1 })
    expect(rootOfUnity(3, 6)).toEqual({ re: -1, im: 0 })
    expect(rootOfUnity(1, 3).re).toBe(-0.5)
    expect(rootOfUnity(1, 12).im).toBe(0.5)
    for (let k = 0; k < 35; k++) {
      expect(rootOfUnity(k, 35).re).toBeCloseTo(Math.cos((2 * Math.PI * k) / 35), 15)
      expect(rootOfUnity(k, 35).im).toBeCloseTo(Math.sin((2 * Math.PI * k) / 35), 15)
    }
  })

  it('rational sums come out exactly', () => {
    expect(sumOfRoots([1, 2, 3, 4], 5)).toEqual({ re: -1, im: 0 })
    expect(sumOfRoots([1, 2, 4], 7).re).toBe(-0.5)
    expect(sumOfRoots([1, 2, 4], 7).im).toBeCloseTo(Math.sqrt(7) / 2, 15)
    expect(sumOfRoots([1, 5, 7, 11], 12)).toEqual({ re: 0, im: 0 })
    expect(sumOfRoots([0, 0, 1, 2], 3)).toEqual({ re: 1, im: 0 })
    expect(sumOfRoots([], 6)).toEqual({ re: 0, im: 0 })
  })

  it('zero is decided in the field, not by size', () => {
    expect(isZero(Float64Array.from({ length: 30 }, () => 1))).toBe(true)
    const almost = Float64Array.from({ length: 30 }, () => 1)
    almost[7] = 2
    expect(isZero(almost)).toBe(false)
    // 1 + w + w^2 over twelfth roots, w = exp(2 pi i / 3)
    expect(isZero(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0))).toBe(true)
  })
})
