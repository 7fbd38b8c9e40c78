/**
 * A bump amplitude * exp((cos d - 1) / width^2) around a centre that moves at a constant velocity.
 * Centre and velocity are zero where they are not given.
 *
 *   circle    centre [theta], velocity [rate]; d the angle between
 *   torus     centre and velocity one per angle; cos d - 1 summed over the angles (on the hexagonal lattice
 *             half the sum over its three shortest waves), which is -d^2/2 nearby and smooth everywhere
 *   sphere    centre [x, y, z] or polar [theta, phi]; velocity [wx, wy, wz], the angular velocity
 *   SO(3)     centre [x, y, z, w] or Euler [alpha, beta, gamma]; velocity the angular velocity, from the left
 *   SU(2)     as SO(3), with 4 (cos(d/2) - 1), so that a turn by 2 pi is far away
 */
import { quat, vec3 } from 'gl-matrix'
import { InputError, quoted } from '../errors.ts'
import type { InputTerm } from '../model/network.ts'
import { angleNames, geometryOf, isHexagonal, quaternionsOf } from '../spaces/geometry.ts'
import { fromEuler, type Quaternion } from '../spaces/quaternions.ts'
import type { Space } from '../spaces/space.ts'

/** Adds the bump at time t to values[offset ...]. */
export type TimedTerm = (t: number, values: Float64Array, offset: number) => void

/** Throws InputError (relative places `bump`, `bump.centre`, `bump.velocity`) where the space has no such motion. */
export function movingBump(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): TimedTerm {
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return onTorus(term, space)
    case 'sphere':
      return onSphere(term, space)
    case 'rotation':
    case 'spin':
      return onRotations(term, space)
    default:
      throw new InputError('bump', 'a moving bump on a circle, torus, sphere, SO(3) or SU(2)', space.name)
  }
}

function onTorus(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): TimedTerm {
  const names = angleNames(space)
  const angles = names.map((name) => space.coordinates.get(name)!)
  const centre = vector('centre', term.centre, [names.length])
  const velocity = vector('velocity', term.velocity, [names.length])
  const waves = shortestWaves(space, names.length)
  const scale = (waves.length > names.length ? 0.5 : 1) / term.width ** 2
  return (t, values, offset) => {
    for (let i = 0; i < space.size; i++) {
      let sum = 0
      for (const wave of waves) {
        let phase = 0
        for (let a = 0; a < angles.length; a++) {
          phase += wave[a]! * (angles[a]![i]! - centre[a]! - velocity[a]! * t)
        }
        sum += Math.cos(phase) - 1
      }
      values[offset + i] = values[offset + i]! + term.amplitude * Math.exp(scale * sum)
    }
  }
}

/** One wave per angle; on the hexagonal lattice also theta1 - theta2. */
function shortestWaves(space: Space, angles: number): number[][] {
  const waves = Array.from({ length: angles }, (_, a) => Array.from({ length: angles }, (_, b) => +(a === b)))
  if (angles === 2 && isHexagonal(space)) waves.push([1, -1])
  return waves
}

function onSphere(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): TimedTerm {
  const given = vector('centre', term.centre, [2, 3])
  const [theta, phi] = [given[0]!, given[1]!]
  const start: [number, number, number] =
    given.length === 3
      ? [given[0]!, given[1]!, given[2]!]
      : [Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta)]
  const length = Math.hypot(...start)
  if (!(length > 0)) throw new InputError('bump.centre', 'a direction that is not zero', quoted(given))
  const axis = vector('velocity', term.velocity, [3])
  const [x, y, z] = ['x', 'y', 'z'].map((name) => space.coordinates.get(name)!) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const scale = 1 / term.width ** 2
  return (t, values, offset) => {
    const c = vec3.transformQuat([0, 0, 0], start, turned(axis, t)) as [number, number, number]
    for (let i = 0; i < space.size; i++) {
      const cosine = (c[0] * x[i]! + c[1] * y[i]! + c[2] * z[i]!) / length
      values[offset + i] = values[offset + i]! + term.amplitude * Math.exp(scale * (cosine - 1))
    }
  }
}

function onRotations(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): TimedTerm {
  const given = vector('centre', term.centre, [3, 4])
  const [x, y, z] = [given[0]!, given[1]!, given[2]!]
  const start: Quaternion = given.length === 3 ? fromEuler(x, y, z) : [x, y, z, given[3]!]
  const length = Math.hypot(...start)
  if (!(length > 0)) throw new InputError('bump.centre', 'a quaternion that is not zero', quoted(given))
  const axis = vector('velocity', term.velocity, [3])
  const points = quaternionsOf(space)
  const spin = geometryOf(space) === 'spin'
  const scale = 1 / term.width ** 2
  return (t, values, offset) => {
    const c = quat.multiply([0, 0, 0, 1], turned(axis, t), [...start]) as [number, number, number, number]
    for (let i = 0; i < space.size; i++) {
      const k = 4 * i
      const half =
        (c[0] * points[k]! + c[1] * points[k + 1]! + c[2] * points[k + 2]! + c[3] * points[k + 3]!) / length
      const exponent = spin ? 4 * (half - 1) : 2 * half * half - 2
      values[offset + i] = values[offset + i]! + term.amplitude * Math.exp(scale * exponent)
    }
  }
}

/** The rotation by the angular velocity `axis` during t. */
function turned(axis: readonly number[], t: number): quat {
  const speed = Math.hypot(axis[0]!, axis[1]!, axis[2]!)
  if (speed === 0) return [0, 0, 0, 1]
  return quat.setAxisAngle([0, 0, 0, 1], [axis[0]! / speed, axis[1]! / speed, axis[2]! / speed], speed * t)
}

/** The given numbers, all zero where none are given. */
function vector(name: string, value: readonly number[], lengths: readonly number[]): readonly number[] {
  if (value.length === 0) return new Array<number>(lengths[0]!).fill(0)
  if (lengths.includes(value.length) && value.every(Number.isFinite)) return value
  throw new InputError(`bump.${name}`, `${lengths.join(' or ')} finite numbers`, quoted(value))
}
