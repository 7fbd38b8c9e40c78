/**
 * A recording: what was observed, frame by frame, as flat arrays with named axes. Frame 0 is the initial
 * state; frame f is the state after f * every steps.
 */
import type { SpikeTrains } from './spiking/spikes.ts'

export interface RecordedArray {
  /** row major in `shape` */
  readonly data: Float64Array
  readonly shape: readonly number[]
  /** one name per axis, e.g. time, replica, variable, neuron, label, coordinate */
  readonly axes: readonly string[]
  /** names along the last axis: irrep labels of `order`, coordinates of `position`, variables of `state` */
  readonly labels?: readonly string[]
}

export interface Recording {
  /** time of each frame */
  readonly times: Float64Array
  /** `population.quantity` -> array; `energy`, of the whole network, has no population */
  readonly arrays: ReadonlyMap<string, RecordedArray>
  /** of the spiking populations, where spikes are recorded; by population */
  readonly spikes: ReadonlyMap<string, SpikeTrains>
}
