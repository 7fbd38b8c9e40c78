/**
 * Walking along a manifold of equilibria: a step along a null direction, then the transverse equations
 * solved again. It decides the dimension of a manifold, whatever symmetry promises, and it traces a
 * continuum that no Lie group explains.
 */
import { symmetricEigen } from '../math/eigen.ts'
import { chartOf } from './chart.ts'
import type { Flow } from './flow.ts'
import { newton } from './newton.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { addScaled, dot, largest, norm, orthonormal, plus, removeAlong, scale } from './vectors.ts'

/** max |z'| along a walked direction up to which it counts as one of equilibria. */
export const WALKED = 1e-6

export interface Walk {
  /** directions along which max |z'| stayed within WALKED: how many, and which */
  readonly dimension: number
  readonly held: readonly Float64Array[]
  /** the largest max |z'| met on any direction */
  readonly worst: number
  /** the last state of each walk that held */
  readonly ends: readonly Float64Array[]
}

/** Solves the transverse equations from a state. */
export type Transverse = (start: Float64Array) => {
  readonly state: Float64Array
  readonly converged: boolean
}

/** Newton along the orbit's complement: on the coordinates of the network where it has few. */
export function transverse(flow: Flow, symmetry: Symmetry): Transverse {
  const chart = chartOf(flow, symmetry)
  const cut = tangentCut(symmetry)
  return (start) => {
    const { state, converged } = newton(chart, chart.of(start), { tangents: chart.tangents, cut })
    return { state: chart.lift(state), converged }
  }
}

/** Four steps of a tenth of the state's size along each direction, by default all that `tangents` gives. */
export function walk(
  flow: Flow,
  tangents: (z: Float64Array) => readonly Float64Array[],
  state: Float64Array,
  solve: Transverse = (start) => newton(flow, start, { tangents }),
  directions: readonly Float64Array[] = tangents(state),
): Walk {
  const step = 0.1 * Math.max(1e-3, norm(flow.weights, state))
  const ends: Float64Array[] = []
  const held: Float64Array[] = []
  const velocity = new Float64Array(flow.length)
  let worst = 0
  for (let d = 0; d < directions.length; d++) {
    let here = state
    let along = directions[d]!
    let most = 0
    for (let k = 0; k < 4; k++) {
      const moved = solve(plus(here, along, step))
      flow.evaluate(moved.state, velocity)
      most = Math.max(most, moved.converged ? largest(velocity) : Number.POSITIVE_INFINITY)
      if (!(most <= WALKED)) break
      along = closest(flow.weights, tangents(moved.state), along)
      here = moved.state
    }
    if (Number.isFinite(most)) worst = Math.max(worst, most)
    else worst = Number.POSITIVE_INFINITY
    if (most <= WALKED) {
      held.push(directions[d]!)
      ends.push(here)
    }
  }
  return { dimension: held.length, held, worst, ends }
}

/** The unit vector of a span that is nearest to a direction: the way on. */
function closest(
  weights: Float64Array,
  span: readonly Float64Array[],
  direction: Float64Array,
): Float64Array {
  const out = new Float64Array(direction.length)
  for (const basis of span) {
    const along = dot(weights, basis, direction)
    for (let i = 0; i < out.length; i++) out[i]! += along * basis[i]!
  }
  const length = norm(weights, out)
  if (length === 0) return direction
  scale(out, 1 / length)
  return out
}

/** A closed or open curve of equilibria. */
export interface Continuum {
  readonly points: readonly Float64Array[]
  readonly closed: boolean
  /** whether an equilibrium lies on it, or on an image under a symmetry */
  holds(state: Float64Array): boolean
}

/** |lambda| below which an eigenvalue is zero. */
export const ZERO = 1e-7
const maximumPoints = 600
/** Sine of the angle beyond which a null direction is none of the group's. */
const OFF = 0.03

/**
 * The curve through an equilibrium with one zero mode that symmetry does not explain; null where
 * there is none, or it does not go on.
 */
export function continuumOf(flow: Flow, symmetry: Symmetry, state: Float64Array): Continuum | null {
  const explained = tangentSpace(flow, symmetry, state)
  const directions = unexplained(flow, explained, state)
  if (directions.length !== 1) return null
  const step = 0.02 * Math.max(1e-3, norm(flow.weights, state))
  // on the way null direction and group direction may agree at single points
  const isBeyond = directions.length < zeroModesOf(flow, state)
  const tangents = (z: Float64Array) =>
    isBeyond
      ? unexplained(flow, tangentSpace(flow, symmetry, z), z)
      : flow.linearise(z).spectrum().nullSpace(ZERO)
  const velocity = new Float64Array(flow.length)
  const trace = (sign: 1 | -1): { points: Float64Array[]; closed: boolean } => {
    const points: Float64Array[] = []
    let here = state
    let along = directions[0]!.map((v) => sign * v)
    for (let k = 0; k < maximumPoints; k++) {
      const held = along
      const moved = newton(flow, plus(here, along, step), { tangents: () => [held] })
      flow.evaluate(moved.state, velocity)
      if (!moved.converged || !(largest(velocity) <= WALKED)) return { points, closed: false }
      const next = tangents(moved.state)
      if (next.length !== 1) return { points, closed: false }
      const turn = dot(flow.weights, next[0]!, along) < 0 ? -1 : 1
      along = next[0]!.map((v) => turn * v)
      here = moved.state
      points.push(here)
      if (k > 2 && norm(flow.weights, plus(here, state, -1)) < 0.75 * step) return { points, closed: true }
    }
    return { points, closed: false }
  }
  const forth = trace(1)
  const back = forth.closed ? { points: [] } : trace(-1)
  if (forth.points.length + back.points.length < 4) return null
  const points = [...back.points.reverse(), state, ...forth.points]
  const { closed } = forth
  return {
    points,
    closed,
    holds: (z) =>
      symmetry.elements.some((element) =>
        passesThrough(flow, points, closed, step, symmetry.act(element, z)),
      ),
  }
}

/** Length, relative to the longest's, up to which a tangent vector is what the sample spoils of a motion that fixes the state. */
export const tangentCut = ({ report }: Symmetry): number => 1e-6 + Math.min(1e-3, 20 * report.aliasing)

/** Orthonormal tangents xi . z; empty for a state that the Lie algebra leaves where it is. */
export function tangentSpace(flow: Flow, symmetry: Symmetry, state: Float64Array): Float64Array[] {
  const smallest = 1e-7 * (1 + norm(flow.weights, state))
  const moving = symmetry.tangents(state).filter((t) => norm(flow.weights, t) > smallest)
  return orthonormal(flow.weights, moving, tangentCut(symmetry))
}

/** The walk along a group orbit, direction by direction, or along the `last` that the sample pulls most. */
export function walkOrbit(flow: Flow, symmetry: Symmetry, state: Float64Array, last = Infinity): Walk {
  const tangents = (z: Float64Array) => tangentSpace(flow, symmetry, z)
  const directions = principal(flow, state, tangents(state)).slice(-last)
  return walk(flow, tangents, state, transverse(flow, symmetry), directions)
}

/** Aliasing beyond which a sample may pin an orbit. */
const ALIASED = 1e-12

/** Whether the sample breaks the symmetry so little that every orbit is one of equilibria. */
export const keepsOrbits = ({ report }: Symmetry): boolean => report.aliasing <= ALIASED

/** A basis of the tangent space in which the Jacobian compressed on it is diagonal, in its symmetric part. */
function principal(flow: Flow, state: Float64Array, tangents: readonly Float64Array[]): Float64Array[] {
  const d = tangents.length
  const { vectors, values } = symmetricEigen(compressed(flow, state, tangents), d)
  const order = Array.from(values, (_, k) => k).sort((a, b) => Math.abs(values[a]!) - Math.abs(values[b]!))
  return order.map((k) => {
    const sum = new Float64Array(flow.length)
    for (const [i, t] of tangents.entries()) addScaled(sum, t, vectors[i * d + k]!)
    return sum
  })
}

/** T^T w J T, d x d row major. */
function compressed(flow: Flow, state: Float64Array, tangents: readonly Float64Array[]): Float64Array {
  const d = tangents.length
  const matrix = new Float64Array(d * d)
  const jacobian = flow.linearise(state)
  const image = new Float64Array(flow.length)
  for (const [j, t] of tangents.entries()) {
    jacobian.apply(t, image)
    for (const [i, s] of tangents.entries()) matrix[i * d + j] = dot(flow.weights, s, image)
  }
  return matrix
}

/** Frobenius norm of the Jacobian compressed on the tangent space. */
export function tangentPull(flow: Flow, state: Float64Array, tangents: readonly Float64Array[]): number {
  return tangents.length === 0 ? 0 : Math.hypot(...compressed(flow, state, tangents))
}

/**
 * Null directions that a tangent space does not explain: those beyond it, or all of them where they point
 * elsewhere (a sample so coarse that its continuum is no orbit).
 */
function unexplained(flow: Flow, explained: readonly Float64Array[], state: Float64Array): Float64Array[] {
  const spectrum = flow.linearise(state).spectrum()
  const zero = spectrum.values.filter(({ re, im }) => Math.hypot(re, im) < ZERO).length
  if (zero === 0) return []
  const nulls = spectrum.nullSpace(ZERO)
  const left = nulls.map((v) => v.slice())
  for (const v of left) for (const t of explained) removeAlong(flow.weights, v, t)
  const beyond = orthonormal(
    flow.weights,
    left.filter((v) => norm(flow.weights, v) > OFF),
    1e-3,
  )
  if (beyond.length === 0) return []
  return zero > explained.length ? beyond : nulls
}

function zeroModesOf(flow: Flow, state: Float64Array): number {
  const { values } = flow.linearise(state).spectrum()
  return values.filter(({ re, im }) => Math.hypot(re, im) < ZERO).length
}

/**
 * Whether the curve traced by a polygon passes through a state: Newton, kept in the plane across the nearest
 * side in which the state lies, arrives there.
 */
function passesThrough(
  flow: Flow,
  points: readonly Float64Array[],
  closed: boolean,
  step: number,
  state: Float64Array,
): boolean {
  let nearest = 2 * step
  let foot: Float64Array | null = null
  let across: Float64Array | null = null
  const last = closed ? points.length : points.length - 1
  for (let k = 0; k < last; k++) {
    const a = points[k]!
    const side = plus(points[(k + 1) % points.length]!, a, -1)
    const length = norm(flow.weights, side)
    if (length === 0) continue
    scale(side, 1 / length)
    const away = plus(state, a, -1)
    const at = dot(flow.weights, away, side)
    const off = norm(flow.weights, plus(away, side, -Math.min(length, Math.max(0, at))))
    if (off >= nearest) continue
    nearest = off
    across = side
    foot = plus(a, side, at)
  }
  if (foot === null || across === null) return false
  const held = [across]
  const { state: there, converged } = newton(flow, foot, { tangents: () => held })
  return converged && largest(plus(there, state, -1)) <= 1e-6 * (1 + largest(state))
}
