/**
 * A run caught between two steps: what the next step starts from and what was recorded until then, so that
 * whoever has it goes on as if nothing had happened, bit for bit on the same engine.
 */
import { InputError } from '../errors.ts'
import type { PlanName } from '../model/network.ts'
import type { RecordSpec } from './recorder.ts'
import type { RecordedArray, Recording } from './recording.ts'
import type { SpikeTrains } from './spiking/spikes.ts'

export interface RunSnapshot {
  readonly backend: 'cpu' | 'webgpu'
  /** one plan per connection */
  readonly plan: readonly PlanName[]
  /** steps done by every replica */
  readonly step: number
  /**
   * `state`, and what else the next step remembers: float64 on the reference engine, float32 on a device. And the
   * spikes recorded until then, `spikes.POPULATION`: int32 triples of replica, neuron and step
   */
  readonly buffers: ReadonlyMap<string, ArrayBuffer>
  /** frames recorded until then, the initial state included */
  readonly frames: number
  /** recorded array -> its numbers up to there */
  readonly recorded: ReadonlyMap<string, Float64Array>
}

export interface SnapshotOptions {
  /** go on from here: a snapshot of the same network by the same engine */
  readonly from?: RunSnapshot
  /**
   * Called every `snapshotEvery` milliseconds, and at the end of a run that was aborted. What it is given is
   * the run's own memory: use it before you return, or keep `structuredClone(snapshot)`.
   */
  readonly onSnapshot?: (snapshot: RunSnapshot) => void
  /** milliseconds between snapshots; default 5000, and at least twenty times what `onSnapshot` took */
  readonly snapshotEvery?: number
}

/** Milliseconds between snapshots where nothing else is said. */
export const defaultSnapshotEvery = 5000

/** What snapshots of a run consist of. */
export interface SnapshotShape {
  readonly backend: RunSnapshot['backend']
  readonly plan: readonly PlanName[]
  readonly steps: number
  /** steps between frames; 0 where nothing is recorded */
  readonly every: number
  /** bytes of every buffer by name */
  readonly buffers: ReadonlyMap<string, number>
  /** numbers of a frame by recorded array */
  readonly widths: ReadonlyMap<string, number>
}

/** Throws InputError at `from` for a snapshot of another network, engine or plan. */
export function checkSnapshot(snapshot: RunSnapshot, shape: SnapshotShape): void {
  const { backend, plan, step, frames } = snapshot
  const due = shape.every > 0 ? Math.floor(step / shape.every) + 1 : 0
  const refuse = (expected: string, received: string): never => {
    throw new InputError('from', expected, received, 'Run it from the beginning')
  }
  if (backend !== shape.backend) refuse(`a snapshot of the engine ${shape.backend}`, `one of ${backend}`)
  if (plan.join() !== shape.plan.join())
    refuse(`a snapshot with the plan ${shape.plan.join(', ')}`, plan.join(', '))
  if (!(Number.isInteger(step) && step >= 0 && step <= shape.steps))
    refuse(`a snapshot within ${shape.steps} steps`, `one after ${step}`)
  if (frames !== due) refuse(`${due} frames by step ${step}`, `${frames}`)
  const sized = [...snapshot.buffers].filter(([name]) => !name.startsWith(spikesPrefix))
  const bytes = new Map(sized.map(([name, { byteLength }]) => [name, byteLength]))
  if (!same(bytes, shape.buffers)) refuse(sizes(shape.buffers, 'bytes'), sizes(bytes, 'bytes'))
  const lengths = new Map([...shape.widths].map(([name, width]) => [name, due * width]))
  const given = new Map([...snapshot.recorded].map(([name, { length }]) => [name, length]))
  if (!same(given, lengths)) refuse(sizes(lengths, 'numbers'), sizes(given, 'numbers'))
}

const spikesPrefix = 'spikes.'

/** Spikes as buffers of a snapshot. */
export function spikeBuffers(trains: ReadonlyMap<string, SpikeTrains>): Map<string, ArrayBuffer> {
  return new Map(
    [...trains].map(([name, { replica, neuron, step }]) => {
      const triples = new Int32Array(3 * replica.length)
      for (let k = 0; k < replica.length; k++) {
        triples[3 * k] = replica[k]!
        triples[3 * k + 1] = neuron[k]!
        triples[3 * k + 2] = step[k]!
      }
      return [spikesPrefix + name, triples.buffer]
    }),
  )
}

/** The spikes that a snapshot holds. */
export function spikesIn({ buffers }: RunSnapshot): Map<string, SpikeTrains> {
  const trains = new Map<string, SpikeTrains>()
  for (const [name, buffer] of buffers) {
    if (!name.startsWith(spikesPrefix)) continue
    const triples = new Int32Array(buffer)
    const every = (offset: number) =>
      Int32Array.from({ length: triples.length / 3 }, (_, k) => triples[3 * k + offset]!)
    trains.set(name.slice(spikesPrefix.length), { replica: every(0), neuron: every(1), step: every(2) })
  }
  return trains
}

function same(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([name, size]) => b.get(name) === size)
}

function sizes(map: ReadonlyMap<string, number>, unit: string): string {
  if (map.size === 0) return 'nothing'
  return [...map].map(([name, size]) => `${name} of ${size} ${unit}`).join(', ')
}

/** An array being recorded, [frame][replica][width]. */
export interface Track {
  readonly spec: RecordSpec
  readonly width: number
  readonly data: Float64Array
}

/** The first `frames` frames of every array, as views. */
export function recordedOf(
  tracks: readonly Track[],
  replicas: number,
  frames: number,
): Map<string, Float64Array> {
  return new Map(
    tracks.map(({ spec, width, data }) => [spec.name, data.subarray(0, frames * replicas * width)]),
  )
}

/** The first `frames` frames of every array as a recording; a frame every `every` steps of dt. */
export function recordingOf(
  tracks: readonly Track[],
  replicas: number,
  frames: number,
  every: number,
  dt: number,
): Recording {
  const arrays = new Map<string, RecordedArray>()
  for (const { spec, width, data } of tracks) {
    const length = frames * replicas * width
    arrays.set(spec.name, {
      data: length === data.length ? data : data.slice(0, length),
      shape: [frames, replicas, ...spec.shape],
      axes: ['time', 'replica', ...spec.axes],
      ...(spec.labels === undefined ? {} : { labels: spec.labels }),
    })
  }
  return { times: Float64Array.from({ length: frames }, (_, f) => f * every * dt), arrays, spikes: new Map() }
}

/** Puts frames that were recorded before back in their place. */
export function restore(tracks: readonly Track[], recorded: ReadonlyMap<string, Float64Array>): void {
  for (const { spec, data } of tracks) data.set(recorded.get(spec.name)!)
}

/** When the next snapshot is due: writing them takes at most a twentieth of the time. */
export interface SnapshotClock {
  isDue(): boolean
  /** takes one, by `take`, and sets the clock anew */
  run(take: () => void): void
}

/** `every` in milliseconds; never due where it is undefined. */
export function snapshotClock(every: number | undefined): SnapshotClock {
  let next = performance.now() + (every ?? 0)
  return {
    isDue: () => every !== undefined && performance.now() >= next,
    run(take) {
      const began = performance.now()
      take()
      const ended = performance.now()
      next = ended + Math.max(every ?? 0, 20 * (ended - began))
    },
  }
}
