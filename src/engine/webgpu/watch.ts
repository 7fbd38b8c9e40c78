/** The pass that notices divergence on the device, and what it says of where. */
import { watchText, watchWorkgroup } from '../../../shaders/watch.wgsl.ts'
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import type { Divergence } from '../result.ts'
import type { DeviceLimits } from './device.ts'
import type { BufferSpec, DeviceProgram, Pass } from './program.ts'

export interface Watch {
  readonly pass: Pass
  /** two words: number of the look that found something, and where; 2^32 - 1 before */
  readonly buffer: BufferSpec
  /** the state is looked at after steps that are multiples of this, before every frame and at the end */
  readonly every: number
}

const nothing = 2 ** 32 - 1

/** Watches the buffer `state` of a program. */
export function watchOf(program: DeviceProgram, limits: DeviceLimits): Watch {
  const state = program.buffers.find(({ name }) => name === 'state')
  if (state === undefined) throw new Error('a device program has a buffer named state')
  const groups = Math.ceil(state.bytes / 4 / watchWorkgroup)
  const x = Math.min(groups, limits.maxComputeWorkgroupsPerDimension)
  return {
    pass: {
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
    },
    buffer: {
      name: 'found',
      bytes: 8,
      element: 'u32',
      holds: 'where the state diverged',
      contents: Uint32Array.of(nothing, nothing),
    },
    every: program.mode === 'resident' ? 1024 : 32,
  }
}

/** What `found` says: null when nothing was found. */
export function lookFound(words: Uint32Array): { look: number; place: number } | null {
  const [look, place] = words as unknown as [number, number]
  return look === nothing ? null : { look, place }
}

/** A place in the buffer `state`, in the words of the network. */
export function divergenceAt(network: Network, layout: Layout, place: number, step: number): Divergence {
  const replica = Math.floor(place / layout.stateLength)
  const inside = place % layout.stateLength
  const p = layout.blocks.findLastIndex((block) => block.state <= inside)
  const { name: population, state, size } = layout.blocks[p]!
  const variable = network.populations[p]!.model.variables[Math.floor((inside - state) / size)]!.name
  const time = step * network.simulation.dt
  return { step, time, population, replica, neuron: (inside - state) % size, variable }
}
