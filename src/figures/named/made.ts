/** Networks and certificates of the named figures, made by the same verbs as everyone's. */
import type { CertifyOptions } from '../../analysis/certify.ts'
import { type Flow, flowOf } from '../../analysis/flow.ts'
import type { Certificate, Manifold } from '../../analysis/report.ts'
import { type Symmetry, symmetryOf } from '../../analysis/symmetry/symmetry.ts'
import { certify } from '../../experiment/certify.ts'
import { loadExperiment } from '../../experiment/load.ts'
import type { Network } from '../../model/network.ts'

export interface OneSpace {
  readonly space: object
  readonly kernel: object
  readonly transfer?: unknown
  /** constant input */
  readonly input?: number
  readonly simulation?: object
  readonly record?: object
}

/** One population of the rate model with one recurrent kernel. */
export async function networkOf(given: OneSpace): Promise<Network> {
  const { space, kernel, transfer = 'erf', input = 0, simulation = {}, record = { every: 0 } } = given
  const { network } = await loadExperiment({
    goldstone: 1,
    title: 'a figure',
    populations: { p: { space, transfer } },
    connections: [{ from: 'p', to: 'p', kernel }],
    ...(input === 0 ? {} : { inputs: [{ to: 'p', constant: input }] }),
    simulation: { dt: 0.1, duration: 1, ...simulation },
    record,
  })
  return network
}

export interface Certified {
  readonly network: Network
  readonly flow: Flow
  readonly symmetry: Symmetry
  readonly certificate: Certificate
}

/** Few starts: what these networks hold is found from them, and the tests say so. */
export async function certified(network: Network, options: CertifyOptions = {}): Promise<Certified> {
  const certificate = await certify(network, { starts: 8, seed: 1, ...options })
  const flow = flowOf(network)
  return { network, flow, symmetry: symmetryOf(flow), certificate }
}

/** The first manifold that is as asked; a figure without it has nothing to show. */
export function manifoldThat(
  { manifolds }: Certificate,
  words: string,
  is: (manifold: Manifold) => boolean,
): Manifold {
  const found = manifolds.find(is)
  if (found === undefined) throw new Error(`the certificate holds no manifold that is ${words}`)
  return found
}
