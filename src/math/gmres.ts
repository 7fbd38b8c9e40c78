/**
 * Linear systems A x = b known by products alone, with a solver of a system nearby: GMRES on A M^-1 (Saad &
 * Schultz, SIAM J. Sci. Stat. Comput. 7, 856 (1986)). It converges in few steps where A M^-1 is the identity and a
 * small or low-rank part.
 */

type Map = (v: Float64Array) => Float64Array

export interface Gmres {
  readonly x: Float64Array
  /** |b - A x| / |b|, of the last residual that was computed anew */
  readonly residual: number
  /** products with A */
  readonly steps: number
}

/** Vectors of one Krylov space; begun again until the residual no longer falls by half. */
const LONGEST = 40
const RESTARTS = 4

/**
 * @param apply A v, new
 * @param near M^-1 v, new
 * @param tolerance of |b - A x| / |b|
 */
export function gmres(apply: Map, near: Map, b: Float64Array, tolerance: number): Gmres {
  const size = norm(b)
  const x = new Float64Array(b.length)
  let left = b.slice()
  let residual = size === 0 ? 0 : 1
  let steps = 0
  for (let turn = 0; turn < RESTARTS && residual > tolerance; turn++) {
    const { correction, used } = cycle(apply, near, left, (tolerance * size) / norm(left))
    const next = x.map((value, i) => value + correction[i]!)
    const image = apply(next)
    const after = b.map((value, i) => value - image[i]!)
    steps += used + 1
    const now = norm(after) / size
    if (!(now < residual)) break
    x.set(next)
    left = after
    const stalls = now > 0.5 * residual
    residual = now
    if (stalls) break
  }
  return { x, residual, steps }
}

/** The combination of M^-1 r, M^-1 (A M^-1) r, ... that lessens |r - A x| most. */
function cycle(apply: Map, near: Map, r: Float64Array, tolerance: number) {
  const whole = norm(r)
  const basis = [r.map((value) => value / whole)]
  const directions: Float64Array[] = []
  // the triangle of the rotated Hessenberg matrix by columns, and the rotated right-hand side
  const columns: number[][] = []
  const rotations: (readonly [number, number])[] = []
  const right = [whole]
  for (let k = 0; k < LONGEST; k++) {
    const direction = near(basis[k]!)
    directions.push(direction)
    const v = apply(direction)
    const before = norm(v)
    const column: number[] = basis.map((u) => remove(v, u))
    for (const [j, u] of basis.entries()) column[j]! += remove(v, u)
    const rest = norm(v)
    for (const [j, [c, s]] of rotations.entries()) {
      const [a, d] = [column[j]!, column[j + 1] ?? 0]
      column[j] = c * a + s * d
      if (j + 1 < column.length) column[j + 1] = c * d - s * a
    }
    const top = column[k]!
    const radius = Math.hypot(top, rest)
    if (!(radius > 0) || !Number.isFinite(radius)) {
      directions.pop()
      break
    }
    const [c, s] = [top / radius, rest / radius]
    rotations.push([c, s])
    column[k] = radius
    columns.push(column)
    right.push(-s * right[k]!)
    right[k]! *= c
    if (Math.abs(right[k + 1]!) <= tolerance * whole || rest <= 1e-15 * before) break
    basis.push(v.map((value) => value / rest))
  }
  const correction = new Float64Array(r.length)
  const factors = new Float64Array(columns.length)
  for (let k = columns.length - 1; k >= 0; k--) {
    let sum = right[k]!
    for (let j = k + 1; j < columns.length; j++) sum -= columns[j]![k]! * factors[j]!
    factors[k] = sum / columns[k]![k]!
  }
  for (const [k, direction] of directions.entries()) add(correction, direction, factors[k]!)
  return { correction, used: directions.length }
}

/** The length of a vector. */
export function norm(v: Float64Array): number {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!
  return Math.sqrt(sum)
}

/** v -= <u, v> u in place; returns <u, v>. */
function remove(v: Float64Array, u: Float64Array): number {
  let along = 0
  for (let i = 0; i < v.length; i++) along += u[i]! * v[i]!
  for (let i = 0; i < v.length; i++) v[i]! -= along * u[i]!
  return along
}

function add(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!
}
