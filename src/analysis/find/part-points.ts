/** The points of one equilibrium of a network that falls apart: those of its parts, and of parts of one kind in any order. */
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import type { Points } from './pinned.ts'

type PointsOf = (state: Float64Array) => Points | null

/** null where the points of a part are too many. */
export function partPoints(
  { parts }: Symmetry,
  pointsOf: (flow: Flow, symmetry: Symmetry) => PointsOf,
): PointsOf {
  const ofKind = new Map<number, PointsOf>()
  for (const { kind, flow, symmetry } of parts)
    if (!ofKind.has(kind)) ofKind.set(kind, pointsOf(flow, symmetry))

  const product = (state: Float64Array): Pick<Points, 'count' | 'has'> | null => {
    const own: Points[] = []
    for (const { kind, of } of parts) {
      const points = ofKind.get(kind)!(of(state))
      if (points === null) return null
      own.push(points)
    }
    /** the number of orders in which parts of one kind may stand, over those that make no difference */
    let orders = 1
    for (const [i, { kind, of }] of parts.entries()) {
      const before = parts.slice(0, i + 1).flatMap((part, j) => (part.kind === kind ? [j] : []))
      orders *= before.length / before.filter((j) => own[j]!.has(of(state))).length
    }
    return {
      count: own.reduce<number | null>(
        (sum, { count }) => (sum === null || count === null ? null : sum * count),
        Math.round(orders),
      ),
      has(z) {
        const free = new Set(own.keys())
        return parts.every(({ kind, of }) => {
          const part = of(z)
          for (const i of free) if (parts[i]!.kind === kind && own[i]!.has(part)) return free.delete(i)
          return false
        })
      },
    }
  }

  return (state) => {
    const first = product(state)
    if (first === null) return null
    const joined = [first]
    return {
      get count() {
        return joined.length === 1 ? first.count : null
      },
      has: (z) => joined.some((points) => points.has(z)),
      join(z) {
        const more = product(z)
        if (more !== null) joined.push(more)
      },
    }
  }
}
