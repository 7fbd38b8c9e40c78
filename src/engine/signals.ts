/** The signals of a network: functions of time that inputs, gains and hazards name. */
import { placed } from '../errors.ts'
import { compileExpression } from '../model/compile.ts'
import type { Network, Signal } from '../model/network.ts'

export interface Signals {
  /** `t`, then the signals in their order */
  readonly names: readonly string[]
  /** their values at t; the same array at every call */
  at(t: number): Float64Array
}

/** Throws InputError under `signals` for an expression in anything but t and the signals before it. */
export function signalsOf({ signals = [] }: Pick<Network, 'signals'>): Signals {
  const names = ['t', ...signals.map(({ name }) => name)]
  const values = new Float64Array(names.length).fill(Number.NaN)
  const makers = signals.map((signal, k) =>
    placed(`signals.${signal.name}`, () => makerOf(signal, names.slice(0, k + 1), values)),
  )
  return {
    names,
    at(t) {
      if (values[0] === t) return values
      values[0] = t
      for (let k = 0; k < makers.length; k++) values[k + 1] = makers[k]!(t)
      return values
    },
  }
}

function makerOf({ value }: Signal, known: readonly string[], values: Float64Array): (t: number) => number {
  if (value.kind === 'samples') return (t) => between(value.times, value.values, t)
  const field = compileExpression(value.expression, known)
  const before = known.length
  return () => field(...values.subarray(0, before))
}

/** Linear between the samples, the ends held. */
export function between(times: Float64Array, values: Float64Array, t: number): number {
  const last = times.length - 1
  if (t <= times[0]!) return values[0]!
  if (t >= times[last]!) return values[last]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (times[middle]! <= t) low = middle
    else high = middle
  }
  const share = (t - times[low]!) / (times[high]! - times[low]!)
  return values[low]! + share * (values[high]! - values[low]!)
}

/** A function of t and the signals alone, such as a gain. */
export function compileSignal(
  expression: Parameters<typeof compileExpression>[0],
  signals: Signals,
): (t: number) => number {
  const compiled = compileExpression(expression, signals.names)
  if (signals.names.length === 1) return compiled
  return (t) => compiled(...signals.at(t))
}
