/** Inter-spike intervals: how regularly neurons fire. */
import type { SpikeTrains } from '../spiking/spikes.ts'

export interface Intervals {
  /** spikes of the replica */
  readonly count: number
  /** spikes per neuron and unit of time, over the whole run */
  readonly rate: number
  /** mean interval over all intervals; null where no neuron fired twice */
  readonly mean: number | null
  /**
   * coefficient of variation, standard deviation over mean of a neuron's intervals, averaged over the neurons that
   * have at least two; null where none has
   */
  readonly cv: number | null
  /** mean interval and CV of each neuron, NaN where it has fewer than one, or two, intervals */
  readonly means: Float64Array
  readonly cvs: Float64Array
}

/** Of one replica of a population of `neurons` over a run of `steps` steps of dt. */
export function intervalsOf(
  trains: SpikeTrains,
  replica: number,
  { neurons, steps, dt }: { readonly neurons: number; readonly steps: number; readonly dt: number },
): Intervals {
  const last = new Float64Array(neurons).fill(Number.NaN)
  const counts = new Float64Array(neurons)
  // Welford's sums: intervals may be many and alike
  const means = new Float64Array(neurons)
  const squares = new Float64Array(neurons)
  let count = 0
  for (let k = 0; k < trains.replica.length; k++) {
    if (trains.replica[k] !== replica) continue
    count++
    const i = trains.neuron[k]!
    const time = trains.step[k]! * dt
    const interval = time - last[i]!
    last[i] = time
    if (Number.isNaN(interval)) continue
    counts[i]! += 1
    const off = interval - means[i]!
    means[i]! += off / counts[i]!
    squares[i]! += off * (interval - means[i]!)
  }
  let intervals = 0
  let sum = 0
  let regular = 0
  let cvSum = 0
  const cvs = new Float64Array(neurons).fill(Number.NaN)
  for (let i = 0; i < neurons; i++) {
    intervals += counts[i]!
    sum += counts[i]! * means[i]!
    if (counts[i] === 0) means[i] = Number.NaN
    if (counts[i]! < 2) continue
    cvs[i] = Math.sqrt(squares[i]! / (counts[i]! - 1)) / means[i]!
    regular++
    cvSum += cvs[i]!
  }
  return {
    count,
    rate: count / (neurons * steps * dt),
    mean: intervals === 0 ? null : sum / intervals,
    cv: regular === 0 ? null : cvSum / regular,
    means,
    cvs,
  }
}

/** Every interval of one replica, in the order in which they end. */
export function intervalsIn(trains: SpikeTrains, replica: number, neurons: number, dt: number): Float64Array {
  const last = new Int32Array(neurons).fill(-1)
  const found: number[] = []
  for (let k = 0; k < trains.replica.length; k++) {
    if (trains.replica[k] !== replica) continue
    const i = trains.neuron[k]!
    if (last[i]! >= 0) found.push((trains.step[k]! - last[i]!) * dt)
    last[i] = trains.step[k]!
  }
  return Float64Array.from(found)
}
