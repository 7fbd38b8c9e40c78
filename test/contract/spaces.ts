/**
 * The spaces that every contract suite runs over: odd, prime, even, non-square, hexagonal, non-abelian,
 * quaternionic, homogeneous; small enough for dense checks.
 */
import { makeSpace, type SpaceDescription } from '../../src/spaces/make.ts'
import type { Motion, Space } from '../../src/spaces/space.ts'

export interface ContractSpace {
  readonly name: string
  readonly make: () => Space
  /** false where the labels leave out part of the functions on the sample */
  readonly complete: boolean
}

const quaternionTable = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [1, 0, 3, 2, 5, 4, 7, 6],
  [2, 3, 1, 0, 6, 7, 5, 4],
  [3, 2, 0, 1, 7, 6, 4, 5],
  [4, 5, 7, 6, 1, 0, 2, 3],
  [5, 4, 6, 7, 0, 1, 3, 2],
  [6, 7, 4, 5, 3, 2, 1, 0],
  [7, 6, 5, 4, 2, 3, 0, 1],
]

const complete: readonly SpaceDescription[] = [
  { group: 'C(1)' },
  { group: 'C(7)' },
  { group: 'C(12)' },
  { group: 'SO(2)', samples: 15 },
  { group: 'SO(2)', samples: 16 },
  { group: 'T(1)', samples: [9] },
  { group: 'T(2)', samples: [5, 7] },
  { group: 'T(2)', samples: [6, 4] },
  { group: 'T(2)', samples: [6, 6], lattice: 'hexagonal' },
  { group: 'T(3)', samples: [3, 4, 2] },
  { group: 'C(6) x C(5)' },
  { group: 'D(2)' },
  { group: 'D(5)' },
  { group: 'D(8)' },
  { group: 'O(2)', samples: 7 },
  { group: 'S(3)' },
  { group: 'S(4)' },
  { group: 'A(4)' },
  { group: 'Q8' },
  { group: 'O' },
  { group: 'C(4) x S(3)' },
  { group: 'D(3) x C(5)' },
  {
    generators: [
      [1, 2, 3, 4, 0],
      [0, 2, 4, 1, 3],
    ],
  },
  { cayley: quaternionTable },
]

const bandLimited: readonly SpaceDescription[] = [
  { group: 'O(2)', samples: 10 },
  { group: 'SO(3)', degree: 2 },
  { group: 'SO(3)', degree: 3 },
  { group: 'SU(2)', degree: 2 },
  { sphere: 2, degree: 4 },
  { sphere: 2, degree: 7 },
]

function described({ samples, degree, lattice, ...kind }: SpaceDescription): string {
  const [key, value] = Object.entries(kind)[0]!
  const what = key === 'group' ? `${value}` : key === 'sphere' ? 'S2' : key
  const size = samples === undefined ? (degree === undefined ? '' : `, degree ${degree}`) : ` of ${samples}`
  return `${what}${size}${lattice === undefined ? '' : `, ${lattice}`}`
}

function entry(complete: boolean): (description: SpaceDescription) => ContractSpace {
  return (description) => ({
    name: described(description),
    make: () => makeSpace(description),
    complete,
  })
}

export const contractSpaces: readonly ContractSpace[] = [
  ...complete.map(entry(true)),
  ...bandLimited.map(entry(false)),
]

/** Numbers in (-1, 1), the same in every run. */
export function randomNumbers(count: number, seed = 1): Float64Array {
  let state = (seed * 2654435761) >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1
  })
}

/** A random function that the space's labels hold exactly. */
export function bandLimitedFunction(space: Space, seed = 1): Float64Array {
  const parts = space.labels.map((label, i): [string, Float64Array] => {
    const { copies, width } = space.harmonic(label)
    return [label, randomNumbers(copies * width, seed + 31 * i)]
  })
  return space.inverse(new Map(parts))
}

export type Quaternion = readonly [number, number, number, number]

export function unitQuaternion(seed: number): Quaternion {
  const q = randomNumbers(4, seed)
  const norm = Math.hypot(...q)
  return [q[0]! / norm, q[1]! / norm, q[2]! / norm, q[3]! / norm]
}

/** Hamilton's product, x, y, z, w. */
export function quaternionProduct(a: Quaternion, b: Quaternion): Quaternion {
  const [x, y, z, w] = a
  const [p, q, r, s] = b
  return [
    w * p + x * s + y * r - z * q,
    w * q - x * r + y * s + z * p,
    w * r + x * q - y * p + z * s,
    w * s - x * p - y * q - z * r,
  ]
}

/** Motions a, b and their product a b. */
export function motionPairs(space: Space): readonly (readonly [a: Motion, b: Motion, ab: Motion])[] {
  const pairs: (readonly [Motion, Motion, Motion])[] = []
  const { sample, parent } = space
  if (sample !== null)
    for (const [a, b] of [
      [sample.order - 1, sample.generators[0] ?? 0],
      [Math.floor(sample.order / 3), Math.floor(sample.order / 2)],
    ] as const)
      pairs.push([{ element: a }, { element: b }, { element: sample.multiply(a, b) }])
  else
    pairs.push([
      { quaternion: unitQuaternion(3) },
      { quaternion: unitQuaternion(4) },
      { quaternion: quaternionProduct(unitQuaternion(3), unitQuaternion(4)) },
    ])
  if (sample !== null && parent !== null) {
    const a = Array.from(randomNumbers(parent.dimension, 5))
    const b = Array.from(randomNumbers(parent.dimension, 6))
    pairs.push([{ angles: a }, { angles: b }, { angles: a.map((angle, i) => angle + b[i]!) }])
  }
  return pairs
}

export function maxAbs(values: Float64Array): number {
  return values.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0)
}

export function maxDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)
}
