/** The population and variable that a view is of, and what is watched of a population as a whole. */
import { layoutOf } from '../../../src/engine/layout.ts'
import { InputError } from '../../../src/errors.ts'
import type { Network } from '../../../src/index.ts'

/** Throws InputError where the network has no such population, variable or replica. */
export function populationAt(
  network: Network,
  spec: { readonly population: string; readonly variable?: string; readonly replica: number },
): number {
  const names = network.populations.map(({ name }) => name)
  const at = names.indexOf(spec.population)
  if (at < 0) throw new InputError('population', `one of ${names.join(', ')}`, `"${spec.population}"`)
  const variables = ['rate', ...network.populations[at]!.model.variables.map(({ name }) => name)]
  if (spec.variable !== undefined && !variables.includes(spec.variable))
    throw new InputError('variable', `one of ${variables.join(', ')}`, `"${spec.variable}"`)
  const { replicas } = network.simulation
  if (!Number.isInteger(spec.replica) || spec.replica < 0 || spec.replica >= replicas)
    throw new InputError('replica', `0 ... ${replicas - 1}`, `${spec.replica}`)
  return at
}

/** Where the order of a population is read: in its first variable, or in its rates where it spikes. */
export function watchedOf(
  network: Network,
  population: number,
): { readonly of: 'state' | 'rate'; readonly from: number } {
  const { state, site } = layoutOf(network).blocks[population]!
  const spikes = network.populations[population]!.model.spike !== undefined
  return spikes ? { of: 'rate', from: site } : { of: 'state', from: state }
}
