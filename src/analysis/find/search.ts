/**
 * The search for equilibria: homogeneous states, the branches that the equivariant branching lemma
 * predicts (sought inside fixed-point spaces of isotropy subgroups), simulated and random starts, rays through and
 * from what was found, round the orbits that the sample pins, then Newton under deflation until nothing new
 * appears. What symmetry joins is one equilibrium.
 */
import { oncePerObject } from '../../once.ts'
import type { Flow } from '../flow.ts'
import { integrate } from '../integrate.ts'
import { isPatchwork } from '../local-spectrum.ts'
import { newton } from '../newton.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'
import {
  type Continuum,
  continuumOf,
  keepsOrbits,
  tangentPull,
  tangentSpace,
  transverse,
  WALKED,
  type Walk,
  walkOrbit,
} from '../walk.ts'
import { type Descent, descent } from './descend.ts'
import { invariantsOf, sameInvariants } from './invariants.ts'
import { type Points, restNearby, roundTheOrbit, samplePoints } from './pinned.ts'
import { rootsAlong, unstableDirections } from './rays.ts'
import { type Restless, restlessAt } from './restless.ts'
import { randomStarts } from './starts.ts'

export type Origin =
  | 'homogeneous'
  | 'given'
  | 'simulated'
  | 'branch'
  | 'random'
  | 'ray'
  | 'orbit'
  | 'deflated'
  | 'kicked'
  | 'edge'

/** An equilibrium that stands for all that symmetry or a walk joins to it. */
export interface Equilibrium {
  readonly state: Float64Array
  readonly origin: Origin
  readonly invariants: Float64Array
  /** the walked curve of a continuum that no Lie group explains, else null */
  readonly continuum: Continuum | null
  /** the walk along the orbit, where the sample may pin it, else null */
  readonly walk: Walk | null
  /** whether the sample pins it along some direction of its orbit */
  readonly pinned: boolean
  /** where it does along all: what the sample's own symmetries make of it; null where those are too many */
  readonly points: Points | null
}

export interface SearchOptions {
  /** Newton runs from random states; a quarter as many are simulated first */
  readonly starts: number
  readonly seed: number
  /** residual asked of Newton; default 1e-12 */
  readonly tolerance?: number
  /** states to begin with, such as the last frame of a recording */
  readonly given?: readonly Float64Array[]
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: SearchProgress) => void) | undefined
}

export interface SearchProgress {
  readonly phase: Origin
  readonly done: number
  readonly of: number
  readonly found: number
}

export interface Search {
  readonly found: readonly Equilibrium[]
  readonly solved: Readonly<Record<string, { readonly tried: number; readonly converged: number }>>
  readonly finished: boolean
  /** equilibria that Newton met and that are left out: patchworks of neurons on different branches of their own */
  readonly patchworks: number
  /** whether pinned orbits have more equilibria than are listed */
  readonly isCrowded: boolean
  /** time in which a state comes to rest */
  readonly duration: number
  /** what became of the simulated starts that neither rest nor turn */
  readonly restless: readonly Restless[]
  /** the number in `found` of what Newton reaches from a state, added when it is new; -1 when nothing */
  readonly consider: (start: Float64Array, origin: Origin) => number
  /** sends rays through and from what is new in `found`, and goes round orbits that the sample pins */
  readonly followUp: () => Promise<void>
}

type OnSample = Pick<Equilibrium, 'walk' | 'pinned' | 'points'>

export const unpinned: OnSample = { walk: null, pinned: false, points: null }

/** Duration of a simulated start, in units of the slowest local decay, and its budget of evaluations. */
const settling = { times: 60, evaluations: 600 }
/** Deflated runs without anything new after which the search ends. */
const patience = 6
/** Equilibria through which rays are sent, and the rays from a random place of each fixed-point space. */
const rays = { equilibria: 40, inSpace: 2 }
/** Equilibria on pinned orbits that are listed at most, and how many of them make the search go round their orbits. */
const pinnedOrbits = { listed: 24, rounded: 6 }
/** Speed, relative to 1 + the state, of what is at rest. */
const AT_REST = 1e-9
/** The same, of what a sample pulls along an orbit and not the network drives. */
const PULLED = 3e-2
/** Symmetries up to which pinned points that those of the sample do not join are aligned by them. */
const mostAligned = 64
/** How near the invariants of two points are that a sample pins, and that are one to its symmetries. */
const ALIKE = 1e-8
const fixedSpaceLimit = 48

export async function searchEquilibria(
  flow: Flow,
  symmetry: Symmetry,
  homogeneous: readonly Float64Array[],
  options: SearchOptions,
): Promise<Search> {
  const { starts, seed, tolerance = 1e-12, given = [], signal, onProgress } = options
  const found: Equilibrium[] = []
  const solved: Record<string, { tried: number; converged: number }> = {}
  const random = randomStarts(flow, homogeneous, seed)
  let size = 1 + Math.max(0, ...homogeneous.map((z) => norm(flow.weights, z)))

  const velocity = new Float64Array(flow.length)
  const descend = descent(flow, symmetry, tolerance)
  const pointsOf = samplePoints(flow, symmetry)
  const restless: Restless[] = []
  /** starts that a find has given rise to */
  const pending: Float64Array[] = []
  let patchworks = 0
  let pinned = 0
  let isCrowded = false
  const count = (origin: Origin) => (solved[origin] ??= { tried: 0, converged: 0 })

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

  function known(state: Float64Array, invariants: Float64Array): number {
    return found.findIndex((old) => {
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
    })
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

  function solve(
    start: Float64Array,
    origin: Origin,
    extra: Descent = {},
  ): { at: number; isNew: boolean } | null {
    const counted = count(origin)
    counted.tried++
    const result = descend(start, extra)
    const state = result.converged ? atRest(result.state) : null
    if (state === null) return null
    counted.converged++
    // a trajectory may come to rest on one, Newton ends on any
    const moved = largest(plus(state, start, -1))
    if (moved > 1e-3 * (1 + largest(state)) && isPatchwork(flow.linearise(state))) {
      patchworks++
      return null
    }
    const invariants = invariantsOf(flow, state)
    const blur = blurAt(state)
    const old = known(state, invariants)
    if (old >= 0) {
      // of a pinned manifold the most stable point stands for it
      if (blur > 1e-6 && !found[old]!.pinned && unstableOf(state) < unstableOf(found[old]!.state))
        found[old] = { ...found[old]!, ...(orbitAt(state) ?? unpinned), state, invariants }
      return { at: old, isNew: false }
    }
    const continuum = continuumOf(flow, symmetry, state)
    // a generic point of a continuum stands for it, not one that happens to be symmetric or at a kink
    const generic = continuum?.points[Math.floor(0.381966 * continuum.points.length)] ?? state
    const orbit = continuum === null ? orbitAt(state) : unpinned
    // of a pinned orbit only what rests to round-off, and no more places than a person would read
    if (orbit === null || (orbit.pinned && tangential(state) > AT_REST)) return null
    const equilibrium: Equilibrium = { state: generic, origin, invariants, continuum, ...orbit }
    // a point of it at which null direction and group direction agree may have been found before
    const point = continuum === null ? -1 : found.findIndex((other) => continuum.holds(other.state))
    if (point >= 0) {
      found[point] = equilibrium
      return { at: point, isNew: false }
    }
    found.push(equilibrium)
    size = Math.max(size, norm(flow.weights, state))
    if (orbit.pinned && pinned++ < pinnedOrbits.rounded)
      pending.push(...roundTheOrbit(symmetry, state, tangentSpace(flow, symmetry, state).length))
    return { at: found.length - 1, isNew: true }
  }

  /** null for a place on a pinned orbit beyond those that are listed */
  function orbitAt(state: Float64Array): OnSample | null {
    const dimension = keepsOrbits(symmetry) ? 0 : tangentSpace(flow, symmetry, state).length
    if (dimension === 0) return unpinned
    if (pinned >= pinnedOrbits.listed && walkOrbit(flow, symmetry, state, 1).dimension === 0) {
      isCrowded = true
      return null
    }
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

  const unstableOf = (state: Float64Array, drift = 0): number =>
    flow
      .linearise(state)
      .spectrum()
      .values.filter(({ re }) => re > 1e-9 + drift).length

  const aborted = () => signal?.aborted === true
  async function phase(origin: Origin, of: number, run: (index: number) => void): Promise<void> {
    for (let done = 0; done < of && !aborted(); done++) {
      run(done)
      onProgress?.({ phase: origin, done: done + 1, of, found: found.length })
      // a page stays alive, and an abort is heard, between two runs
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }

  /** Rays through each equilibrium from the homogeneous states, and from each along its unstable directions. */
  let rayed = 0
  async function followUp(): Promise<void> {
    for (; rayed < Math.min(found.length, rays.equilibria) && !aborted(); rayed++) {
      const { state } = found[rayed]!
      const bases = homogeneous.length === 0 ? [new Float64Array(flow.length)] : homogeneous
      const through = bases.flatMap((base) => rootsAlong(flow, base, plus(state, base, -1), size))
      const from = unstableDirections(flow, state).flatMap((v) =>
        [1, -1].flatMap((sign) =>
          rootsAlong(
            flow,
            state,
            v.map((x) => sign * x),
            size,
          ),
        ),
      )
      const starts = [...through, ...from]
      await phase('ray', starts.length, (i) => solve(starts[i]!, 'ray'))
    }
    while (pending.length > 0 && !aborted()) {
      const starts = pending.splice(0)
      await phase('orbit', starts.length, (i) => solve(starts[i]!, 'orbit'))
    }
  }

  await phase('homogeneous', homogeneous.length, (i) => solve(homogeneous[i]!, 'homogeneous'))
  await phase('given', given.length, (i) => solve(given[i]!, 'given'))
  const duration = settling.times * slowest(flow, homogeneous[0] ?? new Float64Array(flow.length))
  await phase('simulated', Math.ceil(starts / 4), (i) => {
    const start = random.at(i, size)
    const { reduced } = symmetry
    const { state, finite } = integrate(
      reduced?.evaluate ?? flow.evaluate,
      reduced?.of(start) ?? start,
      duration,
      { tolerance: 1e-3, maximumEvaluations: settling.evaluations },
    )
    if (!finite) {
      count('simulated').tried++
      return
    }
    const end = reduced?.lift(state) ?? state
    const moves = flow.energy === null ? restlessAt(flow, symmetry, end, duration) : null
    if (moves !== null) restless.push(moves)
    solve(end, 'simulated')
  })
  const spaces = symmetry.fixedSpaces(fixedSpaceLimit)
  await phase('branch', spaces.length, (i) => {
    const { project } = spaces[i]!
    for (let k = 0; k <= rays.inSpace; k++) {
      const start = random.at(starts + i + k * spaces.length, size)
      project(start)
      if (k === 0) solve(start, 'branch', { confine: project })
      else {
        const base = homogeneous[k % homogeneous.length] ?? new Float64Array(flow.length)
        for (const root of rootsAlong(flow, base, plus(start, base, -1), size))
          solve(root, 'branch', { confine: project })
      }
    }
  })
  await followUp()
  await phase('random', starts, (i) => solve(random.at(2 * starts + 1000 + i, size), 'random'))
  await followUp()
  let idle = 0
  await phase('deflated', found.length === 0 ? 0 : Math.min(2 * patience, starts), (i) => {
    if (idle >= patience) return
    const start = random.at(4 * starts + 2000 + i, size)
    const known = found.map(({ invariants }) => invariants)
    idle = solve(start, 'deflated', { known })?.isNew === true ? 0 : idle + 1
  })
  await followUp()

  return {
    found,
    solved,
    finished: !aborted(),
    get patchworks() {
      return patchworks
    },
    get isCrowded() {
      return isCrowded
    },
    duration,
    restless,
    consider: (start, origin) => solve(start, origin)?.at ?? -1,
    followUp,
  }
}

/** 1 / the slowest local decay rate at a state: the longest time constant of the model. */
function slowest(flow: Flow, state: Float64Array): number {
  const rates = flow
    .linearise(state)
    .spectrum()
    .rest.map(({ re }) => -re)
    .filter((rate) => rate > 1e-6)
  return rates.length === 0 ? slowestParameter(flow) : 1 / Math.min(...rates)
}

/** The largest parameter whose name begins with tau; 1 where there is none. */
function slowestParameter({ network }: Flow): number {
  const times = network.populations.flatMap(({ model }) =>
    Object.entries(model.parameters).flatMap(([name, value]) => (name.startsWith('tau') ? [value] : [])),
  )
  return Math.max(1, ...times)
}
