/** The exact actions of a finite group on functions of its own elements, and its word metric. */
import { InputError } from '../errors.ts'
import type { FiniteGroup } from '../groups/group.ts'
import { requiredCoordinates } from './coordinates.ts'

/** (L_a f)(x) = f(a^-1 x). */
export function movedBy(group: FiniteGroup, a: number, f: Float64Array): Float64Array {
  const out = new Float64Array(f.length)
  for (let x = 0; x < f.length; x++) out[group.multiply(a, x)] = f[x]!
  return out
}

/** The element itself; InputError when the group has none of that index. */
export function checkElement(element: number, group: FiniteGroup, place = 'element'): number {
  if (Number.isInteger(element) && element >= 0 && element < group.order) return element
  throw new InputError(place, `an element 0 ... ${group.order - 1} of ${group.name}`, `${element}`)
}

/** The elements that a coordinate g names. */
export function elementsOf(group: FiniteGroup, given: ReadonlyMap<string, Float64Array>): readonly number[] {
  const [g] = requiredCoordinates(given, ['g'])
  return Array.from(g!, (element) => checkElement(element, group, 'g'))
}

/**
 * For each element the length of the shortest word for it in the group's generators and their
 * inverses, by breadth first; |a^-1 b| is then a left-invariant metric.
 */
export function wordLengths(group: FiniteGroup): Float64Array {
  const letters = new Set(group.generators.flatMap((g) => [g, group.inverse(g)]))
  const lengths = new Float64Array(group.order).fill(-1)
  lengths[group.identity] = 0
  let shell = [group.identity]
  for (let length = 1; shell.length > 0; length++) {
    const next: number[] = []
    for (const a of shell)
      for (const letter of letters) {
        const b = group.multiply(a, letter)
        if (lengths[b]! >= 0) continue
        lengths[b] = length
        next.push(b)
      }
    shell = next
  }
  return lengths
}
