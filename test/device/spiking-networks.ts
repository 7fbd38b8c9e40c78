/**
 * Spiking networks in which float32 makes no error: nothing leaks, weights, drives and thresholds are multiples of
 * a power of two. So every plan, on every engine, fires the same neurons in the same steps.
 */
import { symmetric } from '../../src/groups/families.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import { modelFromText } from '../../src/model/models.ts'
import type { Connection, Input, Network, PlanName } from '../../src/model/network.ts'
import { parseExpression } from '../../src/model/parse.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import {
  connection,
  constant,
  matrix,
  neurons,
  relay,
  spiking,
  type Text,
  train,
} from '../unit/engine/spiking/networks.ts'

/** v' = I, fires at 1 and starts again what is left above it. */
export const counter: Text = {
  state: { v: 'I' },
  spike: { when: 'v >= 1', reset: { v: 'v - 1' } },
}

/** Multiples of 1/64 in [0, 1), different in every neuron and replica. */
const scattered = (count: number, seed = 1): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => ((k * 37 + seed * 11 + ((k * k) % 13)) % 64) / 64)

const values = (count: number) => ({ kind: 'values' as const, values: scattered(count) })

/** Excites near by and inhibits far away, times the number of points a multiple of 1/8. */
const hat = (space: Space) =>
  kernelFromValues(
    space,
    Float64Array.from(space.coordinates.get('distance')!, (d, u) =>
      u === 0 ? 0 : d < 1 ? space.size / 16 : d <= 2 ? -space.size / 32 : 0,
    ),
  )

const ring = circleSpace(32)

/** A ring of 32 neurons that drive themselves and each other, two replicas. */
export function exactRing(
  rest: Partial<Connection> = {},
  space: Space = ring,
  text: Text = counter,
): Network {
  const coupling = { kind: 'kernel', kernel: hat(space), gains: {} } as const
  return spiking({
    populations: [neurons(space, text)],
    connections: [connection(0, 0, coupling, rest)],
    inputs: [constant(0, 0.5, space.size)],
    record: { every: 20, quantities: ['spikes', 'rate', 'mean', 'state'] },
    simulation: { dt: 1 / 8, steps: 80, method: 'euler', replicas: 2, initial: values(2 * space.size) },
  })
}

const delays: readonly (readonly [string, Connection['delay']])[] = [
  ['', undefined],
  [', a delay', { kind: 'constant', time: 0.375 }],
  [', delays by distance', { kind: 'speed', speed: 2, time: 0.25 }],
]

/** Every plan with every delay that it carries; low-rank and fft are not exact. */
export const exactSuite: readonly (readonly [string, () => Network])[] = [
  ...(['event', 'gather', 'dense'] as PlanName[]).flatMap((plan) =>
    delays.map(([title, delay]): readonly [string, () => Network] => [
      `${plan}${title}`,
      () => exactRing({ plan, ...(delay === undefined ? {} : { delay }) }),
    ]),
  ),
  ['event on S(4), delays by distance', () => onPermutations('event')],
  ['gather on S(4), delays by distance', () => onPermutations('gather')],
  ['event on S(4)', () => exactRing({ plan: 'event' }, finiteSpace(symmetric(4)))],
  ['few weights and delays by distance', fewWeights],
  ['event on a torus, a gain that changes', gatedTorus],
  ['two populations, sparse and copied', twoPopulations],
  ['a rate that a synapse of none delays, named inputs, a refractory time', () => named('euler')],
  ['the same by Heun', () => named('heun')],
]

function onPermutations(plan: PlanName): Network {
  return exactRing({ plan, delay: { kind: 'speed', speed: 4, time: 0 } }, finiteSpace(symmetric(4)))
}

function fewWeights(): Network {
  const coupling = matrix(32, 32, (i, j) => ((i * 5 + j * 3) % 7 === 0 ? 1 / 16 : 0))
  const made = exactRing()
  const common = { delay: { kind: 'speed', speed: 2, time: 0 } } as const
  return {
    ...made,
    connections: [
      connection(0, 0, coupling, { ...common, plan: 'event' }),
      connection(0, 0, coupling, { plan: 'dense', place: 'connections[1]', gain: parseExpression('0.5') }),
    ],
  }
}

function gatedTorus(): Network {
  const space = torusSpace([8, 4], 'rectangular')
  const gain = parseExpression('where(mod(floor(t), 2) < 1, 1, burst)')
  const made = exactRing({ plan: 'event', gain, delay: { kind: 'constant', time: 0.125 } }, space)
  return {
    ...made,
    signals: [
      { name: 'burst', value: { kind: 'expression', expression: parseExpression('where(t > 3, 2, 0.5)') } },
    ],
  }
}

/** 16 sites with four copies each drive 20 neurons of another kind through few weights, and these them back. */
function twoPopulations(): Network {
  const [first, second] = [circleSpace(16), circleSpace(20)]
  const back = matrix(16, 20, (i, j) => ((i * 7 + j * 3) % 5 === 0 ? -0.25 : 0))
  const starts = Uint32Array.from({ length: 21 }, (_, i) => 3 * i)
  const indices = Uint32Array.from(
    { length: 60 },
    (_, e) => [0, 5, 11].map((k) => (Math.floor(e / 3) + k) % 16).sort((a, b) => a - b)[e % 3]!,
  )
  const sparse = { kind: 'sparse', rows: 20, columns: 16, starts, indices, weights: 0.25 } as const
  const events = Array.from({ length: 60 }, (_, k): readonly [number, number] => [
    0.125 * (3 * k + 1),
    (k * 29) % 64,
  ])
  const inputs: Input[] = [
    constant(0, 0.375, 16),
    {
      ...train(0, [...events, [10, 3], [10, 3]], { place: 'inputs[1]' }),
      synapse: undefined,
    } as unknown as Input,
  ]
  return spiking({
    populations: [neurons(first, counter, { name: 'a', copies: 4 }), neurons(second, counter, { name: 'b' })],
    connections: [
      connection(0, 1, sparse, { plan: 'event', delay: { kind: 'constant', time: 0.25 } }),
      connection(1, 0, back, { place: 'connections[1]', plan: 'event', scale: Float64Array.of(1, 2) }),
      connection(
        0,
        0,
        matrix(16, 16, (i, j) => (i === j ? 0.125 : 0)),
        { place: 'connections[2]', plan: 'sparse' },
      ),
    ],
    inputs,
    record: { every: 25, quantities: ['spikes', 'rate', 'max', 'order'] },
    simulation: {
      dt: 1 / 8,
      steps: 200,
      method: 'euler',
      replicas: 2,
      initial: { kind: 'each', starts: [] },
    },
  })
}

/** A population of rates and relays feed two named inputs of neurons that are silent for three steps. */
function named(method: Network['simulation']['method']): Network {
  const rate: Text = { state: { x: { equation: '0.25*where(x > 2, -8, 1)', initial: '0.25' } }, rate: 'x' }
  const both: Text = {
    state: { v: 'I + up - down', n: '0' },
    inputs: ['up', 'down'],
    spike: {
      when: 'v >= level',
      reset: { v: 'v - level', n: 'n + down + 1' },
      refractory: 't_ref',
      clamp: ['v'],
    },
    parameters: { t_ref: 0.375, level: 1 },
  }
  const levels = Float64Array.from({ length: 16 }, (_, k) => 1 + (k % 3) / 4)
  const clock = Array.from({ length: 40 }, (_, k): readonly [number, number] => [0.5 * k + 0.125, k % 4])
  return spiking({
    populations: [
      neurons(circleSpace(4), rate, { name: 'rates' }),
      neurons(circleSpace(4), relay, { name: 'relays' }),
      neurons(circleSpace(16), both, {
        name: 'p',
        perNeuron: { level: levels },
        parameters: { t_ref: Float64Array.of(0.375, 0.5) },
      }),
    ],
    connections: [
      connection(
        0,
        2,
        matrix(16, 4, (i, j) => (i % 4 === j ? 0.5 : 0)),
        { into: 1 },
      ),
      connection(
        1,
        2,
        matrix(16, 4, (i, j) => ((i + j) % 2 === 0 ? 0.125 : 0)),
        { place: 'connections[1]', into: 2 },
      ),
      connection(
        0,
        2,
        matrix(16, 4, (i, j) => (i === j ? 0.25 : 0)),
        {
          place: 'connections[2]',
          delay: { kind: 'constant', time: 0.5 },
        },
      ),
    ],
    inputs: [train(1, clock), constant(2, 0.25, 16, { place: 'inputs[1]' })],
    record: { every: 10, quantities: ['spikes', 'state', 'rate'] },
    simulation: { dt: 1 / 8, steps: 80, method, replicas: 2 },
  })
}

/** White and coloured, on some variables. */
const singleNoise = [
  { population: 0, variable: 0, sigma: 0.2, correlationTime: 0.5 },
  { population: 1, variable: 1, sigma: 0.1, correlationTime: 0.7 },
  { population: 1, variable: 0, sigma: 0.15, correlationTime: null },
]

/** Every synapse on spikes and on rates, trains by chance, hazards, noise that remembers, copies. */
export function chances(method: Network['simulation']['method'] = 'heun'): Network {
  const space = circleSpace(12)
  const rate: Text = { state: { x: '-x + I' }, rate: 'relu(x)' }
  const leaky: Text = {
    state: { v: '(-v + I - w)/tau', w: '-w' },
    spike: { when: 'v > 1', reset: { v: '0.25*v - 0.1', w: 'w + 0.1' }, refractory: 0.3, clamp: ['v'] },
    parameters: { tau: 2 },
  }
  const poisson: Text = { state: { x: '-x + I' }, spike: { hazard: 'beat*exp(x)' } }
  const kernel = { kind: 'kernel', kernel: hat(space), gains: {} } as const
  const synapses: readonly Connection['synapse'][] = [
    { kind: 'exponential', decay: 0.8 },
    { kind: 'alpha', decay: 0.5 },
    { kind: 'double-exponential', rise: 0.2, decay: 1.1 },
  ]
  return spiking({
    populations: [
      neurons(space, rate, { name: 'r' }),
      neurons(space, leaky, { name: 'p', copies: 3, parameters: { tau: Float64Array.of(2, 2.5) } }),
      neurons(space, relay, { name: 'h', model: modelFromText(poisson, {}, null, 'h', ['beat']) }),
    ],
    connections: synapses.flatMap((synapse, k) =>
      [0, 1].map((from) =>
        connection(from, [1, 2, 0][k]!, kernel, {
          place: `connections[${2 * k + from}]`,
          plan: (['gather', 'event'] as const)[from]!,
          ...(synapse === undefined ? {} : { synapse }),
          ...(k === 1 ? { delay: { kind: 'speed', speed: 2, time: 0.1 } } : {}),
        }),
      ),
    ),
    inputs: [
      {
        ...{ place: 'inputs[0]', to: 1, from: 0, until: 1e9 },
        term: { kind: 'poisson', rate: parseExpression('6*beat*(1 + cos(theta))'), weight: 0.5 },
        synapse: { kind: 'exponential', decay: 0.4 },
      },
      {
        ...{ place: 'inputs[1]', to: 2, from: 0, until: 1e9 },
        term: { kind: 'poisson', rate: parseExpression('1'), weight: 0.25 },
      },
      constant(0, 0.5, 12, { place: 'inputs[2]' }),
    ],
    signals: [
      {
        name: 'beat',
        value: { kind: 'samples', times: Float64Array.of(0, 5), values: Float64Array.of(0.5, 1.5) },
      },
    ],
    noise:
      method === 'heun'
        ? { sigma: 0.2, correlationTime: 0.7 }
        : { sigma: 0, correlationTime: null, each: singleNoise },
    record: { every: 40, quantities: ['spikes', 'rate', 'mean'] },
    simulation: { dt: 0.1, steps: 200, method, replicas: 2, initial: { kind: 'random', deviation: 0.5 } },
  })
}
