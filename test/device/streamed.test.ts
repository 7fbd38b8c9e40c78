/**
 * Whole networks, streamed on the device: passes within their bounds, single steps of every method within a
 * stated bound of the reference engine, and 200 steps beside its in what does not depend on round-off.
 */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { unit } from '../../src/engine/webgpu/passes/pass.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram, streamedWork } from '../../src/engine/webgpu/streamed.ts'
import type { Method, Network } from '../../src/model/network.ts'
import * as networks from '../unit/webgpu/networks.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree } from './agree.ts'
import { testDevice } from './device.ts'

const shortened = (network: Network, steps: number, method = network.simulation.method): Network => ({
  ...network,
  simulation: { ...network.simulation, steps, method },
})

describe('one stage of a network, pass by pass within the bounds of the twins', () => {
  const some: readonly [string, () => Network][] = [
    ['E-I, with a matrix, a quotient and a dense kernel', networks.excitatoryInhibitory],
    ['a ring with every kind of input', networks.driven],
  ]
  for (const [name, make] of some) {
    it(name, async () => {
      const network = make()
      const { dt } = network.simulation
      const { begin, step, program } = streamedWork(network, programOf(network), limits)
      const signals = signalValues(program, dt)({ step: 7, stage: 0, count: 1, time: 7 * dt })
      let { buffers } = program
      const works = [...begin, ...step.filter(({ stage }) => stage === 0).map(({ work }) => work)]
      for (const { built } of works) {
        const moment = { step: 7, stage: 0, time: 7 * dt, dt, signals }
        const memory = await agree(buffers, built, moment)
        buffers = buffers.map((spec) =>
          spec.element === 'f32' ? { ...spec, contents: Float32Array.from(memory.get(spec.name)!) } : spec,
        )
      }
    })
  }
})

/**
 * A step rounds the state once and each of a few dozen operations on terms of its size, times dt = 0.05; a
 * normal of the device is within 2e-6 of the host's and enters times 0.3 sqrt(dt) = 0.07.
 */
describe('one step within 8 u (1 + |x|) of the reference engine', () => {
  const some = networks.suite.filter(([name]) => /^ring|normalised|driven|timed/.test(name))
  for (const [name, make] of some) {
    it(name, async () => {
      const network = shortened({ ...make(), record: { every: 0, quantities: [] } }, 1)
      const device = await testDevice()
      const got = await simulateOnDevice(device, network, { compose: streamedProgram })
      const want = await simulateNetwork(network)
      expect(got.steps).toBe(1)
      for (const [population, final] of Object.entries(want.finalState))
        for (const [k, x] of final.entries()) {
          const off = Math.abs(got.finalState[population]![k]! - x)
          expect(off, `${population}[${k}]`).toBeLessThanOrEqual(8 * unit * (1 + Math.abs(x)))
        }
    })
  }
})

/** Order, mean and largest rate relax to their values; what drifts is the place, by round-off. */
describe('200 steps beside the reference engine', () => {
  const some: readonly [string, Method, () => Network][] = [
    ['ring', 'heun', () => networks.ring('heun')],
    ['torus', 'exponential-euler', networks.torus],
    ['S(4)', 'heun', networks.permutations],
    ['sphere', 'euler', networks.sphere],
    ['E-I', 'euler', networks.excitatoryInhibitory],
  ]
  for (const [name, method, make] of some) {
    it(name, async () => {
      const made = make()
      const network = shortened({ ...made, record: { ...made.record, every: 50 } }, 200, method)
      const device = await testDevice()
      const got = await simulateOnDevice(device, network, { compose: streamedProgram })
      const want = await simulateNetwork(network)
      expect(got.status).toBe('ok')
      expect([...got.recording.arrays.keys()]).toEqual([...want.recording.arrays.keys()])
      for (const [array, { data, shape }] of want.recording.arrays) {
        const own = got.recording.arrays.get(array)!
        expect(own.shape).toEqual(shape)
        for (const [k, value] of data.entries()) {
          const off = Math.abs(own.data[k]! - value)
          if (Number.isNaN(value)) expect(own.data[k]).toBeNaN()
          else expect(off, `${array}[${k}] = ${value}`).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(value)))
        }
      }
    })
  }
})
