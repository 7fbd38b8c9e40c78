/**
 * States that a simulation does not bring to rest: whether their motion is one of the group, which relative
 * equilibria stand for, or a change of shape, and then after what time it comes back to where it was.
 */
import type { Flow } from '../flow.ts'
import { integrate } from '../integrate.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { dot, largest, norm, orthonormal, plus, removeAlong } from '../vectors.ts'

export interface Restless {
  /** time after which the state comes back; null when it did not */
  readonly period: number | null
  /** whether it went one way all the time: it leaves a slow saddle, or a weak pull moves it along what was a manifold */
  readonly creeps: boolean
}

/** Speed, relative to 1 + the state, below which a state is taken to be coming to rest. */
const SLOW = 1e-4
/** Part of the speed that may lie across the orbit of a state that turns. */
const ACROSS = 1e-2
/** Distance from where it was, relative to the farthest, within which a state has come back. */
const BACK = 0.02
/** Length of the way, relative to the farthest distance, up to which it went one way: pi / 2 of half a circle, 2 there and back. */
const DIRECT = 1.8
const budget = 6_000

/** null for a state that comes to rest, blows up, or moves along its orbit. */
export function restlessAt(
  flow: Flow,
  symmetry: Symmetry,
  start: Float64Array,
  duration: number,
): Restless | null {
  const { weights } = flow
  const settled = integrate(flow.evaluate, start, 4 * duration, {
    tolerance: 1e-6,
    maximumEvaluations: budget,
    until: (z, velocity) => largest(velocity) < SLOW * (1 + largest(z)),
  })
  if (settled.met || !settled.finite) return null
  const origin = settled.state
  const speed = new Float64Array(flow.length)
  flow.evaluate(origin, speed)
  if (alongOrbit(flow, symmetry, origin, speed)) return null
  let before = 0
  let then = 0
  let farthest = 0
  let period: number | null = null
  let path = 0
  let last = origin
  const run = integrate(flow.evaluate, origin, 4 * duration, {
    tolerance: 1e-8,
    maximumEvaluations: budget,
    until(z, _, time) {
      const away = plus(z, origin, -1)
      farthest = Math.max(farthest, norm(weights, away))
      const ahead = dot(weights, away, speed)
      path += norm(weights, plus(z, last, -1))
      last = z.slice()
      // through the plane across the motion, near where it began
      if (before < 0 && ahead >= 0) {
        const crossing = plus(away, speed, -ahead / dot(weights, speed, speed))
        if (norm(weights, crossing) < BACK * farthest)
          period = then + (before / (before - ahead)) * (time - then)
      }
      before = ahead
      then = time
      return period !== null
    },
  })
  // what decays too slowly to have come to rest is no oscillation
  if (!run.finite || farthest <= 1e-3 * (1 + largest(origin))) return null
  flow.evaluate(run.state, speed)
  if (period === null && largest(speed) < SLOW * (1 + largest(run.state))) return null
  return { period, creeps: period === null && path < DIRECT * farthest }
}

function alongOrbit(flow: Flow, symmetry: Symmetry, state: Float64Array, speed: Float64Array): boolean {
  const tangents = symmetry.generators.map((_, a) => symmetry.derive(a, state))
  const across = speed.slice()
  for (const t of orthonormal(flow.weights, tangents, 1e-7)) removeAlong(flow.weights, across, t)
  return norm(flow.weights, across) < ACROSS * norm(flow.weights, speed)
}

/** Sentences for a person: how many starts oscillate, and with which periods; how many creep. */
export function restlessNotes(found: readonly Restless[], simulated: number): string[] {
  const groups: (Restless & { count: number })[] = []
  for (const each of found) {
    const twin = groups.find(({ period, creeps }) =>
      period === null || each.period === null
        ? period === each.period && creeps === each.creeps
        : Math.abs(period - each.period) < 0.01 * each.period,
    )
    if (twin === undefined) groups.push({ ...each, count: 1 })
    else twin.count++
  }
  return groups.map(({ period, creeps, count }) => {
    const of = `${count} of ${simulated} simulated starts`
    if (creeps)
      return `${of} crept, one way and ever on, when the simulation ended: rests nearby are slow to reach`
    const who = `${of} did not come to rest`
    return period === null
      ? `${who}, nor back to where they were: what they do is not certified`
      : `${who}: the network oscillates with period about ${period.toPrecision(3)}, which is not certified`
  })
}
