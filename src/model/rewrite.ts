/**
 * Ways through a tree: rebuild it, replace names, put phi in, take reductions out. Trees made by rule share
 * branches; every walk here visits a shared branch once.
 */
import { InputError } from '../errors.ts'
import type { Expression } from './tree.ts'
import { named, parts, withParts } from './tree.ts'

/** The tree rebuilt from the leaves up: `visit` sees each node with its parts already rebuilt. */
export function rewrite(
  expression: Expression,
  visit: (node: Expression) => Expression,
  done = new Map<Expression, Expression>(),
): Expression {
  function walk(node: Expression): Expression {
    const known = done.get(node)
    if (known !== undefined) return known
    const before = parts(node)
    const after = before.map(walk)
    const result = visit(after.every((part, i) => part === before[i]) ? node : withParts(node, after))
    done.set(node, result)
    return result
  }
  return walk(expression)
}

/** `expression` with names replaced, all at once; names that `by` lacks stay. */
export function substitute(expression: Expression, by: ReadonlyMap<string, Expression>): Expression {
  return rewrite(expression, (node) => (node.kind === 'name' ? (by.get(node.name) ?? node) : node))
}

/** Every name node, the constant pi excepted, each shared node once, in the order of the text. */
export function nameNodes(expression: Expression): (Expression & { kind: 'name' })[] {
  const found: (Expression & { kind: 'name' })[] = []
  rewrite(expression, (node) => {
    if (node.kind === 'name' && node.name !== 'pi') found.push(node)
    return node
  })
  return found
}

/** The names that an expression depends on, the constant pi excepted, in order of appearance. */
export function freeNames(expression: Expression): string[] {
  return [...new Set(nameNodes(expression).map((node) => node.name))]
}

/** Whether a node of this kind stands anywhere in the tree. */
export function contains(expression: Expression, kind: Expression['kind']): boolean {
  let found = false
  rewrite(expression, (node) => {
    found ||= node.kind === kind
    return node
  })
  return found
}

/** Equal as trees, spans aside; 0 and -0 differ. */
export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (a.kind === 'number') return b.kind === 'number' && Object.is(a.value, b.value)
  if (a.kind === 'name') return b.kind === 'name' && a.name === b.name
  const [headA, headB] = [head(a), head(b)]
  const [partsA, partsB] = [parts(a), parts(b)]
  return (
    headA === headB &&
    partsA.length === partsB.length &&
    partsA.every((p, i) => sameExpression(p, partsB[i]!))
  )
}

function head(e: Expression): string {
  const word =
    'operator' in e ? e.operator : e.kind === 'call' ? e.function : e.kind === 'reduction' ? e.reduction : ''
  return `${e.kind} ${word}`
}

/** phi(argument) replaced by `phi`, an expression in the name x; phi within phi at most eight deep. */
export function substituteTransfer(expression: Expression, phi: Expression): Expression {
  const depths = new Map<Expression, number>()
  return rewrite(expression, (node) => {
    const inside = Math.max(0, ...parts(node).map((part) => depths.get(part) ?? 0))
    if (node.kind === 'transfer' && inside >= 8)
      throw new InputError('', 'phi within phi at most 8 deep', 'a deeper nest')
    const result = node.kind === 'transfer' ? substitute(phi, new Map([['x', node.argument]])) : node
    depths.set(result, node.kind === 'transfer' ? inside + 1 : inside)
    return result
  })
}

/** One reduction taken out: what is averaged (or summed), in which earlier ones are names too. */
export interface TakenReduction {
  /** a name no text can hold: `$0`, `$1`, ... */
  readonly name: string
  readonly reduction: 'mean' | 'sum'
  readonly argument: Expression
  /** 0 when the argument holds no reduction, else one more than the deepest inside */
  readonly level: number
}

/**
 * Expressions with every reduction m_k = mean(g_k) replaced by a name, inner ones first. The exact Jacobian
 * of e(x, m_0, ...) is diag(de/dx) + sum_k (de/dm_k) (w g_k')^T, one rank-one term a reduction: all of its
 * pieces are derivatives of what this returns.
 */
export function takeReductions(expressions: readonly Expression[]): {
  readonly expressions: Expression[]
  readonly reductions: TakenReduction[]
} {
  const reductions: TakenReduction[] = []
  const take = (node: Expression): Expression => {
    if (node.kind !== 'reduction') return node
    const { argument, reduction } = node
    const twin = reductions.find((r) => r.reduction === reduction && sameExpression(r.argument, argument))
    if (twin !== undefined) return named(twin.name)
    const used = new Set(freeNames(argument))
    const level = Math.max(-1, ...reductions.filter((r) => used.has(r.name)).map((r) => r.level)) + 1
    const name = `$${reductions.length}`
    reductions.push({ name, reduction, argument, level })
    return named(name)
  }
  return { expressions: expressions.map((e) => rewrite(e, take)), reductions }
}
