/**
 * A network that goes on without end: it takes steps when it is asked to, its state is touched by hand between
 * them, its numbers change while it runs. The same contract on both engines; a device keeps everything in its
 * buffers, from which views draw.
 */
import type { Network } from '../model/network.ts'
import type { Motion } from '../spaces/space.ts'
import type { Layout } from './layout.ts'
import type { Program } from './program.ts'
import type { Divergence } from './result.ts'

/**
 * How a change was taken: numbers in place; a new structure (compiled while the old one went on) with the state
 * kept; or a network of other populations, variables or replicas, which begins anew.
 */
export type Taken = 'numbers' | 'structure' | 'state'

/** What a live network goes on from, on whatever engine: states of all replicas and noise that remembers. */
export interface LiveSnapshot {
  readonly step: number
  /** [replica][population][variable][neuron] */
  readonly state: Float64Array
  /** Ornstein-Uhlenbeck noise, [replica][population][neuron]; null where noise remembers nothing */
  readonly eta: Float64Array | null
}

interface LiveBase {
  /** as it was given; `change` puts another in its place */
  readonly network: Network
  /** where a replica's numbers lie, see layout.ts; replicas follow one another */
  readonly layout: Layout
  readonly program: Program
  /** for a person: `resident: 128 neurons fit a workgroup of 32 threads ...` */
  readonly plan: string
  /** steps taken since the initial state, by every replica */
  readonly step: number
  /** step * dt summed over the changes of dt, in the network's unit */
  readonly time: number
  /** where the state was found not finite or too large: it takes no steps until `reset`, `restore` or `change` */
  readonly diverged: Divergence | null
  /** bytes of buffers on the device, or of arrays of the reference engine */
  readonly memory: number
  /**
   * Takes steps, one call at a time; on a device it resolves when they are done. Divergence is no error:
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
  /** moves every variable of a population by an element of its space's group: x(g) becomes x(a^-1 g) */
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
  /** rates of one replica, [population][neuron], of the state as it is; overwritten by the next call */
  rates(replica: number): Float64Array
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
