/**
 * The orbit of a vector as a tight frame: N x n, row g the coordinates of rho(g) v, and the matrices
 * of the group's elements as averages over it.
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { adjoint, multiply, plus, scaled, zeros } from '../../math/complex.ts'
import type { FiniteGroup } from '../group.ts'
import type { GroupFunction } from './spherical.ts'

/**
 * N x n, row g the coordinates of gQ in an orthonormal basis: the Cholesky factor, with the largest
 * remaining vector as the next pivot, of the Gram matrix phi(a^-1 b), whose rank is n.
 */
export function orbitFrame(group: FiniteGroup, phi: GroupFunction, n: number): ComplexMatrix {
  const { order } = group
  const frame = zeros(order, n, phi.im === null)
  const { re, im } = frame
  const rest = new Float64Array(order).fill(phi.re[group.identity]!)
  for (let column = 0; column < n; column++) {
    let pivot = 0
    for (let g = 1; g < order; g++) if (rest[g]! > rest[pivot]! * (1 + 1e-9)) pivot = g
    const length = Math.sqrt(rest[pivot]!)
    const inverse = group.inverse(pivot)
    for (let g = 0; g < order; g++) {
      // <pivot Q, g Q>
      const at = group.multiply(inverse, g)
      let x = phi.re[at]!
      let y = phi.im === null ? 0 : phi.im[at]!
      const a = pivot * n
      const b = g * n
      for (let k = 0; k < column; k++) {
        x -= re[a + k]! * re[b + k]!
        if (im === null) continue
        x -= im[a + k]! * im[b + k]!
        y -= re[a + k]! * im[b + k]! - im[a + k]! * re[b + k]!
      }
      // the pivot's own residual is real: a positive new coordinate
      re[b + column] = x / length
      if (im !== null) im[b + column] = y / length
    }
    for (let g = 0; g < order; g++) {
      const x = re[g * n + column]!
      const y = im === null ? 0 : im[g * n + column]!
      rest[g]! -= x * x + y * y
    }
  }
  return frame
}

/** rho(s) = (d/N) sum_g x_(sg) x_g^H of some elements. */
export function matricesOf(
  group: FiniteGroup,
  elements: readonly number[],
  frame: ComplexMatrix,
  d: number,
): readonly ComplexMatrix[] {
  return elements.map((s) => unitary(averaged(frame, frame, d, (g) => group.multiply(s, g))))
}

/** (d/N) sum_g y_(moved(g)) x_g^H over the rows of two frames, one outer product after another. */
export function averaged(
  y: ComplexMatrix,
  x: ComplexMatrix,
  d: number,
  moved: (g: number) => number = (g) => g,
): ComplexMatrix {
  const n = x.columns
  const sum = zeros(n, n, x.im === null && y.im === null)
  for (let g = 0; g < x.rows; g++) {
    const from = moved(g) * n
    const to = g * n
    addOuter(sum.re, y.re, from, x.re, to, n, 1)
    if (sum.im === null) continue
    if (y.im !== null && x.im !== null) addOuter(sum.re, y.im, from, x.im, to, n, 1)
    if (y.im !== null) addOuter(sum.im, y.im, from, x.re, to, n, 1)
    if (x.im !== null) addOuter(sum.im, y.re, from, x.im, to, n, -1)
  }
  return scaled(sum, d / x.rows)
}

/** c_ij += sign a_i b_j, a and b starting at offsets */
function addOuter(
  c: Float64Array,
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  n: number,
  sign: number,
): void {
  for (let i = 0; i < n; i++) {
    const x = sign * a[atA + i]!
    if (x === 0) continue
    for (let j = 0, k = i * n; j < n; j++, k++) c[k]! += x * b[atB + j]!
  }
}

/** One step of Newton's iteration to the nearest unitary matrix, U (3 - U^H U) / 2. */
export function unitary(u: ComplexMatrix): ComplexMatrix {
  return plus(scaled(u, 1.5), multiply(u, multiply(adjoint(u), u)), -0.5)
}
