/**
 * A channel at work: in each step it takes what arrives from its rings and trains, gives the input at every stage
 * in closed form, and decays.
 */
import type { Layout } from '../layout.ts'
import type { Channel, Ring } from './layout.ts'
import { type ReachedLists, takeReached } from './reached.ts'
import { filterOf } from './synapse.ts'
import type { Train } from './trains.ts'
import type { VectorTake } from './vector.ts'

export interface ActingChannel {
  /** what arrived in this step; of a channel without levels its input */
  readonly arrived: Float64Array
  /** What arrives at the start of a step; the memory of the replica begins at `memory`. */
  take(replica: number, step: number, state: Float64Array, memory: number): void
  /** Adds the input at (step + stage) dt of the replica that took last. */
  add(stage: number, sites: Float64Array, neurons: Float64Array): void
  /** Takes by a loop over pairs from now on, where it can: the state lies at address 0 of its memory. */
  takeBy(loop: VectorTake): void
  /** The levels at the end of the step. */
  decay(state: Float64Array, memory: number): void
}

export interface Sources {
  readonly rings: readonly (Ring & {
    readonly gainAt: ((t: number) => number) | null
    readonly lists: ReachedLists
  })[]
  readonly trains: readonly Train[]
}

/** `stages` are the fractions of dt at which the method evaluates the equations. */
export function actingChannel(
  { population, input, synapse, carries, perNeuron, size, levels, at }: Channel,
  layout: Layout,
  dt: number,
  stages: readonly number[],
  { rings, trains }: Sources,
): ActingChannel {
  const block = layout.blocks[population]!
  const offset = perNeuron ? block.input + input * block.size : block.siteInput + input * block.sites
  const filter = synapse === null ? null : filterOf(synapse)
  const readouts = new Map(stages.map((stage) => [stage, filter?.readout(stage * dt)]))
  const after = filter?.decay(dt)
  const [jumpA, jumpB] = filter?.jumps ?? [0, 0]
  const [restA, restB] = filter?.rest ?? [0, 0]
  /** areas of spikes, or what rates send */
  const arrived = new Float64Array(size)
  let isEmpty = true
  let loop: VectorTake | null = null
  const direct = carries === 'spikes' && levels > 0 && trains.length === 0 && rings.length === 1
  let source: Float64Array = arrived
  let base = 0

  /** Spikes from rings alone: what arrives goes straight into the levels. */
  function takeDirectly(replica: number, step: number, state: Float64Array, memory: number): void {
    // alpha: only the second level jumps
    const first = memory + at + (jumpA !== 0 ? 0 : size)
    const second = levels === 2 && jumpA !== 0 ? first + size : -1
    const jump = jumpA !== 0 ? jumpA : jumpB
    for (let r = 0; r < rings.length; r++) {
      const ring = rings[r]!
      const slot = step % ring.length
      const scatters = state[memory + ring.sent + slot]!
      if (scatters === 0) continue
      const gain = ring.gainAt === null ? 1 : ring.gainAt(step * dt)
      const from = memory + ring.at + slot * size
      const reached = ring.lists.all(replica, step, scatters)
      if (reached !== null) takeReached(reached, state, from, gain, first, jump, second, jumpB)
      else if (loop !== null)
        loop(8 * first, second < 0 ? 0 : 8 * second, 8 * from, 8 * size, jump, jumpB, gain)
      else
        for (let i = 0; i < size; i++) {
          const area = gain * state[from + i]!
          state[first + i]! += jump * area
          if (second >= 0) state[second + i]! += jumpB * area
          state[from + i] = 0
        }
      state[memory + ring.sent + slot] = 0
    }
  }

  function takeRings(step: number, state: Float64Array, memory: number): void {
    for (let r = 0; r < rings.length; r++) {
      const ring = rings[r]!
      const slot = step % ring.length
      if (state[memory + ring.sent + slot] === 0) continue
      const gain = ring.gainAt === null ? 1 : ring.gainAt(step * dt)
      const from = memory + ring.at + slot * size
      for (let i = 0; i < size; i++) arrived[i]! += gain * state[from + i]!
      state.fill(0, from, from + size)
      state[memory + ring.sent + slot] = 0
      isEmpty = false
    }
  }

  return {
    arrived,
    takeBy(by) {
      if (size % 2 === 0) loop = by
    },
    take(replica, step, state, memory) {
      source = state
      base = memory + at
      if (direct) {
        takeDirectly(replica, step, state, memory)
        return
      }
      if (!isEmpty) arrived.fill(0)
      isEmpty = true
      takeRings(step, state, memory)
      for (let k = 0; k < trains.length; k++) if (trains[k]!(replica, step, arrived)) isEmpty = false
      if (carries === 'rates' || isEmpty) return
      if (levels === 0) for (let i = 0; i < size; i++) arrived[i]! /= dt
      if (levels >= 1 && jumpA !== 0) for (let i = 0; i < size; i++) state[base + i]! += jumpA * arrived[i]!
      if (levels === 2) for (let i = 0; i < size; i++) state[base + size + i]! += jumpB * arrived[i]!
    },
    add(stage, sites, neurons) {
      const target = perNeuron ? neurons : sites
      if (levels === 0) {
        if (!isEmpty) for (let i = 0; i < size; i++) target[offset + i]! += arrived[i]!
        return
      }
      const { fromA, fromB } = readouts.get(stage)!
      if (carries === 'rates') {
        // what the levels still lack of their rest under this rate decays
        const shareA = 1 - fromA * restA - fromB * restB
        for (let i = 0; i < size; i++) target[offset + i]! += shareA * arrived[i]! + fromA * source[base + i]!
        if (levels === 2)
          for (let i = 0; i < size; i++) target[offset + i]! += fromB * source[base + size + i]!
      } else if (levels === 1) for (let i = 0; i < size; i++) target[offset + i]! += fromA * source[base + i]!
      else
        for (let i = 0; i < size; i++)
          target[offset + i]! += fromA * source[base + i]! + fromB * source[base + size + i]!
    },
    decay(state, memory) {
      if (after === undefined) return
      const { aa, ab, bb } = after
      const a = memory + at
      const b = a + size
      const pullA = carries === 'rates' ? restA - aa * restA - ab * restB : 0
      const pullB = carries === 'rates' ? restB - bb * restB : 0
      if (levels === 1) for (let i = 0; i < size; i++) state[a + i] = aa * state[a + i]! + pullA * arrived[i]!
      else
        for (let i = 0; i < size; i++) {
          state[a + i] = aa * state[a + i]! + ab * state[b + i]! + pullA * arrived[i]!
          state[b + i] = bb * state[b + i]! + pullB * arrived[i]!
        }
    },
  }
}
