/**
 * Trees to statements of some language, one constant a distinct value: what occurs twice (phi(x) in two
 * equations) is computed once, and what is the same at every point is computed before the loop. Emitted
 * text is made of operators, numbers and the caller's own codes for names; no text of an experiment reaches
 * it.
 */
import { InputError } from '../errors.ts'
import type { BinaryOperator, Expression, FunctionName, UnaryOperator } from './tree.ts'
import { parts } from './tree.ts'

/** The code that reads a name, and whether it changes from point to point. */
export interface Leaf {
  readonly code: string
  readonly varies: boolean
}

export interface Emitted {
  /** statements that hold for all points */
  readonly uniform: string[]
  /** statements for one point, index i */
  readonly local: string[]
  /** code of each expression's value */
  readonly results: string[]
}

/** How a language writes what the trees say. Operands are names or literals. */
export interface Dialect {
  constant(name: string, code: string): string
  number(value: number): string
  unary(operator: UnaryOperator, a: string): string
  /** `exponent` is the right operand's value where it is a number, else null */
  binary(operator: BinaryOperator, a: string, b: string, exponent: number | null): string
  call(name: FunctionName, codes: readonly string[]): string
}

/** Emits expressions free of phi and reductions; constants are called `prefix`0, `prefix`1, ... */
export function emitIn(
  dialect: Dialect,
  expressions: readonly Expression[],
  leaf: (name: string) => Leaf,
  prefix: string,
): Emitted {
  const uniform: string[] = []
  const local: string[] = []
  const byNode = new Map<Expression, Leaf>()
  const byCode = new Map<string, Leaf>()

  function define(code: string, varies: boolean): Leaf {
    const known = byCode.get(code)
    if (known !== undefined) return known
    const made = { code: `${prefix}${byCode.size}`, varies }
    byCode.set(code, made)
    ;(varies ? local : uniform).push(dialect.constant(made.code, code))
    return made
  }

  function value(e: Expression): Leaf {
    let made = byNode.get(e)
    if (made === undefined) {
      made = make(e)
      byNode.set(e, made)
    }
    return made
  }

  function make(e: Expression): Leaf {
    if (e.kind === 'number') return { code: dialect.number(e.value), varies: false }
    if (e.kind === 'name') {
      const read = leaf(e.name)
      return /^\w+$/.test(read.code) ? read : define(read.code, read.varies)
    }
    const inner = parts(e).map(value)
    return define(
      codeOf(
        dialect,
        e,
        inner.map((part) => part.code),
      ),
      inner.some((part) => part.varies),
    )
  }

  const results = expressions.map((e) => value(e).code)
  return { uniform, local, results }
}

function codeOf(dialect: Dialect, e: Expression, codes: readonly string[]): string {
  switch (e.kind) {
    case 'unary':
      return dialect.unary(e.operator, codes[0]!)
    case 'binary':
      return dialect.binary(
        e.operator,
        codes[0]!,
        codes[1]!,
        e.right.kind === 'number' ? e.right.value : null,
      )
    case 'call':
      return dialect.call(e.function, codes)
    case 'transfer':
      throw new InputError(
        '',
        'an expression without phi',
        'phi(...)',
        'Only a model with a transfer has phi',
      )
    case 'reduction':
      throw new InputError(
        '',
        'an expression at one point',
        `${e.reduction}(...)`,
        'Only a model has reductions',
      )
    default:
      throw new Error(`no code for ${e.kind}`)
  }
}
