/**
 * Every experiment of demos/ on the device and on the reference engine, shortened: the same arrays and
 * outcomes, and numbers within what float32 may do to them in so few steps.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { readExperiment } from '../../src/io/node/read-experiment.ts'
import { testDevice } from './device.ts'

const folder = resolve(import.meta.dirname, '../../demos/experiments')
const steps = 24
/**
 * A step rounds about ten times, numbers that are no larger than the state; an error made early grows at
 * most threefold in so short a time (dt 0.05, growth of at most 1 per tau).
 */
const perStep = 32 * 2 ** -24
/** Too many neurons for a software device in a test. */
const large = ['million-neuron-torus.yaml']
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !large.includes(name))

describe('the experiments of demos/', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(8))

  it.each(files)('%s', async (name) => {
    const file = join(folder, name)
    const { network: whole } = await readExperiment(file, { set: ['simulation.replicas=3'], name })
    const network = {
      ...whole,
      simulation: { ...whole.simulation, steps },
      record: { ...whole.record, every: Math.min(whole.record.every, 8) },
    }
    const host = await simulateNetwork(network)
    const device = await simulateOnDevice(await testDevice(), network)
    expect(device.work!.warnings).toEqual([])
    expect(device.status).toBe(host.status)
    expect(device.steps).toBe(host.steps)
    expect(device.recording.times).toEqual(host.recording.times)
    expect([...device.recording.arrays.keys()]).toEqual([...host.recording.arrays.keys()])
    for (const [name, expected] of Object.entries(host.finalState)) {
      const got = device.finalState[name]!
      const size = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
      const error = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - got[i]!)), 0)
      expect(error / size, `${device.work!.mode}: ${name}`).toBeLessThan(steps * perStep)
    }
    for (const [name, { data, shape, labels }] of host.recording.arrays) {
      const got = device.recording.arrays.get(name)!
      expect([got.shape, got.labels]).toEqual([shape, labels])
      if (name.endsWith('.position')) continue
      const size = data.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
      const error = data.reduce((most, x, i) => Math.max(most, Math.abs(x - got.data[i]!)), 0)
      expect(error / size, `${device.work!.mode}: ${name}`).toBeLessThan(2 * steps * perStep)
    }
    for (const [name, expected] of Object.entries(host.final))
      expect(Object.keys(device.final[name]!.order)).toEqual(Object.keys(expected.order))
  })
})
