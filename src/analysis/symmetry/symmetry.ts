/**
 * The symmetry of a whole network, found and verified, never assumed: its Lie algebra, what lies beyond the identity
 * component, and what both do with an equilibrium.
 */
import { oncePerObject } from '../../once.ts'
import type { Flow } from '../flow.ts'
import type { Isotropy, SymmetryReport } from '../report.ts'
import { largest } from '../vectors.ts'
import { type Algebra, algebraOf } from './algebra.ts'
import { alignment, unitDirections } from './align.ts'
import { alternates } from './alternating.ts'
import { candidatesOf } from './candidates.ts'
import { type Coordinates, coordinatesOf } from './coordinates.ts'
import { type Couplings, couplingsOf } from './couplings.ts'
import { disjointSymmetry } from './disjoint.ts'
import { elementsOf } from './elements.ts'
import { actOn, type Equivariance, equivarianceOf, inputCoordinates, onCoordinates } from './equivariance.ts'
import { finiteSymmetryOf } from './finite.ts'
import { type FixedSpace, fixedSpacesOf } from './fixed-spaces.ts'
import { groupName } from './group-name.ts'
import { notesOf } from './notes.ts'
import { type Orbit, orbitOf } from './orbit.ts'
import { partsOf } from './parts.ts'
import { type ReducedFlow, reducedFlowOf } from './reduced-flow.ts'
import { mostNeurons } from './signed-network.ts'
import { stateMotions } from './state-motions.ts'
import type { Element, SymmetryElement } from './symmetry-element.ts'

export type { FixedSpace } from './fixed-spaces.ts'
export type { Orbit } from './orbit.ts'
export type { Element } from './symmetry-element.ts'

export interface Symmetry {
  readonly report: SymmetryReport
  /** of the Lie algebra */
  readonly dimension: number
  /** a basis xi_a of it */
  readonly generators: readonly { readonly name: string }[]
  /** what was not tried, and what a person should know of the sample, in sentences */
  readonly notes: readonly string[]
  /**
   * xi_a z, [n] each. The recurrent input moves through the harmonics, the state follows by the pointwise
   * equations: exact at an equilibrium, kinks or not.
   */
  tangents(z: Float64Array): Float64Array[]
  /** xi_a z through the harmonics of every label, linear in z: for states that do not rest */
  derive(a: number, z: Float64Array): Float64Array
  /** exp(sum_a c_a xi_a) z, an equilibrium carried along its manifold; large states that do not rest move by the kernels' labels only */
  move(c: ArrayLike<number>, z: Float64Array): Float64Array
  /** one of each class modulo the identity component, identity first; the identity and generators where they are too many to list */
  readonly elements: readonly Element[]
  /** those that generate them */
  readonly beyond: readonly Element[]
  act(element: Element, z: Float64Array): Float64Array
  /** the element, then the motion, that carry a to b to `tolerance` of its size (1e-6 unless given); null for none */
  align(
    a: Float64Array,
    b: Float64Array,
    tolerance?: number,
  ): { readonly element: Element; readonly motion: Float64Array } | null
  /** the subgroup that fixes z; `algebra` in coefficients of the generators */
  isotropy(z: Float64Array): Isotropy & { readonly algebra: readonly Float64Array[] }
  orbit(z: Float64Array): Orbit
  /** the network on the coordinates of its kernels, and xi_a u there; null where equations or couplings forbid it */
  readonly reduced: (ReducedFlow & { tangents(u: Float64Array): Float64Array[] }) | null
  /** the networks that it falls apart into, those of one kind copies of each other; none of one that is whole */
  readonly parts: readonly {
    readonly kind: number
    readonly flow: Flow
    readonly symmetry: Symmetry
    /** its own state in a state of the whole */
    of(z: Float64Array): Float64Array
  }[]
  /** fixed-point spaces of isotropy subgroups, large subgroups first, at most `limit` (24 unless given) */
  fixedSpaces(limit?: number): readonly FixedSpace[]
}

/** Aliasing beyond which a circle beside other factors is but a few points; and share of a wave that no turning moves. */
const COARSE = 0.1
/** Aliasing up to which the walk may hold: beyond, points of rest are listed one by one anyway. */
const HELD = 1e-6

export function symmetryOf(flow: Flow, options: { readonly signal?: AbortSignal } = {}): Symmetry {
  const couplings = couplingsOf(flow.network)
  const coordinates = coordinatesOf(flow.network, couplings)
  const kinds = partsOf(flow, couplings)
  if (kinds !== null) {
    const symmetries = kinds.map((kind) => symmetryOf(kind.flow, options))
    // where nothing turns, and neurons are few, a search finds all permutations at once
    const isStill = symmetries.every(({ dimension }) => dimension === 0)
    const whole =
      isStill && flow.layout.neurons <= mostNeurons
        ? connectedSymmetry(flow, couplings, coordinates, options)
        : null
    return whole !== null && whole.dimension === 0
      ? whole
      : disjointSymmetry(flow, kinds, symmetries, reducedFlowOf(flow, couplings, coordinates))
  }
  return connectedSymmetry(flow, couplings, coordinates, options)
}

/** Of a network that is taken as a whole. */
function connectedSymmetry(
  flow: Flow,
  couplings: Couplings,
  coordinates: Coordinates,
  options: { readonly signal?: AbortSignal },
): Symmetry {
  const found = algebraOf(flow, coordinates, couplings)
  const isCoarse = turnsCoarsely(flow, couplings, equivarianceOf(flow, couplings, coordinates, found), found)
  const algebra = isCoarse ? algebraOf(flow, coordinates, couplings, 'none') : found
  const equivariance = equivarianceOf(flow, couplings, coordinates, algebra)
  options.signal?.throwIfAborted()
  const candidates = candidatesOf(flow, couplings, algebra)
  const finite =
    algebra.generators.length === 0
      ? finiteSymmetryOf(flow, couplings, candidates, equivariance, algebra)
      : null
  const elements = finite?.elements ?? elementsOf(flow, candidates, equivariance)
  const dimension = algebra.generators.length
  const still = new Float64Array(dimension)

  const { tangents, derive, move, act } = stateMotions(flow, coordinates, algebra)

  // of a state that is compared with many
  const inputOf = oncePerObject((z: Float64Array) => inputCoordinates(flow, coordinates, z))

  const report = reportOf()
  // what a sample spoils is no reason to tell two states apart, up to a part in a thousand
  const slack = Math.min(1e-3, 20 * report.aliasing)

  const align: Symmetry['align'] = (a, b, tolerance = 1e-6) => {
    if (finite !== null) {
      const element = finite.align(a, b, tolerance)
      return element && { element, motion: still }
    }
    const ua = inputOf(a)
    const ub = inputOf(b)
    const size = 1 + largest(b)
    for (const element of elements.all) {
      if (dimension === 0) {
        if (near(actOn(flow, element, a), b, tolerance * size)) return { element, motion: still }
        continue
      }
      const start = onCoordinates(coordinates, element, ua)
      const motion = alignment(algebra, start, ub, { tolerance: 0.3 * tolerance + slack })
      if (motion === null) continue
      if (near(move(motion, act(element, a)), b, (10 * tolerance + 30 * slack) * size))
        return { element, motion }
    }
    return null
  }

  const reducedFlow = reducedFlowOf(flow, couplings, coordinates)
  const orbits = orbitOf({
    ...{ flow, coordinates, algebra, elements, finite, slack, act, move },
    name: report.group,
  })

  return {
    report,
    dimension,
    generators: algebra.generators.map(({ name }) => ({ name })),
    notes: [...notesOf(flow, couplings, elements), ...(isCoarse ? [coarseNote(flow)] : [])],
    tangents,
    derive,
    move,
    elements: elements.all,
    beyond: elements.generators,
    // elements of this symmetry are maps of whole populations
    act: (element, z) => act(element as SymmetryElement, z),
    align,
    isotropy: orbits.isotropy,
    reduced: reducedFlow && {
      ...reducedFlow,
      tangents: (u) => unitDirections(algebra).map((c) => algebra.apply(c, u)),
    },
    orbit: orbits.orbit,
    parts: [],
    fixedSpaces: (limit = 24) => fixedSpacesOf({ flow, coordinates, algebra, elements, finite }, limit),
  }

  function reportOf(): SymmetryReport {
    const exact = elements.generators.filter(({ isExact }) => isExact)
    const rest = elements.generators.filter((e) => !exact.includes(e))
    const aliased = [
      ...(dimension === 0 ? [] : turns(dimension).map((c) => equivariance.aliasing(null, c))),
      ...rest.map((e) => equivariance.aliasing(e, still)),
    ]
    return {
      group: groupName(flow, algebra, elements, finite),
      dimension,
      components: elements.order,
      equivarianceError: Math.max(
        sampleError(flow, algebra, equivariance, elements.all[0]!),
        ...exact.map(equivariance.error),
      ),
      aliasing: Math.max(0, ...aliased),
      generators: [...algebra.generators, ...elements.generators].map(({ name }) => name),
    }
  }
}

/** A few motions at which a sample's aliasing is measured. */
function turns(dimension: number): Float64Array[] {
  return [0.37, 1.1, 2.9].map((x) => Float64Array.from({ length: dimension }, (_, a) => x / (1 + 0.6 * a)))
}

/**
 * Whether circles are sampled so coarsely that they do not turn: beside discrete factors, or where a kernel speaks of the
 * wave that changes sign from point to point, which no turning moves, and does not turn as a walk would. Then the few points have the symmetry that
 * they have, of which the circle's is a part.
 */
function turnsCoarsely(
  flow: Flow,
  { kernels }: Couplings,
  { aliasing }: Equivariance,
  { generators }: Algebra,
): boolean {
  const { populations } = flow.network
  if (generators.length === 0 || flow.layout.neurons > mostNeurons) return false
  const isMixed = populations.some(
    ({ space: { sample } }) =>
      sample?.family.kind === 'product' &&
      sample.family.factors.some(({ family: { kind } }) => kind !== 'cyclic' && kind !== 'dihedral'),
  )
  const share = alternatingShare(populations, kernels)
  if (!isMixed && share === 0) return false
  const worst = Math.max(...turns(generators.length).map((c) => aliasing(null, c)))
  return worst > COARSE || (worst > HELD && share > COARSE)
}

/** The largest coefficient of a wave that changes sign from point to point, over the largest of all. */
function alternatingShare(
  populations: Flow['network']['populations'],
  kernels: Couplings['kernels'],
): number {
  let [alternating, all] = [0, 0]
  for (const { from, blocks } of kernels)
    for (const [label, m] of blocks) {
      all = Math.max(all, largest(m))
      if (alternates(populations[from]!.space, label)) alternating = Math.max(alternating, largest(m))
    }
  return all === 0 ? 0 : alternating / all
}

function coarseNote({ network }: Flow): string {
  const names = network.populations.map(({ space }) => space.name).join(' and ')
  return `the circles of ${names} are sampled too coarsely to turn: the symmetry is that of the points alone`
}

/** The error of the translations by one step that the sample has, where they are free. */
function sampleError(
  flow: Flow,
  algebra: Algebra,
  equivariance: ReturnType<typeof equivarianceOf>,
  identity: SymmetryElement,
): number {
  const { populations } = flow.network
  const shiftable = algebra.generators.length > 0 && populations.every(({ space }) => space.cyclic !== null)
  if (!shiftable || algebra.candidates.length !== algebra.generators.length * populations.length) return 0
  const maps = populations.map(({ space }, p) => {
    const points = Int32Array.from({ length: space.size }, (_, i) => space.sample!.multiply(1, i))
    return {
      ...identity.maps[p]!,
      points,
      transform: (f: Float64Array) => space.act({ element: 1 }, f),
    }
  })
  return equivariance.error({ ...identity, maps })
}

function near(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= tolerance)) return false
  return true
}
