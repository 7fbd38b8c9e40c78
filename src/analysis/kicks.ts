/**
 * The simulated step of a certificate: a transverse kick returns at the rate of the gap, a state moved
 * along the manifold stays where it was put, a saddle kicked along its unstable direction leaves.
 */
import type { Flow } from './flow.ts'
import { integrate } from './integrate.ts'
import type { Spectrum } from './spectrum.ts'
import { largest, norm, plus, removeAlong, scale } from './vectors.ts'
import { WALKED } from './walk.ts'

export interface Kick {
  readonly kind: 'transverse' | 'tangent' | 'unstable'
  readonly holds: boolean
  /** measured rate (transverse, unstable) or displacement (tangent) */
  readonly value: number
  readonly said: string
  /** where unstable kicks, one for each sign, came to rest */
  readonly ends: readonly Float64Array[]
}

const budget = 2_400
/** Evaluations, about, in the time in which the fastest decay falls by e. */
const EVALUATIONS = 2

/**
 * @param zero eigenvalues of at most this size are zero modes
 * @param tangents orthonormal basis of the tangent space
 * @param walked a state of the same manifold some way off; null when the manifold is a point
 */
export function kicks(
  flow: Flow,
  state: Float64Array,
  spectrum: Spectrum,
  zero: number,
  tangents: readonly Float64Array[],
  walked: Float64Array | null,
): Kick[] {
  const size = 1e-2 + norm(flow.weights, state)
  const found: Kick[] = []
  const stable = spectrum.values.findIndex(({ re, im }) => re < 0 && Math.hypot(re, im) > zero)
  const slowest = spectrum.values[stable]
  const growth = Math.max(0, spectrum.values[0]?.re ?? 0)
  // short enough that what grows from the errors of the eigenvector stays below the kick
  const most = growth > zero ? Math.min(200, 4 / growth) : 200
  const time = slowest === undefined ? Math.min(10, most) : Math.min(most, 2 / -slowest.re)
  if (slowest !== undefined)
    found.push(transverse(flow, state, unit(flow, spectrum, stable), slowest, 1e-5 * size, time, tangents))
  if (walked !== null) found.push(tangent(flow, walked, time))
  const first = spectrum.values[0]
  if (first !== undefined && first.re > zero)
    found.push(unstable(flow, state, unit(flow, spectrum, 0), first.re, 1e-3 * size, fastestOf(spectrum)))
  return found
}

/** The real part of an eigenvector, of norm 1. */
function unit(flow: Flow, spectrum: Spectrum, index: number): Float64Array {
  const direction = spectrum.vector(index).re.slice()
  scale(direction, 1 / norm(flow.weights, direction))
  return direction
}

function transverse(
  flow: Flow,
  state: Float64Array,
  direction: Float64Array,
  eigenvalue: { readonly re: number; readonly im: number },
  size: number,
  time: number,
  tangents: readonly Float64Array[],
): Kick {
  const across = (z: Float64Array) => {
    const away = plus(z, state, -1)
    for (const t of tangents) removeAlong(flow.weights, away, t)
    return norm(flow.weights, away)
  }
  const start = plus(state, direction, size)
  const run = integrate(flow.evaluate, start, time, { tolerance: 1e-9, maximumEvaluations: budget })
  const rate = Math.log(across(run.state) / across(start)) / run.time
  const oscillates = eigenvalue.im !== 0
  const holds = oscillates
    ? rate < 0.3 * eigenvalue.re
    : Math.abs(rate - eigenvalue.re) < 0.05 * Math.abs(eigenvalue.re) + 1e-4
  const said = `a transverse kick ${holds ? 'returns' : 'does not return'} at rate ${rate.toPrecision(4)}, the eigenvalue being ${eigenvalue.re.toPrecision(4)}`
  return { kind: 'transverse', holds, value: rate, said, ends: [] }
}

function tangent(flow: Flow, walked: Float64Array, time: number): Kick {
  const run = integrate(flow.evaluate, walked, time, { tolerance: 1e-9, maximumEvaluations: budget })
  const moved = largest(plus(run.state, walked, -1))
  const allowed = 2 * WALKED * run.time + 1e-8 * (1 + largest(walked))
  const holds = moved <= allowed
  const said = `a state put elsewhere on the manifold ${holds ? 'stays' : 'drifts'}: it moved ${moved.toExponential(1)} in ${run.time.toPrecision(3)}`
  return { kind: 'tangent', holds, value: moved, said, ends: [] }
}

/** The largest |Re lambda|; of an incomplete spectrum at least that of its edge. */
function fastestOf({ values, rest, edge }: Spectrum): number {
  return Math.max(Math.abs(edge ?? 0), ...[...values, ...rest].map(({ re }) => Math.abs(re)))
}

/** Kicks of both signs. */
function unstable(
  flow: Flow,
  state: Float64Array,
  direction: Float64Array,
  rate: number,
  size: number,
  fastest: number,
): Kick {
  let left = false
  let grows = false
  const ends: Float64Array[] = []
  // explicit steps are no longer than the fastest decay: a slow kick is measured, not followed
  const isSlow = (EVALUATIONS * fastest * Math.log(20)) / rate > budget / 2
  // beside a measured matrix what has left creeps along what was a manifold, and seldom comes to rest in any such time
  const patience = flow.measured.length > 0 ? 20 : 60
  const time = isSlow ? 0.3 / rate : patience / rate + patience
  for (const sign of [1, -1]) {
    const run = integrate(flow.evaluate, plus(state, direction, sign * size), time, {
      tolerance: isSlow ? 1e-9 : 1e-6,
      maximumEvaluations: budget,
      until: (z, velocity) =>
        norm(flow.weights, plus(z, state, -1)) > 20 * size && largest(velocity) < 1e-6 * (1 + largest(z)),
    })
    left ||= !run.finite || norm(flow.weights, plus(run.state, state, -1)) > 20 * size
    const distance = norm(flow.weights, plus(run.state, state, -1))
    // of a slow one the budget sees the beginning only
    grows ||= Math.abs(Math.log(distance / size) - rate * run.time) < 0.1 * rate * run.time
    if (run.met) ends.push(run.state)
    // a slow one goes on for as long as the budget: one sign tells as much as two
    if (grows && !left) break
  }
  const said = left
    ? `an unstable kick leaves at rate ${rate.toPrecision(4)}`
    : grows
      ? `an unstable kick grows at rate ${rate.toPrecision(4)}, too slowly to be followed until it leaves`
      : 'an unstable kick does not leave'
  return { kind: 'unstable', holds: left || grows, value: rate, said, ends }
}
