/**
 * Where the activity is, decoded from the rates r.
 *
 *   geometry   numbers          how
 *   circle     theta            phase / k of sum w r e^(i k theta), in [0, 2 pi / k), k the lowest label > 0
 *                               of the kernels (1 where there is none)
 *   torus      theta1 ...       the same along each angle, k the lowest label on that axis alone
 *   mirror     theta, s         as the circle, k of the lowest label Ek, on the sheet s = +-1 where the vector
 *                               is longer
 *   sphere     x, y, z          sum w r n, normalised
 *   rotation   x, y, z, w       the rotation nearest to sum w r R (polar decomposition), as the quaternion
 *                               with w >= 0, by Davenport's 4 x 4 eigenproblem
 *   spin       x, y, z, w       sum w r q, normalised
 *   discrete   element          index of the most active element
 *
 * Where a vector is shorter than 1e-9 of the mean |r|, or the rotation is not unique, its numbers are NaN: on
 * a torus those of this angle alone, so that a state on one circle of it still has a place there.
 */
import { symmetricEigen } from '../../math/eigen.ts'
import type { Network } from '../../model/network.ts'
import { angleNames, type Geometry, geometryOf, quaternionsOf, waveVector } from '../../spaces/geometry.ts'
import type { Space } from '../../spaces/space.ts'
import { orderLabels } from './order.ts'

export interface PositionDecoder {
  readonly geometry: Geometry
  /** names of the numbers, as in the table */
  readonly coordinates: readonly string[]
  /** out[at ...] from the rates rate[offset ... offset + N] */
  decode(rate: Float64Array, offset: number, out: Float64Array, at: number): void
}

/**
 * As JSON has it: one number on a circle and on discrete groups, an array elsewhere; null when undefined,
 * and in the place of an undefined angle of a torus.
 */
export type Position = number | readonly (number | null)[] | null

const negligible = 1e-9

/** The names of the numbers that a position on this space consists of. */
export function positionCoordinates(space: Space): readonly string[] {
  const geometry = geometryOf(space)
  if (geometry === 'circle' || geometry === 'torus') return angleNames(space)
  return coordinatesOf[geometry]
}

const coordinatesOf = {
  mirror: ['theta', 's'],
  sphere: ['x', 'y', 'z'],
  rotation: ['x', 'y', 'z', 'w'],
  spin: ['x', 'y', 'z', 'w'],
  discrete: ['element'],
} as const

export function positionDecoder(network: Network, population: number): PositionDecoder {
  const { space } = network.populations[population]!
  const geometry = geometryOf(space)
  switch (geometry) {
    case 'circle':
    case 'torus':
      return angles(space, geometry, lowestWaves(network, population))
    case 'mirror':
      return mirror(space, lowestWaves(network, population)[0]!)
    case 'sphere':
      return sphere(space)
    case 'rotation':
      return rotation(space)
    case 'spin':
      return spin(space)
    case 'discrete':
      return discrete(space)
  }
}

/** The decoded numbers values[at ...] as JSON has them. */
export function positionJson(decoder: PositionDecoder, values: Float64Array, at: number): Position {
  const numbers = Array.from(values.subarray(at, at + decoder.coordinates.length), (value) =>
    Number.isFinite(value) ? value : null,
  )
  if (numbers.every((value) => value === null)) return null
  return numbers.length === 1 && decoder.geometry !== 'torus' ? numbers[0]! : numbers
}

/** For each angle the lowest k > 0 of a kernel label that depends on this angle alone, 1 where there is none. */
export function lowestWaves(network: Network, population: number): number[] {
  const { space } = network.populations[population]!
  const lowest = angleNames(space).map(() => Number.POSITIVE_INFINITY)
  for (const label of orderLabels(network, population)) {
    const wave = waveVector(label, space)
    const axis = wave.findIndex((k) => k !== 0)
    if (axis < 0 || wave.some((k, a) => k !== 0 && a !== axis)) continue
    lowest[axis] = Math.min(lowest[axis]!, Math.abs(wave[axis]!))
  }
  return lowest.map((k) => (Number.isFinite(k) ? k : 1))
}

function meanSize(space: Space, rate: Float64Array, offset: number): number {
  let sum = 0
  for (let i = 0; i < space.size; i++) sum += space.weights[i]! * Math.abs(rate[offset + i]!)
  return sum
}

function angles(space: Space, geometry: Geometry, waves: readonly number[]): PositionDecoder {
  const names = angleNames(space)
  const tables = names.map((name, a) => {
    const theta = space.coordinates.get(name)!
    const k = waves[a]!
    return {
      k,
      cos: theta.map((value, i) => space.weights[i]! * Math.cos(k * value)),
      sin: theta.map((value, i) => space.weights[i]! * Math.sin(k * value)),
    }
  })
  return {
    geometry,
    coordinates: names,
    decode(rate, offset, out, at) {
      const size = meanSize(space, rate, offset)
      for (const [a, { k, cos, sin }] of tables.entries()) {
        let c = 0
        let s = 0
        for (let i = 0; i < space.size; i++) {
          c += rate[offset + i]! * cos[i]!
          s += rate[offset + i]! * sin[i]!
        }
        out[at + a] = Math.hypot(c, s) > negligible * size ? turn(Math.atan2(s, c)) / k : Number.NaN
      }
    },
  }
}

/** An angle brought to [0, 2 pi). */
function turn(angle: number): number {
  const turned = angle < 0 ? angle + 2 * Math.PI : angle
  return turned >= 2 * Math.PI ? 0 : turned
}

function mirror(space: Space, k: number): PositionDecoder {
  const theta = space.coordinates.get('theta')!
  const sheet = space.coordinates.get('s')!
  const cos = theta.map((value, i) => space.weights[i]! * Math.cos(k * value))
  const sin = theta.map((value, i) => space.weights[i]! * Math.sin(k * value))
  return {
    geometry: 'mirror',
    coordinates: coordinatesOf.mirror,
    decode(rate, offset, out, at) {
      let best = negligible * meanSize(space, rate, offset)
      out.fill(Number.NaN, at, at + 2)
      for (const s of [1, -1]) {
        let c = 0
        let d = 0
        for (let i = 0; i < space.size; i++) {
          if (sheet[i] !== s) continue
          c += rate[offset + i]! * cos[i]!
          d += rate[offset + i]! * sin[i]!
        }
        if (!(Math.hypot(c, d) > best)) continue
        best = Math.hypot(c, d)
        out[at] = turn(Math.atan2(d, c)) / k
        out[at + 1] = s
      }
    },
  }
}

/** sum w r v over points v [N][d], normalised into out[at ...]; NaN where it is negligible. */
function meanDirection(space: Space, vectors: Float64Array, d: number): PositionDecoder['decode'] {
  return (rate, offset, out, at) => {
    out.fill(0, at, at + d)
    for (let i = 0; i < space.size; i++) {
      const mass = space.weights[i]! * rate[offset + i]!
      for (let k = 0; k < d; k++) out[at + k] = out[at + k]! + mass * vectors[d * i + k]!
    }
    let length = 0
    for (let k = 0; k < d; k++) length = Math.hypot(length, out[at + k]!)
    const scale = length > negligible * meanSize(space, rate, offset) ? 1 / length : Number.NaN
    for (let k = 0; k < d; k++) out[at + k] = scale * out[at + k]!
  }
}

function sphere(space: Space): PositionDecoder {
  const points = new Float64Array(3 * space.size)
  for (const [k, name] of ['x', 'y', 'z'].entries()) {
    for (const [i, value] of space.coordinates.get(name)!.entries()) points[3 * i + k] = value
  }
  return { geometry: 'sphere', coordinates: coordinatesOf.sphere, decode: meanDirection(space, points, 3) }
}

function spin(space: Space): PositionDecoder {
  return {
    geometry: 'spin',
    coordinates: coordinatesOf.spin,
    decode: meanDirection(space, quaternionsOf(space), 4),
  }
}

/**
 * max over rotations of tr(R^T M), M = sum w r R(g): the top eigenvector of Davenport's matrix, which for
 * M = sum w r R(q_i) is 4 sum w r (q_i q_i^T) - (sum w r) 1.
 */
function rotation(space: Space): PositionDecoder {
  const q = quaternionsOf(space)
  const moment = new Float64Array(16)
  return {
    geometry: 'rotation',
    coordinates: coordinatesOf.rotation,
    decode(rate, offset, out, at) {
      moment.fill(0)
      for (let i = 0; i < space.size; i++) {
        const mass = space.weights[i]! * rate[offset + i]!
        for (let a = 0; a < 4; a++) {
          for (let b = 0; b <= a; b++) {
            moment[4 * a + b] = moment[4 * a + b]! + mass * q[4 * i + a]! * q[4 * i + b]!
          }
        }
      }
      for (let a = 0; a < 4; a++) for (let b = 0; b < a; b++) moment[4 * b + a] = moment[4 * a + b]!
      out.fill(Number.NaN, at, at + 4)
      if (!moment.every(Number.isFinite)) return
      const { values, vectors } = symmetricEigen(moment, 4)
      if (!(values[3]! - values[2]! > negligible * meanSize(space, rate, offset))) return
      const sign = vectors[15]! < 0 ? -1 : 1
      for (let k = 0; k < 4; k++) out[at + k] = sign * vectors[4 * k + 3]!
    },
  }
}

function discrete(space: Space): PositionDecoder {
  return {
    geometry: 'discrete',
    coordinates: coordinatesOf.discrete,
    decode(rate, offset, out, at) {
      let best = 0
      let differs = false
      for (let i = 1; i < space.size; i++) {
        if (rate[offset + i]! > rate[offset + best]!) best = i
        differs ||= rate[offset + i] !== rate[offset]
      }
      out[at] = differs ? best : Number.NaN
    },
  }
}
