/** The derivatives of every population's equations at one state, by name, and 0 as null. */
import type { System } from '../engine/system.ts'
import type { CompiledJacobian, PieceColumn, PieceRow } from '../model/jacobian.ts'

/** One population's; arrays have N numbers. */
export interface Piece {
  readonly size: number
  readonly variables: number
  readonly reductions: number
  readonly rateReductions: number
  /** d f_e / d z_u at [e * V + u] */
  readonly byVariable: readonly (Float64Array | null)[]
  /** d f_e / d I at [e] */
  readonly byInput: readonly (Float64Array | null)[]
  /** d f_e / d m_k at [e * reductions + k] */
  readonly byReduction: readonly (Float64Array | null)[]
  /** d r / d z_u at [u] */
  readonly rateByVariable: readonly (Float64Array | null)[]
  /** d r / d m_k at [k] */
  readonly rateByReduction: readonly (Float64Array | null)[]
  /** w d g_k / d z_u at [k * V + u], the weights (N w for a sum) included */
  readonly meanByVariable: readonly (Float64Array | null)[]
  /** w d g_k / d I at [k] */
  readonly meanByInput: readonly (Float64Array | null)[]
  /** sum w d g_k / d m_l at [k * reductions + l] */
  readonly meanByReduction: Float64Array
}

export type Pieces = readonly Piece[]

/** Evaluates rates, input and all derivatives at z. */
export function piecesAt(
  { system, jacobians }: { readonly system: System; readonly jacobians: readonly CompiledJacobian[] },
  z: Float64Array,
): Pieces {
  const { layout, network } = system
  const rate = new Float64Array(layout.neurons)
  const input = system.drive.constant.slice()
  system.rates(0, 0, z, 0)
  rate.set(system.rate)
  system.couple(0, rate, input)
  return layout.blocks.map((block, p) =>
    pieceAt(jacobians[p]!, network.populations[p]!.space.weights, (out) =>
      jacobians[p]!.evaluate(z, block.state, input, block.rate, system.parameters[p]!, out),
    ),
  )
}

function pieceAt(
  jacobian: CompiledJacobian,
  weights: Float64Array,
  evaluate: (out: Float64Array) => void,
): Piece {
  const size = weights.length
  const { variables, reductions: kinds, rateReductions } = jacobian
  const reductions = kinds.length
  const all = new Float64Array(jacobian.pieces * size)
  evaluate(all)
  const at = (row: PieceRow, column: PieceColumn): Float64Array | null => {
    const k = jacobian.piece(row, column)
    return k < 0 ? null : all.subarray(k * size, (k + 1) * size)
  }
  const weighed = (k: number, slope: Float64Array | null): Float64Array | null => {
    const factor = kinds[k] === 'sum' ? size : 1
    return slope === null ? null : slope.map((value, i) => factor * weights[i]! * value)
  }
  const equation = (index: number): PieceRow => ({ kind: 'equation', index })
  const mean = (index: number): PieceRow => ({ kind: 'reduction', index })
  const variable = (index: number): PieceColumn => ({ kind: 'variable', index })
  const byMean = (index: number): PieceColumn => ({ kind: 'reduction', index })
  const rate: PieceRow = { kind: 'rate' }
  const input: PieceColumn = { kind: 'input' }
  const vs = Array.from({ length: variables }, (_, v) => v)
  const ks = Array.from({ length: reductions }, (_, k) => k)
  return {
    size,
    variables,
    reductions,
    rateReductions,
    byVariable: vs.flatMap((e) => vs.map((u) => at(equation(e), variable(u)))),
    byInput: vs.map((e) => at(equation(e), input)),
    byReduction: vs.flatMap((e) => ks.map((k) => at(equation(e), byMean(k)))),
    rateByVariable: vs.map((u) => at(rate, variable(u))),
    rateByReduction: ks.map((k) => at(rate, byMean(k))),
    meanByVariable: ks.flatMap((k) => vs.map((u) => weighed(k, at(mean(k), variable(u))))),
    meanByInput: ks.map((k) => weighed(k, at(mean(k), input))),
    meanByReduction: Float64Array.from(
      ks.flatMap((k) => ks.map((l) => weighed(k, at(mean(k), byMean(l)))?.reduce((a, b) => a + b, 0) ?? 0)),
    ),
  }
}
