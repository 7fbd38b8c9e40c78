/**
 * The connection as a matrix, rows x columns: for measured and heterogeneous weights, and the plain
 * truth against which the other plans are held.
 */
import { addMatrixVector, CHUNK } from '../../math/matvec.ts'
import type { Operator, PlanChoice } from '../operator.ts'

/** I_i = sum_j W_ij r_j without any factor; `weights` row major. */
export function denseOperator(
  choice: PlanChoice,
  rows: number,
  columns: number,
  weights: Float64Array,
): Operator {
  const sums = new Float64Array(rows)
  return {
    choice,
    rows,
    columns,
    apply(rate, rateOffset, output, outputOffset, gain) {
      sums.fill(0)
      for (let from = 0; from < columns; from += CHUNK) {
        const to = Math.min(columns, from + CHUNK)
        addMatrixVector(weights, rows, columns, from, to, rate, rateOffset, sums, 0)
      }
      for (let i = 0; i < rows; i++) output[outputOffset + i]! += gain * sums[i]!
    },
  }
}
