/**
 * Rotations as unit quaternions (x, y, z, w), by gl-matrix on plain arrays: given an array to write
 * to, it keeps float64, whatever its global array type is.
 */
import { quat } from 'gl-matrix'
import { InputError } from '../errors.ts'
import type { Motion } from './space.ts'

export type Quaternion = readonly [x: number, y: number, z: number, w: number]

/** z-y-z Euler angles, R = Rz(alpha) Ry(beta) Rz(gamma). */
export interface EulerAngles {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
}

/** Rz(alpha) Ry(beta) Rz(gamma), with its sign in SU(2). */
export function fromEuler(alpha: number, beta: number, gamma: number): Quaternion {
  const q: [number, number, number, number] = [0, 0, 0, 1]
  quat.rotateZ(q, q, alpha)
  quat.rotateY(q, q, beta)
  quat.rotateZ(q, q, gamma)
  return q
}

/** Angles of a unit quaternion, beta in [0, pi]; the sign in SU(2) is kept. */
export function toEuler([x, y, z, w]: Quaternion): EulerAngles {
  const half = Math.atan2(z, w)
  const difference = x === 0 && y === 0 ? 0 : Math.atan2(-x, y)
  return {
    alpha: half + difference,
    beta: 2 * Math.atan2(Math.hypot(x, y), Math.hypot(z, w)),
    gamma: half - difference,
  }
}

/** a^-1 b */
export function quotient(a: Quaternion, b: Quaternion): Quaternion {
  const q: [number, number, number, number] = [0, 0, 0, 1]
  quat.conjugate(q, a)
  quat.multiply(q, q, b)
  return q
}

/** Rotation angle in [0, pi]: the distance from 1 in SO(3). */
export function rotationAngle([x, y, z, w]: Quaternion): number {
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w))
}

/** Angle in [0, 2 pi] of an element of SU(2): its distance from 1 on the 3-sphere of radius 2. */
export function spinAngle([x, y, z, w]: Quaternion): number {
  return 2 * Math.atan2(Math.hypot(x, y, z), w)
}

/** The same direction with norm 1; InputError when it is not a unit quaternion to 1e-6. */
export function unitQuaternion(q: Quaternion): Quaternion {
  const norm = Math.hypot(...q)
  if (q.length !== 4 || !(Math.abs(norm - 1) <= 1e-6))
    throw new InputError('quaternion', 'four numbers x, y, z, w with x^2 + y^2 + z^2 + w^2 = 1', `[${q}]`)
  const unit: [number, number, number, number] = [0, 0, 0, 1]
  quat.scale(unit, q, 1 / norm)
  return unit
}

/** The unit quaternion of a motion of SO(3), SU(2) or the sphere. */
export function motionQuaternion(motion: Motion, name: string): Quaternion {
  if ('quaternion' in motion) return unitQuaternion(motion.quaternion)
  throw new InputError('', `a quaternion, since ${name} turns by rotations`, Object.keys(motion).join(', '))
}

/** n where q is the turn about z by n steps of 2 pi / A, counted on SU(2) (0 <= n < 2A); else null. */
export function stepsAboutZ([x, y, z, w]: Quaternion, A: number): number | null {
  if (Math.hypot(x, y) > 1e-14) return null
  const steps = (Math.atan2(z, w) / Math.PI) * A
  const whole = Math.round(steps)
  return Math.abs(steps - whole) < 1e-12 * A ? (whole + 2 * A) % (2 * A) : null
}
