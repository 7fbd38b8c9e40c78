/** What a frame holds, for the pass that reduces it: whole arrays and measures; see record.wgsl.ts. */
import type { RecordText } from '../../../../shaders/resident/structure.ts'
import type { Network } from '../../../model/network.ts'
import { layoutOf } from '../../layout.ts'
import { orderLabels } from '../../observables/order.ts'
import { positionDecoder } from '../../observables/position.ts'
import { framePlan } from '../frame.ts'
import type { Tables } from './tables.ts'

const kinds = { sum: 0, size: 1, largest: 2, place: 3, differs: 4 } as const

/** null when nothing is recorded. */
export function recordOf(network: Network, floats: Tables, words: Tables): RecordText | null {
  const { every } = network.record
  const { parts, length } = framePlan(network)
  if (every <= 0 || length === 0) return null
  const { blocks, neurons } = layoutOf(network)
  const arrays: RecordText['whole'][number][] = []
  const measures: number[][] = []
  for (const { kind, population, offset } of parts) {
    const { space } = network.populations[population]!
    const { rate, size } = blocks[population]!
    const add = (name: keyof typeof kinds, table: Float64Array | null, source: number, at: number) =>
      measures.push([kinds[name], table === null ? 0 : floats.add(table), source, size, at])
    switch (kind) {
      case 'rate':
      case 'state':
        arrays.push({ what: kind, population, at: offset })
        break
      case 'mean':
        add('sum', space.weights, rate, offset)
        break
      case 'max':
        add('largest', null, rate, offset)
        break
      case 'element':
        add('place', null, rate, offset)
        add('differs', null, rate, offset + 1)
        break
      case 'moments': {
        const { tables } = positionDecoder(network, population).moments!
        for (const [k, table] of tables.entries()) add('sum', table, rate, offset + k)
        add('size', space.weights, rate, offset + tables.length)
        break
      }
      case 'order': {
        let at = offset
        for (const label of orderLabels(network, population)) {
          const basis = space.harmonic(label).basis()
          for (let c = 0; c < basis.length; c += size, at++) {
            const column = basis.subarray(c, c + size).map((value, i) => value * space.weights[i]!)
            add('sum', column, neurons + rate, at)
          }
        }
      }
    }
  }
  return {
    length,
    settingsAt: words.add([every, network.simulation.replicas]),
    whole: arrays,
    measures: measures.length,
    measuresAt: words.add(measures.flat()),
  }
}
