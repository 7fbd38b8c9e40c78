/**
 * Fixed-point spaces of subgroups, where the equivariant branching lemma promises equilibria: averages over a subgroup
 * are orthogonal projectors on them, and f maps each to itself.
 */
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements, SymmetryElement } from './elements.ts'
import { actOn } from './equivariance.ts'

export interface FixedSpace {
  readonly name: string
  /** z becomes its average over the subgroup, in place */
  project(z: Float64Array): void
}

interface Parts {
  readonly flow: Flow
  readonly coordinates: Coordinates
  readonly algebra: Algebra
  readonly elements: Elements
}

export function fixedSpacesOf({ flow, elements }: Parts, limit: number): readonly FixedSpace[] {
  return cyclicSubgroups(elements)
    .slice(0, limit)
    .map((members) => ({
      name: members[1]!.name,
      project: averageOver(flow, members),
    }))
}

/** z -> (1 / |H|) sum_h h z, in place. */
function averageOver(flow: Flow, members: readonly SymmetryElement[]): (z: Float64Array) => void {
  return (z) => {
    const sum = new Float64Array(z.length)
    for (const element of members) {
      const moved = actOn(flow, element, z)
      for (let i = 0; i < sum.length; i++) sum[i]! += moved[i]! / members.length
    }
    z.set(sum)
  }
}

/** The subgroups that one element generates, large ones first. */
function cyclicSubgroups({ all, multiply }: Elements): SymmetryElement[][] {
  const found: SymmetryElement[][] = []
  for (const element of all.slice(1, 400)) {
    const members = [all[0]!, element]
    for (let power = multiply(element, element); power.key !== all[0]!.key; power = multiply(element, power))
      members.push(power)
    found.push(members)
  }
  return found.sort((a, b) => b.length - a.length)
}
