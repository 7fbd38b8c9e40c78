/**
 * Fixed-point spaces of subgroups, where the equivariant branching lemma promises equilibria: averages over a subgroup
 * are orthogonal projectors on them, and f maps each to itself. Subgroups beyond the identity component are all tried up
 * to conjugacy where they are few; of the motions those that the geometry of the space names.
 */
import { subgroupClasses } from '../../groups/subgroups.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Flow } from '../flow.ts'
import { addScaled, largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import { groupOfKeys } from './component-group.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements } from './elements.ts'
import { actOn, onCoordinates } from './equivariance.ts'
import type { FiniteSymmetry } from './finite.ts'
import { finiteSpaces } from './finite-spaces.ts'
import { type LabelProjector, labelProjectors } from './label-projectors.ts'
import type { SymmetryElement } from './symmetry-element.ts'

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
  readonly finite: FiniteSymmetry | null
}

/** Size, relative to 1 and the state's, of what is round-off beside its coordinates. */
const BAND_LIMITED = 1e-12

/** Beyond this order only the subgroups of one generator are tried. */
export const largestLattice = 200

export function fixedSpacesOf(parts: Parts, limit: number): readonly FixedSpace[] {
  const { flow, coordinates, algebra, elements, finite } = parts
  if (finite !== null) return distinct(flow, coordinates, finiteSpaces(flow, finite), limit)
  const continuous = elements.clusters.flatMap(({ members }): FixedSpace[] => {
    const moves = algebra.generators.some(({ combination }) =>
      combination.some((x, i) => x !== 0 && members.includes(algebra.candidates[i]!.population)),
    )
    const { space } = flow.network.populations[members[0]!]!
    const alike = members.every((p) => geometryOf(flow.network.populations[p]!.space) === geometryOf(space))
    if (!moves || !alike) return []
    return labelProjectors(algebra, space, members[0]!).map((projector) => ({
      name: projector.name,
      project: throughCoordinates(
        parts,
        onParts(coordinates, members, projector),
        (means) => means,
        throughLabels(flow, members, projector),
      ),
    }))
  })
  const discrete = finiteSubgroups(elements).map((members) => ({
    name: members
      .slice(1, 4)
      .map(({ name }) => name)
      .join('; '),
    project: averageOver(parts, members),
  }))
  // half of each where both are many
  const some = distinct(flow, coordinates, continuous, limit)
  const others = distinct(flow, coordinates, discrete, limit)
  const first = some.slice(0, Math.max(limit - others.length, Math.ceil(limit / 2)))
  return [...first, ...others.slice(0, limit - first.length)]
}

/** Those that leave something of a band-limited state, and not all of it, each such space once. */
function distinct(
  flow: Flow,
  coordinates: Coordinates,
  spaces: Iterable<FixedSpace>,
  limit: number,
): readonly FixedSpace[] {
  const u = Float64Array.from({ length: coordinates.length }, (_, i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
  const field = coordinates.length > 0 ? coordinates.expand(u) : null
  const generic = new Float64Array(flow.length)
  for (const { state, rate, size, variables } of flow.layout.blocks)
    for (let v = 0; v < variables; v++)
      for (let i = 0; i < size; i++)
        generic[state + v * size + i] =
          field === null ? Math.sin(1 + 2.7 * i + 0.31 * i * i) : field[rate + i]!
  const seen: Float64Array[] = [new Float64Array(flow.length), generic]
  const cut = 1e-6 * largest(generic)
  const kept: FixedSpace[] = []
  for (const space of spaces) {
    if (kept.length >= limit) break
    const z = generic.slice()
    space.project(z)
    if (seen.some((old) => old.every((x, i) => Math.abs(x - z[i]!) <= cut))) continue
    seen.push(z)
    kept.push(space)
  }
  return kept
}

/**
 * A projector on states by the one on coordinates. What is flat in a population beside them stays, times its factor;
 * a state that has more than that goes through all labels.
 */
function throughCoordinates(
  { flow, coordinates }: Pick<Parts, 'flow' | 'coordinates'>,
  onCoordinates: (u: Float64Array) => Float64Array,
  onMeans: (means: Float64Array) => Float64Array,
  whole: (z: Float64Array) => void,
): (z: Float64Array) => void {
  const { blocks, neurons } = flow.layout
  const variables = Math.max(...blocks.map((block) => block.variables))
  return (z) => {
    const projected = z.slice()
    for (let v = 0; v < variables; v++) {
      const field = new Float64Array(neurons)
      const own = blocks.filter((block) => v < block.variables)
      for (const { state, rate, size } of own)
        field.set(z.subarray(state + v * size, state + (v + 1) * size), rate)
      const u = coordinates.of(field)
      const kept = coordinates.expand(u)
      const means = Float64Array.from(blocks, ({ rate }) => field[rate]! - kept[rate]!)
      const slack = BAND_LIMITED * (1 + largest(field))
      for (const [p, { rate, size }] of blocks.entries())
        for (let i = rate; i < rate + size; i++)
          if (!(Math.abs(field[i]! - kept[i]! - means[p]!) <= slack)) return whole(z)
      const moved = coordinates.expand(onCoordinates(u))
      const flat = onMeans(means)
      for (const [p, { state, rate, size, variables: count }] of blocks.entries())
        if (v < count)
          for (let i = 0; i < size; i++) projected[state + v * size + i] = moved[rate + i]! + flat[p]!
    }
    z.set(projected)
  }
}

function throughLabels(
  flow: Flow,
  members: readonly number[],
  { project }: LabelProjector,
): (z: Float64Array) => void {
  return (z) => {
    for (const p of members) {
      const { space } = flow.network.populations[p]!
      const { state, size, variables } = flow.layout.blocks[p]!
      for (let at = state; at < state + variables * size; at += size) {
        const f = z.slice(at, at + size)
        const kept = new Map<string, Float64Array>()
        for (const label of space.labels) {
          const u = project(label, () => space.forward(label, f))
          if (u !== null) kept.set(label, u)
        }
        z.set(kept.size === 0 ? new Float64Array(size) : space.inverse(kept), at)
      }
    }
  }
}

/** The projector on coordinates of a motion's fixed space. */
function onParts(
  { parts, length }: Coordinates,
  members: readonly number[],
  { project }: LabelProjector,
): (u: Float64Array) => Float64Array {
  return (u) => {
    const out = new Float64Array(length)
    for (const { population, label, offset, size } of parts) {
      const own = u.slice(offset, offset + size)
      const kept = members.includes(population) ? project(label, () => own) : own
      if (kept !== null) out.set(kept, offset)
    }
    return out
  }
}

/** z -> (1 / |H|) sum_h h z, in place. */
function averageOver(
  { flow, coordinates }: Parts,
  members: readonly SymmetryElement[],
): (z: Float64Array) => void {
  const share = 1 / members.length
  const whole = (z: Float64Array): void => {
    const sum = new Float64Array(z.length)
    for (const element of members) addScaled(sum, actOn(flow, element, z), share)
    z.set(sum)
  }
  if (members.every(({ isExact }) => isExact)) return whole
  return throughCoordinates(
    { flow, coordinates },
    (u) => {
      const sum = new Float64Array(u.length)
      for (const element of members) addScaled(sum, onCoordinates(coordinates, element, u), share)
      return sum
    },
    (means) => {
      const sum = new Float64Array(means.length)
      for (const { images, signs } of members)
        for (const [p, mean] of means.entries()) sum[images[p]!]! += share * signs[p]! * mean
      return sum
    },
    whole,
  )
}

/** Subgroups of the component group up to conjugacy, as lists of elements, large ones first, the trivial one left out. */
function finiteSubgroups({ all, multiply }: Elements): (readonly SymmetryElement[])[] {
  if (all.length === 1) return []
  const group =
    all.length > largestLattice
      ? null
      : groupOfKeys(
          all.map(({ key }) => key),
          (a, b) => multiply(all[a]!, all[b]!).key,
        )
  if (group === null) return cyclicSubgroups(all, multiply)
  return subgroupClasses(group)
    .filter(({ order }) => order > 1)
    .toReversed()
    .map(({ elements }) => elements.map((i) => all[i]!))
}

/** The subgroups that one element generates, one of each order and number of points it leaves alone. */
function cyclicSubgroups(
  all: readonly SymmetryElement[],
  multiply: Elements['multiply'],
): (readonly SymmetryElement[])[] {
  const found = new Map<string, SymmetryElement[]>()
  for (const element of all.slice(1, 3000)) {
    const members = [all[0]!]
    for (let power = element; power.key !== all[0]!.key; power = multiply(element, power)) members.push(power)
    const still = members.map(({ maps, signs }) =>
      maps.map(({ points }, p) => `${points?.filter((x, i) => x === i).length} ${signs[p]}`),
    )
    const key = `${members.length} ${still.map((s) => s.join()).sort()}`
    if (!found.has(key)) found.set(key, members)
  }
  return [...found.values()].sort((a, b) => b.length - a.length)
}
