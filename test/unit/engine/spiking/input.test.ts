/** What comes from outside and from copies: trains, hazards, conductances, noise and starts of single variables. */
import { describe, expect, test } from 'vitest'
import { initialState } from '../../../../src/engine/initial.ts'
import { layoutOf } from '../../../../src/engine/layout.ts'
import { simulateNetwork } from '../../../../src/engine/simulate.ts'
import { eventsOf } from '../../../../src/engine/spiking/trains.ts'
import type { Input, Method } from '../../../../src/model/network.ts'
import { parseExpression } from '../../../../src/model/parse.ts'
import { circleSpace } from '../../../../src/spaces/circle.ts'
import { connection, constant, integrator, matrix, neurons, relay, spiking, train } from './networks.ts'

const counter = { state: { x: 'I' }, rate: 'x' }

function poisson(rate: string, rest: Partial<Input> = {}): Input {
  const term = { kind: 'poisson', rate: parseExpression(rate), weight: 1 } as const
  return { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY, term, ...rest }
}

/** Mean, variance and the correlation of neighbours. */
function moments(x: ArrayLike<number>) {
  const n = x.length
  let [sum, square, product] = [0, 0, 0]
  for (let i = 0; i < n; i++) sum += x[i]!
  const mean = sum / n
  for (let i = 0; i < n; i++) {
    square += (x[i]! - mean) ** 2
    product += (x[i]! - mean) * (x[(i + 1) % n]! - mean)
  }
  return { mean, variance: square / n, correlation: product / square }
}

describe('Poisson trains', () => {
  // x counts the events of 100 steps; 20,000 neurons: the mean to 0.7 % / sqrt(mean), the variance to 1 %
  const counts = async (rate: string, rest: Partial<Parameters<typeof spiking>[0]> = {}) => {
    const net = spiking({
      populations: [neurons(circleSpace(5000), counter)],
      inputs: [poisson(rate)],
      record: { every: 0, quantities: [] },
      ...rest,
      simulation: { method: 'euler', replicas: 4, ...rest.simulation },
    })
    return (await simulateNetwork(net)).finalState.p!
  }

  test.each([['0.2'], ['3'], ['40']])(
    'of rate %s: mean and variance agree, neighbours are independent',
    async (rate) => {
      const { mean, variance, correlation } = moments(await counts(rate))
      const expected = 10 * Number(rate)
      expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / 20_000))
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / expected) / 20_000))
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(20_000))
    },
  )

  test('follow a rate in coordinates, t and signals', async () => {
    const values = await counts('3*(1 + cos(theta))*heaviside(t - 5)*strength', {
      signals: [{ name: 'strength', value: { kind: 'expression', expression: parseExpression('1 + 0*t') } }],
    })
    const near = values.slice(0, 100)
    expect(Math.abs(moments(near).mean / 30 - 1)).toBeLessThan(0.1)
    expect(moments(values.slice(2450, 2550)).mean).toBeLessThan(0.2)
  })

  test('the same for whatever else runs, another one for another input or replica', async () => {
    const one = await counts('3')
    const fewer = await counts('3', { simulation: { replicas: 1 } })
    expect(one.slice(0, 5000)).toEqual(fewer)
    const two = await counts('0', { inputs: [poisson('0'), poisson('3')] })
    expect(two).not.toEqual(one)
    expect(one.slice(0, 5000)).not.toEqual(one.slice(5000, 10_000))
  })

  test('a rate below 0 is refused', async () => {
    await expect(counts('-1')).rejects.toThrow(/inputs\[0\]\.poisson\.rate: expected a rate from 0/)
  })

  test('inversion counts by the distribution function', () => {
    const none = Math.exp(-1.5)
    for (const [u, count] of [
      [none - 1e-9, 0],
      [none + 1e-9, 1],
      [none * 2.5 + 1e-9, 2],
      [1 - 2 ** -33, 14],
    ] as const)
      expect(Math.abs(eventsOf(u, 1.5, none) - count)).toBe(0)
  })
})

test('recorded trains act in the step that holds them, neuron by neuron, and twice where two fall together', async () => {
  const { recording } = await simulateNetwork(
    spiking({
      populations: [neurons(circleSpace(3), relay, { copies: 2 })],
      inputs: [
        train(0, [
          [0, 0],
          [0.3, 4],
          [0.35, 2],
          [0.999, 1],
          [5, 5],
        ]),
      ],
    }),
  )
  const { step, neuron } = recording.spikes.get('p')!
  expect(Array.from(step, (n, k) => [n, neuron[k]])).toEqual([
    [1, 0],
    [4, 2],
    [4, 4],
    [10, 1],
    [51, 5],
  ])
  const sum = await simulateNetwork(
    spiking({
      populations: [neurons(circleSpace(3), counter)],
      inputs: [
        train(0, [
          [0.31, 1],
          [0.32, 1],
          [2, 0],
        ]),
      ],
      simulation: { method: 'rk4' },
    }),
  )
  for (const [i, value] of [1, 2, 0].entries()) expect(sum.finalState.p![i]!).toBeCloseTo(value, 12)
})

test('a hazard h fires with probability 1 - exp(-h dt) in every step', async () => {
  const rule = { state: { x: '0' }, spike: { hazard: 2 } }
  const { recording, final } = await simulateNetwork(
    spiking({ populations: [neurons(circleSpace(1000), rule)], simulation: { steps: 200 } }),
  )
  const { step } = recording.spikes.get('p')!
  const p = 1 - Math.exp(-0.2)
  expect(Math.abs(step.length - 200_000 * p)).toBeLessThan(4 * Math.sqrt(200_000 * p * (1 - p)))
  expect(Math.abs(final.p!.mean[0]! / (p / 0.1) - 1)).toBeLessThan(0.04)
})

describe('copies', () => {
  const sites = circleSpace(4)

  test('send the mean over the copies of a site, and all receive its input', async () => {
    const weights = matrix(4, 4, (i, j) => (i === (j + 1) % 4 ? 3 : 0))
    for (const plan of ['dense', 'event', 'sparse'] as const) {
      const { finalState } = await simulateNetwork(
        spiking({
          populations: [
            neurons(sites, relay, { name: 'sender', copies: 4 }),
            neurons(sites, counter, { name: 'p', copies: 3 }),
          ],
          connections: [connection(0, 1, weights, { plan })],
          // three of four copies of site 1 fire, one of site 2
          inputs: [
            train(0, [
              [0, 1],
              [0, 5],
              [1, 13],
              [1, 2],
            ]),
          ],
          simulation: { method: 'euler' },
        }),
      )
      const expected = [0, 0, 9 / 4, 3 / 4]
      for (let copy = 0; copy < 3; copy++)
        for (const [i, value] of expected.entries())
          expect(finalState.p![copy * 4 + i]!).toBeCloseTo(value, 7)
    }
  })

  test('of rate neurons send the mean of their rates', async () => {
    const held = { state: { x: { equation: '0', initial: 'c' } }, rate: 'x', parameters: { c: 0 } }
    const perNeuron = { c: Float64Array.from({ length: 8 }, (_, i) => i * i) }
    const { finalState, final } = await simulateNetwork(
      spiking({
        populations: [
          neurons(sites, held, { name: 'sender', copies: 2, perNeuron }),
          neurons(sites, counter, { name: 'p', copies: 2 }),
        ],
        connections: [
          connection(
            0,
            1,
            matrix(4, 4, (i, j) => (i === j ? 1 : 0)),
          ),
        ],
        simulation: { method: 'euler', steps: 10 },
      }),
    )
    const expected = [0, 1, 2, 3].map((i) => (i * i + (i + 4) ** 2) / 2)
    for (let k = 0; k < 8; k++) expect(finalState.p![k]!).toBeCloseTo(expected[k % 4]!, 12)
    expect(final.sender!.max[0]).toBe(expected[3])
  })
})

test('a conductance g at rest pulls v to the mean of the potentials under it, under every method', async () => {
  // tau v' = (v_L - v) + g (E - v) with a constant rate through a synapse: g = W r
  const model = { state: { v: '(-60 - v + I + g*(0 - v))/20' }, inputs: ['g'], spike: { when: 'v > 100' } }
  const source = { state: { x: { equation: '0', initial: 0.5 } }, rate: 'x' }
  for (const method of ['euler', 'heun', 'rk4', 'exponential-euler'] as Method[]) {
    const { finalState } = await simulateNetwork(
      spiking({
        populations: [neurons(circleSpace(1), source, { name: 'source' }), neurons(circleSpace(1), model)],
        connections: [
          connection(
            0,
            1,
            matrix(1, 1, () => 3),
            { into: 1, synapse: { kind: 'double-exponential', rise: 1, decay: 5 } },
          ),
        ],
        inputs: [constant(1, 2, 1)],
        simulation: { method, dt: 0.25, steps: 4000 },
      }),
    )
    expect(finalState.p![0]!).toBeCloseTo((-60 + 2) / (1 + 1.5), 9)
  }
})

test.each([
  ['euler', 1],
  ['exponential-euler', 1],
  ['heun', 2],
  ['rk4', 4],
] as const)('%s converges at order %d between spikes, synapses included', async (method, order) => {
  const model = { state: { v: '-v + 0.3*v^2 + I', w: '0.2*v - w' }, spike: { when: 'v > 50' } }
  const end = async (dt: number) => {
    const { finalState } = await simulateNetwork(
      spiking({
        populations: [neurons(circleSpace(1), relay, { name: 'sender' }), neurons(circleSpace(1), model)],
        connections: [
          connection(
            0,
            1,
            matrix(1, 1, () => 1),
            { synapse: { kind: 'alpha', decay: 0.5 } },
          ),
        ],
        // the relay fires a step after its train, which is sent that much earlier
        inputs: [train(0, [[1 - dt, 0]])],
        simulation: { method, dt, steps: Math.round(3 / dt) },
      }),
    )
    return finalState.p![0]!
  }
  const exact = await simulateReference()
  const [coarse, fine] = [Math.abs((await end(1 / 16)) - exact), Math.abs((await end(1 / 32)) - exact)]
  expect(Math.log2(coarse / fine)).toBeGreaterThan(order - 0.35)
  expect(Math.log2(coarse / fine)).toBeLessThan(order + 0.8)

  async function simulateReference() {
    const dt = 1 / 1024
    const net = spiking({
      populations: [neurons(circleSpace(1), relay, { name: 'sender' }), neurons(circleSpace(1), model)],
      connections: [
        connection(
          0,
          1,
          matrix(1, 1, () => 1),
          { synapse: { kind: 'alpha', decay: 0.5 } },
        ),
      ],
      inputs: [train(0, [[1 - dt, 0]])],
      simulation: { method: 'rk4', dt, steps: 3072 },
    })
    return (await simulateNetwork(net)).finalState.p![0]!
  }
})

test('noise and starts of single variables act on them alone', async () => {
  const model = { state: { v: '0', w: '0', u: '0' }, spike: { when: 'v > 1e9' } }
  const net = spiking({
    populations: [neurons(circleSpace(2000), model)],
    noise: {
      sigma: 0,
      correlationTime: null,
      each: [
        { population: 0, variable: 2, sigma: 0.3, correlationTime: 1e-4 },
        { population: 0, variable: 1, sigma: 0.5, correlationTime: null },
      ],
    },
    simulation: {
      method: 'exponential-euler',
      initial: {
        kind: 'each',
        starts: [{ population: 0, variable: 0, initial: { kind: 'uniform', from: 2, to: 4 } }],
      },
    },
  })
  const start = initialState(net, layoutOf(net)).slice(0, 2000)
  expect(Math.abs(moments(start).mean - 3)).toBeLessThan(0.06)
  expect(Math.min(...start)).toBeGreaterThanOrEqual(2)
  const { finalState } = await simulateNetwork(net)
  const part = (v: number) => moments(finalState.p!.slice(2000 * v, 2000 * (v + 1)))
  expect(finalState.p!.slice(0, 2000)).toEqual(start)
  // variance sigma^2 t after t = 10, to 3 %
  expect(Math.abs(part(1).variance / 2.5 - 1)).toBeLessThan(0.12)
  expect(Math.abs(part(2).variance / 0.9 - 1)).toBeLessThan(0.12)
})

test('an integrator with a threshold of its own for every neuron', async () => {
  const model = {
    ...integrator,
    spike: { when: 'v > theta', reset: { v: 0 } },
    parameters: { tau: 10, theta: 1 },
  }
  const theta = Float64Array.of(0.5, 0.8)
  const { recording } = await simulateNetwork(
    spiking({
      populations: [neurons(circleSpace(2), model, { perNeuron: { theta } })],
      inputs: [constant(0, 1, 2)],
      simulation: { steps: 200 },
    }),
  )
  const { step, neuron } = recording.spikes.get('p')!
  for (const i of [0, 1]) {
    const first = step[neuron.indexOf(i)]!
    expect(first).toBe(Math.ceil((10 * -Math.log(1 - theta[i]!)) / 0.1))
  }
})
