/** Quadrature and recurrences at high degree, against closed forms and orthonormality. */
import { describe, expect, it } from 'vitest'
import { legendreSeries } from '../../../src/math/legendre.ts'
import { gaussLegendre } from '../../../src/math/quadrature.ts'
import { wignerD, wignerSeries } from '../../../src/math/wigner.ts'
import { integerHarmonics } from '../../../src/spaces/euler.ts'

describe('Gauss-Legendre quadrature', () => {
  it('agrees with the closed forms of few nodes', () => {
    const { nodes, weights } = gaussLegendre(3)
    expect(nodes[2]).toBeCloseTo(Math.sqrt(3 / 5), 15)
    expect(nodes[1]).toBe(0)
    expect(nodes[0]).toBe(-nodes[2]!)
    expect(weights[1]).toBeCloseTo(8 / 9, 15)
    expect(weights[0]).toBeCloseTo(5 / 9, 15)
    expect(gaussLegendre(1)).toEqual({
      nodes: Float64Array.of(0),
      weights: Float64Array.of(2),
      angles: Float64Array.of(Math.PI / 2),
    })
  })

  it('integrates even powers up to degree 2n - 1, and no further', () => {
    for (const n of [2, 5, 16, 31]) {
      const { nodes, weights } = gaussLegendre(n)
      const moment = (power: number): number => nodes.reduce((sum, x, i) => sum + weights[i]! * x ** power, 0)
      for (let power = 0; power < 2 * n; power += 2)
        expect(Math.abs(moment(power) - 2 / (power + 1))).toBeLessThan(2e-15)
      if (n < 16) expect(Math.abs(moment(2 * n) - 2 / (2 * n + 1))).toBeGreaterThan(1e-10)
    }
  })

  it('keeps 1e-15 with thousands of nodes', () => {
    // the outermost node and weight by Newton's iteration in 40 digits
    const { nodes, weights, angles } = gaussLegendre(2000)
    expect(Math.abs(weights.reduce((sum, w) => sum + w, 0) - 2)).toBeLessThan(1e-14)
    const reference = { angle: 0.0012021122382694456, weight: 1.8542626102132728e-6 }
    expect(Math.abs(angles[1999]! / reference.angle - 1)).toBeLessThan(1e-15)
    expect(Math.abs(nodes[1999]! - Math.cos(reference.angle))).toBeLessThan(1e-15)
    expect(Math.abs(weights[1999]! / reference.weight - 1)).toBeLessThan(1e-13)
    for (const power of [2, 1000, 3998])
      expect(
        Math.abs(nodes.reduce((sum, x, i) => sum + weights[i]! * x ** power, 0) - 2 / (power + 1)),
      ).toBeLessThan(2e-15)
  })
})

describe('Wigner functions', () => {
  it('agree with the closed forms of j = 1/2, 1, 3/2', () => {
    for (const beta of [0, 1e-9, 0.4, 1.9, Math.PI]) {
      const [c, s] = [Math.cos(beta), Math.sin(beta)]
      const [ch, sh] = [Math.cos(beta / 2), Math.sin(beta / 2)]
      const rows: [number, number, number, number][] = [
        [1, 1, 1, ch],
        [1, 1, -1, -sh],
        [1, -1, 1, sh],
        [2, 2, 2, (1 + c) / 2],
        [2, 2, 0, -s / Math.SQRT2],
        [2, 0, 2, s / Math.SQRT2],
        [2, 2, -2, (1 - c) / 2],
        [2, 0, 0, c],
        [2, 0, -2, -s / Math.SQRT2],
        [3, 3, 3, ((1 + c) / 2) * ch],
        [3, 3, 1, (-Math.sqrt(3) * (1 + c) * sh) / 2],
        [3, 1, 1, ((3 * c - 1) / 2) * ch],
        [3, 1, -1, (-(3 * c + 1) / 2) * sh],
      ]
      for (const [j, m, n, value] of rows) expect(wignerD(j, m, n, beta)).toBeCloseTo(value, 15)
    }
  })

  it('are unitary at degree 128 and 255/2, near the poles too', () => {
    for (const twiceJ of [256, 255])
      for (const beta of [1e-3, 0.3, 1.5, 3.1]) {
        const rows = [twiceJ, twiceJ - 2, twiceJ - 40, 2 - (twiceJ % 2), -twiceJ]
        for (const m of rows)
          for (const k of rows) {
            let sum = m === k ? -1 : 0
            for (let n = -twiceJ; n <= twiceJ; n += 2)
              sum += wignerD(twiceJ, m, n, beta) * wignerD(twiceJ, k, n, beta)
            expect(Math.abs(sum)).toBeLessThan(2e-13)
          }
      }
  })

  it('are orthonormal up to degree 128, integer and half-integer, extreme orders included', () => {
    const L = 128
    const { angles, weights } = gaussLegendre(L + 1)
    let worst = 0
    for (const [m, n] of [
      [0, 0],
      [2, 0],
      [1, 1],
      [3, -1],
      [64, 0],
      [128, 128],
      [127, -127],
      [255, 3],
      [-256, 10],
      [0, 256],
      [254, -250],
      [255, 255],
    ] as const) {
      const start = Math.max(Math.abs(m), Math.abs(n))
      const count = Math.floor((2 * L - start) / 2) + 1
      const columns = Array.from(angles, (beta) => {
        const out = new Float64Array(count)
        wignerSeries(m, n, beta, out)
        return out
      })
      const step = Math.max(1, Math.floor(count / 10))
      for (let i = count - 1; i >= 0; i -= step)
        for (let k = i; k >= 0; k -= step) {
          const norm = Math.sqrt((start + 2 * i + 1) * (start + 2 * k + 1)) / 2
          let sum = i === k ? -1 : 0
          for (let b = 0; b <= L; b++) sum += norm * weights[b]! * columns[b]![i]! * columns[b]![k]!
          worst = Math.max(worst, Math.abs(sum))
        }
    }
    expect(worst).toBeLessThan(1e-13)
  })

  it('come out of an underflowing seed', () => {
    // d^400_400,400 = cos(beta/2)^800 is 1e-520; at j = 1999 the same orders oscillate
    const beta = Math.acos(-0.9)
    const out = new Float64Array(1600)
    wignerSeries(800, 800, beta, out)
    expect(out[0]).toBe(0)
    const direct = wignerD(2 * 1999, 800, 800, beta)
    expect(out[1599]).toBe(direct)
    let row = -1
    for (let n = -1999; n <= 1999; n++) row += wignerD(2 * 1999, 800, 2 * n, beta) ** 2
    expect(Math.abs(row)).toBeLessThan(2e-12)
    expect(Math.abs(direct)).toBeGreaterThan(1e-4)
  })
})

describe('Legendre polynomials', () => {
  it('start as 1, x, (3x^2 - 1)/2 and stay bounded', () => {
    const out = new Float64Array(202)
    legendreSeries(0.3, out)
    expect(out[0]).toBe(1)
    expect(out[1]).toBe(0.3)
    expect(out[2]).toBeCloseTo((3 * 0.09 - 1) / 2, 15)
    expect(Math.max(...out.map(Math.abs))).toBe(1)
    legendreSeries(1, out)
    expect(out[200]).toBeCloseTo(1, 14)
    legendreSeries(-1, out)
    expect(out[201]).toBeCloseTo(-1, 14)
  })
})

describe('the polar profiles of the real harmonics', () => {
  it('have mean square 1 and are orthogonal up to degree 128, for every order', () => {
    const L = 128
    const { angles, weights } = gaussLegendre(L + 1)
    const known = new Map<number, Float64Array[]>()
    const profiles = (l: number): Float64Array[] => {
      if (!known.has(l)) {
        const harmonics = integerHarmonics(l, true)
        const tables = Array.from(angles, (beta) => {
          const out = new Float64Array(harmonics.profiles)
          harmonics.profile(beta, out)
          return out
        })
        known.set(l, tables)
      }
      return known.get(l)!
    }
    let worst = 0
    for (const m of [0, 1, 2, 7, 64, 100, 127, 128])
      for (let l = m; l <= L; l += l === L || l + 13 <= L ? 13 : L - l)
        for (const other of new Set([m, l, L])) {
          let sum = l === other ? -1 : 0
          for (let i = 0; i <= L; i++)
            sum += (weights[i]! * profiles(l)[i]![2 * m]! * profiles(other)[i]![2 * m]!) / (m === 0 ? 2 : 4)
          worst = Math.max(worst, Math.abs(sum))
        }
    expect(worst).toBeLessThan(1e-12)
    const out = new Float64Array(4)
    integerHarmonics(1, true).profile(0.8, out)
    expect(out[2]).toBeCloseTo(Math.sqrt(3) * Math.sin(0.8), 15)
  })
})
