/**
 * A stage joined to the last pass of a Fourier convolution: the same network as without, by every method, with
 * noise, inputs and other connections beside it, on even rows, odd rows and axes in parts.
 */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import { unit } from '../../src/engine/webgpu/passes/pass.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import type { Method, Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import type { Space } from '../../src/spaces/space.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { coupling, network, rate } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

type Noise = Network['noise']
const quiet: Noise = { sigma: 0, correlationTime: null }
const white: Noise = { sigma: 0.3, correlationTime: null }
const coloured: Noise = { sigma: 0.3, correlationTime: 0.7 }
const always = { from: 0, until: Number.POSITIVE_INFINITY }

function convolved(space: Space, labels: Record<string, number>, method: Method, noise = quiet): Network {
  return network({
    populations: [rate(space)],
    connections: [coupling(space, labels, { plan: 'fft', scale: Float64Array.of(1, 0.8) })],
    noise,
    simulation: { method, replicas: 2 },
    record: { every: 0, quantities: [] },
  })
}

const even = torusSpace([12, 10], 'rectangular')
const odd = torusSpace([10, 9], 'rectangular')
const labels = { '1,0': 2, '0,1': 1.5, '1,-1': 0.3 }

/** A constant and a moving input, and a low-rank connection before the convolution. */
function inCompany(): Network {
  const made = convolved(even, labels, 'heun')
  const before = coupling(even, { '1,1': 0.5 }, { plan: 'low-rank', scale: Float64Array.of(1, 1.2) })
  const values = Float64Array.from({ length: even.size }, (_, i) => 0.1 * Math.sin(i))
  return {
    ...made,
    connections: [before, { ...made.connections[0]!, place: 'connections[1]' }],
    inputs: [
      { place: 'inputs[0]', to: 0, ...always, term: { kind: 'static', values } },
      { place: 'inputs[1]', to: 0, from: 0.02, until: 0.07, term: { kind: 'static', values } },
    ],
  }
}

const cases: readonly (readonly [string, () => Network])[] = [
  ['even rows, euler', () => convolved(even, labels, 'euler')],
  ['even rows, heun, white noise', () => convolved(even, labels, 'heun', white)],
  [
    'even rows, exponential Euler, coloured noise',
    () => convolved(even, labels, 'exponential-euler', coloured),
  ],
  ['odd rows, rk4', () => convolved(odd, labels, 'rk4')],
  ['a ring in parts, euler', () => convolved(circleSpace(4125), { '1': 2, '2000': 1 }, 'euler')],
  ['in company, heun', inCompany],
]

describe('three steps within 24 u (1 + |x|) of the reference engine', () => {
  for (const [name, make] of cases) {
    it(name, async () => {
      const made = make()
      const subject = { ...made, simulation: { ...made.simulation, steps: 3 } }
      const device = await testDevice()
      const { step } = streamedProgram(subject, programOf(subject), limitsOf(device))
      const { length: stages } = step.filter(({ pass }) => /; stage/.test(pass.name))
      expect(stages, 'stages joined').toBe(new Set(step.map(({ stage }) => stage)).size)
      expect(step.some(({ pass }) => pass.entry === 'advance')).toBe(false)
      const got = await simulateOnDevice(device, subject, { compose: streamedProgram })
      const want = await simulateNetwork(subject)
      expect(got.work!.warnings).toEqual([])
      for (const [population, final] of Object.entries(want.finalState))
        for (const [k, x] of final.entries()) {
          const off = Math.abs(got.finalState[population]![k]! - x)
          expect(off, `${population}[${k}]`).toBeLessThanOrEqual(24 * unit * (1 + Math.abs(x)))
        }
    })
  }
})

it('stands apart where a device binds too few buffers', async () => {
  const subject = convolved(even, labels, 'heun', coloured)
  const limits = { ...limitsOf(await testDevice()), maxStorageBuffersPerShaderStage: 8 }
  const { step } = streamedProgram(subject, programOf(subject), limits)
  expect(step.filter(({ pass }) => pass.entry === 'advance')).toHaveLength(2)
})
