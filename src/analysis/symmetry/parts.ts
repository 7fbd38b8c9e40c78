/**
 * Networks that fall apart. A kernel whose support generates a proper subgroup H joins no two cosets a H, on which the
 * network is the same: that of H with the kernel's values there. Each such part moves on its own, in ways that mix the
 * labels of the whole.
 */
import { subgroup } from '../../groups/subgroups.ts'
import { kernelFromValues } from '../../model/kernels.ts'
import type { Connection, Input, Network } from '../../model/network.ts'
import { contains } from '../../model/rewrite.ts'
import { finiteSpace } from '../../spaces/finite.ts'
import type { Space } from '../../spaces/space.ts'
import { type Flow, flowOf } from '../flow.ts'
import { largest } from '../vectors.ts'
import { type Cluster, clustersOf } from './clusters.ts'
import { type Couplings, sharedSpace } from './couplings.ts'
import { mostNeurons } from './signed-network.ts'
import { type Subgroup, subgroupByFactors } from './subgroup-factors.ts'

/** Parts that are copies of each other, inputs included. */
export interface Kind {
  /** that of one part */
  readonly flow: Flow
  /** its populations among those of the whole */
  readonly members: readonly number[]
  /** of each part the points of the whole population, in the part's own order, the same for all its populations; null for all */
  readonly parts: readonly (Int32Array | null)[]
}

/** Parts of a large network that are taken one by one. */
const MOST_PARTS = 24

/** Weights below this share of the largest join nothing. */
const ROUND_OFF = 1e-9

/** null where no cluster of populations falls apart. */
export function partsOf(flow: Flow, couplings: Couplings): readonly Kind[] | null {
  const { network } = flow
  const clusters = clustersOf(network).map((cluster) => ({
    cluster,
    inner: innerSubgroup(network, couplings, cluster),
  }))
  if (clusters.every(({ inner }) => inner === null)) return null
  return clusters.flatMap(({ cluster: { members }, inner }) =>
    inner === null
      ? [{ flow: flowOf(restricted(network, members)), members, parts: [null] }]
      : cosetKinds(flow, members, inner),
  )
}

/** The subgroup H of a cluster that falls apart into its cosets, where it is a product of subgroups of the factors. */
function innerSubgroup(network: Network, couplings: Couplings, { members }: Cluster): Subgroup | null {
  const { populations } = network
  const inside = (p: number): boolean => members.includes(p)
  const { space } = populations[members[0]!]!
  const group = space.sample
  const others = [...couplings.matrices, ...couplings.quotients]
  if (
    group === null ||
    !members.every((p) => sharedSpace(populations[p]!.space, space)) ||
    others.some(({ from, to }) => inside(from) || inside(to)) ||
    members.some((p) => averages(populations[p]!.model))
  )
    return null
  let elements: readonly number[] = [group.identity]
  const generators: number[] = []
  for (const { from, coupling } of network.connections) {
    if (!inside(from) || coupling.kind !== 'kernel') continue
    const values = coupling.kernel.values
    if (values === null) return null
    const cut = ROUND_OFF * largest(values)
    const reached = new Uint8Array(group.order)
    for (const g of elements) reached[g] = 1
    for (let g = 0; g < values.length && elements.length < group.order; g++) {
      if (reached[g] === 1 || Math.abs(values[g]!) <= cut) continue
      generators.push(g)
      elements = subgroup(group, generators)
      for (const h of elements) reached[h] = 1
    }
  }
  const many = group.order <= mostNeurons ? group.order : MOST_PARTS
  const count = group.order / elements.length
  return count === 1 || count > many ? null : subgroupByFactors(group, elements)
}

/** Whether mean(...) or sum(...) joins all neurons of a population. */
function averages({ rate, variables }: Network['populations'][number]['model']): boolean {
  return [rate, ...variables.map(({ equation }) => equation)].some((e) => contains(e, 'reduction'))
}

/** The populations of a cluster with what concerns them. */
function restricted(network: Network, members: readonly number[]): Network {
  const at = (p: number): number => members.indexOf(p)
  return {
    ...network,
    populations: members.map((p) => network.populations[p]!),
    connections: network.connections
      .filter(({ from }) => members.includes(from))
      .map((connection) => ({ ...connection, from: at(connection.from), to: at(connection.to) })),
    inputs: network.inputs
      .filter(({ to }) => members.includes(to))
      .map((input) => ({ ...input, to: at(input.to) })),
  }
}

/** One kind of parts for all inputs that a translation within H makes of each other. */
function cosetKinds(
  { network, external, layout }: Flow,
  members: readonly number[],
  { group, elements }: Subgroup,
): Kind[] {
  const whole = network.populations[members[0]!]!.space.sample!
  const space = finiteSpace(group)
  const own = restricted(network, members)
  const inputAt = (points: Int32Array): Float64Array =>
    Float64Array.of(
      ...members.flatMap((p) => Array.from(points, (x) => external[layout.blocks[p]!.rate + x]!)),
    )
  const close = ROUND_OFF * largest(external)
  const kinds: { input: Float64Array; parts: Int32Array[] }[] = []
  const taken = new Uint8Array(whole.order)
  for (let a = 0; a < whole.order; a++) {
    if (taken[a] === 1) continue
    const points = elements.map((h) => whole.multiply(a, h))
    for (const x of points) taken[x] = 1
    const placed = kinds.some(({ input, parts }) => {
      for (const h of elements) {
        const turned = elements.map((x) => whole.multiply(whole.multiply(a, h), x))
        if (!inputAt(turned).every((value, i) => Math.abs(value - input[i]!) <= close)) continue
        parts.push(turned)
        return true
      }
      return false
    })
    if (!placed) kinds.push({ input: inputAt(points), parts: [points] })
  }
  return kinds.map(({ input, parts }) => ({
    flow: flowOf({
      ...own,
      populations: own.populations.map((population) => ({ ...population, space })),
      connections: own.connections.map((connection) => onSubgroup(connection, space, elements)),
      inputs: members.map(
        (_, p): Input => ({
          place: '',
          to: p,
          from: 0,
          until: Number.POSITIVE_INFINITY,
          term: { kind: 'static', values: input.slice(p * group.order, (p + 1) * group.order) },
        }),
      ),
    }),
    members,
    parts,
  }))
}

/** W_ij = J(h_j^-1 g_i) / |G| there is J |H| / |G| over |H| here. */
function onSubgroup(connection: Connection, space: Space, elements: Int32Array): Connection {
  const { coupling, plan: _, ...rest } = connection
  if (coupling.kind !== 'kernel') return connection
  const values = coupling.kernel.values!
  const share = elements.length / values.length
  return {
    ...rest,
    coupling: {
      kind: 'kernel',
      kernel: kernelFromValues(
        space,
        Float64Array.from(elements, (g) => share * values[g]!),
      ),
      gains: {},
    },
  }
}
