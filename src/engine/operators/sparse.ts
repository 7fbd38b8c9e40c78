/** The connection by its weights that are stored: for matrices and connectomes with few of them. */
import type { SparseRows } from '../../math/sparse.ts'
import type { Operator, PlanChoice } from '../operator.ts'

/** I_i = sum_j W_ij r_j over the stored weights of row i, in four partial sums. */
export function sparseOperator(
  choice: PlanChoice,
  {
    starts,
    columns: places,
    values,
  }: Omit<SparseRows, 'values'> & { readonly values: Float64Array | number },
  columns: number,
): Operator {
  const rows = starts.length - 1
  if (typeof values === 'number') return sharedWeight(choice, starts, places, values, columns)
  return {
    choice,
    rows,
    columns,
    apply(rate, rateOffset, output, outputOffset, gain) {
      for (let i = 0, e = 0; i < rows; i++) {
        const end = starts[i + 1]!
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        for (; e + 3 < end; e += 4) {
          s0 += values[e]! * rate[rateOffset + places[e]!]!
          s1 += values[e + 1]! * rate[rateOffset + places[e + 1]!]!
          s2 += values[e + 2]! * rate[rateOffset + places[e + 2]!]!
          s3 += values[e + 3]! * rate[rateOffset + places[e + 3]!]!
        }
        for (; e < end; e++) s0 += values[e]! * rate[rateOffset + places[e]!]!
        output[outputOffset + i]! += gain * (s0 + s1 + (s2 + s3))
      }
    },
  }
}

/** One weight for all entries: I_i = w times the sum of r_j over row i. */
function sharedWeight(
  choice: PlanChoice,
  starts: Uint32Array,
  places: Uint32Array,
  weight: number,
  columns: number,
): Operator {
  const rows = starts.length - 1
  return {
    choice,
    rows,
    columns,
    apply(rate, rateOffset, output, outputOffset, gain) {
      for (let i = 0; i < rows; i++) {
        let sum = 0
        for (let e = starts[i]!; e < starts[i + 1]!; e++) sum += rate[rateOffset + places[e]!]!
        output[outputOffset + i]! += gain * weight * sum
      }
    },
  }
}
