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
  /** the state after this many steps was found so; it is looked at every 4 steps */
  readonly step: number
  readonly time: number
  readonly population: string
  readonly replica: number
  readonly neuron: number
  readonly variable: string
  /** what was found there; null when it is not a number */
  readonly value: number | null
}

export interface FinalPopulation {
  readonly emits: 'rate'
  /** of r, per replica, under the space's weights */
  readonly mean: readonly number[]
  readonly max: readonly number[]
  /** irrep label -> rms per replica of its part of the first state variable */
  readonly order: Readonly<Record<string, readonly number[]>>
  /** per replica, see observables/position.ts */
  readonly position: readonly Position[]
}

export interface RunResult {
  readonly status: 'ok' | 'diverged' | 'aborted'
  /** what to do, when the run diverged */
  readonly advice?: string
  readonly divergedAt?: Divergence
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
