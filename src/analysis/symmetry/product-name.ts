/** Names of products: of a group that acts on itself by its translations, and of factors in general. */
import { components } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { factorial } from '../../groups/lexicographic.ts'
import { groupNameOf, groupOfKeys } from './component-group.ts'

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
 * Of maps of the points of a group that move its factors one by one, as far as these account for all that is there:
 * `O(2) x S(4)`. `maps` are all symmetries of the points, modulo the d circles that turn.
 */
export function productName(group: FiniteGroup, d: number, maps: readonly Int32Array[]): string | null {
  const factors = factorsOf(group)
  if (d !== factors.filter(isCircle).length || factors.some(({ family }) => family.kind === 'dihedral'))
    return null
  const still = factors.map(({ order }) => Int32Array.from({ length: order }, (_, g) => g))
  const moved = factors.map((_, i) => new Map([[still[i]!.join(), still[i]!]]))
  for (const points of maps) {
    const parts = factors.map((_, i) =>
      still[i]!.map((g) => components(factors, points[inFactor(factors, i, g)]!)[i]!),
    )
    const only = parts.flatMap((part, i) => (part.every((x, g) => x === g) ? [] : [i]))
    const isSplit = points.every((y, x) => {
      const from = components(factors, x)
      return components(factors, y).every((part, i) => part === parts[i]![from[i]!])
    })
    if (isSplit && only.length === 1) moved[only[0]!]!.set(parts[only[0]!]!.join(), parts[only[0]!]!)
  }
  const names = factors.map((factor, i) => {
    const own = [...moved[i]!.values()]
    if (isCircle(factor)) return own.length === 1 ? 'SO(2)' : own.length === 2 ? 'O(2)' : null
    if (factor.order > 2 && own.length === factorial(factor.order)) return `S(${factor.order})`
    return permutationsName(own) ?? selfActionName(factor, own.length, (p) => moved[i]!.has(`${p}`))
  })
  const size = moved.reduce((product, own) => product * own.size, 1)
  return size === maps.length && !names.includes(null) ? productOfNames(names as string[]) : null
}

/** As an abstract group; null where it has no name. */
function permutationsName(members: readonly Int32Array[]): string | null {
  const keys = members.map((g) => g.join())
  const one = keys.indexOf(members[0]!.map((_, x) => x).join())
  ;[keys[0], keys[one]] = [keys[one]!, keys[0]!]
  const own = keys.map((key) => key.split(',').map(Number))
  const name = groupNameOf(
    groupOfKeys(keys, (a, b) => own[b]!.map((x) => own[a]![x]!).join()),
    members.length,
  )
  return members.length === 1 ? '1' : name.startsWith('order') ? null : name
}

/**
 * Of a group that acts on itself from the left, from the right, and by inversion, factor by factor, as far as these account
 * for all `size` permutations that are there: `S(4)`, `(S(4) x S(4)) : Z2`. `holds` tells whether one is.
 */
export function selfActionName(
  group: FiniteGroup,
  size: number,
  holds: (points: Int32Array) => boolean,
): string | null {
  const factors = factorsOf(group)
  if (factors.some(({ family: { kind } }) => kind === 'cyclic' || kind === 'dihedral')) return null
  const found = factors.map((factor, i) =>
    selfAction(factor, (image) =>
      holds(
        Int32Array.from({ length: group.order }, (_, x) => {
          const parts = components(factors, x)
          parts[i] = image(parts[i]!)
          return parts.reduce((index, part, k) => index * factors[k]!.order + part, 0)
        }),
      ),
    ),
  )
  return found.reduce((product, { order }) => product * order, 1) === size
    ? productOfNames(found.map(({ name }) => name))
    : null
}

function selfAction(
  group: FiniteGroup,
  has: (image: (g: number) => number) => boolean,
): { readonly name: string; readonly order: number } {
  const { name, order, generators } = group
  if (!generators.every((s) => has((g) => group.multiply(s, g)))) return { name: '1', order: 1 }
  if (!generators.every((s) => has((g) => group.multiply(g, s)))) return { name, order }
  const centre = Array.from({ length: order }, (_, z) => z).filter((z) =>
    generators.every((s) => group.multiply(s, z) === group.multiply(z, s)),
  ).length
  const both = `(${name} x ${name})${centre > 1 ? '/Z' : ''}`
  if (has((g) => group.inverse(g))) return { name: `${both} : Z2`, order: (2 * order ** 2) / centre }
  return { name: centre > 1 ? both : both.slice(1, -1), order: order ** 2 / centre }
}

function factorsOf(group: FiniteGroup): readonly FiniteGroup[] {
  return group.family.kind === 'product' ? group.family.factors : [group]
}

function isCircle({ family }: FiniteGroup): boolean {
  return family.kind === 'cyclic'
}

/** The element whose part in one factor is g, the identity elsewhere. */
function inFactor(factors: readonly FiniteGroup[], i: number, g: number): number {
  return factors.reduce((index, factor, j) => index * factor.order + (i === j ? g : factor.identity), 0)
}
