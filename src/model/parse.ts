/**
 * Text to tree: a Pratt parser for the model language. Loosest first: || ; && ; comparisons (not chained);
 * + - ; * / ; prefix - and ! ; ^ (to the right, so -x^2 = -(x^2)). A minus before a number is part of the
 * number. What is not understood throws InputError with its place in the text, characters from 1.
 */
import { InputError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { functionNames, functions, isFunction } from './functions.ts'
import type { Token } from './tokens.ts'
import { pointed, tokens } from './tokens.ts'
import type { BinaryOperator, Expression, FunctionName, Span } from './tree.ts'
import { parts } from './tree.ts'

const longest = 10_000
const deepest = 256

/** Binding powers of the binary operators; prefix operators bind at 6. */
export const precedence: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '==': 3,
  '!=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 7,
}

/**
 * The tree of an expression. Throws InputError (place '') for text that is none, longer than 10,000
 * characters or nested deeper than 256.
 */
export function parseExpression(text: string): Expression {
  if (text.length > longest)
    throw new InputError('', `an expression of at most ${longest} characters`, `${text.length} characters`)
  const list = tokens(text)
  const depths = new Map<Expression, number>()
  let nesting = 0
  let next = 0

  function fail(expected: string, token: Token, remedy = ''): never {
    throw new InputError('', expected, pointed(text, token), remedy)
  }

  /** Gives a node its span and refuses the one that makes the tree too deep for later recursion. */
  function node(expression: Expression, start: number, end: number): Expression {
    const spanned = { ...expression, span: { start, end } }
    const depth = 1 + Math.max(0, ...parts(spanned).map((part) => depths.get(part) ?? 1))
    if (depth > deepest) tooDeep(list[Math.max(0, next - 1)]!)
    depths.set(spanned, depth)
    return spanned
  }

  function tooDeep(token: Token): never {
    throw new InputError('', `an expression nested at most ${deepest} deep`, `more at ${placeOf(token)}`)
  }

  function parse(minimum: number): Expression {
    if (++nesting > deepest) tooDeep(list[next]!)
    let left = operand()
    for (;;) {
      const token = list[next]!
      if (token.kind !== 'operator' || token.text === '!') break
      const operator = token.text as BinaryOperator
      const power = precedence[operator]
      if (power < minimum) break
      next++
      const right = parse(operator === '^' ? 6 : power + 1)
      left = node({ kind: 'binary', operator, left, right }, spanOf(left).start, spanOf(right).end)
      const after = list[next]!
      if (power === 3 && after.kind === 'operator' && precedence[after.text as BinaryOperator] === 3)
        fail('one comparison', after, 'Join comparisons by &&: a < b && b < c')
    }
    nesting--
    return left
  }

  function operand(): Expression {
    const token = list[next]!
    if (token.kind === 'number') {
      next++
      return node({ kind: 'number', value: Number(token.text) }, token.start, token.end)
    }
    if (token.kind === 'operator' && (token.text === '-' || token.text === '!')) {
      next++
      const inner = parse(6)
      const { end } = spanOf(inner)
      return token.text === '-' && inner.kind === 'number'
        ? node({ kind: 'number', value: -inner.value }, token.start, end)
        : node({ kind: 'unary', operator: token.text, operand: inner }, token.start, end)
    }
    if (token.text === '(') {
      next++
      const inner = parse(0)
      expect(')', 'an operator or ")"')
      return inner
    }
    if (token.kind === 'name') {
      next++
      return list[next]!.text === '(' ? called(token) : bare(token)
    }
    const remedy = token.text === '+' ? 'Leave out a plus sign before an operand' : ''
    return fail('an operand', token, remedy)
  }

  function bare(token: Token): Expression {
    if (isFunction(token.text)) fail(`"(" after the function ${token.text}`, list[next]!)
    return node({ kind: 'name', name: token.text }, token.start, token.end)
  }

  function called(token: Token): Expression {
    const name = token.text
    const reduction = name === 'mean' || name === 'sum'
    if (!isFunction(name) && name !== 'phi' && !reduction) {
      const known = [...functionNames, 'mean', 'phi', 'sum']
      const near = didYouMean(name, known)
      const advice = near === '' ? `For a product write ${name}*(...)` : near
      fail(`a function (${known.join(', ')})`, token, advice)
    }
    next++
    const values: Expression[] = []
    if (list[next]!.text !== ')') {
      values.push(parse(0))
      while (list[next]!.text === ',') {
        next++
        values.push(parse(0))
      }
    }
    const { end } = expect(')', 'an operator, "," or ")"')
    const [fewest, most] = isFunction(name) ? functions[name].arity : [1, 1]
    if (values.length < fewest || values.length > most) {
      const count =
        fewest === most ? `${fewest} argument${fewest === 1 ? '' : 's'}` : `${fewest} or more arguments`
      throw new InputError('', `${count} of ${name}`, `${values.length} at ${placeOf(token)}`)
    }
    const argument = values[0]!
    if (name === 'phi') return node({ kind: 'transfer', argument }, token.start, end)
    if (reduction) return node({ kind: 'reduction', reduction: name, argument }, token.start, end)
    return node({ kind: 'call', function: name as FunctionName, arguments: values }, token.start, end)
  }

  function placeOf(token: Token): string {
    return `character ${token.start + 1} of ${pointed(text, null)}`
  }

  function expect(symbol: string, expected: string): Token {
    const token = list[next]!
    if (token.text !== symbol || token.kind !== 'symbol') fail(expected, token, product(token))
    next++
    return token
  }

  /** Operands side by side are the commonest slip: 2x, 2 pi, (a)(b). */
  function product(token: Token): string {
    const beside = token.kind === 'name' || token.kind === 'number' || token.text === '('
    return beside ? 'Write a product with *' : ''
  }

  const tree = parse(0)
  const rest = list[next]!
  if (rest.kind !== 'end')
    fail('an operator', rest, rest.text === ')' ? 'No "(" is open there' : product(rest))
  return tree
}

function spanOf(expression: Expression): Span {
  return expression.span ?? { start: 0, end: 0 }
}
