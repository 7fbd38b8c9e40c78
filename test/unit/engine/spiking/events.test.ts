/** Events by whatever plan, in whatever batch, resumed or not: the same spikes. */
import { describe, expect, test } from 'vitest'
import { simulateNetwork } from '../../../../src/engine/simulate.ts'
import type { RunSnapshot } from '../../../../src/engine/snapshot.ts'
import type { SpikeTrains } from '../../../../src/engine/spiking/spikes.ts'
import { groupByName } from '../../../../src/groups/names.ts'
import { kernelFromValues } from '../../../../src/model/kernels.ts'
import type { Coupling, Network, PlanName } from '../../../../src/model/network.ts'
import { parseExpression } from '../../../../src/model/parse.ts'
import { circleSpace } from '../../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../../src/spaces/finite.ts'
import type { Space } from '../../../../src/spaces/space.ts'
import { torusSpace } from '../../../../src/spaces/torus.ts'
import { connection, expression, integrator, neurons, spiking } from './networks.ts'

async function spikesOf(network: Network, name = 'p'): Promise<SpikeTrains> {
  return (await simulateNetwork(network)).recording.spikes.get(name)!
}

/** Whole multiples of 2^-6 in size up to 1, at few points: every sum of them is exact. */
function dyadic(space: Space, every = 3): Coupling {
  const values = new Float64Array(space.size)
  for (let g = 0; g < space.size; g += every) values[g] = (((g * 7) % 13) - 4) * 2 ** -6 * space.size
  return { kind: 'kernel', kernel: kernelFromValues(space, values), gains: {} }
}

const spaces: readonly (readonly [string, Space])[] = [
  ['a circle', circleSpace(32)],
  ['a torus', torusSpace([8, 4])],
  ['a group that does not commute', finiteSpace(groupByName('D(16)'))],
  ['a symmetric group', finiteSpace(groupByName('S(4)'))],
]

const integratorHeld = { ...integrator, spike: { ...integrator.spike!, refractory: 1, clamp: ['v'] } }

/** Noisy neurons near threshold, joined by a synapse with a delay. */
function network(
  space: Space,
  plan: PlanName | undefined,
  rest: Partial<Parameters<typeof spiking>[0]> = {},
): Network {
  return spiking({
    populations: [neurons(space, integratorHeld)],
    connections: [
      connection(0, 0, dyadic(space), {
        ...(plan === undefined ? {} : { plan }),
        scale: 8,
        synapse: { kind: 'alpha', decay: 2 },
        delay: { kind: 'constant', time: 0.7 },
      }),
    ],
    inputs: [expression(0, '1.1 + 0.2*sin(distance)')],
    noise: { sigma: 0.12, correlationTime: null },
    ...rest,
    simulation: { steps: 600, ...rest.simulation },
  })
}

describe.each(spaces)('on %s', (_name, space) => {
  test('gather, dense and events give the same spikes where arithmetic is exact', async () => {
    const reference = await spikesOf(network(space, 'gather'))
    expect(reference.step.length).toBeGreaterThan(50)
    for (const plan of ['event', 'dense'] as const)
      expect(await spikesOf(network(space, plan))).toEqual(reference)
  })

  test('low-rank and fft agree to round-off: the same spikes over a short time', async () => {
    const reference = await spikesOf(network(space, 'gather'))
    for (const plan of ['low-rank', ...(space.cyclic === null ? [] : (['fft'] as const))] as const)
      expect(await spikesOf(network(space, plan))).toEqual(reference)
  })

  test('delays by distance arrive in the same steps by gather, dense and events', async () => {
    const late = (plan: PlanName) => {
      const net = network(space, plan)
      const delay = { kind: 'speed', speed: 0.8, time: 0.3 } as const
      return spikesOf({ ...net, connections: [{ ...net.connections[0]!, delay }] })
    }
    const reference = await late('gather')
    expect(reference).not.toEqual(await spikesOf(network(space, 'gather')))
    expect(await late('event')).toEqual(reference)
    expect(await late('dense')).toEqual(reference)
  })

  test('a shifted start gives shifted spikes', async () => {
    const group = space.sample!
    const start = Float64Array.from({ length: space.size }, (_, g) => ((g * 37) % 101) / 100)
    const a = group.generators.at(-1)!
    const moved = new Float64Array(space.size)
    for (let g = 0; g < space.size; g++) moved[group.multiply(a, g)] = start[g]!
    const from = (values: Float64Array) =>
      spikesOf(
        network(space, 'event', {
          inputs: [expression(0, '1.1')],
          noise: { sigma: 0, correlationTime: null },
          simulation: { initial: { kind: 'values', values } },
        }),
      )
    const here = await from(start)
    const there = await from(moved)
    expect(here.step.length).toBeGreaterThan(50)
    const key = (trains: SpikeTrains, map: (g: number) => number) =>
      Array.from(trains.step, (step, k) => `${step} ${map(trains.neuron[k]!)}`).sort()
    expect(key(there, (g) => g)).toEqual(key(here, (g) => group.multiply(a, g)))
  })
})

describe('a run', () => {
  const space = circleSpace(32)

  test('does not depend on how many replicas run beside it', async () => {
    const alone = await spikesOf(network(space, 'event', { simulation: { replicas: 1 } }))
    const among = await spikesOf(network(space, 'event', { simulation: { replicas: 3 } }))
    const first = among.replica.findIndex((replica) => replica > 0)
    expect(among.neuron.slice(0, first)).toEqual(alone.neuron)
    expect(among.step.slice(0, first)).toEqual(alone.step)
    // sorted by replica, step, neuron
    for (let k = 1; k < among.step.length; k++) {
      const order = (at: number) => among.replica[at]! * 1e9 + among.step[at]! * 1e4 + among.neuron[at]!
      expect(order(k)).toBeGreaterThan(order(k - 1))
    }
  })

  test('goes on from a snapshot bit for bit, with the spikes until then', async () => {
    const net = network(space, 'event', {
      noise: { sigma: 0.12, correlationTime: 3 },
      record: { every: 50, quantities: ['rate', 'state', 'spikes'] },
      simulation: { replicas: 2 },
    })
    const whole = await simulateNetwork(net)
    let snapshot: RunSnapshot | undefined
    const halt = new AbortController()
    await simulateNetwork(net, {
      signal: halt.signal,
      progressEvery: 0,
      yieldEvery: 0,
      onProgress: ({ step }) => step > 200 && halt.abort(),
      onSnapshot: (taken) => (snapshot = structuredClone(taken)),
    })
    expect(snapshot!.step).toBeGreaterThan(0)
    expect(snapshot!.step).toBeLessThan(600)
    const rest = await simulateNetwork(net, { from: snapshot! })
    expect(rest.finalState).toEqual(whole.finalState)
    expect(rest.recording).toEqual(whole.recording)
    expect(rest.final).toEqual(whole.final)
  })

  test('has rates that are its spikes over each window', async () => {
    const net = network(space, 'event', { record: { every: 100, quantities: ['rate', 'spikes'] } })
    const { recording, final } = await simulateNetwork(net)
    const { data, shape } = recording.arrays.get('p.rate')!
    const { step, neuron } = recording.spikes.get('p')!
    expect(shape).toEqual([7, 1, 32])
    for (let frame = 1; frame < 7; frame++)
      for (let i = 0; i < 32; i++) {
        const spikes = step.filter((n, k) => neuron[k] === i && n > 100 * (frame - 1) && n <= 100 * frame)
        expect(data[frame * 32 + i]!).toBeCloseTo(spikes.length / 10, 12)
      }
    const last = step.filter((n) => n > 540).length
    expect(final.p!.emits).toBe('spike')
    expect(final.p!.mean[0]!).toBeCloseTo(last / (32 * 6), 12)
  })

  test('keeps no more spikes than it may, and says how much room it needed', async () => {
    const net = network(space, 'event', { record: { every: 0, quantities: ['spikes'], most: 50 } })
    await expect(simulateNetwork(net)).rejects.toThrow(
      /record\.most: expected at most 50 spikes, received 5\d/,
    )
  })
})

test('a gain multiplies what arrives, and a signal may be that gain', async () => {
  const space = circleSpace(8)
  const base = network(space, 'event')
  const joined = (gain: string, scale: number) =>
    spikesOf({
      ...base,
      signals: [
        {
          name: 'on',
          value: { kind: 'samples', times: Float64Array.of(0, 100), values: Float64Array.of(2, 2) },
        },
      ],
      connections: [{ ...base.connections[0]!, scale, gain: parseExpression(gain) }],
    })
  const doubled = await joined('1', 16)
  expect(doubled.step.length).toBeGreaterThan(20)
  expect(await joined('on', 8)).toEqual(doubled)
  expect(await joined('0', 8)).not.toEqual(doubled)
})
