/**
 * The manifolds of a certificate as states, for views that draw them where the network moves: points, closed curves,
 * surfaces with a mesh, clouds beyond. Of large networks fewer states are taken.
 */
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { meshOf, type Sampled, sampleManifold } from '../../../src/analysis/portrait/samples.ts'
import { type Symmetry, symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import type { Certificate, Manifold, Network } from '../../../src/index.ts'
import type { Portrait } from '../protocol.ts'

type Body = Portrait['bodies'][number]

/** Numbers of the states of one body, about. */
const mostNumbers = 4e6
/** Cells along each side of a mesh, at most. */
const mostCells = 36

/** Gives the event loop a turn after each manifold; ends early, with what it has, when `signal` says so. */
export async function portraitOf(
  network: Network,
  { manifolds }: Certificate,
  signal: AbortSignal,
): Promise<Portrait> {
  if (manifolds.length === 0) return { bodies: [] }
  const flow = flowOf(network)
  const symmetry = symmetryOf(flow)
  const bodies: Body[] = []
  for (const manifold of manifolds) {
    if (signal.aborted) break
    bodies.push(...bodiesOf(flow, symmetry, manifold))
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return { bodies }
}

/** One body a connected component of a surface, which has a mesh of its own; else one in all. */
function bodiesOf(flow: Flow, symmetry: Symmetry, manifold: Manifold): Body[] {
  const { id, stability, velocity, dimension, state } = manifold
  const sampled = sampleManifold(flow, symmetry, state, (z) => z.slice())
  const { shape } = sampled
  const pinned = velocity === null && dimension === 0 && shape !== 'points'
  const common = { id, stability, shape, pinned }
  if (shape !== 'surface') return [{ ...common, strands: thinned(sampled.strands, flow.length) }]
  return componentsOf(sampled).map((strands): Body => {
    const cells = Math.max(8, Math.min(mostCells, Math.floor(Math.sqrt(mostNumbers / flow.length)) - 1))
    const mesh = meshOf(flow, symmetry, strands[0]![0]!, cells)
    const body: Body = { ...common, strands: thinned(strands, flow.length) }
    return mesh === null ? body : { ...body, mesh: { ...mesh, states: mesh.states.map(singles) } }
  })
}

type Strands = Sampled['strands']

function componentsOf({ strands, components }: Sampled): Strands[] {
  const parts = new Map<number, Float64Array[][]>()
  for (const [k, strand] of strands.entries()) {
    const own = parts.get(components[k]!) ?? []
    parts.set(components[k]!, own)
    own.push([...strand])
  }
  return [...parts.values()]
}

/** Every so many states of a strand, its ends among them. */
function thinned(strands: Strands, length: number): Float32Array[][] {
  const count = strands.reduce((sum, strand) => sum + strand.length, 0)
  const step = Math.max(1, Math.ceil((count * length) / mostNumbers))
  return strands.map((strand) =>
    strand.filter((_, k) => k % step === 0 || k === strand.length - 1).map(singles),
  )
}

const singles = (state: Float64Array): Float32Array => Float32Array.from(state)

/** The buffers of a portrait, to be handed over. */
export function buffersOf({ bodies }: Portrait): ArrayBuffer[] {
  const states = bodies.flatMap(({ strands, mesh }) => [...strands.flat(), ...(mesh?.states ?? [])])
  return [...new Set(states.map(({ buffer }) => buffer as ArrayBuffer))]
}
