/**
 * Functions of time alone are computed on the host, in float64, and rounded once: a device sees mod(t, p), a
 * phase w t or t itself as the reference engine does, at whatever step, and no switch comes a step early or
 * late. In an expression the largest parts that name t and nothing else become the names t#0, t#1, ...;
 * their values stand behind the clock of a pass. What mixes t with a parameter or a coordinate sees t so.
 */

import type { Network } from '../../model/network.ts'
import { contains, freeNames } from '../../model/rewrite.ts'
import { type Expression, named, parts, withParts } from '../../model/tree.ts'
import { compileSignal, signalsOf as given64 } from '../signals.ts'
import type { Clock, DeviceProgram } from './program.ts'

export interface Signals {
  /** the expression with its functions of time alone taken out */
  take(expression: Expression): Expression
  /** those taken so far */
  readonly taken: readonly Expression[]
  /** t and the signals of the network */
  readonly names: readonly string[]
}

/** @param given the network's own signals */
export function signalsOf(given: Network['signals'] = []): Signals {
  const names = ['t', ...given.map((signal) => signal.name)]
  const taken: Expression[] = []
  const done = new Map<Expression, Expression>()
  const name = (e: Expression): Expression => named(`t#${taken.push(e) - 1}`)
  let time: Expression | undefined
  function take(e: Expression): Expression {
    const known = done.get(e)
    if (known !== undefined) return known
    const made = !isOfTime(e, names)
      ? inside(e)
      : e.kind === 'name' && e.name === 't'
        ? (time ??= name(e))
        : name(e)
    done.set(e, made)
    return made
  }
  function inside(e: Expression): Expression {
    const within = parts(e)
    return within.length === 0 ? e : withParts(e, within.map(take))
  }
  return { take, taken, names }
}

function isOfTime(e: Expression, time: readonly string[]): boolean {
  const names = freeNames(e)
  const alone = names.length > 0 && names.every((name) => time.includes(name))
  return alone && !contains(e, 'reduction') && !contains(e, 'transfer')
}

/** The number of a signal's name; null for another name. */
export function signalNumber(name: string): number | null {
  return name.startsWith('t#') ? Number(name.slice(2)) : null
}

/** Whether any of the expressions, taken, depends on time; and how many signals a pass that reads them declares. */
export function signalsRead(expressions: readonly Expression[]): number {
  return Math.max(0, ...expressions.flatMap(freeNames).map((name) => (signalNumber(name) ?? -1) + 1))
}

/** The values behind a clock: of its time, or (resident) of every evaluation from its step on, turn by turn. */
export function signalValues(
  program: Pick<DeviceProgram, 'signals'>,
  dt: number,
): (clock: Clock) => Float32Array {
  const { signals } = program
  if (signals === undefined || signals.expressions.length === 0) return () => none
  const given = given64({ signals: signals.given ?? [] })
  const functions = signals.expressions.map((expression) => compileSignal(expression, given))
  const { fractions } = signals
  return ({ step, count, time }) => {
    const times =
      fractions === null
        ? [time]
        : Array.from(
            { length: fractions.length * count + 1 },
            (_, turn) =>
              (step + Math.floor(turn / fractions.length) + fractions[turn % fractions.length]!) * dt,
          )
    return Float32Array.from(times.flatMap((t) => functions.map((f) => f(t))))
  }
}

const none = new Float32Array(0)
