/** The library's second verb: an experiment that was loaded, or a network made by hand, is run. */
import type { Run } from '../engine/result.ts'
import { type SimulateOptions, simulateNetwork } from '../engine/simulate.ts'
import type { Network } from '../model/network.ts'
import type { LoadedExperiment } from './load.ts'

/**
 * Starts the run: await it for the result, iterate it for progress.
 *
 * @throws InputError before the first step, for what cannot run; of a loaded experiment with its line
 */
export function simulate(subject: LoadedExperiment | Network, options: SimulateOptions = {}): Run {
  if (!('network' in subject)) return simulateNetwork(subject, options)
  return subject.located(() => simulateNetwork(subject.network, options))
}
