/** The name of a network's whole symmetry, `((O(2) x O(2)) : Z2) x Z2`: cluster by cluster, exchanges last. */

import type { IntegerMatrix } from '../../math/integer-matrix.ts'
import { once } from '../../once.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import type { Cluster } from './clusters.ts'
import { groupNameOf, groupOfKeys } from './component-group.ts'
import type { Elements } from './elements.ts'
import type { FiniteSymmetry } from './finite.ts'
import { finiteName, samplesOf } from './finite-name.ts'
import type { LatticeMap } from './lattice.ts'
import { lieName } from './lie-name.ts'
import { productName, wrapped } from './product-name.ts'
import type { SymmetryElement } from './symmetry-element.ts'

export function groupName(
  flow: Flow,
  algebra: Algebra,
  elements: Elements,
  finite: FiniteSymmetry | null,
): string {
  if (finite !== null)
    return finiteName(finite.network, finite.network.colours, finite.group, samplesOf(flow))
  const { clusters, all, complete } = elements
  if (!complete) return incompleteName(flow, algebra, elements)
  const identity = all[0]!
  const inside = clusters.map((cluster) =>
    all.filter((e) =>
      e.images.every((to, p) =>
        cluster.members.includes(p)
          ? cluster.members.includes(to)
          : to === p && e.signs[p] === 1 && e.maps[p]!.key === identity.maps[p]!.key,
      ),
    ),
  )
  const names = clusters.map((cluster, c) => clusterName(flow, algebra, elements, cluster, inside[c]!))
  const known = names.filter((name) => name !== '1')
  if (known.length === 0) return all.length === 1 ? '1' : groupNameOf(null, all.length)
  const joined = known.length === 1 ? known[0]! : known.map(wrapped).join(' x ')
  const exchanges = all.length / inside.reduce((count, list) => count * list.length, 1)
  if (exchanges <= 1) return joined
  return `${wrapped(joined)} : ${exchanges === 2 ? 'Z2' : exchanges === 6 ? 'S(3)' : `order ${exchanges}`}`
}

function clusterName(
  flow: Flow,
  algebra: Algebra,
  elements: Elements,
  { members }: Cluster,
  own: readonly SymmetryElement[],
): string {
  const resting = own.filter((e) => e.images.every((to, p) => to === p))
  const positive = resting.filter((e) => members.every((p) => e.signs[p] === 1))
  const identity = own[0]!
  // -1 as an element of its own
  const twisted = resting.some((e) => members.some((p) => (e.maps[p]!.signs ?? null) !== null))
  const central =
    !twisted &&
    resting.some((e) => members.every((p) => e.signs[p] === -1 && e.maps[p]!.key === identity.maps[p]!.key))
  const free = algebra.generators.flatMap(({ combination }, a) =>
    combination.some((x, i) => x !== 0 && members.includes(algebra.candidates[i]!.population)) ? [a] : [],
  )
  const directions = free.map((a) => Float64Array.from(algebra.generators, (_, i) => (i === a ? 1 : 0)))
  const signed = central || positive.length === resting.length ? positive : resting
  const { multiply } = elements
  const named = Object.assign((list: readonly SymmetryElement[]) => abstractName(elements, list), {
    multiply,
  })
  let name = spaceName(flow, algebra, members[0]!, signed, directions, named)
  if (central) name = name === '1' ? 'Z2' : `${wrapped(name)} x Z2`
  const exchanges = own.length / resting.length
  return exchanges <= 1
    ? name
    : `${wrapped(name)} x ${exchanges === 2 ? 'Z2' : exchanges === 6 ? 'S(3)' : `order ${exchanges}`}`
}

function spaceName(
  flow: Flow,
  algebra: Algebra,
  population: number,
  own: readonly SymmetryElement[],
  directions: readonly Float64Array[],
  named: Named,
): string {
  const finite = once(() => named(own))
  const { space } = flow.network.populations[population]!
  const d = directions.length
  const beyond = own.length
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return latticeName(
        d,
        own,
        population,
        d === 1 ? directionOf(algebra, directions[0]!, population) : [],
        named,
      )
    case 'sphere':
      if (d === 3) return beyond === 2 ? 'O(3)' : 'SO(3)'
      break
    case 'rotation':
      if (d === 6) return beyond === 2 ? '(SO(3) x SO(3)) : Z2' : 'SO(3) x SO(3)'
      if (d === 4) return beyond === 2 ? 'SO(3) x O(2)' : 'SO(3) x SO(2)'
      if (d === 3) return beyond === 1 ? 'SO(3)' : `SO(3) x ${finite()}`
      break
    case 'spin':
      if (d === 6) return beyond === 2 ? 'O(4)' : 'SO(4)'
      if (d === 4) return beyond === 2 ? 'U(2) : Z2' : 'U(2)'
      if (d === 3) return beyond === 1 ? 'SU(2)' : `SU(2) x ${finite()}`
      break
    case 'mirror':
      if (d === 1) {
        if (beyond === 1) return 'SO(2)'
        return beyond === 2 ? 'O(2)' : finite() === 'Z2 x Z2' ? 'O(2) x Z2' : `SO(2) : ${finite()}`
      }
      if (d === 2 && beyond === 8) return '(O(2) x O(2)) : Z2'
      if (d === 2 && beyond === 32) return '((O(2) x Z2) x (O(2) x Z2)) : Z2'
      break
    case 'discrete':
      if (space.sample !== null) {
        const name = productName(
          space.sample,
          d,
          own.map((e) => e.maps[population]!.points!),
        )
        if (name !== null) return name
      }
      break
  }
  if (d === 0) return beyond === 1 ? '1' : finite()
  const component = lieName(algebra, directions)
  return beyond === 1 ? component : `${component} : ${finite()}`
}

/** Of one motion, along the axes of a population. */
function directionOf(
  { candidates, generators }: Algebra,
  motion: Float64Array,
  population: number,
): number[] {
  return candidates.flatMap((candidate, i) =>
    candidate.population === population
      ? [generators.reduce((sum, { combination }, a) => sum + motion[a]! * combination[i]!, 0)]
      : [],
  )
}

/** Circles and tori: products of O(2) where the point group is made of reflections and exchanges. */
function latticeName(
  d: number,
  own: readonly SymmetryElement[],
  population: number,
  direction: readonly number[],
  named: Named,
): string {
  if (d === 0) return own.length === 1 ? '1' : named(own)
  const matrices = own.map((e) => (e.maps[population] as LatticeMap).matrix)
  const plain = own.every((e) => (e.maps[population] as LatticeMap).shift.every((t) => t === 0))
  const reflections = matrices.filter(isDiagonal)
  if (d === 1) {
    const factors = own.length === 1 ? 'SO(2)' : circleFactors(matrices, own, direction, named)
    return factors ?? `SO(2) : ${named(own)}`
  }
  const component = `T${d}`
  if (own.length === 1) return component
  if (!plain || !matrices.every(isSignedPermutation)) return `${component} : ${named(own)}`
  const exchanges = own.length / reflections.length
  const flips = Array.from({ length: d }, (_, axis) => reflections.some((m) => isReflectionOf(m, axis)))
  if (reflections.length !== 2 ** flips.filter(Boolean).length) return `${component} : ${named(own)}`
  const factors = flips.map((flip) => (flip ? 'O(2)' : 'SO(2)')).join(' x ')
  if (exchanges === 1) return factors
  return `(${factors}) : ${exchanges === 2 ? 'Z2' : exchanges === 6 ? 'S(3)' : exchanges === 3 ? 'Z3' : `order ${exchanges}`}`
}

/**
 * Of a circle along one axis: `O(2) x K` where an involution reverses it and commutes with the rest K, which keeps its sense,
 * `SO(2) x K` where nothing reverses it. Products of such maps leave no translation along the axis, or one by steps that
 * the circle makes good: K is a subgroup. null where it may be none.
 */
function circleFactors(
  matrices: readonly IntegerMatrix[],
  own: readonly SymmetryElement[],
  direction: readonly number[],
  named: Named,
): string | null {
  const axis = direction.findIndex((x) => x !== 0)
  if (direction.some((x, i) => i !== axis && x !== 0) || !matrices.every(isSignedPermutation)) return null
  const keeping = own.filter((_, k) => matrices[k]![axis]![axis] === 1)
  const reversing = own.filter((_, k) => matrices[k]![axis]![axis] === -1)
  if (keeping.length + reversing.length !== own.length) return null
  const rest = keeping.length === 1 ? '1' : named(keeping)
  const times = (circle: string): string =>
    rest === '1'
      ? circle
      : `${circle} x ${/[:(]/.test(rest.replaceAll(/[A-Z]\(\d+\)/g, '')) ? wrapped(rest) : rest}`
  if (reversing.length === 0) return times('SO(2)')
  const { multiply } = named
  const splits = reversing.some(
    (g) =>
      multiply(g, g).key === own[0]!.key && keeping.every((k) => multiply(g, k).key === multiply(k, g).key),
  )
  return splits ? times('O(2)') : null
}

function isDiagonal(m: IntegerMatrix): boolean {
  return m.every((row, i) => row.every((x, j) => i === j || x === 0))
}

function isSignedPermutation(m: IntegerMatrix): boolean {
  return m.every((row) => row.filter((x) => x !== 0).length === 1)
}

function isReflectionOf(m: IntegerMatrix, axis: number): boolean {
  return m.every((row, i) => row.every((x, j) => x === (i !== j ? 0 : i === axis ? -1 : 1)))
}

/** The abstract group that elements make, modulo motions. */
interface Named {
  (own: readonly SymmetryElement[]): string
  readonly multiply: Elements['multiply']
}

function abstractName({ multiply }: Elements, own: readonly SymmetryElement[]): string {
  const group = groupOfKeys(
    own.map(({ key }) => key),
    (a, b) => multiply(own[a]!, own[b]!).key,
  )
  return groupNameOf(group, own.length)
}

function incompleteName(flow: Flow, algebra: Algebra, { generators }: Elements): string {
  const names = flow.network.populations.map(({ space }) => space.name).join(' x ')
  return `${names}${algebra.generators.length > 0 ? ` and motions of dimension ${algebra.generators.length}` : ''} with ${generators.length} generators`
}
