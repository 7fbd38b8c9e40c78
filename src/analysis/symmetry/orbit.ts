/**
 * The subgroup that leaves an equilibrium where it is, and the manifold that the whole group makes of it: the continuous
 * part by null space, the rest by alignment, class by class.
 */
import { reducedEchelon } from '../../math/echelon.ts'
import { symmetricEigen } from '../../math/eigen.ts'
import type { Flow } from '../flow.ts'
import type { Isotropy } from '../report.ts'
import { largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import {
  alignment,
  alignments,
  along,
  genericStack,
  logarithm,
  pathBetween,
  stacked,
  unitDirections,
} from './align.ts'
import type { Coordinates } from './coordinates.ts'
import type { Elements } from './elements.ts'
import { actOn, inputCoordinates, onCoordinates } from './equivariance.ts'
import type { FiniteSymmetry } from './finite.ts'
import { finiteName, samplesOf } from './finite-name.ts'
import { isotropyName } from './isotropy-name.ts'
import type { SymmetryElement } from './symmetry-element.ts'
import { topologyOf } from './topology.ts'

export interface Orbit {
  readonly dimension: number
  /** connected components, exchanged by elements beyond the identity component */
  readonly components: number
  /** of one component: `point`, `S1`, `T2`, `S2`, `(S2 x S2)/Z2`, ... */
  readonly topology: string
  /** points of a zero-dimensional orbit, else null */
  readonly count: number | null
}

/** What fixes one state. */
export interface Stabiliser {
  /** directions, coefficients of the generators, of the motions that fix it */
  readonly algebra: readonly Float64Array[]
  /** classes of the component group with a member that fixes it, identity first, and such a member's motion */
  readonly classes: readonly { readonly element: SymmetryElement; readonly motion: Float64Array }[]
  /** motions of the identity component that fix it, one of each component of those, the identity first */
  readonly motions: readonly Float64Array[]
}

interface Parts {
  readonly flow: Flow
  readonly coordinates: Coordinates
  readonly algebra: Algebra
  readonly elements: Elements
  readonly finite: FiniteSymmetry | null
  /** of the whole symmetry */
  readonly name: string
  /** relative error of motions that the sample makes and that is let pass */
  readonly slack: number
  act(element: SymmetryElement, z: Float64Array): Float64Array
  move(c: ArrayLike<number>, z: Float64Array): Float64Array
}

/** Relative size below which a tangent vector is none, and a moved state the same. */
const FIXED = 1e-6

/** The smallest tolerance at which motions that fix a state are sought. */
const FINEST = 1e-8

export function orbitOf(parts: Parts) {
  const { flow, coordinates, algebra, elements, finite } = parts
  const dimension = algebra.generators.length
  const slack = FIXED + parts.slack
  const kept = new WeakMap<Float64Array, Stabiliser>()

  const stabiliser = (z: Float64Array): Stabiliser => {
    let found = kept.get(z)
    if (found === undefined) {
      found = stabiliserOf(z)
      kept.set(z, found)
    }
    return found
  }

  function stabiliserOf(z: Float64Array): Stabiliser {
    const size = 1 + largest(z)
    const still = new Float64Array(dimension)
    if (dimension === 0) {
      const classes = elements.all
        .filter((element, k) => k === 0 || same(actOn(flow, element, z), z, FIXED * size))
        .map((element) => ({ element, motion: still }))
      return { algebra: [], classes, motions: [still] }
    }
    const u = inputCoordinates(flow, coordinates, z)
    const { fixed, moving } = split(algebra, u, slack)
    const found = elements.all.flatMap((element, k) => {
      // the identity, which harmonics would not leave what they do not resolve
      if (k === 0) return [{ element, motion: still }]
      const start = onCoordinates(coordinates, element, u)
      const motion = alignment(algebra, start, u, { tolerance: slack })
      if (motion === null) return []
      // what the coordinates do not see is seen on the state
      const back = parts.move(motion, parts.act(element, z))
      return same(back, z, 30 * slack * size) ? [{ element, motion }] : []
    })
    return {
      algebra: fixed,
      classes: found,
      motions: moving.length === 0 ? [still] : components(u, fixed),
    }
  }

  /** pi_0 of the motions that fix u, at the largest tolerance at which they are closed under products, as a group is. */
  function components(u: Float64Array, fixed: readonly Float64Array[]): Float64Array[] {
    for (let tolerance = slack; tolerance >= FINEST; tolerance /= 10) {
      const found = componentsWithin(u, fixed, tolerance)
      if (found !== null) return found
    }
    return [new Float64Array(dimension)]
  }

  /** Those found from one start after another until no more are new; null where they are no group. */
  function componentsWithin(
    u: Float64Array,
    fixed: readonly Float64Array[],
    tolerance: number,
  ): Float64Array[] | null {
    const stack = stacked(algebra)
    const generic = genericStack(stack)
    const found: { path: readonly Float64Array[]; image: Float64Array }[] = [{ path: [], image: generic }]
    const isKnown = (image: Float64Array): boolean =>
      found.some(
        (old) =>
          same(image, old.image, 1e-4) ||
          (fixed.length > 0 &&
            pathBetween(stack, old.image, image, { tolerance: 1e-4, within: fixed }) !== null),
      )
    let idle = 0
    for (const path of alignments(algebra, u, u, { tolerance })) {
      const image = along(stack, path, generic)
      if (isKnown(image)) idle++
      else {
        found.push({ path, image })
        idle = 0
      }
      if (found.length > mostComponents) return null
      if (idle > 24 + 6 * found.length) break
    }
    // of a continuum of them chance makes no group
    for (const a of found.slice(1))
      for (const b of found.slice(1)) if (!isKnown(along(stack, a.path, b.image))) return null
    return found.map(({ path }) => logarithm(algebra, path))
  }

  return {
    stabiliser,
    isotropy(z: Float64Array): Isotropy & { readonly algebra: readonly Float64Array[] } {
      if (finite !== null) {
        const { group, colours } = finite.stabiliser(z)
        return {
          name: finiteName(finite.network, colours, group, samplesOf(flow)),
          dimension: 0,
          components: group.order,
          generators: finite.generatorsOf(group).map(({ name }) => name),
          algebra: [],
        }
      }
      const own = stabiliser(z)
      const components = own.classes.length * own.motions.length
      const isWhole = own.algebra.length === dimension && own.classes.length === elements.order
      const said = (motion: Float64Array): string =>
        algebra.generators
          .flatMap(({ name }, a) =>
            Math.abs(motion[a]!) < 1e-6 ? [] : [`${name} by ${Number(motion[a]!.toFixed(4))}`],
          )
          .join(' and ')
      return {
        name: isWhole ? parts.name : isotropyName(algebra, coordinates, elements, own),
        dimension: own.algebra.length,
        components,
        generators: [
          ...own.algebra.map((direction) =>
            algebra.generators
              .flatMap(({ name }, a) =>
                Math.abs(direction[a]!) < 1e-6 ? [] : [`${Number(direction[a]!.toFixed(4))} ${name}`],
              )
              .join(' + ')
              .replace(/(^|\+ )1 /g, '$1'),
          ),
          ...own.motions.slice(1, 3).map(said),
          ...fewGenerators(elements, own).map(({ element, motion }) => {
            const tail = said(motion)
            return tail === '' ? element.name : `${element.name}, then ${tail}`
          }),
        ],
        algebra: own.algebra,
      }
    },
    orbit(z: Float64Array): Orbit {
      if (finite !== null) {
        const count = Math.round(elements.order / finite.stabiliser(z).group.order)
        return { dimension: 0, components: count, topology: 'point', count }
      }
      const own = stabiliser(z)
      const components = Math.round(elements.order / own.classes.length)
      const orbitDimension = dimension - own.algebra.length
      return {
        dimension: orbitDimension,
        components,
        topology: topologyOf(flow, algebra, coordinates, own),
        count: orbitDimension === 0 ? components : null,
      }
    },
  }
}

/** Components of a stabiliser that are told apart at most: the icosahedron's, and as many again. */
const mostComponents = 130

/** Directions of the algebra that leave u, to `tolerance` of its size, and an orthonormal rest. */
export function split(
  algebra: Algebra,
  u: Float64Array,
  tolerance: number,
): { readonly fixed: readonly Float64Array[]; readonly moving: readonly Float64Array[] } {
  const n = algebra.generators.length
  const moved = unitDirections(algebra).map((c) => algebra.apply(c, u))
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let x = 0; x < u.length; x++) gram[i * n + j]! += moved[i]![x]! * moved[j]![x]!
  const { values, vectors } = symmetricEigen(gram, n)
  const size = u.reduce((sum, x) => sum + x * x, 0)
  const columns = Array.from(values, (_, k) =>
    Float64Array.from({ length: n }, (__, i) => vectors[i * n + k]!),
  )
  const isFixed = (k: number): boolean => values[k]! <= tolerance ** 2 * Math.max(size, 1e-12)
  return {
    fixed: reducedEchelon(
      columns.filter((_, k) => isFixed(k)),
      1e-3,
      1e-6,
    ),
    moving: columns.filter((_, k) => !isFixed(k)),
  }
}

/** Members that generate the classes of a stabiliser. */
function fewGenerators({ multiply }: Elements, { classes }: Stabiliser): Stabiliser['classes'] {
  const chosen: Stabiliser['classes'][number][] = []
  let reached = new Set([classes[0]!.element.key])
  for (const candidate of classes) {
    if (reached.has(candidate.element.key)) continue
    chosen.push(candidate)
    const group = new Map([[classes[0]!.element.key, classes[0]!.element]])
    for (const member of group.values())
      for (const { element } of chosen) {
        const made = multiply(element, member)
        if (!group.has(made.key)) group.set(made.key, made)
      }
    reached = new Set(group.keys())
    if (reached.size >= classes.length) break
  }
  return chosen
}

function same(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= tolerance)) return false
  return true
}
