/**
 * Which attracting manifolds the saddles of index 1 join. Between two basins runs an edge, and what attracts on it is as a
 * rule an equilibrium of index 1, whose unstable kicks end on either side. Basins that no chain of such
 * saddles joins say that one was missed, and edge tracking may find it.
 */
import type { Examined } from '../examine.ts'
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { norm, plus } from '../vectors.ts'
import { edgeStarts } from './edges.ts'

/** An attracting manifold, or on a discrete symmetry one point of it. */
export interface Basin {
  /** its number among the manifolds */
  readonly manifold: number
  readonly state: Float64Array
}

/** Symmetries up to which the points of an attractor are told apart. */
const mostElements = 400

/**
 * One pair of basins, the nearest, for each part that stands alone; none where a kick of some saddle of index 1
 * was too slow to be followed to its end.
 * @param landed for each manifold the numbers of those on which its unstable kicks came to rest, -1 for none
 */
export function partedBasins(
  flow: Flow,
  symmetry: Symmetry,
  examined: readonly Examined[],
  landed: readonly (readonly number[])[],
): (readonly [Basin, Basin])[] {
  const distance = (a: Float64Array, b: Float64Array) => norm(flow.weights, plus(a, b, -1))
  const isListed = symmetry.elements.length === symmetry.report.components
  const apart = symmetry.dimension === 0 && isListed && symmetry.elements.length <= mostElements
  const elements = apart ? symmetry.elements : symmetry.elements.slice(0, 1)
  const basins: Basin[] = []
  for (const [manifold, { manifold: told, equilibrium }] of examined.entries()) {
    if (told.stability !== 'attracting') continue
    const near = 1e-5 * (1e-3 + norm(flow.weights, equilibrium.state))
    for (const element of elements) {
      const state = apart ? symmetry.act(element, equilibrium.state) : equilibrium.state
      const isOld = basins.some((b) => b.manifold === manifold && distance(b.state, state) <= near)
      if (!isOld) basins.push({ manifold, state })
    }
  }
  const isSlow = examined.some(({ manifold }, k) => manifold.index === 1 && landed[k]!.length < 2)
  if (isSlow) return []
  const parts = basins.map((_, k) => k)
  const nearest = (manifold: number, z: Float64Array): number => {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (const [k, basin] of basins.entries()) {
      if (basin.manifold !== manifold) continue
      const away = apart ? distance(basin.state, z) : 0
      if (away >= least) continue
      least = away
      best = k
    }
    return best
  }
  for (const [k, { manifold, kicked }] of examined.entries()) {
    const [first, second] = landed[k]!
    if (manifold.index !== 1 || first === undefined || second === undefined) continue
    for (const element of elements) {
      const image = (z: Float64Array) => (apart ? symmetry.act(element, z) : z)
      const a = nearest(first, image(kicked[0]!))
      const b = nearest(second, image(kicked[1]!))
      if (a < 0 || b < 0 || parts[a] === parts[b]) continue
      const [from, to] = [parts[b]!, parts[a]!]
      for (let i = 0; i < parts.length; i++) if (parts[i] === from) parts[i] = to
    }
  }
  const pairs: (readonly [Basin, Basin])[] = []
  for (const part of [...new Set(parts)].slice(1)) {
    let best: readonly [Basin, Basin] | null = null
    let least = Number.POSITIVE_INFINITY
    for (const [i, a] of basins.entries())
      for (const [j, b] of basins.entries()) {
        if (parts[i] === part || parts[j] !== part) continue
        const away = distance(a.state, b.state)
        if (away >= least) continue
        least = away
        best = [a, b]
      }
    pairs.push(best!)
  }
  return pairs
}

/** Starts for Newton on the edge between two basins. */
export function startsBetween(
  flow: Flow,
  [a, b]: readonly [Basin, Basin],
  invariants: (z: Float64Array) => Float64Array,
  duration: number,
): Float64Array[] {
  const far = (p: Float64Array, q: Float64Array) => Math.hypot(...plus(p, q, -1))
  const [here, there] = [invariants(a.state), invariants(b.state)]
  const isHome =
    a.manifold === b.manifold
      ? (z: Float64Array) =>
          norm(flow.weights, plus(z, a.state, -1)) < 0.3 * norm(flow.weights, plus(b.state, a.state, -1))
      : (z: Float64Array) => far(invariants(z), here) < 0.3 * far(there, here)
  return edgeStarts(flow, a.state, b.state, { duration, isHome })
}
