/**
 * Motions of SU(2) on the coordinates of one degree, by quadrature: the columns at the moved points of a small
 * sample against the columns there. Exact, for the sample integrates their products.
 */
import { fromEuler, type Quaternion, quotient, toEuler } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import { spinSpace } from '../../spaces/spin.ts'

/** (L_a f)(g) = f(a^-1 g), (R_b f)(g) = f(g b); `inversion` is f(g^-1) and has no quaternion. */
export function spinBlock(label: string, side: 'left' | 'right' | 'inversion', q: Quaternion): Float64Array {
  const small = spinSpace(Math.ceil(label.endsWith('/2') ? Number(label.slice(0, -2)) / 2 : Number(label)))
  return movedBlock(small, label, (g) =>
    side === 'left' ? quotient(q, g) : side === 'right' ? times(g, q) : conjugate(g),
  )
}

/** The matrix of f(g) -> f(from(g)) on the coordinates of a label, size x size row major. */
function movedBlock(space: Space, label: string, from: (g: Quaternion) => Quaternion): Float64Array {
  const n = space.size
  const names = ['alpha', 'beta', 'gamma'] as const
  const moved = { alpha: new Float64Array(n), beta: new Float64Array(n), gamma: new Float64Array(n) }
  const [alpha, beta, gamma] = names.map((name) => space.coordinates.get(name)!)
  for (let i = 0; i < n; i++) {
    const angles = toEuler(from(fromEuler(alpha![i]!, beta![i]!, gamma![i]!)))
    for (const name of names) moved[name][i] = angles[name]
  }
  const columns = space.evaluate(label, new Map(Object.entries(moved)))
  const size = columns.length / n
  const out = new Float64Array(size * size)
  for (let c = 0; c < size; c++) {
    const u = space.forward(label, columns.subarray(c * n, (c + 1) * n))
    for (let r = 0; r < size; r++) out[r * size + c] = u[r]!
  }
  return out
}

/** The product of two quaternions, a b. */
export function times(a: Quaternion, b: Quaternion): Quaternion {
  return quotient(conjugate(a), b)
}

export function conjugate([x, y, z, w]: Quaternion): Quaternion {
  return [-x, -y, -z, w]
}
