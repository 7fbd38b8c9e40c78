/** A connection whose delay differs from pair to pair, by receivers; see shaders/spiking/late.wgsl.ts. */
import { type LateShape, lateText } from '../../../../../shaders/spiking/late.wgsl.ts'
import { InputError } from '../../../../errors.ts'
import type { SparseRows } from '../../../../math/sparse.ts'
import { type Kernel, supportOf } from '../../../../model/kernel.ts'
import { LARGEST_TABLE } from '../../../operators/gather.ts'
import type { BufferSpec } from '../../program.ts'
import { type Built, bufferOf, gamma, type Memory, type Moment, tiny, unit, type View } from '../pass.ts'
import { gainOf } from '../reduce.ts'
import { noBounds, passOf, read, written } from './shared.ts'

export interface LatePlace {
  readonly name: string
  /** of the connection, for messages */
  readonly place: string
  readonly rows: number
  readonly columns: number
  readonly replicas: number
  readonly source: View
  readonly gains: View
  readonly ring: string
  readonly limit?: number | undefined
}

export interface Late {
  readonly buffers: readonly BufferSpec[]
  readonly built: Built
}

interface Term {
  readonly column: number
  readonly weight: number
  readonly delay: number
}

/** @param delayAt steps at a distance; @param slots of the ring */
export function lateKernel(
  kernel: Kernel,
  delayAt: (distance: number) => number,
  slots: number,
  at: LatePlace,
): Late {
  const { space, values } = kernel
  const group = space.sample!
  const distance = space.coordinates.get('distance')!
  const support = [...supportOf(values!)].sort((u, v) => delayAt(distance[u]!) - delayAt(distance[v]!))
  const { name, place, rows } = at
  const { cyclic } = space
  if (cyclic === null && rows * support.length > LARGEST_TABLE)
    throw new InputError(
      `${place}.plan`,
      `on the GPU a group of cyclic factors, or at most ${LARGEST_TABLE} pairs of points and support`,
      `${rows * support.length}`,
      'Run it with --backend cpu, which is the reference engine',
    )
  const delays = Uint32Array.from(support, (u) => delayAt(distance[u]!))
  const weights = Float32Array.from(support, (u) => space.weights[0]! * values![u]!)
  const places =
    cyclic === null
      ? Uint32Array.from({ length: rows * support.length }, (_, k) =>
          group.multiply(k % rows, group.inverse(support[Math.floor(k / rows)]!)),
        )
      : Uint32Array.from(support)
  const buffers = [
    bufferOf(`${name} delays`, `steps of delay of ${name}`, delays),
    bufferOf(`${name} places`, `the support of ${name}, ${support.length} elements`, places),
    bufferOf(`${name} weights`, 'their weights', weights),
  ]
  const shape = {
    by: cyclic === null ? ('table' as const) : ('cyclic' as const),
    lengths: cyclic ?? [],
    support: support.length,
    bits: 0,
    slots,
  }
  return late(at, shape, buffers, rows * support.length, (row) =>
    support.map((u, k) => ({
      column: group.multiply(row, group.inverse(u)),
      weight: weights[k]!,
      delay: delays[k]!,
    })),
  )
}

/** @param delayAt steps from a column to a row */
export function lateRows(
  { starts, columns, values }: SparseRows,
  delayAt: (row: number, column: number) => number,
  slots: number,
  at: LatePlace,
): Late {
  const { name, place, rows } = at
  const bits = Math.ceil(Math.log2(Math.max(2, at.columns)))
  if (bits + Math.ceil(Math.log2(slots)) > 32)
    throw new InputError(
      `${place}.delay`,
      'on the GPU sites and steps of delay that fit 32 bits together',
      `${at.columns} sites and ${slots - 1} steps`,
      'Run it with --backend cpu, which is the reference engine',
    )
  const places = new Uint32Array(columns.length)
  const weights = new Float32Array(columns.length)
  for (let row = 0; row < rows; row++) {
    const [begin, end] = [starts[row]!, starts[row + 1]!]
    const terms = Array.from({ length: end - begin }, (_, k) => begin + k)
      .map((e): Term => ({ column: columns[e]!, weight: values[e]!, delay: delayAt(row, columns[e]!) }))
      .sort((a, b) => a.delay - b.delay)
    for (const [k, { column, weight, delay }] of terms.entries()) {
      places[begin + k] = column + delay * 2 ** bits
      weights[begin + k] = weight
    }
  }
  const buffers = [
    bufferOf(`${name} starts`, `where the ${rows} rows of ${name} begin`, starts),
    bufferOf(`${name} places`, `columns and delays of the ${columns.length} weights of ${name}`, places),
    bufferOf(`${name} weights`, 'those weights', weights),
  ]
  const shape = { by: 'rows' as const, lengths: [], support: 0, bits, slots }
  return late(at, shape, buffers, columns.length, (row) =>
    Array.from({ length: starts[row + 1]! - starts[row]! }, (_, k) => {
      const e = starts[row]! + k
      return {
        column: places[e]! % 2 ** bits,
        weight: weights[e]!,
        delay: Math.floor(places[e]! / 2 ** bits),
      }
    }),
  )
}

function late(
  { name, rows, replicas, source, gains, ring, limit }: LatePlace,
  given: Pick<LateShape, 'by' | 'lengths' | 'support' | 'bits' | 'slots'>,
  buffers: readonly BufferSpec[],
  entries: number,
  reach: (row: number) => readonly Term[],
): Late {
  const { slots } = given
  const jobs = rows * replicas

  function each(
    memory: Memory,
    { step }: Moment,
    term: (weight: number, x: number) => number,
    write: (at: number, gain: number, sum: number, terms: number) => void,
  ): void {
    const x = memory.get(source.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let row = 0; row < rows; row++) {
        const sums = new Map<number, { sum: number; terms: number }>()
        for (const { column, weight, delay } of reach(row)) {
          const own = sums.get(delay) ?? { sum: 0, terms: 0 }
          own.sum += term(weight, x[source.offset + replica * source.stride + column]!)
          own.terms++
          sums.set(delay, own)
        }
        for (const [delay, { sum, terms }] of sums)
          write(
            ((step + delay) % slots) * jobs + replica * rows + row,
            gainOf(memory, gains, replica),
            sum,
            terms,
          )
      }
  }

  const built: Built = {
    pass: passOf(jobs, limit, {
      name: `late ${name}`,
      wgsl: lateText({ ...given, rows, replicas, source }),
      entry: 'late',
      bindings: [
        ...buffers.map((buffer) => read(buffer.name)),
        read(gains.buffer),
        read(source.buffer),
        written(ring),
      ],
      clock: true,
      flops: 2 * entries * replicas,
      bytes: 12 * entries * replicas,
    }),
    twin(memory, moment) {
      const out = memory.get(ring)!
      each(
        memory,
        moment,
        (w, x) => w * x,
        (at, gain, sum) => {
          out[at] = out[at]! + gain * sum
        },
      )
    },
    bound(memory, moment) {
      const before = memory.get(ring)!
      const bounds = noBounds(memory, ring)
      each(
        memory,
        moment,
        (w, x) => Math.abs(w * x),
        (at, gain, sum, terms) => {
          const added = Math.abs(gain) * sum
          bounds.get(ring)![at]! +=
            (gamma(terms + 1) + 2 * unit) * added + unit * Math.abs(before[at]!) + (terms + 2) * tiny
        },
      )
      return bounds
    },
  }
  return { buffers, built }
}
