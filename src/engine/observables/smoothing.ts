/**
 * Rates by kernel smoothing: each spike becomes a bump of area 1, and what of the bump lies outside the run is
 * made up for, so that a constant rate is constant up to the ends.
 *
 *   gaussian      e^(-t^2 / (2 width^2)) / (width sqrt(2 pi)), cut at 5 widths
 *   exponential   e^(-t / width) / width after the spike, none before it
 */
import type { SpikeTrains } from '../spiking/spikes.ts'

export interface Smoothing {
  readonly kernel: 'gaussian' | 'exponential'
  /** standard deviation, or time constant */
  readonly width: number
}

export interface Course {
  readonly replica: number
  /** steps of the run, and their length */
  readonly steps: number
  readonly dt: number
  /** a value after every so many steps */
  readonly every: number
  /** whose spikes count, [copy][site] -> true; all where absent */
  readonly member?: (neuron: number) => boolean
  /** how many neurons these are: the rate is that of one */
  readonly neurons: number
}

/** The rate of a neuron at times 0, every dt, 2 every dt, ... of the run. */
export function smoothedRate(
  trains: SpikeTrains,
  course: Course,
  { kernel, width }: Smoothing,
): Float64Array {
  const { replica, steps, dt, every, member, neurons } = course
  const counts = new Float64Array(steps + 1)
  for (let k = 0; k < trains.replica.length; k++) {
    if (trains.replica[k] !== replica) continue
    if (member === undefined || member(trains.neuron[k]!)) counts[trains.step[k]!]! += 1
  }
  const rates =
    kernel === 'gaussian' ? gaussian(counts, width / dt, every) : exponential(counts, width / dt, every)
  return rates.map((rate) => rate / (neurons * dt))
}

/** Spikes per step; a width in steps. */
function gaussian(counts: Float64Array, width: number, every: number): Float64Array {
  const last = counts.length - 1
  const reach = Math.ceil(5 * width)
  const bump = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / width) ** 2))
  return Float64Array.from({ length: Math.floor(last / every) + 1 }, (_, f) => {
    const centre = f * every
    let sum = 0
    let mass = 0
    // no neuron fires at step 0
    for (let n = Math.max(1, centre - reach); n <= Math.min(last, centre + reach); n++) {
      const weight = bump[Math.abs(n - centre)]!
      sum += weight * counts[n]!
      mass += weight
    }
    return mass === 0 ? 0 : sum / mass
  })
}

function exponential(counts: Float64Array, width: number, every: number): Float64Array {
  const last = counts.length - 1
  const left = Math.exp(-1 / width)
  const rates = new Float64Array(Math.floor(last / every) + 1)
  for (let n = 1, sum = 0, mass = 0; n <= last; n++) {
    sum = left * sum + counts[n]!
    mass = left * mass + 1
    if (n % every === 0) rates[n / every] = sum / mass
  }
  return rates
}
