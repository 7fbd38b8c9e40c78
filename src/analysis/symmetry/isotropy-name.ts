/** Names of isotropy subgroups: the identity component, then the finite group of what lies beyond it. */
import type { FiniteGroup } from '../../groups/group.ts'
import { symmetricEigen } from '../../math/eigen.ts'
import { solveDense } from '../../math/solve.ts'
import { inner } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import { genericStack, stacked } from './align.ts'
import { groupNameOf, groupOfKeys } from './component-group.ts'
import { gram } from './conditions.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements } from './elements.ts'
import { onCoordinates } from './equivariance.ts'
import { derivedDimension, lieName } from './lie-name.ts'
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
  const beyond =
    motions.length === 1
      ? groupNameOf(group, classes.length)
      : (cosetGroupName(algebra, fixed, members) ?? `order ${order}`)
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

interface Member {
  readonly key: string
  readonly element: SymmetryElement
  apply(u: Float64Array): Float64Array
}

/**
 * The group of cosets g H0 of an abelian identity component H0, told apart by what g does to the vectors that H0 leaves
 * alone and to the directions of H0, xi -> g xi g^-1. null where these do not tell.
 */
function cosetGroupName(
  algebra: Algebra,
  fixed: readonly Float64Array[],
  members: readonly Member[],
): string | null {
  if (derivedDimension(algebra, fixed) > 0 || algebra.length > MOST_COORDINATES) return null
  const stack = stacked(algebra)
  const generic = genericStack(stack)
  const resting = projected(algebra, fixed, generic)
  const turned = fixed.map((direction) => stack.apply(direction, generic))
  const signature = (apply: Member['apply']): Float64Array => {
    const moved = apply(generic)
    const directions = fixed.map((direction) => stack.apply(direction, moved))
    // coefficients of g xi g^-1 in the basis of H0, from both on g generic
    const adjoint = turned.flatMap((t) => coefficients(directions, apply(t)))
    return Float64Array.of(...apply(resting), ...adjoint)
  }
  const signatures = members.map(({ apply }) => signature(apply))
  const table = groupOfKeys(
    members.map((_, i) => `${i}`),
    (a, b) => {
      const made = signature((u) => members[a]!.apply(members[b]!.apply(u)))
      return `${signatures.findIndex((own) => close(own, made))}`
    },
  )
  return table === null || !isLatinSquare(table) ? null : groupNameOf(table, members.length)
}

/** Coordinates up to which the vectors that H0 leaves alone are sought. */
const MOST_COORDINATES = 80

/** The part of each vector of a stack that some directions leave alone. */
function projected(algebra: Algebra, fixed: readonly Float64Array[], u: Float64Array): Float64Array {
  const n = algebra.length
  const units = Array.from({ length: n }, (_, k) =>
    Float64Array.from({ length: n }, (__, i) => (i === k ? 1 : 0)),
  )
  const columns = fixed.flatMap((direction) => [units.map((e) => algebra.apply(direction, e))])
  const { values, vectors } = symmetricEigen(
    gram(n, (i, j) => columns.reduce((sum, own) => sum + inner(own[i]!, own[j]!), 0)),
    n,
  )
  const out = new Float64Array(u.length)
  for (let k = 0; k < n; k++) {
    if (values[k]! > 1e-9) continue
    for (let at = 0; at < u.length; at += n) {
      let along = 0
      for (let i = 0; i < n; i++) along += vectors[i * n + k]! * u[at + i]!
      for (let i = 0; i < n; i++) out[at + i]! += along * vectors[i * n + k]!
    }
  }
  return out
}

/** Least squares of v by columns. */
function coefficients(columns: readonly Float64Array[], v: Float64Array): number[] {
  const n = columns.length
  const x = solveDense(
    gram(n, (i, j) => inner(columns[i]!, columns[j]!)),
    Float64Array.from(columns, (column) => inner(column, v)),
    n,
  )
  return x === null ? columns.map(() => Number.NaN) : Array.from(x)
}

function isLatinSquare({ order, multiply }: FiniteGroup): boolean {
  for (let a = 0; a < order; a++) {
    const row = new Set(Array.from({ length: order }, (_, b) => multiply(a, b)))
    if (row.size !== order) return false
  }
  return true
}

function close(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i]! - b[i]!) > 1e-4) return false
  return true
}
