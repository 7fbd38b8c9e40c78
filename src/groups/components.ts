/**
 * The real isotypic components of functions on a finite group: one for each irrep of real or
 * quaternionic type and one for each pair of conjugate complex irreps, named by its first; the pair
 * 1E, 2E of the tetrahedral group is E, as chemists write it.
 */
import { oncePerObject } from '../once.ts'
import { componentOf, type Harmonic } from './component.ts'
import type { FiniteGroup } from './group.ts'
import { irreps } from './irreps.ts'

/** In the order of the character table; a basis is made when it is asked for, and kept. */
export const realComponents = oncePerObject((group: FiniteGroup): readonly Harmonic[] => {
  const later = new Set<string>()
  const components: Harmonic[] = []
  for (const irrep of irreps(group)) {
    if (later.has(irrep.label)) continue
    later.add(irrep.conjugate)
    const { dimension, type, basisStated, matrix } = irrep
    const label = componentLabel(group, irrep.label)
    components.push(
      componentOf({ label, dimension, type, takesMatrix: basisStated, size: group.order, matrix }),
    )
  }
  return components
})

/** The label of the component that an irrep begins: its own, but E for the pair 1E, 2E of T. */
export function componentLabel({ family }: FiniteGroup, label: string): string {
  return family.kind === 'polyhedral' && label === '1E' ? 'E' : label
}
