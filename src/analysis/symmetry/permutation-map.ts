/** Maps of the points of a sample to themselves, with a sign at each: the symmetries that are exact. */
import { once } from '../../once.ts'
import type { Space } from '../../spaces/space.ts'
import { mapName } from './map-name.ts'
import { type PointMap, permuted, throughPoints } from './point-map.ts'

export interface PermutationMap extends PointMap {
  readonly points: Int32Array
  /** +1 and -1, null for all +1 */
  readonly signs: Int8Array | null
}

/** What may be chosen freely of such maps, and is chosen in one way. */
export interface PermutationForm {
  /** the sign that is taken out, to be the element's */
  sign(signs: Int8Array): 1 | -1
  /** one of all maps that free motions make of one */
  normal(points: Int32Array): Int32Array
}

/** No motion is free; a sign that all points have is the element's. */
const plainForm: PermutationForm = {
  sign: (signs) => (signs.includes(1) ? 1 : -1),
  normal: (points) => points,
}

/** Named by what it does, unless a name is given. */
export function permutationMap(
  space: Space,
  given: Int32Array,
  givenSigns: Int8Array | null,
  form: PermutationForm = plainForm,
  name?: string,
): PermutationMap {
  const sign = givenSigns === null ? 1 : form.sign(givenSigns)
  const rest = givenSigns?.map((s) => sign * s) ?? null
  const signs = rest?.every((s) => s === 1) === true ? null : rest
  // signs of the normal form are those of the map: characters do not see rotations that act freely
  const points = form.normal(given)
  const transform = (f: Float64Array): Float64Array => permuted(points, signs, f)
  const said = once(() => name ?? mapName(space, points, signs))
  return {
    key: String.fromCodePoint(...points) + (signs === null ? '' : signs.join()),
    get name() {
      return said()
    },
    sign,
    points,
    signs,
    transform,
    onCoordinates: (parts) => throughPoints(space, parts, transform),
    after(other) {
      const { points: inner, signs: innerSigns } = other as PermutationMap
      const both =
        signs === null && innerSigns === null
          ? null
          : Int8Array.from(inner, (x, i) => (innerSigns?.[i] ?? 1) * (signs?.[x] ?? 1))
      return permutationMap(
        space,
        inner.map((x) => points[x]!),
        both,
        form,
      )
    },
  }
}
