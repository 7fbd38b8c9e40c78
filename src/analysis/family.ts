/**
 * Families of relative equilibria that no symmetry explains. At one of them the bordered matrix
 *   B = [J - sum omega xi, -T; T^T, 0]
 * of Newton's method in the moving frame is singular: its null vectors (dy; d eta) are directions across the orbit along
 * which state and velocity may go on together. The family is walked along each of them, both ways: a step, then
 *   [J - sum omega xi, -T, N; T^T, 0, 0; N^T, 0, 0] [dy; d eta; d nu] = [T eta - f; 0; 0]
 * solved again for state and velocity, N the directions. What f keeps along N then tells whether the family goes on.
 */
import { factorLU, solveLU } from '../math/lu.ts'
import { pseudoSolve } from '../math/pseudo-solve.ts'
import { solveDense } from '../math/solve.ts'
import { invariantsOf, sameInvariants } from './find/invariants.ts'
import { type RelativeEquilibrium, relativeEquilibrium } from './find/relative.ts'
import type { Flow } from './flow.ts'
import { type Frame, multiplyVector } from './frame.ts'
import { inverseIteration } from './spectrum.ts'
import { addScaled, inner, largest, orthonormal, plus, removeAlong, scale } from './vectors.ts'
import { WALKED } from './walk.ts'

export interface Family {
  /** null directions across the orbit */
  readonly directions: number
  /** those along which the walk held, both ways */
  readonly dimension: number
  /** the largest max |z' - sum omega xi z| met on the walks */
  readonly worst: number
  /** where the walks that held ended */
  readonly ends: readonly RelativeEquilibrium[]
  /** whether a walk along the family leads to another relative equilibrium, or to one that looks like it */
  holds(other: RelativeEquilibrium): boolean
}

/** A place in the frame and what moves there. */
interface Spot {
  readonly place: Float64Array
  /** f - sum omega xi y, omega the least velocity that leaves least of f */
  readonly left: Float64Array
  /** J - sum omega xi, m x m row major */
  readonly jacobian: Float64Array
  /** orthonormal basis of the tangent space xi_a y */
  readonly tangents: readonly Float64Array[]
}

/** Singular values of B, relative to 1 + its entries, below which a direction is a null direction. */
const NULL = 1e-6
const walkSteps = 4
/** Length of a step in sizes of the state: of a walk, and of one towards another place at most. */
const stride = { walk: 0.1, seek: 0.3 }
const seekSteps = 40
/** Steps of the walks from which others are sought, and places that are tried as their beginning. */
const spreadSteps = 30
const mostBases = 3

/** @param spare how many eigenvalues without real part the orbit does not explain; null where B is regular */
export function familyOf(flow: Flow, found: RelativeEquilibrium, spare: number): Family | null {
  if (spare <= 0) return null
  const { frame, pinning } = found
  const start = spotAt(flow, frame, found.place)
  const slack = NULL + 2 * pinning
  const directions = nullDirections(frame, start, spare, slack)
  const k = directions.length
  if (k === 0) return null
  let worst = 0
  const ends: RelativeEquilibrium[] = []
  let dimension = 0
  /** the places of a walk, as far as it goes on */
  const walked = (direction: Float64Array, steps: number): Spot[] => {
    const spots: Spot[] = []
    let here = start
    let along = direction
    let span: readonly Float64Array[] = directions
    for (let step = 0; step < steps; step++) {
      const length = stride.walk * Math.sqrt(inner(here.place, here.place))
      const next = across(flow, frame, plus(here.place, along, length), span)
      const left = next === null ? Number.POSITIVE_INFINITY : largest(frame.lift(next.left))
      if (step < walkSteps) worst = Math.max(worst, left)
      if (next === null || !(left <= WALKED)) break
      span = nullDirections(frame, next, spare, slack)
      if (span.length !== k) break
      along = nearest(span, along)
      here = next
      spots.push(here)
    }
    return spots
  }
  const ways = directions.map((one) => [one, one.map((value) => -value)])
  for (const both of ways) {
    const reached = both.map((way) => {
      const last = walked(way, walkSteps)[walkSteps - 1]
      return last === undefined ? null : relativeEquilibrium(flow, frame, frame.lift(last.place))
    })
    if (reached.includes(null)) continue
    dimension++
    ends.push(...(reached as RelativeEquilibrium[]))
  }
  /** places all along the family, from which others are sought */
  let bases: { readonly spot: Spot; readonly invariants: Float64Array }[] | null = null
  const spread = () =>
    [start, ...ways.flat().flatMap((way) => walked(way, spreadSteps))].map((spot) => ({
      spot,
      invariants: invariantsOf(flow, frame.lift(spot.place)),
    }))
  return {
    directions: k,
    dimension,
    worst,
    ends,
    holds(other) {
      if (dimension < k) return false
      const wanted = invariantsOf(flow, other.state)
      // points of one manifold differ by what the sample pins
      const alike = 1e-6 + Math.min(0.03, 50 * Math.max(pinning, other.pinning))
      bases ??= spread()
      const away = ({ invariants }: { readonly invariants: Float64Array }) => {
        const miss = plus(invariants, wanted, -1)
        return inner(miss, miss)
      }
      const nearby = [...bases].sort((a, b) => away(a) - away(b)).slice(0, mostBases)
      return nearby.some(({ spot }) => leadsTo(flow, frame, spot, wanted, { spare, slack, alike }))
    },
  }
}

function spotAt(flow: Flow, frame: Frame, place: Float64Array): Spot {
  const m = frame.size
  const state = frame.lift(place)
  const f = new Float64Array(flow.length)
  flow.evaluate(state, f)
  const left = frame.coordinates(f)
  const moved = frame.generators.map((xi) => multiplyVector(xi, place, m))
  const d = moved.length
  const gram = new Float64Array(d * d)
  for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) gram[a * d + b] = inner(moved[a]!, moved[b]!)
  const velocity = pseudoSolve(
    gram,
    Float64Array.from(moved, (v) => inner(v, left)),
  )
  const jacobian = frame.jacobian(state)
  for (const [a, xi] of frame.generators.entries()) {
    addScaled(left, moved[a]!, -velocity[a]!)
    addScaled(jacobian, xi, -velocity[a]!)
  }
  return { place, left, jacobian, tangents: orthonormal(ones(m), moved, 1e-7) }
}

const ones = (m: number) => new Float64Array(m).fill(1)

/** [J - Omega, -T, N; T^T, 0, 0; N^T, 0, 0], row major. */
function borderedBy({ jacobian, tangents }: Spot, m: number, held: readonly Float64Array[]) {
  const d = tangents.length
  const n = m + d + held.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < m; i++) {
    matrix.set(jacobian.subarray(i * m, (i + 1) * m), i * n)
    for (const [k, t] of tangents.entries()) {
      matrix[i * n + m + k] = -t[i]!
      matrix[(m + k) * n + i] = t[i]!
    }
    for (const [k, v] of held.entries()) {
      matrix[i * n + m + d + k] = v[i]!
      matrix[(m + d + k) * n + i] = v[i]!
    }
  }
  return { matrix, n }
}

/** dy of the null vectors of B, `most` at most, orthonormal. */
function nullDirections({ size: m }: Frame, spot: Spot, most: number, slack: number): Float64Array[] {
  const { matrix, n } = borderedBy(spot, m, [])
  const gram = new Float64Array(n * n)
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      const left = matrix[k * n + i]!
      if (left !== 0) for (let j = 0; j < n; j++) gram[i * n + j]! += left * matrix[k * n + j]!
    }
  const size = 1 + largest(matrix)
  for (let i = 0; i < n; i++) gram[i * n + i]! += (slack * size) ** 2
  const lu = factorLU(gram, n)
  if (lu === null) return []
  const vectors = inverseIteration((v) => solveLU(lu, v), n, most, 12)
  const nulls = vectors.filter((v) => {
    const image = multiplyVector(matrix, v, n)
    return Math.sqrt(inner(image, image)) <= slack * size
  })
  return orthonormal(
    ones(m),
    nulls.map((v) => v.slice(0, m)),
    1e-6,
  )
}

/** Newton for state and velocity across the directions held; null when it does not converge. */
function across(flow: Flow, frame: Frame, start: Float64Array, held: readonly Float64Array[]): Spot | null {
  const m = frame.size
  const unit = ones(m)
  let here = spotAt(flow, frame, start)
  let before = Number.POSITIVE_INFINITY
  for (let step = 0; step < 20; step++) {
    const left = here.left.slice()
    for (const v of held) removeAlong(unit, left, v)
    const size = Math.sqrt(inner(left, left))
    const isSmall = size <= 1e-12 * (1 + largest(here.place)) || (size < 1e-9 && size >= 0.5 * before)
    if (isSmall) return here
    if (!Number.isFinite(size)) return null
    before = size
    const { matrix, n } = borderedBy(here, m, held)
    const right = new Float64Array(n)
    for (let i = 0; i < m; i++) right[i] = -left[i]!
    const move = solveDense(matrix, right, n)
    if (move === null) return null
    here = spotAt(flow, frame, plus(here.place, move.subarray(0, m)))
  }
  return null
}

/** The unit vector of a span that is nearest to a direction. */
function nearest(span: readonly Float64Array[], direction: Float64Array): Float64Array {
  const out = new Float64Array(direction.length)
  for (const v of span) addScaled(out, v, inner(v, direction))
  scale(out, 1 / Math.sqrt(inner(out, out)))
  return out
}

/** Whether steps along the family, each towards wanted invariants, arrive at them. */
function leadsTo(
  flow: Flow,
  frame: Frame,
  from: Spot,
  wanted: Float64Array,
  { spare, slack, alike }: { readonly spare: number; readonly slack: number; readonly alike: number },
): boolean {
  const seen = (place: Float64Array) => invariantsOf(flow, frame.lift(place))
  let here = from
  let away = Number.POSITIVE_INFINITY
  for (let step = 0; step < seekSteps; step++) {
    const now = seen(here.place)
    if (sameInvariants(now, wanted, alike)) return true
    const miss = plus(wanted, now, -1)
    const distance = Math.sqrt(inner(miss, miss))
    if (!(distance < away)) return false
    away = distance
    const span = nullDirections(frame, here, spare, slack)
    const size = Math.sqrt(inner(here.place, here.place))
    const h = 1e-5 * size
    const slopes = span.map((v) => {
      const change = plus(seen(plus(here.place, v, h)), seen(plus(here.place, v, -h)), -1)
      scale(change, 1 / (2 * h))
      return change
    })
    const k = span.length
    const gram = Float64Array.from({ length: k * k }, (_, at) =>
      inner(slopes[Math.floor(at / k)]!, slopes[at % k]!),
    )
    const turn = pseudoSolve(
      gram,
      Float64Array.from(slopes, (slope) => inner(slope, miss)),
    )
    const length = Math.sqrt(inner(turn, turn))
    if (!(length > 1e-12 * size)) return false
    const factor = Math.min(1, (stride.seek * size) / length)
    const target = here.place.slice()
    for (const [i, v] of span.entries()) addScaled(target, v, factor * turn[i]!)
    const next = across(flow, frame, target, span)
    if (next === null || largest(frame.lift(next.left)) > WALKED) return false
    here = next
  }
  return false
}
