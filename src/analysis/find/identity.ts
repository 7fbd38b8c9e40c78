/**
 * When two equilibria are one: their invariants agree, and a motion carries one to the other. On a sample that its
 * group does not preserve points of one manifold differ by what it pulls, and of a pinned orbit each point of rest is
 * its own but for the symmetries of the sample.
 */
import { oncePerObject } from '../../once.ts'
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'
import { keepsOrbits, tangentPull, tangentSpace } from '../walk.ts'
import type { Equilibrium } from './equilibrium.ts'
import { sameInvariants } from './invariants.ts'

/** Symmetries up to which pinned points that those of the sample do not join are aligned by them. */
const mostAligned = 64
/** How near the invariants of two points are that a sample pins, and that are one to its symmetries. */
const ALIKE = 1e-8

/** @param tolerance residual asked of Newton */
export function identityOf(flow: Flow, symmetry: Symmetry, tolerance: number) {
  const velocity = new Float64Array(flow.length)

  /** How much the points of one manifold differ on a sample that its group does not preserve: a part of 1. */
  const blurAt = oncePerObject((state: Float64Array): number => {
    if (keepsOrbits(symmetry)) return 0
    const jacobian = flow.linearise(state)
    let moved = 0
    for (const t of tangentSpace(flow, symmetry, state)) {
      jacobian.apply(t, velocity)
      moved = Math.max(moved, norm(flow.weights, velocity))
    }
    return Math.min(0.03, 50 * moved)
  })

  /** Whether an equilibrium is one that was found; what joins points of a pinned orbit is kept with them. */
  function isSame(old: Equilibrium, state: Float64Array, invariants: Float64Array): boolean {
    if (old.continuum?.holds(state) === true || joined(state, old.state)) return true
    if (old.points?.has(state) === true) return true
    // of an orbit pinned along some directions only, the sample pulls at what is walked as well
    const pull =
      old.pinned && old.walk !== null && old.walk.dimension > 0
        ? tangentPull(flow, old.state, old.walk.held)
        : 0
    const blur = Math.max(blurAt(state), blurAt(old.state))
    const slack = old.pinned
      ? ALIKE + 100 * pull
      : 1e-6 + (sameEnergy(state, old.state) ? Math.max(0.02, blur) : blur)
    if (!sameInvariants(old.invariants, invariants, slack)) return false
    // no motion is needed, and none may be found where the state is zero
    if (largest(plus(state, old.state, -1)) <= 1e-7 * (1 + largest(state))) return true
    if (old.pinned) {
      const drift = pull === 0 ? 0 : 1e-8 + 4 * pull
      if (!agree(state, old.state, drift) || unstableOf(state, drift) !== unstableOf(old.state, drift))
        return false
    }
    // the sample's own symmetries were tried; the others are many, and seldom join pinned points
    if (old.points !== null && symmetry.report.components > mostAligned) return false
    if (symmetry.align(state, old.state, Math.max(1e-6, slack)) === null) return false
    old.points?.join(state)
    return true
  }

  /** All points of a continuum have one energy, also where the sample lets its shape change along it. */
  function sameEnergy(a: Float64Array, b: Float64Array): boolean {
    if (flow.energy === null || symmetry.report.aliasing <= 1e-9) return false
    const energy = flow.energy(a)
    return Math.abs(energy - flow.energy(b)) <= 1e-10 * (1 + Math.abs(energy))
  }

  /**
   * Of pinned points what differs in kind may differ in little: they agree where their energies do, to round-off, or
   * to what the sample makes of a manifold of them.
   */
  function agree(a: Float64Array, b: Float64Array, drift: number): boolean {
    if (flow.energy === null) return true
    const energy = flow.energy(a)
    return Math.abs(energy - flow.energy(b)) <= (1e-12 + drift) * (1 + Math.abs(energy))
  }

  /**
   * Whether the straight line between two states is at rest throughout: at a bifurcation Newton stops
   * anywhere near the one equilibrium, and a linear network rests on whole planes.
   */
  function joined(a: Float64Array, b: Float64Array): boolean {
    const away = plus(b, a, -1)
    return [0.2, 0.5, 0.8].every((part) => {
      flow.evaluate(plus(a, away, part), velocity)
      return largest(velocity) <= 3 * tolerance * (1 + largest(a))
    })
  }

  const unstableOf = (state: Float64Array, drift = 0): number =>
    flow
      .linearise(state)
      .spectrum()
      .values.filter(({ re }) => re > 1e-9 + drift).length

  return { blurAt, isSame, unstableOf }
}
