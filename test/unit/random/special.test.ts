/** Special functions against values computed with 30 digits. */
import { describe, expect, it } from 'vitest'
import {
  erf,
  heaviside,
  logCosh,
  mod,
  relu,
  sigmoid,
  softplus,
  softplusIntegral,
} from '../../../src/math/special.ts'

/** One unit in the last place of x. */
function ulp(x: number): number {
  const a = Math.abs(x)
  const bits = new BigUint64Array(Float64Array.of(a).buffer)
  bits[0]! += 1n
  return new Float64Array(bits.buffer)[0]! - a
}

const cases: readonly [name: string, f: (x: number) => number, ulps: number, table: [number, number][]][] = [
  [
    'erf',
    erf,
    2,
    [
      [1e-300, 1.1283791670955126e-300],
      [1e-9, 1.1283791670955127e-9],
      [0.03, 0.03384122234173543],
      [0.031251, 0.035251501145059795],
      [0.0937, 0.10542051825832711],
      [0.1, 0.1124629160182849],
      [0.25, 0.27632639016823696],
      [0.46875, 0.49261347321793797],
      [0.5, 0.5204998778130465],
      [0.84375, 0.7672256612323416],
      [1, 0.8427007929497149],
      [1.3, 0.9340079449406524],
      [1.53125, 0.9696516951398422],
      [2, 0.9953222650189527],
      [2.6, 0.9997639655834707],
      [3, 0.9999779095030014],
      [3.7, 0.9999998328489421],
      [4.5, 0.9999999998033839],
      [5.2, 0.9999999999998075],
      [5.8, 0.9999999999999998],
      [5.95, 1],
      [7, 1],
    ],
  ],
  [
    'softplus',
    softplus,
    3,
    [
      [-40, 4.248354255291589e-18],
      [-3, 0.04858735157374206],
      [-0.5, 0.4740769841801067],
      [0, Math.LN2],
      [0.7, 1.103186048885458],
      [12, 12.000006144193478],
      [50, 50],
    ],
  ],
  [
    'sigmoid',
    sigmoid,
    3,
    [
      [-700, 9.85967654375977e-305],
      [-40, 4.248354255291589e-18],
      [-3, 0.04742587317756678],
      [-0.5, 0.37754066879814546],
      [0, 0.5],
      [0.7, 0.668187772168166],
      [12, 0.9999938558253978],
      [50, 1],
    ],
  ],
  [
    'logCosh',
    logCosh,
    3,
    [
      [1e-6, 4.999999999999166e-13],
      [0.0199, 0.00019799193271991114],
      [0.5, 0.12011450695827752],
      [3, 2.309328504577785],
      [-20, 19.306852819440056],
      [900, 899.3068528194401],
    ],
  ],
  [
    'softplusIntegral',
    softplusIntegral,
    5,
    [
      [-60, -0.8224670334241132],
      [-5, -0.8157404025465909],
      [-1, -0.48381903702066104],
      [-0.1, -0.06685637431095193],
      [0.3, 0.23156663370890848],
      [2, 2.6914545487096895],
      [15, 113.32246672752181],
      [80, 3200.822467033424],
    ],
  ],
]

describe.each(cases)('%s', (_, f, ulps, table) => {
  it.each(table)('of %d is %d', (x, exact) => {
    // the two integrals are sums of larger terms: their error is absolute
    const unit = f === logCosh || f === softplusIntegral ? ulp(Math.max(0.5, Math.abs(exact))) : ulp(exact)
    expect(Math.abs(f(x) - exact) / unit).toBeLessThanOrEqual(ulps)
  })

  it('passes NaN on', () => {
    expect(f(Number.NaN)).toBeNaN()
  })
})

/** erf by its series of positive terms in exact integers: 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!. */
function erfBySeries(x: number): number {
  const one = 1n << 200n
  const scaled = BigInt(Math.round(x * 2 ** 40)) << 160n
  const square = (scaled * scaled) / one
  let term = scaled
  let sum = 0n
  for (let n = 0n; term > 0n; n++) {
    sum += term
    term = (term * 2n * square) / one / (2n * n + 3n)
  }
  let power = one
  let exponential = 0n
  for (let n = 1n; power > 0n; n++) {
    exponential += power
    power = (power * square) / one / n
  }
  const sqrtPi = 1772453850905516027298167483341145182797549456122387128213807789852911284591n // times 10^75
  const erf200 = (((2n * sum * one) / exponential) * 10n ** 75n) / sqrtPi
  return Number(erf200 >> 140n) / 2 ** 60
}

describe('erf between the tabulated points', () => {
  it('is within 2 ulp of the series at a thousand places, odd and non-decreasing', () => {
    let worst = 0
    let before = -1
    for (let k = 1; k <= 1000; k++) {
      const x = Math.round(k * 0.00597 * 2 ** 40) / 2 ** 40
      const exact = erfBySeries(x)
      worst = Math.max(worst, Math.abs(erf(x) - exact) / ulp(exact))
      expect(erf(-x)).toBe(-erf(x))
      expect(erf(x)).toBeGreaterThanOrEqual(before)
      before = erf(x)
    }
    expect(worst).toBeLessThanOrEqual(2)
  })

  it('ends at 1', () => {
    expect([erf(Infinity), erf(-Infinity), erf(6), erf(0)]).toEqual([1, -1, 1, 0])
  })
})

describe('jumps and kinks', () => {
  it('take the value from the right', () => {
    expect([heaviside(-1e-300), heaviside(0), heaviside(-0), heaviside(3)]).toEqual([0, 1, 1, 1])
    expect(heaviside(Number.NaN)).toBeNaN()
    expect([relu(-2), relu(0), relu(2)]).toEqual([0, 0, 2])
    expect([mod(7, 3), mod(-7, 3), mod(7, -3), mod(-0.25, 1)]).toEqual([1, 2, -2, 0.75])
  })
})
