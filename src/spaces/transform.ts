/** What every space does alike: check lengths, transform through the columns of its harmonics. */
import { InputError } from '../errors.ts'
import type { Harmonic, Space } from './space.ts'

export function checkValues(values: Float64Array, length: number, what: string): void {
  if (values.length !== length)
    throw new InputError('', `${length} numbers, ${what}`, `${values.length} numbers`)
}

/** forward and inverse of a space by the columns of its harmonics, E^T diag(w) f and E u. */
export function columnTransform(
  weights: Float64Array,
  harmonic: (label: string) => Harmonic,
): Pick<Space, 'forward' | 'inverse'> {
  const size = weights.length
  return {
    forward(label, f) {
      checkValues(f, size, 'one for each point')
      const basis = harmonic(label).basis()
      const u = new Float64Array(basis.length / size)
      for (let c = 0, at = 0; c < u.length; c++) {
        let sum = 0
        for (let i = 0; i < size; i++, at++) sum += basis[at]! * weights[i]! * f[i]!
        u[c] = sum
      }
      return u
    },
    inverse(parts) {
      const f = new Float64Array(size)
      for (const [label, u] of parts) {
        const { copies, width, basis } = harmonic(label)
        checkValues(u, copies * width, `the coordinates of "${label}"`)
        const columns = basis()
        for (let c = 0, at = 0; c < u.length; c++) {
          const amplitude = u[c]!
          for (let i = 0; i < size; i++, at++) f[i]! += amplitude * columns[at]!
        }
      }
      return f
    },
  }
}
