/**
 * Newton's method for f(z) = 0 with the group directions bordered: each step solves
 *   [J, T; T^T w, 0] [dz; y] = [-f; 0]
 * with T the tangents of the group orbit, so that the solution is the one nearest and a flow along the orbit
 * (pinning, drift) is left to y. A line search on |f| transverse to T damps the step. At kinks the one-sided
 * Jacobian makes it a semismooth Newton method (Qi & Sun, Math. Program. 58, 353 (1993)).
 */
import type { Flow } from './flow.ts'
import { largest, norm, orthonormal, removeAlong } from './vectors.ts'

export interface NewtonOptions {
  /** tangents of the group orbit through z, n numbers each; dependent ones are dropped */
  readonly tangents?: (z: Float64Array) => readonly Float64Array[]
  /**
   * Known equilibria, by invariants under all symmetries: f is multiplied by prod (1 / |c(z) - c_k|^2 + 1),
   * which keeps the iteration away from them (Farrell, Birkisson & Funke, SIAM J. Sci. Comput. 37, A2026 (2015)).
   */
  readonly deflate?: {
    readonly invariants: (z: Float64Array) => Float64Array
    readonly known: readonly Float64Array[]
  }
  /** projection on a space that f keeps, in place */
  readonly confine?: (z: Float64Array) => void
  /** default 60 */
  readonly maximumSteps?: number
  /** of the residual over max(1, |z|, |I|); default 1e-12 */
  readonly tolerance?: number
}

export interface NewtonResult {
  readonly state: Float64Array
  /** max |z'| transverse to the tangents */
  readonly residual: number
  readonly steps: number
  readonly converged: boolean
  /** why it ended, for a person */
  readonly why: string
}

/** Newton from `start`, which is left as it is. */
export function newton(flow: Flow, start: Float64Array, options: NewtonOptions = {}): NewtonResult {
  const { tangents = () => [], deflate, confine, maximumSteps = 60, tolerance = 1e-12 } = options
  const { weights, length: n } = flow
  const input = largest(flow.external)
  const z = start.slice()
  confine?.(z)
  const f = new Float64Array(n)
  const trial = new Float64Array(n)
  const trialFlow = new Float64Array(n)

  const transverse = (g: Float64Array, basis: readonly Float64Array[]): Float64Array => {
    const left = g.slice()
    for (const t of basis) removeAlong(weights, left, t)
    return left
  }
  const sizeOf = (state: Float64Array) => Math.max(1, largest(state), input)

  flow.evaluate(z, f)
  let basis = orthonormal(weights, tangents(z), 1e-6)
  let left = transverse(f, basis)
  let steps = 0
  let polish = 0
  const end = (converged: boolean, why: string): NewtonResult => ({
    state: z,
    residual: largest(left),
    steps,
    converged,
    why,
  })
  while (true) {
    const residual = largest(left)
    if (!Number.isFinite(residual)) return end(false, 'the flow stopped being a number')
    if (residual <= tolerance * sizeOf(z)) {
      // one more step where it still gains, for round-off is often below the tolerance
      if (polish > 0 || residual === 0) return end(true, 'the residual is within the tolerance')
      polish++
    }
    if (steps >= maximumSteps)
      return end(residual <= tolerance * sizeOf(z), `${maximumSteps} steps were not enough`)
    const linearisation = flow.linearise(z)
    const rhs = f.map((value) => -value)
    const solution =
      linearisation.solve(rhs, { columns: basis, rows: basis }) ??
      linearisation.solve(rhs, { columns: basis, rows: basis, shift: 1e-7 })
    if (solution === null || !Number.isFinite(largest(solution.x)))
      return end(residual <= tolerance * sizeOf(z), 'the Jacobian is singular')
    const step = solution.x
    confine?.(step)
    const merit = norm(weights, left)
    let factor = 1
    if (deflate !== undefined && polish === 0) {
      const turned = deflation(deflate, z, step)
      for (let i = 0; i < n; i++) step[i]! *= turned
    }
    const longest = largest(step)
    const most = 10 * sizeOf(z)
    if (longest > most) factor = most / longest
    let accepted = false
    for (let attempt = 0; attempt < 12; attempt++, factor *= 0.5) {
      for (let i = 0; i < n; i++) trial[i] = z[i]! + factor * step[i]!
      confine?.(trial)
      flow.evaluate(trial, trialFlow)
      const now = norm(weights, transverse(trialFlow, basis))
      if (
        now <= (1 - 1e-4 * factor) * merit ||
        (deflate !== undefined && polish === 0 && Number.isFinite(now))
      ) {
        accepted = true
        break
      }
      if (polish > 0) break
    }
    steps++
    if (!accepted) {
      if (polish > 0) return end(true, 'the residual is within the tolerance')
      return end(false, "no step along Newton's direction lessens the residual")
    }
    z.set(trial)
    f.set(trialFlow)
    basis = orthonormal(weights, tangents(z), 1e-6)
    left = transverse(f, basis)
  }
}

/** The factor by which deflation turns Newton's step: 1 / (1 - m'(z) dz / m(z)). */
function deflation(
  { invariants, known }: NonNullable<NewtonOptions['deflate']>,
  z: Float64Array,
  step: Float64Array,
): number {
  const h = 1e-6 * Math.max(1e-3, 1 / Math.max(1e-12, largest(step)))
  const here = invariants(z)
  const ahead = invariants(z.map((value, i) => value + h * step[i]!))
  let slope = 0
  for (const c of known) {
    let square = 0
    let change = 0
    for (let k = 0; k < c.length; k++) {
      const d = here[k]! - c[k]!
      square += d * d
      change += (2 * d * (ahead[k]! - here[k]!)) / h
    }
    if (square < 1e-24) continue
    // m = 1 / square + 1; m' / m = -square' / (square (1 + square))
    slope -= change / (square * (1 + square))
  }
  const turned = 1 / (1 - slope)
  return Number.isFinite(turned) ? Math.max(-100, Math.min(100, turned)) : 1
}
