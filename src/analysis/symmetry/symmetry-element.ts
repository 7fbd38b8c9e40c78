/** One symmetry of a network: a map of points for each population, signs, and a population that each goes to. */
import type { Network } from '../../model/network.ts'
import { once } from '../../once.ts'
import { identityName, joinedName, type PointMap } from './point-map.ts'

/** A class of symmetries modulo the identity component, by one of them. */
export interface Element {
  readonly name: string
  /** one for each class */
  readonly key: string
  /** whether it maps the sample to itself */
  readonly isExact: boolean
}

/** One that is the same on all points of a population. */
export interface SymmetryElement extends Element {
  /** population p goes to images[p] */
  readonly images: readonly number[]
  /** sign of population p's field */
  readonly signs: readonly (1 | -1)[]
  /** the map of population p's points to those of images[p] */
  readonly maps: readonly PointMap[]
}

type Populations = Network['populations']

/** Named by what it does, unless a name is given. */
export function symmetryElement(
  populations: Populations,
  images: readonly number[],
  given: readonly (1 | -1)[],
  maps: readonly PointMap[],
  name?: string,
): SymmetryElement {
  const signs = given.map((sign, p) => (sign * (maps[p]!.sign ?? 1)) as 1 | -1)
  const said = once(() => name ?? nameOf(populations, images, signs, maps))
  return {
    get name() {
      return said()
    },
    images,
    signs,
    maps,
    get isExact() {
      return maps.every(({ points }) => points !== null)
    },
    key: `${images}|${signs}|${maps.map((map) => map.key).join('|')}`,
  }
}

/** a after b. */
export function product(populations: Populations, a: SymmetryElement, b: SymmetryElement): SymmetryElement {
  return symmetryElement(
    populations,
    b.images.map((p) => a.images[p]!),
    b.images.map((p, i) => (a.signs[p]! * b.signs[i]!) as 1 | -1),
    b.images.map((p, i) => a.maps[p]!.after(b.maps[i]!)),
  )
}

/** What it does to the points, population by population where they differ, then to the sign, then exchanges. */
function nameOf(
  populations: Populations,
  images: readonly number[],
  signs: readonly number[],
  maps: readonly PointMap[],
): string {
  const all = maps.map((_, p) => p)
  const inThose = (those: readonly number[]): string =>
    those.length === all.length ? '' : ` in ${those.map((p) => populations[p]!.name).join(' and ')}`
  const moves = [...new Set(maps.map(({ name }) => name))].flatMap((name) =>
    name === identityName ? [] : [`${name}${inThose(all.filter((p) => maps[p]!.name === name))}`],
  )
  const negative = all.filter((p) => signs[p] === -1)
  const sign = negative.length === 0 ? identityName : `x -> -x${inThose(negative)}`
  const moved = moves.length === 0 ? identityName : moves.join(' and ')
  return joinedName(exchangeName(populations, images), joinedName(sign, moved))
}

/** `exchange of a and b`, `identity`. */
export function exchangeName(populations: Populations, images: readonly number[]): string {
  const moved = images.flatMap((to, p) => (to === p ? [] : [populations[p]!.name]))
  return moved.length === 0 ? identityName : `exchange of ${moved.join(' and ')}`
}
