/**
 * What the operators and functions of the model text mean in float64: one table from which constants are
 * folded, names are known to the parser and JavaScript is emitted. Truth is 1, falsehood 0; a condition
 * holds when it is not 0.
 */
import { erf, heaviside, mod, relu, sigmoid, softplus } from '../math/special.ts'
import type { BinaryOperator, FunctionName, UnaryOperator } from './tree.ts'

export interface FunctionMeaning {
  /** fewest and most arguments */
  readonly arity: readonly [number, number]
  readonly value: (...values: number[]) => number
  /** JavaScript of a call; without it `value` itself is called */
  readonly javascript?: (...codes: string[]) => string
}

function viaMath(name: keyof Math & string, fewest = 1, most = fewest): FunctionMeaning {
  const value = Math[name] as (...values: number[]) => number
  return { arity: [fewest, most], value, javascript: (...codes) => `Math.${name}(${codes.join(', ')})` }
}

/** Every function of the language. `round` takes halves up; `mod` has the sign of its divisor. */
export const functions: Readonly<Record<FunctionName, FunctionMeaning>> = {
  abs: viaMath('abs'),
  acos: viaMath('acos'),
  asin: viaMath('asin'),
  atan: viaMath('atan'),
  atan2: viaMath('atan2', 2),
  ceil: viaMath('ceil'),
  clamp: {
    arity: [3, 3],
    value: (x, low, high) => Math.min(Math.max(x!, low!), high!),
    javascript: (x, low, high) => `Math.min(Math.max(${x}, ${low}), ${high})`,
  },
  cos: viaMath('cos'),
  cosh: viaMath('cosh'),
  erf: { arity: [1, 1], value: erf },
  exp: viaMath('exp'),
  floor: viaMath('floor'),
  heaviside: { arity: [1, 1], value: heaviside },
  log: viaMath('log'),
  max: viaMath('max', 2, 20),
  min: viaMath('min', 2, 20),
  mod: { arity: [2, 2], value: mod },
  relu: { arity: [1, 1], value: relu, javascript: (x) => `(${x} < 0 ? 0 : ${x})` },
  round: viaMath('round'),
  sigmoid: { arity: [1, 1], value: sigmoid },
  sign: viaMath('sign'),
  sin: viaMath('sin'),
  sinh: viaMath('sinh'),
  softplus: { arity: [1, 1], value: softplus },
  sqrt: viaMath('sqrt'),
  tan: viaMath('tan'),
  tanh: viaMath('tanh'),
  where: {
    arity: [3, 3],
    value: (condition, yes, no) => (condition !== 0 ? yes! : no!),
    javascript: (condition, yes, no) => `(${condition} !== 0 ? ${yes} : ${no})`,
  },
}

export const functionNames = Object.keys(functions) as FunctionName[]

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

export function unaryValue(operator: UnaryOperator, x: number): number {
  return operator === '-' ? -x : x === 0 ? 1 : 0
}

export function binaryValue(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '^':
      return powerValue(a, b)
    case '<':
      return a < b ? 1 : 0
    case '<=':
      return a <= b ? 1 : 0
    case '>':
      return a > b ? 1 : 0
    case '>=':
      return a >= b ? 1 : 0
    case '==':
      return a === b ? 1 : 0
    case '!=':
      return a !== b ? 1 : 0
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0
  }
}

/** The exponents 2, 3 and -1 are products and a quotient, others Math.pow; 0^0 = 1. */
export function powerValue(a: number, b: number): number {
  return b === 2 ? a * a : b === 3 ? a * a * a : b === -1 ? 1 / a : a ** b
}

/** JavaScript of an operator on two simple operands; `exponent` is the right one's value where known, else
 * `power` (powerValue) is called. */
export function binaryJavascript(
  operator: BinaryOperator,
  a: string,
  b: string,
  exponent: number | null,
): string {
  switch (operator) {
    case '^':
      if (exponent === 2) return `${a} * ${a}`
      if (exponent === 3) return `${a} * ${a} * ${a}`
      if (exponent === -1) return `1 / ${a}`
      return exponent === null ? `power(${a}, ${b})` : `Math.pow(${a}, ${b})`
    case '==':
    case '!=':
      return `${a} ${operator}= ${b} ? 1 : 0`
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${a} ${operator} ${b} ? 1 : 0`
    case '&&':
    case '||':
      return `${a} !== 0 ${operator} ${b} !== 0 ? 1 : 0`
    default:
      return `${a} ${operator} ${b}`
  }
}
