/** Snapshots of a run on a device: whoever goes on from one ends with the same bits, streamed and resident. */
import { expect, it } from 'vitest'
import type { RunResult } from '../../src/engine/result.ts'
import type { RunSnapshot } from '../../src/engine/snapshot.ts'
import { type DeviceOptions, simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { coupling, network, rate, text } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'
import { chances } from './spiking-networks.ts'

const ring = circleSpace(33)

const noisy: Network = network({
  populations: [rate(ring, 'erf')],
  connections: [coupling(ring, { 1: 2 })],
  inputs: [
    {
      place: 'inputs[0]',
      to: 0,
      from: 10,
      until: 30,
      term: { kind: 'expression', expression: text('cos(theta - t)') },
    },
  ],
  noise: { sigma: 0.3, correlationTime: 2 },
  record: { every: 7, quantities: ['activity', 'order', 'position'] },
  simulation: { steps: 1500, replicas: 2 },
})

function lasting({ status, steps, recording, final, finalState }: RunResult) {
  return { status, steps, recording, final, finalState }
}

it.each([
  ['a resident network', 'resident', noisy, {}],
  ['a streamed one', 'streamed', noisy, { compose: streamedProgram }],
  ['spikes on their way, in synapses and recorded', 'streamed', chances('euler'), {}],
] as const)(
  '%s',
  async (_, mode, network, options: DeviceOptions) => {
    const device = await testDevice()
    const snapshots: RunSnapshot[] = []
    const whole = await simulateOnDevice(device, network, {
      ...options,
      snapshotEvery: 0,
      onSnapshot: (snapshot) => snapshots.push(structuredClone(snapshot)),
    })
    expect([whole.status, whole.work!.mode]).toEqual(['ok', mode])
    expect(snapshots.length).toBeGreaterThan(0)
    for (const from of new Set([snapshots[0]!, snapshots.at(-1)!])) {
      const rest = await simulateOnDevice(device, network, { ...options, from })
      expect(lasting(rest)).toEqual(lasting(whole))
    }

    const controller = new AbortController()
    const stops: RunSnapshot[] = []
    const aborted = await simulateOnDevice(device, network, {
      ...options,
      signal: controller.signal,
      progressEvery: 0,
      onProgress: () => controller.abort(),
      onSnapshot: (snapshot) => stops.push(structuredClone(snapshot)),
    })
    if (aborted.status === 'aborted') {
      expect(stops.at(-1)!.step).toBe(aborted.steps)
      expect(lasting(await simulateOnDevice(device, network, { ...options, from: stops.at(-1)! }))).toEqual(
        lasting(whole),
      )
    }

    const other = { ...snapshots[0]!, backend: 'cpu' } as const
    expect(() => simulateOnDevice(device, network, { ...options, from: other })).toThrow(
      'from: expected a snapshot of the engine webgpu, received one of cpu',
    )
  },
  120_000,
)
