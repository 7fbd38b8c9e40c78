/** Tree to text, with no more parentheses than needed: parseExpression(print(e)) is e again. */
import { precedence } from './parse.ts'
import type { Expression } from './tree.ts'

const prefix = 6
const atom = 8

/** The text of an expression. Throws nothing; a number that is not finite prints as its JavaScript name. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return Object.is(expression.value, -0) ? '-0' : String(expression.value)
    case 'name':
      return expression.name
    case 'unary':
      return expression.operator + within(expression.operand, prefix)
    case 'binary': {
      const { operator, left, right } = expression
      const power = precedence[operator]
      if (operator === '^') return `${within(left, atom)}^${within(right, prefix)}`
      const space = power === 5 ? '' : ' '
      return `${within(left, power === 3 ? 4 : power)}${space}${operator}${space}${within(right, power + 1)}`
    }
    case 'call':
      return `${expression.function}(${expression.arguments.map(print).join(', ')})`
    case 'transfer':
      return `phi(${print(expression.argument)})`
    case 'reduction':
      return `${expression.reduction}(${print(expression.argument)})`
  }
}

function within(expression: Expression, least: number): string {
  const text = print(expression)
  return strength(expression) < least ? `(${text})` : text
}

function strength(expression: Expression): number {
  if (expression.kind === 'binary') return precedence[expression.operator]
  if (expression.kind === 'unary') return prefix
  return expression.kind === 'number' && (expression.value < 0 || Object.is(expression.value, -0))
    ? prefix
    : atom
}
