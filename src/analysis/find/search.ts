/**
 * The search for equilibria: homogeneous states, the branches that the equivariant branching lemma
 * predicts (sought inside fixed-point spaces of isotropy subgroups), simulated and random starts, then
 * Newton under deflation until nothing new appears. What symmetry joins is one equilibrium.
 */
import type { Flow } from '../flow.ts'
import { integrate } from '../integrate.ts'
import { newton } from '../newton.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'
import { type Continuum, continuumOf } from '../walk.ts'
import { invariantsOf, sameInvariants } from './invariants.ts'
import { randomStarts } from './starts.ts'

export type Origin = 'homogeneous' | 'given' | 'simulated' | 'branch' | 'random' | 'deflated' | 'kicked'

/** An equilibrium that stands for all that symmetry or a walk joins to it. */
export interface Equilibrium {
  readonly state: Float64Array
  readonly origin: Origin
  readonly invariants: Float64Array
  /** the walked curve of a continuum that no Lie group explains, else null */
  readonly continuum: Continuum | null
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
  /** the equilibrium that Newton reaches from a state, added to `found` when it is new; null when none */
  readonly consider: (start: Float64Array, origin: Origin) => Equilibrium | null
}

/** Duration of a simulated start, in units of the slowest local decay, and its budget of evaluations. */
const settling = { times: 60, evaluations: 600 }
/** Deflated runs without anything new after which the search ends. */
const patience = 12
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

  function known(state: Float64Array, invariants: Float64Array): Equilibrium | null {
    const slack = 1e-6 + 20 * symmetry.report.aliasing
    for (const old of found) {
      if (old.continuum?.holds(state) === true) return old
      if (!sameInvariants(old.invariants, invariants, slack)) continue
      // no motion is needed, and none may be found where the state is zero
      if (largest(plus(state, old.state, -1)) <= 1e-7 * (1 + largest(state))) return old
      if (symmetry.align(state, old.state) !== null) return old
    }
    return null
  }

  function solve(
    start: Float64Array,
    origin: Origin,
    extra: { confine?: (z: Float64Array) => void; deflate?: boolean } = {},
  ): { equilibrium: Equilibrium; isNew: boolean } | null {
    const count = (solved[origin] ??= { tried: 0, converged: 0 })
    count.tried++
    const result = newton(flow, start, {
      tangents: symmetry.tangents,
      tolerance,
      ...(extra.confine === undefined ? {} : { confine: extra.confine }),
      ...(extra.deflate === true
        ? { deflate: { invariants: (z) => invariantsOf(flow, z), known: found.map((f) => f.invariants) } }
        : {}),
    })
    if (!result.converged) return null
    count.converged++
    const invariants = invariantsOf(flow, result.state)
    const old = known(result.state, invariants)
    if (old !== null) return { equilibrium: old, isNew: false }
    const equilibrium: Equilibrium = {
      state: result.state,
      origin,
      invariants,
      continuum: continuumOf(flow, symmetry, result.state),
    }
    found.push(equilibrium)
    size = Math.max(size, norm(flow.weights, result.state))
    return { equilibrium, isNew: true }
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

  await phase('homogeneous', homogeneous.length, (i) => solve(homogeneous[i]!, 'homogeneous'))
  await phase('given', given.length, (i) => solve(given[i]!, 'given'))
  const duration = settling.times * slowest(flow, homogeneous[0] ?? new Float64Array(flow.length))
  await phase('simulated', Math.ceil(starts / 4), (i) => {
    const { state, finite } = integrate(flow.evaluate, random.at(i, size), duration, {
      tolerance: 1e-3,
      maximumEvaluations: settling.evaluations,
    })
    if (finite) solve(state, 'simulated')
  })
  const spaces = symmetry.fixedSpaces(fixedSpaceLimit)
  await phase('branch', spaces.length * 3, (i) => {
    const { project } = spaces[i % spaces.length]!
    const start = random.at(starts + i, size)
    project(start)
    solve(start, 'branch', { confine: project })
  })
  await phase('random', starts, (i) => solve(random.at(2 * starts + 1000 + i, size), 'random'))
  let idle = 0
  await phase('deflated', found.length === 0 ? 0 : 2 * patience, (i) => {
    if (idle >= patience) return
    const start = random.at(4 * starts + 2000 + i, size)
    idle = solve(start, 'deflated', { deflate: true })?.isNew === true ? 0 : idle + 1
  })

  return {
    found,
    solved,
    finished: !aborted(),
    consider: (start, origin) => solve(start, origin)?.equilibrium ?? null,
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
