/**
 * The symmetry of a network of few neurons that no motion leaves alone: all signed permutations that commute with it, by
 * strong generators. States are compared, and what fixes them is found, by the same search with the states as colours,
 * so that no list of elements is needed.
 */
import {
  type Automorphisms,
  automorphismsOf,
  isomorphismOf,
  type Permutation,
} from '../../groups/graph-automorphisms.ts'
import { stabiliserChain } from '../../groups/stabiliser-chain.ts'
import { axesOf } from '../../spaces/axis.ts'
import type { Space } from '../../spaces/space.ts'
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import type { Candidates } from './candidates.ts'
import type { Couplings } from './couplings.ts'
import type { Elements } from './elements.ts'
import { actOn, type Equivariance } from './equivariance.ts'
import { after, listed } from './listed.ts'
import { identityName } from './point-map.ts'
import { mostNeurons, type SignedNetwork, signedNetwork } from './signed-network.ts'
import type { SymmetryElement } from './symmetry-element.ts'

export interface FiniteSymmetry {
  readonly network: SignedNetwork
  readonly group: Automorphisms
  readonly elements: Elements
  /** g with g a = b to `tolerance` of 1 + |b|; null for none */
  align(a: Float64Array, b: Float64Array, tolerance: number): SymmetryElement | null
  /** what leaves a state where it is, and the colours of vertices that say so; undefined where a search is given up */
  stabiliser(z: Float64Array): { readonly group: Automorphisms; readonly colours: Int32Array }
  /** few elements with short names that generate a subgroup */
  generatorsOf(group: Automorphisms): readonly SymmetryElement[]
}

/** Elements of a group that are listed at most, and of a subgroup of which the shortest names are chosen. */
const mostListed = 2000
const mostNamed = 200
/** Relative size below which a moved state is the same. */
const FIXED = 1e-6

/**
 * null where the network is too large, where a kernel on a sample of a circle, not too coarse for one, has waves, so that
 * its symmetries are those of the circle, or where a symmetry does not map the sample to itself.
 */
export function finiteSymmetryOf(
  flow: Flow,
  couplings: Couplings,
  candidates: Candidates,
  equivariance: Equivariance,
  { moved }: Algebra,
): FiniteSymmetry | null {
  const measured = new Set(couplings.matrices.flatMap(({ from, to }) => [from, to]))
  const onGroups = flow.network.populations.every(
    ({ space }, p) => measured.has(p) || isDiscrete(space) || (space.sample !== null && !moved.has(p)),
  )
  if (flow.layout.neurons > mostNeurons || !onGroups) return null
  for (const odd of [candidates.odd, candidates.odd.map(() => false)]) {
    const network = signedNetwork(flow, odd)
    const group = automorphismsOf(network.graph, network.colours)
    if (group === null || !Number.isFinite(group.order)) return null
    if (group.generators.every((g) => equivariance.holds(network.element(g))))
      return within(flow, network, group, candidates, equivariance)
  }
  return null
}

/** No circle is sampled by more than two points. */
function isDiscrete({ sample }: Space): boolean {
  return sample !== null && axesOf(sample).every(({ length }) => length <= 2)
}

function within(
  flow: Flow,
  network: SignedNetwork,
  group: Automorphisms,
  { clusters, tries }: Candidates,
  equivariance: Equivariance,
): FiniteSymmetry | null {
  const { size } = network.graph
  const one = Int32Array.from({ length: size }, (_, v) => v)
  const chain = stabiliserChain(size)
  const generators: SymmetryElement[] = []
  for (const candidate of tries) {
    if (chain.order() === group.order) break
    const g = network.permutation(candidate)
    if (g === null) {
      // what is exact on the sample is not all
      if (equivariance.holds(candidate)) return null
      continue
    }
    if (chain.has(g) || !equivariance.holds(candidate)) continue
    chain.add(g)
    generators.push(network.element(g, candidate.name))
  }
  for (const g of byMoved(group.generators)) if (chain.add(g)) generators.push(network.element(g))

  const isListed = group.order <= mostListed
  const identity = network.element(one, identityName)
  const elements: Elements = {
    clusters,
    order: group.order,
    generators,
    all: isListed
      ? [
          identity,
          ...listed(group.generators, size)
            .slice(1)
            .map((g) => network.element(g)),
        ]
      : [identity, ...generators],
    complete: true,
    multiply: (a, b) => network.element(after(network.permutation(a)!, network.permutation(b)!)),
  }
  const kept = new WeakMap<Float64Array, ReturnType<FiniteSymmetry['stabiliser']>>()
  return {
    network,
    group,
    elements,
    align(a, b, tolerance) {
      const near = tolerance * (1 + largest(b))
      const [from, to] = network.inStates([a, b], near)
      const g = isomorphismOf(network.graph, from!, to!)
      if (g === null || g === undefined) return null
      const element = network.element(g)
      return actOn(flow, element, a).every((x, i) => Math.abs(x - b[i]!) <= 4 * near) ? element : null
    },
    stabiliser(z) {
      let found = kept.get(z)
      if (found === undefined) {
        const [colours] = network.inStates([z], FIXED * (1 + largest(z)))
        const own = automorphismsOf(network.graph, colours!)
        found = { group: own ?? { generators: [], base: [], order: 1 }, colours: colours! }
        kept.set(z, found)
      }
      return found
    },
    generatorsOf(own) {
      const named = (own.order <= mostNamed ? listed(own.generators, size).slice(1) : byMoved(own.generators))
        .map((g) => ({ g, element: network.element(g) }))
        .map((member) => ({ ...member, length: member.element.name.length }))
        .sort((a, b) => a.length - b.length)
      const reached = stabiliserChain(size)
      return named
        .filter(({ g }) => reached.order() < own.order && reached.add(g))
        .map(({ element }) => element)
    },
  }
}

/** Those that move few points first. */
function byMoved(generators: readonly Permutation[]): readonly Permutation[] {
  const moved = (g: Permutation): number => g.reduce((count, x, v) => count + (x === v ? 0 : 1), 0)
  return generators.toSorted((a, b) => moved(a) - moved(b))
}
