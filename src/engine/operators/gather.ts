/**
 * The connection through the Cayley table, for kernels of small support on any finite group or
 * group sample: I(g) = sum_u w J(u) r(g u^-1) over the support. The order of u is the same at every g,
 * and left translation permutes the g only, so one step is equivariant to the last bit.
 */
import type { FiniteGroup } from '../../groups/group.ts'
import { type Kernel, supportOf } from '../../model/kernel.ts'
import type { Operator, PlanChoice } from '../operator.ts'

/** Beyond 2^25 entries (128 MiB) neighbours are multiplied out at each step. */
export const LARGEST_TABLE = 2 ** 25

/** The kernel's space must have a `sample`, hence equal weights. `largestTable` is in entries. */
export function gatherOperator(choice: PlanChoice, kernel: Kernel, largestTable = LARGEST_TABLE): Operator {
  const { space } = kernel
  const { size } = space
  const group = space.sample!
  const values = kernel.values!
  const support = supportOf(values)
  const count = support.length
  const factors = Float64Array.from(support, (u) => space.weights[0]! * values[u]!)
  const back = support.map((u) => group.inverse(u))
  const base = { choice, rows: size, columns: size }
  if (size * count > largestTable) return { ...base, apply: multiplied(group, factors, back) }
  const neighbours = new Int32Array(size * count)
  for (let g = 0, at = 0; g < size; g++)
    for (let k = 0; k < count; k++, at++) neighbours[at] = group.multiply(g, back[k]!)
  return { ...base, apply: tabled(size, factors, neighbours) }
}

/** Four partial sums, each in the order of the support. */
function tabled(size: number, factors: Float64Array, neighbours: Int32Array): Operator['apply'] {
  const count = factors.length
  return (rate, rateOffset, output, outputOffset, gain) => {
    for (let g = 0, at = 0; g < size; g++) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      let k = 0
      for (; k + 3 < count; k += 4, at += 4) {
        s0 += factors[k]! * rate[rateOffset + neighbours[at]!]!
        s1 += factors[k + 1]! * rate[rateOffset + neighbours[at + 1]!]!
        s2 += factors[k + 2]! * rate[rateOffset + neighbours[at + 2]!]!
        s3 += factors[k + 3]! * rate[rateOffset + neighbours[at + 3]!]!
      }
      for (; k < count; k++, at++) s0 += factors[k]! * rate[rateOffset + neighbours[at]!]!
      output[outputOffset + g]! += gain * (s0 + s1 + (s2 + s3))
    }
  }
}

function multiplied(group: FiniteGroup, factors: Float64Array, back: Int32Array): Operator['apply'] {
  return (rate, rateOffset, output, outputOffset, gain) => {
    for (let g = 0; g < group.order; g++) {
      let sum = 0
      for (let k = 0; k < factors.length; k++)
        sum += factors[k]! * rate[rateOffset + group.multiply(g, back[k]!)]!
      output[outputOffset + g]! += gain * sum
    }
  }
}
