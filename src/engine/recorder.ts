/**
 * The recorder: which arrays a recording will have, and how each frame of one replica is measured. The
 * shapes are known before anything is allocated, so that the program can state the memory.
 *
 *   quantity         shape per frame and replica   what
 *   activity, rate   [neuron]                      the rate r of each site, the mean of its copies
 *   state            [variable, neuron]            every state variable; [variable, copy, neuron] with copies
 *   order            [label]                       see observables/order.ts
 *   position         [coordinate]                  see observables/position.ts; NaN where undefined
 *   mean, max        []                            of r; the mean under the weights
 *   energy           []                            of the whole network; one array named `energy`
 *   spikes                                         every spike, see spiking/spikes.ts
 *
 * The rate of a spiking population is that of its spikes since the frame before.
 */
import type { Network, Quantity } from '../model/network.ts'
import { type Block, layoutOf } from './layout.ts'
import { energyOf } from './observables/energy.ts'
import { orderLabels, orderOf } from './observables/order.ts'
import { positionCoordinates, positionDecoder } from './observables/position.ts'
import type { Recording } from './recording.ts'
import { recordedOf, recordingOf, restore } from './snapshot.ts'
import type { System } from './system.ts'

/** One array to come. */
export interface RecordSpec {
  readonly name: string
  readonly quantity: Quantity
  /** index of the population; -1 for the whole network */
  readonly population: number
  /** what one frame of one replica holds */
  readonly shape: readonly number[]
  readonly axes: readonly string[]
  readonly labels?: readonly string[]
}

export interface Recorder {
  /** measures a replica whose state after `frame * every` steps is x[offset ...] */
  capture(frame: number, replica: number, x: Float64Array, offset: number): void
  /** the first `frames` frames by array name, as views */
  soFar(frames: number): Map<string, Float64Array>
  /** takes frames 0 ... for recorded */
  restore(recorded: ReadonlyMap<string, Float64Array>): void
  /** the first `frames` frames as a recording */
  finish(frames: number): Recording
}

/** Number of frames of a run of `steps` steps; 0 when nothing is recorded. */
export function frameCount(network: Network, steps = network.simulation.steps): number {
  const { every } = network.record
  return every > 0 ? Math.floor(steps / every) + 1 : 0
}

export function recordSpecs(network: Network): RecordSpec[] {
  if (network.record.every <= 0) return []
  const specs: RecordSpec[] = []
  for (const [population, block] of layoutOf(network).blocks.entries()) {
    const { variables } = network.populations[population]!.model
    for (const quantity of new Set(network.record.quantities)) {
      const named = { name: `${block.name}.${quantity}`, quantity, population }
      switch (quantity) {
        case 'activity':
        case 'rate':
          specs.push({ ...named, shape: [block.sites], axes: ['neuron'] })
          break
        case 'state': {
          const labels = variables.map((variable) => variable.name)
          const { copies, sites } = block
          specs.push(
            copies === 1
              ? { ...named, shape: [labels.length, sites], axes: ['variable', 'neuron'], labels }
              : {
                  ...named,
                  shape: [labels.length, copies, sites],
                  axes: ['variable', 'copy', 'neuron'],
                  labels,
                },
          )
          break
        }
        case 'order': {
          const labels = orderLabels(network, population)
          specs.push({ ...named, shape: [labels.length], axes: ['label'], labels })
          break
        }
        case 'position': {
          const labels = positionCoordinates(network.populations[population]!.space)
          specs.push({ ...named, shape: [labels.length], axes: ['coordinate'], labels })
          break
        }
        case 'mean':
        case 'max':
          specs.push({ ...named, shape: [], axes: [] })
          break
        case 'energy':
        case 'spikes':
          break
      }
    }
  }
  if (network.record.quantities.includes('energy')) {
    specs.push({ name: 'energy', quantity: 'energy', population: -1, shape: [], axes: [] })
  }
  return specs
}

/** Allocates the arrays. Throws InputError at `record.quantities` for an energy that does not exist. */
export function recorderOf(system: System): Recorder {
  const { network } = system
  const { replicas, dt } = network.simulation
  const { every } = network.record
  const frames = frameCount(network)
  const tracks = recordSpecs(network).map((spec) => {
    const width = spec.shape.reduce((a, b) => a * b, 1)
    return {
      spec,
      width,
      measure: measureOf(system, spec),
      data: new Float64Array(frames * replicas * width),
    }
  })
  return {
    capture(frame, replica, x, offset) {
      system.observe(replica, frame * every, x, offset, 'frame')
      for (const { width, measure, data } of tracks) {
        measure(replica, x, offset, data, (frame * replicas + replica) * width)
      }
      system.clear(x, offset)
    },
    soFar: (count) => recordedOf(tracks, replicas, count),
    restore: (recorded) => restore(tracks, recorded),
    finish: (count) => ({
      ...recordingOf(tracks, replicas, count, every, dt),
      spikes: system.spikes.trains(),
    }),
  }
}

/** Measures one replica into out[at ...], its rates being in `system.rate`. */
type Measure = (replica: number, x: Float64Array, offset: number, out: Float64Array, at: number) => void

function measureOf(system: System, spec: RecordSpec): Measure {
  const { network, layout, rate: rates } = system
  if (spec.population < 0) {
    const energy = energyOf(system)
    return (replica, x, offset, out, at) => {
      out[at] = energy(replica, x, offset)
    }
  }
  const block = layout.blocks[spec.population]!
  const { state, site: rate, sites: size, variables } = block
  const { space } = network.populations[spec.population]!
  switch (spec.quantity) {
    case 'state':
      return (_r, x, offset, out, at) =>
        out.set(x.subarray(offset + state, offset + state + variables * block.size), at)
    case 'order':
      return (_r, x, offset, out, at) =>
        orderOf(space, spec.labels!, meanOfCopies(block, x, offset + state), out, at)
    case 'position': {
      const decoder = positionDecoder(network, spec.population)
      return (_r, _x, _offset, out, at) => decoder.decode(rates, rate, out, at)
    }
    case 'mean':
      return (_r, _x, _offset, out, at) => {
        out[at] = meanOf(rates, rate, space.weights)
      }
    case 'max':
      return (_r, _x, _offset, out, at) => {
        out[at] = maxOf(rates, rate, size)
      }
    default:
      return (_r, _x, _offset, out, at) => out.set(rates.subarray(rate, rate + size), at)
  }
}

/** One variable of a population at each site: the mean of its copies; a view where there is one. */
export function meanOfCopies({ sites, copies }: Block, x: Float64Array, at: number): Float64Array {
  if (copies === 1) return x.subarray(at, at + sites)
  const mean = new Float64Array(sites)
  for (let copy = 0; copy < copies; copy++)
    for (let i = 0; i < sites; i++) mean[i]! += x[at + copy * sites + i]! / copies
  return mean
}

/** sum w r over one population. */
export function meanOf(rates: Float64Array, offset: number, weights: Float64Array): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * rates[offset + i]!
  return sum
}

export function maxOf(rates: Float64Array, offset: number, size: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < size; i++) largest = Math.max(largest, rates[offset + i]!)
  return largest
}
