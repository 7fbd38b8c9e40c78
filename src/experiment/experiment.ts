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

export interface EquationsEntry {
  readonly state: Readonly<Record<string, { readonly equation: string; readonly initial: string }>>
  readonly rate: string
  readonly parameters: Readonly<Record<string, number>>
}

export type TransferEntry =
  | string
  | ({ readonly name: string } & { readonly [parameter: string]: number | string })
  | { readonly expression: string }

export interface PopulationEntry {
  readonly space: SpaceEntry
  readonly model: string | EquationsEntry
  readonly transfer?: TransferEntry
  readonly parameters: Readonly<Record<string, NumberOrReplicas>>
}

/** Exactly one of spectrum, expression, values, matrix, von-mises, mexican-hat, gaussian. */
export interface KernelEntry {
  readonly spectrum?: Readonly<Record<string, CoefficientEntry>>
  readonly expression?: string
  readonly values?: readonly number[]
  readonly matrix?: string
  readonly 'von-mises'?: Readonly<Record<string, number>>
  readonly 'mexican-hat'?: Readonly<Record<string, number>>
  readonly gaussian?: Readonly<Record<string, number>>
  readonly gains?: Readonly<Record<string, NumberOrReplicas>>
  readonly heterogeneity?: { readonly std: number; readonly seed: number }
}

export interface ConnectionEntry {
  readonly from: string
  readonly to: string
  readonly kernel: KernelEntry
  readonly scale: NumberOrReplicas
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

/** Exactly one of constant, expression, pattern, bump, velocity, file. */
export interface InputEntry {
  readonly to: string
  readonly constant?: number
  readonly expression?: string
  readonly pattern?: readonly number[]
  readonly bump?: BumpEntry
  readonly velocity?: readonly string[]
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

export interface Experiment {
  readonly goldstone: 1
  readonly title: string
  readonly populations: Readonly<Record<string, PopulationEntry>>
  readonly connections: readonly ConnectionEntry[]
  readonly inputs: readonly InputEntry[]
  readonly noise: { readonly sigma: number; readonly tau_c?: number }
  readonly simulation: {
    readonly dt: number
    /** a whole number of steps */
    readonly duration: number
    readonly method: Method
    readonly replicas: number
    readonly seed: number
    readonly initial: InitialEntry
  }
  readonly record: { readonly every: number; readonly quantities: readonly Quantity[] }
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
