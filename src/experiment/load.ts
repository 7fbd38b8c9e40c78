/** The library's first verb: text, bytes or data to a checked experiment and its network. */
import type { Network } from '../model/network.ts'
import { buildNetwork, type Spaces } from './build.ts'
import type { Experiment } from './experiment.ts'
import { type Files, noFiles } from './files.ts'
import { type ParseOptions, parseWithSource } from './parse.ts'
import { located, locatedLater } from './source.ts'

export interface LoadOptions extends ParseOptions {
  /** reads matrices, inputs and tables that the experiment names; none by default, as in a page */
  readonly files?: Files
  /** spaces made before; kept between loads, those that an experiment still describes are not made again */
  readonly spaces?: Spaces
}

export interface LoadedExperiment {
  readonly experiment: Experiment
  readonly network: Network
  /** runs `action`; an InputError that it throws is told with the experiment's file, line and column */
  located<T>(action: () => T): T
  /** the same for an action that takes its time */
  locatedLater<T>(action: () => Promise<T>): Promise<T>
}

/**
 * @param given YAML or JSON as text or UTF-8 bytes, or the data itself
 * @throws InputError, its message beginning with `name:line:column` where the input is text
 */
export async function loadExperiment(given: unknown, options: LoadOptions = {}): Promise<LoadedExperiment> {
  const { experiment, source } = parseWithSource(given, options)
  const network = await locatedLater(source, () =>
    buildNetwork(experiment, options.files ?? noFiles, options.spaces),
  )
  return {
    experiment,
    network,
    located: (action) => located(source, action),
    locatedLater: (action) => locatedLater(source, action),
  }
}
