/** What a channel adds to the input at one stage, see shaders/spiking/synapse.wgsl.ts. */
import { advanceNumbers, synapseText } from '../../../../../shaders/spiking/synapse.wgsl.ts'
import type { Synapse } from '../../../../model/network.ts'
import { filterOf } from '../../../spiking/synapse.ts'
import type { BufferSpec } from '../../program.ts'
import { type Built, bufferOf, type Memory, type View } from '../pass.ts'
import { exact, plus, type Rounded, times } from '../rounding.ts'
import { passOf, read, written } from './shared.ts'

export interface ChannelPass {
  readonly name: string
  /** its buffer, [replica][area, then the levels][place] */
  readonly channel: string
  readonly table: string
  readonly size: number
  readonly replicas: number
  readonly levels: 0 | 1 | 2
  readonly carries: 'spikes' | 'rates'
  readonly stage: number
  readonly stages: number
  readonly target: View
  readonly limit?: number | undefined
}

/** Numbers of a synapse for steps of dt with stages at these fractions. */
export function synapseTable(
  name: string,
  title: string,
  synapse: Synapse | null,
  carries: 'spikes' | 'rates',
  fractions: readonly number[],
  dt: number,
): BufferSpec {
  const holds = `how ${title} go on in a step`
  const none = new Array<number>(advanceNumbers.length).fill(0)
  if (synapse === null) {
    const held = carries === 'spikes' ? 1 / dt : 1
    return bufferOf(name, holds, Float32Array.from([...fractions.flatMap(() => [0, 0, held]), ...none]))
  }
  const { jumps, rest, readout, decay } = filterOf(synapse)
  const stages = fractions.flatMap((fraction) => {
    const { fromA, fromB } = readout(fraction * dt)
    return [fromA, fromB, 1 - fromA * rest[0] - fromB * rest[1]]
  })
  const { aa, ab, bb } = decay(dt)
  const held = [rest[0] - aa * rest[0] - ab * rest[1], rest[1] - bb * rest[1]]
  return bufferOf(name, holds, Float32Array.from([...stages, aa, ab, bb, ...held, ...jumps]))
}

export function synapsePass(shape: ChannelPass): Built {
  const { name, channel, table, size, replicas, levels, carries, stage, stages, target, limit } = shape
  const last = stage === stages - 1
  const spikes = carries === 'spikes'

  function each(memory: Memory, write: (buffer: string, at: number, value: Rounded) => void): void {
    const held = memory.get(channel)!
    const number = (k: number) => exact(memory.get(table)![k]!)
    const advance = (k: number) => number(3 * stages + k)
    for (let replica = 0; replica < replicas; replica++)
      for (let place = 0; place < size; place++) {
        const own = replica * (1 + levels) * size + place
        const area = exact(held[own]!)
        const level = [0, 1].slice(0, levels).map((k) => {
          const before = exact(held[own + (1 + k) * size]!)
          return spikes && stage === 0 ? plus(before, times(advance(5 + k), area)) : before
        })
        let value: Rounded | null = null
        const add = (term: Rounded) => {
          value = value === null ? term : plus(value, term)
        }
        level.forEach((x, k) => {
          add(times(number(3 * stage + k), x))
        })
        if (levels === 0 || !spikes) add(times(number(3 * stage + 2), area))
        const at = target.offset + replica * target.stride + place
        write(target.buffer, at, plus(exact(memory.get(target.buffer)![at]!), value!))
        const [a, b] = level
        if (!last) {
          if (spikes && stage === 0 && levels > 0) {
            level.forEach((x, k) => {
              write(channel, own + (1 + k) * size, x)
            })
            write(channel, own, exact(0))
          }
          continue
        }
        write(channel, own, exact(0))
        if (a !== undefined) {
          let next = times(advance(0), a)
          if (b !== undefined) next = plus(next, times(advance(1), b))
          write(channel, own + size, spikes ? next : plus(next, times(advance(3), area)))
        }
        if (b !== undefined) {
          const next = times(advance(2), b)
          write(channel, own + 2 * size, spikes ? next : plus(next, times(advance(4), area)))
        }
      }
  }

  return {
    pass: passOf(size * replicas, limit, {
      name: `synapse ${name}`,
      wgsl: synapseText({ size, replicas, levels, carries, stage, stages, target }),
      entry: 'synapse',
      bindings: [written(channel), read(table), written(target.buffer)],
      clock: false,
      flops: (2 + 4 * levels) * size * replicas,
      bytes: 4 * (4 + 2 * levels) * size * replicas,
    }),
    twin(memory) {
      const results: [string, number, number][] = []
      each(memory, (buffer, at, { value }) => results.push([buffer, at, value]))
      for (const [buffer, at, value] of results) memory.get(buffer)![at] = value
    },
    bound(memory) {
      const bounds = new Map(
        [channel, target.buffer].map((b) => [b, new Float64Array(memory.get(b)!.length)]),
      )
      each(memory, (buffer, at, { error }) => {
        bounds.get(buffer)![at] = error
      })
      return bounds
    },
  }
}
