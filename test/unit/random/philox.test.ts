import { describe, expect, it } from 'vitest'
import { cosine, fillNormals, minusTwoLog, sine } from '../../../src/math/normal.ts'
import type { Draw } from '../../../src/math/philox.ts'
import {
  fillUniforms,
  philox4x32,
  randomWords,
  streamOf,
  streams,
  uniform,
} from '../../../src/math/philox.ts'

const draw: Draw = { seed: 1, replica: 0, step: 0, stream: 1 }

function normals(count: number, change: Partial<Draw> = {}): Float64Array {
  const out = new Float64Array(count)
  fillNormals(out, 0, count, { ...draw, ...change })
  return out
}

/** The high word by exact integers, for the control of the fast product. */
function slowPhilox(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint]
  let [k0, k1] = key.map(BigInt) as [bigint, bigint]
  const word = 0xffffffffn
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0
    const p1 = 0xcd9e8d57n * c2
    ;[c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & word, (p0 >> 32n) ^ c3 ^ k1, p0 & word]
    k0 = (k0 + 0x9e3779b9n) & word
    k1 = (k1 + 0xbb67ae85n) & word
  }
  return [c0, c1, c2, c3].map(Number)
}

describe('philox4x32', () => {
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published known answer for counter %j', (counter, key, words) => {
    expect([...philox4x32(counter, key)]).toEqual(words)
  })

  it('equals exact integer arithmetic', () => {
    const words = philox4x32([1, 2, 3, 4], [5, 6])
    for (let n = 0; n < 2000; n++) {
      const counter = [words[0]!, words[1]!, n % 3 === 0 ? 0xffffffff - n : words[2]!, words[3]!]
      const key = [words[1]! ^ n, words[2]!].map((w) => w >>> 0)
      const next = philox4x32(counter, key)
      expect([...next]).toEqual(slowPhilox(counter, key))
      words.set(next)
    }
    // products next to a power of two, where the rounded product and the difference have other spacings
    for (let k = 33n; k < 64n; k++)
      for (const d of [-1n, 0n, 1n, 2n]) {
        const counter = [(1n << k) / 0xd2511f53n + d, k, (1n << k) / 0xcd9e8d57n + d, d].map((c) =>
          Number(BigInt.asUintN(32, c)),
        )
        expect([...philox4x32(counter, [3, 4])]).toEqual(slowPhilox(counter, [3, 4]))
      }
  })
})

describe('a draw', () => {
  it('has counter (block, stream, step low, step high) and key (seed, replica)', () => {
    const step = 5 * 2 ** 32 + 7
    expect([...randomWords({ seed: 11, replica: 3, step, stream: 35 }, 9)]).toEqual([
      ...philox4x32([9, 35, 7, 5], [11, 3]),
    ])
  })

  it('mixes the high word of a large seed into the key', () => {
    const [a, b] = philox4x32([2, 0, 0, 0], [11, 0])
    expect([...randomWords({ ...draw, seed: 2 * 2 ** 32 + 11, replica: 3 }, 0)]).toEqual([
      ...philox4x32([0, 1, 0, 0], [(11 ^ a!) >>> 0, (3 ^ b!) >>> 0]),
    ])
  })

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => randomWords({ ...draw, seed }, 0)).toThrow('seed: expected an integer from 0 to 2^53 - 1')
  })

  it('gives each purpose and population a stream of its own', () => {
    const seen = [0, 1, 2, 31].flatMap((p) =>
      Object.keys(streams).map((purpose) => streamOf(purpose as keyof typeof streams, p)),
    )
    expect(new Set(seen).size).toBe(seen.length)
    expect(Math.max(...Object.values(streams))).toBeLessThan(16)
  })

  it('makes uniforms strictly inside (0, 1)', () => {
    expect([uniform(0), uniform(0xffffffff)]).toEqual([2 ** -33, 1 - 2 ** -33])
    const out = new Float64Array(100_003)
    fillUniforms(out, 2, 100_001, draw)
    expect([out[0], out[1]]).toEqual([0, 0])
    expect(uniform(randomWords(draw, 2)[1]!)).toBe(out[2 + 9])
    const mean = out.reduce((a, b) => a + b, 0) / 100_001
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 100_001))
  })
})

describe('the polynomials of Box and Muller', () => {
  it('are accurate to a few parts in 10^16', () => {
    let [worstLog, worstSine, worstCosine] = [0, 0, 0]
    const words = [0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xb504f333, 0xb504f334, 0xfffffffe, 0xffffffff]
    for (let n = 0; n < 20_000; n++) words.push((n * 2654435769) >>> (n % 32))
    for (const word of words) {
      const exact =
        word > 2 ** 31 ? -2 * Math.log1p(-(2 ** 32 - word - 0.5) * 2 ** -32) : -2 * Math.log(uniform(word))
      worstLog = Math.max(worstLog, Math.abs(minusTwoLog(word) / exact - 1))
      const a = ((word + 0.5) / 2 ** 32 - 0.5) * (Math.PI / 2)
      worstSine = Math.max(worstSine, Math.abs(sine(a) / Math.sin(a) - 1))
      worstCosine = Math.max(worstCosine, Math.abs(cosine(a) / Math.cos(a) - 1))
    }
    expect(worstLog).toBeLessThan(1e-15)
    expect(worstSine).toBeLessThan(5e-16)
    expect(worstCosine).toBeLessThan(5e-16)
  })
})

describe('fillNormals', () => {
  it('keeps its bits', () => {
    const bits = new BigUint64Array(normals(6, { seed: 2025, replica: 4, step: 7 }).buffer)
    expect([...bits].map((b) => b.toString(16))).toMatchInlineSnapshot(`
      [
        "3fccbca6f620c2bf",
        "bff5d9955b3fe588",
        "3fd1aece94a6b56a",
        "3ff7558ff7f3e90f",
        "3fd693bdf61583f1",
        "3fe1b2f7d9de5c41",
      ]
    `)
  })

  it('gives a neuron the same number in every order and at every count', () => {
    const whole = normals(1000)
    for (const count of [1, 2, 3, 5, 7, 64, 999]) expect(normals(count)).toEqual(whole.slice(0, count))
    const shifted = new Float64Array(12).fill(3)
    fillNormals(shifted, 4, 5, draw)
    expect([...shifted]).toEqual([3, 3, 3, 3, ...whole.slice(0, 5), 3, 3, 3])
    normals(10, { step: 5 })
    expect(normals(1000)).toEqual(whole)
  })

  it('has the moments and tails of a normal', () => {
    const n = 1_000_000
    const x = normals(n)
    const moment = (p: number) => x.reduce((sum, v) => sum + v ** p, 0) / n
    // five standard deviations of each sample moment
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n))
    expect(Math.abs(moment(6) - 15)).toBeLessThan(5 * Math.sqrt(10170 / n))
    for (const [z, p] of [
      [0, 0.5],
      [1, 0.158655],
      [2, 0.02275],
      [3, 0.0013499],
      [4, 3.167e-5],
    ] as const) {
      for (const sign of [1, -1]) {
        const beyond = x.reduce((sum, v) => sum + (sign * v > z ? 1 : 0), 0) / n
        expect(Math.abs(beyond - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n))
      }
    }
  })

  it('is independent across neurons, steps, replicas, streams and seeds', () => {
    const n = 200_000
    const x = normals(n)
    const correlation = (y: Float64Array, f: (v: number) => number, lag = 0) => {
      let sum = 0
      for (let i = lag; i < n; i++) sum += f(x[i]!) * f(y[i - lag]!)
      return Math.abs(sum) / Math.sqrt(n)
    }
    const others: Partial<Draw>[] = [
      { step: 1 },
      { step: 2 ** 32 },
      { replica: 1 },
      { stream: 2 },
      { seed: 2 },
      { seed: 1 + 2 ** 32 },
      { seed: 0, replica: 1 },
    ]
    for (const change of others) {
      const y = normals(n, change)
      expect(correlation(y, (v) => v)).toBeLessThan(5)
      expect(correlation(y, (v) => (v * v - 1) / Math.SQRT2)).toBeLessThan(5.5)
    }
    for (const lag of [1, 2, 3, 4, 5, 8]) {
      expect(correlation(x, (v) => v, lag)).toBeLessThan(5)
      expect(correlation(x, (v) => (v * v - 1) / Math.SQRT2, lag)).toBeLessThan(5.5)
    }
  })
})
