/** Divergence: a state that is not finite or larger than 1e12, where it is, and what to do about it. */
import type { Network } from '../model/network.ts'
import type { Layout } from './layout.ts'
import { ofReplica, parameterOf } from './parameters.ts'
import type { Divergence } from './result.ts'

const largest = 1e12
/** The state is looked at after every so many steps, and before every frame. */
export const checkEvery = 4

/** True when every number of x[offset ... offset + length] is finite and at most 1e12 in size. */
export function isBounded(x: Float64Array, offset: number, length: number): boolean {
  for (let i = offset; i < offset + length; i++) if (!(Math.abs(x[i]!) <= largest)) return false
  return true
}

/** Where the first such number of a replica's state is. */
export function locateDivergence(
  network: Network,
  layout: Layout,
  replica: number,
  step: number,
  x: Float64Array,
  offset: number,
): Divergence {
  const time = step * network.simulation.dt
  for (const [p, block] of layout.blocks.entries()) {
    for (let k = 0; k < block.variables * block.size; k++) {
      if (Math.abs(x[offset + block.state + k]!) <= largest) continue
      const variable = network.populations[p]!.model.variables[Math.floor(k / block.size)]!.name
      return { step, time, population: block.name, replica, neuron: k % block.size, variable }
    }
  }
  throw new Error('the state is bounded')
}

/**
 * What to do: a step that is long against the shortest time constant is shortened; otherwise the growth is
 * the network's own.
 */
export function divergenceAdvice(network: Network, at: Divergence): string {
  const { dt, method } = network.simulation
  let shortest = Number.POSITIVE_INFINITY
  for (const population of network.populations) {
    for (const name of Object.keys({ ...population.model.parameters, ...population.parameters })) {
      if (!/^tau/.test(name)) continue
      const tau = ofReplica(parameterOf(population, name)!, at.replica)
      if (tau > 0) shortest = Math.min(shortest, tau)
    }
  }
  if (dt > 0.2 * shortest) {
    const suggested = Number((0.1 * shortest).toPrecision(1))
    return `dt = ${dt} is long against tau = ${shortest} for ${method}: try simulation.dt: ${suggested}`
  }
  const linear = network.populations
    .filter((p) => ['linear', 'relu', 'softplus', 'power'].includes(p.model.transfer?.name ?? ''))
    .map((p) => `${p.model.transfer!.name} in ${p.name}`)
  const reason =
    linear.length > 0
      ? `nothing bounds the rate (${linear.join(', ')}): lower the kernel's coefficients below the onset of growth, add inhibition or use a saturating transfer`
      : 'lower the gain of the connections or the input, or try a smaller simulation.dt'
  return `dt = ${dt} is short enough for tau, so the network itself grows; ${reason}`
}
