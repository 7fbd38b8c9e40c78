/** What a benchmark gives: one JSON document, complete enough to be argued with. */
import type { Peak } from './probe.ts'
import type { Spread } from './statistics.ts'
import type { StoryReport } from './stories.ts'
import type { Claim, PassCost, Structure } from './structure.ts'
import type { Scale, WorkloadName } from './workloads.ts'

export interface BenchReport {
  readonly goldstone: 1
  readonly commit: string
  readonly seed: number
  readonly repeats: number
  /** runs of each workload before those that count */
  readonly warmup: number
  readonly scale: Scale
  /** why not the full workloads; null for those */
  readonly reduced: string | null
  /** `node 20.20.2`, or the browser's own name */
  readonly host: string
  readonly platform: string
  readonly backend: 'cpu' | 'webgpu'
  /** null on the reference engine */
  readonly adapter: AdapterFacts | null
  /** measured in this run; null on the reference engine */
  readonly peak: Peak | null
  readonly firstFrame?: FirstFrame
  /** the lab's stories, in a page alone */
  readonly stories?: readonly StoryReport[]
  readonly workloads: readonly WorkloadReport[]
}

export interface AdapterFacts {
  readonly name: string
  readonly vendor: string
  readonly architecture: string
  /** what is known of the driver; empty where neither the platform nor the system tells */
  readonly driver: string
  readonly software: boolean
  readonly subgroups: boolean
}

/** Milliseconds from the page's navigation. */
export interface FirstFrame {
  readonly scale: Scale
  /** when the page's script began */
  readonly script: number
  /** when W1's activity after 20 steps was on the canvas and the next animation frame began */
  readonly frame: number
}

export interface WorkloadReport {
  readonly name: WorkloadName
  readonly title: string
  /** how it differs from the full one; null when it does not */
  readonly reduced: string | null
  readonly neurons: number
  readonly replicas: number
  readonly steps: number
  readonly method: string
  readonly dt: number
  /** seconds of whole runs, from the verb to its result: upload, steps, readback, summary */
  readonly wall: Spread
  /** seconds of the steps alone: on a device from the first submission until the last step was done, else the wall */
  readonly stepping: Spread
  readonly secondsPerStep: Spread
  readonly neuronStepsPerSecond: Spread
  /** what the last run did on the device; null on the reference engine */
  readonly device: DeviceReport | null
  readonly structure: Structure
  readonly claims: readonly Claim[]
  readonly roofline: Roofline | null
  readonly peers: readonly PeerReport[]
}

export interface DeviceReport {
  readonly stepsPerDispatch: number
  readonly dispatches: number
  readonly submissions: number
  readonly memory: number
  /**
   * `encoding` is the part of the stepping time in which the host encoded and submitted, `idle` the part in
   * which no submission was known to be under way, so that the device waited for the host
   */
  readonly overhead: { readonly encoding: Spread; readonly idle: Spread }
  readonly readBack: {
    /** bytes that the recording has, by the program */
    readonly recording: number
    /** bytes of frames mapped during the run */
    readonly frames: number
    /** bytes mapped to learn whether the run diverged, 8 a look */
    readonly looks: number
    /** bytes of the state mapped once, at the end */
    readonly end: number
  }
}

export interface Roofline {
  /** seconds that one step takes at least, pass by pass, at the peaks measured */
  readonly secondsPerStep: number
  /** of the whole roofline: least seconds over measured seconds */
  readonly reached: Spread
  /** of the arithmetic peak alone, and of the memory peak alone */
  readonly flops: Spread
  readonly bytes: Spread
  readonly passes: readonly (PassCost & { readonly bound: 'arithmetic' | 'memory' })[]
}

export type PeerReport =
  | { readonly name: string; readonly missing: string }
  | {
      readonly name: string
      readonly form: string
      readonly how: string
      /** steps of each of its timed runs */
      readonly steps: number
      readonly agreement: Agreement
      readonly secondsPerStep?: Spread
      /** its seconds a step over ours, pair by pair, A B A B; absent where the results disagree */
      readonly ratio?: Spread
    }

/** The states after a few steps from the same initial state. */
export interface Agreement {
  readonly steps: number
  /** largest |ours - theirs| */
  readonly difference: number
  /** steps * 32 u * (1 + largest |x|) * exp(steps * dt), u = 2^-24: float32 steps, growing at most as fast as the network */
  readonly bound: number
  readonly holds: boolean
}
