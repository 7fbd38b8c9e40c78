/**
 * Normal random numbers by the transform of Box and Muller (Ann. Math. Stat. 29, 610, 1958) on Philox words,
 * with logarithm, sine and cosine as polynomials here: only + - * / and sqrt, so that every JavaScript
 * engine gives the same bits, and a GPU the same structure in float32.
 *
 * Words (a, b) of a block become two normals: u = (a + 1/2) / 2^32, radius sqrt(-2 log u), and the angle
 * 2 pi (b + 1/2 - 2^29) / 2^32 (a quadrant from b's two highest bits, within it +-pi/4). Relative error of
 * the radius <= 3e-16, of sine and cosine <= 3e-16; the largest possible normal is 6.77.
 */
import type { Draw } from './philox.ts'
import { keyInto, philoxInto } from './philox.ts'

const { LN2, PI, SQRT1_2 } = Math

/** 2^-s, s = 0 ... 32. */
const halvings = Float64Array.from({ length: 33 }, (_, s) => 2 ** -s)

/**
 * -2 log u for u = (word + 1/2) / 2^32. With u = m 2^-s and f = (m - 1) / (m + 1), m in [sqrt 1/2, sqrt 2),
 * log m = 2 atanh f = 2 f (1 + f^2/3 + ...); the coefficients are Chebyshev's fit of atanh(f)/f in f^2.
 */
export function minusTwoLog(word: number): number {
  let s = Math.clz32(word)
  let m = (word + 0.5) * halvings[32 - s]!
  if (m < SQRT1_2) {
    m *= 2
    s++
  }
  const f = (m - 1) / (m + 1)
  const z = f * f
  const series =
    1 +
    z *
      (0.33333333333333826 +
        z *
          (0.1999999999965117 +
            z *
              (0.1428571438032084 +
                z *
                  (0.11111098528363024 +
                    z * (0.09091815840114664 + z * (0.07656264074182095 + z * 0.07404855180327638))))))
  return 2 * s * LN2 - 4 * f * series
}

/** cos a for |a| <= pi/4; Chebyshev's fit in a^2, absolute error 5e-17 before rounding. */
export function cosine(a: number): number {
  const z = a * a
  return (
    1 -
    z *
      (0.5 -
        z *
          (0.04166666666666645 -
            z *
              (0.0013888888888861095 -
                z *
                  (2.4801587283881152e-5 -
                    z * (2.7557313097790086e-7 - z * (2.0875582380663952e-9 - z * 1.1353379638297575e-11))))))
  )
}

/** sin a for |a| <= pi/4; Chebyshev's fit of sin(a)/a in a^2, relative error 4e-18 before rounding. */
export function sine(a: number): number {
  const z = a * a
  return (
    a -
    a *
      z *
      (0.16666666666666616 -
        z *
          (0.008333333333320363 -
            z *
              (0.000198412698286503 -
                z * (2.755731337640013e-6 - z * (2.5050716974102745e-8 - z * 1.5894736651849094e-10)))))
  )
}

const words = new Uint32Array(4)
const key = new Uint32Array(2)

/**
 * `out[offset + i]`, 0 <= i < count: independent standard normals of the draw, that of neuron i always the
 * same number whatever `count` is. No allocation.
 */
export function fillNormals(out: Float64Array, offset: number, count: number, draw: Draw): void {
  keyInto(draw.seed, draw.replica, key)
  const k0 = key[0]!
  const k1 = key[1]!
  const { stream } = draw
  const low = draw.step >>> 0
  const high = Math.floor(draw.step / 2 ** 32)
  for (let i = 0; i < count; i += 2) {
    if ((i & 3) === 0) philoxInto(i >>> 2, stream, low, high, k0, k1, words)
    const a = words[i & 3]!
    const b = words[(i & 3) + 1]!
    const radius = Math.sqrt(minusTwoLog(a))
    const angle = ((b & 0x3fffffff) + 0.5 - 2 ** 29) * (2 * PI * 2 ** -32)
    const c = radius * cosine(angle)
    const s = radius * sine(angle)
    const odd = (b & 0x40000000) !== 0
    const sign = b >= 0x80000000 ? -1 : 1
    out[offset + i] = sign * (odd ? -s : c)
    if (i + 1 < count) out[offset + i + 1] = sign * (odd ? c : s)
  }
}
