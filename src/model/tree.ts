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
