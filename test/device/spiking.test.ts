/** Spiking networks on the device: spike by spike as on the reference engine, where float32 makes no error. */
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { testDevice } from './device.ts'
import { exactSuite } from './spiking-networks.ts'

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
