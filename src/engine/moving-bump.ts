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
import { parseExpression } from '../model/parse.ts'
import { substitute } from '../model/rewrite.ts'
import { type Expression, numeral } from '../model/tree.ts'
import { angleNames, geometryOf, isHexagonal, quaternionsOf } from '../spaces/geometry.ts'
import { fromEuler, type Quaternion } from '../spaces/quaternions.ts'
import type { Space } from '../spaces/space.ts'

/** Adds the bump at time t to values[offset ...]. */
export type TimedTerm = (t: number, values: Float64Array, offset: number) => void

/**
 * The bump as every backend computes it: amplitude exp(linear d + quadratic d^2 + constant) with
 * d = sum_m features[m] c_m(t), c_m(t) = rest + even cos(speed t) + odd sin(speed t).
 */
export interface BumpForm {
  readonly amplitude: number
  readonly linear: number
  readonly quadratic: number
  readonly constant: number
  /** N numbers each */
  readonly features: readonly Float64Array[]
  readonly course: readonly Course[]
}

/** One component of where the centre is. */
export interface Course {
  readonly rest: number
  readonly even: number
  readonly odd: number
  /** radians per unit of time */
  readonly speed: number
}

/** Where a component of the centre is, as an expression in t. */
export function courseOf({ rest, even, odd, speed }: Course): Expression {
  const numbers = Object.entries({ rest, even, odd, speed }).map(
    ([name, value]) => [name, numeral(value)] as const,
  )
  return substitute(parseExpression('rest + even*cos(speed*t) + odd*sin(speed*t)'), new Map(numbers))
}

/** Throws InputError as `bumpForm`. */
export function movingBump(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): TimedTerm {
  const { amplitude, linear, quadratic, constant, features, course } = bumpForm(term, space)
  const centre = new Float64Array(course.length)
  return (t, values, offset) => {
    for (const [m, { rest, even, odd, speed }] of course.entries())
      centre[m] = rest + even * Math.cos(speed * t) + odd * Math.sin(speed * t)
    for (let i = 0; i < space.size; i++) {
      let d = 0
      for (let m = 0; m < centre.length; m++) d += features[m]![i]! * centre[m]!
      const exponent = linear * d + quadratic * d * d + constant
      values[offset + i] = values[offset + i]! + amplitude * Math.exp(exponent)
    }
  }
}

/** Throws InputError (relative places `bump`, `bump.centre`, `bump.velocity`) where the space has no such motion. */
export function bumpForm(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): BumpForm {
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
      throw new InputError(
        'bump',
        'a circle, torus, sphere, SO(3) or SU(2) to move on',
        space.name,
        'Use "expression" or "pattern"',
      )
  }
}

/** sum (cos(phase) - 1) over the shortest waves, each cosine by the addition theorem. */
function onTorus(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): BumpForm {
  const names = angleNames(space)
  const angles = names.map((name) => space.coordinates.get(name)!)
  const centre = vector('centre', term.centre, [names.length], space)
  const velocity = vector('velocity', term.velocity, [names.length], space)
  const waves = shortestWaves(space, names.length)
  const scale = (waves.length > names.length ? 0.5 : 1) / term.width ** 2
  const along = (wave: readonly number[], of: (a: number) => number): number =>
    wave.reduce((sum, k, a) => sum + k * of(a), 0)
  const features: Float64Array[] = []
  const course: Course[] = []
  for (const wave of waves) {
    const phases = Float64Array.from({ length: space.size }, (_, i) => along(wave, (a) => angles[a]![i]!))
    const start = along(wave, (a) => centre[a]!)
    const speed = along(wave, (a) => velocity[a]!)
    features.push(phases.map(Math.cos), phases.map(Math.sin))
    course.push(
      { rest: 0, even: Math.cos(start), odd: -Math.sin(start), speed },
      { rest: 0, even: Math.sin(start), odd: Math.cos(start), speed },
    )
  }
  const constant = -scale * waves.length
  return { amplitude: term.amplitude, linear: scale, quadratic: 0, constant, features, course }
}

/** One wave per angle; on the hexagonal lattice also theta1 - theta2. */
function shortestWaves(space: Space, angles: number): number[][] {
  const waves = Array.from({ length: angles }, (_, a) => Array.from({ length: angles }, (_, b) => +(a === b)))
  if (angles === 2 && isHexagonal(space)) waves.push([1, -1])
  return waves
}

/** The centre turns about the angular velocity by Rodrigues' formula. */
function onSphere(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): BumpForm {
  const given = vector('centre', term.centre, [2, 3], space)
  const [theta, phi] = [given[0]!, given[1]!]
  const start: [number, number, number] =
    given.length === 3
      ? [given[0]!, given[1]!, given[2]!]
      : [Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta)]
  const length = Math.hypot(...start)
  if (!(length > 0)) throw new InputError('bump.centre', 'a direction that is not zero', quoted(given))
  const { axis, speed } = turning(vector('velocity', term.velocity, [3], space))
  const own = vec3.dot(axis, start)
  const across = vec3.cross([0, 0, 0], axis, start) as [number, number, number]
  const course = axis.map((k, m): Course => {
    const rest = (k * own) / length
    return { rest, even: start[m]! / length - rest, odd: across[m]! / length, speed }
  })
  const features = ['x', 'y', 'z'].map((name) => space.coordinates.get(name)!)
  const scale = 1 / term.width ** 2
  return { amplitude: term.amplitude, linear: scale, quadratic: 0, constant: -scale, features, course }
}

/** The quaternion of the turn by speed t times that of the start. */
function onRotations(term: Extract<InputTerm, { kind: 'moving-bump' }>, space: Space): BumpForm {
  const given = vector('centre', term.centre, [3, 4], space)
  const [x, y, z] = [given[0]!, given[1]!, given[2]!]
  const start: Quaternion = given.length === 3 ? fromEuler(x, y, z) : [x, y, z, given[3]!]
  const length = Math.hypot(...start)
  if (!(length > 0)) throw new InputError('bump.centre', 'a quaternion that is not zero', quoted(given))
  const { axis, speed } = turning(vector('velocity', term.velocity, [3], space))
  const turned = quat.multiply([0, 0, 0, 1], [...axis, 0], [...start]) as [number, number, number, number]
  const course = start.map((value, m): Course => {
    return { rest: 0, even: value / length, odd: turned[m]! / length, speed: 0.5 * speed }
  })
  const points = quaternionsOf(space)
  const features = start.map((_, m) =>
    Float64Array.from({ length: space.size }, (_, i) => points[4 * i + m]!),
  )
  const scale = 1 / term.width ** 2
  const spin = geometryOf(space) === 'spin'
  return {
    amplitude: term.amplitude,
    linear: spin ? 4 * scale : 0,
    quadratic: spin ? 0 : 2 * scale,
    constant: spin ? -4 * scale : -2 * scale,
    features,
    course,
  }
}

/** The axis and the speed of an angular velocity; no axis at rest. */
function turning(velocity: readonly number[]): { axis: [number, number, number]; speed: number } {
  const [x, y, z] = velocity as [number, number, number]
  const speed = Math.hypot(x, y, z)
  return { axis: speed === 0 ? [0, 0, 0] : [x / speed, y / speed, z / speed], speed }
}

/** The given numbers, all zero where none are given. */
function vector(
  name: string,
  value: readonly number[],
  lengths: readonly number[],
  space: Space,
): readonly number[] {
  if (value.length === 0) return new Array<number>(lengths[0]!).fill(0)
  if (lengths.includes(value.length) && value.every(Number.isFinite)) return value
  const numbers = lengths[0] === 1 ? 'finite number' : 'finite numbers'
  throw new InputError(`bump.${name}`, `${lengths.join(' or ')} ${numbers} on ${space.name}`, quoted(value))
}
