/**
 * Functions on a grid of z-y-z Euler angles (alpha, beta, gamma), alpha slowest, gamma fastest: the
 * common ground of SO(3), SU(2) and, with the one angle gamma = 0, the sphere. Every harmonic is a
 * sum of a few products T_a(alpha) T_b(gamma) P(beta), so transforms go one angle at a time.
 */
import { wignerSeries } from '../math/wigner.ts'
import { tabulate } from './coordinates.ts'

export interface EulerGrid {
  readonly alpha: Float64Array
  readonly beta: Float64Array
  readonly gamma: Float64Array
  /** quadrature weights of beta, sum 1 */
  readonly betaWeights: Float64Array
}

/**
 * sign * T_a(alpha) T_b(gamma) P_profile(beta) within a column. a and b count from 0 to 2j for the
 * orders m = -j ... j: T_m(x) = cos(m x) for m >= 0 and sin(|m| x) for m < 0.
 */
interface Term {
  readonly column: number
  readonly a: number
  readonly b: number
  readonly profile: number
  readonly sign: number
}

/** The columns of one degree. */
export interface EulerHarmonics {
  readonly twiceDegree: number
  readonly columns: number
  readonly profiles: number
  readonly terms: readonly Term[]
  /** fills `out` with the profiles at an angle beta */
  profile(beta: number, out: Float64Array): void
}

/**
 * Columns sqrt(2l + 1) D_ab(R), a, b = -l ... l, where Y(R n) = D(R) Y(n) for the real harmonics
 * ordered m = -l ... l; with `zonal` only b = 0, which are the harmonics of the point R e_z.
 * D = Z(alpha) B(beta) Z(gamma): Z turns each pair (m, -m), and B keeps cosines and sines apart,
 *   B_mn = (-1)^m [(-1)^n d_mn + d_m,-n],  B_-m,-n = (-1)^m [(-1)^n d_mn - d_m,-n]   (m, n > 0),
 * with sqrt 2 (-1)^(m + n) d_mn where one of m, n is 0 and d_00 where both are.
 */
export function integerHarmonics(l: number, zonal = false): EulerHarmonics {
  const orders = zonal ? 1 : l + 1
  const width = zonal ? 1 : 2 * l + 1
  const terms: Term[] = []
  for (let a = -l; a <= l; a++)
    for (let k = 0; k < width; k++) {
      const b = zonal ? 0 : k - l
      const column = (a + l) * width + k
      const p = Math.abs(a)
      const q = Math.abs(b)
      const profile = 2 * (p * orders + q)
      // B_xy is zero unless both are cosines or both sines
      const add = (x: number, y: number, s: number, t: number, sign: number): void => {
        if (x < 0 === y < 0)
          terms.push({ column, a: l + s, b: l + t, profile: profile + (x < 0 ? 1 : 0), sign })
      }
      // D_ab = cos(a alpha) [B_ab cos(b gamma) + B_a,-b sin(b gamma)]
      //      - sin(a alpha) [B_-a,b cos(b gamma) + B_-a,-b sin(b gamma)], without sin(0)
      add(a, b, p, q, 1)
      if (b !== 0) add(a, -b, p, -q, Math.sign(b))
      if (a !== 0) add(-a, b, -p, q, -Math.sign(a))
      if (a !== 0 && b !== 0) add(-a, -b, -p, -q, -Math.sign(a) * Math.sign(b))
    }
  const norm = Math.sqrt(2 * l + 1)
  const series = new Float64Array(l + 1)
  const small = (m: number, n: number, beta: number): number => {
    const steps = l - Math.max(Math.abs(m), Math.abs(n))
    wignerSeries(2 * m, 2 * n, beta, steps === l ? series : series.subarray(0, steps + 1))
    return norm * series[steps]!
  }
  return {
    twiceDegree: 2 * l,
    columns: (2 * l + 1) * width,
    profiles: 2 * (l + 1) * orders,
    terms,
    profile: (beta, out) => {
      for (let m = 0; m <= l; m++)
        for (let n = 0; n < orders; n++) {
          const at = 2 * (m * orders + n)
          const even = (m + n) % 2 === 0 ? 1 : -1
          const straight = even * small(m, n, beta)
          if (m === 0 || n === 0) {
            out[at] = (m === n ? 1 : Math.SQRT2) * straight
            continue
          }
          const crossed = (m % 2 === 0 ? 1 : -1) * small(m, -n, beta)
          out[at] = straight + crossed
          out[at + 1] = straight - crossed
        }
    },
  }
}

/**
 * Columns of a half-integer degree j (given doubled, odd): for each row m = -j ... -1/2 first
 * sqrt(2d) Re D_mn, then sqrt(2d) Im D_mn, n = -j ... j, D_mn = exp(-i m alpha) d_mn exp(-i n gamma),
 * d = 2j + 1. The rows m > 0 are their conjugates up to sign.
 */
export function halfIntegerHarmonics(twiceJ: number): EulerHarmonics {
  const d = twiceJ + 1
  const terms: Term[] = []
  for (let row = 0; row < d / 2; row++)
    for (let k = 0; k < d; k++) {
      const up = Math.max(k, twiceJ - k)
      const down = twiceJ - up
      const s = k === up ? 1 : -1
      // order |m| has cosine index twiceJ - row and sine index row; sin(m alpha) = -T, sin(n gamma) = s T
      const real = row * 2 * d + k
      const profile = row * d + k
      terms.push({ column: real, a: twiceJ - row, b: up, profile, sign: 1 })
      terms.push({ column: real, a: row, b: down, profile, sign: s })
      terms.push({ column: real + d, a: row, b: up, profile, sign: 1 })
      terms.push({ column: real + d, a: twiceJ - row, b: down, profile, sign: -s })
    }
  const norm = Math.sqrt(2 * d)
  const series = new Float64Array(d)
  return {
    twiceDegree: twiceJ,
    columns: d * d,
    profiles: (d * d) / 2,
    terms,
    profile: (beta, out) => {
      for (let row = 0; row < d / 2; row++)
        for (let k = 0; k < d; k++) {
          const m = 2 * row - twiceJ
          const n = 2 * k - twiceJ
          const steps = (twiceJ - Math.max(-m, Math.abs(n))) / 2
          wignerSeries(m, n, beta, series.subarray(0, steps + 1))
          out[row * d + k] = norm * series[steps]!
        }
    },
  }
}

/** T_m at the angles, [2j + 1, count]. */
function waves(twiceJ: number, angles: Float64Array): Float64Array {
  const count = angles.length
  return tabulate((twiceJ + 1) * count, (i) => {
    const twiceM = 2 * Math.floor(i / count) - twiceJ
    const phase = (Math.abs(twiceM) / 2) * angles[i % count]!
    return twiceM < 0 ? Math.sin(phase) : Math.cos(phase)
  })
}

/** The profiles at the angles, [profiles, count]. */
function profilesAt(harmonics: EulerHarmonics, beta: Float64Array): Float64Array {
  const count = beta.length
  const table = new Float64Array(harmonics.profiles * count)
  const column = new Float64Array(harmonics.profiles)
  for (let k = 0; k < count; k++) {
    harmonics.profile(beta[k]!, column)
    for (let p = 0; p < column.length; p++) table[p * count + k] = column[p]!
  }
  return table
}

/** The columns at every point of the grid, column after column. */
export function columnsOnGrid(harmonics: EulerHarmonics, grid: EulerGrid): Float64Array {
  const [A, B, C] = [grid.alpha.length, grid.beta.length, grid.gamma.length]
  const left = waves(harmonics.twiceDegree, grid.alpha)
  const right = waves(harmonics.twiceDegree, grid.gamma)
  const middle = profilesAt(harmonics, grid.beta)
  const out = new Float64Array(harmonics.columns * A * B * C)
  for (const { column, a, b, profile, sign } of harmonics.terms)
    for (let i = 0, at = column * A * B * C; i < A; i++)
      for (let k = 0; k < B; k++) {
        const factor = sign * left[a * A + i]! * middle[profile * B + k]!
        for (let g = 0; g < C; g++, at++) out[at]! += factor * right[b * C + g]!
      }
  return out
}

/** The columns at points of their own (angles of one length n), columns of n values. */
export function columnsAt(
  harmonics: EulerHarmonics,
  alpha: Float64Array,
  beta: Float64Array,
  gamma: Float64Array,
): Float64Array {
  const count = alpha.length
  const left = waves(harmonics.twiceDegree, alpha)
  const right = waves(harmonics.twiceDegree, gamma)
  const middle = profilesAt(harmonics, beta)
  const out = new Float64Array(harmonics.columns * count)
  for (const { column, a, b, profile, sign } of harmonics.terms)
    for (let i = 0; i < count; i++)
      out[column * count + i]! +=
        sign * left[a * count + i]! * middle[profile * count + i]! * right[b * count + i]!
  return out
}

/** Coordinates E^T diag(w) f, one angle after another: O(d N) instead of O(d^2 N). */
export function analyse(harmonics: EulerHarmonics, grid: EulerGrid, f: Float64Array): Float64Array {
  const [A, B, C] = [grid.alpha.length, grid.beta.length, grid.gamma.length]
  const d = harmonics.twiceDegree + 1
  const left = waves(harmonics.twiceDegree, grid.alpha)
  const right = waves(harmonics.twiceDegree, grid.gamma)
  const middle = profilesAt(harmonics, grid.beta)
  const turned = new Float64Array(d * B * C)
  for (let a = 0; a < d; a++)
    for (let i = 0; i < A; i++) {
      const wave = left[a * A + i]! / A
      for (let k = 0, from = i * B * C, to = a * B * C; k < B * C; k++) turned[to + k]! += wave * f[from + k]!
    }
  const u = new Float64Array(harmonics.columns)
  const spectrum = new Float64Array(d * d * B)
  for (let a = 0; a < d; a++)
    for (let k = 0; k < B; k++)
      for (let b = 0; b < d; b++) {
        let sum = 0
        for (let g = 0; g < C; g++) sum += right[b * C + g]! * turned[(a * B + k) * C + g]!
        spectrum[(a * d + b) * B + k] = (sum * grid.betaWeights[k]!) / C
      }
  for (const { column, a, b, profile, sign } of harmonics.terms) {
    let sum = 0
    for (let k = 0; k < B; k++) sum += middle[profile * B + k]! * spectrum[(a * d + b) * B + k]!
    u[column]! += sign * sum
  }
  return u
}

/** out += E u, one angle after another. */
export function synthesise(
  harmonics: EulerHarmonics,
  grid: EulerGrid,
  u: Float64Array,
  out: Float64Array,
): void {
  const [A, B, C] = [grid.alpha.length, grid.beta.length, grid.gamma.length]
  const d = harmonics.twiceDegree + 1
  const left = waves(harmonics.twiceDegree, grid.alpha)
  const right = waves(harmonics.twiceDegree, grid.gamma)
  const middle = profilesAt(harmonics, grid.beta)
  const spectrum = new Float64Array(d * B * d)
  for (const { column, a, b, profile, sign } of harmonics.terms)
    for (let k = 0; k < B; k++) spectrum[(a * B + k) * d + b]! += sign * u[column]! * middle[profile * B + k]!
  const turned = new Float64Array(d * B * C)
  for (let row = 0; row < d * B; row++)
    for (let b = 0; b < d; b++) {
      const amplitude = spectrum[row * d + b]!
      if (amplitude === 0) continue
      for (let g = 0; g < C; g++) turned[row * C + g]! += amplitude * right[b * C + g]!
    }
  for (let a = 0; a < d; a++)
    for (let i = 0; i < A; i++) {
      const wave = left[a * A + i]!
      for (let k = 0, from = a * B * C, to = i * B * C; k < B * C; k++)
        out[to + k]! += wave * turned[from + k]!
    }
}
