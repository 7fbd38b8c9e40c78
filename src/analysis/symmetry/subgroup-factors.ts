/**
 * A subgroup of a finite group as a group of its own, of the same family where it has one: rotations of C(n) and D(n) stay
 * circles, and a product stays a product, factor by factor.
 */
import { components, cyclic, dihedral, product } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { asGroup } from '../../groups/subgroup-names.ts'
import { groupNameOf } from './component-group.ts'

export interface Subgroup {
  readonly group: FiniteGroup
  /** the element of the whole group that each of its elements is */
  readonly elements: Int32Array
}

/** null where the elements are no product of subgroups of the factors. */
export function subgroupByFactors(group: FiniteGroup, elements: readonly number[]): Subgroup | null {
  const factors = group.family.kind === 'product' ? group.family.factors : [group]
  const parts = factors.map((factor, i) =>
    ofFactor(
      factor,
      [...new Set(elements.map((g) => components(factors, g)[i]!))].sort((a, b) => a - b),
    ),
  )
  if (parts.reduce((size, part) => size * part.group.order, 1) !== elements.length) return null
  const kept = parts.filter((part) => part.group.order > 1)
  return {
    group: product(...kept.map((part) => part.group)),
    elements: Int32Array.from({ length: elements.length }, (_, index) => {
      const inside = components(
        parts.map((part) => part.group),
        index,
      )
      return inside.reduce((g, k, i) => g * factors[i]!.order + parts[i]!.elements[k]!, 0)
    }),
  }
}

/** `elements` ascending. */
function ofFactor(factor: FiniteGroup, elements: readonly number[]): Subgroup {
  const { family } = factor
  const order = elements.length
  if (order === factor.order) return { group: factor, elements: Int32Array.from(elements) }
  if (order === 1) return { group: cyclic(1), elements: Int32Array.from(elements) }
  if (family.kind === 'cyclic') return { group: cyclic(order), elements: Int32Array.from(elements) }
  if (family.kind === 'dihedral') {
    const rotations = elements.filter((g) => g < family.n)
    if (rotations.length === order) return { group: cyclic(order), elements: Int32Array.from(elements) }
    const mirror = elements[rotations.length]!
    const mirrored = rotations.map((g) => factor.multiply(g, mirror))
    return { group: dihedral(rotations.length), elements: Int32Array.from([...rotations, ...mirrored]) }
  }
  const own = asGroup(factor, elements)
  return { group: { ...own, name: groupNameOf(own, order) }, elements: Int32Array.from(elements) }
}
