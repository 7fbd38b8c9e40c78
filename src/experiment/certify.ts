/** The verb: the manifolds of equilibria of an experiment that was loaded, or of a network made by hand. */
import { type CertifyOptions, certifyNetwork } from '../analysis/certify.ts'
import type { Certificate } from '../analysis/report.ts'
import { certifySpiking } from '../analysis/spiking.ts'
import type { Network } from '../model/network.ts'
import { isSpiking } from '../model/population.ts'
import type { LoadedExperiment } from './load.ts'

/**
 * Finds the manifolds of equilibria, stable and saddle, and certifies each. What the experiment says under
 * `certify` (starts, seed, tolerance) holds where the options are silent. Of a network that spikes its rate model is
 * certified, and held against a simulation.
 *
 * @throws InputError for a network that cannot be certified; of a loaded experiment with its line
 */
export function certify(
  subject: LoadedExperiment | Network,
  options: CertifyOptions = {},
): Promise<Certificate> {
  if (!('experiment' in subject)) return ofNetwork(subject, options)
  const { experiment, network, locatedLater } = subject
  const { starts, seed, tolerance } = experiment.certify
  return locatedLater(() => ofNetwork(network, { starts, seed, tolerance, ...options }))
}

function ofNetwork(network: Network, options: CertifyOptions): Promise<Certificate> {
  return isSpiking(network) ? certifySpiking(network, options) : certifyNetwork(network, options)
}
