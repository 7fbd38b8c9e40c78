/**
 * Points of a manifold of equilibria, spread over it by the network's own symmetry: images of one state under
 * the elements beyond the identity component, curves along one generator, meshes along two, clouds beyond.
 */
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { largest, norm, plus } from '../vectors.ts'

export type Shape = 'points' | 'curve' | 'surface' | 'cloud'

/** What is seen of the states, strand by strand: single points, or the vertices of a curve or iso-line. */
export interface Sampled {
  readonly shape: Shape
  readonly strands: readonly (readonly Float64Array[])[]
  /** of each strand the connected component that it lies on */
  readonly components: readonly number[]
}

/** Components that are drawn at most, points of a cloud, steps of a full turn. */
const MOST_IMAGES = 240
const CLOUD = 360
const TURN = 72
const ISO_LINES = 12

/** `see` maps a state to the coordinates that are kept of it; the whole state for one that returns its argument. */
export function sampleManifold(
  flow: Flow,
  symmetry: Symmetry,
  state: Float64Array,
  see: (z: Float64Array) => Float64Array,
): Sampled {
  const { dimension, components } = symmetry.orbit(state)
  const shape: Shape =
    dimension === 0 ? 'points' : dimension === 1 ? 'curve' : dimension === 2 ? 'surface' : 'cloud'
  const strands: (readonly Float64Array[])[] = []
  const parts: number[] = []
  const wanted = Math.min(components, MOST_IMAGES)
  let found = 0
  for (const element of symmetry.elements) {
    if (found === wanted) break
    const image = symmetry.act(element, state)
    if (strands.length > 0 && isNear(strands, see(image), spacing(strands))) continue
    for (const strand of component(flow, symmetry, image, dimension, see)) {
      strands.push(strand)
      parts.push(found)
    }
    found++
  }
  return { shape, strands, components: parts }
}

type See = (z: Float64Array) => Float64Array

function component(
  flow: Flow,
  symmetry: Symmetry,
  state: Float64Array,
  dimension: number,
  see: See,
): (readonly Float64Array[])[] {
  if (dimension === 0) return [[see(state)]]
  const free = independent(flow, symmetry, state)
  if (dimension === 1) return [closedCurve(symmetry, state, free[0]!, see)]
  if (dimension === 2) {
    if (free.length === 2 && commute(symmetry, state, free[0]!, free[1]!))
      return mesh(symmetry, state, free[0]!, free[1]!, see)
    const globe = globeOf(symmetry, state, see)
    if (globe !== null) return globe
  }
  return cloud(symmetry, state, see)
}

/** Generators whose tangents are independent, the one that moves the state most first. */
function independent(flow: Flow, symmetry: Symmetry, state: Float64Array): Float64Array[] {
  const tangents = symmetry.tangents(state)
  const lengths = tangents.map((t) => norm(flow.weights, t))
  const chosen: number[] = []
  const longest = Math.max(...lengths)
  const left = tangents.map((t) => t.slice())
  while (chosen.length < 2) {
    const sizes = left.map((t) => norm(flow.weights, t))
    const at = sizes.reduce((best, size, i) => (size > sizes[best]! * (1 + 1e-9) ? i : best), 0)
    if (!(sizes[at]! > 1e-6 * longest)) break
    chosen.push(at)
    const unit = left[at]!.map((v) => v / sizes[at]!)
    for (const t of left) {
      let along = 0
      for (let i = 0; i < t.length; i++) along += flow.weights[i]! * t[i]! * unit[i]!
      for (let i = 0; i < t.length; i++) t[i]! -= along * unit[i]!
    }
  }
  return chosen.map((at) => Float64Array.from(tangents, (_, i) => (i === at ? 1 : 0)))
}

/** Steps along a direction of the algebra until the state is back, twice a turn at most (spins of one half). */
function closedCurve(
  symmetry: Symmetry,
  state: Float64Array,
  along: Float64Array,
  see: See,
  turn = TURN,
): Float64Array[] {
  const step = along.map((c) => (c * 2 * Math.PI) / turn)
  const first = symmetry.move(step, state)
  const stride = largest(plus(first, state, -1))
  const states = [state, first]
  for (let k = 2; k <= 2 * turn; k++) {
    // from the state itself: each move takes the recurrent input anew, which at a saddle doubles an error
    const next = symmetry.move(
      step.map((c) => k * c),
      state,
    )
    if (largest(plus(next, state, -1)) < 0.5 * stride) {
      // a state with k-fold isotropy closes after a k-th of a turn: then finer steps
      if (k < TURN / 3 && turn < 16 * TURN)
        return closedCurve(symmetry, state, along, see, Math.ceil((turn * TURN) / k))
      states.push(state)
      break
    }
    states.push(next)
  }
  return states.map(see)
}

function commute(symmetry: Symmetry, state: Float64Array, a: Float64Array, b: Float64Array): boolean {
  const [s, t] = [a.map((c) => 0.7 * c), b.map((c) => 0.7 * c)]
  const one = symmetry.move(s, symmetry.move(t, state))
  const other = symmetry.move(t, symmetry.move(s, state))
  return largest(plus(one, other, -1)) < 1e-6 * (1 + largest(one))
}

/** Iso-lines of two commuting generators. */
function mesh(
  symmetry: Symmetry,
  state: Float64Array,
  a: Float64Array,
  b: Float64Array,
  see: See,
): Float64Array[][] {
  return [
    [a, b],
    [b, a],
  ].flatMap(([across, along]) => {
    const step = across!.map((c) => (c * 2 * Math.PI) / ISO_LINES)
    const bases = [state]
    for (let k = 1; k < ISO_LINES; k++)
      bases.push(
        symmetry.move(
          step.map((c) => k * c),
          state,
        ),
      )
    return bases.map((base) => closedCurve(symmetry, base, along!, see))
  })
}

/** A sphere about the axis that fixes the state: great circles through it, and parallels; null for another orbit. */
function globeOf(symmetry: Symmetry, state: Float64Array, see: See): Float64Array[][] | null {
  const axes = axesOf(symmetry, state)
  if (axes === null) return null
  const { axis, u, v } = axes
  const strands: Float64Array[][] = []
  for (let k = 0; k < 6; k++) {
    const [c, s] = [Math.cos((Math.PI * k) / 6), Math.sin((Math.PI * k) / 6)]
    strands.push(
      closedCurve(
        symmetry,
        state,
        u.map((w, i) => c * w + s * v[i]!),
        see,
      ),
    )
  }
  for (let k = 1; k < 8; k++) {
    const tilted = symmetry.move(
      u.map((c) => (c * Math.PI * k) / 8),
      state,
    )
    strands.push(closedCurve(symmetry, tilted, axis, see))
  }
  return strands
}

/** The axis of rotations that fixes a state and two across it, of unit length; null where no one axis does. */
function axesOf(
  symmetry: Symmetry,
  state: Float64Array,
): { readonly axis: Float64Array; readonly u: Float64Array; readonly v: Float64Array } | null {
  const { algebra } = symmetry.isotropy(state)
  if (symmetry.dimension !== 3 || algebra.length !== 1) return null
  const length = Math.hypot(...algebra[0]!)
  const axis = algebra[0]!.map((c) => c / length)
  const [x, y, z] = axis as unknown as [number, number, number]
  const other = Math.abs(x) < 0.6 ? [1, 0, 0] : [0, 1, 0]
  const along = other[0]! * x + other[1]! * y + other[2]! * z
  const size = Math.hypot(...other.map((c, i) => c - along * axis[i]!))
  const u = Float64Array.from(other, (c, i) => (c - along * axis[i]!) / size)
  const v = Float64Array.of(y * u[2]! - z * u[1]!, z * u[0]! - x * u[2]!, x * u[1]! - y * u[0]!)
  return { axis, u, v }
}

/** States over a surface, row after row; the last row and column are the first again, on a globe the last row its other pole. */
export interface Mesh {
  readonly rows: number
  readonly columns: number
  readonly states: readonly Float64Array[]
}

/** A mesh of `cells` x `cells` over the component of a state; null where its orbit is no torus and no sphere. */
export function meshOf(flow: Flow, symmetry: Symmetry, state: Float64Array, cells: number): Mesh | null {
  const whole = (direction: Float64Array, k: number, turn: number) =>
    direction.map((c) => (c * turn * k) / cells)
  const size = { rows: cells + 1, columns: cells + 1 }
  const free = independent(flow, symmetry, state)
  const steps = Array.from({ length: cells + 1 }, (_, k) => k)
  if (free.length === 2 && commute(symmetry, state, free[0]!, free[1]!)) {
    const [a, b] = free as [Float64Array, Float64Array]
    const states = steps.flatMap((i) =>
      steps.map((j) => symmetry.move(plus(whole(a, i, 2 * Math.PI), whole(b, j, 2 * Math.PI)), state)),
    )
    return { ...size, states }
  }
  const axes = axesOf(symmetry, state)
  if (axes === null) return null
  const states = steps.flatMap((i) => {
    const tilted = symmetry.move(whole(axes.u, i, Math.PI), state)
    return steps.map((j) => symmetry.move(whole(axes.axis, j, 2 * Math.PI), tilted))
  })
  return { ...size, states }
}

/** Motions spread by the additive recurrence of the square roots of primes, the same every time. */
function cloud(symmetry: Symmetry, state: Float64Array, see: See): Float64Array[][] {
  const roots = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29].map(Math.sqrt)
  return Array.from({ length: CLOUD }, (_, k) => {
    const motion = Float64Array.from({ length: symmetry.dimension }, (__, a) => {
      const share = (k * roots[a % roots.length]! * (1 + Math.floor(a / roots.length))) % 1
      return 2 * Math.PI * (share - 0.5)
    })
    return [see(symmetry.move(motion, state))]
  })
}

/** The longest step between neighbours on the strands; a small share of their size where they are points. */
function spacing(strands: readonly (readonly Float64Array[])[]): number {
  let most = 0
  for (const strand of strands)
    for (let k = 1; k < strand.length; k++)
      most = Math.max(most, largest(plus(strand[k]!, strand[k - 1]!, -1)))
  return most > 0 ? 0.75 * most : 1e-5 * (1 + largest(strands[0]![0]!))
}

function isNear(
  strands: readonly (readonly Float64Array[])[],
  seen: Float64Array,
  tolerance: number,
): boolean {
  return strands.some((strand) => strand.some((known) => largest(plus(known, seen, -1)) < tolerance))
}
