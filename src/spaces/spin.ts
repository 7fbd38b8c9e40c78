/** SU(2), the double cover of the rotation group, sampled for quadrature. */
import { eulerSpace } from './euler-space.ts'
import type { Space } from './space.ts'

/**
 * SU(2): as SO(3) with gamma in [0, 4 pi) and 2(2L+1) points of it. Labels "0", "1/2", "1" ... "L";
 * half-integers are quaternionic, in the basis |j m>, m = -j ... j, of D^j = exp(-i m alpha) d^j
 * exp(-i n gamma); integers as on SO(3). omega and distance are in [0, 2 pi]: the geodesic distance
 * on the 3-sphere of radius 2, which near 1 is the rotation angle.
 */
export function spinSpace(degree: number): Space {
  return eulerSpace('SU(2)', degree, true)
}
