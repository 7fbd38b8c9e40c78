/** Names of products: of a group that acts on itself by its translations, and of factors in general. */
import { components } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'

/** Parentheses where a name is a product. */
export function wrapped(name: string): string {
  return / (x|:|wr) /.test(name.replace(/^\([^()]*\)$/, '')) ? `(${name})` : name
}

/** `A x B`, factors of one element left out. */
export function productOfNames(names: readonly string[]): string {
  const known = names.filter((name) => name !== '1')
  return known.length === 0 ? '1' : known.length === 1 ? known[0]! : known.map(wrapped).join(' x ')
}

/** k copies of a group and their exchanges; two that turn are written out, `(O(2) x O(2)) : Z2`. */
export function wreathName(name: string, k: number, turns = false): string {
  if (k === 1) return name
  const top = k === 2 ? 'Z2' : `S(${k})`
  if (name === '1') return top
  return turns && k === 2 ? `(${wrapped(name)} x ${wrapped(name)}) : Z2` : `${wrapped(name)} wr ${top}`
}

/**
 * Of a group that acts on itself from the left, from the right, and by inversion, as far as these account for all that is
 * there: `S(4)`, `(S(4) x S(4)) : Z2`; factor by factor on products, of which C(n) is a circle. `size` counts the
 * symmetries of the points, d the circles that turn, and `holds` tells whether a map of points is one.
 */
export function productName(
  group: FiniteGroup,
  d: number,
  size: number,
  holds: (points: Int32Array) => boolean,
): string | null {
  const factors = group.family.kind === 'product' ? group.family.factors : [group]
  const circles = factors.filter(({ family }) => family.kind === 'cyclic').length
  if (circles !== d || factors.some(({ family }) => family.kind === 'dihedral')) return null
  let order = 1
  const names: string[] = []
  for (const [i, factor] of factors.entries()) {
    const has = (image: (g: number) => number): boolean =>
      holds(
        Int32Array.from({ length: group.order }, (_, x) => {
          const parts = components(factors, x)
          parts[i] = image(parts[i]!)
          return parts.reduce((index, part, k) => index * factors[k]!.order + part, 0)
        }),
      )
    const inverts = has((g) => factor.inverse(g))
    if (factor.family.kind === 'cyclic') {
      names.push(inverts ? 'O(2)' : 'SO(2)')
      order *= inverts ? 2 : 1
      continue
    }
    const right = factor.generators.every((s) => has((g) => factor.multiply(g, s)))
    const centre = Array.from({ length: factor.order }, (_, z) => z).filter((z) =>
      factor.generators.every((s) => factor.multiply(s, z) === factor.multiply(z, s)),
    ).length
    order *= right ? (factor.order ** 2 / centre) * (inverts ? 2 : 1) : factor.order
    const both = `(${factor.name} x ${factor.name})${centre > 1 ? '/Z' : ''}`
    names.push(right ? (inverts ? `${both} : Z2` : centre > 1 ? both : both.slice(1, -1)) : factor.name)
  }
  if (order !== size) return null
  return names.length === 1 ? names[0]! : names.map(wrapped).join(' x ')
}
