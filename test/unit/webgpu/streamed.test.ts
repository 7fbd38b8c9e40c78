/** The streamed program means what the reference engine does: its passes, in float64, give the same run. */
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../../src/engine/layout.ts'
import { programOf } from '../../../src/engine/program.ts'
import { recorderOf } from '../../../src/engine/recorder.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { systemOf } from '../../../src/engine/system.ts'
import { frameRecorder } from '../../../src/engine/webgpu/frame.ts'
import { suite } from './networks.ts'
import { runTwins } from './twins.ts'

const steps = 20

describe('the twins of a streamed program against the reference engine', () => {
  for (const [name, make] of suite) {
    it(name, async () => {
      const made = make()
      const network = { ...made, simulation: { ...made.simulation, steps } }
      const layout = layoutOf(network)
      const want = await simulateNetwork(network)
      const memory = runTwins(network, steps)
      const state = memory.get('state')!
      // only the constants are float32: what grows over 20 steps stays small
      for (const [p, block] of layout.blocks.entries()) {
        const { replicas } = network.simulation
        const final = want.finalState[network.populations[p]!.name]!
        const length = block.variables * block.size
        for (let replica = 0; replica < replicas; replica++)
          for (let k = 0; k < length; k++) {
            const got = state[replica * layout.stateLength + block.state + k]!
            expect(Math.abs(got - final[replica * length + k]!)).toBeLessThan(1e-6)
          }
      }

      const system = systemOf(network, programOf(network).connections)
      const recorder = frameRecorder(system)
      const truth = recorderOf(system)
      const frame = Float32Array.from(memory.get('frame')!)
      recorder.capture(0, frame)
      for (let replica = 0; replica < network.simulation.replicas; replica++)
        truth.capture(0, replica, Float64Array.from(state), replica * layout.stateLength)
      const got = recorder.finish(1).arrays
      for (const [array, { data, shape }] of truth.finish(1).arrays) {
        expect(got.get(array)!.shape).toEqual(shape)
        for (const [k, value] of data.entries()) {
          const own = got.get(array)!.data[k]!
          if (Number.isNaN(value)) expect(own).toBeNaN()
          else expect(Math.abs(own - value), `${array}[${k}]`).toBeLessThan(2e-6 * (1 + Math.abs(value)))
        }
      }
    })
  }
})
