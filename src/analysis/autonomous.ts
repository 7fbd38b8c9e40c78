/**
 * The autonomous part of a network, which equilibria belong to: the first replica's numbers, the inputs
 * that do not change and never end; no noise. What is left out is named, so that nothing is hidden.
 */
import { effectiveKernel } from '../engine/gains.ts'
import { movingBump } from '../engine/moving-bump.ts'
import { ofReplica } from '../engine/parameters.ts'
import { placed } from '../errors.ts'
import { evaluateOn } from '../model/compile.ts'
import type { Connection, Coupling, Input, Network, PerReplica, Population } from '../model/network.ts'
import { freeNames } from '../model/rewrite.ts'
import { denseWeights } from '../model/sparse-coupling.ts'
import type { Space } from '../spaces/space.ts'
import { refuseUncertifiable } from './certifiable.ts'

export interface Autonomous {
  /** one replica, gains folded into the kernels, inputs static, noise 0 */
  readonly network: Network
  /** a sentence for each input, noise or time that was left out */
  readonly leftOut: readonly string[]
  /** what of that changes in time, by its place */
  readonly changing: readonly string[]
}

/** Throws InputError for what has no equilibria that are sought yet. */
export function autonomous(network: Network): Autonomous {
  refuseUncertifiable(network)
  const leftOut: string[] = []
  const changing: string[] = []
  const inputs: Input[] = []
  for (const input of network.inputs) {
    const { space } = network.populations[input.to]!
    const values = placed(input.place, () => steady(input, space))
    if (typeof values === 'string') {
      leftOut.push(`${input.place} is left out: ${values}`)
      changing.push(input.place)
    } else
      inputs.push({ ...input, from: 0, until: Number.POSITIVE_INFINITY, term: { kind: 'static', values } })
  }
  for (const { name, model } of network.populations)
    if ([model.rate, ...model.variables.map((v) => v.equation)].some((e) => freeNames(e).includes('t'))) {
      leftOut.push(`populations.${name} changes in time: its equations are taken at t = 0`)
      changing.push(`the changes of populations.${name}`)
    }
  const { sigma, each = [] } = network.noise
  if (sigma !== 0 || each.some((one) => one.sigma !== 0)) leftOut.push('noise is left out')
  return {
    network: {
      ...network,
      populations: network.populations.map(firstPopulation),
      connections: network.connections.map(firstConnection),
      inputs,
      noise: { sigma: 0, correlationTime: null },
      simulation: { ...network.simulation, replicas: 1, initial: { kind: 'model' } },
    },
    leftOut,
    changing,
  }
}

/** The input's values at each point, or why it has none that stand for ever. */
function steady({ until, term }: Input, space: Space): Float64Array | string {
  if (until !== Number.POSITIVE_INFINITY) return `it ends at t = ${until}`
  switch (term.kind) {
    case 'static':
      return term.values
    case 'frames':
      return term.frames.length === space.size ? term.frames : 'it changes from frame to frame'
    case 'expression':
      if (freeNames(term.expression).some((name) => !space.coordinates.has(name))) return 'it depends on t'
      return evaluateOn(term.expression, space.coordinates, space.size)
    case 'moving-bump': {
      if (term.velocity.some((rate) => rate !== 0)) return 'its bump moves'
      const values = new Float64Array(space.size)
      movingBump(term, space)(0, values, 0)
      return values
    }
    case 'velocity':
      return 'it drives the state along'
    case 'poisson':
    case 'spikes':
      return 'it is a train of spikes'
  }
}

function firstPopulation(population: Population): Population {
  const parameters: Record<string, PerReplica> = {}
  for (const [name, value] of Object.entries(population.parameters)) parameters[name] = ofReplica(value, 0)
  return { ...population, parameters }
}

function firstConnection(connection: Connection): Connection {
  const { coupling, place, scale } = connection
  return { ...connection, scale: ofReplica(scale, 0), coupling: placed(place, () => firstCoupling(coupling)) }
}

/** Few weights as a matrix of all. */
function firstCoupling(coupling: Coupling): Coupling {
  if (coupling.kind === 'sparse') {
    const { rows, columns } = coupling
    return { kind: 'matrix', rows, columns, weights: denseWeights(coupling) }
  }
  if (coupling.kind !== 'kernel') return coupling
  const gains = Object.fromEntries(
    Object.entries(coupling.gains).map(([label, gain]) => [label, ofReplica(gain, 0)]),
  )
  return {
    kind: 'kernel',
    kernel: placed('kernel.gains', () => effectiveKernel(coupling.kernel, gains).kernel),
    gains: {},
  }
}
