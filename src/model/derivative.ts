/**
 * The symbolic derivative. At a kink it is one-sided, from the right in the argument of the kinked function:
 * abs'(0) = 1, relu'(0) = 1; of max and min likewise in the first argument that varies; clamp is inside from
 * its lower limit on and outside from its upper. Jumps (sign, floor, heaviside, comparisons, ...) count 0.
 * Where a slope 0 inside meets an infinite one outside (sqrt(relu(x)) for x < 0) the product is 0.
 */
import { InputError } from '../errors.ts'
import { simplifier, simplify } from './simplify.ts'
import type { BinaryOperator, Expression } from './tree.ts'
import { binary, call, numeral, parts, unary } from './tree.ts'

const zero = numeral(0)
const one = numeral(1)
const two = numeral(2)
const add = (a: Expression, b: Expression) => binary('+', a, b)
const subtract = (a: Expression, b: Expression) => binary('-', a, b)
const times = (a: Expression, b: Expression) => binary('*', a, b)
const over = (a: Expression, b: Expression) => binary('/', a, b)
const power = (a: Expression, b: Expression) => binary('^', a, b)
const compare = (operator: BinaryOperator, a: Expression, b: Expression) => binary(operator, a, b)
const square = (a: Expression) => power(a, two)
/** `product`, a multiple of `inner`, kept at 0 where `inner` is 0 and the other factor may be infinite. */
const flat = (inner: Expression, product: Expression) =>
  inner.kind === 'number' ? product : call('where', compare('==', inner, zero), zero, product)
const isZero = (e: Expression) => e.kind === 'number' && e.value === 0

/**
 * d expression / d name, simplified.
 * @param reductions what mean(e) and sum(e) do: `held` treats them as constants, right for the local
 *   derivative of one neuron's equation by its own state (the rest of the Jacobian is of rank one, see
 *   takeReductions); `through` differentiates inside them, right for names that are the same at every
 *   point (parameters, t).
 * Throws InputError while phi(...) has not been substituted.
 */
export function derivative(
  expression: Expression,
  name: string,
  reductions: 'held' | 'through' = 'held',
): Expression {
  const done = new Map<Expression, Expression>()
  const simplify = simplifier()

  function d(e: Expression): Expression {
    let result = done.get(e)
    if (result === undefined) {
      result = simplify(rule(e))
      done.set(e, result)
    }
    return result
  }

  function rule(e: Expression): Expression {
    switch (e.kind) {
      case 'number':
        return zero
      case 'name':
        return e.name === name ? one : zero
      case 'unary':
        return e.operator === '-' ? unary('-', d(e.operand)) : zero
      case 'binary':
        return binaryRule(e.operator, e.left, e.right, d(e.left), d(e.right))
      case 'reduction':
        return reductions === 'held' ? zero : { ...e, argument: d(e.argument) }
      case 'transfer':
        throw new InputError('', 'an expression in which phi(...) has been substituted', 'phi(...)')
      case 'call':
        return callRule(e, parts(e).map(d))
    }
  }

  return d(expression)
}

function binaryRule(
  operator: BinaryOperator,
  a: Expression,
  b: Expression,
  da: Expression,
  db: Expression,
): Expression {
  switch (operator) {
    case '+':
    case '-':
      return binary(operator, da, db)
    case '*':
      return add(times(da, b), times(a, db))
    case '/':
      return isZero(db) ? over(da, b) : over(subtract(da, times(over(a, b), db)), b)
    case '^':
      return add(byBase(a, b, da), byExponent(a, b, db))
    default:
      return zero
  }
}

/** b a^(b-1) a'; a variable exponent may be 0, where a^(b-1) would be infinite at a = 0. */
function byBase(a: Expression, b: Expression, da: Expression): Expression {
  if (isZero(da)) return zero
  const slope = times(b, power(a, subtract(b, one)))
  if (b.kind === 'number') return b.value >= 1 ? times(slope, da) : flat(da, times(slope, da))
  return flat(da, times(call('where', compare('==', b, zero), zero, slope), da))
}

/** a^b log(a) b', with 0 log 0 = 0. */
function byExponent(a: Expression, b: Expression, db: Expression): Expression {
  if (isZero(db)) return zero
  const slope = times(power(a, b), call('log', a))
  const safe = a.kind === 'number' && a.value > 0 ? slope : call('where', compare('==', a, zero), zero, slope)
  return flat(db, times(safe, db))
}

function callRule(e: Expression & { kind: 'call' }, slopes: readonly Expression[]): Expression {
  if (slopes.every(isZero)) return zero
  const [u, v, w] = e.arguments as [Expression, Expression, Expression]
  const [du, dv, dw] = slopes as [Expression, Expression, Expression]
  const chain = (slope: Expression) => times(slope, du)
  const divided = (divisor: Expression) => over(du, divisor)
  switch (e.function) {
    case 'abs':
      return chain(call('where', compare('<', u, zero), numeral(-1), one))
    case 'acos':
      return flat(du, unary('-', divided(call('sqrt', subtract(one, square(u))))))
    case 'asin':
      return flat(du, divided(call('sqrt', subtract(one, square(u)))))
    case 'atan':
      return divided(add(one, square(u)))
    case 'atan2':
      return over(subtract(times(du, v), times(u, dv)), add(square(u), square(v)))
    case 'clamp': {
      const inside = call('where', compare('<', u, v), dv, du)
      return call('where', compare('<', call('max', u, v), w), inside, dw)
    }
    case 'cos':
      return unary('-', chain(call('sin', u)))
    case 'cosh':
      return chain(call('sinh', u))
    case 'erf':
      return chain(times(numeral(2 / Math.sqrt(Math.PI)), call('exp', unary('-', square(u)))))
    case 'exp':
      return chain(e)
    case 'log':
      return divided(u)
    case 'max':
    case 'min':
      return extremeRule(e.function, e.arguments, slopes)
    case 'mod':
      return subtract(du, times(call('floor', over(u, v)), dv))
    case 'relu':
      return chain(call('heaviside', u))
    case 'sigmoid':
      return chain(times(e, subtract(one, e)))
    case 'sin':
      return chain(call('cos', u))
    case 'sinh':
      return chain(call('cosh', u))
    case 'softplus':
      return chain(call('sigmoid', u))
    case 'sqrt':
      return flat(du, divided(times(two, e)))
    case 'tan':
      return chain(add(one, square(e)))
    case 'tanh':
      return chain(subtract(one, square(e)))
    case 'where':
      return call('where', u, dv, dw)
    case 'ceil':
    case 'floor':
    case 'heaviside':
    case 'round':
    case 'sign':
      return zero
  }
}

/** max(a, b) = b + relu(a - b) and min(a, b) = a - relu(a - b), a constant taken for b in max, a in min. */
function extremeRule(
  name: 'max' | 'min',
  values: readonly Expression[],
  slopes: readonly Expression[],
): Expression {
  let a = values[0]!
  let da = slopes[0]!
  for (let i = 1; i < values.length; i++) {
    const b = values[i]!
    const db = slopes[i]!
    const swap = isZero(da)
    const first = swap ? b : a
    const second = swap ? a : b
    const slope = swap ? [db, da] : [da, db]
    da = call('where', compare(name === 'max' ? '>=' : '<', first, second), slope[0]!, slope[1]!)
    a = call(name, a, b)
  }
  return da
}

/** The derivative by `name` of an expression in r, where r itself is `rate`: the total, reductions held. */
export function derivativeThroughRate(expression: Expression, name: string, rate: Expression): Expression {
  const direct = derivative(expression, name)
  if (name === 'r') return direct
  return simplify(add(direct, simplify(times(derivative(expression, 'r'), derivative(rate, name)))))
}
