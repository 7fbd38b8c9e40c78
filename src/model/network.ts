/**
 * A network: what an experiment text means, frozen and device-free. Backends read it; nothing
 * writes it. All arrays are float64; replica-dependent numbers are arrays of length `replicas`.
 */
import type { Space } from '../spaces/space.ts'
import type { Kernel } from './kernel.ts'
import type { Model } from './model.ts'
import type { Expression } from './tree.ts'

/** One number for all replicas, or one for each. */
export type PerReplica = number | Float64Array

export interface Population {
  readonly name: string
  readonly space: Space
  readonly model: Model
  /** the model's parameters, each for all replicas or one for each */
  readonly parameters: Readonly<Record<string, PerReplica>>
  /** neurons at each site of the space, 1 if absent: arrays are [copy][site], connections see the site's mean */
  readonly copies?: number
  /** parameters that differ between neurons, [copy][site], the same in every replica; they override `parameters` */
  readonly perNeuron?: Readonly<Record<string, Float64Array>>
  /** the laws by which parameters in `perNeuron` were drawn; mean fields are made of them */
  readonly distributions?: Readonly<Record<string, Distribution>>
}

/** `width` is the half-width at half maximum. */
export type Distribution =
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'lorentzian'; readonly centre: number; readonly width: number }

/** The ways to compute one and the same connection; `event` follows spikes: each scatters its shifted kernel. */
export type PlanName = 'low-rank' | 'fft' | 'gather' | 'dense' | 'sparse' | 'event'

/** I_to(i) += scale * sum_j W_ij r_from(j). */
export interface Connection {
  /** place in the experiment, for messages: `connections[0]` */
  readonly place: string
  /** population indices */
  readonly from: number
  readonly to: number
  readonly coupling: Coupling
  readonly scale: PerReplica
  /** the operator that the experiment asks for; absent: the cost model chooses */
  readonly plan?: PlanName
  /** which of the receiving model's inputs it adds to: 0 or absent is I, k is `model.inputs[k - 1]` */
  readonly into?: number
  /** the linear filter that W r passes through; absent: it acts at once (a spike as a unit delta) */
  readonly synapse?: Synapse
  /** absent: a spike acts in the step after the one in which it was fired, a rate at once */
  readonly delay?: Delay
  /** in t and the signals; multiplies what arrives */
  readonly gain?: Expression
}

/**
 * Impulse responses of unit area, so that a constant rate arrives as it is, whatever the times:
 *   exponential e^(-t/decay)/decay,  alpha t e^(-t/decay)/decay^2,
 *   double-exponential (e^(-t/decay) - e^(-t/rise))/(decay - rise), rise < decay.
 */
export type Synapse =
  | { readonly kind: 'exponential' | 'alpha'; readonly decay: number }
  | { readonly kind: 'double-exponential'; readonly rise: number; readonly decay: number }

export type Delay =
  /** the same everywhere, rounded to whole steps */
  | { readonly kind: 'constant'; readonly time: number }
  /** geodesic distance / speed, rounded to whole steps, plus a constant */
  | { readonly kind: 'speed'; readonly speed: number; readonly time: number }

export type Coupling =
  /** a group convolution on the space that both populations share, W_ij = w_j J(h_j^-1 g_i) */
  | { readonly kind: 'kernel'; readonly kernel: Kernel; readonly gains: Readonly<Record<string, PerReplica>> }
  /** measured or heterogeneous weights, N_to x N_from, row major, acting without any factor */
  | {
      readonly kind: 'matrix'
      readonly rows: number
      readonly columns: number
      readonly weights: Float64Array
      /** of the kernel that it was made from, see Kernel.dropped */
      readonly dropped?: number
    }
  /**
   * both spaces mapped to one quotient on which a kernel acts: W = F_to K F_from^T diag(w_from); each
   * basis is `rank` columns of N values, column after column, the core K rank x rank, row major
   */
  | {
      readonly kind: 'quotient'
      readonly rank: number
      readonly toBasis: Float64Array
      readonly core: Float64Array
      readonly fromBasis: Float64Array
    }
  /** few weights, compressed rows, acting without any factor: row i has entries starts[i] ... starts[i + 1] - 1 */
  | {
      readonly kind: 'sparse'
      readonly rows: number
      readonly columns: number
      /** rows + 1 */
      readonly starts: Uint32Array
      /** the column of every entry, ascending in each row */
      readonly indices: Uint32Array
      /** one weight for every entry, or a single number that all share */
      readonly weights: Float64Array | number
    }

/** One term of I of a population, active for from <= t < until. */
export interface Input {
  readonly place: string
  readonly to: number
  readonly from: number
  readonly until: number
  readonly term: InputTerm
  /** as in Connection */
  readonly into?: number
  readonly synapse?: Synapse
}

export type InputTerm =
  /** does not depend on time: N values */
  | { readonly kind: 'static'; readonly values: Float64Array }
  /** depends on time through an expression in the coordinates and t */
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** an array of frames [frames, N], held for `every` each; the last frame holds on */
  | { readonly kind: 'frames'; readonly every: number; readonly frames: Float64Array }
  /**
   * a bump amplitude * exp((cos d - 1) / width^2) at a geodesic distance d from a moving centre;
   * centre and velocity are zero where they are empty
   */
  | {
      readonly kind: 'moving-bump'
      readonly amplitude: number
      readonly width: number
      readonly centre: readonly number[]
      readonly velocity: readonly number[]
    }
  /**
   * velocity drive: sum_a v_a(t) times the derivative of the recurrent input along direction a, so
   * that the state translates at v (an exact rotation for a travelling state of an equivariant network)
   */
  | { readonly kind: 'velocity'; readonly velocity: readonly Expression[] }
  /**
   * independent Poisson trains: every neuron (every copy) gets one of `rate` events per unit of time, an
   * expression in the coordinates, t and the signals, each event a delta of area `weight`
   */
  | { readonly kind: 'poisson'; readonly rate: Expression; readonly weight: number }
  /** recorded trains: neuron neurons[k] gets a delta of area `weight` at times[k], ascending */
  | {
      readonly kind: 'spikes'
      readonly times: Float64Array
      readonly neurons: Uint32Array
      readonly weight: number
    }

export interface Noise {
  /** x' += sigma xi(t) on the first variable of each population; 0 is none */
  readonly sigma: number
  /** correlation time of Ornstein-Uhlenbeck noise with the same white limit; null is white */
  readonly correlationTime: number | null
  /**
   * given instead for single variables: then `sigma` is 0. A variable that is not named has none. White noise
   * alone has no correlation time.
   */
  readonly each?: readonly {
    readonly population: number
    readonly variable: number
    readonly sigma: number
    readonly correlationTime: number | null
  }[]
}

export type Method = 'euler' | 'heun' | 'rk4' | 'exponential-euler'

export type Initial =
  | { readonly kind: 'model' }
  /** independent normals of this standard deviation on the first variable, by Philox */
  | { readonly kind: 'random'; readonly deviation: number }
  /** independent and uniform in [from, to), of single variables only */
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** [N] for every replica, or [replicas * N] */
  | { readonly kind: 'values'; readonly values: Float64Array }
  /** single variables, each by one of the ways above; the others start as their model says */
  | {
      readonly kind: 'each'
      readonly starts: readonly {
        readonly population: number
        readonly variable: number
        readonly initial: Exclude<Initial, { readonly kind: 'model' | 'each' }>
      }[]
    }

export interface Simulation {
  readonly dt: number
  readonly steps: number
  readonly method: Method
  readonly replicas: number
  readonly seed: number
  /** of the first variable of each population; other variables start as the model says */
  readonly initial: Initial
}

export type Quantity =
  | 'activity'
  | 'state'
  | 'rate'
  | 'order'
  | 'position'
  | 'energy'
  | 'mean'
  | 'max'
  | 'spikes'

/** A function of time that inputs, gains and hazards name. */
export interface Signal {
  readonly name: string
  readonly value: /** in t and the signals before it */
    | { readonly kind: 'expression'; readonly expression: Expression }
    /** values at the times, linear between them, the ends held */
    | { readonly kind: 'samples'; readonly times: Float64Array; readonly values: Float64Array }
}

export interface RecordPlan {
  /** a frame at step 0 and after every k-th step; 0 records nothing but the final state */
  readonly every: number
  readonly quantities: readonly Quantity[]
  /** spikes kept at most, of all populations and replicas together; there where they are recorded */
  readonly most?: number
}

export interface Network {
  readonly title: string
  readonly populations: readonly Population[]
  readonly connections: readonly Connection[]
  readonly inputs: readonly Input[]
  readonly signals?: readonly Signal[]
  readonly noise: Noise
  readonly simulation: Simulation
  readonly record: RecordPlan
}
