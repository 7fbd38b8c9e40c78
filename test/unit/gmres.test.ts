/** GMRES: exact where the dimension is used up, few steps where the solver nearby is near, honest where A is singular. */
import { describe, expect, it } from 'vitest'
import { gmres, norm } from '../../src/math/gmres.ts'

const n = 30
const entries = Float64Array.from({ length: n * n }, (_, k) => Math.sin(1 + 3.7 * k + 0.01 * k * k))
const times = (a: Float64Array) => (v: Float64Array) =>
  Float64Array.from({ length: n }, (_, i) => v.reduce((sum, x, j) => sum + a[i * n + j]! * x, 0))
const same = (v: Float64Array) => v.slice()
const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i))

describe('GMRES', () => {
  it('ends within as many steps as there are unknowns', () => {
    const { x, residual } = gmres(times(entries), same, b, 1e-13)
    expect(residual).toBeLessThan(1e-12)
    const left = times(entries)(x).map((value, i) => b[i]! - value)
    expect(norm(left) / norm(b)).toBeCloseTo(residual, 14)
  })

  it('takes few steps beside a system that is solved', () => {
    const near = entries.map((value, at) => 0.002 * value + (at % (n + 1) === 0 ? 1 + at / n : 0))
    const inverse = (v: Float64Array) => v.map((value, i) => value / (1 + (i * (n + 1)) / n))
    const { residual, steps } = gmres(times(near), inverse, b, 1e-13)
    expect(residual).toBeLessThan(1e-13)
    expect(steps).toBeLessThan(12)
  })

  it('says what is left of a right-hand side that a singular matrix does not reach', () => {
    const flat = entries.map((value, at) => (at >= n * (n - 1) ? 0 : value))
    const { x, residual } = gmres(times(flat), same, b, 1e-13)
    expect(residual).toBeGreaterThan(1e-3)
    expect(x.every(Number.isFinite)).toBe(true)
  })
})
