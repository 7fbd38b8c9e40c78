/**
 * Where things lie: a replica's state is one flat vector, population after population, each
 * [variable][neuron], and behind it the memory of events. Rates of neurons are [population][neuron], inputs
 * [population][input][neuron]; what connections read and write has one number a site: rates
 * [population][site], inputs [population][input][site]. Neurons of a population are [copy][site]. Where there
 * are no copies and no named inputs, all these are one order. Methods know vectors only.
 */
import type { Network } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { type EventLayout, eventLayoutOf } from './spiking/layout.ts'

export interface Block {
  readonly name: string
  /** N, the neurons: all copies of all sites */
  readonly size: number
  /** points of the space */
  readonly sites: number
  readonly copies: number
  readonly variables: number
  /** I and the named inputs */
  readonly inputs: number
  /** where the population's state begins in a replica's state, length variables * N */
  readonly state: number
  /** where its neurons begin in a replica's, length N */
  readonly rate: number
  /** where its sites begin in a replica's */
  readonly site: number
  /** where the inputs of its neurons begin, length inputs * N */
  readonly input: number
  /** where the inputs of its sites begin, length inputs * sites */
  readonly siteInput: number
}

export interface Layout {
  readonly blocks: readonly Block[]
  /** numbers of state per replica: what methods integrate */
  readonly stateLength: number
  /** from one replica to the next: the state and the memory of events behind it */
  readonly stride: number
  /** neurons of all populations together */
  readonly neurons: number
  readonly sites: number
  /** inputs of all neurons, and of all sites */
  readonly inputs: number
  readonly siteInputs: number
  /** what is remembered of events, from `stateLength` on */
  readonly events: EventLayout
}

export function layoutOf(network: Network): Layout {
  const blocks: Block[] = []
  const next = { state: 0, rate: 0, site: 0, input: 0, siteInput: 0 }
  for (const population of network.populations) {
    const { name, space, model, copies = 1 } = population
    const size = neuronsOf(population)
    const variables = model.variables.length
    const inputs = 1 + (model.inputs?.length ?? 0)
    blocks.push({ name, size, sites: space.size, copies, variables, inputs, ...next })
    next.state += size * variables
    next.rate += size
    next.site += space.size
    next.input += inputs * size
    next.siteInput += inputs * space.size
  }
  const events = eventLayoutOf(network)
  return {
    blocks,
    stateLength: next.state,
    stride: next.state + events.length,
    neurons: next.rate,
    sites: next.site,
    inputs: next.input,
    siteInputs: next.siteInput,
    events,
  }
}
