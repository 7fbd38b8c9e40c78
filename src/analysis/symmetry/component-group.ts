/** A finite list of symmetries, closed under products, as an abstract group with a name. */
import type { FiniteGroup } from '../../groups/group.ts'
import { asGroup, isomorphismName } from '../../groups/subgroup-names.ts'
import { subgroup, subgroupClasses } from '../../groups/subgroups.ts'

/** Beyond this order a group is told by its order alone. */
export const largestNamed = 720

/**
 * The group of keys with a product; the first key is the identity. null when products leave the list or it is too
 * long for a table.
 */
export function groupOfKeys(
  keys: readonly string[],
  multiply: (a: number, b: number) => string,
): FiniteGroup | null {
  const order = keys.length
  if (order > largestNamed) return null
  const position = new Map(keys.map((key, i) => [key, i]))
  const products = new Int32Array(order * order)
  const inverses = new Int32Array(order)
  for (let a = 0; a < order; a++)
    for (let b = 0; b < order; b++) {
      const c = position.get(multiply(a, b))
      if (c === undefined) return null
      products[a * order + b] = c
      if (c === 0) inverses[a] = b
    }
  const times = (a: number, b: number): number => products[a * order + b]!
  const generators: number[] = []
  let reached = new Set([0])
  for (let g = 1; g < order && reached.size < order; g++) {
    if (reached.has(g)) continue
    generators.push(g)
    reached = new Set([0])
    for (const x of reached) for (const s of generators) reached.add(times(x, s))
  }
  return {
    name: '',
    order,
    identity: 0,
    generators,
    family: { kind: 'cayley' },
    multiply: times,
    inverse: (a) => inverses[a]!,
    describe: (a) => keys[a]!,
  }
}

/** `Z2`, `Z2 x Z2`, `D(4)`, `S(4)`; `order 21` without a name. C(n) is written Zn, as beside Lie groups. */
export function groupNameOf(group: FiniteGroup | null, order: number): string {
  if (group === null) return `order ${order}`
  return isomorphismName(group)
    .replaceAll(/C\((\d+)\)/g, 'Z$1')
    .replace(', no name', '')
}

/** Beyond this order pairs of exchanged factors are not sought. */
const largestSquare = 200

/**
 * `(K x K) : Z2` of a group without a name: a subgroup K and an involution t outside of K x t K t, of index 2, whose factors commute and meet in 1. Then
 * t exchanges them.
 */
export function squareName(group: FiniteGroup): string | null {
  const { order, identity, multiply } = group
  const size = Math.round(Math.sqrt(order / 2))
  if (order > largestSquare || 2 * size ** 2 !== order) return null
  const involutions = Array.from({ length: order }, (_, t) => t).filter(
    (t) => t !== identity && multiply(t, t) === identity,
  )
  for (const { order: own, elements, generators } of subgroupClasses(group)) {
    if (own !== size) continue
    for (const t of involutions) {
      const image = generators.map((g) => multiply(multiply(t, g), t))
      if (!generators.every((a) => image.every((b) => multiply(a, b) === multiply(b, a)))) continue
      const both = new Set(subgroup(group, [...generators, ...image]))
      if (both.size !== size ** 2 || both.has(t)) continue
      const name = groupNameOf(asGroup(group, elements), size)
      return name.startsWith('order')
        ? null
        : `(${/ [x:] /.test(name) ? `(${name}) x (${name})` : `${name} x ${name}`}) : Z2`
    }
  }
  return null
}
