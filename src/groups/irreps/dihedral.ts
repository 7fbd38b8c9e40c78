/** The two-dimensional irreps E_k of D(n), element r^a s^b at index a + n b. */
import { rootOfUnity } from '../../math/roots.ts'
import type { Representation } from './tabulate.ts'

/** r -> rotation by 2 pi k / n, [[cos, -sin], [sin, cos]]; s -> diag(1, -1). */
export function dihedralIrrep(n: number, k: number): Representation {
  return (element) => {
    const { re: c, im: s } = rootOfUnity(k * (element % n), n)
    const sign = element < n ? 1 : -1
    return { rows: 2, columns: 2, re: Float64Array.of(c, -s * sign, s, c * sign), im: null }
  }
}
