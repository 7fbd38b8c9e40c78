/** Spiking networks on the device: spike by spike as on the reference engine, where float32 makes no error. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { InputError } from '../../src/errors.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { spikingModels } from '../../src/model/built-in-spiking.ts'
import { modelByName } from '../../src/model/models.ts'
import type { Network, Population } from '../../src/model/network.ts'
import { parseExpression } from '../../src/model/parse.ts'
import { transferByName } from '../../src/model/transfer.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { constant, spiking } from '../unit/engine/spiking/networks.ts'
import { testDevice } from './device.ts'
import { chances, exactRing, exactSuite } from './spiking-networks.ts'

describe('the same spikes as the reference engine, neuron by neuron and step by step', () => {
  it.each(exactSuite)('%s', async (_, make) => {
    const network = make()
    const got = await simulateOnDevice(await testDevice(), network, { compose: composeProgram })
    const want = await simulateNetwork(network)
    expect(got.status).toBe('ok')
    for (const [name, trains] of want.recording.spikes) {
      expect(trains.step.length, name).toBeGreaterThan(20)
      expect(got.recording.spikes.get(name)).toEqual(trains)
    }
    expect(got.finalState).toEqual(want.finalState)
    expect([...got.recording.arrays.keys()]).toEqual([...want.recording.arrays.keys()])
    for (const [name, { data, shape }] of want.recording.arrays) {
      const own = got.recording.arrays.get(name)!
      expect(own.shape).toEqual(shape)
      for (const [k, value] of data.entries())
        expect(Math.abs(own.data[k]! - value), `${name}[${k}]`).toBeLessThanOrEqual(
          1e-6 * (1 + Math.abs(value)),
        )
    }
    for (const [name, { mean }] of Object.entries(want.final))
      for (const [r, value] of mean.entries()) expect(got.final[name]!.mean[r]).toBeCloseTo(value, 5)
  })
})

/** float32 moves a neuron across its threshold once in many spikes; of what follows few are moved by a step. */
async function expectAlmostAll(network: Network, least: number): Promise<void> {
  const got = await simulateOnDevice(await testDevice(), network)
  const want = await simulateNetwork(network)
  let count = 0
  for (const [name, { replica, neuron, step }] of want.recording.spikes) {
    const own = got.recording.spikes.get(name)!
    const known = new Set(Array.from(step, (at, k) => `${replica[k]} ${neuron[k]} ${at}`))
    const both = own.step.filter((at, k) => known.has(`${own.replica[k]} ${own.neuron[k]} ${at}`)).length
    expect(Math.max(step.length, own.step.length) - both).toBeLessThanOrEqual(0.01 * step.length)
    count += step.length
  }
  expect(count).toBeGreaterThan(least)
}

describe('synapses side by side, which stand at one place of the file', () => {
  it.each([
    ['', ''],
    [', plan: dense', ''],
    [', plan: event', ''],
    [', plan: event', ', delay: 0.5'],
    [', plan: dense', ', delay: 0.5'],
    [', plan: event', ', delay: { speed: 2 }'],
    [', plan: dense', ', delay: { speed: 2 }'],
  ])('each with its own weight and its own way: %s%s', async (plan, delay) => {
    const text = `goldstone: 1
populations: { p: { space: { group: SO(2), samples: 14 }, copies: 3, model: lif } }
connections:
  - from: p
    to: p
    kernel: { expression: 60*cos(distance) + 20 }
    synapse: [{ type: delta, weight: 0.02, reversal: 0 }, { type: exponential, time: 3 }, { type: alpha, time: 2, weight: 2 }]${`${plan}${delay}`
      .replaceAll(', p', '\n    p')
      .replaceAll(', d', '\n    d')}
inputs: [{ to: p, constant: 20 }]
simulation: { dt: 0.25, duration: 8, method: euler, initial: { p: { v: { expression: -52 - 3*cos(theta) } } } }
record: { quantities: [spikes] }`
    const { network } = await loadExperiment(text)
    const want = await simulateNetwork(network)
    const got = await simulateOnDevice(await testDevice(), network)
    expect(want.recording.spikes.get('p')!.step.length).toBeGreaterThan(30)
    expect(got.recording.spikes.get('p')).toEqual(want.recording.spikes.get('p'))
    for (const [k, value] of want.finalState.p!.entries())
      expect(Math.abs(got.finalState.p![k]! - value)).toBeLessThan(1e-4)
  })
})

describe('almost all spikes, where float32 rounds', () => {
  it.each(['heun', 'exponential-euler'] as const)('chances, synapses and noise by %s', (method) =>
    expectAlmostAll(chances(method), 1000),
  )

  it('every built-in model', () => {
    const space = circleSpace(12)
    // a drive from weak to strong in the units of each
    const drives: Readonly<Record<string, number>> = {
      adex: 1200,
      poisson: 0.1,
      relay: 0.1,
      izhikevich: 20,
      qif: 5,
    }
    const populations = Object.keys(spikingModels).map(
      (name): Population => ({
        name,
        space,
        model: modelByName(name, {}, name === 'poisson' ? transferByName('erf') : null),
        parameters: {},
      }),
    )
    const inputs = populations.map(({ name }, to) => ({
      ...constant(to, 0, 12, { place: `inputs[${to}]` }),
      term: {
        kind: 'static' as const,
        values: Float64Array.from({ length: 12 }, (_, i) => ((drives[name] ?? 30) * (i + 1.3)) / 12),
      },
    }))
    return expectAlmostAll(
      spiking({ populations, inputs, simulation: { steps: 300, method: 'euler', dt: 0.1 } }),
      500,
    )
  })

  it.each(['coba.yaml', 'head-direction.yaml'])('the beginning of %s', async (file) => {
    const text = readFileSync(new URL(`../../demos/spiking/${file}`, import.meta.url), 'utf8')
    const { network } = await loadExperiment(text)
    const { simulation } = network
    const record = { every: 0, quantities: ['spikes' as const] }
    await expectAlmostAll({ ...network, record, simulation: { ...simulation, steps: 100 } }, 100)
  })
})

it('a Poisson rate that is none at a time is seen to diverge', async () => {
  const made = chances()
  const rate = parseExpression('10 - 4*t')
  const [first, ...others] = made.inputs
  const inputs = [{ ...first!, term: { kind: 'poisson' as const, rate, weight: 0.1 } }, ...others]
  const got = await simulateOnDevice(await testDevice(), { ...made, inputs })
  expect(got.status).toBe('diverged')
  expect(got.divergedAt).toMatchObject({ population: 'p', value: null })
  expect(got.steps).toBeGreaterThanOrEqual(26)
  expect(Math.max(...got.recording.spikes.get('p')!.step)).toBeLessThanOrEqual(got.steps)
})

describe('the list of spikes', () => {
  const network = exactRing({ plan: 'event' })
  /** With room for so many spikes, of which a step is said to add so many. */
  const roomy = async (room: number, perStep: number) =>
    simulateOnDevice(await testDevice(), network, {
      compose(...given) {
        const program = composeProgram(...given)
        const buffers = program.buffers.map((spec) =>
          spec.name === 'spikes' ? { ...spec, bytes: 8 + 8 * room } : spec,
        )
        return { ...program, buffers, spikes: { room, perStep } }
      },
    })

  it('is emptied before it could be full', async () => {
    const got = await roomy(200, 64)
    const want = await simulateNetwork(network)
    expect(want.recording.spikes.get('p')!.step.length).toBeGreaterThan(400)
    expect(got.recording.spikes).toEqual(want.recording.spikes)
  })

  it('counts on past its end, so that a run which lost one says how much room it needed', async () => {
    const { recording } = await simulateNetwork(network)
    const count = recording.spikes.get('p')!.step.length
    const failed = await roomy(50, 0.25).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failed).toBeInstanceOf(InputError)
    const needed = Number(/received ([\d,]+)/.exec((failed as InputError).message)![1]!.replaceAll(',', ''))
    expect(needed).toBeGreaterThan(50)
    expect(needed).toBeLessThanOrEqual(count)
  })

  it('is no longer than record.most', async () => {
    const made = { ...network, record: { ...network.record, most: 100 } }
    await expect(simulateOnDevice(await testDevice(), made)).rejects.toThrow(
      /record.most: expected at most 100 spikes/,
    )
  })
})
