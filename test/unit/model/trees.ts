/** Random expression trees, and a plain interpreter that shares nothing with the emitter but the table. */
import fc from 'fast-check'
import { binaryValue, functions, unaryValue } from '../../../src/model/functions.ts'
import type { Expression, FunctionName } from '../../../src/model/tree.ts'
import { binary, call, named, numeral, parts, unary } from '../../../src/model/tree.ts'

export function interpret(e: Expression, names: Readonly<Record<string, number>>): number {
  switch (e.kind) {
    case 'number':
      return e.value
    case 'name':
      return e.name === 'pi' ? Math.PI : names[e.name]!
    case 'unary':
      return unaryValue(e.operator, interpret(e.operand, names))
    case 'binary':
      return binaryValue(e.operator, interpret(e.left, names), interpret(e.right, names))
    case 'call':
      return functions[e.function].value(...e.arguments.map((a) => interpret(a, names)))
    default:
      throw new Error(`cannot interpret ${e.kind}`)
  }
}

/** Nothing beyond `bound`, infinity or NaN on the way, and no atan2 at a zero whose sign would matter. */
export function tame(
  e: Expression,
  names: Readonly<Record<string, number>>,
  bound = Number.MAX_VALUE,
): boolean {
  if (e.kind === 'call' && e.function === 'atan2' && interpret(e.arguments[0]!, names) === 0) return false
  return Math.abs(interpret(e, names)) <= bound && parts(e).every((part) => tame(part, names, bound))
}

const smooth1 = [
  'atan',
  'cos',
  'cosh',
  'erf',
  'exp',
  'sigmoid',
  'sin',
  'sinh',
  'softplus',
  'tanh',
  'sqrt',
  'log',
  'asin',
  'acos',
  'tan',
] as const
const kinked1 = ['abs', 'ceil', 'floor', 'heaviside', 'relu', 'round', 'sign'] as const
const two = ['atan2', 'max', 'min', 'mod'] as const
const three = ['clamp', 'where'] as const

const leaf = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('x', 'y', 'pi').map(named) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.integer({ min: -3, max: 4 }).map((n) => numeral(n)),
      fc.integer({ min: -40, max: 40 }).map((n) => numeral(n / 8)),
    ),
  },
)

/** Trees over x, y and pi with every operator and function. A minus before a number is that number. */
export const trees: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => {
  const t = tie('tree')
  const negated = (e: Expression) => (e.kind === 'number' ? numeral(-e.value) : unary('-', e))
  const of = (names: readonly FunctionName[], count: number) =>
    fc
      .tuple(fc.constantFrom(...names), fc.array(t, { minLength: count, maxLength: count }))
      .map(([f, a]) => call(f, ...a))
  return {
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 2, arbitrary: leaf },
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.constantFrom('+', '-', '*', '/', '^' as const), t, t)
          .map(([o, a, b]) => binary(o as '+', a, b)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!=', '&&', '||' as const), t, t)
          .map(([o, a, b]) => binary(o as '<', a, b)),
      },
      { weight: 1, arbitrary: t.map(negated) },
      { weight: 1, arbitrary: t.map((e) => unary('!', e)) },
      { weight: 4, arbitrary: of(smooth1, 1) },
      { weight: 1, arbitrary: of(kinked1, 1) },
      { weight: 1, arbitrary: of(two, 2) },
      { weight: 1, arbitrary: of(three, 3) },
    ),
  }
}).tree
