/** Roots of unity as exactly as float64 has them. */
import { residue } from './integers.ts'

/**
 * exp(2 pi i k / n) for integers k and n > 0. The angle is reduced to an octant first, so that symmetric
 * values agree bit for bit; exact at multiples of a quarter and where cosine or sine is 1/2.
 */
export function rootOfUnity(k: number, n: number): { re: number; im: number } {
  let turn = residue(k, n)
  const below = 2 * turn > n
  if (below) turn = n - turn
  const left = 4 * turn > n
  // from here in units of a turn / 4n, and in the first quadrant, which is n of them
  let quarter = left ? 2 * n - 4 * turn : 4 * turn
  const steep = 2 * quarter > n
  if (steep) quarter = n - quarter
  const angle = (Math.PI * quarter) / (2 * n)
  const long = 2 * quarter === n ? Math.SQRT1_2 : Math.cos(angle)
  const short = 2 * quarter === n ? Math.SQRT1_2 : 3 * quarter === n ? 0.5 : Math.sin(angle)
  const cos = steep ? short : long
  const sin = steep ? long : short
  return { re: left ? 0 - cos : cos, im: below ? 0 - sin : sin }
}
