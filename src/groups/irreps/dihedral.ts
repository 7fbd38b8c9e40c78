/** The two-dimensional irreps E_k of D(n), element r^a s^b at index a + n b. */
import type { Representation } from './tabulate.ts'

/** r -> rotation by 2 pi k / n, [[cos, -sin], [sin, cos]]; s -> diag(1, -1). */
export function dihedralIrrep(n: number, k: number): Representation {
  return (element) => {
    const angle = (2 * Math.PI * ((k * (element % n)) % n)) / n
    const sign = element < n ? 1 : -1
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    return { rows: 2, columns: 2, re: Float64Array.of(c, -s * sign, s, c * sign), im: null }
  }
}
