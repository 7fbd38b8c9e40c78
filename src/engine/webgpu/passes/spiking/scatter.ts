/** Weights of the sites that fired, added to the slots in which they arrive; see shaders/spiking/scatter.wgsl.ts. */
import {
  type ScatterShape,
  scatterBindings,
  scatterText,
  scatterTurn,
} from '../../../../../shaders/spiking/scatter.wgsl.ts'
import { InputError } from '../../../../errors.ts'
import type { EventColumns, EventKernel } from '../../../operators/event.ts'
import { LARGEST_TABLE } from '../../../operators/gather.ts'
import type { BufferSpec } from '../../program.ts'
import { type Built, bufferOf, emptyBuffer, type Memory, type Moment } from '../pass.ts'
import { noBounds, passOf, read, written } from './shared.ts'

export interface Scattered {
  readonly buffers: readonly BufferSpec[]
  readonly built: Built
  /** [slot][replica][site], whole multiples of `quantum` */
  readonly ring: BufferSpec
  readonly slots: number
  readonly quantum: number
}

interface Place {
  readonly name: string
  readonly place: string
  /** the list of those that fired: how many, then place and spikes of each */
  readonly events: string
  readonly rows: number
  readonly columns: number
  readonly replicas: number
  readonly limit?: number | undefined
}

/** The largest power of two of which all are multiples; they are multiples of one already. */
export function quantumIn(weights: ArrayLike<number>): number {
  let quantum = 0
  for (let k = 0; k < weights.length; k++) {
    const size = Math.abs(weights[k]!)
    if (size === 0) continue
    if (quantum === 0) quantum = 2 ** Math.floor(Math.log2(size))
    while (size % quantum !== 0) quantum /= 2
  }
  return quantum === 0 ? 1 : quantum
}

function multiplesOf(weights: Float64Array, quantum: number): Int32Array {
  return Int32Array.from(weights, (weight) => weight / quantum)
}

/** The kernel shifted to each site that fired. Throws InputError where a table of its shifts would be too large. */
export function kernelScatterPass(kernel: EventKernel, at: Place): Scattered {
  const { group, cyclic, support, weights, delays } = kernel
  const { name, place, rows } = at
  const quantum = quantumIn(weights)
  if (cyclic === null && rows * support.length > LARGEST_TABLE)
    throw new InputError(
      `${place}.plan`,
      `on the GPU a group of cyclic factors, or at most ${LARGEST_TABLE} pairs of points and support`,
      `${rows * support.length}`,
      'Run it with --backend cpu, which is the reference engine',
    )
  const places =
    cyclic === null
      ? Uint32Array.from({ length: rows * support.length }, (_, k) =>
          group.multiply(k % rows, support[Math.floor(k / rows)]!),
        )
      : Uint32Array.from(support)
  const same = delays.every((delay) => delay === delays[0])
  const shape = {
    by: cyclic === null ? ('table' as const) : ('cyclic' as const),
    lengths: cyclic ?? [],
    support: support.length,
    delay: same ? (delays[0] ?? 0) : null,
    single: false,
    bits: 0,
  }
  const buffers = [
    bufferOf(`${name} places`, `the support of ${name}, ${support.length} elements`, places),
    bufferOf(
      `${name} weights`,
      `their weights as multiples of ${quantum}`,
      multiplesOf(weights, quantum),
      'i32',
    ),
    ...(same ? [] : [bufferOf(`${name} delays`, 'steps of delay of each', Uint32Array.from(delays))]),
  ]
  const longest = delays.reduce((most, delay) => Math.max(most, delay), 0)
  return scattered(at, shape, buffers, quantum, longest, support.length, (site) =>
    Array.from(support, (u, k) => ({
      to: group.multiply(site, u),
      weight: weights[k]! / quantum,
      delay: delays[k]!,
    })),
  )
}

/** The column of weights of each site that fired: four bytes a synapse, eight where weights differ. */
export function columnScatterPass(columnsOf: EventColumns, at: Place): Scattered {
  const { starts, rows: targets, weights, delays } = columnsOf
  const { name, place, rows, columns } = at
  const single = typeof weights === 'number'
  const quantum = quantumIn(single ? [weights] : weights)
  const same = typeof delays === 'number'
  const longest = same ? delays : delays.reduce((most, delay) => Math.max(most, delay), 0)
  const bits = Math.ceil(Math.log2(Math.max(2, rows)))
  if (!same && bits + Math.ceil(Math.log2(longest + 1)) > 32)
    throw new InputError(
      `${place}.delay`,
      'on the GPU sites and steps of delay that fit 32 bits together',
      `${rows} sites and ${longest} steps`,
      'Run it with --backend cpu, which is the reference engine',
    )
  let most = 0
  for (let j = 0; j < columns; j++) most = Math.max(most, starts[j + 1]! - starts[j]!)
  const shape = {
    by: 'columns' as const,
    lengths: [],
    support: most,
    delay: same ? delays : null,
    single,
    bits,
  }
  const places = Uint32Array.from(targets, (row, e) => (same ? row : row + delays[e]! * 2 ** bits))
  const holds = `rows${same ? '' : ' and delays'} of the ${targets.length} weights of ${name}, column after column`
  const buffers = [
    bufferOf(`${name} starts`, `where the ${columns} columns of ${name} begin`, starts),
    bufferOf(`${name} places`, holds, places),
    ...(single
      ? []
      : [
          bufferOf(
            `${name} weights`,
            `those weights as multiples of ${quantum}`,
            multiplesOf(weights, quantum),
            'i32',
          ),
        ]),
  ]
  const worth = single ? Math.abs(weights) : quantum
  return scattered(at, shape, buffers, single ? weights || 1 : worth, longest, most, (site) => {
    const own = []
    for (let e = starts[site]!; e < starts[site + 1]!; e++)
      own.push({
        to: targets[e]!,
        weight: single ? 1 : weights[e]! / quantum,
        delay: same ? delays : delays[e]!,
      })
    return own
  })
}

type Reached = readonly { readonly to: number; readonly weight: number; readonly delay: number }[]

function scattered(
  { name, events, rows, columns, replicas, limit = 65535 }: Place,
  given: Pick<ScatterShape, 'by' | 'lengths' | 'support' | 'delay' | 'single' | 'bits'>,
  buffers: readonly BufferSpec[],
  quantum: number,
  longest: number,
  most: number,
  reach: (site: number) => Reached,
): Scattered {
  const slots = longest + 1
  const shape: ScatterShape = { ...given, columns, rows, replicas, slots }
  const ring = {
    ...emptyBuffer(
      `${name} ring`,
      `what is on its way by ${name}, [slot][replica][site]`,
      slots * replicas * rows,
      'i32',
    ),
    kept: true,
  }
  const turns = columns * replicas * Math.max(1, Math.ceil(most / scatterTurn))
  // one in 32 firing at once finds a workgroup each
  const groups = Math.max(1, Math.min(limit, 1024, Math.ceil(turns / 32)))
  const built: Built = {
    pass: {
      ...passOf(64 * groups, limit, {
        name: `scatter ${name}`,
        wgsl: scatterText(shape),
        entry: 'scatter',
        bindings: [read(events), ...buffers.map((buffer) => read(buffer.name)), written(ring.name)],
        clock: slots > 1,
        // at a twentieth of the sites a step
        flops: (2 * columns * replicas * most) / 20,
        bytes: (12 * columns * replicas * most) / 20,
      }),
    },
    twin(memory: Memory, { step }: Moment) {
      const list = memory.get(events)!
      const out = memory.get(ring.name)!
      for (let e = 0; e < list[0]!; e++) {
        const source = list[1 + 2 * e]!
        const base = Math.floor(source / columns) * rows
        for (const { to, weight, delay } of reach(source % columns)) {
          const at = ((step + delay) % slots) * rows * replicas + base + to
          out[at] = out[at]! + list[2 + 2 * e]! * weight
        }
      }
    },
    bound: (memory) => noBounds(memory, ring.name),
  }
  if (buffers.length !== scatterBindings(shape).length) throw new Error('a buffer for every binding')
  return { buffers: [...buffers, ring], built, ring, slots, quantum }
}
