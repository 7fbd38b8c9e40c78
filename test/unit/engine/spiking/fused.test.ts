/** The loop over neurons gives the bits of the passes over vectors. */
import { expect, test } from 'vitest'
import { initialState } from '../../../../src/engine/initial.ts'
import { noiseSource } from '../../../../src/engine/noise.ts'
import { programOf } from '../../../../src/engine/program.ts'
import { simulateNetwork } from '../../../../src/engine/simulate.ts'
import { isFusable } from '../../../../src/engine/spiking/fusable.ts'
import { systemOf } from '../../../../src/engine/system.ts'
import type { Method, Network } from '../../../../src/model/network.ts'
import { parseExpression } from '../../../../src/model/parse.ts'
import { circleSpace } from '../../../../src/spaces/circle.ts'
import { connection, constant, expression, matrix, neurons, spiking, type Text } from './networks.ts'

const space = circleSpace(12)

const adaptive: Text = {
  state: { v: '(-v + 0.3*exp(v - 1) - w + I + g*(3 - v))/tau', w: '(a*v - w)/30' },
  inputs: ['g'],
  spike: {
    when: 'v > theta + 0.1*sin(t)',
    reset: { v: 'v_reset', w: 'w + b' },
    refractory: 'hold',
    clamp: ['v'],
  },
  parameters: { tau: 8, a: 0.1, b: 0.2, theta: 1.2, v_reset: -0.2, hold: 0.8 },
}

const held: Text = {
  state: { v: '(-v + I)/tau' },
  spike: { when: 'v > 1', reset: { v: 0 }, refractory: 1, clamp: ['v'] },
  parameters: { tau: 10 },
}

const chance: Text = {
  state: { x: '(-x + I)/5' },
  spike: { hazard: '0.3*exp(x)', refractory: 0.5 },
}

function network(text: Text, method: Method, coloured: number | null, copies: number): Network {
  const inputs = text.inputs === undefined ? [0] : [0, 1]
  const sites = space.size
  const theta = Float64Array.from({ length: sites * copies }, (_, i) => 1 + 0.03 * (i % 7))
  const rule = { kind: 'poisson', rate: parseExpression('0.2*(1 + cos(theta))'), weight: 0.3 } as const
  return spiking({
    populations: [
      neurons(space, text, {
        copies,
        ...(text.parameters?.theta === undefined ? {} : { perNeuron: { theta } }),
      }),
    ],
    connections: inputs.flatMap((into) => [
      connection(
        0,
        0,
        matrix(sites, sites, (i, j) => 0.3 * Math.cos(i - j)),
        {
          into,
          synapse: { kind: 'alpha', decay: 2 },
          delay: { kind: 'constant', time: 0.4 },
        },
      ),
      connection(
        0,
        0,
        matrix(sites, sites, (i, j) => ((i + 2 * j) % 5) * 0.02),
        {
          into,
          synapse: { kind: 'exponential', decay: 3 },
          gain: parseExpression('1 + 0.5*cos(t)'),
        },
      ),
      connection(
        0,
        0,
        matrix(sites, sites, () => 0.01),
        { into },
      ),
    ]),
    inputs: [
      constant(0, 0.7, sites),
      expression(0, '0.4 + 0.3*sin(t + theta)'),
      { ...constant(0, 0, sites), term: rule, synapse: { kind: 'double-exponential', rise: 0.5, decay: 2 } },
    ],
    noise:
      method === 'rk4' ? { sigma: 0, correlationTime: null } : { sigma: 0.05, correlationTime: coloured },
    simulation: { method, steps: 300, replicas: 2 },
  })
}

const quadratic: Text = {
  state: { v: '(v^2 - w + I + g*(3 - v))/tau', w: '(a*v - w)/30 - sqrt(abs(v))*0.001' },
  inputs: ['g'],
  spike: {
    when: 'v > theta + 0.1*sin(t) && w < 50',
    reset: { v: 'v_reset', w: 'w + b' },
    refractory: 'hold',
    clamp: ['v'],
  },
  parameters: { tau: 8, a: 0.1, b: 0.2, theta: 1.2, v_reset: -0.2, hold: 0.8 },
}

const cases = (['euler', 'heun', 'rk4', 'exponential-euler'] as const).flatMap((method) =>
  (
    [
      ['adaptive', adaptive, 3],
      ['held', held, 3],
      ['chance', chance, 1],
      ['held alone', held, 1],
      ['quadratic', quadratic, 1],
    ] as const
  ).map(([name, text, copies]) => [method, name, text, copies] as const),
)

test.each(cases)('%s, %s', (method, name, text, copies) => {
  for (const coloured of [null, 3]) {
    const net = network(text, method, coloured, copies)
    expect(isFusable(net)).toBe(true)
    const end = (by: 'passes' | 'loop' | 'pairs') => {
      const system = systemOf(net, programOf(net).connections)
      const { layout } = system
      const noise = noiseSource(net, layout)
      const start = initialState(net, layout)
      const state = by === 'pairs' ? system.place(start, noise) : start
      // arithmetic alone, no copies; a rate of decay that differs between neurons needs an exponential
      const paired = name === 'held alone' || (name === 'quadratic' && method !== 'exponential-euler')
      if (by === 'pairs') expect(state !== start).toBe(paired)
      const advance = system.stepper(noise, by !== 'passes')
      for (let replica = 0; replica < 2; replica++)
        for (let step = 0; step < 300; step++) advance(replica, step, state, replica * layout.stride)
      return { state: state.slice(), spikes: system.spikes.trains() }
    }
    const passes = end('passes')
    expect(passes.spikes.get('p')!.step.length).toBeGreaterThan(15)
    expect(end('loop')).toEqual(passes)
    expect(end('pairs')).toEqual(passes)
  }
})

test('a state that runs away is found, by pairs as by one', async () => {
  for (const [text, at] of [
    ['v^2 + 1', 'number'],
    ['v*10', 'growth'],
  ] as const) {
    const model: Text = { state: { v: { equation: text, initial: 1 } }, spike: { when: 'v < 0' } }
    const net = spiking({
      populations: [neurons(space, model)],
      simulation: { method: 'euler', dt: 0.5, steps: 500 },
    })
    const { status, divergedAt } = await simulateNetwork(net)
    expect([at, status]).toEqual([at, 'diverged'])
    expect(divergedAt!.variable).toBe('v')
  }
})
