/**
 * Symmetries that no continuous motion reaches. Candidates are kept when they commute with f; what they generate is the
 * component group.
 */
import type { Flow } from '../flow.ts'
import type { Candidates } from './candidates.ts'
import type { Cluster } from './clusters.ts'
import type { Equivariance } from './equivariance.ts'
import { product, type SymmetryElement } from './symmetry-element.ts'

export interface Elements {
  readonly clusters: readonly Cluster[]
  /** of the component group; that of the known part where it is not complete */
  readonly order: number
  /** verified, none redundant where they could be told, in the order they were tried */
  readonly generators: readonly SymmetryElement[]
  /** the component group, identity first; the identity and the generators alone where it is too large for a list */
  readonly all: readonly SymmetryElement[]
  /** false where only part of the group is known */
  readonly complete: boolean
  multiply(a: SymmetryElement, b: SymmetryElement): SymmetryElement
}

export const mostElements = 30_000

export function elementsOf(
  flow: Flow,
  { clusters, identity, tries }: Candidates,
  equivariance: Equivariance,
): Elements {
  const multiply: Elements['multiply'] = (a, b) => product(flow.network.populations, a, b)
  const closure = closureOf(identity, multiply)
  const generators: SymmetryElement[] = []
  for (const candidate of tries) {
    if (closure.has(candidate.key) || !equivariance.holds(candidate)) continue
    generators.push(candidate)
    closure.add(candidate)
  }
  const complete = closure.complete()
  const all = complete ? closure.all() : [identity, ...generators]
  return { clusters, order: all.length, generators, all, complete, multiply }
}

/** The group that elements generate, by cosets of what is known (Dimino), until it is too large. */
function closureOf(identity: SymmetryElement, product: Elements['multiply']) {
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
