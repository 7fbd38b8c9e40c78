/**
 * Relative equilibria: states that a non-symmetric kernel carries along the group orbit without changing
 * them, f(z) = sum_a omega_a xi_a z. Newton's method in the moving frame solves for state and velocity at
 * once,
 *   [J - sum omega xi, -T; T^T, 0] [dy; d eta] = [T eta - f; 0],
 * T an orthonormal basis of the tangent space xi_a y.
 */

import { pseudoSolve } from '../../math/pseudo-solve.ts'
import { solveDense } from '../../math/solve.ts'
import type { Flow } from '../flow.ts'
import { type Frame, multiplyVector } from '../frame.ts'
import { inner } from '../vectors.ts'

export interface RelativeEquilibrium {
  readonly state: Float64Array
  /** omega_a, radians per unit of time for a rotation, one for each generator */
  readonly velocity: Float64Array
  /** max |z' - sum omega xi z| */
  readonly residual: number
  readonly frame: Frame
  /** its coordinates in the frame */
  readonly place: Float64Array
  /** J - sum omega xi in the frame, m x m row major */
  readonly jacobian: Float64Array
  /** rank of the tangent space */
  readonly dimension: number
  /** how far the sample breaks the symmetry along the orbit: max |(J - Omega) xi_a y - [xi_a, Omega] y| / |xi_a y| */
  readonly pinning: number
}

/** Slower than this, relative to the state, it is an equilibrium. */
export const AT_REST = 1e-7

/** From a state in or near the frame; null when Newton does not converge, or to a state at rest. */
export function relativeEquilibrium(
  flow: Flow,
  frame: Frame,
  start: Float64Array,
  { tolerance = 1e-12, maximumSteps = 40 } = {},
): RelativeEquilibrium | null {
  const m = frame.size
  const velocityOf = new Float64Array(flow.length)
  let y = frame.coordinates(start)
  const look = (at: Float64Array) => {
    const state = frame.lift(at)
    flow.evaluate(state, velocityOf)
    const f = frame.coordinates(velocityOf)
    const tangents = frame.generators.map((xi) => multiplyVector(xi, at, m))
    const { basis } = factored(tangents)
    const eta = basis.map((t) => inner(t, f))
    const left = f.slice()
    for (const [k, t] of basis.entries()) for (let i = 0; i < m; i++) left[i]! -= eta[k]! * t[i]!
    return { state, f, tangents, basis, left, size: Math.sqrt(inner(left, left)) }
  }
  let here = look(y)
  for (let step = 0; step < maximumSteps; step++) {
    const scale = 1 + Math.sqrt(inner(y, y))
    if (!Number.isFinite(here.size)) return null
    const omega = leastSquares(here.tangents, here.f)
    const jacobian = frame.jacobian(here.state)
    for (const [a, xi] of frame.generators.entries())
      for (let i = 0; i < m * m; i++) jacobian[i]! -= omega[a]! * xi[i]!
    if (here.size <= tolerance * scale) {
      const speed = Math.sqrt(inner(here.f, here.f))
      const pinning = brokenBy(frame, jacobian, omega, y)
      // slower than the sample pins, it is a state that the sample moves a little
      if (speed <= (AT_REST + 2 * pinning) * scale || here.basis.length === 0) return null
      return {
        state: here.state,
        velocity: omega,
        residual: maximum(frame.lift(here.left)),
        frame,
        place: y,
        jacobian,
        dimension: here.basis.length,
        pinning,
      }
    }
    const d = here.basis.length
    const n = m + d
    const matrix = new Float64Array(n * n)
    const right = new Float64Array(n)
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) matrix[i * n + j] = jacobian[i * m + j]!
      right[i] = -here.left[i]!
      for (let k = 0; k < d; k++) {
        matrix[i * n + m + k] = -here.basis[k]![i]!
        matrix[(m + k) * n + i] = here.basis[k]![i]!
      }
    }
    const attempt = (move: Float64Array | null): boolean => {
      if (move === null || !move.every(Number.isFinite)) return false
      let factor = Math.min(1, (3 * scale) / Math.max(1e-300, Math.sqrt(inner(move, move))))
      for (let k = 0; k < 10; k++, factor /= 2) {
        const next = y.map((value, i) => value + factor * move[i]!)
        const there = look(next)
        // at round-off the last steps gain nothing
        if (there.size < here.size) {
          y = next
          here = there
          return true
        }
      }
      return false
    }
    // in a family of them that no symmetry explains the system is singular: then the least step
    const accepted =
      attempt(solveDense(matrix.slice(), right.slice(), n)) || attempt(leastStep(matrix, right, n))
    if (!accepted) return null
  }
  return null
}

/** (A^T A + mu)^-1 A^T b, mu small beside |A|^2. */
function leastStep(a: Float64Array, b: Float64Array, n: number): Float64Array | null {
  const gram = new Float64Array(n * n)
  const right = new Float64Array(n)
  let trace = 0
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      const left = a[k * n + i]!
      if (left === 0) continue
      right[i]! += left * b[k]!
      trace += left * left
      for (let j = 0; j < n; j++) gram[i * n + j]! += left * a[k * n + j]!
    }
  for (let i = 0; i < n; i++) gram[i * n + i]! += (1e-11 * trace) / n
  return solveDense(gram, right, n)
}

/** On an orbit (J - Omega) xi_a y = (xi_a Omega - Omega xi_a) y: the largest departure from it. */
function brokenBy(
  { generators, size: m }: Frame,
  jacobian: Float64Array,
  omega: Float64Array,
  y: Float64Array,
) {
  const turned = (v: Float64Array) => {
    const out = new Float64Array(m)
    for (const [a, xi] of generators.entries()) {
      const image = multiplyVector(xi, v, m)
      for (let i = 0; i < m; i++) out[i]! += omega[a]! * image[i]!
    }
    return out
  }
  const moved = turned(y)
  let worst = 0
  for (const xi of generators) {
    const tangent = multiplyVector(xi, y, m)
    const length = Math.sqrt(inner(tangent, tangent))
    if (length < 1e-7) continue
    const [image, forth, back] = [
      multiplyVector(jacobian, tangent, m),
      multiplyVector(xi, moved, m),
      turned(tangent),
    ]
    const left = image.map((value, i) => value - forth[i]! + back[i]!)
    worst = Math.max(worst, Math.sqrt(inner(left, left)) / length)
  }
  return worst
}

/** Orthonormal basis of the vectors' span. */
function factored(vectors: readonly Float64Array[]): { basis: Float64Array[] } {
  const basis: Float64Array[] = []
  const longest = Math.max(0, ...vectors.map((v) => Math.sqrt(inner(v, v))))
  for (const vector of vectors) {
    const left = vector.slice()
    for (let twice = 0; twice < 2; twice++)
      for (const b of basis) {
        const along = inner(b, left)
        for (let i = 0; i < left.length; i++) left[i]! -= along * b[i]!
      }
    const length = Math.sqrt(inner(left, left))
    if (length > 1e-7 * longest && length > 1e-9) basis.push(left.map((value) => value / length))
  }
  return { basis }
}

/** The smallest omega with sum omega_a v_a nearest to f, by the pseudo-inverse of the Gram matrix. */
function leastSquares(vectors: readonly Float64Array[], f: Float64Array): Float64Array {
  const d = vectors.length
  const gram = new Float64Array(d * d)
  for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) gram[a * d + b] = inner(vectors[a]!, vectors[b]!)
  const right = Float64Array.from(vectors, (v) => inner(v, f))
  return pseudoSolve(gram, right)
}

function maximum(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}
