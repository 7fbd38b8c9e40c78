/**
 * The Fourier transform on a finite group and the convolution that it diagonalises, straight from
 * their definitions. These are the reference; the engine runs the real form of components.ts.
 */
import { zeros } from '../math/complex.ts'
import type { ComplexMatrix, FiniteGroup } from './group.ts'
import { irreps } from './irreps.ts'

/** f^(rho) = (1/N) sum_g f(g) rho(g), by label, for a real function of length N. */
export function forwardTransform(group: FiniteGroup, f: ArrayLike<number>): Map<string, ComplexMatrix> {
  return new Map(
    irreps(group).map((irrep) => {
      const d = irrep.dimension
      const sum = zeros(d, d, irrep.type === 'real')
      for (let g = 0; g < group.order; g++) {
        const { re, im } = irrep.matrix(g)
        const value = f[g]! / group.order
        for (let k = 0; k < d * d; k++) {
          sum.re[k]! += value * re[k]!
          if (sum.im !== null && im !== null) sum.im[k]! += value * im[k]!
        }
      }
      return [irrep.label, sum]
    }),
  )
}

/** f(g) = sum_rho d_rho tr[f^(rho) rho(g)^H], the real part; irreps that are absent count as zero. */
export function inverseTransform(
  group: FiniteGroup,
  transform: ReadonlyMap<string, ComplexMatrix>,
): Float64Array {
  const f = new Float64Array(group.order)
  for (const irrep of irreps(group)) {
    const hat = transform.get(irrep.label)
    if (hat === undefined) continue
    const d = irrep.dimension
    for (let g = 0; g < group.order; g++) {
      const { re, im } = irrep.matrix(g)
      let sum = 0
      for (let k = 0; k < d * d; k++) sum += hat.re[k]! * re[k]!
      if (hat.im !== null && im !== null) for (let k = 0; k < d * d; k++) sum += hat.im[k]! * im[k]!
      f[g]! += d * sum
    }
  }
  return f
}

/** (r * J)(g) = (1/N) sum_h r(h) J(h^-1 g), N^2 products. */
export function convolve(group: FiniteGroup, r: ArrayLike<number>, j: ArrayLike<number>): Float64Array {
  const n = group.order
  const result = new Float64Array(n)
  for (let h = 0; h < n; h++) {
    const value = r[h]! / n
    for (let k = 0; k < n; k++) result[group.multiply(h, k)]! += value * j[k]!
  }
  return result
}
