/** One step of a method on pairs of neurons, in the order of operations of fused.ts. */
import type { Method } from '../../model/network.ts'
import { pair } from './assembly.ts'
import type { Pairs, Value } from './pairs.ts'

export interface PairField {
  /** the right-hand sides at a stage, a fraction of dt */
  flow(stage: number, state: readonly Value[]): Value[]
  /** of exponential Euler: dt grown(dt lambda) of each variable, and what its noise is multiplied by */
  gain(v: number): Value
  share(v: number): Value
}

/** The state after the step; `kicks` are of the noise, if any. */
export function steppedPair(
  { apply, number }: Pairs,
  method: Method,
  dt: number,
  x: readonly Value[],
  { flow, gain, share }: PairField,
  kicks: readonly Value[] | null,
): Value[] {
  const plus = (a: Value, b: Value): Value => apply(pair.add, a, b)
  const times = (factor: number, a: Value): Value => apply(pair.multiply, number(factor), a)
  const moved = (factor: number, f: readonly Value[]): Value[] =>
    x.map((value, v) => plus(value, times(factor, f[v]!)))
  const kicked = (values: readonly Value[]): Value[] =>
    kicks === null ? [...values] : values.map((value, v) => plus(value, kicks[v]!))
  switch (method) {
    case 'euler':
      return kicked(moved(dt, flow(0, x)))
    case 'heun': {
      const f = flow(0, x)
      const g = flow(1, kicked(moved(dt, f)))
      return kicked(x.map((value, v) => plus(value, times(0.5 * dt, plus(f[v]!, g[v]!)))))
    }
    case 'rk4': {
      const f = flow(0, x)
      const g = flow(0.5, moved(0.5 * dt, f))
      const h = flow(0.5, moved(0.5 * dt, g))
      const e = flow(1, moved(dt, h))
      return x.map((value, v) => {
        const sum = plus(plus(plus(f[v]!, times(2, g[v]!)), times(2, h[v]!)), e[v]!)
        return plus(value, times(dt / 6, sum))
      })
    }
    case 'exponential-euler': {
      const f = flow(0, x)
      return x.map((value, v) => {
        const sum = plus(value, apply(pair.multiply, gain(v), f[v]!))
        return kicks === null ? sum : plus(sum, apply(pair.multiply, share(v), kicks[v]!))
      })
    }
  }
}
