/** Several runs share a device: each gives bit for bit what it gives alone, whatever becomes of the others. */
import { expect, it } from 'vitest'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { type DeviceOptions, simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { symmetric } from '../../src/groups/families.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { coupling, equations, network, rate } from '../unit/engine/networks.ts'
import { counted } from './counted.ts'
import { anotherDevice } from './device.ts'

const [ring, rough, s4] = [circleSpace(64), circleSpace(34), finiteSpace(symmetric(4))]
const record = { every: 3, quantities: ['activity', 'order', 'mean'] } as const
const noise = { sigma: 0.2, correlationTime: 0.3 }

const networks: Readonly<Record<string, Network>> = {
  resident: network({
    populations: [rate(ring)],
    connections: [coupling(ring, { 1: 2 })],
    noise,
    record,
    simulation: { steps: 600, replicas: 3 },
  }),
  gathering: network({
    populations: [rate(s4, 'tanh')],
    connections: [coupling(s4, { '3,1': 2 }, { plan: 'gather' })],
    record,
    simulation: { steps: 900, replicas: 2, seed: 7 },
  }),
  streamed: network({
    populations: [rate(rough)],
    connections: [coupling(rough, { 1: 2 }, { plan: 'fft' })],
    noise,
    record,
    simulation: { steps: 90, replicas: 2 },
  }),
}
const endless = (net: Network): Network => ({ ...net, simulation: { ...net.simulation, steps: 1e7 } })

/** Faults of three kinds: grows beyond bounds, is stopped, does not compile. */
async function failing(device: GPUDevice): Promise<string[]> {
  const growing = network({
    populations: [equations(ring, { state: { x: { equation: 'x' } }, rate: 'x' })],
    simulation: { steps: 1e5 },
  })
  const stop = new AbortController()
  const broken: DeviceOptions = {
    compose: (net, program, limits) => {
      const made = composeProgram(net, program, limits)
      const spoilt = (pass: (typeof made.begin)[number]) => ({ ...pass, wgsl: `${pass.wgsl}\nnonsense` })
      return { ...made, step: made.step.map(({ pass, stage }) => ({ pass: spoilt(pass), stage })) }
    },
  }
  const stopped = (net: Network) =>
    simulateOnDevice(device, endless(net), {
      signal: stop.signal,
      progressEvery: 0,
      onProgress: ({ step }) => step > 100 && stop.abort(),
    })
  const results = await Promise.allSettled([
    simulateOnDevice(device, growing),
    stopped(networks['resident']!),
    stopped(networks['streamed']!),
    simulateOnDevice(device, networks['gathering']!, broken),
  ])
  return results.map((result) => (result.status === 'fulfilled' ? result.value.status : 'rejected'))
}

it('gives each run what it gives alone, beside runs that fail, and lets all memory go', async () => {
  const device = await anotherDevice()
  const asked = counted(device)
  const run = async (net: Network) => {
    const { status, recording, finalState, work } = await simulateOnDevice(device, net)
    return { status, recording, finalState, mode: work!.mode }
  }
  const alone = []
  for (const net of Object.values(networks)) alone.push(await run(net))
  expect(alone.map(({ mode }) => mode)).toEqual(['resident', 'resident', 'streamed'])
  expect(asked.buffers).toBe(0)
  for (let round = 0; round < 2; round++) {
    const others = failing(device)
    const together = await Promise.all(Object.values(networks).map(run))
    expect(together).toEqual(alone)
    expect(await others).toEqual(['diverged', 'aborted', 'aborted', 'rejected'])
    expect(asked).toMatchObject({ buffers: 0, bytes: 0 })
  }
})
