/** Sliders: a thumb's place and a number say the same, and every number has a place. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aboveZero,
  fromZero,
  nudged,
  placeOf,
  type Range,
  roundUp,
  symmetric,
  valueAt,
} from '../../../demos/lab/range.ts'

const size = fc.double({ min: 1e-3, max: 1e4, noNaN: true })
const range: fc.Arbitrary<Range> = fc.oneof(
  size.map((value) => symmetric(value)),
  size.map((value) => aboveZero(value / 20, value * 20)),
  size.map((value) => fromZero(value / 100, value * 10)),
)

describe('a range', () => {
  it('gives back a number from its place, to what a slider can mean', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), (range, place) => {
        const value = valueAt(range, place)
        const again = valueAt(range, placeOf(range, value))
        expect(Math.abs(again - value)).toBeLessThanOrEqual(0.06 * Math.abs(value) + 1e-12)
        expect(value).toBeGreaterThanOrEqual(
          range.scale === 'log0' ? 0 : range.from - 1e-8 * Math.abs(range.from),
        )
        expect(value).toBeLessThanOrEqual(range.to * (1 + 1e-8))
      }),
    )
  })

  it('is symmetric about zero for a coefficient, whose sign one wants to turn', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (value) => {
        const range = symmetric(value)
        expect(range.from).toBe(-range.to)
        expect(range.to).toBeGreaterThanOrEqual(Math.max(1, Math.abs(value)))
        expect(placeOf(range, 0)).toBe(0.5)
        expect(placeOf(range, value)).toBeGreaterThanOrEqual(0)
      }),
    )
    expect(symmetric(2)).toEqual({ scale: 'linear', from: -5, to: 5 })
  })

  it('has a place for zero where the scale begins with it', () => {
    const range = fromZero(0.01, 10)
    expect(valueAt(range, 0)).toBe(0)
    expect(valueAt(range, 1)).toBe(10)
    expect(placeOf(range, 0)).toBe(0)
    expect(placeOf(range, 0.01)).toBeGreaterThan(0)
  })

  it('moves by every press of a key, up and down, whole numbers by one', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (range, place) => {
        const value = valueAt(range, place)
        expect(nudged(range, value, 1)).toBeGreaterThan(value)
        expect(nudged(range, value, -1)).toBeLessThan(value)
        expect(nudged(range, value, 1, false, true)).toBeGreaterThan(nudged(range, value, 1) - 1e-12)
      }),
    )
    expect(nudged(aboveZero(1, 100), 5, 1, true)).toBe(6)
    expect(nudged(aboveZero(1, 100), 1, -1, true)).toBe(1)
  })

  it('ends on round numbers', () => {
    expect([0.03, 1, 1.01, 4.9, 7, 10].map(roundUp)).toEqual([0.05, 1, 2, 5, 10, 10])
  })
})
