/** Dense linear algebra: systems by LU, eigenvalues by QR. */
import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '../../../src/math/eigen.ts'
import { eigenvalues } from '../../../src/math/eigenvalues.ts'
import { factorLU, factorPositive, solveLU } from '../../../src/math/lu.ts'
import { symmetricEigenvalues } from '../../../src/math/symmetric-eigenvalues.ts'

const random = (n: number, seed: number) =>
  Float64Array.from({ length: n * n }, (_, k) => Math.sin(seed + 12.9898 * k + 0.31 * k * k))

describe.each([1, 2, 3, 7, 30])('%i x %i', (n) => {
  test('LU solves what the matrix makes', () => {
    const a = random(n, n)
    const x = Float64Array.from({ length: n }, (_, i) => i - 2.5)
    const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0))
    solveLU(factorLU(a.slice(), n)!, b)
    for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i]!, 8)
  })

  test('eigenvalues of a symmetric matrix', () => {
    const a = random(n, 2 * n)
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!
    const { re, im } = eigenvalues(a, n)
    const { values } = symmetricEigen(a, n)
    const alone = symmetricEigenvalues(a, n)
    for (let k = 0; k < n; k++) expect(alone[k]).toBeCloseTo(values[k]!, 10)
    expect(Math.max(...im.map(Math.abs))).toBe(0)
    for (const [k, value] of [...re].sort((p, q) => p - q).entries())
      expect(value).toBeCloseTo(values[k]!, 10)
  })

  test('a positive semidefinite matrix is the square of its factor, whatever its rank', () => {
    for (const rank of new Set([1, Math.ceil(n / 2), n])) {
      const b = random(n, 5 * n)
      const a = new Float64Array(n * n)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          for (let k = 0; k < rank; k++) a[i * n + j]! += b[i * n + k]! * b[j * n + k]!
      const f = factorPositive(a, n)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0
          for (let k = 0; k < n; k++) sum += f[i * n + k]! * f[j * n + k]!
          expect(sum).toBeCloseTo(a[i * n + j]!, 11)
        }
    }
  })

  test('eigenvalues add up to the powers of their traces', () => {
    const a = random(n, 3 * n)
    const { re, im } = eigenvalues(a, n)
    let [trace, square] = [0, 0]
    for (let i = 0; i < n; i++) {
      trace += a[i * n + i]!
      for (let j = 0; j < n; j++) square += a[i * n + j]! * a[j * n + i]!
    }
    expect(re.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 10)
    expect(im.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12)
    expect(re.reduce((sum, value, k) => sum + value ** 2 - im[k]! ** 2, 0)).toBeCloseTo(square, 9)
  })
})

test('a companion matrix has the roots of its polynomial, badly scaled or not', () => {
  // (x - 1)(x - 2)(x + 3)(x^2 + 2x + 5)
  const coefficients = [30, -23, -8, -2, 2]
  for (const scale of [1, 1e6]) {
    const a = new Float64Array(25)
    for (let i = 0; i < 4; i++) a[(i + 1) * 5 + i] = scale
    for (let i = 0; i < 5; i++) a[i * 5 + 4] = -coefficients[i]! / scale ** (4 - i)
    const { re, im } = eigenvalues(a, 5)
    const found = [...re].map((value, k) => [value, im[k]!]).sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]!)
    const expected = [
      [-3, 0],
      [-1, -2],
      [-1, 2],
      [1, 0],
      [2, 0],
    ]
    for (const [k, [x, y]] of expected.entries()) {
      expect(found[k]![0]).toBeCloseTo(x!, 9)
      expect(found[k]![1]).toBeCloseTo(y!, 9)
    }
  }
})

test('a permutation of n points has the n-th roots of 1, which needs an exceptional shift', () => {
  const n = 12
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) a[((i + 1) % n) * n + i] = 1
  const { re, im } = eigenvalues(a, n)
  for (let k = 0; k < n; k++) expect(Math.hypot(re[k]!, im[k]!)).toBeCloseTo(1, 12)
  const angles = [...re].map((x, k) => Math.round((Math.atan2(im[k]!, x) * n) / (2 * Math.PI) + n) % n)
  expect(new Set(angles).size).toBe(n)
})

test('a singular matrix has no factors, and what is not finite no eigenvalues', () => {
  expect(factorLU(Float64Array.of(1, 2, 2, 4), 2)).toBeNull()
  expect(() => eigenvalues(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(RangeError)
})
