import { describe, expect, it } from 'vitest'
import { complexFft } from '../../../src/math/fft.ts'
import { gridFft } from '../../../src/math/fft-grid.ts'
import { realFft } from '../../../src/math/fft-real.ts'
import { rootOfUnity } from '../../../src/math/roots.ts'

const LENGTHS = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 29, 31, 37, 64, 74, 77, 97, 100, 120, 243, 256, 961, 1000, 1009,
]

/** Deterministic values in [-1, 1], without structure. */
function noise(count: number, seed = 1): Float64Array {
  let state = seed * 2654435761
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/** The definition; roots are exact to the last bit, so its own error is about eps sqrt(n). */
function naive(x: Float64Array, n: number, sign: number): Float64Array {
  const roots = Array.from({ length: n }, (_, t) => rootOfUnity(t, n))
  const out = new Float64Array(2 * n)
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const { re: cos, im: sin } = roots[(j * k) % n]!
      out[2 * k]! += x[2 * j]! * cos - sign * x[2 * j + 1]! * sin
      out[2 * k + 1]! += x[2 * j + 1]! * cos + sign * x[2 * j]! * sin
    }
  }
  return out
}

/** Root mean square of the difference relative to that of the expected values. */
function error(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0
  let total = 0
  for (let i = 0; i < expected.length; i++) {
    difference += (received[i]! - expected[i]!) ** 2
    total += expected[i]! ** 2
  }
  return Math.sqrt(difference / (total || 1))
}

/** Round-off of a naive sum of n products dominates the bound against the definition. */
const naiveBound = (n: number): number => 4e-16 * (2 + Math.sqrt(n))
const ownBound = (n: number): number => 3e-16 * (1 + Math.log2(n))

describe('roots of unity', () => {
  it('are exact where they are exact, and symmetric', () => {
    expect(rootOfUnity(0, 7)).toEqual({ re: 1, im: 0 })
    expect(rootOfUnity(3, 12).re).toBe(0)
    expect(rootOfUnity(6, 12)).toEqual({ re: -1, im: 0 })
    expect(rootOfUnity(9, 12)).toEqual({ re: 0, im: -1 })
    for (let a = 0; a < 97; a++) {
      const { re, im } = rootOfUnity(a, 97)
      expect(rootOfUnity(97 - a, 97)).toEqual({ re, im: 0 - im })
      expect(Math.abs(re - Math.cos((2 * Math.PI * a) / 97))).toBeLessThan(1e-15)
      expect(Math.abs(im - Math.sin((2 * Math.PI * a) / 97))).toBeLessThan(1e-15)
    }
    for (const k of [1, 3, 5, 7]) {
      const { re, im } = rootOfUnity(k, 8)
      expect(Math.abs(re)).toBe(Math.abs(im))
    }
    for (const k of [1, 2, 4, 5]) expect(Math.abs(rootOfUnity(k, 6).re)).toBe(0.5)
    expect(rootOfUnity(-1, 8).im).toBeCloseTo(-Math.SQRT1_2, 15)
  })
})

describe('complex transform', () => {
  it.each(LENGTHS)('of length %i is the definition, both ways', (n) => {
    const x = noise(2 * n, n)
    const plan = complexFft(n)
    for (const inverse of [false, true]) {
      plan.input.set(x)
      const result = plan.run(1, inverse).slice()
      expect(error(result, naive(x, n, inverse ? 1 : -1))).toBeLessThan(naiveBound(n))
    }
  })

  it.each([6, 37, 100, 1009])('of length %i does lanes independently, to the bit', (n) => {
    const lanes = 3
    const x = noise(2 * n * lanes, 5)
    const plan = complexFft(n, 4)
    plan.input.set(x)
    const together = plan.run(lanes, true).slice()
    for (let q = 0; q < lanes; q++) {
      const single = complexFft(n)
      for (let j = 0; j < n; j++) {
        single.input[2 * j] = x[2 * (j * lanes + q)]!
        single.input[2 * j + 1] = x[2 * (j * lanes + q) + 1]!
      }
      const alone = single.run(1, true)
      for (let j = 0; j < n; j++) {
        expect(together[2 * (j * lanes + q)]).toBe(alone[2 * j])
        expect(together[2 * (j * lanes + q) + 1]).toBe(alone[2 * j + 1])
      }
    }
  })
})

describe('real transform', () => {
  it.each(LENGTHS)('of length %i is half of the complex one and returns', (n) => {
    const x = noise(n, 3)
    const plan = realFft(n)
    const spectrum = new Float64Array(2 * plan.half + 3)
    plan.forward(x, 0, spectrum, 3)
    const padded = new Float64Array(2 * n)
    for (let j = 0; j < n; j++) padded[2 * j] = x[j]!
    const complex = complexFft(n)
    complex.input.set(padded)
    expect(error(spectrum.subarray(3), complex.run(1, false).subarray(0, 2 * plan.half))).toBeLessThan(
      2 * ownBound(n),
    )
    const back = new Float64Array(n + 1)
    plan.addInverse(spectrum, 3, back, 1, 1 / n)
    expect(error(back.subarray(1), x)).toBeLessThan(2 * ownBound(n))
  })

  it.each([7, 12, 97, 100])('of length %i turns a shift into a phase', (n) => {
    const x = noise(n, 4)
    const shift = 5 % n
    const shifted = x.map((_, j) => x[(j - shift + n) % n]!)
    const plan = realFft(n)
    const a = new Float64Array(2 * plan.half)
    const b = new Float64Array(2 * plan.half)
    plan.forward(x, 0, a, 0)
    plan.forward(shifted, 0, b, 0)
    for (let k = 0; k < plan.half; k++) {
      const { re: cos, im: sin } = rootOfUnity(-k * shift, n)
      expect(b[2 * k]!).toBeCloseTo(a[2 * k]! * cos - a[2 * k + 1]! * sin, 12)
      expect(b[2 * k + 1]!).toBeCloseTo(a[2 * k]! * sin + a[2 * k + 1]! * cos, 12)
    }
  })
})

const SHAPES = [
  [1],
  [12],
  [1, 1],
  [1, 5],
  [5, 1],
  [6, 10],
  [7, 9],
  [20, 37],
  [3, 5, 7],
  [4, 1, 6],
  [37, 3, 2, 5],
]

describe('grid transform', () => {
  it.each(SHAPES.map((shape) => [shape]))('of shape %j is the definition in every dimension', (shape) => {
    const grid = gridFft(shape)
    const f = noise(grid.size + 2, 9)
    const spectrum = new Float64Array(2 * grid.halfSize)
    grid.forward(f, 2, spectrum)
    expect(grid.halfShape.reduce((product, n) => product * n, 1)).toBe(grid.halfSize)
    const index = (flat: number, of: readonly number[]): number[] => {
      const out: number[] = []
      for (let axis = of.length - 1; axis >= 0; axis--) {
        out.unshift(flat % of[axis]!)
        flat = Math.floor(flat / of[axis]!)
      }
      return out
    }
    const expected = new Float64Array(2 * grid.halfSize)
    for (let k = 0; k < grid.halfSize; k++) {
      const frequency = index(k, grid.halfShape)
      for (let j = 0; j < grid.size; j++) {
        const place = index(j, shape)
        let cos = 1
        let sin = 0
        for (let axis = 0; axis < shape.length; axis++) {
          const { re: c, im: s } = rootOfUnity(-frequency[axis]! * place[axis]!, shape[axis]!)
          const next = cos * c - sin * s
          sin = cos * s + sin * c
          cos = next
        }
        expected[2 * k]! += f[2 + j]! * cos
        expected[2 * k + 1]! += f[2 + j]! * sin
      }
    }
    expect(error(spectrum, expected)).toBeLessThan(2 * naiveBound(grid.size))

    // Parseval, with the missing half counted
    const last = shape.at(-1)!
    let power = 0
    for (let k = 0; k < grid.halfSize; k++) {
      const column = k % grid.halfShape.at(-1)!
      const twice = column > 0 && 2 * column < last ? 2 : 1
      power += twice * (spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2)
    }
    const energy = f.subarray(2).reduce((sum, value) => sum + value * value, 0)
    expect(Math.abs(power / grid.size / energy - 1)).toBeLessThan(1e-14)

    const back = new Float64Array(grid.size + 1).fill(1)
    grid.addInverse(spectrum, back, 1, 0.5)
    const half = f.subarray(2).map((value) => 1 + 0.5 * value)
    expect(error(back.subarray(1), half)).toBeLessThan(2 * ownBound(grid.size))
  })
})
