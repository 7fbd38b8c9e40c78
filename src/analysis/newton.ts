/**
 * Newton's method for f(z) = 0 with the group directions bordered: each step solves
 *   [J, T; T^T w, 0] [dz; y] = [-f; 0]
 * with T the tangents of the group orbit, so that the solution is the one nearest and a flow along the orbit
 * (pinning, drift) is left to y. A line search on |f| transverse to T damps the step. At kinks the one-sided
 * Jacobian makes it a semismooth Newton method (Qi & Sun, Math. Program. 58, 353 (1993)).
 */
import type { Flow } from './flow.ts'
import type { Linearisation } from './linearisation.ts'
import { largest, norm, orthonormal, removeAlong } from './vectors.ts'

/** What Newton needs of a flow. */
export type Solvable = Pick<Flow, 'length' | 'weights' | 'external' | 'evaluate'> & {
  linearise(z: Float64Array): Pick<Linearisation, 'solve'>
}

export interface NewtonOptions {
  /** tangents of the group orbit through z, n numbers each; dependent ones are dropped */
  readonly tangents?: (z: Float64Array) => readonly Float64Array[]
  /** relative length up to which a tangent depends on the others; default 1e-6 */
  readonly cut?: number
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

/** Steps of implicit Euler that may stand in where Newton's direction leads nowhere. */
const MOST_RESCUES = 8
/** Residual of a linear system over its right-hand side: the next step mends what this one leaves. */
const FORCED = 1e-4

/** Newton from `start`, which is left as it is. */
export function newton(flow: Solvable, start: Float64Array, options: NewtonOptions = {}): NewtonResult {
  const { tangents = () => [], cut = 1e-6, deflate, confine, maximumSteps = 60, tolerance = 1e-12 } = options
  const { weights, length: n } = flow
  const input = largest(flow.external)
  const z = start.slice()
  confine?.(z)
  const f = new Float64Array(n)
  const left = new Float64Array(n)
  const trial = new Float64Array(n)
  const trialFlow = new Float64Array(n)
  const minus = new Float64Array(n)
  let basis: readonly Float64Array[] = []

  /** left := what of g is transverse to the orbit; its norm */
  const transverse = (g: Float64Array): number => {
    left.set(g)
    for (const t of basis) removeAlong(weights, left, t)
    return norm(weights, left)
  }
  const sizeOf = (state: Float64Array) => Math.max(1, largest(state), input)
  const weightAt = (state: Float64Array) => (deflate === undefined ? 1 : deflationAt(deflate, state))
  /** z + factor step into trial; whether it lessens the merit as a step of that length should */
  const tried = (step: Float64Array, factor: number, merit: number): boolean => {
    for (let i = 0; i < n; i++) trial[i] = z[i]! + factor * step[i]!
    confine?.(trial)
    flow.evaluate(trial, trialFlow)
    return transverse(trialFlow) * weightAt(trial) <= (1 - 1e-4 * factor) * merit
  }

  flow.evaluate(z, f)
  let steps = 0
  let rescues = 0
  let polished = false
  for (;;) {
    basis = orthonormal(weights, tangents(z), cut)
    const merit = transverse(f) * weightAt(z)
    const residual = largest(left)
    const size = sizeOf(z)
    const within = residual <= tolerance * size
    const end = (why: string): NewtonResult => ({ state: z, residual, steps, converged: within, why })
    if (!Number.isFinite(residual)) return end('the flow stopped being a number')
    if (within && (polished || residual === 0)) return end(WITHIN)
    if (steps >= maximumSteps) return end(within ? WITHIN : `${maximumSteps} steps were not enough`)
    for (let i = 0; i < n; i++) minus[i] = -f[i]!
    const linearisation = flow.linearise(z)
    const bordered = { columns: basis, rows: basis, accuracy: FORCED }
    const step = (
      linearisation.solve(minus, bordered) ?? linearisation.solve(minus, { ...bordered, shift: 1e-7 })
    )?.x
    const usable = step !== undefined && Number.isFinite(largest(step))
    let accepted = false
    if (usable) {
      confine?.(step)
      if (deflate !== undefined && !within) {
        const turned = deflation(deflate, z, step)
        for (let i = 0; i < n; i++) step[i]! *= turned
      }
      let factor = Math.min(1, (10 * size) / largest(step))
      // one more step where it still gains, for round-off is often below the tolerance
      for (let attempt = 0; attempt < (within ? 1 : 12) && !accepted; attempt++, factor *= 0.5)
        accepted = tried(step, factor, merit)
    }
    steps++
    if (within) {
      if (!accepted) return end(WITHIN)
      polished = true
    } else if (!accepted) {
      if (rescues++ >= MOST_RESCUES)
        return end(
          usable ? "no step along Newton's direction lessens the residual" : 'the Jacobian is singular',
        )
      // (J - s) dz = -f is a step of implicit Euler over 1 / s, which leaves a minimum of |f| behind
      const shift = largest(f) / (0.3 * size)
      const euler =
        linearisation.solve(minus, { shift, accuracy: FORCED })?.x ?? minus.map((value) => -value / shift)
      confine?.(euler)
      tried(euler, Math.min(1, size / largest(euler)), merit)
    }
    z.set(trial)
    f.set(trialFlow)
  }
}

const WITHIN = 'the residual is within the tolerance'

type Deflate = NonNullable<NewtonOptions['deflate']>

/** prod (1 / |c - c_k|^2 + 1) */
function deflationAt({ invariants, known }: Deflate, z: Float64Array): number {
  const here = invariants(z)
  return known.reduce((product, c) => product * (1 + 1 / Math.max(1e-24, squareDistance(here, c))), 1)
}

/**
 * The factor by which deflation turns Newton's step, 1 / (1 - m'(z) dz / m(z)), by the Sherman-Morrison
 * formula; the derivative along the step by a difference.
 */
function deflation({ invariants, known }: Deflate, z: Float64Array, step: Float64Array): number {
  const h = 1e-6 / Math.max(1e-3, largest(step))
  const here = invariants(z)
  const ahead = invariants(z.map((value, i) => value + h * step[i]!))
  let slope = 0
  for (const c of known) {
    const square = Math.max(1e-24, squareDistance(here, c))
    const change = (squareDistance(ahead, c) - square) / h
    // m_k = 1 / square + 1, m_k' / m_k = -square' / (square (1 + square))
    slope -= change / (square * (1 + square))
  }
  const turned = 1 / (1 - slope)
  return Number.isFinite(turned) ? Math.max(-100, Math.min(100, turned)) : 1
}

function squareDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2
  return sum
}
