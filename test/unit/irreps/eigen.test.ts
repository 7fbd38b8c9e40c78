/** Hermitian eigenvectors, degenerate ones included, and complex matrix arithmetic. */
import { describe, expect, it } from 'vitest'
import type { ComplexMatrix } from '../../../src/math/complex.ts'
import {
  adjoint,
  conjugate,
  identityMatrix,
  kronecker,
  maxDifference,
  multiply,
  plus,
  scaled,
  trace,
  transpose,
  zeros,
} from '../../../src/math/complex.ts'
import { hermitianEigen, symmetricEigen } from '../../../src/math/eigen.ts'
import { fillUniforms } from '../../../src/math/philox.ts'

function random(rows: number, columns: number, seed: number, isReal = false): ComplexMatrix {
  const m = zeros(rows, columns, isReal)
  fillUniforms(m.re, 0, m.re.length, { seed, replica: 0, step: 0, stream: 0 })
  if (m.im !== null) fillUniforms(m.im, 0, m.im.length, { seed, replica: 1, step: 0, stream: 0 })
  return m
}

const diagonal = (values: ArrayLike<number>): ComplexMatrix => {
  const m = zeros(values.length, values.length)
  for (let i = 0; i < values.length; i++) m.re[i * values.length + i] = values[i]!
  return m
}

describe('complex matrices', () => {
  const a = random(3, 5, 1)
  const b = random(5, 2, 2)

  it('multiplies associatively, reverses under the adjoint, and keeps real real', () => {
    const c = random(2, 4, 3)
    expect(maxDifference(multiply(multiply(a, b), c), multiply(a, multiply(b, c)))).toBeLessThan(1e-14)
    expect(maxDifference(adjoint(multiply(a, b)), multiply(adjoint(b), adjoint(a)))).toBeLessThan(1e-14)
    expect(maxDifference(conjugate(transpose(a)), adjoint(a))).toBe(0)
    expect(multiply(random(2, 2, 1, true), random(2, 2, 2, true)).im).toBeNull()
  })

  it('has (A x B)(C x D) = AC x BD and tr(A x B) = tr A tr B', () => {
    const [p, q, r, s] = [random(2, 2, 4), random(3, 3, 5), random(2, 2, 6), random(3, 3, 7, true)]
    const left = multiply(kronecker(p, q), kronecker(r, s))
    expect(maxDifference(left, kronecker(multiply(p, r), multiply(q, s)))).toBeLessThan(1e-14)
    const t = trace(kronecker(p, q))
    const [x, y] = [trace(p), trace(q)]
    expect(t.re).toBeCloseTo(x.re * y.re - x.im * y.im, 13)
    expect(t.im).toBeCloseTo(x.re * y.im + x.im * y.re, 13)
  })

  it('scales and adds', () => {
    expect(maxDifference(plus(scaled(a, 2, 1), scaled(a, 1, 1), -1), a)).toBeLessThan(1e-15)
  })
})

describe('eigenvectors', () => {
  it.each([
    ['distinct', [-2, 0.5, 1, 3, 7]],
    ['degenerate', [1, 1, 1, 4, 4, 9, 9]],
    ['all equal', [2, 2, 2]],
  ])('of a Hermitian matrix with %s eigenvalues', (_, spectrum) => {
    const n = spectrum.length
    const skew = random(n, n, 8)
    const unitary = hermitianEigen(plus(skew, adjoint(skew))).vectors
    const a = multiply(unitary, multiply(diagonal(spectrum), adjoint(unitary)))
    const { values, vectors } = hermitianEigen(a)
    spectrum.forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 12)
    })
    expect(maxDifference(multiply(adjoint(vectors), vectors), identityMatrix(n))).toBeLessThan(1e-12)
    const back = multiply(vectors, multiply(diagonal(values), adjoint(vectors)))
    expect(maxDifference(back, a)).toBeLessThan(1e-12)
  })

  it('of a real symmetric matrix, ascending and real', () => {
    const r = random(6, 6, 9, true)
    const a = plus(r, transpose(r))
    const { values, vectors } = symmetricEigen(a.re, 6)
    expect([...values]).toEqual([...values].sort((x, y) => x - y))
    const v: ComplexMatrix = { rows: 6, columns: 6, re: vectors, im: null }
    expect(maxDifference(multiply(v, multiply(diagonal(values), transpose(v))), a)).toBeLessThan(1e-13)
    expect(hermitianEigen(a).vectors.im).toBeNull()
  })
})
