/** What a neuron, a synapse and a delay do, against closed forms. */
import { describe, expect, test } from 'vitest'
import { simulateNetwork } from '../../../../src/engine/simulate.ts'
import { kernelFromValues } from '../../../../src/model/kernels.ts'
import type { Connection, Method, Network, Synapse } from '../../../../src/model/network.ts'
import { circleSpace } from '../../../../src/spaces/circle.ts'
import { connection, constant, integrator, matrix, neurons, relay, spiking, train } from './networks.ts'

const one = circleSpace(1)

async function spikesOf(network: Network, name = 'p') {
  const { recording } = await simulateNetwork(network)
  return recording.spikes.get(name)!
}

describe('an integrator with threshold 1 under a constant current', () => {
  const fires = (current: number, method: Method, refractory: number | null, dt = 0.1) => {
    const spike = { ...integrator.spike!, ...(refractory === null ? {} : { refractory, clamp: ['v'] }) }
    return spiking({
      populations: [neurons(one, { ...integrator, spike })],
      inputs: [constant(0, current, 1)],
      simulation: { dt, steps: Math.round(400 / dt), method },
    })
  }

  test('exponential Euler is exact: every interval is the exact one, rounded up to whole steps', async () => {
    for (const current of [1.05, 1.5, 3]) {
      const { step } = await spikesOf(fires(current, 'exponential-euler', null))
      const exact = 10 * Math.log(current / (current - 1))
      const steps = Math.ceil(exact / 0.1)
      expect(step.length).toBe(Math.floor(4000 / steps))
      expect([...step]).toEqual(Array.from(step, (_, k) => steps * (k + 1)))
    }
  })

  test('the refractory time adds its steps to every interval but the first', async () => {
    const { step } = await spikesOf(fires(1.5, 'exponential-euler', 2))
    const steps = Math.ceil((10 * Math.log(3)) / 0.1)
    expect([...step]).toEqual(Array.from(step, (_, k) => steps + k * (steps + 20)))
  })

  test('the f-I curve is 1 / (refractory + tau log(I / (I - 1)))', async () => {
    for (const current of [1.1, 1.5, 2, 5]) {
      const { step } = await spikesOf(fires(current, 'rk4', 2, 0.01))
      const interval = 2 + 10 * Math.log(current / (current - 1))
      const measured = (0.01 * (step.at(-1)! - step[0]!)) / (step.length - 1)
      expect(Math.abs(measured - interval)).toBeLessThan(0.0101)
    }
  })
})

const synapses: readonly (readonly [Synapse, (t: number) => number])[] = [
  [{ kind: 'exponential', decay: 3 }, (t) => Math.exp(-t / 3) / 3],
  [{ kind: 'alpha', decay: 3 }, (t) => (t / 9) * Math.exp(-t / 3)],
  [{ kind: 'double-exponential', rise: 1, decay: 4 }, (t) => (Math.exp(-t / 4) - Math.exp(-t)) / 3],
]

describe('a synapse', () => {
  /** The receiver's I is held by x, an Euler step late: x(t_n+1) = I(t_n). */
  const trace = {
    state: { x: '(I - x)/0.1' },
    rate: 'x',
  }
  const fed = (rest: Partial<Connection>, method: Method = 'euler', steps = 400) =>
    spiking({
      populations: [neurons(one, relay, { name: 'sender' }), neurons(one, trace, { name: 'receiver' })],
      connections: [
        connection(
          0,
          1,
          matrix(1, 1, () => 2),
          rest,
        ),
      ],
      inputs: [train(0, [[1, 0]])],
      record: { every: 1, quantities: ['state', 'spikes'] },
      simulation: { method, steps },
    })

  test.each(synapses)('%o answers a spike by its closed form, of area 1', async (synapse, response) => {
    const { recording } = await simulateNetwork(fed({ synapse }))
    const { data } = recording.arrays.get('receiver.state')!
    // the train acts at t = 1, the relay fires at 1.1 (step 11), the synapse answers from there on
    expect([...recording.spikes.get('sender')!.step]).toEqual([11])
    let area = 0
    for (let n = 0; n < 400; n++) {
      const t = 0.1 * (n - 11)
      expect(Math.abs(data[n + 1]! - (t < -1e-9 ? 0 : 2 * response(Math.max(0, t))))).toBeLessThan(1e-14)
      // trapezoid, with half of the jump at its start
      area += 0.1 * data[n + 1]! * (n === 11 ? 0.5 : 1)
    }
    expect(Math.abs(area - 2)).toBeLessThan(5e-3)
  })

  test.each(synapses)(
    '%o: the area is 1 as the receiver integrates it, exactly to third order',
    async (synapse) => {
      const summed = { state: { x: 'I' }, rate: 'x' }
      const errors: number[] = []
      for (const dt of [0.2, 0.1]) {
        const net = fed({ synapse }, 'rk4', Math.round(100 / dt))
        const { finalState } = await simulateNetwork({
          ...net,
          populations: [net.populations[0]!, neurons(one, summed, { name: 'receiver' })],
          record: { every: 0, quantities: [] },
          simulation: { ...net.simulation, dt },
        })
        errors.push(Math.abs(finalState.receiver![0]! - 2))
      }
      expect(errors[1]!).toBeLessThan(1e-6)
      // rk4 integrates a closed form as Simpson's rule: fourth order
      expect(errors[0]! / errors[1]!).toBeGreaterThan(12)
    },
  )

  test('without one, a spike has its whole area in one step', async () => {
    const { recording } = await simulateNetwork(fed({}))
    const { data } = recording.arrays.get('receiver.state')!
    expect(data[12]!).toBeCloseTo(20, 12)
    expect(data.filter((x) => Math.abs(x) > 1e-12).length).toBe(1)
  })

  test.each([
    [synapses[0]![0], (t: number) => 1 - Math.exp(-t / 3)],
    [synapses[1]![0], (t: number) => 1 - (1 + t / 3) * Math.exp(-t / 3)],
    [synapses[2]![0], (t: number) => 1 - (4 * Math.exp(-t / 4) - Math.exp(-t)) / 3],
  ] as const)('%o follows a rate that is switched on exactly, delays included', async (synapse, response) => {
    const source = { state: { x: '0' }, rate: 'heaviside(t - 0.999)' }
    for (const delay of [0, 0.7]) {
      const { recording } = await simulateNetwork(
        spiking({
          populations: [neurons(one, source, { name: 'source' }), neurons(one, trace, { name: 'receiver' })],
          connections: [
            connection(
              0,
              1,
              matrix(1, 1, () => 2),
              {
                synapse,
                ...(delay === 0 ? {} : { delay: { kind: 'constant', time: delay } }),
              },
            ),
          ],
          record: { every: 1, quantities: ['state'] },
          simulation: { method: 'euler', steps: 200 },
        }),
      )
      const { data } = recording.arrays.get('receiver.state')!
      for (let n = 0; n < 200; n++) {
        const t = 0.1 * n - 1 - delay
        expect(Math.abs(data[n + 1]! - (t < 1e-9 ? 0 : 2 * response(t)))).toBeLessThan(1e-13)
      }
    }
  })

  test('a rate that is delayed by distance arrives neuron by neuron when its way is over', async () => {
    const ring = circleSpace(16)
    const source = { state: { x: '0' }, rate: 'heaviside(t - 0.999)' }
    for (const plan of ['dense', 'gather'] as const) {
      const values = new Float64Array(16).fill(16)
      const coupling = { kind: 'kernel', kernel: kernelFromValues(ring, values), gains: {} } as const
      const { recording } = await simulateNetwork(
        spiking({
          populations: [
            neurons(ring, source, { name: 'source' }),
            neurons(ring, trace, { name: 'receiver' }),
          ],
          connections: [connection(0, 1, coupling, { plan, delay: { kind: 'speed', speed: 2, time: 0.2 } })],
          record: { every: 1, quantities: ['state'] },
          simulation: { method: 'euler', steps: 60 },
        }),
      )
      const { data } = recording.arrays.get('receiver.state')!
      const steps = Array.from({ length: 16 }, (_, j) => 2 + Math.round(ring.distance(0, j) / 2 / 0.1))
      for (let n = 0; n < 60; n++) {
        const arrived = steps.filter((delay) => n - delay >= 10).length
        expect(Math.abs(data[(n + 1) * 16]! - arrived)).toBeLessThan(1e-12)
      }
    }
  })

  test('a delay moves the answer by whole steps', async () => {
    const [synapse, response] = synapses[1]!
    const { recording } = await simulateNetwork(fed({ synapse, delay: { kind: 'constant', time: 1.5 } }))
    const { data } = recording.arrays.get('receiver.state')!
    for (let n = 0; n < 400; n++) {
      const t = 0.1 * (n - 26)
      expect(Math.abs(data[n + 1]! - (t < -1e-9 ? 0 : 2 * response(Math.max(0, t))))).toBeLessThan(1e-14)
    }
  })
})
