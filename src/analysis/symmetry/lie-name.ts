/** The name of a connected subgroup of a network's symmetry, by its Lie algebra. */
import { symmetricEigen } from '../../math/eigen.ts'
import type { Algebra } from './algebra.ts'

/** `SO(2)`, `T2`, `SO(3)`, `SO(3) x SO(3)`, `SO(3) x SO(2)`; by dimension and the dimension of its centre. */
export function lieName(algebra: Algebra, directions: readonly Float64Array[]): string {
  const d = directions.length
  if (d === 0) return '1'
  const centre = d - derivedDimension(algebra, directions)
  const simple = (d - centre) / 3
  const spin = algebra.candidates.some(({ period, kind }) => kind === 'rotation' && period > 13)
    ? spinName(algebra, directions)
    : null
  const factors = [
    ...Array.from({ length: Math.round(simple) }, () => spin ?? 'SO(3)'),
    ...(centre === 0 ? [] : [centre === 1 ? 'SO(2)' : `T${centre}`]),
  ]
  return factors.join(' x ')
}

/** Of subgroups of SU(2) x SU(2): one side alone is SU(2), a diagonal too. */
function spinName(_: Algebra, directions: readonly Float64Array[]): string {
  return directions.length === 3 || directions.length === 4 || directions.length === 6 ? 'SU(2)' : 'SO(3)'
}

/** dimension of [h, h] */
export function derivedDimension(algebra: Algebra, directions: readonly Float64Array[]): number {
  const n = algebra.generators.length
  if (algebra.candidates.every(({ kind }) => kind === 'circle')) return 0
  const gram = new Float64Array(n * n)
  for (const [i, a] of directions.entries())
    for (const b of directions.slice(i + 1)) {
      const c = new Float64Array(n)
      for (let p = 0; p < n; p++)
        for (let q = 0; q < n; q++) {
          const factor = a[p]! * b[q]!
          if (factor === 0 || p === q) continue
          const bracket = algebra.bracket(p, q)
          for (let k = 0; k < n; k++) c[k]! += factor * bracket[k]!
        }
      for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) gram[p * n + q]! += c[p]! * c[q]!
    }
  const { values } = symmetricEigen(gram, n)
  return values.filter((value) => value > 1e-6 * Math.max(1, values[n - 1]!)).length
}
