/**
 * Symmetries that no continuous motion reaches: a map of points for each population, a sign, and a population that it
 * goes to. Candidates are kept when they commute with f; what they generate is the component group.
 */
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import { type Cluster, clustersOf } from './clusters.ts'
import { type Couplings, sharedSpace } from './couplings.ts'
import type { Equivariance } from './equivariance.ts'
import { mapsOf } from './maps.ts'
import { identityName, joinedName, type PointMap } from './point-map.ts'

/** A class of symmetries modulo the identity component, by one of them. */
export interface SymmetryElement {
  readonly name: string
  readonly key: string
  /** population p goes to images[p] */
  readonly images: readonly number[]
  /** sign of population p's field */
  readonly signs: readonly (1 | -1)[]
  /** the map of population p's points to those of images[p] */
  readonly maps: readonly PointMap[]
}

export interface Elements {
  readonly clusters: readonly Cluster[]
  /** verified, none redundant where they could be told, in the order they were tried */
  readonly generators: readonly SymmetryElement[]
  /** the component group, identity first; the generators alone where it has more than `mostElements` */
  readonly all: readonly SymmetryElement[]
  readonly complete: boolean
  multiply(a: SymmetryElement, b: SymmetryElement): SymmetryElement
}

export const mostElements = 30_000

export function elementsOf(
  flow: Flow,
  couplings: Couplings,
  algebra: Algebra,
  equivariance: Equivariance,
): Elements {
  const { populations } = flow.network
  const clusters = clustersOf(flow.network)
  const kits = clusters.map((cluster) => mapsOf(flow, couplings, algebra, cluster, false))
  const identities = populations.map((_, p) => {
    const c = clusters.findIndex(({ members }) => members.includes(p))
    return kits[c]!.of(p).identity
  })
  const identity = element(
    identityName,
    populations.map((_, p) => p),
    populations.map(() => 1),
    identities,
  )
  const closure = closureOf(identity)
  const generators: SymmetryElement[] = []
  const consider = (candidate: SymmetryElement): void => {
    if (closure.has(candidate.key) || !equivariance.holds(candidate)) return
    generators.push(candidate)
    closure.add(candidate)
  }
  for (const [c, { members }] of clusters.entries()) {
    const negative = element(
      clusters.length === 1
        ? 'x -> -x'
        : `x -> -x in ${members.map((p) => populations[p]!.name).join(' and ')}`,
      identity.images,
      populations.map((_, p) => (members.includes(p) ? -1 : 1)),
      identities,
    )
    const odd = equivariance.holds(negative)
    const kit = odd ? mapsOf(flow, couplings, algebra, clusters[c]!, true) : kits[c]!
    for (const { name, maps } of kit.joint) {
      const moved = identities.map((map, p) => maps.get(p) ?? map)
      const said =
        clusters.length === 1 ? name : `${name} in ${members.map((p) => populations[p]!.name).join(' and ')}`
      consider(element(said, identity.images, identity.signs, moved))
    }
    if (odd) consider(negative)
  }
  for (const images of permutations(populations.length)) {
    const fits = images.every((to, p) => {
      const [a, b] = [populations[p]!, populations[to]!]
      return sharedSpace(a.space, b.space) && a.model.variables.length === b.model.variables.length
    })
    if (!fits || images.every((to, p) => to === p)) continue
    consider(element(exchangeName(images, populations), images, identity.signs, identities))
  }
  const complete = closure.complete()
  return {
    clusters,
    generators,
    all: complete ? closure.all() : [identity, ...generators],
    complete,
    multiply: product,
  }
}

function element(
  name: string,
  images: readonly number[],
  given: readonly (1 | -1)[],
  maps: readonly PointMap[],
): SymmetryElement {
  const signs = given.map((sign, p) => (sign * (maps[p]!.sign ?? 1)) as 1 | -1)
  return { name, images, signs, maps, key: `${images}|${signs}|${maps.map((map) => map.key).join('|')}` }
}

/** a after b. */
export function product(a: SymmetryElement, b: SymmetryElement): SymmetryElement {
  return element(
    joinedName(a.name, b.name),
    b.images.map((p) => a.images[p]!),
    b.images.map((p, i) => (a.signs[p]! * b.signs[i]!) as 1 | -1),
    b.images.map((p, i) => a.maps[p]!.after(b.maps[i]!)),
  )
}

/** The group that elements generate, by cosets of what is known (Dimino), until it is too large. */
function closureOf(identity: SymmetryElement) {
  const known = new Map([[identity.key, identity]])
  const generators: SymmetryElement[] = []
  let whole = true
  return {
    has: (key: string) => known.has(key),
    complete: () => whole,
    all: () => [...known.values()],
    add(generator: SymmetryElement) {
      generators.push(generator)
      if (!whole) return
      const subgroup = [...known.values()]
      const representatives = [identity]
      for (const representative of representatives)
        for (const g of generators) {
          const next = product(representative, g)
          if (known.has(next.key)) continue
          if (known.size + subgroup.length > mostElements) {
            whole = false
            return
          }
          representatives.push(next)
          for (const member of subgroup) {
            const made = product(member, next)
            known.set(made.key, made)
          }
        }
    },
  }
}

/** All orders of 0 ... n-1 for n up to 5, beyond that exchanges of two. */
function* permutations(n: number): Iterable<readonly number[]> {
  if (n > 5) {
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++)
        yield Array.from({ length: n }, (_, k) => (k === i ? j : k === j ? i : k))
    return
  }
  const visit = function* (chosen: readonly number[]): Iterable<readonly number[]> {
    if (chosen.length === n) yield chosen
    else for (let i = 0; i < n; i++) if (!chosen.includes(i)) yield* visit([...chosen, i])
  }
  yield* visit([])
}

function exchangeName(images: readonly number[], populations: Flow['network']['populations']): string {
  const moved = images.flatMap((to, p) => (to === p ? [] : [populations[p]!.name]))
  return `exchange of ${moved.join(' and ')}`
}
