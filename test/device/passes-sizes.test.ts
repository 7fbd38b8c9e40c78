/**
 * The passes that the other files meet at few sizes, at every size: sums of chunks, places of the largest, gather by
 * a table, the matrices of a kernel, the pace of a drive, and the watch.
 */
import { describe, expect, it } from 'vitest'
import { largestBits } from '../../shaders/watch.wgsl.ts'
import { addPass, strokeWords } from '../../src/engine/webgpu/passes/add.ts'
import { gatherPass } from '../../src/engine/webgpu/passes/gather.ts'
import { pacePass } from '../../src/engine/webgpu/passes/inputs.ts'
import { largestPass } from '../../src/engine/webgpu/passes/largest.ts'
import { bufferOf } from '../../src/engine/webgpu/passes/pass.ts'
import { reducePass } from '../../src/engine/webgpu/passes/reduce.ts'
import { turnPass } from '../../src/engine/webgpu/passes/turn.ts'
import { signalsOf, signalValues } from '../../src/engine/webgpu/signals.ts'
import { watchOf } from '../../src/engine/webgpu/watch.ts'
import { groupFromGenerators } from '../../src/groups/permutation.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Input } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { text } from '../unit/engine/networks.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree, random } from './agree.ts'
import { sizes } from './cases/factors.ts'
import { runPasses, testDevice } from './device.ts'
import { streamedByHand } from './hand-made.ts'

const view = (buffer: string, offset: number, stride: number) => ({ buffer, offset, stride })
const indexed = sizes.map((size, index): [number, number] => [size, index])
const replicasOf = (index: number): number => 1 + (index % 5)

describe('add against its twin', () => {
  it.each(indexed)('%i numbers', async (length, index) => {
    const replicas = replicasOf(index)
    const first = index % replicas
    await agree(
      [
        bufferOf('direction', '', random(length)),
        bufferOf('stroke', '', strokeWords(-0.7, first, replicas - first, length)),
        bufferOf('state', '', random(length * replicas, 2)),
      ],
      [addPass(length, replicas, 3)],
    )
  })
})

describe('reduce against its twin', () => {
  it.each(indexed)('%i chunks', async (chunks, index) => {
    const [columns, replicas] = [1 + (index % 3), replicasOf(index)]
    const gains = index % 2 === 0 ? undefined : view('gains', 1, 2)
    await agree(
      [
        bufferOf('partial', '', random(chunks * columns * replicas)),
        bufferOf('target', '', random(1 + replicas * (columns + 1), 2)),
        bufferOf('gains', '', random(1 + 2 * replicas, 3)),
      ],
      [
        reducePass({
          name: 'test',
          partial: 'partial',
          chunks,
          columns,
          replicas,
          target: view('target', 1, columns + 1),
          gains,
        }),
      ],
    )
  })
})

describe('largest against its twin', () => {
  it.each(indexed)('%i points', async (points, index) => {
    const replicas = replicasOf(index)
    // few values, so that the first of several largest must be found
    const source = random(2 + replicas * (points + 1)).map((x) => Math.round(3 * x))
    for (const place of [true, false])
      await agree(
        [bufferOf('source', '', source), bufferOf('target', '', random(1 + 3 * replicas, 2))],
        [largestPass('test', points, view('source', 2, points + 1), view('target', 1, 3), replicas, place)],
      )
  })
})

describe('gather by a table against its twin', () => {
  it.each(indexed)('%i points', async (n, index) => {
    // a cyclic group that does not say so
    const group = groupFromGenerators([Array.from({ length: n }, (_, i) => (i + 1) % n)], 'by permutations')
    const space = finiteSpace(group)
    expect(space.cyclic).toBeNull()
    const replicas = replicasOf(index)
    const values = Float64Array.from(random(n), (value, g) => (g % Math.ceil(n / 20) === 0 ? value : 0))
    const { buffers, built } = gatherPass(
      'test',
      kernelFromValues(space, values),
      view('source', 2, n + 1),
      view('target', 1, n),
      view('gains', 1, 1),
      replicas,
    )
    await agree(
      [
        ...buffers,
        bufferOf('source', '', random(2 + replicas * (n + 1), 2)),
        bufferOf('target', '', random(1 + replicas * n, 3)),
        bufferOf('gains', '', random(1 + replicas, 4)),
      ],
      [built],
    )
  })
})

describe('turn against its twin', () => {
  it.each(indexed)('%i columns', async (columns, index) => {
    const replicas = replicasOf(index)
    const width = columns % 3 === 0 ? 3 : 1
    const rows = new Uint32Array(4 * columns)
    for (let c = 0; c < columns; c++) rows.set([c - (c % width), width, (c % width) * width, c % 2], 4 * c)
    await agree(
      [
        bufferOf('rows', '', rows),
        bufferOf('entries', '', random(width * width)),
        bufferOf('gains', '', random(2 * replicas, 2)),
        bufferOf('source', '', random(replicas * columns, 3)),
        bufferOf('target', '', random(1 + replicas * (columns + 2), 4)),
      ],
      [
        turnPass({
          name: 'test',
          columns,
          replicas,
          rows: 'rows',
          entries: 'entries',
          gains: view('gains', 0, 2),
          source: view('source', 0, columns),
          target: view('target', 1, columns + 2),
          widest: width,
        }),
      ],
    )
  })
})

describe('pace against its twin', () => {
  it.each(indexed)('%i gains', async (length, index) => {
    // on at some sizes, over at others
    const until = index % 4 === 3 ? 0.3 : 9
    const speed = text('1 + sin(3*t)*exp(-t)')
    const input: Input = {
      place: 'v',
      to: 0,
      from: 0.1,
      until,
      term: { kind: 'velocity', velocity: [speed] },
    }
    const signals = signalsOf()
    const { buffers, built } = pacePass(
      'test',
      input,
      speed,
      0.1,
      bufferOf('base', '', random(length)),
      'gains',
      signals,
    )
    const moment = { step: 7, stage: 0, count: 1, time: 0.7, dt: 0.1 }
    const program = { signals: { expressions: signals.taken, fractions: null, room: 0 } }
    const values = signalValues(program, 0.1)(moment)
    expect(values).toHaveLength(1)
    await agree(buffers, [built], { ...moment, signals: values })
  })
})

describe('the watch', () => {
  it.each(sizes)('finds the first number that is too large among %i', async (n) => {
    const program = streamedByHand({ n, updates: [] })
    const { passes, buffer } = watchOf(program, limits)
    const look = async (places: readonly number[], value: number) => {
      const state = new Float32Array(n).fill(1e12)
      for (const place of places) state[place] = value
      const read = await runPasses(await testDevice(), {
        buffers: [bufferOf('state', '', state), buffer],
        passes,
        clock: { step: 5 },
        read: ['found'],
      })
      return [...read.get('found')!]
    }
    // 1e12 itself is not too large
    const bits = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!
    expect(largestBits).toBe(bits(1e12))
    expect(await look([], 0)).toEqual([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1])
    const last = n - 1
    const middle = n >> 1
    for (const [places, value] of [
      [[last], Number.NaN],
      [[middle, last], Number.NEGATIVE_INFINITY],
      [[0, last], -1.1e12],
    ] as const)
      expect(await look(places, value)).toEqual([5, places[0], bits(value)])
  })
})
