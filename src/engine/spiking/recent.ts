/**
 * The spikes of the last steps, for whoever watches a network that goes on without end: a ring of each population
 * and replica, which forgets the oldest.
 */
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import type { SpikeSink } from './spikes.ts'

/** The most spikes that one ring holds, and all of them together. */
const mostOfOne = 2 ** 16
const mostOfAll = 2 ** 22

export interface RecentSpikes extends SpikeSink {
  /**
   * Visits the spikes of one population in one replica that were fired after step `after`, the oldest first, and gives
   * the step after which none is missing: `after`, or a later one where the ring has forgotten.
   */
  since(
    population: number,
    replica: number,
    after: number,
    visit: (neuron: number, step: number) => void,
  ): number
}

interface Ring {
  /** neuron and step by turns, of a power of two of spikes */
  pairs: Int32Array
  /** spikes so far: the next one's place, modulo the size */
  total: number
  /** the step of the latest spike that was overwritten */
  forgotten: number
}

export function recentSpikes({ populations, simulation: { replicas } }: Network): RecentSpikes {
  const share = Math.floor(Math.log2(mostOfAll / (replicas * populations.length)))
  const most = Math.max(2 ** 8, Math.min(mostOfOne, 2 ** share))
  const rings = populations.map((): Ring[] =>
    Array.from({ length: replicas }, () => ({
      pairs: new Int32Array(2 ** 9),
      total: 0,
      forgotten: Number.NEGATIVE_INFINITY,
    })),
  )
  return {
    keeps: (population) => populations[population]!.model.spike !== undefined,
    add(population, replica, step, neurons, count) {
      const ring = rings[population]![replica]!
      while (ring.total + count > ring.pairs.length / 2 && ring.pairs.length < 2 * most) {
        const larger = new Int32Array(2 * ring.pairs.length)
        larger.set(ring.pairs)
        ring.pairs = larger
      }
      const { pairs } = ring
      for (let k = 0; k < count; k++, ring.total++) {
        const at = (2 * ring.total) % pairs.length
        if (2 * ring.total >= pairs.length) ring.forgotten = pairs[at + 1]!
        pairs[at] = neurons[k]!
        pairs[at + 1] = step
      }
    },
    since(population, replica, after, visit) {
      const { pairs, total, forgotten } = rings[population]![replica]!
      const oldest = Math.max(0, total - pairs.length / 2)
      let first = total
      while (first > oldest && pairs[(2 * (first - 1) + 1) % pairs.length]! > after) first--
      for (let k = first; k < total; k++)
        visit(pairs[(2 * k) % pairs.length]!, pairs[(2 * k + 1) % pairs.length]!)
      return Math.max(after, forgotten)
    },
  }
}

/** Steps over which the spikes are counted that a live network shows as rates: those between two frames of a record. */
export function shownSteps({ record, simulation }: Network): number {
  return record.every > 0 ? record.every : Math.max(1, Math.round(simulation.steps / 100))
}

/** rate[site] of spiking populations, spikes of one replica in the last `shownSteps`; others are left as they are. */
export function recentRates(
  network: Network,
  { blocks, events }: Layout,
  recent: RecentSpikes,
  replica: number,
  step: number,
  rate: Float64Array,
): void {
  const after = step - shownSteps(network)
  for (let p = 0; p < blocks.length; p++) {
    if (events.counts[p] == null) continue
    const { site, sites, copies } = blocks[p]!
    rate.fill(0, site, site + sites)
    const from = recent.since(p, replica, after, (neuron) => {
      rate[site + (neuron % sites)]! += 1
    })
    const time = copies * (step - from) * network.simulation.dt
    if (time > 0) for (let i = site; i < site + sites; i++) rate[i]! /= time
  }
}
