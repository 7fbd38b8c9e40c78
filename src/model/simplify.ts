/**
 * A shorter tree of the same values. Constants are folded exactly as the emitted code would compute them;
 * nothing is reordered, so that no rounding changes. Three liberties are taken: 0 * e is 0 even where e is
 * infinite or NaN, 0 / e likewise, and the sign of a zero may change.
 */
import { binaryValue, functions, unaryValue } from './functions.ts'
import { rewrite, sameExpression } from './rewrite.ts'
import type { Expression } from './tree.ts'
import { binary, numeral, parts, unary } from './tree.ts'

/** Simplified from the leaves up, once. */
export function simplify(expression: Expression): Expression {
  return simplifier()(expression)
}

/** `simplify` for many trees that share branches: each branch is simplified once. */
export function simplifier(): (expression: Expression) => Expression {
  const done = new Map<Expression, Expression>()
  return (expression) => {
    const result = rewrite(expression, simpler, done)
    done.set(result, result)
    return result
  }
}

function simpler(e: Expression): Expression {
  return (
    folded(e) ??
    (e.kind === 'unary' ? simplerUnary(e) : e.kind === 'binary' ? simplerBinary(e) : simplerCall(e))
  )
}

/** The value of a node whose parts are all numbers; null when there are others or it is not finite. */
function folded(e: Expression): Expression | null {
  const values: number[] = []
  for (const part of parts(e)) {
    if (part.kind !== 'number') return null
    values.push(part.value)
  }
  const value =
    e.kind === 'unary'
      ? unaryValue(e.operator, values[0]!)
      : e.kind === 'binary'
        ? binaryValue(e.operator, values[0]!, values[1]!)
        : e.kind === 'call'
          ? functions[e.function].value(...values)
          : Number.NaN
  return Number.isFinite(value) ? numeral(value) : null
}

const is = (e: Expression, value: number): boolean => e.kind === 'number' && e.value === value

function simplerUnary(e: Expression & { kind: 'unary' }): Expression {
  const { operator, operand } = e
  if (operator === '!' || operand.kind !== 'unary' || operand.operator !== '-') return e
  return operand.operand
}

function simplerBinary(e: Expression & { kind: 'binary' }): Expression {
  const { operator, left, right } = e
  switch (operator) {
    case '+':
      if (is(left, 0)) return right
      if (is(right, 0)) return left
      if (negated(right) !== null) return binary('-', left, negated(right)!)
      return negated(left) === null ? e : binary('-', right, negated(left)!)
    case '-':
      if (is(right, 0)) return left
      if (is(left, 0)) return negative(right)
      return negated(right) === null ? e : binary('+', left, negated(right)!)
    case '*':
      if (is(left, 0) || is(right, 0)) return numeral(0)
      if (is(left, 1)) return right
      if (is(right, 1)) return left
      if (is(left, -1)) return negative(right)
      if (is(right, -1)) return negative(left)
      return signed(e)
    case '/':
      if (is(left, 0)) return numeral(0)
      if (is(right, 1)) return left
      if (is(right, -1)) return negative(left)
      return signed(e)
    case '^':
      if (is(right, 0) || is(left, 1)) return numeral(1)
      return is(right, 1) ? left : e
    default:
      return e
  }
}

/** e for a node -e, a number's opposite for a negative one, else null. */
function negated(e: Expression): Expression | null {
  if (e.kind === 'unary' && e.operator === '-') return e.operand
  return e.kind === 'number' && e.value < 0 ? numeral(-e.value) : null
}

function negative(e: Expression): Expression {
  return e.kind === 'number'
    ? numeral(-e.value)
    : e.kind === 'unary' && e.operator === '-'
      ? e.operand
      : unary('-', e)
}

/** A minus inside a product or quotient moves to its front, where sums can take it up. */
function signed(e: Expression & { kind: 'binary' }): Expression {
  const left = e.left.kind === 'unary' ? negated(e.left) : null
  const right = e.right.kind === 'unary' ? negated(e.right) : null
  if (left !== null && right !== null) return binary(e.operator, left, right)
  if (left !== null) return unary('-', binary(e.operator, left, e.right))
  return right === null ? e : unary('-', binary(e.operator, e.left, right))
}

function simplerCall(e: Expression): Expression {
  if (e.kind !== 'call' || e.function !== 'where') return e
  const [condition, yes, no] = e.arguments as [Expression, Expression, Expression]
  if (condition.kind === 'number') return condition.value !== 0 ? yes : no
  return sameExpression(yes, no) ? yes : e
}
