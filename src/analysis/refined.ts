/**
 * Linear systems with the Jacobian of a measured matrix: solved by the factors of its nearest convolution, a small
 * problem, and GMRES for what that leaves over. A step then costs a few products with the matrix, N^2 each,
 * where factors of the matrix itself cost N^3.
 */
import { gmres, norm } from '../math/gmres.ts'
import type { Bases } from './bases.ts'
import { type Bordered, type Compiled, factorBordered, type Solution } from './bordered.ts'
import type { Pieces } from './pieces.ts'
import { dot } from './vectors.ts'

type Solver = (b: Float64Array, d?: ArrayLike<number>) => Solution

/** |b - A x| / |b| asked of a solution unless said, and over |b| + |x| the most that is taken. */
const ASKED = 1e-14
const TAKEN = 1e-11

/**
 * Solves [J - shift, C; R^T w, 0] [x; y] = [b; d] as `factorBordered` does, beginning with the factors of J on
 * other bases; where these lead nowhere, by the factors of J itself.
 *
 * @param near the bases of the network with convolutions for matrices
 * @param apply out = J v
 */
export function refineBordered(
  compiled: Compiled,
  pieces: Pieces,
  near: Bases,
  apply: (v: Float64Array, out: Float64Array) => void,
  bordered: Bordered,
): Solver | null {
  const direct = () => factorBordered(compiled, pieces, bordered)
  const rough = factorBordered({ ...compiled, bases: near }, pieces, bordered)
  if (rough === null) return direct()
  const { weights } = compiled
  const { shift = 0, columns = [], rows = [], accuracy = ASKED } = bordered
  const n = weights.length
  const whole = (v: Float64Array): Float64Array => {
    const x = v.subarray(0, n)
    const image = new Float64Array(v.length)
    apply(x, image.subarray(0, n))
    for (let i = 0; i < n; i++) image[i]! -= shift * x[i]!
    for (const [k, column] of columns.entries()) {
      const y = v[n + k]!
      for (let i = 0; i < n; i++) image[i]! += y * column[i]!
    }
    for (const [k, row] of rows.entries()) image[n + k] = dot(weights, row, x)
    return image
  }
  const first = (v: Float64Array): Float64Array => joined(rough(v.subarray(0, n), v.subarray(n)))
  let own: Solver | null | undefined
  return (b, d = new Float64Array(columns.length)) => {
    if (own === undefined) {
      const right = joined({ x: b, y: Float64Array.from(d) })
      const { x, residual } = gmres(whole, first, right, accuracy)
      const size = norm(right)
      if (residual <= accuracy || residual * size <= TAKEN * (size + norm(x)))
        return { x: x.slice(0, n), y: x.slice(n) }
      own = direct()
    }
    // a singular system has no numbers for an answer
    return own?.(b, d) ?? { x: new Float64Array(n).fill(Number.NaN), y: new Float64Array(rows.length) }
  }
}

function joined({ x, y }: Solution): Float64Array {
  const all = new Float64Array(x.length + y.length)
  all.set(x)
  all.set(y, x.length)
  return all
}
