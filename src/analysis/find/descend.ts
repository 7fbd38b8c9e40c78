/**
 * Newton's method from one start, on the coordinates of the network where it has few: plain, inside a space
 * that the flow keeps, or pushed away from what is known.
 */
import { chartOf, within } from '../chart.ts'
import type { Flow } from '../flow.ts'
import { type NewtonResult, newton } from '../newton.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { tangentCut } from '../walk.ts'
import { momentsOf } from './invariants.ts'

export interface Descent {
  /** projection on a space that f keeps, in place */
  readonly confine?: (z: Float64Array) => void
  /** invariants of equilibria to keep away from */
  readonly known?: readonly Float64Array[]
}

/** Steps of a deflated run: one that arrives does so in few, one that is pushed away never ends. */
const deflatedSteps = 20

/** Newton bordered by the tangents of the orbit; states are whole ones, coordinates or not. */
export function descent(flow: Flow, symmetry: Symmetry, tolerance: number) {
  const chart = chartOf(flow, symmetry)
  const cut = tangentCut(symmetry)
  return (start: Float64Array, { confine, known }: Descent = {}): NewtonResult => {
    const found = newton(chart, chart.of(start), {
      tangents: chart.tangents,
      cut,
      tolerance,
      ...(confine === undefined ? {} : { confine: within(chart, confine) }),
      ...(known === undefined
        ? {}
        : {
            deflate: {
              invariants: (u) => momentsOf(flow.weights, chart.lift(u)),
              known: known.map((invariants) => invariants.subarray(0, 2)),
            },
            maximumSteps: deflatedSteps,
          }),
    })
    return { ...found, state: chart.lift(found.state) }
  }
}
