/**
 * Equitable refinement of an ordered partition of the vertices of a graph with coloured pairs: cells are split by how
 * their members see other cells, until nothing splits. What happens is written down, so that a second partition can be
 * refined in step with a first and given up at the first difference.
 */

/** A complete directed graph whose pairs (v, w) have colours, n x n row major; loops are colours of vertices. */
export interface ColouredGraph {
  readonly size: number
  readonly pairs: Int32Array
}

/** An ordered partition: cells are runs of `vertices`, each known by where it begins. */
export interface Partition {
  readonly vertices: Int32Array
  /** where each vertex stands in `vertices` */
  readonly place: Int32Array
  /** where the cell of each vertex begins */
  readonly cell: Int32Array
  /** length of the cell that begins here */
  readonly length: Int32Array
}

/** The cells are those of equal colours, in the order of the colours. */
export function partitionOf(colours: ArrayLike<number>): Partition {
  const n = colours.length
  const vertices = Int32Array.from({ length: n }, (_, v) => v).sort(
    (a, b) => colours[a]! - colours[b]! || a - b,
  )
  const place = new Int32Array(n)
  const cell = new Int32Array(n)
  const length = new Int32Array(n)
  let start = 0
  for (let i = 0; i < n; i++) {
    const v = vertices[i]!
    if (i > 0 && colours[v] !== colours[vertices[i - 1]!]) start = i
    place[v] = i
    cell[v] = start
    length[start]!++
  }
  return { vertices, place, cell, length }
}

export function copyOf({ vertices, place, cell, length }: Partition): Partition {
  return { vertices: vertices.slice(), place: place.slice(), cell: cell.slice(), length: length.slice() }
}

/** Where every cell begins, ascending. */
export function cellsOf({ length }: Partition): number[] {
  const starts: number[] = []
  for (let start = 0; start < length.length; start += length[start]!) starts.push(start)
  return starts
}

/** The first of the smallest cells of several vertices, -1 where there is none. */
export function smallestCell(partition: Partition): number {
  let best = -1
  for (const start of cellsOf(partition)) {
    const size = partition.length[start]!
    if (size > 1 && (best < 0 || size < partition.length[best]!)) best = start
  }
  return best
}

/** Makes a vertex a cell of its own, the first of what was its cell. */
export function individualise({ vertices, place, cell, length }: Partition, v: number): number {
  const start = cell[v]!
  const size = length[start]!
  const other = vertices[start]!
  const at = place[v]!
  vertices[start] = v
  vertices[at] = other
  place[v] = start
  place[other] = at
  length[start] = 1
  length[start + 1] = size - 1
  for (let i = start + 1; i < start + size; i++) cell[vertices[i]!] = start + 1
  return start
}

/**
 * Refines in place, beginning with the cells that begin at `splitters`. Writes what it does into `trace`, or, where
 * `follow` is set, compares with what is written there. False as soon as they differ.
 */
export function refine(
  { size: n, pairs }: ColouredGraph,
  partition: Partition,
  splitters: readonly number[],
  trace: number[],
  follow: boolean,
): boolean {
  const { vertices, place, cell, length } = partition
  const queue = [...splitters]
  const queued = new Uint8Array(n)
  for (const start of queue) queued[start] = 1
  const seen = new Int32Array(n)
  let written = 0
  const same = (value: number): boolean => {
    if (!follow) trace.push(value)
    else if (trace[written] !== value) return false
    written++
    return true
  }
  for (let next = 0; next < queue.length; next++) {
    const splitter = queue[next]!
    queued[splitter] = 0
    seen.fill(0)
    for (let i = splitter; i < splitter + length[splitter]!; i++) {
      const w = vertices[i]!
      for (let v = 0, at = w; v < n; v++, at += n)
        seen[v] = (seen[v]! + hashed(pairs[at]!, 0x9e3779b1) + hashed(pairs[w * n + v]!, 0x85ebca77)) | 0
    }
    for (let start = 0; start < n; ) {
      const size = length[start]!
      const end = start + size
      const first = seen[vertices[start]!]!
      let mixed = false
      for (let i = start + 1; i < end && !mixed; i++) mixed = seen[vertices[i]!]! !== first
      if (!mixed) {
        if (!same(first)) return false
        start = end
        continue
      }
      const sorted = vertices.slice(start, end).sort((a, b) => seen[a]! - seen[b]!)
      const starts: number[] = []
      for (let i = 0; i < size; i++) {
        const v = sorted[i]!
        if (i === 0 || seen[v] !== seen[sorted[i - 1]!]) {
          starts.push(start + i)
          length[start + i] = 0
          if (!same(start + i) || !same(seen[v]!)) return false
        }
        const own = starts.at(-1)!
        vertices[start + i] = v
        place[v] = start + i
        cell[v] = own
        length[own]!++
      }
      // the largest part tells nothing that the whole and the others did not
      const largest = queued[start] === 1 ? -1 : starts.reduce((a, b) => (length[b]! > length[a]! ? b : a))
      for (const part of starts)
        if (part !== largest && queued[part] === 0) {
          queued[part] = 1
          queue.push(part)
        }
      start = end
    }
  }
  return !follow || written === trace.length
}

/** A colour as a word of 32 bits, by the finaliser of MurmurHash3. */
function hashed(colour: number, salt: number): number {
  let h = Math.imul(colour + 1, salt)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
