/**
 * All partial derivatives of a model's equations, compiled into one fused loop. With r put in, a model is
 *   z_v' = f_v(z, I, m),   r = rho(z, m),   m_k = mean or sum of g_k(z, I, m_0 ... m_{k-1}),
 * with I any of the inputs, and the pieces are the derivatives of each of f, rho, g by each of z, I, m at every
 * point, exact from the trees. At kinks they are one-sided, as `derivative` says.
 */
import { built } from './compile.ts'
import { derivative } from './derivative.ts'
import type { Leaf } from './emit.ts'
import { loops } from './javascript.ts'
import type { Model } from './model.ts'
import { rewrite, substitute, takeReductions } from './rewrite.ts'
import { simplify } from './simplify.ts'
import type { Expression } from './tree.ts'

/** What the pieces are derivatives of, and by. Variables and reductions by their index. */
export type PieceRow =
  | { readonly kind: 'equation' | 'reduction'; readonly index: number }
  | { readonly kind: 'rate' }
export type PieceColumn =
  | { readonly kind: 'variable' | 'reduction'; readonly index: number }
  /** 0 or absent is I, k is `model.inputs[k - 1]` */
  | { readonly kind: 'input'; readonly index?: number }

export interface CompiledJacobian {
  readonly variables: number
  /** in an order in which each uses earlier ones only; the first `rateReductions` belong to the rate */
  readonly reductions: readonly ('mean' | 'sum')[]
  readonly rateReductions: number
  /** where a derivative stands among the pieces, -1 when it is 0 everywhere */
  piece(row: PieceRow, column: PieceColumn): number
  readonly pieces: number
  /** out[piece * N + i]; state, input and parameters as in CompiledModel, at t = 0. No allocation. */
  evaluate(
    state: Float64Array,
    stateOffset: number,
    input: Float64Array,
    inputOffset: number,
    parameters: Float64Array,
    out: Float64Array,
  ): void
  /** false where an equation, the rate or a mean has a kink or a jump */
  readonly smooth: boolean
}

const kinked = new Set('abs ceil clamp floor heaviside max min mod relu round sign where'.split(' '))
const jumping = new Set('< <= > >= == != && ||'.split(' '))

/** @param weights of the points, which means use */
export function compileJacobian(model: Model, weights: Float64Array): CompiledJacobian {
  const size = weights.length
  const names = model.variables.map((v) => v.name)
  const parameterNames = Object.keys(model.parameters)
  const total = names.includes('r')
    ? model.variables.map((v) => v.equation)
    : model.variables.map((v) => substitute(v.equation, new Map([['r', model.rate]])))
  const taken = takeReductions([model.rate, ...total])
  const [rate, ...equations] = taken.expressions as [Expression, ...Expression[]]
  const { reductions } = taken
  const own = new Map<string, Expression>()
  for (const { name, reduction, argument } of reductions)
    own.set(name, { kind: 'reduction', reduction, argument: substitute(argument, own) })

  const rows = [...equations, rate, ...reductions.map((r) => r.argument)]
  const inputs = ['I', ...(model.inputs ?? [])]
  const columns = [...names, ...inputs, ...reductions.map((r) => r.name)]
  const table = new Int32Array(rows.length * columns.length).fill(-1)
  const found: Expression[] = []
  for (const [i, row] of rows.entries())
    for (const [j, name] of columns.entries()) {
      const slope = simplify(substitute(derivative(row, name), own))
      if (slope.kind === 'number' && slope.value === 0) continue
      table[i * columns.length + j] = found.length
      found.push(slope)
    }

  const leaf = (name: string): Leaf => {
    const variable = names.indexOf(name)
    if (variable >= 0) return { code: `state[s + ${variable * size} + i]`, varies: true }
    const parameter = parameterNames.indexOf(name)
    if (parameter >= 0) return { code: `parameters[${parameter}]`, varies: false }
    const input = inputs.indexOf(name)
    if (input >= 0) return { code: `input[q + ${input * size} + i]`, varies: true }
    return { code: name === 'pi' ? 'Math.PI' : '0', varies: false }
  }
  const targets = found.map((_, k) => `out[${k * size} + i]`)
  const V = names.length
  const rowAt = (row: PieceRow) =>
    row.kind === 'equation' ? row.index : row.kind === 'rate' ? V : V + 1 + row.index
  const columnAt = (column: PieceColumn) =>
    column.kind === 'variable'
      ? column.index
      : column.kind === 'input'
        ? V + (column.index ?? 0)
        : V + inputs.length + column.index
  return {
    variables: V,
    reductions: reductions.map((r) => r.reduction),
    rateReductions: takeReductions([model.rate]).reductions.length,
    piece: (row, column) => table[rowAt(row) * columns.length + columnAt(column)]!,
    pieces: found.length,
    evaluate: built('state, s, input, q, parameters, out', loops(found, targets, leaf, size), weights, []),
    smooth: [model.rate, ...total].every(isSmooth),
  }
}

function isSmooth(expression: Expression): boolean {
  let smooth = true
  rewrite(expression, (node) => {
    if (node.kind === 'call' && kinked.has(node.function)) smooth = false
    if (node.kind === 'binary' && jumping.has(node.operator)) smooth = false
    return node
  })
  return smooth
}
