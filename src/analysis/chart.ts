/**
 * The numbers in which the equilibria of a network are sought: its coordinates on the kernels' harmonics where those are
 * few and all of it (rate networks), else its whole states.
 */
import type { Flow } from './flow.ts'
import type { Solvable } from './newton.ts'
import type { Symmetry } from './symmetry/symmetry.ts'

export interface Chart extends Solvable {
  /** the whole state at u */
  lift(u: Float64Array): Float64Array
  /** u of the nearest such state */
  of(z: Float64Array): Float64Array
  /** xi_a u */
  tangents(u: Float64Array): Float64Array[]
}

export function chartOf(flow: Flow, { reduced, tangents }: Symmetry): Chart {
  return reduced ?? { ...flow, lift: (u) => u, of: (z) => z, tangents }
}

/** A projection of states as one of u. */
export function within({ lift, of }: Chart, project: (z: Float64Array) => void): (u: Float64Array) => void {
  return (u) => {
    const z = lift(u).slice()
    project(z)
    u.set(of(z))
  }
}
