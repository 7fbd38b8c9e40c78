/**
 * An experiment, fully resolved: plain JSON data with every default filled in and every shorthand
 * written out. It is itself a valid experiment file; parsing it gives it back unchanged.
 */
import type { Method, PlanName, Quantity } from '../model/network.ts'

/** One number, or a list of one number per replica. */
export type NumberOrReplicas = number | readonly number[]

export type ComplexEntry = { readonly re: number; readonly im: number }
export type CoefficientEntry = number | ComplexEntry | readonly (readonly (number | ComplexEntry)[])[]

/** Exactly one of group, sphere, generators, cayley. */
export interface SpaceEntry {
  readonly group?: string
  readonly samples?: number | readonly number[]
  readonly lattice?: 'rectangular' | 'hexagonal'
  readonly degree?: number
  readonly sphere?: 2
  readonly generators?: readonly (readonly number[])[]
  readonly cayley?: string | readonly (readonly number[])[]
}

/** Exactly one of rate and spike. */
export interface EquationsEntry {
  readonly state: Readonly<Record<string, { readonly equation: string; readonly initial: string }>>
  readonly rate?: string
  readonly spike?: SpikeEntry
  readonly inputs?: readonly string[]
  readonly parameters: Readonly<Record<string, number>>
}

/** Exactly one of when and hazard. */
export interface SpikeEntry {
  readonly when?: string
  readonly hazard?: string
  readonly reset: Readonly<Record<string, string>>
  readonly refractory?: string
  readonly clamp?: readonly string[]
}

export type TransferEntry =
  | string
  | ({ readonly name: string } & { readonly [parameter: string]: number | string })
  | { readonly expression: string }

/** A law by which a parameter differs between neurons; `seed` where it is drawn, `quantiles` where it is not. */
export type DistributionEntry = (
  | { readonly distribution: 'normal'; readonly mean: number; readonly std: number }
  | { readonly distribution: 'uniform'; readonly from: number; readonly to: number }
  | { readonly distribution: 'lorentzian'; readonly centre: number; readonly width: number }
) &
  ({ readonly quantiles: true } | { readonly seed: number })

export type ParameterEntry = NumberOrReplicas | DistributionEntry

/** Exactly one of space and neurons. */
export interface PopulationEntry {
  readonly space?: SpaceEntry
  /** a list of so many, without a space */
  readonly neurons?: number
  /** neurons at each site; absent: one */
  readonly copies?: number
  readonly model: string | EquationsEntry
  readonly transfer?: TransferEntry
  readonly parameters: Readonly<Record<string, ParameterEntry>>
}

/** Exactly one of spectrum, expression, values, matrix, random, sparse, von-mises, mexican-hat, gaussian. */
export interface KernelEntry {
  readonly spectrum?: Readonly<Record<string, CoefficientEntry>>
  readonly expression?: string
  readonly values?: readonly number[]
  readonly matrix?: string
  readonly random?: RandomEntry
  readonly sparse?: string
  readonly 'von-mises'?: Readonly<Record<string, number>>
  readonly 'mexican-hat'?: Readonly<Record<string, number>>
  readonly gaussian?: Readonly<Record<string, number>>
  readonly gains?: Readonly<Record<string, NumberOrReplicas>>
  readonly heterogeneity?: { readonly std: number; readonly seed: number }
}

export interface RandomEntry {
  readonly probability: number
  readonly weight: number
  readonly seed: number
  readonly autapses: boolean
}

export interface SynapseEntry {
  readonly type: 'delta' | 'exponential' | 'alpha' | 'double-exponential'
  /** of exponential and alpha */
  readonly time?: number
  /** of double-exponential */
  readonly rise?: number
  readonly decay?: number
  /** makes it a conductance */
  readonly reversal?: number
  /** a named input of the receiving model; absent: the connection's own, or I */
  readonly into?: string
  readonly weight: number
}

export interface DelayEntry {
  /** absent: the same everywhere */
  readonly speed?: number
  readonly constant: number
}

export interface ConnectionEntry {
  readonly from: string
  readonly to: string
  readonly kernel: KernelEntry
  readonly scale: NumberOrReplicas
  readonly into?: string
  readonly gain?: string
  readonly synapse?: readonly SynapseEntry[]
  readonly delay?: DelayEntry
  readonly plan?: PlanName
  readonly through?: {
    readonly space: SpaceEntry
    readonly from: Readonly<Record<string, string>>
    readonly to: Readonly<Record<string, string>>
  }
}

export interface BumpEntry {
  readonly amplitude: number
  readonly width: number
  /** absent: at the origin of the coordinates */
  readonly centre?: readonly number[]
  /** absent: at rest */
  readonly velocity?: readonly number[]
}

/** Exactly one of constant, expression, pattern, bump, velocity, file, poisson, spikes. */
export interface InputEntry {
  readonly to: string
  readonly into?: string
  readonly constant?: number
  readonly expression?: string
  readonly pattern?: readonly number[]
  readonly bump?: BumpEntry
  readonly velocity?: readonly string[]
  readonly poisson?: { readonly rate: string; readonly weight: number }
  readonly spikes?: { readonly file: string; readonly weight: number }
  /** of poisson and spikes */
  readonly synapse?: SynapseEntry
  readonly file?: string
  /** with a file only */
  readonly every?: number
  readonly from: number
  /** absent: it never ends */
  readonly until?: number
}

export type InitialEntry =
  | 'model'
  | { readonly random: number }
  | { readonly expression: string }
  | { readonly values: readonly number[] }
  | { readonly file: string }
  /** population to variable to its start; the others start as their model says */
  | { readonly [population: string]: Readonly<Record<string, VariableStart>> }

export type VariableStart =
  | { readonly random: number }
  | { readonly uniform: readonly [number, number] }
  | { readonly expression: string }
  | { readonly values: readonly number[] }
  | { readonly file: string }

export interface NoiseOf {
  readonly sigma: number
  /** absent: white */
  readonly tau_c?: number
}

/** On the first variable of every population, or population to variable to its noise. */
export type NoiseEntry = NoiseOf | { readonly [population: string]: Readonly<Record<string, NoiseOf>> }

/** A function of time by name: an expression in t and the signals before it, or a table of times and values. */
export type SignalEntry = { readonly expression: string } | { readonly file: string }

export interface Experiment {
  readonly goldstone: 1
  readonly title: string
  readonly populations: Readonly<Record<string, PopulationEntry>>
  readonly connections: readonly ConnectionEntry[]
  readonly inputs: readonly InputEntry[]
  readonly signals?: Readonly<Record<string, SignalEntry>>
  readonly noise: NoiseEntry
  readonly simulation: {
    readonly dt: number
    /** a whole number of steps */
    readonly duration: number
    readonly method: Method
    readonly replicas: number
    readonly seed: number
    readonly initial: InitialEntry
  }
  readonly record: {
    readonly every: number
    readonly quantities: readonly Quantity[]
    /** spikes kept at most; only where they are recorded */
    readonly most?: number
  }
  readonly certify: { readonly starts: number; readonly seed: number; readonly tolerance: number }
  readonly sweep?: {
    readonly axes: Readonly<
      Record<string, { readonly from: number; readonly to: number; readonly count: number }>
    >
  }
}

/** The number of steps of a run. */
export function stepsOf(simulation: { readonly dt: number; readonly duration: number }): number {
  return Math.round(simulation.duration / simulation.dt)
}
