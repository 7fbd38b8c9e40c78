/**
 * The connection operator: I_i += gain * sum_j W_ij r_j, by one of several plans that agree to
 * round-off. Which plan runs is decided by the cost model and is always visible in the result.
 */
import type { PlanName } from '../model/network.ts'

/** What one application to one replica costs. */
export interface Cost {
  /** floating-point operations per application */
  readonly flops: number
  /** bytes of constants kept (bases, tables, matrices, twiddles) */
  readonly bytes: number
  /** estimated nanoseconds per application on the reference engine */
  readonly nanoseconds: number
}

export interface PlanChoice {
  readonly plan: PlanName
  /** one sentence: why this plan */
  readonly why: string
  readonly cost: Cost
  /** every plan that was considered: its cost, or why it does not apply */
  readonly considered: readonly {
    readonly plan: PlanName
    readonly cost: Cost | null
    readonly because: string
  }[]
}

export interface Operator {
  readonly choice: PlanChoice
  readonly rows: number
  readonly columns: number
  /**
   * output[outputOffset + i] += gain * sum_j W_ij rate[rateOffset + j] for one replica, 0 <= i < rows.
   * Scratch is the operator's own: not re-entrant. No allocation.
   */
  apply(
    rate: Float64Array,
    rateOffset: number,
    output: Float64Array,
    outputOffset: number,
    gain: number,
    replica: number,
  ): void
}
