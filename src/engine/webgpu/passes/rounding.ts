/**
 * Running error analysis: a float64 value with the bound on how far float32 arithmetic of the same formula
 * may be from it (Higham, Accuracy and Stability, 2002, section 3.3). Division may be off by 2.5 ulp in WGSL,
 * functions by what the device's library states.
 */
import { type SpecialName, specialError } from '../../../../shaders/lib/special.wgsl.ts'
import { binaryValue, functions, unaryValue } from '../../../model/functions.ts'
import { type Expression, type FunctionName, parts } from '../../../model/tree.ts'
import { tiny, unit } from './pass.ts'

export interface Rounded {
  readonly value: number
  readonly error: number
}

export const exact = (value: number): Rounded => ({ value, error: 0 })

/** A number that the text or a buffer holds rounded to float32. */
export const rounded = (value: number): Rounded => ({ value, error: Math.abs(Math.fround(value) - value) })

export function plus(a: Rounded, b: Rounded): Rounded {
  const value = a.value + b.value
  return settled(value, a.error + b.error, 1)
}

export const minus = (a: Rounded, b: Rounded): Rounded => plus(a, { value: -b.value, error: b.error })

export function times(a: Rounded, b: Rounded): Rounded {
  const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error
  return settled(a.value * b.value, error, 1)
}

export function over(a: Rounded, b: Rounded): Rounded {
  const value = a.value / b.value
  const room = Math.abs(b.value) - b.error
  if (!(room > 0)) return { value, error: Number.POSITIVE_INFINITY }
  return settled(value, (a.error + Math.abs(value) * b.error) / room, 5)
}

/** A result that carries `error` and is itself rounded by `units` of u. */
function settled(value: number, error: number, units: number): Rounded {
  return { value, error: error + units * unit * (Math.abs(value) + error) + tiny }
}

/** f of arguments that are off: the spread of f over their corners, and the function's own error. */
export function through(
  f: (...values: number[]) => number,
  values: readonly Rounded[],
  own: { readonly relative: number; readonly absolute: number },
): Rounded {
  const value = f(...values.map((v) => v.value))
  let error = 0
  for (const [k, { error: off }] of values.entries()) {
    if (off === 0) continue
    for (const sign of [-1, 1]) {
      const moved = f(...values.map((v, i) => (i === k ? v.value + sign * off : v.value)))
      error = Math.max(error, Math.abs(moved - value))
    }
  }
  // corners one at a time: twice for those moved together and for a bend in between
  return settled(value, 2 * error + own.absolute, own.relative)
}

/** The value of an expression in float64 and its bound in float32; `leaf` gives every name but pi. */
export function evaluate(e: Expression, leaf: (name: string) => Rounded): Rounded {
  switch (e.kind) {
    case 'number':
      return rounded(e.value)
    case 'name':
      return e.name === 'pi' ? rounded(Math.PI) : leaf(e.name)
    case 'unary': {
      const a = evaluate(e.operand, leaf)
      const value = unaryValue(e.operator, a.value)
      return e.operator === '-' ? { value, error: a.error } : decided(value, a.error === 0)
    }
    case 'binary':
      break
    case 'call':
      return called(
        e.function,
        parts(e).map((part) => evaluate(part, leaf)),
      )
    default:
      throw new Error(`${e.kind} is no expression at one point`)
  }
  const [a, b] = [evaluate(e.left, leaf), evaluate(e.right, leaf)]
  switch (e.operator) {
    case '+':
      return plus(a, b)
    case '-':
      return minus(a, b)
    case '*':
      return times(a, b)
    case '/':
      return over(a, b)
    case '^': {
      const power = (x: number, y: number): number => binaryValue('^', x, y)
      const relative = 16 + 4 * Math.abs(b.value) * (1 + Math.abs(Math.log2(Math.abs(a.value) + 1e-30)))
      return through(power, [a, b], { relative, absolute: tiny })
    }
    case '&&':
    case '||':
      return decided(binaryValue(e.operator, a.value, b.value), a.error === 0 && b.error === 0)
    default: {
      const clear = Math.abs(a.value - b.value) > a.error + b.error || a.error + b.error === 0
      return decided(binaryValue(e.operator, a.value, b.value), clear)
    }
  }
}

function decided(value: number, clear: boolean): Rounded {
  return { value, error: clear ? 0 : 1 }
}

function called(name: FunctionName, values: readonly Rounded[]): Rounded {
  const { value } = functions[name]
  if (name === 'abs' || name === 'floor' || name === 'ceil' || name === 'where')
    return through(value, values, { relative: 0, absolute: 0 })
  const special = (name === 'atan2' ? 'angle32' : `${name}32`) as SpecialName
  return through(value, values, specialError(special) ?? { relative: 32, absolute: tiny })
}
