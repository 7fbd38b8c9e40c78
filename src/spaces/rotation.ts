/** The rotation group, sampled for quadrature. */
import { eulerSpace } from './euler-space.ts'
import type { Space } from './space.ts'

/**
 * SO(3) with (L+1) x (2L+1) x (2L+1) points alpha, beta, gamma (index ((a * (L+1)) + b) * (2L+1) + g),
 * R = Rz(alpha) Ry(beta) Rz(gamma). Labels "0" ... "L", coefficients in the real harmonics ordered
 * m = -l ... l with Y(R n) = D(R) Y(n), so that "1" is R itself in the order y, z, x. Coordinates
 * alpha, beta, gamma, omega; distance = omega, the rotation angle in [0, pi].
 */
export function rotationSpace(degree: number): Space {
  return eulerSpace('SO(3)', degree, false)
}
