/**
 * The search inside slices. In each of them all trajectories come in from far out, and equilibria are points, so that
 * the degree must hold there too: the sum of (-1)^index over the points, the index being that within the slice, is 1.
 * Where it is another, points are missing, and they are sought inside: along rays, from random places, under
 * deflation by the states themselves, and on the edges between what attracts there.
 */
import { chartOf } from '../chart.ts'
import type { Flow } from '../flow.ts'
import { newton } from '../newton.ts'
import type { SliceReport } from '../report.ts'
import type { FixedSpace, Symmetry } from '../symmetry/symmetry.ts'
import { norm, plus } from '../vectors.ts'
import { chartGroup } from './chart-group.ts'
import { edgeStarts } from './edges.ts'
import { rootsAlong } from './rays.ts'
import { indexIn } from './slice-index.ts'
import { alike, imagesIn } from './slice-points.ts'
import { type Slice, slicesOf } from './slices.ts'
import type { RandomStarts } from './starts.ts'

interface Point {
  readonly u: Float64Array
  /** unstable directions within the slice */
  readonly index: number
}

interface Counted {
  readonly slice: Slice
  points: Point[]
  /** equilibria whose images were taken in */
  taken: number
  /** false once a point's index cannot be told, or it does not rest in the slice */
  isSound: boolean
}

export interface SliceSearchOptions {
  readonly random: RandomStarts
  /** time in which a state comes to rest */
  readonly duration: number
  /** the states found so far, one of each manifold */
  readonly states: () => readonly Float64Array[]
  /** tells the search of an equilibrium */
  readonly consider: (state: Float64Array) => void
  readonly pause: (done: number, of: number) => Promise<void>
  readonly aborted: () => boolean
}

/** Of each kind of start, in one slice and one round. */
const budget = { through: 6, random: 24, deflated: 12, edges: 2 }
const deflatedSteps = 25
/** Points of a slice up to which they are counted. */
const mostPoints = 400

export function sliceSearch(
  flow: Flow,
  symmetry: Symmetry,
  spaces: readonly FixedSpace[],
  { random, duration, states, consider, pause, aborted }: SliceSearchOptions,
) {
  const chart = chartOf(flow, symmetry)
  const { weights } = chart
  const group = chartGroup(flow, symmetry, chart)
  // on a sample that its group does not preserve a slice is kept up to aliasing
  const tolerance = 1e-11 + Math.min(1e-6, 10 * symmetry.report.aliasing)
  const slices = group === null ? [] : slicesOf(flow, chart, group, spaces)
  const all = slices.map((slice): Counted => ({ slice, points: [], taken: 0, isSound: true }))
  const size = () => 1 + Math.max(0, ...states().map((z) => norm(flow.weights, z)))

  const rested = ({ confine }: Slice, start: Float64Array, known: readonly Point[] = []) =>
    newton(chart, start, {
      tolerance,
      confine,
      ...(known.length === 0
        ? {}
        : { deflate: { invariants: (u) => u, known: known.map(({ u }) => u) }, maximumSteps: deflatedSteps }),
    })

  const isKnown = ({ points }: Counted, u: Float64Array) =>
    points.some((old) => norm(weights, plus(old.u, u, -1)) <= 1e-5 * (1e-3 + norm(weights, u)))

  function add(counted: Counted, u: Float64Array): boolean {
    if (isKnown(counted, u)) return false
    const index = indexIn(flow, chart, counted.slice, u)
    counted.isSound &&= index !== null
    counted.points.push({ u, index: index ?? 0 })
    return true
  }

  /** Takes in the images of equilibria, by default of those that are new. */
  function takeIn(counted: Counted, from = counted.taken, effort = 1): void {
    const found = states()
    for (const state of found.slice(from)) {
      counted.isSound &&= counted.points.length <= mostPoints
      if (!counted.isSound) break
      for (const image of imagesIn(chart, group!, counted.slice, chart.of(state), effort)) {
        const { state: u, converged } = rested(counted.slice, image)
        const moved = norm(weights, plus(u, image, -1)) / (1e-3 + norm(weights, image))
        if (converged && moved < 1e-2) add(counted, u)
        else counted.isSound = false
      }
    }
    counted.taken = found.length
  }

  const sumOf = ({ points }: Counted) =>
    points.reduce((sum, { index }) => sum + (index % 2 === 0 ? 1 : -1), 0)

  async function seek(counted: Counted, round: number): Promise<void> {
    const { slice, points } = counted
    // images that were overlooked first
    takeIn(counted, 0, 4)
    const attempt = (start: Float64Array, known?: readonly Point[]) => {
      const { state, converged } = rested(slice, start, known)
      if (!converged || !add(counted, state)) return
      for (const image of alike(chart, group!, slice, state)) add(counted, image)
      consider(chart.lift(state))
      takeIn(counted)
    }
    const isDone = () => aborted() || !counted.isSound || sumOf(counted) === 1
    const place = (k: number) => {
      const u = chart.of(random.at(20_000 + 1_000 * round + k, size()))
      slice.confine(u)
      return u
    }
    const tries: (() => void)[] = [
      ...points.slice(0, budget.through).flatMap(({ u }, k) =>
        [plus(place(900 + k), u, -1), plus(place(950 + k), u, -1)].flatMap((v) =>
          [1, -1].map((sign) => () => {
            const direction = v.map((x) => sign * x)
            for (const root of rootsAlong(chart, u, direction, size())) if (!isDone()) attempt(root)
          }),
        ),
      ),
      ...Array.from({ length: budget.random }, (_, k) => () => attempt(place(k))),
      ...Array.from({ length: budget.deflated }, (_, k) => () => attempt(place(500 + k), counted.points)),
      ...attractingPairs(points)
        .slice(0, budget.edges)
        .map(([a, b]) => () => {
          const isHome = (u: Float64Array) =>
            norm(weights, plus(u, a.u, -1)) < 0.3 * norm(weights, plus(b.u, a.u, -1))
          const options = { duration, isHome, confine: slice.confine }
          for (const start of edgeStarts(chart, a.u, b.u, options)) attempt(start)
        }),
    ]
    for (const [k, run] of tries.entries()) {
      if (isDone()) return
      run()
      await pause(k + 1, tries.length)
    }
  }

  return {
    /** the degree in each slice where it can be told */
    sums(): SliceReport[] {
      for (const counted of all) if (counted.isSound) takeIn(counted)
      return all
        .filter(({ isSound }) => isSound)
        .map((counted) => ({ space: counted.slice.name, points: counted.points.length, sum: sumOf(counted) }))
    },
    /** seeks what is missing, slice by slice */
    async seek(round: number): Promise<void> {
      for (const counted of all) {
        if (aborted()) return
        if (counted.isSound && sumOf(counted) !== 1) await seek(counted, round)
      }
    },
  }

  function attractingPairs(points: readonly Point[]): (readonly [Point, Point])[] {
    const sinks = points.filter(({ index }) => index === 0)
    return sinks.slice(1).map((b, k) => [sinks[k]!, b])
  }
}
