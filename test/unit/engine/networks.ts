/** Networks made by hand for the tests of the engine. */
import { kernelFromSpectrum } from '../../../src/model/kernels.ts'
import { modelByName, modelFromText } from '../../../src/model/models.ts'
import type { Connection, Network, Population, Simulation } from '../../../src/model/network.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { transferByName } from '../../../src/model/transfer.ts'
import type { Coefficient, Space } from '../../../src/spaces/space.ts'

export const text = parseExpression

export function rate(space: Space, transfer = 'erf', name = 'p', tau = 1): Population {
  return { name, space, model: modelByName('rate', { tau }, transferByName(transfer)), parameters: { tau } }
}

export function equations(space: Space, model: Parameters<typeof modelFromText>[0]): Population {
  const made = modelFromText(model, model.parameters ?? {})
  return { name: 'p', space, model: made, parameters: {} }
}

export function coupling(
  space: Space,
  spectrum: Readonly<Record<string, Coefficient>>,
  rest: Partial<Connection> = {},
): Connection {
  const kernel = kernelFromSpectrum(space, new Map(Object.entries(spectrum)))
  return {
    place: 'connections[0]',
    from: 0,
    to: 0,
    coupling: { kind: 'kernel', kernel, gains: {} },
    scale: 1,
    ...rest,
  }
}

type Parts = Partial<Omit<Network, 'populations' | 'simulation'>> & {
  readonly populations: readonly Population[]
  readonly simulation?: Partial<Simulation>
}

export function network({ simulation = {}, ...parts }: Parts): Network {
  return {
    title: 'test',
    connections: [],
    inputs: [],
    noise: { sigma: 0, correlationTime: null },
    record: { every: 0, quantities: [] },
    ...parts,
    simulation: {
      dt: 0.05,
      steps: 100,
      method: 'heun',
      replicas: 1,
      seed: 1,
      initial: { kind: 'random', deviation: 0.5 },
      ...simulation,
    },
  }
}
