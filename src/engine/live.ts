/**
 * A network that goes on without end: it takes steps when it is asked to, its state is touched by hand between
 * them, its numbers change while it runs. The contract of both engines: live-reference.ts, and webgpu/live.ts, which
 * keeps everything in buffers of the device, from which views draw.
 */
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import type { Motion } from '../spaces/space.ts'
import { type Layout, layoutOf } from './layout.ts'
import { noiseMemory, noiseTerms } from './noise.ts'
import type { Program } from './program.ts'
import type { Divergence } from './result.ts'
import { hasEvents } from './spiking/layout.ts'
import type { RecentSpikes } from './spiking/recent.ts'

/**
 * How a change was taken: numbers in place; a new structure (compiled while the old one went on) with the state
 * kept; or a network of other populations, variables or replicas, which begins anew.
 */
export type Taken = 'numbers' | 'structure' | 'state'

/** What a live network goes on from, on whatever engine: states of all replicas and noise that remembers. */
export interface LiveSnapshot {
  readonly step: number
  /** [replica][population][variable][neuron], behind each replica the memory of events */
  readonly state: Float64Array
  /** Ornstein-Uhlenbeck noise, [replica][population][neuron]; null where noise remembers nothing */
  readonly eta: Float64Array | null
  /** what was read from a device for it */
  readonly bytes: number
}

interface LiveBase {
  /** as it was given; `change` puts another in its place */
  readonly network: Network
  /** where a replica's numbers lie, see layout.ts; replicas follow one another */
  readonly layout: Layout
  readonly program: Program
  /** for a person: `resident: 128 neurons fit a workgroup of 32 threads ...` */
  readonly plan: string
  /** number of the step that comes next; a change of dt numbers anew, so that time goes on */
  readonly step: number
  /** step * dt, in the network's unit */
  readonly time: number
  /**
   * where the state was found not finite or too large: it takes no steps until it is put somewhere else by
   * `reset`, `restore`, `place` or `change`
   */
  readonly diverged: Divergence | null
  /** bytes of buffers on the device, or of arrays of the reference engine */
  readonly memory: number
  /**
   * Takes steps, one call at a time; they are done when it resolves. On a device they are submitted when the call
   * returns; the reference engine has done them where they are few, and gives way every 20 ms where they are many. What
   * hands do meanwhile comes after them, but `reset`, `restore` and `destroy` end them. Divergence is no error:
   * `diverged` tells of it. Rejects when the device is lost.
   */
  advance(steps: number): Promise<void>
  /**
   * Goes on with other numbers. Rejects with InputError, and goes on as before, for a network that cannot run.
   * A state that had diverged begins anew.
   */
  change(network: Network): Promise<Taken>
  /** back to the initial state and step 0, of another seed when one is given */
  reset(seed?: number): void
  /** adds strength * direction, [population][variable][neuron], to the state of one replica or of all */
  add(direction: ArrayLike<number>, strength: number, replica?: number): void
  /** puts one replica, or all, into a state, [population][variable][neuron] */
  place(state: ArrayLike<number>, replica?: number): void
  /**
   * Moves every variable of a population by an element of its space's group: x(g) becomes x(a^-1 g). Rejects with
   * InputError where synapses, delays or refractory neurons remember more than the state.
   */
  move(population: number, motion: Motion, replica?: number): Promise<void>
  /** the state of one replica, [population][variable][neuron] */
  read(replica: number): Promise<Float64Array>
  snapshot(): Promise<LiveSnapshot>
  /** goes on from a snapshot of a network of the same shape, of whichever engine */
  restore(snapshot: LiveSnapshot): void
  destroy(): void
}

export interface CpuLive extends LiveBase {
  readonly backend: 'cpu'
  /** the states of all replicas themselves: they change with every step */
  state(): Float64Array
  /**
   * rates of one replica, [population][site], of the state as it is, of spiking populations the spikes between two frames
   * of a record, per unit of time; overwritten by the next call
   */
  rates(replica: number): Float64Array
  /** the spikes of the last steps */
  readonly spikes: Pick<RecentSpikes, 'since'>
}

export interface DeviceLive extends LiveBase {
  readonly backend: 'webgpu'
  readonly device: GPUDevice
  /** grows whenever buffers were made anew: whoever has bound them binds them again */
  readonly generation: number
  /**
   * float32 storage buffers: `state` [replica][population][variable][neuron], `rate` [replica][population]
   * [neuron], which `rates` brings up to date
   */
  buffer(name: 'state' | 'rate'): GPUBuffer
  /** encodes the passes that bring the buffer `rate` up to date with the state; cheap, for before drawing */
  rates(encoder: GPUCommandEncoder): void
}

export type Live = CpuLive | DeviceLive

/**
 * Whether the states of two networks mean the same numbers. What is remembered of events counts steps: it does when dt
 * is the same as well.
 */
export function sameShape(a: Network, b: Network): boolean {
  const shape = (network: Network) => {
    const { populations, simulation } = network
    const { events } = layoutOf(network)
    return JSON.stringify([
      simulation.replicas,
      populations.map(({ name, space, model, copies = 1 }) => [
        name,
        space.name,
        space.shape,
        space.size,
        copies,
        model.variables.map((variable) => variable.name),
      ]),
      hasEvents(events) ? simulation.dt : null,
      events.channels.map(({ synapse: _, ...channel }) => channel),
      events.rings.map(({ gain: _, ...ring }) => ring),
      events.counts,
    ])
  }
  return shape(a) === shape(b)
}

/** The step that comes next at about the same time, when dt changes. */
export function renumbered(step: number, before: Network, after: Network): number {
  return Math.round((step * before.simulation.dt) / after.simulation.dt)
}

export const seeded = (network: Network, seed: number): Network => ({
  ...network,
  simulation: { ...network.simulation, seed },
})

/** All replicas, or the one that is asked for. */
export function chosenReplicas(replicas: number, replica?: number): number[] {
  if (replica === undefined) return Array.from({ length: replicas }, (_, r) => r)
  if (Number.isInteger(replica) && replica >= 0 && replica < replicas) return [replica]
  throw new InputError('replica', `a replica from 0 to ${replicas - 1}`, String(replica))
}

/** Throws InputError where more than the state would have to be moved. */
export function checkMovable({ events }: Layout): void {
  if (!hasEvents(events)) return
  throw new InputError(
    'move',
    'a network whose state is all that it remembers',
    'spikes, which synapses and delays remember as well',
    'Push the activity by `add` instead',
  )
}

/** One replica's state with a population moved by an element of its group. */
export function moved(
  network: Network,
  { blocks }: Layout,
  population: number,
  motion: Motion,
  state: Float64Array,
): Float64Array {
  const { state: at, size, variables } = blocks[population]!
  const { space } = network.populations[population]!
  const result = state.slice()
  for (let v = 0; v < variables; v++) {
    const from = at + v * size
    result.set(space.act(motion, state.subarray(from, from + size)), from)
  }
  return result
}

export function checkState({ stateLength }: Layout, state: ArrayLike<number>): void {
  if (state.length === stateLength) return
  throw new InputError('state', `${stateLength} numbers, those of one replica`, `${state.length}`)
}

/** Throws InputError for a snapshot of a network of another shape. */
export function checkLiveSnapshot(
  network: Network,
  layout: Layout,
  { step, state, eta }: LiveSnapshot,
): void {
  const { simulation, noise } = network
  const { replicas } = simulation
  const { stride } = layout
  const neurons = noise.each === undefined ? layout.neurons : noiseMemory(noiseTerms(network, layout))
  const expected = `${replicas} replicas of ${stride} numbers, and ${replicas} of ${neurons} of noise or none`
  const fits = state.length === replicas * stride && (eta === null || eta.length === replicas * neurons)
  if (fits && Number.isInteger(step) && step >= 0) return
  throw new InputError(
    'snapshot',
    expected,
    `${state.length} and ${eta?.length ?? 'none'} after ${step} steps`,
  )
}
