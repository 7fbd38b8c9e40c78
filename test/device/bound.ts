/**
 * How far a float32 evaluation of a tree may be from float64: a running error analysis. Each operation adds
 * its own error (WGSL's bound, or the library's) to what its operands' errors become; where these may change
 * a choice (a comparison, a floor, a domain's edge) the bound is the jump, or infinite.
 */
import { specialError } from '../../shaders/lib/special.wgsl.ts'
import { binaryValue, functions, unaryValue } from '../../src/model/functions.ts'
import type { BinaryOperator, Expression, FunctionName } from '../../src/model/tree.ts'
import { parts } from '../../src/model/tree.ts'

export interface Bounded {
  readonly value: number
  /** largest |float32 result - value|; infinite when nothing is known */
  readonly error: number
}

const half = 2 ** -24
const unknown = (value: number): Bounded => ({ value, error: Number.POSITIVE_INFINITY })

export function bounded(e: Expression, names: Readonly<Record<string, number>>): Bounded {
  if (e.kind === 'number') return { value: e.value, error: half * Math.abs(e.value) }
  if (e.kind === 'name')
    return e.name === 'pi' ? { value: Math.PI, error: 1e-7 } : { value: names[e.name]!, error: 0 }
  const inner = parts(e).map((part) => bounded(part, names))
  const found = combined(e, inner)
  const size = Math.abs(found.value)
  const lost =
    inner.some(({ error }) => !Number.isFinite(error)) || !(size < 1e30) || (size !== 0 && size < 1e-30)
  return lost ? unknown(found.value) : found
}

function combined(e: Expression, inner: readonly Bounded[]): Bounded {
  if (e.kind === 'unary') {
    const value = unaryValue(e.operator, inner[0]!.value)
    return { value, error: e.operator === '-' ? inner[0]!.error : uncertain(inner[0]!) ? 1 : 0 }
  }
  if (e.kind === 'binary') return binary(e.operator, inner[0]!, inner[1]!)
  if (e.kind === 'call') return called(e.function, inner)
  throw new Error(`no bound for ${e.kind}`)
}

/** Whether float32 may find zero where float64 does not, or the other way round. */
const uncertain = ({ value, error }: Bounded) => error > 0 && Math.abs(value) <= error

function binary(operator: BinaryOperator, a: Bounded, b: Bounded): Bounded {
  const value = binaryValue(operator, a.value, b.value)
  const size = Math.abs(value)
  switch (operator) {
    case '+':
    case '-': {
      // the operands' sizes too: compilers add up the constants of a sum first
      const sizes = Math.abs(a.value) + Math.abs(b.value) + size
      return { value, error: a.error + b.error + half * (sizes + a.error + b.error) }
    }
    case '*': {
      const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error
      return { value, error: error + half * (size + error) }
    }
    case '/': {
      const least = Math.abs(b.value) - b.error
      if (!(least > 0)) return unknown(value)
      const error = (a.error + size * b.error) / least
      return { value, error: error + 5 * half * (size + error) }
    }
    case '^':
      return power(a, b, value)
    case '&&':
    case '||':
      return { value, error: uncertain(a) || uncertain(b) ? 1 : 0 }
    default: {
      const error = a.error + b.error
      return { value, error: error > 0 && Math.abs(a.value - b.value) <= error ? 1 : 0 }
    }
  }
}

function power(a: Bounded, b: Bounded, value: number): Bounded {
  if (b.value === 0 && !(b.error > 0)) return { value: 1, error: 0 }
  const whole = Number.isInteger(b.value) && b.error <= half * Math.abs(b.value)
  const least = Math.abs(a.value) - a.error
  if (!(least > 0) || (a.value < 0 && !whole)) return unknown(value)
  // d log |a^b| <= |b| da / |a| + |log a| db
  const exponentError = whole ? 0 : b.error
  const logError =
    (Math.abs(b.value) + exponentError) * (a.error / least) +
    (Math.abs(Math.log(Math.abs(a.value))) + a.error / least) * exponentError
  const own = (8 + 4 * Math.abs(b.value)) * half
  return { value, error: Math.abs(value) * (Math.expm1(logError) + own * Math.exp(logError)) }
}

const stepped: readonly FunctionName[] = ['ceil', 'floor', 'heaviside', 'round', 'sign']
/** Those that grow or fall throughout: the ends of the interval tell how far the value may go. */
const monotone: readonly FunctionName[] = [
  ...stepped,
  'acos',
  'asin',
  'atan',
  'erf',
  'exp',
  'log',
  'relu',
  'sigmoid',
  'sinh',
  'softplus',
  'sqrt',
  'tanh',
]

function called(name: FunctionName, inner: readonly Bounded[]): Bounded {
  const value = functions[name].value(...inner.map((part) => part.value))
  const x = inner[0]!
  const size = Math.abs(value)
  if (monotone.includes(name)) {
    const apart = [-x.error, x.error].map((d) => Math.abs(functions[name].value(x.value + d) - value))
    return own(name, value, Math.max(...apart))
  }
  switch (name) {
    case 'abs':
      return { value, error: x.error }
    case 'cos':
    case 'sin':
      return Math.abs(x.value) > 1e5 ? unknown(value) : own(name, value, Math.min(x.error, 2))
    case 'cosh':
      return own(name, value, Math.cosh(Math.abs(x.value) + x.error) - value)
    case 'tan': {
      if (Math.abs(x.value) > 1e4) return unknown(value)
      const pole = Math.abs(Math.cos(x.value))
      if (pole <= 2 * x.error) return unknown(value)
      const slope = (1 + value * value) * 4
      return { value, error: slope * (x.error + 1e-9) + 9 * half * size }
    }
    case 'atan2': {
      const y = inner[0]!
      const other = inner[1]!
      const distance = Math.hypot(y.value, other.value) - y.error - other.error
      const cut = other.value - other.error <= 0 && Math.abs(y.value) <= y.error
      if (!(distance > 0) || cut) return unknown(value)
      return { value, error: (y.error + other.error) / distance + 9 * half * size }
    }
    case 'mod': {
      const divisor = inner[1]!
      const quotient = binary('/', x, divisor)
      const [low, high] = [-1, 1].map((s) => Math.floor(quotient.value + s * quotient.error))
      if (low !== high || Math.abs(quotient.value) >= 2 ** 24) return unknown(value)
      return { value, error: x.error + Math.abs(low!) * divisor.error + 2 * half * size }
    }
    case 'max':
    case 'min':
      return { value, error: Math.max(...inner.map((part) => part.error)) }
    case 'clamp':
      return { value, error: Math.max(...inner.map((part) => part.error)) }
    case 'where': {
      const [yes, no] = [inner[1]!, inner[2]!]
      const chosen = Math.max(yes.error, no.error)
      return { value, error: uncertain(x) ? Math.abs(yes.value - no.value) + chosen : chosen }
    }
    default:
      throw new Error(`no bound for ${name}`)
  }
}

/** What the argument's error makes of the value, and the function's own error beside it. */
function own(name: FunctionName, value: number, apart: number): Bounded {
  if (!Number.isFinite(apart)) return unknown(value)
  const exact = name === 'ceil' || name === 'floor'
  const error = exact ? { relative: 0, absolute: 0 } : specialError(`${name}32` as 'exp32')!
  return { value, error: apart + error.relative * half * (Math.abs(value) + apart) + error.absolute }
}
