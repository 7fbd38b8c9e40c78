/**
 * The butterflies of the fast Fourier transform: one Stockham pass for each radix. A pass turns
 * [r][m][s] complex numbers into [m][r][s],
 *
 *     y[p][j][q] = w^(p j) sum_k x[k][p][q] exp(-2 pi i j k / r),   w = exp(-2 pi i / (r m)),
 *
 * with the innermost index q over everything that is already transformed, and over lanes. Arrays
 * hold real and imaginary parts in turn; `re` and `im` are 0 and 1, or 1 and 0 for the inverse,
 * which is the forward transform with the two parts exchanged.
 * Source: the decimation-in-frequency autosort form of Stockham; C. Van Loan, Computational
 * Frameworks for the Fast Fourier Transform (SIAM 1992), section 1.7.
 */

/** (x, y, m, s, twiddles, re, im): `twiddles` holds w^(p j) for p = 0 ... m - 1, j = 1 ... r - 1. */
export type Pass = (
  x: Float64Array,
  y: Float64Array,
  m: number,
  s: number,
  twiddles: Float64Array,
  re: number,
  im: number,
) => void

export const pass2: Pass = (x, y, m, s, twiddles, re, im) => {
  const step = 2 * m * s
  const row = 2 * s
  for (let p = 0, a = 0, o = 0; p < m; p++, o += row) {
    const wr = twiddles[2 * p]!
    const wi = twiddles[2 * p + 1]!
    for (let q = 0; q < s; q++, a += 2, o += 2) {
      const ar = x[a + re]!
      const ai = x[a + im]!
      const br = x[a + step + re]!
      const bi = x[a + step + im]!
      y[o + re] = ar + br
      y[o + im] = ai + bi
      const dr = ar - br
      const di = ai - bi
      y[o + row + re] = dr * wr - di * wi
      y[o + row + im] = dr * wi + di * wr
    }
  }
}

const SIN3 = 0.8660254037844386

export const pass3: Pass = (x, y, m, s, twiddles, re, im) => {
  const step = 2 * m * s
  const row = 2 * s
  for (let p = 0, a = 0, o = 0; p < m; p++, o += 2 * row) {
    const w1r = twiddles[4 * p]!
    const w1i = twiddles[4 * p + 1]!
    const w2r = twiddles[4 * p + 2]!
    const w2i = twiddles[4 * p + 3]!
    for (let q = 0; q < s; q++, a += 2, o += 2) {
      const ar = x[a + re]!
      const ai = x[a + im]!
      const br = x[a + step + re]!
      const bi = x[a + step + im]!
      const cr = x[a + 2 * step + re]!
      const ci = x[a + 2 * step + im]!
      const tr = br + cr
      const ti = bi + ci
      const ur = ar - 0.5 * tr
      const ui = ai - 0.5 * ti
      const vr = SIN3 * (bi - ci)
      const vi = SIN3 * (cr - br)
      y[o + re] = ar + tr
      y[o + im] = ai + ti
      y[o + row + re] = (ur + vr) * w1r - (ui + vi) * w1i
      y[o + row + im] = (ur + vr) * w1i + (ui + vi) * w1r
      y[o + 2 * row + re] = (ur - vr) * w2r - (ui - vi) * w2i
      y[o + 2 * row + im] = (ur - vr) * w2i + (ui - vi) * w2r
    }
  }
}

export const pass4: Pass = (x, y, m, s, twiddles, re, im) => {
  const step = 2 * m * s
  const row = 2 * s
  for (let p = 0, a = 0, o = 0; p < m; p++, o += 3 * row) {
    const w1r = twiddles[6 * p]!
    const w1i = twiddles[6 * p + 1]!
    const w2r = twiddles[6 * p + 2]!
    const w2i = twiddles[6 * p + 3]!
    const w3r = twiddles[6 * p + 4]!
    const w3i = twiddles[6 * p + 5]!
    for (let q = 0; q < s; q++, a += 2, o += 2) {
      const ar = x[a + re]!
      const ai = x[a + im]!
      const br = x[a + step + re]!
      const bi = x[a + step + im]!
      const cr = x[a + 2 * step + re]!
      const ci = x[a + 2 * step + im]!
      const dr = x[a + 3 * step + re]!
      const di = x[a + 3 * step + im]!
      const er = ar + cr
      const ei = ai + ci
      const fr = ar - cr
      const fi = ai - ci
      const gr = br + dr
      const gi = bi + di
      const hr = bi - di
      const hi = dr - br
      y[o + re] = er + gr
      y[o + im] = ei + gi
      y[o + row + re] = (fr + hr) * w1r - (fi + hi) * w1i
      y[o + row + im] = (fr + hr) * w1i + (fi + hi) * w1r
      y[o + 2 * row + re] = (er - gr) * w2r - (ei - gi) * w2i
      y[o + 2 * row + im] = (er - gr) * w2i + (ei - gi) * w2r
      y[o + 3 * row + re] = (fr - hr) * w3r - (fi - hi) * w3i
      y[o + 3 * row + im] = (fr - hr) * w3i + (fi - hi) * w3r
    }
  }
}

const COS5A = 0.30901699437494745
const COS5B = -0.8090169943749475
const SIN5A = 0.9510565162951535
const SIN5B = 0.5877852522924731

export const pass5: Pass = (x, y, m, s, twiddles, re, im) => {
  const step = 2 * m * s
  const row = 2 * s
  for (let p = 0, a = 0, o = 0; p < m; p++, o += 4 * row) {
    const w1r = twiddles[8 * p]!
    const w1i = twiddles[8 * p + 1]!
    const w2r = twiddles[8 * p + 2]!
    const w2i = twiddles[8 * p + 3]!
    const w3r = twiddles[8 * p + 4]!
    const w3i = twiddles[8 * p + 5]!
    const w4r = twiddles[8 * p + 6]!
    const w4i = twiddles[8 * p + 7]!
    for (let q = 0; q < s; q++, a += 2, o += 2) {
      const ar = x[a + re]!
      const ai = x[a + im]!
      const br = x[a + step + re]!
      const bi = x[a + step + im]!
      const cr = x[a + 2 * step + re]!
      const ci = x[a + 2 * step + im]!
      const dr = x[a + 3 * step + re]!
      const di = x[a + 3 * step + im]!
      const er = x[a + 4 * step + re]!
      const ei = x[a + 4 * step + im]!
      // sums and differences of the conjugate pairs (1, 4) and (2, 3)
      const pr = br + er
      const pi = bi + ei
      const mr = br - er
      const mi = bi - ei
      const sr = cr + dr
      const si = ci + di
      const nr = cr - dr
      const ni = ci - di
      const fr = ar + COS5A * pr + COS5B * sr
      const fi = ai + COS5A * pi + COS5B * si
      const gr = ar + COS5B * pr + COS5A * sr
      const gi = ai + COS5B * pi + COS5A * si
      const hr = SIN5A * mi + SIN5B * ni
      const hi = -SIN5A * mr - SIN5B * nr
      const kr = SIN5B * mi - SIN5A * ni
      const ki = SIN5A * nr - SIN5B * mr
      y[o + re] = ar + pr + sr
      y[o + im] = ai + pi + si
      y[o + row + re] = (fr + hr) * w1r - (fi + hi) * w1i
      y[o + row + im] = (fr + hr) * w1i + (fi + hi) * w1r
      y[o + 2 * row + re] = (gr + kr) * w2r - (gi + ki) * w2i
      y[o + 2 * row + im] = (gr + kr) * w2i + (gi + ki) * w2r
      y[o + 3 * row + re] = (gr - kr) * w3r - (gi - ki) * w3i
      y[o + 3 * row + im] = (gr - kr) * w3i + (gi - ki) * w3r
      y[o + 4 * row + re] = (fr - hr) * w4r - (fi - hi) * w4i
      y[o + 4 * row + im] = (fr - hr) * w4i + (fi - hi) * w4r
    }
  }
}

const HALF = Math.SQRT1_2

export const pass8: Pass = (x, y, m, s, twiddles, re, im) => {
  const step = 2 * m * s
  const row = 2 * s
  for (let p = 0, a = 0, o = 0, t = 0; p < m; p++, o += 7 * row, t += 14) {
    for (let q = 0; q < s; q++, a += 2, o += 2) {
      // even outputs are a 4-point transform of the sums, odd ones of the turned differences
      const s0r = x[a + re]! + x[a + 4 * step + re]!
      const s0i = x[a + im]! + x[a + 4 * step + im]!
      const d0r = x[a + re]! - x[a + 4 * step + re]!
      const d0i = x[a + im]! - x[a + 4 * step + im]!
      const s1r = x[a + step + re]! + x[a + 5 * step + re]!
      const s1i = x[a + step + im]! + x[a + 5 * step + im]!
      const e1r = x[a + step + re]! - x[a + 5 * step + re]!
      const e1i = x[a + step + im]! - x[a + 5 * step + im]!
      const s2r = x[a + 2 * step + re]! + x[a + 6 * step + re]!
      const s2i = x[a + 2 * step + im]! + x[a + 6 * step + im]!
      const d2r = x[a + 2 * step + im]! - x[a + 6 * step + im]!
      const d2i = x[a + 6 * step + re]! - x[a + 2 * step + re]!
      const s3r = x[a + 3 * step + re]! + x[a + 7 * step + re]!
      const s3i = x[a + 3 * step + im]! + x[a + 7 * step + im]!
      const e3r = x[a + 3 * step + re]! - x[a + 7 * step + re]!
      const e3i = x[a + 3 * step + im]! - x[a + 7 * step + im]!
      const d1r = HALF * (e1r + e1i)
      const d1i = HALF * (e1i - e1r)
      const d3r = HALF * (e3i - e3r)
      const d3i = -HALF * (e3r + e3i)

      const er = s0r + s2r
      const ei = s0i + s2i
      const fr = s0r - s2r
      const fi = s0i - s2i
      const gr = s1r + s3r
      const gi = s1i + s3i
      const hr = s1i - s3i
      const hi = s3r - s1r
      y[o + re] = er + gr
      y[o + im] = ei + gi
      y[o + 2 * row + re] = (fr + hr) * twiddles[t + 2]! - (fi + hi) * twiddles[t + 3]!
      y[o + 2 * row + im] = (fr + hr) * twiddles[t + 3]! + (fi + hi) * twiddles[t + 2]!
      y[o + 4 * row + re] = (er - gr) * twiddles[t + 6]! - (ei - gi) * twiddles[t + 7]!
      y[o + 4 * row + im] = (er - gr) * twiddles[t + 7]! + (ei - gi) * twiddles[t + 6]!
      y[o + 6 * row + re] = (fr - hr) * twiddles[t + 10]! - (fi - hi) * twiddles[t + 11]!
      y[o + 6 * row + im] = (fr - hr) * twiddles[t + 11]! + (fi - hi) * twiddles[t + 10]!

      const kr = d0r + d2r
      const ki = d0i + d2i
      const lr = d0r - d2r
      const li = d0i - d2i
      const ur = d1r + d3r
      const ui = d1i + d3i
      const vr = d1i - d3i
      const vi = d3r - d1r
      y[o + row + re] = (kr + ur) * twiddles[t]! - (ki + ui) * twiddles[t + 1]!
      y[o + row + im] = (kr + ur) * twiddles[t + 1]! + (ki + ui) * twiddles[t]!
      y[o + 3 * row + re] = (lr + vr) * twiddles[t + 4]! - (li + vi) * twiddles[t + 5]!
      y[o + 3 * row + im] = (lr + vr) * twiddles[t + 5]! + (li + vi) * twiddles[t + 4]!
      y[o + 5 * row + re] = (kr - ur) * twiddles[t + 8]! - (ki - ui) * twiddles[t + 9]!
      y[o + 5 * row + im] = (kr - ur) * twiddles[t + 9]! + (ki - ui) * twiddles[t + 8]!
      y[o + 7 * row + re] = (lr - vr) * twiddles[t + 12]! - (li - vi) * twiddles[t + 13]!
      y[o + 7 * row + im] = (lr - vr) * twiddles[t + 13]! + (li - vi) * twiddles[t + 12]!
    }
  }
}

/**
 * The pass of an odd prime radix r by its definition, folded to pairs (k, r - k): (r - 1)^2 real
 * multiplications. `roots` holds cos and sin of 2 pi t / r for t = 0 ... r - 1, in turn.
 */
export function oddPass(r: number, roots: Float64Array): Pass {
  const half = (r - 1) / 2
  const pairs = new Float64Array(4 * half)
  return (x, y, m, s, twiddles, re, im) => {
    const step = 2 * m * s
    const row = 2 * s
    for (let p = 0, a = 0, o = 0; p < m; p++, o += (r - 1) * row) {
      const t = 2 * (r - 1) * p
      for (let q = 0; q < s; q++, a += 2, o += 2) {
        const ar = x[a + re]!
        const ai = x[a + im]!
        let totalR = ar
        let totalI = ai
        for (let k = 1; k <= half; k++) {
          const b = a + k * step
          const c = a + (r - k) * step
          const slot = 4 * (k - 1)
          totalR += pairs[slot] = x[b + re]! + x[c + re]!
          totalI += pairs[slot + 1] = x[b + im]! + x[c + im]!
          pairs[slot + 2] = x[b + re]! - x[c + re]!
          pairs[slot + 3] = x[b + im]! - x[c + im]!
        }
        y[o + re] = totalR
        y[o + im] = totalI
        for (let j = 1; j <= half; j++) {
          let ur = ar
          let ui = ai
          let vr = 0
          let vi = 0
          for (let k = 0, turn = j; k < half; k++, turn += j) {
            if (turn >= r) turn -= r
            const cos = roots[2 * turn]!
            const sin = roots[2 * turn + 1]!
            ur += cos * pairs[4 * k]!
            ui += cos * pairs[4 * k + 1]!
            vr += sin * pairs[4 * k + 3]!
            vi -= sin * pairs[4 * k + 2]!
          }
          const plus = t + 2 * (j - 1)
          const minus = t + 2 * (r - j - 1)
          const up = o + j * row
          const down = o + (r - j) * row
          y[up + re] = (ur + vr) * twiddles[plus]! - (ui + vi) * twiddles[plus + 1]!
          y[up + im] = (ur + vr) * twiddles[plus + 1]! + (ui + vi) * twiddles[plus]!
          y[down + re] = (ur - vr) * twiddles[minus]! - (ui - vi) * twiddles[minus + 1]!
          y[down + im] = (ur - vr) * twiddles[minus + 1]! + (ui - vi) * twiddles[minus]!
        }
      }
    }
  }
}
