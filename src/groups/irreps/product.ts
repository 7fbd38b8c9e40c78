/** Irreps of a direct product: Kronecker products of the factors' irreps. */
import type { ComplexMatrix } from '../../math/complex.ts'
import { adjoint, identityMatrix, kronecker, multiply } from '../../math/complex.ts'
import type { FiniteGroup, Irrep } from '../group.ts'
import { antiunitary, fixedBasis } from './structure.ts'
import type { Representation } from './tabulate.ts'

/**
 * rho1(g1) x rho2(g2) x ..., the last factor's row and column fastest, as in the index of (g1, g2, ...).
 * An even number of quaternionic factors gives a real type, which is brought to real matrices.
 */
export function productIrrep(
  group: FiniteGroup,
  factors: readonly FiniteGroup[],
  parts: readonly Irrep[],
): Representation {
  const matrix = (element: number): ComplexMatrix => {
    let rest = element
    let product = identityMatrix(1)
    for (let k = factors.length - 1; k >= 0; k--) {
      const order = factors[k]!.order
      product = kronecker(parts[k]!.matrix(rest % order), product)
      rest = Math.floor(rest / order)
    }
    return product
  }
  const quaternionic = parts.filter(({ type }) => type === 'quaternionic').length
  if (quaternionic === 0 || quaternionic % 2 === 1) return matrix
  const dimension = parts.reduce((product, part) => product * part.dimension, 1)
  const u = fixedBasis(antiunitary({ dimension, size: group.order, matrix }))
  return (element) => ({ ...multiply(adjoint(u), multiply(matrix(element), u)), im: null })
}
