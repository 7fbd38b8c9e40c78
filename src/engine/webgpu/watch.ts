/**
 * How divergence is noticed on a device, and what is said of where. A streamed program is looked at by a pass
 * of its own; a resident one looks by itself and stops each replica where it finds one.
 */
import { lookEvery, watchText, watchWorkgroup } from '../../../shaders/watch.wgsl.ts'
import type { Network } from '../../model/network.ts'
import { isBounded } from '../divergence.ts'
import type { Layout } from '../layout.ts'
import type { Divergence } from '../result.ts'
import type { DeviceLimits } from './device.ts'
import type { BufferSpec, DeviceProgram, Pass } from './program.ts'

/** The first step at which the state was found not finite or too large, where in it, and what stood there. */
export interface Found {
  readonly step: number
  readonly place: number
  readonly value: number
}

export interface Watch {
  /** one look; none where the program looks by itself */
  readonly passes: readonly Pass[]
  /** words: the step at which something was found, 2^32 - 1 before; then what `locate` reads */
  readonly buffer: BufferSpec
  /** its passes look after steps that are multiples of this, before every frame and at the end */
  readonly every: number
  /** from the words of the buffer, and the state in which a resident run has ended */
  locate(words: Uint32Array, state: Float32Array): Found
}

const nothing = 2 ** 32 - 1

/** The buffer in which a look leaves what it found. */
export function foundBuffer(words: number): BufferSpec {
  const contents = new Uint32Array(words).fill(nothing)
  return { name: 'found', bytes: 4 * words, element: 'u32', holds: 'where the state diverged', contents }
}

/** Watches the buffer `state` of a program. */
export function watchOf(program: DeviceProgram, limits: DeviceLimits): Watch {
  const state = program.buffers.find(({ name }) => name === 'state')
  if (state === undefined) throw new Error('a device program has a buffer named state')
  const own = program.buffers.find(({ name }) => name === 'found')
  // one word, then the step at which each replica stopped
  if (own !== undefined)
    return { passes: [], buffer: own, every: Number.POSITIVE_INFINITY, locate: stoppedReplica }
  const groups = Math.ceil(state.bytes / 4 / watchWorkgroup)
  const x = Math.min(groups, limits.maxComputeWorkgroupsPerDimension)
  const watch: Pass = {
    name: 'watch',
    wgsl: watchText(),
    entry: 'watch',
    bindings: [
      { buffer: 'state', access: 'read' },
      { buffer: 'found', access: 'read-write' },
    ],
    clock: true,
    workgroups: [x, Math.ceil(groups / x), 1],
    workgroupSize: watchWorkgroup,
    workgroupBytes: 0,
    flops: 0,
    bytes: state.bytes,
    barriers: 0,
  }
  const note: Pass = {
    ...watch,
    name: 'note',
    entry: 'note',
    workgroups: [1, 1, 1],
    workgroupSize: 1,
    bytes: 12,
  }
  return {
    passes: [watch, note],
    buffer: foundBuffer(3),
    every: lookEvery,
    locate(words) {
      const [step, place] = words as unknown as [number, number]
      return { step, place, value: new Float32Array(words.slice(2).buffer)[0]! }
    },
  }
}

/** The first of the replicas that stopped first: its state is still that of the look. */
function stoppedReplica(words: Uint32Array, state: Float32Array): Found {
  const step = words[0]!
  const length = state.length / (words.length - 1)
  const begin = (words.indexOf(step, 1) - 1) * length
  const place = state.findIndex((value, i) => i >= begin && !isBounded([value], 0, 1))
  return { step, place, value: state[place]! }
}

/** The step that `found` begins with; null when nothing was found. */
export function stepFound(words: Uint32Array): number | null {
  return words[0] === nothing ? null : words[0]!
}

/** A place in the buffer `state`, in the words of the network. */
export function divergenceAt(network: Network, layout: Layout, { step, place, value }: Found): Divergence {
  const replica = Math.floor(place / layout.stateLength)
  const inside = place % layout.stateLength
  const p = layout.blocks.findLastIndex((block) => block.state <= inside)
  const { name: population, state, size } = layout.blocks[p]!
  const variable = network.populations[p]!.model.variables[Math.floor((inside - state) / size)]!.name
  const time = step * network.simulation.dt
  const neuron = (inside - state) % size
  return { step, time, population, replica, neuron, variable, value: Number.isNaN(value) ? null : value }
}
