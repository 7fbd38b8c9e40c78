/**
 * What a perturbation makes of a manifold of equilibria. Near each point z0 of it the perturbed flow is solved
 * transverse to the tangents T,
 *   f(z) = T y,  T^T w (z - z0) = 0,
 * and y is the drift along the manifold: to first order in the perturbation the left null vectors' part of it,
 * with an error of second order. Where y = 0 the perturbed network rests. The eigenvalues S that replace the zero
 * modes belong to the invariant subspace near T, J X = X S with T^T w X = 1.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import { halton } from '../math/halton.ts'
import { solveDense } from '../math/solve.ts'
import type { Flow } from './flow.ts'
import { leastMotion } from './motion.ts'
import type { Complex } from './spectrum.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { inner, largest, norm, plus, removeAlong } from './vectors.ts'
import { tangentSpace } from './walk.ts'

/** A network whose symmetry is whole, beside the one that breaks it. */
export interface Perturbed {
  readonly flow: Flow
  readonly near: { readonly flow: Flow; readonly symmetry: Symmetry }
}

/** One place on the manifold. */
export interface Place {
  /** on the manifold of the symmetric network */
  readonly base: Float64Array
  /** beside it, where the perturbed flow has no transverse part */
  readonly state: Float64Array
  /** angular velocity per generator, the smallest that makes f of xi_a z0; radians per unit of time */
  readonly velocity: Float64Array
  /** |velocity| */
  readonly speed: number
  /** eigenvalues of S, the largest in size first */
  readonly eigenvalues: readonly Complex[]
}

const newtonSteps = 16
/** Residuals of linear systems over their right-hand sides: of Newton's steps, and where S is wanted itself. */
const FORCED = 1e-4
const STEADY = 1e-9
const restSteps = 16
/** Radians of one step towards a rest. */
const longestTurn = 0.3

/** The perturbed flow beside a point of the manifold; null when the transverse equations are not solved. */
export function placeAt({ flow, near }: Perturbed, base: Float64Array): Place | null {
  const found = solved({ flow, near }, base)
  if (found === null) return null
  const { state, tangents, velocity, speed, slope } = found
  const d = tangents.length
  const values = eigenvalues(slope, d)
  return {
    base,
    state,
    velocity,
    speed,
    eigenvalues: Array.from(values.re, (re, i) => ({ re, im: values.im[i]! })).sort(
      (a, b) => Math.hypot(b.re, b.im) - Math.hypot(a.re, a.im),
    ),
  }
}

/** Points spread over the manifold of a state, `count` of them; of a curve equally spaced. */
export function basesOn({ near }: Perturbed, state: Float64Array, count: number): Float64Array[] {
  const { symmetry } = near
  const free = freeMotions(near, state)
  return Array.from({ length: count }, (_, k) => {
    const angles = free.length === 1 ? [k / count] : halton(k, free.length)
    const motion = new Float64Array(symmetry.dimension)
    for (const [a, direction] of free.entries())
      for (let i = 0; i < motion.length; i++) motion[i]! += 2 * Math.PI * angles[a]! * direction[i]!
    return symmetry.move(motion, state)
  })
}

/**
 * Where the manifold of a state is a curve that 2 pi along its generator closes: the signed speed of each place of
 * `basesOn` along it; else null.
 */
export function driftAlong(
  { near }: Perturbed,
  state: Float64Array,
  places: readonly (Place | null)[],
): Float64Array | null {
  const free = freeMotions(near, state)
  const [direction] = free
  if (free.length !== 1 || direction === undefined) return null
  const round = near.symmetry.move(
    direction.map((c) => 2 * Math.PI * c),
    state,
  )
  if (norm(near.flow.weights, plus(round, state, -1)) > 1e-6 * norm(near.flow.weights, state)) return null
  const found = places.filter((place) => place !== null)
  return found.length < places.length
    ? null
    : Float64Array.from(found, ({ velocity }) => inner(velocity, direction))
}

/** Newton along the manifold from a place to one where the drift is zero; null when it finds none. */
export function restFrom(perturbed: Perturbed, from: Place): Place | null {
  const { symmetry } = perturbed.near
  let here = solved(perturbed, from.base, 1)
  for (let step = 0; step < restSteps && here !== null; step++) {
    const size = 1 + largest(here.state)
    if (largest(here.drift) <= 1e-13 * size) return placeAt(perturbed, here.base)
    const d = here.tangents.length
    const turn = solveDense(here.slope.slice(), here.drift.slice(), d)
    if (turn === null) return null
    const shift = new Float64Array(here.base.length)
    for (const [k, t] of here.tangents.entries())
      for (let i = 0; i < shift.length; i++) shift[i]! -= turn[k]! * t[i]!
    const motion = leastMotion(perturbed.near, here.base, shift)
    let factor = Math.min(1, longestTurn / Math.max(1e-300, largest(motion)))
    let next: Solved | null = null
    for (let attempt = 0; attempt < 5 && next === null; attempt++, factor /= 2) {
      const scaled = motion.map((c) => factor * c)
      const there = solved(perturbed, symmetry.move(scaled, here.base), 1)
      // at round-off the last steps gain nothing
      if (there !== null && (there.speed < here.speed || there.speed < 1e-12)) next = there
    }
    if (next === null || next.speed >= here.speed)
      return here.speed < 1e-11 ? placeAt(perturbed, here.base) : null
    here = next
  }
  return null
}

interface Solved {
  readonly base: Float64Array
  readonly state: Float64Array
  readonly tangents: readonly Float64Array[]
  /** y, coordinates of f on the tangents */
  readonly drift: Float64Array
  readonly velocity: Float64Array
  readonly speed: number
  /** S, d x d row major */
  readonly slope: Float64Array
}

/** @param turns of the iteration for S at most; the first is right to second order in the perturbation */
function solved({ flow, near }: Perturbed, base: Float64Array, turns = 30): Solved | null {
  const tangents = tangentSpace(near.flow, near.symmetry, base)
  const d = tangents.length
  const n = flow.length
  const z = base.slice()
  const f = new Float64Array(n)
  const bordered = { columns: tangents, rows: tangents }
  let drift = new Float64Array(d)
  let last = Number.POSITIVE_INFINITY
  for (let step = 0; ; step++) {
    flow.evaluate(z, f)
    // [J, T; T^T w, 0] [dz; eta - y] = [T eta - f; 0], eta = T^T w f
    const eta = tangents.map((t) => removeAlong(flow.weights, f, t))
    const left = f.map((value) => -value)
    const move = flow.linearise(z).solve(left, { ...bordered, accuracy: FORCED })
    if (move === null) return null
    drift = Float64Array.from(eta, (along, k) => along - move.y[k]!)
    const change = largest(move.x)
    for (let i = 0; i < n; i++) z[i]! += move.x[i]!
    if (!(change < 1e8)) return null
    if (change <= 1e-13 * (1 + largest(z)) || (change < 1e-9 && change >= last)) break
    if (step >= newtonSteps) return null
    last = change
  }
  if (norm(flow.weights, plus(z, base, -1)) > 0.5 * (1e-3 + norm(flow.weights, base))) return null
  const solve = flow.linearise(z).factor({ ...bordered, accuracy: turns === 1 ? FORCED : STEADY })
  const slope = solve === null ? null : invariantSlope(solve, tangents, turns)
  if (slope === null) return null
  const shift = new Float64Array(n)
  for (const [k, t] of tangents.entries()) for (let i = 0; i < n; i++) shift[i]! += drift[k]! * t[i]!
  const velocity = leastMotion(near, base, shift)
  return { base, state: z, tangents, drift, velocity, speed: Math.hypot(...velocity), slope }
}

type Solver = (b: Float64Array, d?: Float64Array) => { x: Float64Array; y: Float64Array } | null

/** J X_k+1 + T Y_k+1 = (X_k - T) S_k, T^T w X_k+1 = 1, S_k+1 = -Y_k+1, until S stands. */
function invariantSlope(
  solve: Solver,
  tangents: readonly Float64Array[],
  turns: number,
): Float64Array | null {
  const d = tangents.length
  const n = tangents[0]?.length ?? 0
  let slope = new Float64Array(d * d)
  let columns: readonly Float64Array[] = tangents
  for (let turn = 0; turn < turns; turn++) {
    const next = new Float64Array(d * d)
    const made: Float64Array[] = []
    for (let k = 0; k < d; k++) {
      const b = new Float64Array(n)
      for (let j = 0; j < d; j++) {
        const s = slope[j * d + k]!
        if (s !== 0) for (let i = 0; i < n; i++) b[i]! += (columns[j]![i]! - tangents[j]![i]!) * s
      }
      const unit = new Float64Array(d)
      unit[k] = 1
      const part = solve(b, unit)
      if (part === null) return null
      made.push(part.x)
      for (let j = 0; j < d; j++) next[j * d + k] = -part.y[j]!
    }
    const change = next.reduce((most, value, i) => Math.max(most, Math.abs(value - slope[i]!)), 0)
    const size = largest(next)
    slope = next
    columns = made
    if (!Number.isFinite(size)) return null
    if (turns === 1 || change <= 10 * STEADY * size + 1e-15) return slope
  }
  return null
}

/** Combinations of the generators that move a state: an orthonormal basis of what its isotropy leaves. */
function freeMotions({ flow, symmetry }: Perturbed['near'], state: Float64Array): Float64Array[] {
  return tangentSpace(flow, symmetry, state).map((t) => {
    const motion = leastMotion({ flow, symmetry }, state, t)
    const length = Math.hypot(...motion)
    return motion.map((c) => c / length)
  })
}
