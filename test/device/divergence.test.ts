/** Divergence on a device, resident and streamed: which frames stand, what is told, in the words of the reference. */
import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/engine/result.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { equations, network, text } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

const space = circleSpace(5)
const start = (value: number) => ({ kind: 'values', values: new Float64Array(5).fill(value) }) as const

const kinds = [
  ['resident', {}],
  ['streamed', { compose: streamedProgram }],
] as const

/** x doubles at every step: 2^39 < 1e12 < 2^40. Its rate does not tell. */
function doubling(rate: string, every: number, steps = 3000): Network {
  const model = { state: { x: { equation: 'g*x' } }, rate, parameters: { g: 8 } }
  return network({
    populations: [{ ...equations(space, model), parameters: { g: Float64Array.of(0, 8) } }],
    record: { every, quantities: ['activity'] },
    simulation: { dt: 0.125, steps, method: 'euler', replicas: 2, initial: start(1) },
  })
}

async function both(net: Network, options: object): Promise<[RunResult, RunResult]> {
  return [await simulateOnDevice(await testDevice(), net, options), await simulateNetwork(net)]
}

describe.each(kinds)('%s', (mode, options) => {
  it.each([1, 4, 7, 20])('shows no frame of a state past 1e12, every %i steps', async (every) => {
    for (const rate of ['tanh(x)', 'x', 'sqrt(3 - x)']) {
      const [device, host] = await both(doubling(rate, every), options)
      expect(device.work!.mode).toBe(mode)
      expect(device.status).toBe('diverged')
      expect(device.recording.times).toEqual(host.recording.times)
      const [frames, expected] = [device, host].map((run) => run.recording.arrays.get('p.activity')!.data)
      for (const [i, value] of expected!.entries())
        if (Number.isNaN(value)) expect(frames![i]).toBeNaN()
        else expect(frames![i]! / value).toBeCloseTo(1, 5)
    }
  })

  it('tells step, place and value, and stops the replica there where it can', async () => {
    const [device, host] = await both(doubling('x', 20), options)
    expect(device.divergedAt).toEqual(host.divergedAt)
    expect(device.divergedAt).toMatchObject({ step: 40, replica: 1, neuron: 0, value: 2 ** 40 })
    expect(device.advice).toBe(host.advice)
    if (mode === 'resident') expect(device.finalState['p']![5]).toBe(2 ** 40)
  })

  it('looks where nothing is recorded too, at steps that do not depend on the submissions', async () => {
    const net = doubling('x', 0)
    const { divergedAt } = await simulateOnDevice(await testDevice(), net, options)
    expect(divergedAt).toMatchObject({ step: 64, value: 2 ** 64 })
  })

  it('advises on equations that leave their domain', async () => {
    const model = { state: { x: { equation: 'sqrt(1 - x)' } }, rate: 'x' }
    const net = network({
      populations: [equations(space, model)],
      simulation: { dt: 0.1, steps: 500, method: 'euler', initial: start(2) },
    })
    const [device, host] = await both(net, options)
    expect(device.divergedAt!.value).toBeNull()
    expect(device.advice).toBe(host.advice)
    expect(device.advice).toMatch(/stopped being a number/)
  })

  it('names an input that was not finite between two looks', async () => {
    const model = { state: { x: { equation: '-x + I' } }, rate: 'x' }
    const expression = text('where(abs(t - 1) < 0.05, sqrt(-1 - cos(theta)^2), 0)')
    const net = network({
      populations: [equations(space, model)],
      inputs: [{ place: 'inputs[0]', to: 0, from: 0, until: 9, term: { kind: 'expression', expression } }],
      simulation: { dt: 0.1, steps: 500, method: 'euler', initial: start(0) },
    })
    const [device, host] = await both(net, options)
    expect(device.advice).toMatch(/inputs\[0\]\.expression is not a finite number at t = 1:/)
    expect(host.advice).toBe(device.advice)
  })

  it('keeps the times of a recording without quantities', async () => {
    const net = network({
      populations: [equations(space, { state: { x: { equation: '-x' } }, rate: 'x' })],
      record: { every: 7, quantities: [] },
      simulation: { steps: 30 },
    })
    const [device, host] = await both(net, options)
    expect(device.recording).toEqual(host.recording)
    expect(device.recording.times).toHaveLength(5)
  })

  it('keeps NaN in the largest rate', async () => {
    const model = { state: { x: { equation: '0*x' } }, rate: 'sqrt(x)' }
    for (const bad of [0, 3]) {
      const values = Float64Array.from({ length: 5 }, (_, i) => (i === bad ? -1 : [1, 4, 9, 4, 1][i]!))
      const net = network({
        populations: [equations(space, model)],
        record: { every: 1, quantities: ['max', 'mean'] },
        simulation: { steps: 2, initial: { kind: 'values', values } },
      })
      const [device, host] = await both(net, options)
      expect(host.recording.arrays.get('p.max')!.data).toEqual(new Float64Array(3).fill(Number.NaN))
      expect(device.recording.arrays).toEqual(host.recording.arrays)
    }
  })
})
