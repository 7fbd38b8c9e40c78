/** What a run gives back: how it went, what was recorded, where it ended. */
import type { PlanName } from '../model/network.ts'
import type { Position } from './observables/position.ts'
import type { Program } from './program.ts'
import type { Recording } from './recording.ts'

export interface Progress {
  /** steps that every replica has done, on average while they are not level */
  readonly step: number
  readonly steps: number
  /** step * dt */
  readonly time: number
  /** wall seconds since the run began */
  readonly seconds: number
  readonly stepsPerSecond: number
}

/** Where and when a state was found not finite, or larger than 1e12. */
export interface Divergence {
  /** the state after this many steps was found so; it is looked at every 4 steps, on a device every 32, and at frames */
  readonly step: number
  readonly time: number
  readonly population: string
  readonly replica: number
  readonly neuron: number
  readonly variable: string
  /** what was found there, null when it is not a number */
  readonly value: number | null
}

export interface FinalPopulation {
  readonly emits: 'rate' | 'spike'
  /** of r, per replica, under the space's weights; of spikes over the last tenth of the run, per unit of time */
  readonly mean: readonly number[]
  readonly max: readonly number[]
  /** irrep label -> rms per replica of its part of the first state variable */
  readonly order: Readonly<Record<string, readonly number[]>>
  /** per replica, see observables/position.ts */
  readonly position: readonly Position[]
}

/** What a device did for a run, for reports and tests. */
export interface DeviceWork {
  readonly mode: 'resident' | 'streamed'
  /** one sentence: why this mode */
  readonly why: string
  readonly submissions: number
  readonly dispatches: number
  /** bytes of buffers on the device */
  readonly memory: number
  /** how often something was mapped during the run */
  readonly maps: number
  /** bytes mapped of recorded frames, of looks for divergence, and of states (snapshots and the end) */
  readonly frames: number
  readonly watch: number
  readonly snapshots: number
  /** seconds from the first step's submission until the last step was known to be done */
  readonly marched: number
  /** of these, those in which the host encoded and submitted */
  readonly encoded: number
  /** of these, those in which no submission was known to be under way: the device waited for the host */
  readonly starved: number
  /** reasons of the losses that the run went on from, or ended with */
  readonly losses: readonly string[]
  /** what the device's compiler remarked: none of a clean shader */
  readonly warnings: readonly string[]
}

export interface RunResult {
  /** `device-lost`: what is told is the last that is known, at `steps` */
  readonly status: 'ok' | 'diverged' | 'aborted' | 'device-lost'
  /** what to do, when the run diverged or lost its device */
  readonly advice?: string
  readonly divergedAt?: Divergence
  /** the engine: the reference, or a device */
  readonly backend: 'cpu' | 'webgpu'
  /** the adapter's description; null for the reference engine, which knows no machine */
  readonly device: string | null
  /** on a device */
  readonly work?: DeviceWork
  /** steps done; of a run that diverged, those until it was found */
  readonly steps: number
  readonly recording: Recording
  /** by population name */
  readonly final: Readonly<Record<string, FinalPopulation>>
  /** by population name, [replica][variable][neuron] */
  readonly finalState: Readonly<Record<string, Float64Array>>
  readonly wallSeconds: number
  readonly neuronStepsPerSecond: number
  readonly program: Program
  /** one plan per connection */
  readonly plan: readonly PlanName[]
}

/** A run under way: iterate for progress, await for the result. */
export interface Run extends PromiseLike<RunResult>, AsyncIterable<Progress> {}
