/** Spikes as they are kept: replica, neuron and step of each, one population after the other. */
import { InputError } from '../../errors.ts'
import type { Network } from '../../model/network.ts'
import { grouped } from '../units.ts'

/** The spikes of one population, sorted by replica, then step, then neuron. Arrays of one length. */
export interface SpikeTrains {
  readonly replica: Int32Array
  /** [copy][site] */
  readonly neuron: Int32Array
  /** a spike of step n was fired at the time n dt */
  readonly step: Int32Array
}

/** The most spikes kept where nothing else is said. */
export const defaultMostSpikes = 2 ** 26

/** What is told of every spike. */
export interface SpikeSink {
  /** whether this population's spikes are kept */
  keeps(population: number): boolean
  /** appends neurons[0 ... count], ascending */
  add(population: number, replica: number, step: number, neurons: Int32Array, count: number): void
}

/**
 * Growing lists, one for each population and replica, so that replicas may run in any order. `add` throws InputError
 * at `record.most` when they are too many.
 */
export interface SpikeStore extends SpikeSink {
  /** population's name -> its spikes */
  trains(): Map<string, SpikeTrains>
  restore(trains: ReadonlyMap<string, SpikeTrains>): void
}

interface List {
  /** neuron and step by turns */
  pairs: Int32Array
  length: number
}

export function spikeStore(network: Network): SpikeStore {
  const { populations, record, simulation } = network
  const { replicas, steps, dt } = simulation
  const most = record.most ?? defaultMostSpikes
  const wanted = record.quantities.includes('spikes')
  const lists = populations.map(({ model }): List[] | null =>
    wanted && model.spike !== undefined
      ? Array.from({ length: replicas }, () => ({ pairs: new Int32Array(1024), length: 0 }))
      : null,
  )
  let total = 0
  return {
    keeps: (population) => lists[population] !== null,
    add(population, replica, step, neurons, count) {
      const list = lists[population]![replica]!
      total += count
      if (total > most) throw overflow(most, total, step * dt, steps * dt)
      if (2 * (list.length + count) > list.pairs.length) grow(list, count)
      const { pairs } = list
      for (let k = 0, at = 2 * list.length; k < count; k++) {
        pairs[at++] = neurons[k]!
        pairs[at++] = step
      }
      list.length += count
    },
    trains: () =>
      new Map(
        lists.flatMap((own, p) => (own === null ? [] : [[populations[p]!.name, joined(own)] as const])),
      ),
    restore(trains) {
      total = 0
      for (const [p, own] of lists.entries()) {
        if (own === null) continue
        for (const list of own) list.length = 0
        const { replica, neuron, step } = trains.get(populations[p]!.name)!
        total += replica.length
        for (let k = 0; k < replica.length; k++) {
          const list = own[replica[k]!]!
          if (2 * (list.length + 1) > list.pairs.length) grow(list, 1)
          list.pairs[2 * list.length] = neuron[k]!
          list.pairs[2 * list.length + 1] = step[k]!
          list.length++
        }
      }
    },
  }
}

function grow(list: List, count: number): void {
  const larger = new Int32Array(2 * Math.max(2 * list.length, list.length + count))
  larger.set(list.pairs.subarray(0, 2 * list.length))
  list.pairs = larger
}

function joined(lists: readonly List[]): SpikeTrains {
  const total = lists.reduce((sum, { length }) => sum + length, 0)
  const trains = {
    replica: new Int32Array(total),
    neuron: new Int32Array(total),
    step: new Int32Array(total),
  }
  let at = 0
  for (const [replica, { pairs, length }] of lists.entries())
    for (let k = 0; k < length; k++, at++) {
      trains.replica[at] = replica
      trains.neuron[at] = pairs[2 * k]!
      trains.step[at] = pairs[2 * k + 1]!
    }
  return trains
}

function overflow(most: number, needed: number, time: number, end: number): InputError {
  const shown = (t: number) => Number(t.toPrecision(6))
  return new InputError(
    'record.most',
    `at most ${grouped(most)} spikes`,
    `${grouped(needed)} by t = ${shown(time)} of ${shown(end)}`,
    `At that rate the run needs about ${grouped((needed * end) / time)}: raise record.most, run shorter, or leave spikes out of record.quantities`,
  )
}
