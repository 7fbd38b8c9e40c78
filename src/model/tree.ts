/**
 * The expression tree of the model text: parsed once, from which the float64 JavaScript function,
 * the symbolic derivative and (next) WGSL are made. A leaf: it knows no group, space or network.
 */

/** Where a piece stands in its text, for messages: half-open [start, end) in characters. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type UnaryOperator = '-' | '!'
export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||'

/** Functions of the language; each has a JavaScript form, a derivative rule and a WGSL form. */
export type FunctionName =
  | 'abs'
  | 'acos'
  | 'asin'
  | 'atan'
  | 'atan2'
  | 'ceil'
  | 'clamp'
  | 'cos'
  | 'cosh'
  | 'erf'
  | 'exp'
  | 'floor'
  | 'heaviside'
  | 'log'
  | 'max'
  | 'min'
  | 'mod'
  | 'relu'
  | 'round'
  | 'sigmoid'
  | 'sign'
  | 'sin'
  | 'sinh'
  | 'softplus'
  | 'sqrt'
  | 'tan'
  | 'tanh'
  | 'where'

export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly span?: Span }
  /** a variable, parameter, coordinate or the constant pi; resolved by whoever compiles the tree */
  | { readonly kind: 'name'; readonly name: string; readonly span?: Span }
  | {
      readonly kind: 'unary'
      readonly operator: UnaryOperator
      readonly operand: Expression
      readonly span?: Span
    }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
      readonly span?: Span
    }
  | {
      readonly kind: 'call'
      readonly function: FunctionName
      readonly arguments: readonly Expression[]
      readonly span?: Span
    }
  /** phi(x), the population's transfer function: replaced by its expression before compilation */
  | { readonly kind: 'transfer'; readonly argument: Expression; readonly span?: Span }
  /** mean(e) or sum(e) over the population's points: weighted by w, or N times that */
  | {
      readonly kind: 'reduction'
      readonly reduction: 'mean' | 'sum'
      readonly argument: Expression
      readonly span?: Span
    }

/** Builders, for whoever makes trees by rule instead of from text. */
export const numeral = (value: number): Expression => ({ kind: 'number', value })
export const named = (name: string): Expression => ({ kind: 'name', name })
export const unary = (operator: UnaryOperator, operand: Expression): Expression => ({
  kind: 'unary',
  operator,
  operand,
})
export const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  left,
  right,
})
export const call = (name: FunctionName, ...values: Expression[]): Expression => ({
  kind: 'call',
  function: name,
  arguments: values,
})

/** The direct parts of an expression, in the order of the text. */
export function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'name':
      return []
    case 'unary':
      return [expression.operand]
    case 'binary':
      return [expression.left, expression.right]
    case 'call':
      return expression.arguments
    case 'transfer':
    case 'reduction':
      return [expression.argument]
  }
}

/** The same node on other parts. */
export function withParts(expression: Expression, changed: readonly Expression[]): Expression {
  switch (expression.kind) {
    case 'number':
    case 'name':
      return expression
    case 'unary':
      return { ...expression, operand: changed[0]! }
    case 'binary':
      return { ...expression, left: changed[0]!, right: changed[1]! }
    case 'call':
      return { ...expression, arguments: changed }
    case 'transfer':
    case 'reduction':
      return { ...expression, argument: changed[0]! }
  }
}
