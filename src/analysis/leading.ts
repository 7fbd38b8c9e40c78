/** The leading eigenvalues of a Jacobian too large to take whole. */
import { eigenvalues } from '../math/eigenvalues.ts'
import type { JacobianParts } from './compressed.ts'
import { inverseIteration, pairs, type Spectrum, sorted } from './spectrum.ts'
import { orthonormal } from './vectors.ts'

export function leadingSpectrum({ linearisation, layout, weights }: JacobianParts): Spectrum {
  const n = layout.stateLength
  const values = sorted(pairs(eigenvalues(linearisation.dense(), n)))
  const solver = (shift: number) => {
    const solve = linearisation.factor({ shift })
    if (solve === null) throw new RangeError('a shifted Jacobian is singular')
    return (v: Float64Array) => v.set(solve(v).x)
  }
  return {
    values,
    rest: [],
    complete: true,
    vector(i) {
      const { re } = values[i]!
      return { re: orthonormal(weights, inverseIteration(solver(re + 1e-7), n, 1))[0]!, im: null }
    },
    nullSpace(tolerance) {
      const count = values.filter(({ re, im }) => Math.hypot(re, im) < tolerance).length
      return count === 0 ? [] : orthonormal(weights, inverseIteration(solver(1e-5), n, count))
    },
  }
}
