/** Names of isotropy subgroups: the identity component, then the finite group of what lies beyond it. */
import type { Algebra } from './algebra.ts'
import { groupNameOf, groupOfKeys } from './component-group.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements } from './elements.ts'
import { onCoordinates } from './equivariance.ts'
import { lieName } from './lie-name.ts'
import type { Stabiliser } from './orbit.ts'

export function isotropyName(
  algebra: Algebra,
  coordinates: Coordinates,
  elements: Elements,
  { algebra: fixed, classes, motions }: Stabiliser,
): string {
  const order = classes.length * motions.length
  if (fixed.length === 0 && algebra.generators.length === 0) {
    const group = groupOfKeys(
      classes.map(({ element }) => element.key),
      (a, b) => elements.multiply(classes[a]!.element, classes[b]!.element).key,
    )
    return order === 1 ? '1' : groupNameOf(group, order)
  }
  if (order === 1) return fixed.length === 0 ? '1' : lieName(algebra, fixed)
  // everything that fixes the state, modulo the identity component, told apart by what it does to a generic vector
  const generic = Float64Array.from({ length: coordinates.length }, (_, i) =>
    Math.sin(1 + 2.7 * i + 0.31 * i * i),
  )
  const members = classes.flatMap(({ element, motion }) =>
    motions.map((extra) => ({
      key: element.key,
      apply: (u: Float64Array) =>
        algebra.exponential(extra, algebra.exponential(motion, onCoordinates(coordinates, element, u))),
      element,
    })),
  )
  if (fixed.length === 0) {
    const images = members.map(({ apply }) => apply(generic))
    const group = groupOfKeys(
      members.map((_, i) => `${i}`),
      (a, b) => {
        const key = elements.multiply(members[a]!.element, members[b]!.element).key
        const image = members[a]!.apply(images[b]!)
        const at = members.findIndex(({ key: own }, i) => own === key && close(images[i]!, image))
        return `${at}`
      },
    )
    return groupNameOf(group, order)
  }
  const component = lieName(algebra, fixed)
  const group = groupOfKeys(
    classes.map(({ element }) => element.key),
    (a, b) => elements.multiply(classes[a]!.element, classes[b]!.element).key,
  )
  const beyond = motions.length === 1 ? groupNameOf(group, classes.length) : `order ${order}`
  if (component !== 'SO(2)') return `${component} : ${beyond}`
  // a member that turns the circle's sense makes O(2) of it
  const reverses = members.map(({ apply }) => {
    const turned = apply(algebra.apply(fixed[0]!, generic))
    const direct = algebra.apply(fixed[0]!, apply(generic))
    return inner(turned, direct) < 0
  })
  if (!reverses.includes(true)) return `SO(2) x ${beyond}`
  if (order === 2) return 'O(2)'
  return order === 4 && beyond !== 'Z4' ? 'O(2) x Z2' : `SO(2) : ${beyond}`
}

function close(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i]! - b[i]!) > 1e-4) return false
  return true
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
