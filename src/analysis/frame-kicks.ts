/**
 * The simulated step of a relative equilibrium in the frame that moves with it, y' = C^T w f(C y) - sum omega xi y, where it
 * stands still: a kick across the orbit returns at the rate of the spectrum, one along an unstable direction grows.
 */
import { solveDense } from '../math/solve.ts'
import type { Complex } from './compressed.ts'
import type { RelativeEquilibrium } from './find/relative.ts'
import type { Flow } from './flow.ts'
import { multiplyVector } from './frame.ts'
import { integrate } from './integrate.ts'
import type { Check } from './report.ts'
import { norm, orthonormal, plus, removeAlong, scale } from './vectors.ts'

const budget = 6_000

/**
 * @param values the spectrum in the moving frame, Re descending
 * @param zero size up to which a real part is none
 */
export function frameKicks(
  flow: Flow,
  { frame, place, velocity, jacobian, pinning }: RelativeEquilibrium,
  values: readonly Complex[],
  zero: number,
): Check[] {
  const m = frame.size
  const ones = new Float64Array(m).fill(1)
  const turning = new Float64Array(m * m)
  for (const [a, xi] of frame.generators.entries())
    for (let i = 0; i < m * m; i++) turning[i]! += velocity[a]! * xi[i]!
  const f = new Float64Array(flow.length)
  const evaluate = (y: Float64Array, out: Float64Array): void => {
    flow.evaluate(frame.lift(y), f)
    out.set(plus(frame.coordinates(f), multiplyVector(turning, y, m), -1))
  }
  const tangents = orthonormal(
    ones,
    frame.generators.map((xi) => multiplyVector(xi, place, m)),
    1e-7,
  )
  const across = (y: Float64Array): number => {
    const away = plus(y, place, -1)
    for (const t of tangents) removeAlong(ones, away, t)
    return norm(ones, away)
  }
  const rateAfter = (value: Complex, time: number): number => {
    const direction = invariantDirection(jacobian, m, value)
    for (const t of tangents) removeAlong(ones, direction, t)
    const kick = (1e-6 * (1e-2 + norm(ones, place))) / norm(ones, direction)
    const start = plus(place, direction, kick)
    const run = integrate(evaluate, start, time, { tolerance: 1e-11, maximumEvaluations: budget })
    return Math.log(across(run.state) / across(start)) / run.time
  }
  const near = (rate: number, { re, im }: Complex) =>
    im !== 0
      ? rate * Math.sign(re) > 0.3 * Math.abs(re)
      : Math.abs(rate - re) < 0.05 * Math.abs(re) + 1e-4 + 2 * pinning
  const growth = Math.max(0, values[0]?.re ?? 0)
  const checks: Check[] = []
  const slowest = values.find(({ re }) => re < -zero)
  if (slowest !== undefined) {
    const most = growth > zero ? Math.min(100, 3 / growth) : 100
    const rate = rateAfter(slowest, Math.min(most, 2 / -slowest.re))
    const holds = near(rate, slowest)
    checks.push({
      step: 'simulated',
      holds,
      value: rate,
      said: `in the moving frame a transverse kick ${holds ? 'returns' : 'does not return'} at rate ${rate.toPrecision(4)}, the eigenvalue being ${slowest.re.toPrecision(4)}`,
    })
  }
  const fastest = values[0]
  if (fastest !== undefined && fastest.re > zero) {
    const rate = rateAfter(fastest, Math.min(200, 3 / fastest.re))
    const holds = near(rate, fastest)
    checks.push({
      step: 'simulated',
      holds,
      value: rate,
      said: `in the moving frame an unstable kick ${holds ? 'grows' : 'does not grow'} at rate ${rate.toPrecision(4)}, the eigenvalue being ${fastest.re.toPrecision(4)}`,
    })
  }
  return checks
}

/** A real vector of the invariant space of a + i b and a - i b: inverse iteration with (J - a)^2 + b^2. */
function invariantDirection(jacobian: Float64Array, m: number, { re, im }: Complex): Float64Array {
  const shifted = jacobian.slice()
  const moved = re + 1e-7 * (1 + Math.abs(re))
  for (let i = 0; i < m; i++) shifted[i * m + i]! -= moved
  const square = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = shifted[i * m + k]!
      if (factor !== 0) for (let j = 0; j < m; j++) square[i * m + j]! += factor * shifted[k * m + j]!
    }
  for (let i = 0; i < m; i++) square[i * m + i]! += im * im
  const ones = new Float64Array(m).fill(1)
  let v: Float64Array = Float64Array.from({ length: m }, (_, i) => Math.sin(1 + 12.9898 * i))
  for (let turn = 0; turn < 4; turn++) {
    const next = solveDense(square.slice(), v.slice(), m)
    if (next === null) break
    scale(next, 1 / norm(ones, next))
    v = next
  }
  return v
}
