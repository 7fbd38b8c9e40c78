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
  /** what the position depends on; null on discrete groups, where it is the place of the largest rate */
  readonly moments: Moments | null
  /** out[at ...] from the rates rate[offset ... offset + N] */
  decode(rate: Float64Array, offset: number, out: Float64Array, at: number): void
}

/** A position that follows from linear moments m_k = sum_i tables[k][i] r_i, so that a device may sum them. */
export interface Moments {
  /** N numbers each, the weights included */
  readonly tables: readonly Float64Array[]
  /** out[at ...] from the moments and size = sum w |r| */
  finish(moments: ArrayLike<number>, size: number, out: Float64Array, at: number): void
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

function decoderOf(
  space: Space,
  geometry: Geometry,
  coordinates: readonly string[],
  moments: Moments,
): PositionDecoder {
  const { tables, finish } = moments
  const sums = new Float64Array(tables.length)
  return {
    geometry,
    coordinates,
    moments,
    decode(rate, offset, out, at) {
      for (let k = 0; k < tables.length; k++) {
        const table = tables[k]!
        let sum = 0
        for (let i = 0; i < table.length; i++) sum += table[i]! * rate[offset + i]!
        sums[k] = sum
      }
      finish(sums, meanSize(space, rate, offset), out, at)
    },
  }
}

/** w cos k theta and w sin k theta. */
function wave(theta: Float64Array, k: number, weights: Float64Array): [Float64Array, Float64Array] {
  return [
    theta.map((value, i) => weights[i]! * Math.cos(k * value)),
    theta.map((value, i) => weights[i]! * Math.sin(k * value)),
  ]
}

function angles(space: Space, geometry: Geometry, waves: readonly number[]): PositionDecoder {
  const names = angleNames(space)
  const tables = names.flatMap((name, a) => wave(space.coordinates.get(name)!, waves[a]!, space.weights))
  return decoderOf(space, geometry, names, {
    tables,
    finish(moments, size, out, at) {
      for (let a = 0; a < names.length; a++) {
        const c = moments[2 * a]!
        const s = moments[2 * a + 1]!
        out[at + a] = Math.hypot(c, s) > negligible * size ? turn(Math.atan2(s, c)) / waves[a]! : Number.NaN
      }
    },
  })
}

/** An angle brought to [0, 2 pi). */
function turn(angle: number): number {
  const turned = angle < 0 ? angle + 2 * Math.PI : angle
  return turned >= 2 * Math.PI ? 0 : turned
}

function mirror(space: Space, k: number): PositionDecoder {
  const theta = space.coordinates.get('theta')!
  const sheet = space.coordinates.get('s')!
  const sheets = [1, -1]
  const tables = sheets.flatMap((s) =>
    wave(
      theta,
      k,
      space.weights.map((w, i) => (sheet[i] === s ? w : 0)),
    ),
  )
  return decoderOf(space, 'mirror', coordinatesOf.mirror, {
    tables,
    finish(moments, size, out, at) {
      let best = negligible * size
      out.fill(Number.NaN, at, at + 2)
      for (const [index, s] of sheets.entries()) {
        const c = moments[2 * index]!
        const d = moments[2 * index + 1]!
        if (!(Math.hypot(c, d) > best)) continue
        best = Math.hypot(c, d)
        out[at] = turn(Math.atan2(d, c)) / k
        out[at + 1] = s
      }
    },
  })
}

/** sum w r v over points v, whose coordinates are `vectors`, normalised; NaN where it is negligible. */
function meanDirection(space: Space, vectors: readonly Float64Array[]): Moments {
  const tables = vectors.map((vector) => vector.map((value, i) => space.weights[i]! * value))
  return {
    tables,
    finish(moments, size, out, at) {
      const d = tables.length
      let length = 0
      for (let k = 0; k < d; k++) length = Math.hypot(length, moments[k]!)
      const scale = length > negligible * size ? 1 / length : Number.NaN
      for (let k = 0; k < d; k++) out[at + k] = scale * moments[k]!
    },
  }
}

function sphere(space: Space): PositionDecoder {
  const points = ['x', 'y', 'z'].map((name) => space.coordinates.get(name)!)
  return decoderOf(space, 'sphere', coordinatesOf.sphere, meanDirection(space, points))
}

function spin(space: Space): PositionDecoder {
  return decoderOf(space, 'spin', coordinatesOf.spin, meanDirection(space, quaternionColumns(space)))
}

function quaternionColumns(space: Space): Float64Array[] {
  const q = quaternionsOf(space)
  return [0, 1, 2, 3].map((a) => Float64Array.from({ length: space.size }, (_, i) => q[4 * i + a]!))
}

/**
 * max over rotations of tr(R^T M), M = sum w r R(g): the top eigenvector of Davenport's matrix, which for
 * M = sum w r R(q_i) is 4 sum w r (q_i q_i^T) - (sum w r) 1.
 */
function rotation(space: Space): PositionDecoder {
  const q = quaternionColumns(space)
  const pairs = [0, 1, 2, 3].flatMap((a) => q.slice(0, a + 1).map((_, b) => [a, b] as const))
  const tables = pairs.map(([a, b]) => space.weights.map((w, i) => w * q[a]![i]! * q[b]![i]!))
  const moment = new Float64Array(16)
  return decoderOf(space, 'rotation', coordinatesOf.rotation, {
    tables,
    finish(moments, size, out, at) {
      for (const [k, [a, b]] of pairs.entries()) {
        moment[4 * a + b] = moments[k]!
        moment[4 * b + a] = moments[k]!
      }
      out.fill(Number.NaN, at, at + 4)
      if (!moment.every(Number.isFinite)) return
      const { values, vectors } = symmetricEigen(moment, 4)
      if (!(values[3]! - values[2]! > negligible * size)) return
      const sign = vectors[15]! < 0 ? -1 : 1
      for (let k = 0; k < 4; k++) out[at + k] = sign * vectors[4 * k + 3]!
    },
  })
}

function discrete(space: Space): PositionDecoder {
  return {
    geometry: 'discrete',
    coordinates: coordinatesOf.discrete,
    moments: null,
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
