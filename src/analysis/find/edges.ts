/**
 * Edge tracking: between two states that come to rest in different places runs an edge, on which a trajectory stays
 * until round-off parts it, and which leads to the saddle between both. Bisection on the straight line brackets
 * it; the two trajectories of the bracket follow it, are bracketed again when they part, and so on (Skufca,
 * Yorke & Eckhardt, Phys. Rev. Lett. 96, 174101 (2006)). Where the speed is least Newton's method may begin.
 */
import type { Flow } from '../flow.ts'
import { integrate } from '../integrate.ts'
import { largest, norm, plus } from '../vectors.ts'

export interface EdgeOptions {
  /** time in which a state comes to rest */
  readonly duration: number
  /** whether a state has come to where `a` rests; null while it moves */
  readonly isHome: (z: Float64Array) => boolean
  /** made of states after every step, to keep them in a space that the flow keeps */
  readonly confine?: (z: Float64Array) => void
}

const rounds = 4
const evaluations = 1_200
/** |b - a| of a bracket, relative to the states, at which it is followed, and at which it is bracketed again */
const width = { followed: 1e-6, parted: 1e-2 }

/** Slow places on the edge between the basin of `a`, which rests, and that of `b`. */
export function edgeStarts(
  flow: Pick<Flow, 'weights' | 'length' | 'evaluate'>,
  a: Float64Array,
  b: Float64Array,
  { duration, isHome, confine }: EdgeOptions,
): Float64Array[] {
  const { weights } = flow
  const evaluate = (z: Float64Array, out: Float64Array) => {
    flow.evaluate(z, out)
    confine?.(out)
  }
  const comesHome = (start: Float64Array) => {
    const run = integrate(evaluate, start, duration, {
      tolerance: 1e-4,
      maximumEvaluations: evaluations,
      until: (z, velocity) => largest(velocity) < 1e-4 * (1 + largest(z)) && isHome(z),
    })
    return run.met || (run.finite && isHome(run.state))
  }
  const starts: Float64Array[] = []
  let [inside, outside] = [a, b]
  for (let round = 0; round < rounds; round++) {
    const size = 1e-3 + Math.max(norm(weights, inside), norm(weights, outside))
    const gap = () => norm(weights, plus(inside, outside, -1)) / size
    for (let k = 0; k < 60 && gap() > width.followed; k++) {
      const middle = plus(inside, plus(outside, inside, -1), 0.5)
      if (comesHome(middle)) inside = middle
      else outside = middle
    }
    // both ends of the bracket, in equal times until they part
    const step = duration / 400
    const velocity = new Float64Array(flow.length)
    let slowest = Number.POSITIVE_INFINITY
    let place = inside
    for (let k = 0; k < 400 && gap() < width.parted; k++) {
      const next = [inside, outside].map((z) =>
        integrate(evaluate, z, step, { tolerance: 1e-7, maximumEvaluations: 400 }),
      )
      if (!next.every(({ finite }) => finite)) break
      inside = next[0]!.state
      outside = next[1]!.state
      evaluate(inside, velocity)
      const speed = norm(weights, velocity)
      if (speed >= slowest) continue
      slowest = speed
      place = inside
    }
    starts.push(place)
    if (slowest < 1e-3 * size || gap() < width.parted) break
  }
  return starts
}
