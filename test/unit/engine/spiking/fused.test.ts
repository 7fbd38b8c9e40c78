/** The loop over neurons gives the bits of the passes over vectors. */
import { expect, test } from 'vitest'
import { initialState } from '../../../../src/engine/initial.ts'
import { noiseSource } from '../../../../src/engine/noise.ts'
import { programOf } from '../../../../src/engine/program.ts'
import { isFusable } from '../../../../src/engine/spiking/fused.ts'
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

const cases = (['euler', 'heun', 'rk4', 'exponential-euler'] as const).flatMap((method) =>
  (
    [
      ['adaptive', adaptive],
      ['held', held],
      ['chance', chance],
    ] as const
  ).map(([name, text], k) => [method, name, text, k === 1 ? 3 : null, k === 2 ? 1 : 3] as const),
)

test.each(cases)('%s, %s', (method, _name, text, coloured, copies) => {
  const net = network(text, method, coloured, copies)
  const end = (fused: boolean) => {
    const system = systemOf(net, programOf(net).connections)
    expect(isFusable(net)).toBe(true)
    const { layout } = system
    const state = initialState(net, layout)
    const advance = system.stepper(noiseSource(net, layout), fused)
    for (let replica = 0; replica < 2; replica++)
      for (let step = 0; step < 300; step++) advance(replica, step, state, replica * layout.stride)
    return { state, spikes: system.spikes.trains() }
  }
  const joined = end(true)
  expect(joined.spikes.get('p')!.step.length).toBeGreaterThan(30)
  expect(joined).toEqual(end(false))
})
