/**
 * Every function of the device's library against float64: within its stated error over ranges and at
 * extremes, NaN passed on, and each compiled alone without a warning.
 */
import { describe, expect, it } from 'vitest'
import type { SpecialName } from '../../shaders/lib/special.wgsl.ts'
import { special, specialError, specialNames } from '../../shaders/lib/special.wgsl.ts'
import { functions, powerValue } from '../../src/model/functions.ts'
import type { FunctionName } from '../../src/model/tree.ts'
import { testDevice } from './device.ts'
import { evaluate } from './evaluate.ts'

const half = 2 ** -24
const largest = 3.4028234e38
const smallest = 1.1754944e-38

/** Deterministic numbers in [0, 1). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Points even over [low, high], and over the magnitudes below. */
function points(low: number, high: number, count = 4000): Float32Array {
  const random = sequence(7)
  return Float32Array.from({ length: count }, (_, i) => {
    const even = low + (high - low) * random()
    return i % 4 === 0 ? even * Math.exp(-25 * random()) : even
  })
}

const magnitudes = Float32Array.from({ length: 4000 }, (_, i) => Math.exp(-87 + (175 * i) / 4000))

/** Which ranges matter: around the kinks of the method, and to where the result stops changing. */
const ranges: Partial<Record<FunctionName, readonly Float32Array[]>> = {
  exp: [points(-90, 90), points(-1, 1)],
  log: [magnitudes, points(0.5, 2), Float32Array.from(magnitudes, (x) => x * 1e-7)],
  sqrt: [magnitudes],
  sinh: [points(-90, 90), points(-2, 2)],
  cosh: [points(-90, 90)],
  tanh: [points(-1, 1), points(-12, 12), points(-3e38, 3e38)],
  erf: [points(-1, 1), points(-6, 6), points(-3e38, 3e38)],
  softplus: [points(-100, 100), points(-3, 3)],
  sigmoid: [points(-100, 100), points(-3, 3)],
  sin: [points(-1, 1), points(-20, 20), points(-1e4, 1e4), points(-1e5, 1e5)],
  cos: [points(-1, 1), points(-20, 20), points(-1e4, 1e4), points(-1e5, 1e5)],
  tan: [points(-1.6, 1.6), points(-1e4, 1e4)],
  atan: [points(-1, 1), points(-30, 30), points(-3e38, 3e38)],
  asin: [points(-1, 1)],
  acos: [points(-1, 1)],
  round: [points(-10, 10), points(-1.6e7, 1.6e7), Float32Array.of(0.49999997, -0.5, 0.5, 1.5, -1.5, 8388609)],
  sign: [points(-1, 1)],
  relu: [points(-1, 1)],
  heaviside: [points(-1, 1)],
}

const own = Object.keys(ranges) as FunctionName[]
const nameOf = (name: FunctionName) => `${name}32` as SpecialName

function tolerance(name: FunctionName, exact: number): number {
  if (name === 'tan') return 9 * half * Math.abs(exact) + 1e-9 * (1 + exact * exact)
  const error = specialError(nameOf(name))!
  return error.relative * half * Math.abs(exact) + error.absolute
}

describe('the library', () => {
  it.each(own)('computes %s within its stated error', async (name) => {
    for (const xs of ranges[name]!) {
      const [found] = await evaluate([{ value: `${nameOf(name)}(a)` }], [nameOf(name)], [xs])
      for (const [i, x] of xs.entries()) {
        const exact = functions[name].value(x)
        if (Math.abs(exact) > largest) expect(Math.abs(found![i]!), `${name}(${x})`).toBeGreaterThan(3.4e38)
        else if (!(Math.abs(found![i]! - exact) <= tolerance(name, exact)))
          expect.fail(`${name}(${x}) = ${found![i]}, exactly ${exact}`)
      }
    }
  })

  it('is right at infinity, passes NaN on, and makes one outside a domain', async () => {
    const xs = Float32Array.of(
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      -2,
      3e38,
      -3e38,
    )
    const found = await evaluate(
      own.map((name) => ({ value: `${nameOf(name)}(a)` })),
      own.map(nameOf),
      [xs],
    )
    for (const [k, name] of own.entries())
      for (const [i, x] of xs.entries()) {
        const got = found[k]![i]!
        const exact = Math.fround(functions[name].value(x))
        if (['sin', 'cos'].includes(name) && Math.abs(x) === xs[5])
          expect(Math.abs(got)).toBeLessThanOrEqual(1)
        else if (name === 'tan' && Math.abs(x) === xs[5]) expect(got).not.toBeNaN()
        else if (Number.isFinite(exact))
          expect(Math.abs(got - exact), `${name}(${x})`).toBeLessThanOrEqual(tolerance(name, exact))
        else expect(got, `${name}(${x})`).toBe(exact)
      }
  })

  const random = sequence(3)
  const spread = () => (random() < 0.5 ? -1 : 1) * Math.exp(-10 + 20 * random())
  const mixed = (period: number) =>
    Float32Array.from({ length: 9000 }, (_, i) =>
      i % period === 0 ? Math.round(20 * random() - 10) : i % period < 3 ? 20 * random() - 10 : spread(),
    )
  const [a, b] = [mixed(3), mixed(5)]

  it('raises to real powers', async () => {
    const [found] = await evaluate([{ value: 'pow32(a, b)' }], ['pow32'], [a, b])
    for (const [i, x] of a.entries()) {
      const y = b[i]!
      const exact = powerValue(x, y)
      const size = Math.abs(exact)
      const told = `${x}^${y} = ${found![i]}, exactly ${exact}`
      if (Number.isNaN(exact)) expect(found![i], told).toBeNaN()
      else if (size > largest) expect(Math.abs(found![i]!), told).toBeGreaterThan(3.4e38)
      else if (size < smallest) expect(Math.abs(found![i]!), told).toBeLessThan(1.2e-38)
      else {
        const amplified = Math.min(Math.abs(y), Math.abs(y * Math.log2(Math.abs(x))))
        if (!(Math.abs(found![i]! - exact) <= (6 + 4 * amplified) * half * size)) expect.fail(told)
      }
    }
  })

  it('raises to whole powers', async () => {
    const exponents = [-32, -7, -2, 1, 2, 3, 4, 5, 11, 32]
    const xs = points(-3, 3)
    const found = await evaluate(
      exponents.map((n) => ({ value: `powi32(a, ${n})` })),
      ['powi32'],
      [xs],
    )
    for (const [k, n] of exponents.entries())
      for (const [i, x] of xs.entries()) {
        const exact = x ** n
        if (Math.abs(exact) > 1e37 || Math.abs(exact) < 1e-37) continue
        if (!(Math.abs(found[k]![i]! - exact) <= (Math.abs(n) + 5) * half * Math.abs(exact)))
          expect.fail(`${x}^${n} = ${found[k]![i]}, exactly ${exact}`)
      }
  })

  it('takes remainders with the sign of the divisor, missing a jump only by a rounding', async () => {
    const [found] = await evaluate([{ value: 'mod32(a, b)' }], ['mod32'], [a, b])
    const bound = specialError('mod32')!.relative * half
    for (const [i, x] of a.entries()) {
      const y = b[i]!
      const exact = functions.mod.value(x, y)
      const got = found![i]!
      const told = `mod(${x}, ${y}) = ${got}, exactly ${exact}`
      if (Math.abs(x / y) >= 2 ** 24 || Number.isNaN(exact)) {
        expect(got, told).toBe(Number.isNaN(exact) ? Number.NaN : 0)
        continue
      }
      const inRange = got === 0 || (Math.sign(got) === Math.sign(y) && Math.abs(got) < Math.abs(y))
      const away = Math.abs(got - exact)
      const close = Math.min(away, Math.abs(away - Math.abs(y)))
      if (!inRange || !(close <= bound * Math.abs(exact))) expect.fail(told)
    }
  })

  it('measures angles in every quadrant and at every scale', async () => {
    for (const scale of [1, 1e-33, 1e33]) {
      const [ys, xs] = [a, b].map((values) => Float32Array.from(values, (v) => Math.fround(v * scale) + 0))
      const [found] = await evaluate([{ value: 'angle32(a, b)' }], ['angle32'], [ys!, xs!])
      const { relative, absolute } = specialError('angle32')!
      for (const [i, y] of ys!.entries()) {
        const exact = Math.atan2(y, xs![i]!)
        if (!(Math.abs(found![i]! - exact) <= relative * half * Math.abs(exact) + absolute))
          expect.fail(`atan2(${y}, ${xs![i]}) = ${found![i]}, exactly ${exact}`)
      }
    }
  })

  it('measures angles on the axes and at the origin', async () => {
    const [ys, xs] = [
      [0, 0, 0, 1, -1, 3e38, 0],
      [0, 1, -1, 0, 0, -3e38, 3e38],
    ]
    const given = [Float32Array.from(ys!), Float32Array.from(xs!)]
    const [found] = await evaluate([{ value: 'angle32(a, b)' }], ['angle32'], given)
    expect([...found!]).toEqual(ys!.map((y, i) => Math.fround(Math.atan2(y, xs![i]!))))
  })

  it('chooses like JavaScript, NaN and infinities included', async () => {
    const some = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1, -1, 2.5, -3e38]
    const xs = Float32Array.from(some.flatMap((x) => some.map(() => x)))
    const ys = Float32Array.from(some.flatMap(() => some))
    const [most, least, held] = await evaluate(
      [{ value: 'max32(a, b)' }, { value: 'min32(a, b)' }, { value: 'clamp32(a, b, 2.0)' }],
      ['max32', 'min32', 'clamp32'],
      [xs, ys],
    )
    for (const [i, x] of xs.entries()) {
      expect(most![i]).toBe(Math.max(x, ys[i]!) + 0)
      expect(least![i]).toBe(Math.min(x, ys[i]!) + 0)
      expect(held![i]).toBe(functions.clamp.value(x, ys[i]!, 2) + 0)
    }
  })

  it('compiles function by function without a message', async () => {
    const device = await testDevice()
    for (const name of specialNames) {
      const module = device.createShaderModule({ code: special([name]) })
      expect((await module.getCompilationInfo()).messages, name).toEqual([])
    }
  })
})
