/**
 * A model: named state variables with their equations, and the rate r that connections transmit.
 * Built-in models are written in the same text as a user's own.
 */
import type { Expression } from './tree.ts'

/** A model as an experiment gives it. A string stands for an equation that starts at 0. */
export interface ModelText {
  readonly state: Readonly<
    Record<string, string | { readonly equation: string; readonly initial?: string | number }>
  >
  /** what connections transmit; a spiking model has none */
  readonly rate?: string
  readonly parameters?: Readonly<Record<string, number>>
  /** names of inputs that the equations use beside I; `into` of connections and inputs names them */
  readonly inputs?: readonly string[]
  /** makes it a spiking model, which has no rate of its own */
  readonly spike?: SpikeText
}

/** Exactly one of `when` and `hazard`. Expressions in state variables, parameters, inputs, t and the signals. */
export interface SpikeText {
  /** a neuron fires in a step at whose end this holds */
  readonly when?: string
  /** or fires by chance, at this rate per unit of time */
  readonly hazard?: string | number
  /** variable -> its value after the spike, all from the values before it */
  readonly reset?: Readonly<Record<string, string | number>>
  /** time in which it can not fire again, in parameters; rounded to whole steps */
  readonly refractory?: string | number
  /** variables that stay where the reset put them meanwhile */
  readonly clamp?: readonly string[]
}

export interface SpikeRule {
  readonly kind: 'when' | 'hazard'
  /** a condition (not 0 is true), or a rate */
  readonly condition: Expression
  readonly resets: readonly { readonly variable: number; readonly value: Expression }[]
  /** in parameters; null where there is no refractory time */
  readonly refractory: Expression | null
  /** variables held while refractory */
  readonly clamp: readonly number[]
}

export interface Variable {
  readonly name: string
  /** d(name)/dt; may use state variables, parameters, r, I, t, phi(...) already substituted */
  readonly equation: Expression
  /** where a run starts when the experiment says nothing: in parameters and coordinates */
  readonly initial: Expression
  readonly source: string
}

export interface Model {
  /** the built-in's name, or `equations` for a user's own */
  readonly name: string
  /** in the order of the text; noise and `order` act on the first */
  readonly variables: readonly Variable[]
  /** r in terms of state variables and parameters (and reductions of them) */
  readonly rate: Expression
  /** parameter name -> value, defaults and the experiment's own merged */
  readonly parameters: Readonly<Record<string, number>>
  /** the transfer function phi(x), in the name `x`, where the model uses one */
  readonly transfer: Transfer | null
  /** a spiking model: r is its spike train, a sum of deltas, and `rate` is 0 and unused */
  readonly spike?: SpikeRule
  /** named inputs of the equations beside I, in the order of `Connection.into` */
  readonly inputs?: readonly string[]
}

export interface Transfer {
  /** `erf`, `power`, ..., or `expression` */
  readonly name: string
  /** phi(x) in the name `x`; other names are parameters of the population's model */
  readonly phi: Expression
  /** phi'(x), one-sided at kinks (from the right) */
  readonly derivative: Expression
  /**
   * Phi(x), the integral of phi from 0 to x; in closed form where there is one, else by quadrature to
   * about 1e-12. An expression that names parameters needs their values.
   */
  antiderivative(x: number, parameters?: Readonly<Record<string, number>>): number
}

/**
 * A model compiled for one population of N neurons, all copies of all sites. State of a replica lies at
 * `state[offset + variable * N + i]`, rates at `rate[offset + i]`, I at `input[offset + i]` and
 * `model.inputs[k]` at `input[offset + (k + 1) * inputStride + i]`, parameters at `parameters[offset + index]`
 * in `parameterNames` order; those that differ between neurons are compiled in, and what stands there is not
 * read. No function allocates.
 */
export interface CompiledModel {
  readonly model: Model
  readonly size: number
  readonly parameterNames: readonly string[]
  /** r at each point; reductions inside use the weights the model was compiled with */
  rates(
    state: Float64Array,
    stateOffset: number,
    parameters: Float64Array,
    parameterOffset: number,
    t: number,
    rate: Float64Array,
    rateOffset: number,
  ): void
  /** time derivative of every variable, in the layout of the state, given rates and input I */
  flow(
    state: Float64Array,
    stateOffset: number,
    rate: Float64Array,
    rateOffset: number,
    input: Float64Array,
    inputOffset: number,
    parameters: Float64Array,
    parameterOffset: number,
    t: number,
    flow: Float64Array,
    flowOffset: number,
  ): void
  /**
   * For exponential Euler: the local decay rates d(equation)/d(own variable), rates expanded,
   * reductions and I held fixed, in the layout of the state.
   */
  decay(
    state: Float64Array,
    stateOffset: number,
    rate: Float64Array,
    rateOffset: number,
    input: Float64Array,
    inputOffset: number,
    parameters: Float64Array,
    parameterOffset: number,
    t: number,
    decay: Float64Array,
    decayOffset: number,
  ): void
}

/** The spike rule compiled, in the same layout. `signals[k]` are the values at t of the names given. */
export interface CompiledEvents {
  readonly spike: SpikeRule
  readonly size: number
  /** out[offset + i] = the condition, not 0 where it holds; or the hazard, per unit of time */
  condition(
    state: Float64Array,
    stateOffset: number,
    input: Float64Array,
    inputOffset: number,
    parameters: Float64Array,
    parameterOffset: number,
    t: number,
    signals: Float64Array,
    out: Float64Array,
    outOffset: number,
  ): void
  /** puts neuron i's state where a spike leaves it, every value from those before the spike */
  reset(
    state: Float64Array,
    stateOffset: number,
    input: Float64Array,
    inputOffset: number,
    parameters: Float64Array,
    parameterOffset: number,
    t: number,
    signals: Float64Array,
    i: number,
  ): void
  /** neuron i's refractory time; 0 where the model has none */
  refractory(parameters: Float64Array, parameterOffset: number, i: number): number
}
