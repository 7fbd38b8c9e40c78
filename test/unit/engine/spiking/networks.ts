/** Spiking networks made by hand. Times are in ms where nothing else is said. */
import { modelFromText } from '../../../../src/model/models.ts'
import type { Connection, Coupling, Input, Network, Population } from '../../../../src/model/network.ts'
import { parseExpression } from '../../../../src/model/parse.ts'
import type { Space } from '../../../../src/spaces/space.ts'

export type Text = Parameters<typeof modelFromText>[0]

/** tau v' = -v + I, fires at 1, starts at 0 and returns there. */
export const integrator: Text = {
  state: { v: '(-v + I)/tau' },
  spike: { when: 'v > 1', reset: { v: 0 } },
  parameters: { tau: 10 },
}

/** Fires in every step whose input is positive. */
export const relay: Text = { state: { v: '0' }, spike: { when: 'I > 0' } }

export function neurons(space: Space, text: Text, rest: Partial<Population> = {}): Population {
  return { name: 'p', space, model: modelFromText(text, text.parameters ?? {}), parameters: {}, ...rest }
}

/** Fires neuron `neurons[k]` of a relay at times[k]. */
export function train(
  to: number,
  events: readonly (readonly [time: number, neuron: number])[],
  rest: Partial<Input> = {},
): Input {
  const sorted = events.toSorted((a, b) => a[0] - b[0])
  return {
    place: 'inputs[0]',
    to,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    term: {
      kind: 'spikes',
      times: Float64Array.from(sorted, ([time]) => time),
      neurons: Uint32Array.from(sorted, ([, neuron]) => neuron),
      weight: 1,
    },
    ...rest,
  }
}

export function constant(to: number, value: number, sites: number, rest: Partial<Input> = {}): Input {
  return {
    place: 'inputs[0]',
    to,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    term: { kind: 'static', values: new Float64Array(sites).fill(value) },
    ...rest,
  }
}

export function expression(to: number, text: string, rest: Partial<Input> = {}): Input {
  return {
    place: 'inputs[0]',
    to,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    term: { kind: 'expression', expression: parseExpression(text) },
    ...rest,
  }
}

export function matrix(
  rows: number,
  columns: number,
  weight: (i: number, j: number) => number,
): Extract<Coupling, { kind: 'matrix' }> {
  const weights = Float64Array.from({ length: rows * columns }, (_, k) =>
    weight(Math.floor(k / columns), k % columns),
  )
  return { kind: 'matrix', rows, columns, weights }
}

export function connection(
  from: number,
  to: number,
  coupling: Coupling,
  rest: Partial<Connection> = {},
): Connection {
  return { place: 'connections[0]', from, to, coupling, scale: 1, ...rest }
}

type Parts = Partial<Omit<Network, 'populations' | 'simulation'>> & {
  readonly populations: readonly Population[]
  readonly simulation?: Partial<Network['simulation']>
}

/** Records spikes, and frames where `every` is given. */
export function spiking({ simulation = {}, ...parts }: Parts): Network {
  return {
    title: 'test',
    connections: [],
    inputs: [],
    noise: { sigma: 0, correlationTime: null },
    record: { every: 0, quantities: ['spikes'] },
    ...parts,
    simulation: {
      dt: 0.1,
      steps: 100,
      method: 'exponential-euler',
      replicas: 1,
      seed: 1,
      initial: { kind: 'model' },
      ...simulation,
    },
  }
}
