/** Convolution by Fourier transform inside a workgroup: against the reference engine, its twin and its own claims. */
import { describe, expect, it } from 'vitest'
import { lookBarriers } from '../../shaders/resident/look.wgsl.ts'
import { programOf } from '../../src/engine/program.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { readExperiment } from '../../src/io/node/read-experiment.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Connection } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import type { Space } from '../../src/spaces/space.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { coupling, network, rate } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'
import { carryOut, residentOf } from './resident.ts'
import {
  compareRecordings,
  difference,
  largest,
  methods,
  reference,
  stepBound,
} from './resident-reference.ts'

/** A kernel of every frequency, even and odd parts, sum |J| about 3. */
function wild(space: Space, rest: Partial<Connection> = {}): Connection {
  const values = Float64Array.from({ length: space.size }, (_, g) => 6 * Math.sin(1 + g * g) ** 3)
  const kernel = kernelFromValues(space, values)
  return { ...coupling(space, {}, rest), coupling: { kind: 'kernel', kernel, gains: {} }, plan: 'fft' }
}

const torus = (...samples: [number, number]) => torusSpace(samples, 'rectangular')

describe('one step', () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 15, 22, 64, 91, 100, 243, 256, 1000, 4096])('of %i neurons', async (n) => {
    const space = circleSpace(n)
    const net = network({
      populations: [rate(space)],
      connections: [wild(space, { scale: Float64Array.of(1, -0.7) })],
      simulation: { steps: 1, replicas: 2, dt: 0.02 },
    })
    const want = await reference(net)
    const bound = stepBound(net, largest(want))
    expect(bound).toBeLessThan(1e-4)
    expect(difference((await carryOut(net)).state, want)).toBeLessThanOrEqual(bound)
  })

  it.each([
    [3, 20],
    [20, 3],
    [7, 9],
    [16, 16],
    [10, 8],
    [40, 50],
  ])('of %i x %i neurons', async (...samples) => {
    const space = torus(...samples)
    for (const method of samples[0] === 3 ? methods : (['heun'] as const)) {
      const net = network({
        populations: [rate(space)],
        connections: [wild(space)],
        simulation: { method, steps: 1, replicas: 2, dt: 0.02 },
      })
      const want = await reference(net)
      expect(difference((await carryOut(net)).state, want)).toBeLessThanOrEqual(stepBound(net, largest(want)))
    }
  })
})

it('beside other operators, between populations, through two transforms', async () => {
  const [small, large] = [circleSpace(12), torus(6, 10)]
  const at = (from: number, to: number, space: Space, plan: 'fft' | 'low-rank' | 'gather') =>
    plan === 'fft' ? wild(space, { from, to }) : coupling(space, {}, { from, to, plan })
  const net = network({
    populations: [rate(small, 'erf', 'a'), rate(large, 'tanh', 'b'), rate(small, 'tanh', 'c', 0.5)],
    connections: [
      at(0, 2, small, 'fft'),
      at(1, 1, large, 'fft'),
      { ...at(2, 0, small, 'fft'), scale: -0.4 },
      coupling(small, { 1: 2 }, { plan: 'low-rank' }),
      coupling(large, { '1,0': 2 }, { from: 1, to: 1, plan: 'gather' }),
    ],
    noise: { sigma: 0.1, correlationTime: null },
    simulation: { steps: 40, replicas: 3 },
  })
  const want = await reference(net)
  for (const subgroups of [true, false])
    expect(difference((await carryOut(net, { subgroups })).state, want)).toBeLessThan(2e-5)
})

it('500 steps of a normalised attractor, resident, as the reference engine has them', async () => {
  const { network: whole } = await readExperiment('demos/experiments/normalised-cann.yaml', { set: [] })
  const net = {
    ...whole,
    simulation: { ...whole.simulation, steps: 500 },
    record: { ...whole.record, every: 250 },
  }
  expect(programOf(net).connections[0]!.plan).toBe('fft')
  await compareRecordings(net, 1e-4)
  const { work } = await simulateOnDevice(await testDevice(), {
    ...net,
    simulation: { ...net.simulation, steps: 5 },
  })
  expect(work!.mode).toBe('resident')
})

it('passes as many barriers as its text says', async () => {
  for (const [space, stages] of [
    [circleSpace(256), 3],
    [torus(16, 18), 4],
    [circleSpace(243), 5],
  ] as const) {
    const net = network({
      populations: [rate(space)],
      connections: [wild(space)],
      simulation: { steps: 10, method: 'euler' },
    })
    const { wgsl, barriers } = (await residentOf(net)).step[0]!.pass
    const evaluation = wgsl.slice(wgsl.indexOf('if (turn == turns)'))
    expect(evaluation.match(/workgroupBarrier\(\)/g)).toHaveLength(2 * stages + 2)
    // it looks for divergence at the begin of the dispatch and of the run
    expect(barriers).toBe(10 * (2 * stages + 2) + 2 * lookBarriers)
  }
})
