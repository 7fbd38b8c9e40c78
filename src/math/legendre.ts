/** Legendre polynomials. */

/** Fills `out` with P_0(x), P_1(x), ..., for -1 <= x <= 1, by the three-term recurrence; P_l(1) = 1. */
export function legendreSeries(x: number, out: Float64Array): void {
  let previous = 0
  let current = 1
  for (let l = 0; l < out.length; l++) {
    out[l] = current
    const next = ((2 * l + 1) * x * current - l * previous) / (l + 1)
    previous = current
    current = next
  }
}
