/**
 * A symmetry of one space as a map of its points, gamma, with a sign at each: (T f)(gamma x) = s(x) f(x). It acts on
 * fields, exactly where it maps the sample to itself, else through the harmonics, and on coordinates.
 */
import type { Space } from '../../spaces/space.ts'

export interface PointMap {
  /** one key for maps that differ by a motion of the network's identity component only */
  readonly key: string
  readonly name: string
  /** gamma of each point; null where the sample is not mapped to itself */
  readonly points: Int32Array | null
  /** s of each point; absent or null for all +1 */
  readonly signs?: Int8Array | null
  /** a sign taken out of T, for the element that T is part of; 1 where absent */
  readonly sign?: 1 | -1
  /** T f, N values, without that sign */
  transform(f: Float64Array): Float64Array
  /** T on the coordinates of whole labels; the set of labels must be closed under it */
  onCoordinates(parts: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array>
  /** this map after another of the same family */
  after(other: PointMap): PointMap
}

/** The maps of one family on one space. */
export interface PointMaps {
  readonly identity: PointMap
  /** maps that may be symmetries; together with motions they generate all that are looked for */
  readonly candidates: readonly PointMap[]
}

/** Coordinates of a moved field, by way of the points. */
export function throughPoints(
  space: Space,
  parts: ReadonlyMap<string, Float64Array>,
  transform: (f: Float64Array) => Float64Array,
): ReadonlyMap<string, Float64Array> {
  const moved = transform(space.inverse(parts))
  return new Map([...parts.keys()].map((label) => [label, space.forward(label, moved)]))
}

/** A field moved through the harmonics of all labels. */
export function throughLabels(
  space: Space,
  f: Float64Array,
  onCoordinates: PointMap['onCoordinates'],
): Float64Array {
  return space.inverse(onCoordinates(new Map(space.labels.map((label) => [label, space.forward(label, f)]))))
}

/** T f by a permutation and signs. */
export function permuted(points: Int32Array, signs: Int8Array | null, f: Float64Array): Float64Array {
  const out = new Float64Array(f.length)
  for (let i = 0; i < f.length; i++) out[points[i]!] = signs === null ? f[i]! : signs[i]! * f[i]!
  return out
}

/** `b, then a` of two names, the identity left out. */
export function joinedName(a: string, b: string): string {
  if (a === identityName) return b
  return b === identityName ? a : `${b}, then ${a}`
}

export const identityName = 'identity'
