/**
 * Trees to JavaScript statements, one constant a distinct value: what occurs twice (phi(x) in two equations)
 * is computed once, and what is the same at every point is computed before the loop. Emitted text is made of
 * operators, numbers and the caller's own codes for names; no text of an experiment reaches it.
 */
import { InputError } from '../errors.ts'
import { binaryJavascript, functions } from './functions.ts'
import type { TakenReduction } from './rewrite.ts'
import { takeReductions } from './rewrite.ts'
import type { Expression } from './tree.ts'
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

/** Emits expressions free of phi and reductions; constants are called `prefix`0, `prefix`1, ... */
export function emit(
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
    ;(varies ? local : uniform).push(`const ${made.code} = ${code}`)
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
    if (e.kind === 'number') return { code: literal(e.value), varies: false }
    if (e.kind === 'name') {
      const read = leaf(e.name)
      return /^\w+$/.test(read.code) ? read : define(read.code, read.varies)
    }
    const inner = parts(e).map(value)
    return define(
      codeOf(
        e,
        inner.map((part) => part.code),
      ),
      inner.some((part) => part.varies),
    )
  }

  const results = expressions.map((e) => value(e).code)
  return { uniform, local, results }
}

function codeOf(e: Expression, codes: readonly string[]): string {
  switch (e.kind) {
    case 'unary':
      return e.operator === '-' ? `-${codes[0]}` : `${codes[0]} === 0 ? 1 : 0`
    case 'binary':
      return binaryJavascript(
        e.operator,
        codes[0]!,
        codes[1]!,
        e.right.kind === 'number' ? e.right.value : null,
      )
    case 'call':
      return functions[e.function].javascript?.(...codes) ?? `${e.function}(${codes.join(', ')})`
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

function literal(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '-0' : value})` : String(value)
}

/** Reductions add plain sums of this many points by Kahan's compensated summation. */
const block = 32

/**
 * The body that writes `targets[k][i] = expressions[k]` for i < size in one loop, after one loop for each
 * level of reductions in them. Weights are read as `w[i]`; a target is code such as `flow[o + i]`.
 */
export function loops(
  expressions: readonly Expression[],
  targets: readonly string[],
  leaf: (name: string) => Leaf,
  size: number,
): string {
  const taken = takeReductions(expressions)
  const inner = (name: string): Leaf =>
    name.startsWith('$') ? { code: `m${name.slice(1)}`, varies: false } : leaf(name)
  const lines: string[] = []
  const levels = Math.max(-1, ...taken.reductions.map((r) => r.level))
  for (let level = 0; level <= levels; level++)
    lines.push(
      ...reductionLoop(
        taken.reductions.filter((r) => r.level === level),
        inner,
        size,
        `l${level}_`,
      ),
    )
  const { uniform, local, results } = emit(taken.expressions, inner, 'k')
  const stores = targets.map((target, k) => `${target} = ${results[k]}`)
  return [...lines, ...uniform, `for (let i = 0; i < ${size}; i++) {`, ...local, ...stores, '}'].join('\n')
}

function reductionLoop(
  reductions: readonly TakenReduction[],
  leaf: (name: string) => Leaf,
  size: number,
  prefix: string,
): string[] {
  const { uniform, local, results } = emit(
    reductions.map((r) => r.argument),
    leaf,
    prefix,
  )
  const each = (code: (m: string, k: number) => string) =>
    reductions.map((r, k) => code(`m${r.name.slice(1)}`, k))
  return [
    ...uniform,
    ...each((m) => `let ${m} = 0, carry_${m} = 0`),
    `for (let from = 0; from < ${size}; from += ${block}) {`,
    `const until = Math.min(from + ${block}, ${size})`,
    ...each((m) => `let part_${m} = 0`),
    'for (let i = from; i < until; i++) {',
    ...local,
    ...each((m, k) => `part_${m} += w[i] * ${results[k]}`),
    '}',
    ...each(
      (m) =>
        `const add_${m} = part_${m} - carry_${m}, next_${m} = ${m} + add_${m}\n` +
        `carry_${m} = next_${m} - ${m} - add_${m}\n${m} = next_${m}`,
    ),
    '}',
    ...each((m, k) => (reductions[k]!.reduction === 'sum' ? `${m} *= ${size}` : '')).filter(
      (line) => line !== '',
    ),
  ]
}
