/**
 * Transfer functions phi(x), by name or as an expression in x. A named one takes a gain and a threshold:
 * phi(x) = f(gain (x - threshold)), 1 and 0 by default. As a transfer erf is erf(sqrt(pi) x / 2), of slope
 * 1 at 0; in expressions erf is the standard error function.
 */
import { InputError, placed, quoted } from '../errors.ts'
import { gaussLegendre } from '../math/quadrature.ts'
import { erf, logCosh, softplus, softplusIntegral } from '../math/special.ts'
import { didYouMean } from '../nearest.ts'
import { compileExpression } from './compile.ts'
import { derivative } from './derivative.ts'
import type { Transfer } from './model.ts'
import { parseExpression } from './parse.ts'
import { contains, freeNames, substitute } from './rewrite.ts'
import { simplify } from './simplify.ts'
import type { Expression } from './tree.ts'
import { numeral } from './tree.ts'

/** As an experiment gives it; a string alone is a name. */
export type TransferText =
  | string
  | { readonly name: string; readonly gain?: number; readonly threshold?: number; readonly exponent?: number }
  | { readonly expression: string }

interface Shape {
  readonly text: string
  /** integral of f from 0 to x */
  readonly integral: (x: number, exponent: number) => number
}

const half = Math.sqrt(Math.PI) / 2

const shapes: Readonly<Record<string, Shape>> = {
  linear: { text: 'x', integral: (x) => 0.5 * x * x },
  tanh: { text: 'tanh(x)', integral: logCosh },
  erf: {
    text: `erf(${half}*x)`,
    integral: (x) => x * erf(half * x) + Math.expm1(-half * half * x * x) / (half * Math.sqrt(Math.PI)),
  },
  relu: { text: 'relu(x)', integral: (x) => (x < 0 ? 0 : 0.5 * x * x) },
  softplus: { text: 'softplus(x)', integral: softplusIntegral },
  sigmoid: { text: 'sigmoid(x)', integral: (x) => softplus(x) - Math.LN2 },
  step: { text: 'heaviside(x)', integral: (x) => (x < 0 ? 0 : x) },
  power: {
    text: 'where(x < 0, 0, x^exponent)',
    integral: (x, exponent) => (x < 0 ? 0 : x ** (exponent + 1) / (exponent + 1)),
  },
}

export const transferNames = Object.keys(shapes)

/** A transfer from its text in an experiment, by name or expression. */
export function transferOf(text: TransferText): Transfer {
  if (typeof text === 'string') return transferByName(text)
  if ('expression' in text) return placed('expression', () => transferFromExpression(text.expression))
  const { name, ...options } = text
  return transferByName(name, options)
}

/**
 * A named transfer: `linear tanh erf relu softplus sigmoid step power`. Throws InputError for another name
 * or option, a gain of 0, and for power unless its exponent (default 1) is positive.
 */
export function transferByName(name: string, options: Readonly<Record<string, number>> = {}): Transfer {
  if (!Object.hasOwn(shapes, name))
    throw new InputError(
      '',
      `a transfer (${transferNames.join(', ')}, or { expression: ... })`,
      quoted(name),
      didYouMean(name, transferNames),
    )
  const shape = shapes[name]!
  const known = name === 'power' ? ['gain', 'threshold', 'exponent'] : ['gain', 'threshold']
  for (const [key, value] of Object.entries(options)) {
    if (!known.includes(key))
      throw new InputError(
        '',
        `an option of ${name} (${known.join(', ')})`,
        quoted(key),
        didYouMean(key, known),
      )
    if (!Number.isFinite(value)) throw new InputError(key, 'a finite number', quoted(value))
  }
  const { gain = 1, threshold = 0, exponent = 1 } = options
  if (gain === 0) throw new InputError('gain', 'a number other than 0', '0')
  if (exponent <= 0) throw new InputError('exponent', 'a positive number', quoted(exponent))

  const argument = parseExpression('gain*(x - threshold)')
  const numbers = new Map([
    ['gain', numeral(gain)],
    ['threshold', numeral(threshold)],
    ['exponent', numeral(exponent)],
  ])
  const inner = simplify(substitute(argument, numbers))
  const phi = simplify(substitute(parseExpression(shape.text), new Map([...numbers, ['x', inner]])))
  const origin = shape.integral(-gain * threshold, exponent)
  return {
    name,
    phi,
    derivative: derivative(phi, 'x'),
    antiderivative: (x) => (shape.integral(gain * (x - threshold), exponent) - origin) / gain,
  }
}

/**
 * A transfer from an expression in x; other names in it are parameters of the population's model. Throws
 * InputError for text that is none, and for phi or a reduction inside.
 */
export function transferFromExpression(text: string): Transfer {
  const phi = parseExpression(text)
  if (contains(phi, 'transfer') || contains(phi, 'reduction'))
    throw new InputError('', 'an expression in x without phi, mean and sum', quoted(text))
  return {
    name: 'expression',
    phi,
    derivative: derivative(phi, 'x'),
    antiderivative: integralOf(phi),
  }
}

/**
 * Phi by adaptive Gauss-Legendre quadrature: a panel is halved until its halves agree with the whole to
 * 1e-14 of the integral of |phi| (2,000 panels at most).
 */
function integralOf(phi: Expression): Transfer['antiderivative'] {
  const names = freeNames(phi).filter((name) => name !== 'x')
  const value = compileExpression(phi, ['x', ...names])
  const { nodes, weights } = gaussLegendre(16)

  return (x, parameters = {}) => {
    const rest = names.map((name) => parameters[name] ?? Number.NaN)
    let budget = 2000
    let size = 0
    const panel = (a: number, b: number): number => {
      const radius = 0.5 * (b - a)
      let sum = 0
      size = 0
      budget--
      for (let k = 0; k < nodes.length; k++) {
        const term = weights[k]! * radius * value(0.5 * (a + b) + radius * nodes[k]!, ...rest)
        sum += term
        size += Math.abs(term)
      }
      return sum
    }
    const refine = (a: number, b: number, whole: number, depth: number): number => {
      const middle = 0.5 * (a + b)
      const left = panel(a, middle)
      const scale = size
      const right = panel(middle, b)
      const sum = left + right
      if (depth === 0 || budget < 0 || !(Math.abs(sum - whole) > 1e-14 * (scale + size))) return sum
      return refine(a, middle, left, depth - 1) + refine(middle, b, right, depth - 1)
    }
    return refine(0, x, panel(0, x), 40)
  }
}
