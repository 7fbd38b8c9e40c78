/**
 * The connection by its events: each site that fired scatters its column of weights, the kernel shifted by the
 * group or a sparse column, into the slots at which it arrives. Weights are whole multiples of a power of two
 * so large that no sum of a step's arrivals overflows 31 bits: sums are exact, whatever their order.
 */
import type { FiniteGroup } from '../../groups/group.ts'
import { type Kernel, supportOf } from '../../model/kernel.ts'
import { LARGEST_TABLE } from './gather.ts'

/** The slots of a ring in the memory, and the step at which a delay of 0 arrives. */
export interface Slots {
  memory: Float64Array
  /** where slot 0 begins */
  at: number
  /** numbers of a slot */
  size: number
  length: number
  step: number
  /** where a scatter of one delay lists the sites that it reaches, if anywhere */
  reached: Reached | null
}

/** Sites that a slot's arrivals are for, as often as something was sent to each. */
export interface Reached {
  readonly sites: Int32Array
  count: number
  /** scatters that are listed; others make the list worthless */
  scatters: number
}

/** Adds factor times the columns of the first `count` sites that fired. */
export type Scatter = (fired: Int32Array, count: number, slots: Slots, factor: number) => void

/** Bits of the largest sum of a step's arrivals at one site, in quanta. */
const BITS = 30

/** The power of two of which weights are multiples, when no sum of theirs exceeds `largest` in size. */
export function quantumOf(largest: number): number {
  return largest > 0 ? 2 ** (Math.ceil(Math.log2(largest)) - BITS) : 1
}

export function quantised(weights: Float64Array, quantum: number): Float64Array {
  return weights.map((weight) => quantum * Math.round(weight / quantum))
}

/** One weight a spike for every point of the support, and the delay of each in steps. */
export interface EventKernel {
  readonly group: FiniteGroup
  /** lengths of the cyclic factors, null where the group is no product of cyclic ones */
  readonly cyclic: readonly number[] | null
  readonly support: Int32Array
  readonly weights: Float64Array
  readonly delays: Int32Array
}

/**
 * The kernel of spikes of area 1/copies.
 * @param scale folded into the weights before they are rounded
 * @param delayAt steps at a distance
 */
export function eventKernel(
  { space, values }: Kernel,
  scale: number,
  copies: number,
  delayAt: (distance: number) => number,
): EventKernel {
  const support = supportOf(values!)
  const factor = (scale * space.weights[0]!) / copies
  const exact = Float64Array.from(support, (u) => factor * values![u]!)
  const largest = copies * exact.reduce((sum, weight) => sum + Math.abs(weight), 0)
  const distance = space.coordinates.get('distance')!
  return {
    group: space.sample!,
    cyclic: space.cyclic,
    support,
    weights: quantised(exact, quantumOf(largest)),
    delays: Int32Array.from(support, (u) => delayAt(distance[u]!)),
  }
}

/** Scatters shifted kernels: by arithmetic on products of cyclic groups, else by the group's multiplication. */
export function kernelScatter(kernel: EventKernel, largestTable = LARGEST_TABLE): Scatter {
  return kernel.cyclic === null ? multiplied(kernel, largestTable) : shifted(kernel, kernel.cyclic)
}

/** Points of the support that follow one another along the last axis, with one delay. */
interface Run {
  /** coordinates along the other axes */
  readonly outer: readonly number[]
  readonly start: number
  readonly length: number
  /** of its weights among those of the support */
  readonly first: number
  readonly delay: number
}

function runsOf({ support, delays }: EventKernel, shape: readonly number[]): Run[] {
  const last = shape.at(-1)!
  const runs: (Run & { length: number })[] = []
  for (let k = 0; k < support.length; k++) {
    const u = support[k]!
    const open = runs.at(-1)
    const follows = k > 0 && u === support[k - 1]! + 1 && u % last !== 0 && delays[k] === delays[k - 1]
    if (open !== undefined && follows) {
      open.length++
      continue
    }
    let row = Math.floor(u / last)
    const outer = new Array<number>(shape.length - 1)
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      outer[axis] = row % shape[axis]!
      row = Math.floor(row / shape[axis]!)
    }
    runs.push({ outer, start: u % last, length: 1, first: k, delay: delays[k]! })
  }
  return runs
}

function shifted(kernel: EventKernel, shape: readonly number[]): Scatter {
  const { weights } = kernel
  const runs = runsOf(kernel, shape)
  const last = shape.at(-1)!
  const outer = shape.slice(0, -1)
  const place = new Int32Array(outer.length)
  return (fired, count, { memory, at, size, length, step }, factor) => {
    for (let f = 0; f < count; f++) {
      const h = fired[f]!
      const column = h % last
      for (let axis = outer.length - 1, row = Math.floor(h / last); axis >= 0; axis--) {
        place[axis] = row % outer[axis]!
        row = Math.floor(row / outer[axis]!)
      }
      for (let r = 0; r < runs.length; r++) {
        const run = runs[r]!
        let row = 0
        for (let axis = 0; axis < outer.length; axis++) {
          const shiftedBy = place[axis]! + run.outer[axis]!
          row = row * outer[axis]! + (shiftedBy >= outer[axis]! ? shiftedBy - outer[axis]! : shiftedBy)
        }
        const begin = at + ((step + run.delay) % length) * size + row * last
        let start = column + run.start
        if (start >= last) start -= last
        const straight = Math.min(run.length, last - start)
        addScaled(weights, run.first, straight, memory, begin + start, factor)
        addScaled(weights, run.first + straight, run.length - straight, memory, begin, factor)
      }
    }
  }
}

function addScaled(
  weights: Float64Array,
  from: number,
  count: number,
  target: Float64Array,
  at: number,
  factor: number,
): void {
  if (factor === 1) for (let k = 0; k < count; k++) target[at + k]! += weights[from + k]!
  else for (let k = 0; k < count; k++) target[at + k]! += factor * weights[from + k]!
}

function multiplied({ group, support, weights, delays }: EventKernel, largestTable: number): Scatter {
  const { order } = group
  const count = support.length
  const tabled = order * count <= largestTable
  const table = new Int32Array(tabled ? order * count : count)
  if (tabled)
    for (let h = 0, at = 0; h < order; h++)
      for (let k = 0; k < count; k++, at++) table[at] = group.multiply(h, support[k]!)
  return (fired, firedCount, { memory, at, size, length, step }, factor) => {
    for (let f = 0; f < firedCount; f++) {
      const h = fired[f]!
      const from = tabled ? h * count : 0
      if (!tabled) for (let k = 0; k < count; k++) table[k] = group.multiply(h, support[k]!)
      for (let k = 0; k < count; k++) {
        const begin = at + ((step + delays[k]!) % length) * size
        memory[begin + table[from + k]!]! += factor * weights[k]!
      }
    }
  }
}

/** Weights column by column: where those of site j begin, the row, weight and delay of each. */
export interface EventColumns {
  readonly starts: Int32Array
  readonly rows: Int32Array
  /** one a weight, or one for all */
  readonly weights: Float64Array | number
  /** one a weight, or one for all */
  readonly delays: Int32Array | number
}

/** Scatters sparse columns; those of one delay list the rows that they reach. */
export function columnScatter({ starts, rows, weights, delays }: EventColumns): Scatter {
  if (typeof delays !== 'number') {
    return (fired, count, { memory, at, size, length, step }, factor) => {
      for (let f = 0; f < count; f++) {
        const end = starts[fired[f]! + 1]!
        for (let e = starts[fired[f]!]!; e < end; e++) {
          const weight = typeof weights === 'number' ? weights : weights[e]!
          memory[at + ((step + delays[e]!) % length) * size + rows[e]!]! += factor * weight
        }
      }
    }
  }
  return (fired, count, { memory, at, size, length, step, reached }, factor) => {
    const begin = at + ((step + delays) % length) * size
    let all = true
    for (let f = 0; f < count; f++) {
      const from = starts[fired[f]!]!
      const end = starts[fired[f]! + 1]!
      if (typeof weights !== 'number')
        for (let e = from; e < end; e++) memory[begin + rows[e]!]! += factor * weights[e]!
      else addTo(memory, begin, rows, from, end, factor * weights)
      all = all && reached !== null && listed(reached, rows, from, end)
    }
    if (all) reached!.scatters += 1
  }
}

function addTo(
  memory: Float64Array,
  begin: number,
  rows: Int32Array,
  from: number,
  end: number,
  weight: number,
): void {
  for (let e = from; e < end; e++) {
    const k = (begin + rows[e]!) | 0
    memory[k] = memory[k]! + weight
  }
}

/** Whether the list had room for them. */
function listed(reached: Reached, rows: Int32Array, from: number, end: number): boolean {
  const { sites, count } = reached
  if (count + end - from > sites.length) return false
  for (let e = from, n = count; e < end; e++, n++) sites[n] = rows[e]!
  reached.count = count + end - from
  return true
}

/** Compressed rows as columns, weights times `scale` rounded to a common quantum. */
export function eventColumns(
  rows: number,
  columns: number,
  rowStarts: Uint32Array,
  places: Uint32Array,
  values: Float64Array | number,
  scale: number,
  copies: number,
  delayAt: ((row: number, column: number) => number) | number,
): EventColumns {
  const starts = new Int32Array(columns + 1)
  for (const j of places) starts[j + 1]!++
  for (let j = 0; j < columns; j++) starts[j + 1]! += starts[j]!
  const next = starts.slice(0, columns)
  const rowOf = new Int32Array(places.length)
  const weights = typeof values === 'number' ? values : new Float64Array(places.length)
  const delays = typeof delayAt === 'number' ? delayAt : new Int32Array(places.length)
  let largest = 0
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let e = rowStarts[i]!; e < rowStarts[i + 1]!; e++) {
      const j = places[e]!
      const to = next[j]!++
      rowOf[to] = i
      const weight = typeof values === 'number' ? values : values[e]!
      if (typeof weights !== 'number') weights[to] = (scale * weight) / copies
      if (typeof delays !== 'number') delays[to] = (delayAt as Exclude<typeof delayAt, number>)(i, j)
      sum += Math.abs(scale * weight)
    }
    largest = Math.max(largest, sum)
  }
  const quantum = quantumOf(largest)
  const shared =
    typeof weights === 'number' ? quantised(Float64Array.of((scale * weights) / copies), quantum)[0]! : 0
  return {
    starts,
    rows: rowOf,
    weights: typeof weights === 'number' ? shared : quantised(weights, quantum),
    delays,
  }
}
