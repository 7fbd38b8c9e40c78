/**
 * An effective rate model of neurons that have no exact mean field: the transfer function, measured by simulating
 * uncoupled neurons under constant input, in the rate equations of the synaptic currents, tau x' = -x + I, r = phi(x). It
 * leaves out what fluctuates: single spikes, their correlations, the finite number of neurons. Equilibria are those of
 * the averaged currents; how fast states return is that of synapses alone, as if neurons followed at once.
 */

import { parametersOf } from '../engine/parameters.ts'
import { simulateNetwork } from '../engine/simulate.ts'
import { InputError } from '../errors.ts'
import { factorLU, solveLU } from '../math/lu.ts'
import { softplus } from '../math/special.ts'
import { modelByName } from '../model/models.ts'
import type { Connection, Network, Population, Synapse } from '../model/network.ts'
import { transferOf } from '../model/transfer.ts'
import { makeSpace } from '../spaces/make.ts'

/** phi(x) as a sum of a constant and K softplus steps, smooth everywhere and linear beyond its ends. */
export interface FittedTransfer {
  /** in x, for `{ expression: ... }` */
  readonly expression: string
  /** the largest |phi(x) - measured| */
  readonly error: number
}

const knots = 24
const points = 48
/** Neurons that share an input, at least. */
const repeats = 16

/**
 * The smooth function through (x_k, rate_k), x ascending and evenly spaced, by least squares with a small penalty on
 * each step's height.
 */
export function fitTransfer(x: Float64Array, rates: Float64Array): FittedTransfer {
  const [first, last] = [x[0]!, x.at(-1)!]
  const width = (last - first) / (knots - 1)
  const places = Array.from({ length: knots }, (_, k) => first + k * width)
  const basis = (value: number) => [1, ...places.map((place) => softplus((value - place) / width))]
  const n = knots + 1
  const normal = new Float64Array(n * n)
  const right = new Float64Array(n)
  for (const [k, value] of x.entries()) {
    const row = basis(value)
    for (let i = 0; i < n; i++) {
      right[i]! += row[i]! * rates[k]!
      for (let j = 0; j < n; j++) normal[i * n + j]! += row[i]! * row[j]!
    }
  }
  for (let i = 0; i < n; i++) normal[i * n + i]! += 1e-6 * x.length
  const coefficients = right.slice()
  // the penalty makes it positive definite
  solveLU(factorLU(normal, n)!, coefficients)
  const phi = (value: number) => basis(value).reduce((sum, b, k) => sum + coefficients[k]! * b, 0)
  const steps = places.map((place, k) => `${coefficients[k + 1]}*softplus((x - (${place}))/${width})`)
  return {
    expression: [`${coefficients[0]}`, ...steps].join(' + '),
    error: x.reduce((worst, value, k) => Math.max(worst, Math.abs(phi(value) - rates[k]!)), 0),
  }
}

/** Mean spikes per neuron and unit of time at each of the inputs, of uncoupled neurons of a population. */
export async function measuredRates(
  network: Network,
  population: number,
  inputs: Float64Array,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { name, model, copies: own = 1, perNeuron = {}, space } = network.populations[population]!
  const n = inputs.length
  // a site's copies stand for the population; of one copy a site, its neurons do
  const copies = own > 1 ? own : repeats
  const spread = Object.entries(perNeuron).map(([parameter, values]) => {
    const each = new Float64Array(copies * n)
    for (let copy = 0; copy < copies; copy++) {
      const from = own > 1 ? copy * space.size : Math.floor(((copy + 0.5) * space.size) / copies)
      each.fill(values[from]!, copy * n, (copy + 1) * n)
    }
    return [parameter, each] as const
  })
  const { simulation } = network
  const alone: Network = {
    title: `transfer function of ${name}`,
    populations: [
      {
        name,
        space: makeSpace({ group: `C(${n})` }),
        model,
        parameters: parametersOf(network.populations[population]!, 0),
        copies,
        perNeuron: Object.fromEntries(spread),
      },
    ],
    connections: [],
    inputs: [
      {
        place: 'inputs[0]',
        to: 0,
        from: 0,
        until: Number.POSITIVE_INFINITY,
        term: { kind: 'static', values: inputs },
      },
    ],
    noise: noiseOf(network, population),
    simulation: { ...simulation, replicas: 1, initial: { kind: 'model' } },
    // the first fifth is left out
    record: { every: Math.max(1, Math.floor(simulation.steps / 5)), quantities: ['rate'] },
  }
  const { recording } = await simulateNetwork(alone, signal === undefined ? {} : { signal })
  const { data, shape } = recording.arrays.get(`${name}.rate`)!
  const frames = shape[0]!
  const rates = new Float64Array(n)
  for (let frame = 2; frame < frames; frame++)
    for (let i = 0; i < n; i++) rates[i]! += data[frame * n + i]! / (frames - 2)
  return rates
}

/** What of the network's noise a population alone has. */
function noiseOf({ noise }: Network, population: number): Network['noise'] {
  const each = noise.each?.filter((one) => one.population === population)
  return each === undefined ? noise : { ...noise, each: each.map((one) => ({ ...one, population: 0 })) }
}

export interface EffectiveRate {
  readonly network: Network
  /** what is approximate about it, sentence by sentence */
  readonly said: readonly string[]
}

/**
 * @param ranges per population the smallest and largest input that its neurons meet; wider by half is measured
 * @throws InputError at what has no rate model: conductances and other named inputs, Poisson trains
 */
export async function effectiveRate(
  network: Network,
  ranges: readonly (readonly [number, number])[],
  signal?: AbortSignal,
): Promise<EffectiveRate> {
  const said: string[] = []
  for (const { place, term } of network.inputs)
    if (term.kind === 'poisson' || term.kind === 'spikes')
      refuse(place, 'inputs as currents, of which a transfer function can be measured', 'spike trains')
  const populations: Population[] = []
  for (const [index, population] of network.populations.entries()) {
    const { name, model, space } = population
    if (model.spike === undefined) {
      populations.push(population)
      continue
    }
    if ((model.inputs ?? []).length > 0)
      refuse(
        `populations.${name}.model`,
        'neurons that are driven by I alone',
        `${model.inputs!.join(', ')} (conductances are inputs of their own)`,
      )
    const [low, high] = ranges[index]!
    const margin = 0.5 * Math.max(high - low, 1e-3 * Math.abs(high), 1e-9)
    const inputs = Float64Array.from(
      { length: points },
      (_, k) => low - margin + ((high - low + 2 * margin) * k) / (points - 1),
    )
    const rates = await measuredRates(network, index, inputs, signal)
    const { expression, error } = fitTransfer(inputs, rates)
    const { time, why } = synapticTime(network, index)
    said.push(
      `${name}: phi is measured at ${points} inputs from ${short(inputs[0]!)} to ${short(inputs.at(-1)!)}; the fit misses ` +
        `it by ${short(error)} at most, of a largest rate of ${short(Math.max(...rates))}`,
      `${name}: tau is ${short(time)}, ${why}`,
    )
    populations.push({
      name,
      space,
      model: modelByName('rate', { tau: time }, transferOf({ expression })),
      parameters: { tau: time },
    })
  }
  return {
    said,
    network: {
      ...network,
      populations,
      connections: network.connections.map(atOnce),
      inputs: network.inputs.map(({ synapse: _, ...input }) => input),
      noise: { sigma: 0, correlationTime: null },
      simulation: { ...network.simulation, initial: { kind: 'model' } },
      record: {
        ...network.record,
        quantities: network.record.quantities.filter((name) => name !== 'spikes'),
      },
    },
  }
}

function atOnce(connection: Connection): Connection {
  const { synapse: _synapse, delay: _delay, plan, ...rest } = connection
  if (rest.gain !== undefined)
    refuse(`${rest.place}.gain`, 'a number that does not change in time', 'an expression')
  return plan === undefined || plan === 'event' ? rest : { ...rest, plan }
}

const meanTime = (synapse: Synapse): number =>
  synapse.kind === 'double-exponential'
    ? synapse.rise + synapse.decay
    : synapse.kind === 'alpha'
      ? 2 * synapse.decay
      : synapse.decay

/** The slowest mean time of what arrives; where everything arrives at once, the membrane's own. */
function synapticTime({ connections, populations }: Network, index: number): { time: number; why: string } {
  const times = connections.flatMap(({ to, synapse }) =>
    to === index && synapse !== undefined ? [meanTime(synapse)] : [],
  )
  if (times.length === 0) {
    const { parameters, model } = populations[index]!
    const tau = parameters['tau'] ?? model.parameters['tau'] ?? 1
    return { time: typeof tau === 'number' ? tau : tau[0]!, why: "the membrane's, for spikes act at once" }
  }
  const distinct = new Set(times).size
  return {
    time: Math.max(...times),
    why:
      distinct === 1
        ? "the synapses'"
        : `the slowest of ${distinct} synaptic times: equilibria are not touched by it, rates of return are`,
  }
}

const short = (value: number) => Number(value.toPrecision(4)).toString()

function refuse(place: string, expected: string, received: string): never {
  throw new InputError(place, expected, received, 'Run it with "goldstone run" instead')
}
