/** Automorphisms of a finite group that leave given functions on it as they are. */
import { elementOrder } from '../../groups/classes.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { subgroup } from '../../groups/subgroups.ts'

export interface Automorphism {
  /** phi(g) at index g */
  readonly images: Int32Array
  /** `(0 1) -> (1 2), ...` on the generators */
  readonly said: string
}

/** Generators that are tried at most, as the search is of that depth. */
const mostGenerators = 3

/**
 * All phi with J(phi(g)) = J(g) to 1e-9 of the largest |J| for each J, the identity left out. Empty where no three
 * elements that the search tries generate the group.
 */
export function automorphisms(group: FiniteGroup, functions: readonly Float64Array[]): Automorphism[] {
  const { order } = group
  const colours = coloursOf(group, functions)
  const alike = new Map<string, number[]>()
  for (let g = 0; g < order; g++) {
    const list = alike.get(colours[g]!) ?? []
    alike.set(colours[g]!, list)
    list.push(g)
  }
  const generators = fewGenerators(group, (g) => alike.get(colours[g]!)!.length)
  if (generators === null) return []
  const found: Automorphism[] = []
  const chosen: number[] = []
  const visit = (): void => {
    const images = chosen.length === 0 ? null : extended(group, generators.slice(0, chosen.length), chosen)
    if (chosen.length > 0 && images === null) return
    if (chosen.length < generators.length) {
      for (const g of alike.get(colours[generators[chosen.length]!]!)!) {
        chosen.push(g)
        visit()
        chosen.pop()
      }
      return
    }
    if (
      images === null ||
      images.every((x, g) => x === g) ||
      images.some((x, g) => colours[x] !== colours[g])
    )
      return
    const said = generators.map((s, i) => `${group.describe(s)} -> ${group.describe(chosen[i]!)}`).join(', ')
    found.push({ images, said })
  }
  visit()
  return found
}

/** A word for each element that an automorphism of this kind preserves. */
function coloursOf(group: FiniteGroup, functions: readonly Float64Array[]): string[] {
  const units = functions.map((values) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1)
  // values are grouped by sorting, so that round-off does not fall across an edge
  const ranks = functions.map((values, f) => {
    const sorted = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
    const rank = new Int32Array(values.length)
    for (let i = 1, current = 0; i < sorted.length; i++) {
      if (values[sorted[i]!]! - values[sorted[i - 1]!]! > 1e-9 * units[f]!) current++
      rank[sorted[i]!] = current
    }
    return rank
  })
  return Array.from({ length: group.order }, (_, g) =>
    [elementOrder(group, g), ...ranks.map((rank) => rank[g]!)].join(),
  )
}

/** At most three generators with few images to try. */
function fewGenerators(group: FiniteGroup, images: (g: number) => number): readonly number[] | null {
  const byImages = Array.from({ length: group.order }, (_, g) => g)
    .filter((g) => g !== group.identity)
    .sort((a, b) => images(a) - images(b) || elementOrder(group, b) - elementOrder(group, a))
  let best: { readonly list: readonly number[]; readonly cost: number } | null = null
  const tries = byImages.slice(0, 40)
  const visit = (list: readonly number[], cost: number): void => {
    if (best !== null && cost >= best.cost) return
    if (list.length > 0 && subgroup(group, list).length === group.order) {
      best = { list, cost }
      return
    }
    if (list.length === mostGenerators) return
    const inside = new Set(list.length === 0 ? [] : subgroup(group, list))
    for (const g of list.length === 0 ? tries : byImages)
      if (!inside.has(g)) {
        visit([...list, g], cost * images(g))
        if (best !== null && list.length === mostGenerators - 1) return
      }
  }
  visit([], 1)
  return (best as { readonly list: readonly number[] } | null)?.list ?? null
}

/** The homomorphism on the subgroup of the first generators; null when there is none or it is not injective. */
function extended(
  group: FiniteGroup,
  generators: readonly number[],
  images: readonly number[],
): Int32Array | null {
  const map = new Int32Array(group.order).fill(-1)
  const taken = new Uint8Array(group.order)
  map[group.identity] = group.identity
  taken[group.identity] = 1
  const queue = [group.identity]
  for (const g of queue)
    for (const [i, s] of generators.entries()) {
      const next = group.multiply(g, s)
      const image = group.multiply(map[g]!, images[i]!)
      if (map[next] === -1) {
        if (taken[image] === 1) return null
        map[next] = image
        taken[image] = 1
        queue.push(next)
      } else if (map[next] !== image) return null
    }
  return map
}
