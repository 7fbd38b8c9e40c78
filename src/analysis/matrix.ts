/**
 * A measured matrix, or a perturbed kernel: how far it is from a group convolution, which one is nearest, and what
 * becomes of that one's manifolds. Their zero modes turn into pseudo-gaps, their points drift, and what is left of
 * them is a few places where the network rests.
 */
import { quantile } from '../math/quantile.ts'
import type { Network } from '../model/network.ts'
import type { Space } from '../spaces/space.ts'
import { basesOn, driftAlong, type Perturbed, type Place, placeAt, restFrom } from './drift.ts'
import { type Flow, flowOf } from './flow.ts'
import { integrate } from './integrate.ts'
import { fatesOn } from './memory.ts'
import { outstanding } from './nearest-convolution.ts'
import { nearestNetwork, type Projected } from './nearest-network.ts'
import type { Certificate, Manifold, MatrixReport, PseudoGaps } from './report.ts'
import { sharedSpace } from './symmetry/couplings.ts'
import { symmetryOf } from './symmetry/symmetry.ts'
import { dot, inner, largest, norm, plus } from './vectors.ts'
import { tangentSpace } from './walk.ts'

/** Places on a manifold: along a curve, where drift changes sign between two of them there is a rest; elsewhere. */
const places = { curve: 32, elsewhere: 12 }
const mostIrreps = 12
/** Radians by which a memory may drift. */
const ANGLE = 0.1

export interface MatrixStudy {
  readonly reports: readonly MatrixReport[]
  /** equilibria of the matrix's own network that were found on the way, and states near others */
  readonly rests: readonly Float64Array[]
  readonly notes: readonly string[]
}

export interface StudyOptions {
  /** ends the study; what was found so far is returned */
  readonly signal?: AbortSignal | undefined
  /** places tried, of how many, and the rests found */
  readonly onProgress?: ((done: number, of: number, found: number) => void) | undefined
}

/** @param certify finds the manifolds of the nearest network */
export async function studyMatrices(
  flow: Flow,
  certify: (nearest: Network) => Promise<Certificate>,
  options: StudyOptions = {},
): Promise<MatrixStudy> {
  const notes = flow.network.connections.flatMap(({ coupling, from, to, place }) => {
    const { populations } = flow.network
    const joins = coupling.kind === 'matrix' && !sharedSpace(populations[from]!.space, populations[to]!.space)
    return joins ? [`${place} joins two spaces by a matrix: no convolution is near it`] : []
  })
  const { measured } = flow
  if (measured.length === 0) return { reports: [], rests: [], notes }
  options.onProgress?.(0, 1, 0)
  const nearest = nearestNetwork(flow.network, measured)
  const { manifolds } = await certify(nearest)
  const near = flowOf(nearest)
  const perturbed = { flow, near: { flow: near, symmetry: symmetryOf(near) } }
  for (const { id, velocity, state, stability } of manifolds)
    if (velocity !== null)
      notes.push(`${id} of the nearest convolution turns; ${followed(flow, state, velocity, stability)}`)
  const broken: { report: PseudoGaps; rests: Place[] }[] = []
  for (const manifold of manifolds)
    if (manifold.dimension > 0 && manifold.velocity === null)
      broken.push(await brokenModes(perturbed, manifold, options))
  for (const { report } of broken)
    if (report.turn !== null)
      notes.push(
        `on ${report.manifold} of the nearest convolution nothing rests: memories go round it in ${report.turn.toPrecision(3)}`,
      )
  const reports = measured.map((one) => ({
    connection: one.connection.place,
    distance: one.distance,
    equivarianceError: equivarianceError(one.space, one.matrix.weights),
    nearest: coefficientsOf(one),
    pseudoGaps: broken.map(({ report }) => report),
  }))
  const points = manifolds.filter(({ dimension }) => dimension === 0).map(({ state }) => state)
  return {
    reports,
    rests: [...broken.flatMap(({ rests }) => rests.map(({ state }) => state)), ...points],
    notes,
  }
}

function coefficientsOf(projected: Projected): MatrixReport['nearest'] {
  const kept = outstanding(projected).spectrum
  return [...projected.kernel.spectrum]
    .map(([irrep, m]) => ({ irrep, norm: Math.hypot(...m), outstanding: kept.has(irrep) }))
    .sort((a, b) => b.norm - a.norm)
    .slice(0, mostIrreps)
}

/** max over generators a of |W L_a - L_a W| / |W|; where the points form no group, on the harmonics of all labels. */
function equivarianceError(space: Space, weights: Float64Array): number {
  const { sample, size: n } = space
  if (sample === null) return roundError(space, weights)
  let whole = 0
  for (const w of weights) whole += w * w
  let worst = 0
  for (const a of sample.generators) {
    const moved = Int32Array.from({ length: n }, (_, g) => sample.multiply(a, g))
    let square = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) square += (weights[moved[i]! * n + moved[j]!]! - weights[i * n + j]!) ** 2
    worst = Math.max(worst, square)
  }
  return whole === 0 ? 0 : Math.sqrt(worst / whole)
}

/** Two rotations that generate a dense subgroup of all. */
const rotations = [
  [Math.sin(0.5), 0, 0, Math.cos(0.5)],
  [0, Math.sin(0.7), 0, Math.cos(0.7)],
] as const

function roundError(space: Space, weights: Float64Array): number {
  const { size, weights: w } = space
  const carried = (f: Float64Array) => {
    const out = new Float64Array(size)
    for (let i = 0, at = 0; i < size; i++)
      for (let j = 0; j < size; j++, at++) out[i]! += weights[at]! * f[j]!
    return out
  }
  let worst = 0
  for (const quaternion of rotations) {
    const turned = (f: Float64Array) => space.act({ quaternion }, f)
    let square = 0
    let whole = 0
    for (const label of space.labels) {
      const { copies, width, basis: columns } = space.harmonic(label)
      const basis = columns()
      for (let k = 0; k < copies * width; k++) {
        const f = basis.slice(k * size, (k + 1) * size)
        const image = turned(carried(f))
        square += norm(w, plus(carried(turned(f)), image, -1)) ** 2
        whole += norm(w, image) ** 2
      }
    }
    if (whole > 0) worst = Math.max(worst, Math.sqrt(square / whole))
  }
  return worst
}

/** Products with a matrix that a simulation may take, in numbers multiplied. */
const FOLLOWED = 1e9

/** What becomes of a state that turns where the matrix breaks the symmetry: simulated from it, for some turns. */
function followed(
  flow: Flow,
  state: Float64Array,
  velocity: Readonly<Record<string, number>>,
  stability: Manifold['stability'],
): string {
  if (stability !== 'attracting') return 'it does not attract: what the matrix makes of it is not followed'
  const turn = (2 * Math.PI) / Math.max(...Object.values(velocity).map(Math.abs))
  const budget = Math.min(20_000, FOLLOWED / flow.layout.neurons ** 2)
  const { weights } = flow
  const settled = integrate(flow.evaluate, state, turn, { tolerance: 1e-6, maximumEvaluations: budget / 3 })
  const speed = new Float64Array(flow.length)
  flow.evaluate(settled.state, speed)
  const rests = (z: Float64Array) => largest(z) < 1e-7 * (1 + largest(state))
  let before = 0
  let then = 0
  let farthest = 0
  const periods: number[] = []
  const run = integrate(flow.evaluate, settled.state, 20 * turn, {
    tolerance: 1e-8,
    maximumEvaluations: budget,
    until(z, now, time) {
      const away = plus(z, settled.state, -1)
      const distance = norm(weights, away)
      farthest = Math.max(farthest, distance)
      const ahead = dot(weights, away, speed)
      // back through the plane across the motion, near where it began
      if (before < 0 && ahead >= 0 && distance < 0.1 * farthest)
        periods.push(then + (before / (before - ahead)) * (time - then))
      before = ahead
      then = time
      return periods.length > 0 || rests(now)
    },
  })
  const [period] = periods
  if (period !== undefined)
    return `with the matrix it comes back to where it was after ${period.toPrecision(4)}, simulated (without it after ${turn.toPrecision(4)} or a part of that)`
  return run.met
    ? 'with the matrix it comes to rest, simulated'
    : `with the matrix it was simulated for ${run.time.toPrecision(3)}, and neither came back nor to rest`
}

/** Drift and pseudo-gaps at places spread over a manifold of the nearest network, and at the rests among them. */
async function brokenModes(
  perturbed: Perturbed,
  manifold: Manifold,
  { signal, onProgress }: StudyOptions,
): Promise<{ report: PseudoGaps; rests: Place[] }> {
  const { id, dimension, topology, stability, state } = manifold
  // on a coarse sample fewer directions are walked than the group has
  const isCurve = tangentSpace(perturbed.near.flow, perturbed.near.symmetry, state).length === 1
  const tried: (Place | null)[] = []
  const rests: Place[] = []
  /** what a page and an abort wait for; false once stopped */
  const goesOn = async (done: number, of: number): Promise<boolean> => {
    onProgress?.(done, of, rests.length)
    await new Promise((resolve) => setTimeout(resolve, 0))
    return signal?.aborted !== true
  }
  const bases = basesOn(perturbed, state, isCurve ? places.curve : places.elsewhere)
  for (const [k, base] of bases.entries()) {
    if (!(await goesOn(k, bases.length))) break
    tried.push(placeAt(perturbed, base))
  }
  const found = tried.filter((place) => place !== null)
  const starts = isCurve ? beforeRests(tried) : found
  for (const [k, start] of starts.entries()) {
    if (!(await goesOn(k, starts.length))) break
    const rest = restFrom(perturbed, start)
    if (rest !== null && !rests.some((old) => areOne(perturbed, old, rest))) rests.push(rest)
  }
  const along = tried.length === bases.length ? driftAlong(perturbed, state, tried) : null
  const fates = along === null ? null : fatesOn(along)
  let eigenvalue: number | null = null
  for (const { eigenvalues } of rests.length > 0 ? rests : found)
    for (const { re } of eigenvalues) if (Math.abs(re) >= Math.abs(eigenvalue ?? 0)) eigenvalue = re
  const drift = Math.max(0, ...found.map(({ speed }) => speed))
  const report = {
    manifold: id,
    dimension,
    topology,
    stability,
    places: tried.length,
    solved: found.length,
    rests: rests.length,
    attracting: rests.filter(({ eigenvalues }) => eigenvalues.every(({ re }) => re < 0)).length,
    eigenvalue,
    lifetime: eigenvalue === null || eigenvalue === 0 ? null : 1 / Math.abs(eigenvalue),
    memory: fates === null || fates.turn !== null ? null : spreadOf(fates.times),
    turn: fates?.turn ?? null,
    drift,
    driftTime: drift === 0 ? null : ANGLE / drift,
    moved: movedIn(found),
  }
  return { report, rests }
}

/** How long memories at these places take to move by `ANGLE`. */
function movedIn(found: readonly Place[]): PseudoGaps['moved'] {
  const times = Float64Array.from(found, ({ speed }) => ANGLE / speed)
  const spread = times.length === 0 ? null : spreadOf(times)
  return spread !== null && [spread.median, ...spread.quartiles].every(Number.isFinite) ? spread : null
}

function spreadOf(times: Float64Array): PseudoGaps['memory'] {
  return { median: quantile(times, 0.5), quartiles: [quantile(times, 0.25), quantile(times, 0.75)] }
}

/** Of a closed curve the places before which or behind which drift turns round, the slower of the two. */
function beforeRests(around: readonly (Place | null)[]): Place[] {
  return around.flatMap((place, k) => {
    const next = around[(k + 1) % around.length] ?? null
    if (place === null || next === null) return []
    const turns = inner(place.velocity, next.velocity) <= 0
    return turns ? [place.speed <= next.speed ? place : next] : []
  })
}

function areOne({ flow }: Perturbed, a: Place, b: Place): boolean {
  return norm(flow.weights, plus(a.state, b.state, -1)) <= 1e-6 * (1 + norm(flow.weights, a.state))
}
