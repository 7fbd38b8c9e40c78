/** A finite list of symmetries, closed under products, as an abstract group with a name. */
import type { FiniteGroup } from '../../groups/group.ts'
import { isomorphismName } from '../../groups/subgroup-names.ts'

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
