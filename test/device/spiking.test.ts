/** Spiking networks on the device: spike by spike as on the reference engine, where float32 makes no error. */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedWork } from '../../src/engine/webgpu/streamed.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree } from './agree.ts'
import { testDevice } from './device.ts'
import { chances, exactSuite } from './spiking-networks.ts'

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

describe('every pass within the bound of its twin', () => {
  const some = [
    ...exactSuite.filter(([name]) => /gather, delays|copied|gain|Heun/.test(name)),
    ['chances', () => chances()] as const,
  ]
  it.each(some)('%s', async (_, make) => {
    const network = make()
    const { dt } = network.simulation
    const { step, record, program } = streamedWork(network, programOf(network), limits)
    const last = program.stageFractions.length - 1
    const works = [...step, ...step, ...record.map((work) => ({ work, stage: 0 }))]
    let { buffers } = program
    for (const [k, { work, stage }] of works.entries()) {
      const now = 7 + Math.floor(k / step.length)
      const time = (now + program.stageFractions[Math.min(stage, last)]!) * dt
      const signals = signalValues(program, dt)({ step: now, stage, count: 1, time })
      const memory = await agree(buffers, work.built, { step: now, stage, time, dt, signals })
      buffers = buffers.map((spec) => {
        const held = memory.get(spec.name)!
        const contents =
          spec.element === 'f32'
            ? Float32Array.from(held)
            : spec.element === 'i32'
              ? Int32Array.from(held)
              : Uint32Array.from(held)
        return { ...spec, contents }
      })
    }
  })
})
