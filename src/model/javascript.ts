/**
 * Trees to JavaScript: the float64 reference's dialect, and whole loops over the points of a population.
 */
import type { Dialect, Emitted, Leaf } from './emit.ts'
import { emitIn } from './emit.ts'
import { binaryJavascript, functions } from './functions.ts'
import type { TakenReduction } from './rewrite.ts'
import { takeReductions } from './rewrite.ts'
import type { Expression } from './tree.ts'

const javascript: Dialect = {
  constant: (name, code) => `const ${name} = ${code}`,
  number: (value) =>
    value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '-0' : value})` : `${value}`,
  unary: (operator, a) => (operator === '-' ? `-${a}` : `${a} === 0 ? 1 : 0`),
  binary: binaryJavascript,
  call: (name, codes) => functions[name].javascript?.(...codes) ?? `${name}(${codes.join(', ')})`,
}

/** Emits expressions free of phi and reductions; constants are called `prefix`0, `prefix`1, ... */
export function emit(
  expressions: readonly Expression[],
  leaf: (name: string) => Leaf,
  prefix: string,
): Emitted {
  return emitIn(javascript, expressions, leaf, prefix)
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
