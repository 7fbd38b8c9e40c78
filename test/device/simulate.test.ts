/**
 * A run on a device gives what the reference engine gives: names, shapes, numbers, outcomes. The device
 * programs are made by hand here, of networks simple enough: what is tested is all that stands around them.
 */
import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/engine/result.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { adapterName } from '../../src/engine/webgpu/device.ts'
import { type DeviceOptions, simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { groupByName } from '../../src/groups/names.ts'
import type { Network, Simulation } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { equations, network } from '../unit/engine/networks.ts'
import { anotherDevice, testDevice } from './device.ts'
import { streamedByHand } from './hand-made.ts'

const space = finiteSpace(groupByName('S(3)'))
const replicas = 5
const n = space.size * replicas
const model = (factor: string) => ({
  state: { x: { equation: `${factor}*x`, initial: '0.25' } },
  rate: 'x',
  parameters: {},
})

function scaled(factor: string, simulation: Partial<Simulation> = {}): Network {
  return network({
    populations: [equations(space, model(factor))],
    simulation: { dt: 0.125, steps: 1003, replicas, method: 'euler', ...simulation },
    record: { every: 4, quantities: ['activity'] },
  })
}

/** x <- x + dt * factor * x, begun where the reference engine begins. */
function byHand(factor: string): NonNullable<DeviceOptions['compose']> {
  return (net) => {
    const { initial } = net.simulation
    if (initial.kind !== 'values') throw new Error('give the values')
    const values = Float32Array.from(initial.values)
    return streamedByHand({ n, updates: [`x + clock.dt * (${factor}) * x`], initial: values })
  }
}

const values = Float64Array.from({ length: n }, (_, i) => Math.fround(Math.cos(1 + i)))
const initial = { kind: 'values', values } as const

function compare(device: RunResult, host: RunResult, tolerance: number): void {
  expect(device.status).toBe(host.status)
  expect(device.steps).toBe(host.steps)
  expect([...device.recording.arrays.keys()]).toEqual([...host.recording.arrays.keys()])
  expect(device.recording.times).toEqual(host.recording.times)
  const [a, b] = [device, host].map((run) => run.recording.arrays.get('p.activity')!)
  expect({ ...a, data: null }).toEqual({ ...b, data: null })
  for (const [i, value] of b!.data.entries()) expect(Math.abs(a!.data[i]! - value)).toBeLessThan(tolerance)
  expect(Object.keys(device.final)).toEqual(Object.keys(host.final))
  for (const [replica, mean] of host.final['p']!.mean.entries())
    expect(Math.abs(device.final['p']!.mean[replica]! - mean)).toBeLessThan(tolerance)
  expect(device.finalState['p']!.length).toBe(host.finalState['p']!.length)
}

describe('a run on a device', () => {
  it('gives names, shapes and numbers of the reference engine', async () => {
    const net = scaled('-0.01', { initial })
    const device = await simulateOnDevice(await testDevice(), net, { compose: byHand('-0.01') })
    const host = await simulateNetwork(net)
    // 1003 steps of two roundings each, of numbers below 1
    compare(device, host, 1003 * 2 * 2 ** -24)
    expect(device).toMatchObject({ backend: 'webgpu', plan: [] })
    expect(device.device).toBe(adapterName((await testDevice()).adapterInfo))
    expect(device.work).toMatchObject({ mode: 'streamed', losses: [], warnings: [], frames: 251 * 4 * n })
    expect(host).toMatchObject({ backend: 'cpu', device: null })
  })

  it('reports progress, and at the end in any case', async () => {
    const net = scaled('-0.01', { initial })
    const seen: number[] = []
    const run = simulateOnDevice(await testDevice(), net, { compose: byHand('-0.01'), progressEvery: 0 })
    for await (const { step } of run) seen.push(step)
    expect(seen.at(-1)).toBe(1003)
    expect((await run).steps).toBe(1003)
  })

  it('tells a divergence as the reference engine does', async () => {
    const net = scaled('8', { initial, steps: 50_000 })
    const device = await simulateOnDevice(await testDevice(), net, { compose: byHand('8.0') })
    const host = await simulateNetwork(net)
    expect(device.status).toBe('diverged')
    const [found, expected] = [device.divergedAt!, host.divergedAt!]
    // x doubles at each step; both look at step 40, a frame
    expect(Math.abs(expected!.value!)).toBeGreaterThan(1e12)
    expect(found).toEqual(expected)
    expect(device.advice).toBe(host.advice)
    expect(device.recording.times).toEqual(host.recording.times)
    const frames = device.recording.arrays.get('p.activity')!
    expect(frames.data.every((value) => Math.abs(value) <= 1e12)).toBe(true)
    expect(device.steps).toBe(found.step)
  })

  it('goes on after a loss, and gives the same as without one', async () => {
    const doomed = await anotherDevice()
    const net = scaled('-0.0001', { initial, steps: 4000 })
    const compose = byHand('-0.0001')
    const whole = await simulateOnDevice(await testDevice(), net, { compose })
    const broken = await simulateOnDevice(doomed, net, {
      compose,
      again: anotherDevice,
      snapshotEvery: 60,
      progressEvery: 0,
      onProgress: ({ step }) => step > 1500 && doomed.destroy(),
    })
    expect(broken.status).toBe('ok')
    expect(broken.work!.losses).toHaveLength(1)
    expect(broken.work!.losses[0]).toMatch(/destroyed/)
    expect(broken.recording).toEqual(whole.recording)
    expect(broken.finalState).toEqual(whole.finalState)
  })

  it('ends as device-lost where there is no other device, with what was recorded', async () => {
    const doomed = await anotherDevice()
    // not before a snapshot has come back: without one nothing but the beginning is known
    let known = 0
    const result = await simulateOnDevice(doomed, scaled('-0.0001', { initial, steps: 1e6 }), {
      compose: byHand('-0.0001'),
      snapshotEvery: 60,
      onSnapshot: ({ step }) => {
        known = step
      },
      progressEvery: 0,
      onProgress: () => known > 0 && doomed.destroy(),
    })
    expect(result.status).toBe('device-lost')
    expect(result.advice).toMatch(/destroyed.*--backend cpu/)
    expect(result.steps).toBeGreaterThan(0)
    // how many frames had been read back by then is the machine's affair; those that were are right
    const activity = result.recording.arrays.get('p.activity')!
    const first = activity.data.subarray(0, n)
    expect(first).toEqual(values.subarray(0, first.length))
    expect([0, n]).toContain(first.length)
    // the state told is that of the step told
    const factor = (1 - 0.125 * 0.0001) ** result.steps
    expect(Math.abs(result.finalState['p']![0]! - factor * values[0]!)).toBeLessThan(1e-3)
  })

  it('stops when aborted, with what was done', async () => {
    const controller = new AbortController()
    const net = scaled('-0.0001', { initial, steps: 1e6 })
    const result = await simulateOnDevice(await testDevice(), net, {
      compose: byHand('-0.0001'),
      signal: controller.signal,
      progressEvery: 0,
      onProgress: ({ step }) => step > 500 && controller.abort(),
    })
    expect(result.status).toBe('aborted')
    expect(result.steps).toBeLessThan(1e7)
    expect(result.recording.times.length).toBe(Math.floor(result.steps / 4) + 1)
  })
})
