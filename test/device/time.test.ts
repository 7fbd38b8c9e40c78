/** Time on a device, resident and streamed: what depends on it alone is the reference engine's at every step. */
import { expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import type { Input, Method, Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { coupling, equations, network, rate, text } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

const kinds = [
  ['resident', {}],
  ['streamed', { compose: streamedProgram }],
] as const
const space = circleSpace(5)
const always = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY }

async function both(net: Network, mode: string, options: object, quantity: string) {
  const [device, host] = [
    await simulateOnDevice(await testDevice(), net, options),
    await simulateNetwork(net),
  ]
  expect([device.work!.mode, device.status, host.status]).toEqual([mode, 'ok', 'ok'])
  return [device, host].map((run) => run.recording.arrays.get(`p.${quantity}`)!.data) as [
    Float64Array,
    Float64Array,
  ]
}

it.each(kinds)('%s: t and mod(t, p) are float64, rounded once, at every step', async (mode, options) => {
  // 0.1 and 0.3 are no float32, and no float64 either: float64 itself misses some multiples
  for (const rule of ['t', 'mod(t, 0.3)', 'mod(t, 0.7) < 0.2', '10*mod(t, 0.1)', 'sin(40*t)']) {
    const net = network({
      populations: [equations(space, { state: { x: { equation: '0*x' } }, rate: rule })],
      record: { every: 1, quantities: ['rate'] },
      simulation: { dt: 0.1, steps: 5000, method: 'euler', initial: { kind: 'model' } },
    })
    const [frames, expected] = await both(net, mode, options, 'rate')
    expect(frames).toEqual(expected.map(Math.fround))
  }
})

const inputs: Readonly<Record<string, Input>> = {
  'mod(t, p)': { ...always, term: { kind: 'expression', expression: text('mod(t, 0.3) < 0.15') } },
  'a window': {
    ...always,
    from: 0.3,
    until: 40.7,
    term: { kind: 'expression', expression: text('1 + 0*t') },
  },
  'floor of t with a coordinate': {
    ...always,
    term: { kind: 'expression', expression: text('cos(theta - floor(t/0.7))') },
  },
  'a moving bump': {
    ...always,
    term: { kind: 'moving-bump', amplitude: 1, width: 0.7, centre: [1], velocity: [-3] },
  },
  'a velocity': { ...always, term: { kind: 'velocity', velocity: [text('mod(t, 0.3) < 0.15')] } },
}

it.each(
  kinds.flatMap(([mode, options]) => Object.keys(inputs).map((name) => [mode, name, options] as const)),
)('%s: %s steps when the reference engine does', async (mode, name, options) => {
  const methods: readonly Method[] = name === 'mod(t, p)' ? ['heun', 'rk4', 'exponential-euler'] : ['rk4']
  for (const method of methods) {
    const net = network({
      populations: [rate(space, 'tanh')],
      connections: [coupling(space, { 0: 0.2, 1: 0.4 })],
      inputs: [inputs[name]!],
      record: { every: 1, quantities: ['rate'] },
      simulation: { dt: 0.1, steps: 500, method },
    })
    const [frames, expected] = await both(net, mode, options, 'rate')
    // a switch that comes a step early or late moves a rate by 0.05
    for (const [i, value] of expected.entries()) expect(Math.abs(frames[i]! - value)).toBeLessThan(1e-5)
  }
})
