/**
 * Functions on a group that an irrep's character gives without its matrices: chi itself and its
 * projections tr(rho(g) Q), Q onto an eigenspace of one rho(h).
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { zeros } from '../../math/complex.ts'
import { rootOfUnity } from '../../math/roots.ts'
import type { Character, CharacterTable, FiniteGroup } from '../group.ts'

/** An element h of order m and an eigenvalue exp(2 pi i k / m) of rho(h). */
export interface Eigenvalue {
  readonly h: number
  readonly m: number
  readonly k: number
  readonly multiplicity: number
}

/** The least multiplicity, real eigenvalues preferred; among equals an element of small order. */
export function simplestEigenvalue({ classes }: CharacterTable, character: Character): Eigenvalue {
  let best: Eigenvalue = { h: 0, m: 1, k: 0, multiplicity: Number.POSITIVE_INFINITY }
  const cost = ({ multiplicity, m, k }: Eigenvalue): number => multiplicity * ((2 * k) % m === 0 ? 1 : 1.6)
  classes.classes.forEach(({ order: m, representative: h }, index) => {
    character.eigenvalues(index).forEach((multiplicity, k) => {
      const candidate = { h, m, k, multiplicity }
      if (multiplicity > 0 && cost(candidate) < cost(best)) best = candidate
    })
  })
  return best
}

/** A function on the group, N x 1. */
export type GroupFunction = ComplexMatrix

export function valuesOn({ group, classes }: CharacterTable, character: Character): GroupFunction {
  const values = classes.classes.map((_, index) => character.value(index))
  const f = zeros(
    group.order,
    1,
    values.every(({ im }) => im === 0),
  )
  classes.classOf.forEach((index, g) => {
    f.re[g] = values[index]!.re
    if (f.im !== null) f.im[g] = values[index]!.im
  })
  return f
}

/** g -> (1/m) sum_p lambda^-p f(g h^p), or f(h^p g) on the left. */
export function projected(
  group: FiniteGroup,
  f: GroupFunction,
  { h, m, k }: Eigenvalue,
  left = false,
): GroupFunction {
  const result = zeros(group.order, 1, f.im === null && (2 * k) % m === 0)
  let power = group.identity
  for (let p = 0; p < m; p++) {
    const { re, im } = rootOfUnity(-k * p, m)
    const c = re / m
    const s = im / m
    for (let g = 0; g < group.order; g++) {
      const at = left ? group.multiply(power, g) : group.multiply(g, power)
      const x = f.re[at]!
      const y = f.im === null ? 0 : f.im[at]!
      result.re[g]! += c * x - s * y
      if (result.im !== null) result.im[g]! += c * y + s * x
    }
    power = group.multiply(power, h)
  }
  return result
}
