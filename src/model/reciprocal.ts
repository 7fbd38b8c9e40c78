/**
 * Divisions by what is the same for all neurons as products with its reciprocal, which loops over neurons then work
 * out once: a quotient costs as much as ten products. The last bit may differ, so that all ways to step take the
 * same equations.
 */
import type { Model } from './model.ts'
import { contains, freeNames, rewrite } from './rewrite.ts'
import { binary, type Expression, numeral } from './tree.ts'

/** The model with such equations; `varied` are parameters that differ between neurons. */
export function withReciprocals(model: Model, varied: readonly string[]): Model {
  const shared = new Set(['t', ...Object.keys(model.parameters)].filter((name) => !varied.includes(name)))
  const isShared = (e: Expression) =>
    !contains(e, 'reduction') && freeNames(e).every((name) => shared.has(name))
  const done = new Map<Expression, Expression>()
  const multiplied = (node: Expression): Expression => {
    if (node.kind !== 'binary' || node.operator !== '/' || isShared(node.left) || !isShared(node.right))
      return node
    const { left, right } = node
    return binary(
      '*',
      left,
      right.kind === 'number' ? numeral(1 / right.value) : binary('/', numeral(1), right),
    )
  }
  const variables = model.variables.map((v) => ({ ...v, equation: rewrite(v.equation, multiplied, done) }))
  return { ...model, variables }
}
