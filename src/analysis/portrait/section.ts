/**
 * A section of the flow: the plane through an unstable state and two equilibria that it leads to, the flow
 * projected on it, and every equilibrium that lies in it.
 */
import { invariantsOf, sameInvariants } from '../find/invariants.ts'
import type { Flow } from '../flow.ts'
import { newton } from '../newton.ts'
import type { Manifold, Stability } from '../report.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { dot, norm, plus } from '../vectors.ts'
import { sampleManifold } from './samples.ts'
import { streamlines } from './streamlines.ts'

export interface Section {
  /** the ids of the state in the middle and of the two equilibria that span the plane */
  readonly through: readonly [string, string, string]
  /** half the side of the square, in the root mean square of a state's difference from the middle */
  readonly reach: number
  /** in units of `reach`: -1 ... 1 */
  readonly lines: readonly Float64Array[]
  readonly equilibria: readonly {
    readonly id: string
    readonly stability: Stability
    readonly x: number
    readonly y: number
  }[]
  /** curves of equilibria that lie in the plane, (x0, y0, x1, y1, ...) */
  readonly curves: readonly {
    readonly id: string
    readonly stability: Stability
    readonly points: Float64Array
  }[]
  /** root mean square of the flow out of the plane over that of the whole flow */
  readonly leaving: number
}

const NODES = 41
/** An equilibrium lies in the plane when its distance is no more than this share of the reach. */
const IN_PLANE = 0.02

/** Null where fewer than two equilibria are known, or all lie on a line. */
export function sectionOf(flow: Flow, symmetry: Symmetry, manifolds: readonly Manifold[]): Section | null {
  const resting = manifolds.filter(({ velocity }) => velocity === null)
  const middle =
    [...resting].filter(({ homogeneous }) => homogeneous).sort((a, b) => b.index - a.index)[0] ??
    [...resting].sort((a, b) => b.index - a.index)[0]
  const end = resting.find((m) => m !== middle)
  if (middle === undefined || end === undefined) return null
  const { weights } = flow
  const origin = middle.state
  const first = plus(end.state, origin, -1)
  const length = norm(weights, first)
  if (!(length > 1e-9)) return null
  const e1 = first.map((v) => v / length)

  const sampled = new Map<string, readonly (readonly Float64Array[])[]>()
  const directions: { direction: Float64Array; id: string; cosine: number; score: number; size: number }[] =
    []
  for (const manifold of [end, ...resting.filter((m) => m !== end && m !== middle)].slice(0, 3)) {
    const { strands, components } = sampleManifold(flow, symmetry, manifold.state, (z) => z)
    sampled.set(manifold.id, strands)
    const stride = Math.ceil(strands.reduce((sum, strand) => sum + strand.length, 0) / 120)
    for (const [s, strand] of strands.entries())
      for (let k = 0; k < strand.length; k += stride) {
        const direction = plus(strand[k]!, origin, -1)
        const size = norm(weights, direction)
        const cosine = dot(weights, direction, e1) / (size || 1)
        // two components of a manifold tell more of the flow than two points of one
        const score = Math.round(
          50 * (Math.abs(cosine) + (manifold === end && components[s] === 0 ? 0.3 : 0)),
        )
        if (size > 1e-9) directions.push({ direction, id: manifold.id, cosine, score, size })
      }
    if (directions.some(({ cosine }) => Math.abs(cosine) < 0.5)) break
  }
  const best = bestOf(flow, origin, e1, length, directions)
  if (best === null) return null
  const { e2, reach } = best

  const x = new Float64Array(NODES * NODES)
  const y = new Float64Array(NODES * NODES)
  const velocity = new Float64Array(flow.length)
  const at = (a: number, b: number) => plus(plus(origin, e1, reach * a), e2, reach * b)
  const place = (k: number) => -1 + (2 * k) / (NODES - 1)
  const total = new Float64Array(NODES * NODES)
  for (let j = 0; j < NODES; j++)
    for (let i = 0; i < NODES; i++) {
      flow.evaluate(at(place(i), place(j)), velocity)
      const k = j * NODES + i
      x[k] = dot(weights, velocity, e1)
      y[k] = dot(weights, velocity, e2)
      total[k] = dot(weights, velocity, velocity)
    }
  const leaving = leavingShare(x, y, total)

  const known = resting.map((manifold) => ({ manifold, invariants: invariantsOf(flow, manifold.state) }))
  const curves: { id: string; stability: Stability; points: Float64Array }[] = []
  for (const { id, stability } of resting)
    for (const strand of sampled.get(id) ?? []) {
      if (strand.length < 3) continue
      const inside = strand.map((state) => {
        const away = plus(state, origin, -1)
        const [a, b] = [dot(weights, away, e1), dot(weights, away, e2)]
        const distance = norm(weights, plus(plus(away, e1, -a), e2, -b))
        return distance <= IN_PLANE * reach ? [a / reach, b / reach] : null
      })
      if (inside.some((point) => point === null)) continue
      const points = Float64Array.from(inside.flatMap((point) => point!))
      const middleOf = 2 * Math.floor(points.length / 4)
      if (!curves.some((known) => isOn(known.points, points[middleOf]!, points[middleOf + 1]!)))
        curves.push({ id, stability, points })
    }
  const equilibria: { id: string; stability: Stability; x: number; y: number }[] = []
  const consider = (state: Float64Array): void => {
    const away = plus(state, origin, -1)
    const [a, b] = [dot(weights, away, e1), dot(weights, away, e2)]
    const distance = norm(weights, plus(plus(away, e1, -a), e2, -b))
    if (distance > IN_PLANE * reach || Math.max(Math.abs(a), Math.abs(b)) > reach) return
    if (curves.some(({ points }) => isOn(points, a / reach, b / reach))) return
    if (equilibria.some((old) => Math.hypot(old.x - a / reach, old.y - b / reach) < 0.02)) return
    const own = invariantsOf(flow, state)
    const slack = 1e-6 + 20 * symmetry.report.aliasing
    const found = known.find(({ invariants }) => sameInvariants(invariants, own, slack))
    if (found === undefined) return
    const { id, stability } = found.manifold
    equilibria.push({ id, stability, x: a / reach, y: b / reach })
  }
  consider(origin)
  consider(end.state)
  consider(plus(origin, best.direction))
  const tangents = (z: Float64Array) => symmetry.tangents(z)
  for (const [i, j] of slowest(x, y)) {
    const solved = newton(flow, at(place(i), place(j)), { tangents, maximumSteps: 25 })
    if (solved.converged) consider(solved.state)
  }
  return {
    through: [middle.id, end.id, best.id],
    reach,
    lines: streamlines({ count: NODES, x, y }),
    equilibria,
    curves,
    leaving,
  }
}

interface Direction {
  readonly direction: Float64Array
  readonly id: string
  readonly cosine: number
  readonly score: number
  readonly size: number
}

/**
 * The plane of the direction that stands most upright on the first or, where the flow leaves that one, of the
 * most opposite: a bump and its antipode span a plane that reflection keeps.
 */
function bestOf(
  flow: Flow,
  origin: Float64Array,
  e1: Float64Array,
  length: number,
  directions: readonly Direction[],
): {
  readonly id: string
  readonly direction: Float64Array
  readonly e2: Float64Array
  readonly reach: number
} | null {
  const { weights } = flow
  const usable = directions.filter(({ cosine }) => Math.abs(cosine) <= 0.98)
  const upright = [...usable].sort((a, b) => a.score - b.score)[0]
  const opposite = [...usable].sort((a, b) => a.cosine - b.cosine)[0]
  if (upright === undefined || opposite === undefined) return null
  const planes = [upright, opposite].map(({ direction, id, size }) => {
    const across = plus(direction, e1, -dot(weights, direction, e1))
    const height = norm(weights, across)
    const e2 = across.map((v) => v / height)
    const reach = 1.45 * Math.max(length, size)
    return { id, direction, e2, reach, leaving: leavingOf(flow, origin, e1, e2, reach) }
  })
  const [first, second] = planes as [(typeof planes)[0], (typeof planes)[0]]
  return first.leaving > 0.05 && second.leaving < 0.5 * first.leaving ? second : first
}

/** On a coarse grid. */
function leavingOf(
  flow: Flow,
  origin: Float64Array,
  e1: Float64Array,
  e2: Float64Array,
  reach: number,
): number {
  const velocity = new Float64Array(flow.length)
  const [x, y, total] = [[] as number[], [] as number[], [] as number[]]
  for (let j = -3; j <= 3; j++)
    for (let i = -3; i <= 3; i++) {
      flow.evaluate(plus(plus(origin, e1, (reach * i) / 4), e2, (reach * j) / 4), velocity)
      x.push(dot(flow.weights, velocity, e1))
      y.push(dot(flow.weights, velocity, e2))
      total.push(dot(flow.weights, velocity, velocity))
    }
  return leavingShare(x, y, total)
}

function leavingShare(x: ArrayLike<number>, y: ArrayLike<number>, total: ArrayLike<number>): number {
  let [out, all] = [0, 0]
  for (let k = 0; k < total.length; k++) {
    all += total[k]!
    out += Math.max(0, total[k]! - x[k]! ** 2 - y[k]! ** 2)
  }
  return all > 0 ? Math.sqrt(out / all) : 0
}

/** Whether a point is as near to a curve's vertices as these to each other. */
function isOn(points: Float64Array, x: number, y: number): boolean {
  for (let k = 0; k < points.length; k += 2)
    if (Math.hypot(points[k]! - x, points[k + 1]! - y) < 0.04) return true
  return false
}

/** Nodes where the projected flow is slower than at their neighbours; at most 64. */
function slowest(x: Float64Array, y: Float64Array): (readonly [number, number])[] {
  const speed = (i: number, j: number) => Math.hypot(x[j * NODES + i]!, y[j * NODES + i]!)
  const found: (readonly [number, number])[] = []
  for (let j = 1; j < NODES - 1; j++)
    for (let i = 1; i < NODES - 1; i++) {
      const own = speed(i, j)
      const isLeast = [-1, 0, 1].every((a) => [-1, 0, 1].every((b) => speed(i + a, j + b) >= own))
      if (isLeast) found.push([i, j])
    }
  return found.sort((a, b) => speed(...a) - speed(...b)).slice(0, 64)
}
