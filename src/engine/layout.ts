/**
 * Where things lie: a replica's state is one flat vector, population after population, each
 * [variable][neuron]; rates and inputs likewise, [neuron]. Methods then know vectors only.
 */
import type { Network } from '../model/network.ts'

export interface Block {
  readonly name: string
  /** N */
  readonly size: number
  readonly variables: number
  /** where the population's state begins in a replica's state, length variables * N */
  readonly state: number
  /** where its rates and inputs begin in a replica's, length N */
  readonly rate: number
}

export interface Layout {
  readonly blocks: readonly Block[]
  /** numbers of state per replica */
  readonly stateLength: number
  /** neurons of all populations together */
  readonly neurons: number
}

export function layoutOf(network: Network): Layout {
  const blocks: Block[] = []
  let state = 0
  let rate = 0
  for (const population of network.populations) {
    const size = population.space.size
    const variables = population.model.variables.length
    blocks.push({ name: population.name, size, variables, state, rate })
    state += size * variables
    rate += size
  }
  return { blocks, stateLength: state, neurons: rate }
}
