/** What was sent and is due at this step, added to the areas of its channel; see shaders/spiking/arrive.wgsl.ts. */
import { clockWith, signalText } from '../../../../../shaders/lib/clock.wgsl.ts'
import { arriveText } from '../../../../../shaders/spiking/arrive.wgsl.ts'
import type { Leaf } from '../../../../model/emit.ts'
import type { Expression } from '../../../../model/tree.ts'
import { emitWgsl } from '../../../../model/wgsl.ts'
import { signalNumber, signalsRead } from '../../signals.ts'
import type { Built, Memory, Moment, View } from '../pass.ts'
import { evaluate, exact, plus, type Rounded, times } from '../rounding.ts'
import { passOf, read, written } from './shared.ts'

export interface Arrival {
  readonly name: string
  readonly kind: 'delayed' | 'slots' | 'counts'
  readonly size: number
  readonly replicas: number
  readonly slots: number
  readonly area: View
  /** buffer of the ring, where there are slots */
  readonly ring: string
  /** of `delayed`: what was sent just now; of `counts`: what one multiple is worth in each replica */
  readonly beside: string
  /** signals taken out; null is 1 */
  readonly gain: Expression | null
  readonly limit?: number | undefined
}

export function arrivePass(arrival: Arrival): Built {
  const { name, kind, size, replicas, slots, area, ring, beside, gain, limit } = arrival
  const leaf = (named: string): Leaf => ({ code: signalText(signalNumber(named)!), varies: false })
  const emitted = gain === null ? null : emitWgsl([gain], leaf, 'e')
  const clock = slots > 0 || gain !== null
  const jobs = size * replicas

  function each(
    memory: Memory,
    moment: Moment,
    write: (at: number, from: number, arrived: number, added: Rounded) => void,
  ): void {
    const from = memory.get(slots > 0 ? ring : beside)!
    const now =
      gain === null ? exact(1) : evaluate(gain, (named) => exact(moment.signals![signalNumber(named)!]!))
    for (let job = 0; job < jobs; job++) {
      const replica = Math.floor(job / size)
      const place = slots > 0 ? (moment.step % slots) * jobs + job : job
      const arrived = from[place]!
      let added: Rounded = exact(arrived)
      if (kind === 'counts') {
        // a whole number of more than 24 bits is rounded
        added = times(exact(memory.get(beside)![replica]!), added)
      }
      if (gain !== null) added = times(now, added)
      write(area.offset + replica * area.stride + (job % size), place, arrived, added)
    }
  }

  return {
    pass: passOf(jobs, limit, {
      name: `arrive ${name}`,
      wgsl: arriveText({
        kind,
        size,
        replicas,
        slots,
        area,
        clock: clock ? clockWith(gain === null ? 0 : signalsRead([gain])) : '',
        library: emitted?.library ?? '',
        gain:
          emitted === null
            ? null
            : { lines: [...emitted.uniform, ...emitted.local], results: emitted.results },
      }),
      entry: 'arrive',
      bindings: [
        ...(kind === 'slots' ? [] : [kind === 'counts' ? read(beside) : written(beside)]),
        ...(slots > 0 ? [written(ring)] : []),
        written(area.buffer),
      ],
      clock,
      flops: 3 * jobs,
      bytes: 4 * jobs * (kind === 'delayed' && slots > 0 ? 6 : 4),
    }),
    twin(memory, moment) {
      const areas = memory.get(area.buffer)!
      const results: [number, number][] = []
      each(memory, moment, (at, place, _arrived, { value }) => {
        areas[at] = areas[at]! + value
        results.push([place, 0])
      })
      const sent = memory.get(beside)
      for (const [place] of results) {
        if (slots > 0) memory.get(ring)![place] = kind === 'delayed' ? sent![place % jobs]! : 0
        if (kind === 'delayed') sent![place % jobs] = 0
      }
    },
    bound(memory, moment) {
      const before = memory.get(area.buffer)!
      const bounds = new Map<string, Float64Array>()
      for (const buffer of [ring, beside, area.buffer])
        if (memory.has(buffer)) bounds.set(buffer, new Float64Array(memory.get(buffer)!.length))
      each(memory, moment, (at, _place, arrived, added) => {
        const rounding =
          kind === 'counts' ? 2 ** -24 * Math.abs(arrived * memory.get(beside)![Math.floor(0)]!) : 0
        bounds.get(area.buffer)![at] = plus(exact(before[at]!), added).error + 2 * Math.abs(rounding)
      })
      return bounds
    },
  }
}
