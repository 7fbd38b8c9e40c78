/** The motion that takes one point of a space to another: the shortest one where there are several. */
import { InputError } from '../errors.ts'
import { geometryOf, quaternionsOf } from './geometry.ts'
import { type Quaternion, quotient } from './quaternions.ts'
import type { Motion, Space } from './space.ts'

/**
 * An element of a sampled group (from the left), else a rotation: of the sphere about the axis across both points,
 * of SO(3) and SU(2) the only one.
 *
 * @throws InputError on a space that is neither
 */
export function motionBetween(space: Space, from: number, to: number): Motion {
  const { sample } = space
  if (sample !== null) return { element: sample.multiply(to, sample.inverse(from)) }
  switch (geometryOf(space)) {
    case 'sphere':
      return { quaternion: turnBetween(pointOf(space, from), pointOf(space, to)) }
    case 'rotation':
    case 'spin': {
      const all = quaternionsOf(space)
      const at = (g: number) => Array.from(all.subarray(4 * g, 4 * g + 4)) as unknown as Quaternion
      const conjugate = ([x, y, z, w]: Quaternion): Quaternion => [-x, -y, -z, w]
      // b a^-1 = (b^-1)^-1 a^-1
      return { quaternion: quotient(conjugate(at(to)), conjugate(at(from))) }
    }
    default:
      throw new InputError('space', 'a group or a sphere', space.name)
  }
}

type Vector = readonly [number, number, number]

const pointOf = ({ coordinates }: Space, g: number): Vector =>
  ['x', 'y', 'z'].map((name) => coordinates.get(name)![g]!) as unknown as Vector

/** The least rotation from unit vector a to b: (a x b, 1 + a.b), normalised. */
function turnBetween(a: Vector, b: Vector): Quaternion {
  const w = 1 + a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  const cross: Vector = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
  // opposite points: half a turn about any axis across
  const axis: Vector = w > 1e-12 ? cross : Math.abs(a[2]) < 0.9 ? [-a[1], a[0], 0] : [0, -a[2], a[1]]
  const length = Math.hypot(...axis, w)
  return [axis[0] / length, axis[1] / length, axis[2] / length, (w > 1e-12 ? w : 0) / length]
}
