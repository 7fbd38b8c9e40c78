/**
 * What the figures of a certificate draw, as plain data: every manifold sampled by the symmetry and placed in
 * three common coordinates, a section of the flow, the activity of one state of each.
 */
import type { Network } from '../../model/network.ts'
import type { Space } from '../../spaces/space.ts'
import { type Flow, flowOf } from '../flow.ts'
import { nearestNetwork } from '../nearest-network.ts'
import { newton } from '../newton.ts'
import type { Certificate, Manifold, Stability } from '../report.ts'
import { symmetryOf } from '../symmetry/symmetry.ts'
import { norm, plus } from '../vectors.ts'
import { type Axis, orderOf, type View, viewOf } from './coordinates.ts'
import { type Sampled, type Shape, sampleManifold } from './samples.ts'
import { type Section, sectionOf } from './section.ts'

export interface Body {
  readonly id: string
  readonly stability: Stability
  readonly shape: Shape
  /** what is drawn is where the symmetry would carry the state; on this sample it rests at points of it only */
  readonly pinned: boolean
  /** 3 coordinates a vertex */
  readonly strands: readonly Float64Array[]
}

export interface Portrait {
  /** what the coordinates are, in a phrase */
  readonly how: string
  readonly axes: readonly Axis[]
  readonly bodies: readonly Body[]
  /** iso-lines of the energy's graph, where the third coordinate is the energy; of measured matrices the manifolds of their nearest convolution */
  readonly guides: readonly Float64Array[]
  /** null where no plane holds three equilibria */
  readonly section: Section | null
  /** rates of the state of each manifold, by its id, a field a population */
  readonly activity: Readonly<Record<string, readonly { name: string; space: Space; rates: Float64Array }[]>>
}

export interface PortraitOptions {
  readonly signal?: AbortSignal | undefined
}

/** Of a network and its own certificate. Throws InputError where the network has no flow. */
export async function portraitOf(
  network: Network,
  { manifolds }: Certificate,
  { signal }: PortraitOptions = {},
): Promise<Portrait> {
  const flow = flowOf(network)
  const symmetry = symmetryOf(flow)
  // a measured matrix speaks of no harmonics: its nearest convolution does
  const near = flow.measured.length === 0 ? null : flowOf(nearestNetwork(flow.network, flow.measured))
  const named = near !== null && near.reduced.length > 0 ? near : flow
  const see = orderOf(named)
  const sampled: { manifold: Manifold; sample: Sampled }[] = []
  for (const manifold of manifolds) {
    if (signal?.aborted === true) break
    sampled.push({ manifold, sample: sampleManifold(flow, symmetry, manifold.state, see) })
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  const activity = Object.fromEntries(manifolds.map(({ id, state }) => [id, activityOf(flow, state)]))
  if (sampled.length === 0) return { how: '', axes: [], bodies: [], guides: [], section: null, activity }
  const hasEnergy = manifolds.every(({ energy }) => energy !== null)
  const orders = sampled.flatMap(({ sample }) => sample.strands.flat())
  const energies = sampled.flatMap(({ manifold, sample }) =>
    sample.strands.flat().map(() => manifold.energy ?? 0),
  )
  const ghosts = near === null || signal?.aborted === true ? [] : orbitsBeside(near, manifolds, see)
  const view = viewOf(named, [...orders, ...ghosts.flat()], hasEnergy ? energies : null)
  return {
    how: ghosts.length === 0 ? view.how : `${view.how}; thin, the manifolds of the nearest convolution`,
    axes: view.axes,
    bodies: sampled.map(
      ({ manifold: { id, stability, energy, dimension, velocity }, sample: { shape, strands } }) => ({
        id,
        stability,
        shape,
        pinned: velocity === null && dimension === 0 && shape !== 'points',
        strands: strands.map((strand) =>
          Float64Array.from(strand.flatMap((order) => view.place(order, energy ?? 0))),
        ),
      }),
    ),
    guides: view.height
      ? landscape(flow, view, orders)
      : ghosts.map((strand) => Float64Array.from(strand.flatMap((order) => view.place(order, 0)))),
    section: signal?.aborted === true ? null : sectionOf(flow, symmetry, manifolds),
    activity,
  }
}

/** The orbits under the nearest convolution's symmetry of its equilibria next to those found, one where several are. */
function orbitsBeside(
  near: Flow,
  manifolds: readonly Manifold[],
  see: (z: Float64Array) => Float64Array,
): (readonly Float64Array[])[] {
  const symmetry = symmetryOf(near)
  const found: Float64Array[] = []
  for (const { state, homogeneous } of manifolds) {
    if (homogeneous) continue
    const { state: beside, converged } = newton(near, state, { tangents: symmetry.tangents })
    const moved = norm(near.weights, plus(beside, state, -1))
    if (!converged || moved > 0.3 * norm(near.weights, state)) continue
    if (found.some((other) => symmetry.align(beside, other, 1e-5) !== null)) continue
    found.push(beside)
  }
  return found.flatMap((state) => {
    const { shape, strands } = sampleManifold(near, symmetry, state, see)
    return shape === 'curve' || shape === 'surface' ? strands : []
  })
}

function activityOf(flow: Flow, state: Float64Array) {
  const rates = new Float64Array(flow.layout.neurons)
  flow.rates(state, rates)
  return flow.layout.blocks.map(({ name, rate, size }, p) => ({
    name,
    space: flow.network.populations[p]!.space,
    rates: rates.slice(rate, rate + size),
  }))
}

/** The energy over the plane of two order parameters, of states whose recurrent input has these and no others. */
function landscape(flow: Flow, view: View, orders: readonly Float64Array[]): Float64Array[] {
  const { energy, reduced, layout } = flow
  if (energy === null || reduced.length !== 2 || layout.neurons !== flow.length) return []
  const reach = Math.max(...orders.map((o) => Math.hypot(o[0]!, o[1]!)))
  const vertex = (share: number, angle: number): readonly [number, number, number] => {
    const u = Float64Array.of(share * reach * Math.cos(angle), share * reach * Math.sin(angle))
    const z = new Float64Array(flow.length)
    reduced.expand(u, z)
    for (let i = 0; i < z.length; i++) z[i]! += flow.external[i]!
    return view.place(u, energy(z))
  }
  const line = (count: number, at: (share: number) => readonly [number, number, number]) =>
    Float64Array.from(Array.from({ length: count + 1 }, (_, k) => at(k / count)).flat())
  return [
    ...[0.25, 0.5, 0.75, 1, 1.2].map((share) => line(72, (t) => vertex(share, 2 * Math.PI * t))),
    ...Array.from({ length: 16 }, (_, k) => line(30, (t) => vertex(1.2 * t, (2 * Math.PI * k) / 16))),
  ]
}
