/**
 * The verb: finds the manifolds of equilibria of a network, stable and saddle, and certifies each.
 */
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import { completed, completenessNotes } from './completeness.ts'
import { type Examined, examine } from './examine.ts'
import { examineRelative, unexplainedBy } from './examine-relative.ts'
import { type Family, familyOf } from './family.ts'
import type { Origin } from './find/equilibrium.ts'
import { homogeneousStates } from './find/homogeneous.ts'
import { invariantsOf, sameInvariants } from './find/invariants.ts'
import { onsetAt } from './find/onset.ts'
import { type RelativeEquilibrium, relativeEquilibrium } from './find/relative.ts'
import { restlessNotes } from './find/restless.ts'
import { type SearchProgress, searchEquilibria } from './find/search.ts'
import { randomStarts } from './find/starts.ts'
import { type Flow, flowOf } from './flow.ts'
import { frameOf } from './frame.ts'
import { integrate } from './integrate.ts'
import { isPatchwork } from './local-spectrum.ts'
import { studyMatrices } from './matrix.ts'
import type { Certificate, Manifold } from './report.ts'
import { type Symmetry, symmetryOf } from './symmetry/symmetry.ts'
import { largest, norm } from './vectors.ts'

export interface CertifyOptions {
  /** Newton runs from random states; default 64 */
  readonly starts?: number
  /** default 0 */
  readonly seed?: number
  /** residual asked of Newton; default 1e-12 */
  readonly tolerance?: number
  /** states to begin with, [population][variable][neuron] each, such as the last frame of a recording */
  readonly given?: readonly Float64Array[]
  /** ends the search; what was found so far is certified no further, and returned */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: CertifyProgress) => void) | undefined
}

export interface CertifyProgress {
  readonly phase: 'simulating' | 'measuring' | 'symmetry' | Origin | 'certifying' | 'rotating' | 'nearest'
  readonly done: number
  readonly of: number
  readonly found: number
}

/** Throws InputError for a network whose equations are not smooth enough, or too large. */
export async function certifyNetwork(network: Network, options: CertifyOptions = {}): Promise<Certificate> {
  const { starts = 64, seed = 0, signal, onProgress } = options
  const flow = flowOf(network)
  for (const [k, state] of (options.given ?? []).entries())
    if (state.length !== flow.length)
      throw new InputError(`given[${k}]`, `a state of ${flow.length} numbers`, `${state.length}`)
  onProgress?.({ phase: 'symmetry', done: 0, of: 1, found: 0 })
  const symmetry = symmetryOf(flow)
  const { invariant, states } = homogeneousStates(flow)
  const homogeneous = [...states].sort((a, b) => norm(flow.weights, a) - norm(flow.weights, b))
  const matrices = await studyMatrices(
    flow,
    (nearest) => certifyNetwork(nearest, { starts: Math.min(starts, 24), seed, signal }),
    { signal, onProgress: (done, of, found) => onProgress?.({ phase: 'nearest', done, of, found }) },
  )
  // what rests is known from the nearest network: where a Newton step costs many times N^2, few others are tried
  const fewer = matrices.reports.length > 0 ? affordable(starts, flow.length) : null
  const search = await searchEquilibria(flow, symmetry, homogeneous, {
    ...options,
    given: [...(options.given ?? []), ...matrices.rests],
    starts: fewer ?? starts,
    seed,
    onProgress: onProgress as ((progress: SearchProgress) => void) | undefined,
  })

  const aborted = () => signal?.aborted === true
  const examined: Examined[] = []
  /** for each manifold the numbers of those on which its unstable kicks came to rest, -1 for none */
  const landed: number[][] = []
  // an unstable kick may end on a manifold that the search missed: then it is examined as well
  async function examineFound(): Promise<void> {
    await search.followUp()
    // what was found before an abort is certified still
    for (let k = examined.length; k < search.found.length; k++) {
      const equilibrium = search.found[k]!
      const result = examine(flow, symmetry, equilibrium, isHomogeneous(flow, equilibrium.state))
      examined.push(result)
      landed.push(aborted() ? [] : result.kicked.map((end) => search.consider(end, 'kicked')))
      onProgress?.({ phase: 'certifying', done: k + 1, of: search.found.length, found: search.found.length })
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }
  await examineFound()
  const completeness = await completed({
    ...{ flow, symmetry, search, examined, landed, examineFound, aborted },
    random: randomStarts(flow, homogeneous, seed),
    starts: Math.min(fewer ?? starts, 64),
    tell: async (phase, done, of) => {
      onProgress?.({ phase, done, of, found: search.found.length })
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
  })

  const rotating = await relativeEquilibria(flow, symmetry, homogeneous, starts, seed, options)
  examined.push(...rotating.found.map(({ one, family }) => examineRelative(flow, symmetry, one, family)))

  const ordered = [...examined].sort(byOrder)
  const idOf = (k: number) => `M${ordered.indexOf(examined[k]!) + 1}`
  const without = flow.changing.length === 0 ? '' : `, without ${flow.changing.join(' and ')}`
  const manifolds = ordered.map((each, i): Manifold => {
    const { manifold } = each
    const ends = (landed[examined.indexOf(each)] ?? []).filter((k) => k >= 0)
    const targets = [...new Set(ends.map(idOf))]
    const checks = manifold.checks.map((check) =>
      targets.length > 0 && check.said.startsWith('an unstable kick leaves')
        ? { ...check, said: `${check.said} and comes to rest on ${targets.join(' and ')}` }
        : check,
    )
    const leadsTo = targets[0] ?? null
    return { id: `M${i + 1}`, ...manifold, verdict: `${manifold.verdict}${without}`, leadsTo, checks }
  })

  const onset = manifolds
    .filter(({ homogeneous: same }) => same)
    .sort((a, b) => norm(flow.weights, a.state) - norm(flow.weights, b.state))
    .flatMap(({ id, state }) => onsetAt(flow, state, id))
  return {
    title: network.title,
    symmetry: symmetry.report,
    onset,
    manifolds,
    search: {
      starts,
      solved: search.solved,
      finished: search.finished && !aborted(),
      seed,
      morse: completeness.morse,
    },
    matrices: matrices.reports,
    notes: [
      ...flow.leftOut,
      ...symmetry.notes,
      ...matrices.notes,
      ...(search.isCrowded
        ? [
            'the sample pins orbits at more places than are listed: a finer sample pins less, and lists each orbit once',
          ]
        : []),
      ...(search.isCropped
        ? ['the network falls apart into independent parts: not all products of their equilibria were tried']
        : []),
      ...restlessNotes(search.restless, Math.ceil(starts / 4)),
      ...(search.patchworks === 0
        ? []
        : [
            `${search.patchworks} equilibria were left out at which single neurons rest on unstable branches of their own: there are as many as ways to choose such neurons`,
          ]),
      ...(fewer === null || fewer === starts
        ? []
        : [
            `of ${starts} starts ${fewer} were made: each step of Newton's method takes several products with a matrix of ${flow.length} neurons`,
          ]),
      ...rotating.notes,
      ...twinsAmong(manifolds),
      ...(aborted()
        ? []
        : [
            ...new Set(
              completeness.parted.map((pair) => pair.map(({ manifold }) => idOf(manifold)).join(' and ')),
            ),
          ].map(
            (names) =>
              `no saddle of index 1 was found between the basins of ${names}${flow.energy === null ? ': what lies between them may not be at rest' : ''}`,
          )),
      ...(aborted() ? [] : completenessNotes(completeness)),
      ...(invariant ? [] : ['no homogeneous state stays one: inputs or matrices differ between points']),
    ],
  }
}

/** Manifolds that agree in all that a symmetry leaves alone: perhaps one, under a symmetry that was not found. */
function twinsAmong(manifolds: readonly Manifold[]): string[] {
  const key = ({ energy, index, dimension, spectrum }: Manifold): string =>
    [energy?.toPrecision(10), index, dimension, ...spectrum.map(({ re }) => re.toFixed(7))].join(' ')
  const groups = new Map<string, string[]>()
  for (const manifold of manifolds)
    if (manifold.energy !== null)
      groups.set(key(manifold), [...(groups.get(key(manifold)) ?? []), manifold.id])
  return [...groups.values()]
    .filter((ids) => ids.length > 1)
    .map(
      (ids) =>
        `${ids.join(', ')} agree in energy and spectrum: perhaps one manifold, under a symmetry that was not found`,
    )
}

/**
 * Relative equilibria, where the coupling has no energy and a Lie group acts: from simulated states, then
 * from random ones.
 */
async function relativeEquilibria(
  flow: Flow,
  symmetry: Symmetry,
  bases: readonly Float64Array[],
  starts: number,
  seed: number,
  { signal, onProgress, tolerance = 1e-12 }: CertifyOptions,
): Promise<{ found: { one: RelativeEquilibrium; family: Family | null }[]; notes: string[] }> {
  if (flow.energy !== null || symmetry.dimension === 0) return { found: [], notes: [] }
  const frame = frameOf(flow, symmetry)
  if (frame === null)
    return { found: [], notes: ['rotating solutions were not sought: the network is too large for them'] }
  const random = randomStarts(flow, bases, seed)
  /** null for a start that comes to rest */
  const settle = (start: Float64Array): Float64Array | null => {
    const { reduced } = symmetry
    const run = integrate(reduced?.evaluate ?? flow.evaluate, reduced?.of(start) ?? start, 200, {
      tolerance: 1e-5,
      maximumEvaluations: 4000,
      until: (z, velocity) => largest(velocity) < 1e-7 * (1 + largest(z)),
    })
    return run.met ? null : (reduced?.lift(run.state) ?? run.state)
  }
  const found: { one: RelativeEquilibrium; family: Family | null }[] = []
  const known: Float64Array[] = []
  const count = Math.min(starts, 32)
  for (let k = 0; k < count && signal?.aborted !== true; k++) {
    const start = random.at(7 * starts + k, 2)
    const settled = k % 2 === 0 ? settle(start) : start
    if (settled === null) continue
    const solved = relativeEquilibrium(flow, frame, settled, { tolerance })
    onProgress?.({ phase: 'rotating', done: k + 1, of: count, found: found.length })
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (solved === null || isPatchwork(flow.linearise(solved.state))) continue
    const invariants = invariantsOf(flow, solved.state)
    const slack = 1e-6 + Math.min(0.03, 50 * solved.pinning)
    const isOld = found.some(
      ({ one, family }, i) =>
        family?.holds(solved) === true ||
        (sameInvariants(known[i]!, invariants, slack) &&
          symmetry.align(solved.state, one.state, slack) !== null),
    )
    if (isOld) continue
    found.push({ one: solved, family: familyOf(flow, solved, unexplainedBy(solved)) })
    known.push(invariants)
  }
  return { found, notes: [] }
}

/** Starts that cost no more than as many as asked for do with 128 neurons, and at least four. */
function affordable(starts: number, numbers: number): number {
  return Math.min(starts, Math.max(4, Math.ceil(starts * (128 / numbers) ** 2)))
}

/** Attracting first, then by index; the larger dimension, then the lower energy or norm first. */
function byOrder(a: Examined, b: Examined): number {
  const rank = { attracting: 0, degenerate: 1, saddle: 2, repelling: 3 }
  return (
    rank[a.manifold.stability] - rank[b.manifold.stability] ||
    a.manifold.index - b.manifold.index ||
    b.manifold.dimension - a.manifold.dimension ||
    (a.manifold.energy ?? 0) - (b.manifold.energy ?? 0)
  )
}

function isHomogeneous(
  { layout }: { layout: ReturnType<typeof flowOf>['layout'] },
  z: Float64Array,
): boolean {
  for (const { state, size, variables } of layout.blocks)
    for (let v = 0; v < variables; v++) {
      const from = state + v * size
      for (let i = from; i < from + size; i++)
        if (Math.abs(z[i]! - z[from]!) > 1e-8 * (1 + Math.abs(z[from]!))) return false
    }
  return true
}
