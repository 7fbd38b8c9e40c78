/**
 * Recognises small groups: abelian ones by their invariants, others by comparing with C, D, Q8, S, A and
 * products of them, an isomorphism being exhibited before a name is given.
 */
import { divisors, factorise } from '../math/integers.ts'
import { abelianBasis } from './abelian.ts'
import { conjugacyClasses, elementOrder, isAbelian } from './classes.ts'
import { alternating, cyclic, dihedral, product, quaternion, symmetric } from './families.ts'
import type { FiniteGroup } from './group.ts'
import { factorial } from './lexicographic.ts'
import { partitions } from './partitions.ts'

/** Beyond this order only cyclic, dihedral and abelian subgroups are named. */
const largestCompared = 720

/** A name of the subgroup with these elements (all of them, ascending), up to isomorphism. */
export function subgroupName(group: FiniteGroup, elements: readonly number[]): string {
  return isomorphismName(asGroup(group, elements))
}

/** `C(2) x C(4)`, `D(5)`, `S(4) x C(2)`; `order 21, no name` when it is none of these. */
export function isomorphismName(group: FiniteGroup): string {
  if (isAbelian(group)) {
    const { orders } = abelianBasis(group)
    return orders.length === 0
      ? 'C(1)'
      : orders
          .toReversed()
          .map((n) => `C(${n})`)
          .join(' x ')
  }
  if (group.order <= largestCompared) {
    const own = fingerprint(group)
    for (const candidate of candidates(group.order))
      if (fingerprint(candidate) === own && isomorphic(candidate, group)) return candidate.name
  }
  return `order ${group.order}, no name`
}

/** The subgroup as a group of its own, elements numbered as they are given, the identity among them. */
export function asGroup(group: FiniteGroup, elements: readonly number[]): FiniteGroup {
  const position = new Map(elements.map((g, i) => [g, i]))
  const multiply = (a: number, b: number) => position.get(group.multiply(elements[a]!, elements[b]!))!
  const identity = position.get(group.identity)!
  const reached = new Set([identity])
  const generators: number[] = []
  for (let g = 0; g < elements.length; g++) {
    if (reached.has(g)) continue
    generators.push(g)
    for (const element of reached) for (const s of generators) reached.add(multiply(element, s))
  }
  return {
    name: '',
    order: elements.length,
    identity,
    generators,
    family: { kind: 'cayley' },
    multiply,
    inverse: (a) => position.get(group.inverse(elements[a]!))!,
    describe: (a) => group.describe(elements[a]!),
  }
}

/** Class sizes and element orders, which an isomorphism preserves. */
function fingerprint(group: FiniteGroup): string {
  return conjugacyClasses(group)
    .classes.map(({ size, order }) => `${size}:${order}`)
    .join()
}

const candidatesOf = new Map<number, readonly FiniteGroup[]>()

/** Named non-abelian groups of this order, simplest names first; each is made once. */
function candidates(order: number): readonly FiniteGroup[] {
  let list = candidatesOf.get(order)
  if (list === undefined) {
    const single = basic(order)
    const products = divisors(order)
      .filter((d) => d > 1 && d < order)
      .toReversed()
      .flatMap((d) =>
        basic(d).flatMap((factor) => [
          ...candidates(order / d).map((rest) => product(factor, rest)),
          ...abelian(order / d).map((rest) => product(factor, rest)),
        ]),
      )
    list = [...single, ...products]
    candidatesOf.set(order, list)
  }
  return list
}

/** Non-abelian groups of the named families. */
function basic(order: number): readonly FiniteGroup[] {
  const found: FiniteGroup[] = []
  for (let n = 4; factorial(n) <= 2 * order; n++) {
    if (factorial(n) === order) found.push(symmetric(n))
    if (factorial(n) === 2 * order) found.push(alternating(n))
  }
  if (order === 8) found.push(quaternion())
  if (order % 2 === 0 && order >= 6) found.push(dihedral(order / 2))
  return found
}

/** All abelian groups of an order, by partitions of the exponent of each prime. */
function abelian(order: number): readonly FiniteGroup[] {
  const invariants = factorise(order).reduce<readonly (readonly number[])[]>(
    (lists, [p, exponent]) =>
      lists.flatMap((list) =>
        partitions(exponent).map((parts) => {
          const length = Math.max(list.length, parts.length)
          return Array.from({ length }, (_, i) => (list[i] ?? 1) * p ** (parts[i] ?? 0))
        }),
      ),
    [[]],
  )
  return invariants.map((orders) => product(...orders.toReversed().map(cyclic)))
}

/** Whether some choice of images of the generators of `from` extends to an isomorphism. */
function isomorphic(from: FiniteGroup, to: FiniteGroup): boolean {
  const generators = from.generators
  const sizes = (group: FiniteGroup, g: number) => {
    const { classes, classOf } = conjugacyClasses(group)
    return classes[classOf[g]!]!.size
  }
  const options = generators.map((s) => {
    const n = elementOrder(from, s)
    const size = sizes(from, s)
    const images: number[] = []
    for (let g = 0; g < to.order; g++) if (elementOrder(to, g) === n && sizes(to, g) === size) images.push(g)
    return images
  })
  const chosen: number[] = []
  const extend = (): boolean => {
    const at = chosen.length
    if (at > 0 && !isHomomorphism(from, to, generators.slice(0, at), chosen)) return false
    if (at === generators.length) return true
    return options[at]!.some((image) => {
      chosen.push(image)
      if (extend()) return true
      chosen.pop()
      return false
    })
  }
  return extend()
}

/** Whether s_i -> images_i extends to an injective homomorphism of the subgroup generated by the s_i. */
function isHomomorphism(
  from: FiniteGroup,
  to: FiniteGroup,
  generators: readonly number[],
  images: readonly number[],
): boolean {
  const map = new Map([[from.identity, to.identity]])
  const taken = new Set([to.identity])
  for (const [g, image] of map)
    for (let i = 0; i < generators.length; i++) {
      const next = from.multiply(g, generators[i]!)
      const nextImage = to.multiply(image, images[i]!)
      const before = map.get(next)
      if (before === undefined) {
        if (taken.has(nextImage)) return false
        map.set(next, nextImage)
        taken.add(nextImage)
      } else if (before !== nextImage) return false
    }
  return true
}
