/**
 * All automorphisms of a graph with coloured pairs and vertices, and isomorphisms of two colourings of it, by
 * individualisation and refinement (McKay 1981). The group is given by strong generators, never as a list: its order is
 * the product of the orbits of the base points, each under what fixes the ones before it.
 */
import {
  type ColouredGraph,
  cellsOf,
  copyOf,
  individualise,
  type Partition,
  partitionOf,
  refine,
  smallestCell,
} from './refinement.ts'

export type { ColouredGraph } from './refinement.ts'

/** A permutation by its images. */
export type Permutation = Int32Array<ArrayBuffer>

export interface Automorphisms {
  /** strong generators: those that fix the first k base points generate all that do */
  readonly generators: readonly Permutation[]
  readonly base: readonly number[]
  readonly order: number
}

/** Refinements after which a search is given up. */
const PATIENCE = 60_000

/** The way down from a partition to single vertices, always by the first vertex of the smallest cell. */
interface Path {
  /** the partition before each choice, and the last, of single vertices */
  readonly partitions: readonly Partition[]
  /** what refinement met: of the colours, then of each choice */
  readonly traces: readonly number[][]
  /** the cell that is chosen from */
  readonly cells: readonly number[]
}

/** null where the search is given up. */
export function automorphismsOf(graph: ColouredGraph, colours: ArrayLike<number>): Automorphisms | null {
  const path = pathOf(graph, colours)
  const search = searchAlong(graph, path, colours, colours)
  const n = graph.size
  const base = path.cells.map((cell, level) => path.partitions[level]!.vertices[cell]!)
  const generators: Permutation[] = []
  let order = 1
  const orbit = Int32Array.from({ length: n }, (_, v) => v)
  const find = (v: number): number => {
    let root = v
    while (orbit[root] !== root) root = orbit[root]!
    return root
  }
  const join = (g: Permutation): void => {
    for (let v = 0; v < n; v++) {
      const [a, b] = [find(v), find(g[v]!)]
      if (a !== b) orbit[Math.max(a, b)] = Math.min(a, b)
    }
  }
  // from below: what is found fixes all base points above
  for (let level = base.length - 1; level >= 0; level--) {
    const partition = path.partitions[level]!
    const cell = path.cells[level]!
    const b = base[level]!
    const members = partition.vertices.slice(cell, cell + partition.length[cell]!)
    const refused: number[] = []
    for (const v of members) {
      if (find(v) === find(b) || refused.some((other) => find(other) === find(v))) continue
      const g = search.below(partition, level, v)
      if (g === undefined) return null
      if (g === null) refused.push(v)
      else {
        generators.push(g)
        join(g)
      }
    }
    order *= members.reduce((count, v) => count + (find(v) === find(b) ? 1 : 0), 0)
  }
  return { generators: generators.reverse(), base, order }
}

/** p with colours to[p(v)] = from[v] that keeps the pairs; null for none, undefined where the search is given up. */
export function isomorphismOf(
  graph: ColouredGraph,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): Permutation | null | undefined {
  const path = pathOf(graph, from)
  const first = partitionOf(from)
  const partition = partitionOf(to)
  if (!partition.length.every((size, start) => size === first.length[start])) return null
  if (!first.vertices.every((v, i) => from[v] === to[partition.vertices[i]!])) return null
  if (!refine(graph, partition, cellsOf(partition), path.traces[0]!, true)) return null
  const search = searchAlong(graph, path, from, to)
  return search.from(partition, 0)
}

/** Whether g carries one colouring to the other and keeps the pairs. */
export function isIsomorphism(
  { size: n, pairs }: ColouredGraph,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  g: Permutation,
): boolean {
  for (let v = 0; v < n; v++) {
    if (from[v] !== to[g[v]!]) return false
    for (let w = 0, row = g[v]! * n; w < n; w++) if (pairs[v * n + w] !== pairs[row + g[w]!]) return false
  }
  return true
}

/** The graph on some of the vertices, numbered as they are listed. */
export function inducedGraph({ size: n, pairs }: ColouredGraph, vertices: readonly number[]): ColouredGraph {
  const size = vertices.length
  const own = new Int32Array(size * size)
  for (const [i, v] of vertices.entries())
    for (const [j, w] of vertices.entries()) own[i * size + j] = pairs[v * n + w]!
  return { size, pairs: own }
}

function pathOf(graph: ColouredGraph, colours: ArrayLike<number>): Path {
  const partitions: Partition[] = []
  const traces: number[][] = []
  const cells: number[] = []
  const current = partitionOf(colours)
  const trace: number[] = []
  refine(graph, current, cellsOf(current), trace, false)
  traces.push(trace)
  for (;;) {
    partitions.push(copyOf(current))
    const cell = smallestCell(current)
    if (cell < 0) return { partitions, traces, cells }
    cells.push(cell)
    const own: number[] = []
    refine(graph, current, [individualise(current, current.vertices[cell]!)], own, false)
    traces.push(own)
  }
}

/** Permutations that carry the vertices of a path to those of other partitions, choice by choice. */
function searchAlong(graph: ColouredGraph, path: Path, from: ArrayLike<number>, to: ArrayLike<number>) {
  const n = graph.size
  const last = path.partitions.at(-1)!.vertices
  let left = PATIENCE
  const below = (partition: Partition, level: number, v: number): Permutation | null | undefined => {
    if (left-- <= 0) return undefined
    const next = copyOf(partition)
    const splitter = individualise(next, v)
    return refine(graph, next, [splitter], path.traces[level + 1]!, true) ? fromHere(next, level + 1) : null
  }
  const fromHere = (partition: Partition, level: number): Permutation | null | undefined => {
    if (level === path.cells.length) {
      const g = new Int32Array(n)
      for (let i = 0; i < n; i++) g[last[i]!] = partition.vertices[i]!
      return isIsomorphism(graph, from, to, g) ? g : null
    }
    const cell = path.cells[level]!
    for (const v of partition.vertices.slice(cell, cell + partition.length[cell]!)) {
      const g = below(partition, level, v)
      if (g !== null) return g
    }
    return null
  }
  return { below, from: fromHere }
}
