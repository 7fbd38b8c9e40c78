/** Snapshots of the reference engine: whoever goes on from one ends where the run would have. */
import { describe, expect, test } from 'vitest'
import { programOf } from '../../../src/engine/program.ts'
import type { RunResult } from '../../../src/engine/result.ts'
import { type SimulateOptions, simulateNetwork } from '../../../src/engine/simulate.ts'
import { checkSnapshot, type RunSnapshot, snapshotClock } from '../../../src/engine/snapshot.ts'
import type { Method, Network } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { coupling, network, rate, text } from './networks.ts'

const ring = circleSpace(9)

function noisy(method: Method, correlationTime: number | null, sigma = 0.3): Network {
  return network({
    populations: [rate(ring, 'erf')],
    connections: [coupling(ring, { 1: 2 })],
    inputs: [
      {
        place: 'inputs[0]',
        to: 0,
        from: 10,
        until: 120,
        term: { kind: 'expression', expression: text('cos(theta - t)') },
      },
    ],
    noise: { sigma, correlationTime },
    record: { every: 70, quantities: ['activity', 'state', 'order', 'position', 'mean', 'max'] },
    simulation: { method, steps: 12_000, replicas: 2 },
  })
}

async function withSnapshots(net: Network, options: SimulateOptions = {}) {
  const snapshots: RunSnapshot[] = []
  const result = await simulateNetwork(net, {
    ...options,
    snapshotEvery: 0,
    onSnapshot: (snapshot) => snapshots.push(structuredClone(snapshot)),
  })
  return { result, snapshots }
}

/** What a run gives, without what the clock made of it. */
function lasting({ status, steps, recording, final, finalState }: RunResult) {
  return { status, steps, recording, final, finalState }
}

describe('a run from a snapshot', () => {
  test.each([
    ['heun', 2, 0.3],
    ['heun', null, 0.3],
    ['euler', 2, 0.3],
    ['exponential-euler', 2, 0.3],
    ['rk4', null, 0],
  ] as const)(
    '%s, correlation time %s: every snapshot leads to the same bits',
    async (method, time, sigma) => {
      const net = noisy(method, time, sigma)
      const { result, snapshots } = await withSnapshots(net)
      expect(result.status).toBe('ok')
      expect(snapshots.length).toBeGreaterThan(1)
      for (const from of new Set([snapshots[0]!, snapshots[snapshots.length >> 1]!, snapshots.at(-1)!])) {
        expect([...from.buffers.keys()]).toEqual(time === null ? ['state'] : ['state', 'eta'])
        expect(lasting(await simulateNetwork(net, { from }))).toEqual(lasting(result))
      }
    },
  )

  test('an aborted run hands out where it stands, before its first frame too', async () => {
    const net = noisy('heun', 2)
    const whole = await simulateNetwork(net)
    const controller = new AbortController()
    const { result, snapshots } = await withSnapshots(net, {
      signal: controller.signal,
      progressEvery: 0,
      onProgress: () => controller.abort(),
    })
    expect(result.status).toBe('aborted')
    expect(snapshots.at(-1)!.step).toBe(result.steps)
    expect(lasting(await simulateNetwork(net, { from: snapshots.at(-1)! }))).toEqual(lasting(whole))
    const early = await withSnapshots(net, { signal: AbortSignal.abort() })
    expect(early.snapshots.map(({ step, frames }) => [step, frames])).toEqual([[0, 1]])
    expect(lasting(await simulateNetwork(net, { from: early.snapshots[0]! }))).toEqual(lasting(whole))
  })

  test('rates and progress count the steps of this run alone', async () => {
    const net = noisy('heun', 2)
    const { snapshots } = await withSnapshots(net)
    const from = snapshots.at(-1)!
    const { wallSeconds, neuronStepsPerSecond } = await simulateNetwork(net, { from })
    const done = (12_000 - from.step) * 9 * 2
    expect((neuronStepsPerSecond * wallSeconds) / done).toBeCloseTo(1, 6)
  })
})

describe('a snapshot that does not fit', () => {
  test('is refused before the first step, with what was expected and what came', async () => {
    const net = noisy('heun', 2)
    const from = (await withSnapshots(net)).snapshots[0]!
    const refused =
      (change: Partial<RunSnapshot>, other = net) =>
      (message: string) =>
        expect(() => simulateNetwork(other, { from: { ...from, ...change } })).toThrow(message)
    refused({ backend: 'webgpu' })('from: expected a snapshot of the engine cpu, received one of webgpu')
    refused({ plan: ['fft'] })(
      `from: expected a snapshot with the plan ${programOf(net).connections[0]!.plan}`,
    )
    refused({ step: 12_001 })('from: expected a snapshot within 12000 steps')
    refused({ step: 0.5 })('from: expected a snapshot within 12000 steps')
    refused({ frames: from.frames + 1 })('frames by step')
    refused({ buffers: new Map() })(
      'expected state of 144 bytes, eta of 144 bytes, received nothing. Run it from the beginning',
    )
    refused({ recorded: new Map() })('received nothing')
    refused({}, noisy('heun', null))('expected state of 144 bytes, received state of 144 bytes, eta of')
    const shape = { plan: from.plan, steps: 12_000, every: 0, buffers: new Map(), widths: new Map() }
    expect(() => checkSnapshot(from, { backend: 'cpu', ...shape })).toThrow('expected 0 frames by step')
  })
})

test('writing snapshots takes at most a twentieth of the time', () => {
  const clock = snapshotClock(0)
  expect(clock.isDue()).toBe(true)
  const busyUntil = performance.now() + 20
  clock.run(() => {
    while (performance.now() < busyUntil);
  })
  expect(clock.isDue()).toBe(false)
  expect(snapshotClock(undefined).isDue()).toBe(false)
})
