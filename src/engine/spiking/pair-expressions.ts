/** Trees to code that works on pairs, where they are arithmetic. */
import { freeNames } from '../../model/rewrite.ts'
import type { Expression } from '../../model/tree.ts'
import { pair } from './assembly.ts'
import type { Pairs, Value } from './pairs.ts'

/** How names are read. */
export interface PairNames {
  /** null where it is the same for all neurons */
  value(name: string): Value | null
  /** what is the same for all neurons */
  shared(e: Expression): Value
}

const arithmetic: Readonly<Record<string, number>> = {
  '+': pair.add,
  '-': pair.subtract,
  '*': pair.multiply,
  '/': pair.divide,
}
const comparisons: Readonly<Record<string, number>> = {
  '==': pair.equal,
  '!=': pair.unequal,
  '<': pair.less,
  '>': pair.greater,
  '<=': pair.atMost,
  '>=': pair.atLeast,
}
const functions: Readonly<Record<string, number>> = { sqrt: pair.root, abs: pair.abs }

/** Whether `pairValue` and `pairMask` can write it; `varies` tells which names differ between neurons. */
export function isArithmetic(e: Expression, varies: (name: string) => boolean): boolean {
  if (!freeNames(e).some(varies)) return true
  const inner = (part: Expression) => isArithmetic(part, varies)
  switch (e.kind) {
    case 'name':
      return true
    case 'unary':
      return inner(e.operand)
    case 'binary':
      if (e.operator === '^')
        return e.right.kind === 'number' && [2, 3, -1].includes(e.right.value) && inner(e.left)
      return inner(e.left) && inner(e.right)
    case 'call':
      return functions[e.function] !== undefined && inner(e.arguments[0]!)
    default:
      return false
  }
}

/** The value of an expression that `isArithmetic`. */
export function pairValue(pairs: Pairs, e: Expression, names: PairNames): Value {
  const { apply, number } = pairs
  if (!freeNames(e).some((name) => names.value(name) !== null)) return names.shared(e)
  const inner = (part: Expression) => pairValue(pairs, part, names)
  switch (e.kind) {
    case 'name':
      return names.value(e.name)!
    case 'unary':
      if (e.operator === '-') return apply(pair.negate, inner(e.operand))
      return truth(pairs, apply(pair.equal, inner(e.operand), number(0)))
    case 'binary': {
      const code = arithmetic[e.operator]
      if (code !== undefined) return apply(code, inner(e.left), inner(e.right))
      if (e.operator !== '^') return truth(pairs, pairMask(pairs, e, names))
      const a = inner(e.left)
      const exponent = (e.right as Expression & { kind: 'number' }).value
      if (exponent === -1) return apply(pair.divide, number(1), a)
      const square = apply(pair.multiply, a, a)
      return exponent === 2 ? square : apply(pair.multiply, square, a)
    }
    case 'call':
      return apply(functions[e.function]!, inner(e.arguments[0]!))
    default:
      throw new Error(`no arithmetic: ${e.kind}`)
  }
}

/** A mask of all bits where e is not 0. */
export function pairMask(pairs: Pairs, e: Expression, names: PairNames): Value {
  const inner = (part: Expression) => pairValue(pairs, part, names)
  if (e.kind === 'binary') {
    const code = comparisons[e.operator]
    if (code !== undefined) return pairs.apply(code, inner(e.left), inner(e.right))
    if (e.operator === '&&' || e.operator === '||') {
      const parts = [e.left, e.right].map((part) => pairMask(pairs, part, names))
      return pairs.apply(e.operator === '&&' ? pair.and : pair.or, ...parts)
    }
  }
  return pairs.apply(pair.unequal, inner(e), pairs.number(0))
}

/** 1 where a mask holds, else 0. */
function truth(pairs: Pairs, mask: Value): Value {
  return pairs.apply(pair.and, mask, pairs.number(1))
}
