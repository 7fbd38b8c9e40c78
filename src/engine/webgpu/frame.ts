/**
 * A frame as the device reduces it: for every population what the host needs to finish the recorded
 * quantities in float64. A frame is float32 [replica][length]; parts that two quantities need stand once.
 *
 *   part      numbers            for
 *   rate      N                  activity, rate
 *   state     variables * N      state, energy; order where the table would be too large
 *   order     columns of E       order: E^T w x of the labels, label after label
 *   moments   m + 1              position: sum of table_k r, then sum w |r|
 *   element   2                  position on a discrete group: place of the largest r, 1 when any r differ
 *   mean      1                  sum w r
 *   max       1
 */
import type { Network } from '../../model/network.ts'
import { neuronsOf } from '../../model/population.ts'
import { layoutOf } from '../layout.ts'
import { energyOf } from '../observables/energy.ts'
import { orderLabels, orderOf } from '../observables/order.ts'
import { positionDecoder } from '../observables/position.ts'
import { frameCount, meanOfCopies, type RecordSpec, recordSpecs } from '../recorder.ts'
import type { Recording } from '../recording.ts'
import { recordedOf, recordingOf, restore } from '../snapshot.ts'
import type { System } from '../system.ts'

export type FramePartKind = 'rate' | 'state' | 'order' | 'moments' | 'element' | 'mean' | 'max'

export interface FramePart {
  readonly kind: FramePartKind
  readonly population: number
  /** where its numbers begin in a replica's, and how many they are */
  readonly offset: number
  readonly length: number
}

export interface FramePlan {
  readonly specs: readonly RecordSpec[]
  readonly parts: readonly FramePart[]
  /** numbers of one replica */
  readonly length: number
}

/** Above this many bytes a table for `order` is not made: the state is read instead. */
export const largestOrderTable = 2 ** 27

/** What a frame of this network holds. Throws InputError as `recordSpecs` does. */
export function framePlan(network: Network): FramePlan {
  const { blocks } = layoutOf(network)
  const specs = recordSpecs(network)
  const parts: FramePart[] = []
  let length = 0
  function need(kind: FramePartKind, population: number, numbers: number): void {
    if (parts.some((part) => part.kind === kind && part.population === population)) return
    parts.push({ kind, population, offset: length, length: numbers })
    length += numbers
  }
  const needState = (p: number) => need('state', p, blocks[p]!.variables * blocks[p]!.size)
  for (const { quantity, population: p } of specs) {
    switch (quantity) {
      case 'activity':
      case 'rate':
        need('rate', p, blocks[p]!.sites)
        break
      case 'state':
        needState(p)
        break
      case 'order': {
        const columns = orderColumns(network, p)
        if (columns === null) needState(p)
        else need('order', p, columns)
        break
      }
      case 'position': {
        const { moments } = positionDecoder(network, p)
        if (moments === null) need('element', p, 2)
        else need('moments', p, moments.tables.length + 1)
        break
      }
      case 'mean':
      case 'max':
        need(quantity, p, 1)
        break
      case 'spikes':
        break
      case 'energy':
        for (const other of blocks.keys()) needState(other)
    }
  }
  return { specs, parts, length }
}

/** Columns of E of the labels that `order` observes; null where their table would be too large. */
function orderColumns(network: Network, population: number): number | null {
  const { space } = network.populations[population]!
  let columns = 0
  for (const label of orderLabels(network, population)) {
    const { copies, width } = space.harmonic(label)
    columns += copies * width
  }
  return 4 * columns * neuronsOf(network.populations[population]!) > largestOrderTable ? null : columns
}

/** Moments summed in float32 are negligible below 1e-6 of the mean |r|, not 1e-9. */
const float32Noise = 1000

/** The recorder of a run on a device: fed with frames as they are read back, it makes the recording. */
export interface FrameRecorder {
  readonly plan: FramePlan
  /** `values` is the frame's [replica][length] */
  capture(frame: number, values: Float32Array): void
  /** the first `frames` frames by array name, as views */
  soFar(frames: number): Map<string, Float64Array>
  /** takes frames 0 ... for recorded */
  restore(recorded: ReadonlyMap<string, Float64Array>): void
  /** the first `frames` frames */
  finish(frames: number): Recording
}

/** Allocates the arrays. Throws InputError at `record.quantities` for an energy that does not exist. */
export function frameRecorder(system: System): FrameRecorder {
  const { network } = system
  const { replicas, dt } = network.simulation
  const { every } = network.record
  const plan = framePlan(network)
  const frames = frameCount(network)
  const tracks = plan.specs.map((spec) => {
    const width = spec.shape.reduce((a, b) => a * b, 1)
    return {
      spec,
      width,
      finish: finisher(system, plan, spec),
      data: new Float64Array(frames * replicas * width),
    }
  })
  const values = new Float64Array(plan.length)
  return {
    plan,
    capture(frame, read) {
      for (let replica = 0; replica < replicas; replica++) {
        for (let k = 0; k < plan.length; k++) values[k] = read[replica * plan.length + k]!
        for (const { width, finish, data } of tracks)
          finish(values, replica, data, (frame * replicas + replica) * width)
      }
    },
    soFar: (count) => recordedOf(tracks, replicas, count),
    restore: (recorded) => restore(tracks, recorded),
    finish: (count) => ({
      ...recordingOf(tracks, replicas, count, every, dt),
      spikes: system.spikes.trains(),
    }),
  }
}

/** Turns one replica's numbers of a frame into one recorded quantity at out[at ...]. */
type Finish = (values: Float64Array, replica: number, out: Float64Array, at: number) => void

function finisher(system: System, plan: FramePlan, spec: RecordSpec): Finish {
  const { network, layout } = system
  const { population: p, quantity, labels } = spec
  const part = (kind: FramePartKind, population = p) =>
    plan.parts.find((found) => found.kind === kind && found.population === population)
  if (quantity === 'energy') {
    const energy = energyOf(system)
    const state = new Float64Array(layout.stateLength)
    return (values, replica, out, at) => {
      for (const [q, block] of layout.blocks.entries()) {
        const { offset, length } = part('state', q)!
        state.set(values.subarray(offset, offset + length), block.state)
      }
      out[at] = energy(replica, state, 0)
    }
  }
  const { space } = network.populations[p]!
  if (quantity === 'order') {
    const columns = part('order')
    if (columns === undefined) {
      const { offset } = part('state')!
      return (values, _r, out, at) =>
        orderOf(space, labels!, meanOfCopies(layout.blocks[p]!, values, offset), out, at)
    }
    const widths = labels!.map((label) => space.harmonic(label)).map((h) => h.copies * h.width)
    return (values, _r, out, at) => {
      let from = columns.offset
      for (const [k, width] of widths.entries()) {
        out[at + k] = Math.hypot(...values.subarray(from, from + width))
        from += width
      }
    }
  }
  if (quantity === 'position') {
    const { moments } = positionDecoder(network, p)
    if (moments === null) {
      const { offset } = part('element')!
      return (values, _r, out, at) => {
        out[at] = values[offset + 1] === 0 ? Number.NaN : values[offset]!
      }
    }
    const { offset, length } = part('moments')!
    const size = offset + length - 1
    return (values, _r, out, at) =>
      moments.finish(values.subarray(offset, size), float32Noise * values[size]!, out, at)
  }
  if (quantity === 'spikes') throw new Error('spikes are kept one by one, not in frames')
  const { offset, length } = part(quantity === 'activity' ? 'rate' : quantity)!
  return (values, _r, out, at) => out.set(values.subarray(offset, offset + length), at)
}
