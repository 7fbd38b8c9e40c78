/**
 * Orbits on a sample that its group does not preserve: where on them the network rests, how far each can be walked, and
 * whether the sample pins it.
 */
import type { Flow } from '../flow.ts'
import { newton } from '../newton.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'
import { keepsOrbits, tangentPull, tangentSpace, transverse, WALKED, type Walk, walkOrbit } from '../walk.ts'
import { type OnSample, unpinned } from './equilibrium.ts'
import { restNearby, roundTheOrbit, samplePoints } from './pinned.ts'

/** Speed, relative to 1 + the state, of what is at rest. */
export const AT_REST = 1e-9
/** The same, of what a sample pulls along an orbit and not the network drives. */
const PULLED = 3e-2

/** @param tolerance residual asked of Newton */
export function onSampleOf(flow: Flow, symmetry: Symmetry, tolerance: number) {
  const velocity = new Float64Array(flow.length)
  const pointsOf = samplePoints(flow, symmetry)

  /** What flows along the tangent space of a solved state: pinning, or a rotation. */
  function tangential(state: Float64Array): number {
    flow.evaluate(state, velocity)
    return largest(velocity) / (1 + largest(state))
  }

  /**
   * On a sample that pins, a true equilibrium near the solved state, or another that Newton's method leads to. null
   * for a state that rotates, having no energy, or that the sample pulls along.
   */
  function atRest(solved: Float64Array): Float64Array | null {
    const speed = tangential(solved)
    if (speed <= AT_REST) return solved
    const tangents = (z: Float64Array) => tangentSpace(flow, symmetry, z)
    if (!keepsOrbits(symmetry) && speed <= PULLED) {
      const rest = restNearby(flow, solved, tangents, transverse(flow, symmetry), AT_REST)
      const free = rest === null ? null : newton(flow, rest, { tolerance })
      if (free?.converged === true) return free.state
      if (rest !== null) return rest
    }
    const free = newton(flow, solved, { tolerance })
    const moved = norm(flow.weights, plus(free.state, solved, -1))
    if (free.converged && moved <= 0.3 * (1e-3 + norm(flow.weights, solved))) return free.state
    // a point of an orbit along which the pull is none to speak of
    if (flow.energy !== null && speed <= WALKED) return solved
    return free.converged ? free.state : null
  }

  /** What the sample makes of the orbit through a state; null for a pinned one where the list of those is full. */
  function orbitAt(state: Float64Array, isFull: boolean): OnSample | null {
    const dimension = keepsOrbits(symmetry) ? 0 : tangentSpace(flow, symmetry, state).length
    if (dimension === 0) return unpinned
    if (isFull && walkOrbit(flow, symmetry, state, 1).dimension === 0) return null
    const walk = steadied(state, walkOrbit(flow, symmetry, state))
    return {
      walk,
      pinned: walk.dimension < dimension,
      points: walk.dimension === 0 ? pointsOf(state) : null,
    }
  }

  /** A walk that held by luck, between two places at which the sample pulls, holds nowhere. */
  function steadied(state: Float64Array, walk: Walk): Walk {
    const tangents = tangentSpace(flow, symmetry, state)
    if (walk.dimension < tangents.length || tangentPull(flow, state, tangents) < 1e-8) return walk
    const solve = transverse(flow, symmetry)
    const worst = roundTheOrbit(symmetry, state, 1).reduce((most, place) => {
      const there = solve(place)
      flow.evaluate(there.state, velocity)
      return there.converged ? Math.max(most, largest(velocity)) : most
    }, walk.worst)
    return worst <= WALKED ? walk : { dimension: 0, held: [], worst, ends: [] }
  }

  return { tangential, atRest, orbitAt }
}
