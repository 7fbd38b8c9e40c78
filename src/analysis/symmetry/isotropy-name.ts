/** Names of isotropy subgroups: the identity component, then the finite group of what lies beyond it. */
import { inner } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import { genericStack, stacked } from './align.ts'
import { groupNameOf, groupOfKeys } from './component-group.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements } from './elements.ts'
import { onCoordinates } from './equivariance.ts'
import { lieName } from './lie-name.ts'
import type { Stabiliser } from './orbit.ts'
import type { SymmetryElement } from './symmetry-element.ts'

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
  const stack = stacked(algebra)
  const generic = genericStack(stack)
  const onStack = (element: SymmetryElement, u: Float64Array): Float64Array => {
    const out = new Float64Array(u.length)
    const { length } = coordinates
    for (let at = 0; at < u.length; at += length)
      out.set(onCoordinates(coordinates, element, u.subarray(at, at + length)), at)
    return out
  }
  const members = classes.flatMap(({ element, motion }) =>
    motions.map((extra) => ({
      key: element.key,
      apply: (u: Float64Array) => stack.exponential(extra, stack.exponential(motion, onStack(element, u))),
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
    const turned = apply(stack.apply(fixed[0]!, generic))
    const direct = stack.apply(fixed[0]!, apply(generic))
    return inner(turned, direct) < 0
  })
  if (!reverses.includes(true)) return `SO(2) x ${beyond}`
  if (order === 2) return 'O(2)'
  const rest = /^Z2( x Z2)*$/.test(beyond) ? beyond.slice('Z2 x '.length) : null
  return rest === null ? `SO(2) : ${beyond}` : `O(2) x ${rest}`
}

function close(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i]! - b[i]!) > 1e-4) return false
  return true
}
