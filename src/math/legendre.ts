/**
 * Legendre polynomials and the associated functions in the normalisation of the real spherical
 * harmonics: mean square 1 over the sphere, no Condon-Shortley sign.
 */
import { wignerSeries } from './wigner.ts'

/** P_l(x) for -1 <= x <= 1, with P_l(1) = 1. */
export function legendre(degree: number, x: number): number {
  let previous = 0
  let current = 1
  for (let l = 0; l < degree; l++) {
    const next = ((2 * l + 1) * x * current - l * previous) / (l + 1)
    previous = current
    current = next
  }
  return current
}

/**
 * Fills `out` with the polar profiles p_lm(theta), l = m, m + 1, ..., m >= 0, of the harmonics
 * Y_l0 = p_l0, Y_lm = p_lm cos(m phi), Y_l,-m = p_lm sin(m phi), whose mean square is 1:
 * p_lm = (-1)^m sqrt(2l + 1) d^l_m0(theta), times sqrt 2 where m > 0.
 */
export function harmonicProfiles(m: number, theta: number, out: Float64Array): void {
  wignerSeries(2 * m, 0, theta, out)
  const factor = (m % 2 === 0 ? 1 : -1) * (m > 0 ? Math.SQRT2 : 1)
  for (let i = 0; i < out.length; i++) out[i]! *= factor * Math.sqrt(2 * (m + i) + 1)
}
