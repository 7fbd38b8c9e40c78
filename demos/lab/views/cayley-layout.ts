/**
 * Where the elements of a finite group stand when its Cayley graph is drawn in space: coordinates of the slowest
 * modes of the graph (its adjacency commutes with the group, so they show its symmetry: S(4) becomes a truncated
 * octahedron), then a few steps of springs and repulsion so that no two elements coincide. The same group stands
 * the same in every run.
 */
import type { FiniteGroup } from '../../../src/index.ts'

export interface CayleyLayout {
  /** x, y, z of each element, within a ball of radius 1 */
  readonly places: Float64Array
  /** for each generator that is no other's inverse: its edges g to g s, an involution's once */
  readonly edges: readonly {
    readonly generator: number
    readonly pairs: readonly (readonly [number, number])[]
  }[]
}

export function cayleyLayout(group: FiniteGroup): CayleyLayout {
  const edges = edgesOf(group)
  const neighbours = edges.flatMap(({ pairs }) => pairs)
  return { places: relaxed(modesOf(group.order, neighbours), neighbours), edges }
}

function edgesOf(group: FiniteGroup): CayleyLayout['edges'] {
  const seen = new Set<number>()
  return group.generators.flatMap((generator) => {
    if (seen.has(generator)) return []
    seen.add(generator)
    seen.add(group.inverse(generator))
    const pairs: (readonly [number, number])[] = []
    for (let g = 0; g < group.order; g++) {
      const next = group.multiply(g, generator)
      if (group.inverse(generator) !== generator || g < next) pairs.push([g, next])
    }
    return [{ generator, pairs }]
  })
}

const kept = 3
const rounds = 400

/**
 * The three modes of the graph after the constant whose eigenvalues are largest, by subspace iteration from fixed
 * vectors. A mode of a degenerate eigenvalue is as good as another: its space is the same.
 */
function modesOf(order: number, pairs: readonly (readonly [number, number])[]): Float64Array[] {
  const degree = (2 * pairs.length) / order
  // golden angles: in general position, and the same everywhere
  let modes: Float64Array[] = Array.from({ length: kept }, (_, k) =>
    Float64Array.from({ length: order }, (_, i) => Math.sin(2.399963 * (i + 1) * (k + 1) + k)),
  )
  for (let round = 0; round < rounds; round++) {
    modes = orthonormal(
      modes.map((mode) => {
        const next = mode.map((value) => degree * value)
        for (const [a, b] of pairs) {
          next[a]! += mode[b]!
          next[b]! += mode[a]!
        }
        return next
      }),
    )
  }
  return modes
}

function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = []
  for (const vector of vectors) {
    const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length
    const left = vector.map((value) => value - mean)
    for (const other of done) {
      const along = left.reduce((sum, value, i) => sum + value * other[i]!, 0)
      for (let i = 0; i < left.length; i++) left[i]! -= along * other[i]!
    }
    const size = Math.hypot(...left)
    // a group of two or three elements has fewer modes than three
    done.push(size > 1e-9 ? left.map((value) => value / size) : left.fill(0))
  }
  return done
}

const springs = 160
/** Beyond so many elements the modes alone are drawn: every pair repels. */
const mostRepelling = 800

function relaxed(
  modes: readonly Float64Array[],
  pairs: readonly (readonly [number, number])[],
): Float64Array {
  const order = modes[0]!.length
  const scale = Math.sqrt(order / 3)
  const places = new Float64Array(3 * order)
  for (let i = 0; i < order; i++)
    for (let k = 0; k < 3; k++)
      // elements on which all modes agree part along a direction of their own
      places[3 * i + k] = scale * modes[k]![i]! + 0.02 * Math.sin(1.7 * i + 2.1 * k)
  const rest = 1.6 / Math.cbrt(order)
  for (let step = 0; step < (order <= mostRepelling ? springs : 0); step++) {
    const force = new Float64Array(3 * order)
    const push = (a: number, b: number, strength: (distance: number) => number) => {
      const way = [0, 1, 2].map((k) => places[3 * b + k]! - places[3 * a + k]!)
      const distance = Math.max(1e-3, Math.hypot(...way))
      const size = strength(distance) / distance
      for (let k = 0; k < 3; k++) {
        force[3 * a + k]! += size * way[k]!
        force[3 * b + k]! -= size * way[k]!
      }
    }
    for (const [a, b] of pairs) push(a, b, (distance) => distance - rest)
    for (let a = 0; a < order; a++)
      for (let b = a + 1; b < order; b++) push(a, b, (distance) => (-0.5 * rest * rest) / distance)
    const most = 0.1 * rest * (1 - step / springs)
    for (let i = 0; i < order; i++) {
      const size = Math.hypot(force[3 * i]!, force[3 * i + 1]!, force[3 * i + 2]!)
      const share = size > 0 ? Math.min(0.12, most / size) : 0
      for (let k = 0; k < 3; k++) places[3 * i + k]! += share * force[3 * i + k]!
    }
  }
  return fitted(places)
}

/** About its middle, its farthest element at 1. */
function fitted(places: Float64Array): Float64Array {
  const order = places.length / 3
  const middle = [0, 1, 2].map((k) => {
    let sum = 0
    for (let i = 0; i < order; i++) sum += places[3 * i + k]!
    return sum / order
  })
  let radius = 1e-9
  const moved = places.map((value, at) => value - middle[at % 3]!)
  for (let i = 0; i < order; i++)
    radius = Math.max(radius, Math.hypot(moved[3 * i]!, moved[3 * i + 1]!, moved[3 * i + 2]!))
  return moved.map((value) => value / radius)
}
