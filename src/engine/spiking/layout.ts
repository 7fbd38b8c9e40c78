/**
 * The memory of events of one replica, a vector of numbers behind its state: who is refractory, spikes counted
 * since the last frame and in the last tenth of the run, what synapses hold, what is on its way.
 *
 * What arrives goes through a *channel*, which all connections and trains share that reach one input of one
 * population through one synapse: that of spikes holds areas, that of rates what is constant over a step. What
 * is on its way to a channel lies in *rings* of slots, one a step; connections with a gain have their own,
 * since the gain multiplies what arrives.
 */
import type { Connection, Network, Synapse } from '../../model/network.ts'
import { sameExpression } from '../../model/rewrite.ts'
import type { Expression } from '../../model/tree.ts'
import { longestSteps } from './delays.ts'
import { filterOf, synapseKey } from './synapse.ts'

export interface Channel {
  readonly population: number
  /** of the receiving model: 0 is I */
  readonly input: number
  /** null: what arrives acts through the step, and nothing is held */
  readonly synapse: Synapse | null
  readonly carries: 'spikes' | 'rates'
  /** one number for every neuron, where trains of their own come to several copies; else for every site */
  readonly perNeuron: boolean
  readonly size: number
  readonly levels: 0 | 1 | 2
  /** where its levels begin in the memory, level after level */
  readonly at: number
}

export interface Ring {
  readonly channel: number
  /** multiplies what arrives; null is 1 */
  readonly gain: Expression | null
  /** numbers of a slot: sites */
  readonly size: number
  /** slots: what arrives at step n lies in slot n mod length */
  readonly length: number
  /** where the slots begin in the memory */
  readonly at: number
  /** where for each slot begins how often something was sent into it */
  readonly sent: number
}

/** Where a spiking population's counts begin in the memory. */
export interface Counts {
  /** steps for which each neuron can not fire, N numbers; -1 where the model has no refractory time */
  readonly refractory: number
  /** spikes of each site since the last frame */
  readonly frame: number
  /** and since the current tenth of the run began */
  readonly tenth: number
}

export interface EventLayout {
  readonly channels: readonly Channel[]
  readonly rings: readonly Ring[]
  /** per connection its ring; -1 where a rate acts at once */
  readonly ringOf: readonly number[]
  /** per input its channel; -1 where it is no train of spikes */
  readonly channelOf: readonly number[]
  /** per population; null where it does not fire */
  readonly counts: readonly (Counts | null)[]
  /** numbers of a replica */
  readonly length: number
}

/** Throws InputError for a delay by distance between spaces that have none. */
export function eventLayoutOf(network: Network): EventLayout {
  const { populations, connections, inputs } = network
  let length = 0
  const take = (numbers: number): number => {
    const at = length
    length += numbers
    return at
  }
  const counts = populations.map(({ model: { spike }, space, copies = 1 }): Counts | null => {
    if (spike === undefined) return null
    const refractory = spike.refractory === null ? -1 : take(space.size * copies)
    return { refractory, frame: take(space.size), tenth: take(space.size) }
  })

  const channels: Channel[] = []
  const known = new Map<string, number>()
  function channelFor(
    population: number,
    input: number,
    synapse: Synapse | undefined,
    carries: Channel['carries'],
    own: boolean,
  ): number {
    const { space, copies = 1 } = populations[population]!
    const perNeuron = own && copies > 1
    const key = [population, input, synapseKey(synapse), carries, perNeuron].join()
    const found = known.get(key)
    if (found !== undefined) return found
    const size = perNeuron ? space.size * copies : space.size
    const levels = synapse === undefined ? 0 : filterOf(synapse).levels
    const at = take(levels * size)
    known.set(key, channels.length)
    const shared = { population, input, synapse: synapse ?? null, carries }
    return channels.push({ ...shared, perNeuron, size, levels, at }) - 1
  }

  const steps = connections.map((connection) => longestSteps(network, connection))
  const drafts: { channel: number; gain: Expression | null; size: number; length: number }[] = []
  const ringOf = connections.map((connection, c) => {
    const { from, to, into = 0, synapse, gain = null } = connection
    if (actsAtOnce(network, connection, steps[c]!)) return -1
    const carries = populations[from]!.model.spike === undefined ? 'rates' : 'spikes'
    const channel = channelFor(to, into, synapse, carries, false)
    const index = drafts.findIndex((ring) => ring.channel === channel && sameGain(ring.gain, gain))
    if (index < 0) {
      return drafts.push({ channel, gain, size: populations[to]!.space.size, length: steps[c]! + 1 }) - 1
    }
    drafts[index]!.length = Math.max(drafts[index]!.length, steps[c]! + 1)
    return index
  })
  const channelOf = inputs.map(({ to, into = 0, synapse, term }) =>
    term.kind === 'poisson' || term.kind === 'spikes' ? channelFor(to, into, synapse, 'spikes', true) : -1,
  )
  const rings = drafts.map((ring): Ring => {
    return { ...ring, sent: take(ring.length), at: take(ring.length * ring.size) }
  })
  return { channels, rings, ringOf, channelOf, counts, length }
}

function actsAtOnce({ populations }: Network, { from, synapse }: Connection, steps: number): boolean {
  return populations[from]!.model.spike === undefined && synapse === undefined && steps === 0
}

function sameGain(a: Expression | null, b: Expression | null): boolean {
  return a === null || b === null ? a === b : sameExpression(a, b)
}

/** Whether anything is remembered, or arrives otherwise than at once. */
export function hasEvents({ counts, channels }: EventLayout): boolean {
  return channels.length > 0 || counts.some((own) => own !== null)
}
