/**
 * The search for equilibria: homogeneous states, the branches that the equivariant branching lemma
 * predicts (sought inside fixed-point spaces of isotropy subgroups), simulated and random starts, rays through and
 * from what was found, round the orbits that the sample pins, then Newton under deflation until nothing new
 * appears. What symmetry joins is one equilibrium.
 */
import { chartOf } from '../chart.ts'
import type { Flow } from '../flow.ts'
import { integrate } from '../integrate.ts'
import { isPatchwork } from '../local-spectrum.ts'
import type { FixedSpace, Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'
import { continuumOf, tangentSpace } from '../walk.ts'
import { type Descent, descent } from './descend.ts'
import { type Equilibrium, type Origin, unpinned } from './equilibrium.ts'
import { identityOf } from './identity.ts'
import { invariantsOf } from './invariants.ts'
import { longestTime } from './longest-time.ts'
import { AT_REST, onSampleOf } from './on-sample.ts'
import { independentParts, joinedOf, mostProducts, productsOf } from './parts.ts'
import { roundTheOrbit } from './pinned.ts'
import { rootsAlong, unstableDirections } from './rays.ts'
import { type Restless, restlessAt } from './restless.ts'
import { randomStarts } from './starts.ts'

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
  /** whether independent parts have more products of equilibria than are tried */
  readonly isCropped: boolean
  /** fixed-point spaces in which branches were sought */
  readonly spaces: readonly FixedSpace[]
  /** time in which a state comes to rest */
  readonly duration: number
  /** what became of the simulated starts that neither rest nor turn */
  readonly restless: readonly Restless[]
  /** the number in `found` of what Newton reaches from a state, added when it is new; -1 when nothing */
  readonly consider: (start: Float64Array, origin: Origin) => number
  /** sends rays through and from what is new in `found`, and goes round orbits that the sample pins */
  readonly followUp: () => Promise<void>
}

/** Duration of a simulated start, in units of the slowest local decay, and its budget of evaluations. */
const settling = { times: 60, evaluations: 600 }
/** Deflated runs without anything new after which the search ends. */
const patience = 6
/** Equilibria through which rays are sent, and the rays from a random place of each fixed-point space. */
const rays = { equilibria: 40, inSpace: 2 }
/** Equilibria on pinned orbits that are listed at most, and how many of them make the search go round their orbits. */
const pinnedOrbits = { listed: 24, rounded: 6 }
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
  const near = 1 + Math.max(0, ...homogeneous.map((z) => norm(flow.weights, z)))
  let size = near
  // what was found far out does not draw all starts there
  const sizeAt = (index: number): number => (index % 2 === 1 && size > 10 * near ? near : size)

  const descend = descent(flow, symmetry, tolerance)
  const chart = chartOf(flow, symmetry)
  const { blurAt, isSame, unstableOf } = identityOf(flow, symmetry, tolerance)
  const { tangential, atRest, orbitAt } = onSampleOf(flow, symmetry, tolerance)
  const restless: Restless[] = []
  /** starts that a find has given rise to */
  const pending: Float64Array[] = []
  let patchworks = 0
  let pinned = 0
  let isCrowded = false
  let isCropped = false
  const count = (origin: Origin) => (solved[origin] ??= { tried: 0, converged: 0 })

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
    const old = found.findIndex((each) => isSame(each, state, invariants))
    if (old >= 0) {
      // of a pinned manifold the most stable point stands for it
      if (blur > 1e-6 && !found[old]!.pinned && unstableOf(state) < unstableOf(found[old]!.state))
        found[old] = { ...found[old]!, ...(orbitAt(state, false) ?? unpinned), state, invariants }
      return { at: old, isNew: false }
    }
    const continuum = continuumOf(flow, symmetry, state)
    // a generic point of a continuum stands for it, not one that happens to be symmetric or at a kink
    const generic = continuum?.points[Math.floor(0.381966 * continuum.points.length)] ?? state
    // no more places of pinned orbits than a person would read
    const orbit = continuum === null ? orbitAt(state, pinned >= pinnedOrbits.listed) : unpinned
    isCrowded ||= orbit === null
    // and of those only what rests to round-off
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

  const aborted = () => signal?.aborted === true
  async function phase(origin: Origin, of: number, run: (index: number) => void): Promise<void> {
    for (let done = 0; done < of && !aborted(); done++) {
      run(done)
      onProgress?.({ phase: origin, done: done + 1, of, found: found.length })
      // a page stays alive, and an abort is heard, between two runs
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }

  /** Products of what independent parts rest in, each part alone being one of its kinds. */
  const parts = independentParts(flow)
  const kinds = parts.map(() => new Map<number, Float64Array>())
  const multiplied = new Set<string>()
  let split = 0
  async function takeProducts(): Promise<void> {
    const first = found[0]?.state
    if (parts.length < 2 || first === undefined) return
    for (; split < found.length && !aborted(); split++) {
      const { state } = found[split]!
      await phase('product', parts.length, (p) => {
        const alone = joinedOf(parts, (q) => (q === p ? state : first))
        const kind = solve(alone, 'product')?.at
        if (kind !== undefined && !kinds[p]!.has(kind)) kinds[p]!.set(kind, alone)
      })
    }
    const choices = [...productsOf(kinds.map((own) => [...own.keys()]))].filter(
      (c) => !multiplied.has(`${c}`),
    )
    const taken = choices.slice(0, mostProducts - multiplied.size)
    isCropped ||= taken.length < choices.length
    await phase('product', taken.length, (k) => {
      multiplied.add(`${taken[k]!}`)
      solve(
        joinedOf(parts, (p) => kinds[p]!.get(taken[k]![p]!)!),
        'product',
      )
    })
  }

  /** Rays through each equilibrium from the homogeneous states, and from each along its unstable directions. */
  let rayed = 0
  async function followUp(): Promise<void> {
    await takeProducts()
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
  const duration = settling.times * longestTime(flow, homogeneous[0] ?? new Float64Array(flow.length))
  await phase('simulated', Math.ceil(starts / 4), (i) => {
    const start = random.at(i, size)
    const { state, finite } = integrate(chart.evaluate, chart.of(start), duration, {
      tolerance: 1e-3,
      maximumEvaluations: settling.evaluations,
    })
    if (!finite) {
      count('simulated').tried++
      return
    }
    const end = chart.lift(state)
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
  await phase('random', starts, (i) => solve(random.at(2 * starts + 1000 + i, sizeAt(i)), 'random'))
  await followUp()
  let idle = 0
  await phase('deflated', found.length === 0 ? 0 : Math.min(2 * patience, starts), (i) => {
    if (idle >= patience) return
    const start = random.at(4 * starts + 2000 + i, sizeAt(i))
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
    get isCropped() {
      return isCropped
    },
    spaces,
    duration,
    restless,
    consider: (start, origin) => solve(start, origin)?.at ?? -1,
    followUp,
  }
}
