/** The resident pass against the reference engine: one step within a derived bound, replicas, the program. */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import { residentProgram } from '../../src/engine/webgpu/resident.ts'
import { cyclic } from '../../src/groups/families.ts'
import { quotientCoupling } from '../../src/model/couplings.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { sphereSpace } from '../../src/spaces/sphere.ts'
import { coupling, network, rate, text } from '../unit/engine/networks.ts'
import { sizes } from './cases/factors.ts'
import { carryOut, residentOf } from './resident.ts'
import {
  difference,
  largest,
  methods,
  operators,
  reference,
  ring,
  s4,
  stepBound,
} from './resident-reference.ts'

describe('one step', () => {
  for (const [plan, connection] of Object.entries(operators))
    for (const method of methods)
      it(`${method} with ${plan}`, async () => {
        const net = network({
          populations: [rate(s4)],
          connections: [connection],
          simulation: { method, steps: 1, replicas: 2, dt: 0.02 },
        })
        const want = await reference(net)
        const bound = stepBound(net, largest(want))
        expect(bound).toBeLessThan(3e-5)
        for (const subgroups of [true, false]) {
          const { state } = await carryOut(net, { subgroups })
          expect(difference(state, want)).toBeLessThanOrEqual(bound)
        }
      })

  it.each(sizes)('of %i neurons', async (n) => {
    const space = n < 4 ? finiteSpace(cyclic(n)) : circleSpace(n)
    const net = network({
      populations: [rate(space)],
      connections: [coupling(space, n < 3 ? { 0: 1.5 } : { 0: 0.5, 1: 2 }, { plan: 'low-rank' })],
      simulation: { dt: 0.02, steps: 1, replicas: 3 },
    })
    const want = await reference(net)
    for (const subgroups of [true, false]) {
      const { state } = await carryOut(net, { subgroups })
      expect(difference(state, want)).toBeLessThanOrEqual(stepBound(net, largest(want)))
    }
  })

  it('on subgroups of 4 to 128', async () => {
    const net = network({
      populations: [rate(circleSpace(300))],
      connections: [coupling(circleSpace(300), { 0: 0.5, 1: 2 }, { plan: 'low-rank' })],
      simulation: { dt: 0.02, steps: 1 },
    })
    const want = await reference(net)
    for (const [width, dealt] of [
      [4, false],
      [16, true],
      [32, false],
      [64, true],
      [128, false],
    ] as const) {
      const { state } = await carryOut(net, { width, dealt })
      expect(difference(state, want)).toBeLessThanOrEqual(stepBound(net, largest(want)))
    }
  })

  it('on points of unequal weight', async () => {
    const space = sphereSpace(6)
    for (const spectrum of [
      { 1: 2, 2: -1 },
      { 1: 2, 2: -1, 3: 1, 4: 0.5, 5: -1, 6: 1 },
    ]) {
      const net = network({
        populations: [rate(space)],
        connections: [coupling(space, spectrum, { plan: 'low-rank' })],
        simulation: { dt: 0.02, steps: 1 },
      })
      const want = await reference(net)
      const { state } = await carryOut(net)
      expect(difference(state, want)).toBeLessThanOrEqual(stepBound(net, largest(want)))
    }
  })

  it('through a quotient, between populations of different sizes', async () => {
    const [small, large] = [circleSpace(12), circleSpace(100)]
    const through = quotientCoupling(large, small, circleSpace(6), new Map(), new Map(), new Map([['1', 2]]))
    const net = network({
      populations: [rate(small, 'erf', 'small'), rate(large, 'tanh', 'large')],
      connections: [
        { place: 'connections[0]', from: 1, to: 0, scale: 1.5, coupling: through },
        coupling(large, { 1: 2 }, { from: 1, to: 1 }),
      ],
      simulation: { dt: 0.02, steps: 10, replicas: 2 },
    })
    const want = await reference(net)
    for (const subgroups of [true, false])
      expect(difference((await carryOut(net, { subgroups })).state, want)).toBeLessThan(1e-6)
  })
})

describe('replicas', () => {
  it('with their own parameters, scales and gains are what they are alone, bit by bit', async () => {
    const own = { tau: [1, 0.7, 1.9], scale: [1, 1.3, 0.4], gain: [0.9, 1.1, 2] }
    const start = Float64Array.from({ length: 64 }, (_, i) => Math.sin(3 * i))
    const made = (replicas: number[]) => {
      const one = (values: number[]) =>
        replicas.length === 1 ? values[replicas[0]!]! : Float64Array.from(replicas, (r) => values[r]!)
      const base = coupling(ring, { 1: 2, 2: 1 }, { plan: 'low-rank', scale: one(own.scale) })
      if (base.coupling.kind !== 'kernel') throw new Error()
      return network({
        populations: [{ ...rate(ring), parameters: { tau: one(own.tau) } }],
        connections: [{ ...base, coupling: { ...base.coupling, gains: { 2: one(own.gain) } } }],
        simulation: { steps: 50, replicas: replicas.length, initial: { kind: 'values', values: start } },
      })
    }
    const three = made([0, 1, 2])
    const { state } = await carryOut(three)
    expect(difference(state, await reference(three))).toBeLessThan(1e-5)
    for (const r of [0, 1, 2])
      expect((await carryOut(made([r]))).state).toEqual(state.slice(64 * r, 64 * (r + 1)))
    const texts = await Promise.all([[0, 1, 2], [1]].map((rs) => residentOf(made(rs))))
    expect(texts[0]!.step[0]!.pass.wgsl).toBe(texts[1]!.step[0]!.pass.wgsl)
  })

  it('go on from dispatch to dispatch without a difference', async () => {
    const net = network({
      populations: [rate(ring)],
      connections: [coupling(ring, { 1: 2 })],
      noise: { sigma: 0.3, correlationTime: 0.2 },
      record: { every: 7, quantities: ['rate', 'order'] },
      simulation: { steps: 40, replicas: 2 },
    })
    expect(await carryOut(net, { dispatch: 11 })).toEqual(await carryOut(net))
  })
})

describe('the program', () => {
  const rings = network({
    title: 'W1',
    populations: [rate(circleSpace(256))],
    connections: [coupling(circleSpace(256), { 1: 2, 2: 1 })],
    record: { every: 20, quantities: ['order'] },
    simulation: { steps: 2000, replicas: 4096, initial: { kind: 'model' } },
  })
  const limits: DeviceLimits = {
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupStorageSize: 32768,
    maxComputeWorkgroupsPerDimension: 65535,
    maxStorageBufferBindingSize: 2 ** 27,
    maxBufferSize: 2 ** 28,
    maxStorageBuffersPerShaderStage: 8,
    subgroups: true,
  }
  const made = (net: Network, more: Partial<DeviceLimits> = {}) =>
    residentProgram(net, programOf(net), { ...limits, ...more })

  it.each([true, false])(
    'of W1 has at least 200 steps a dispatch and at most 3 barriers (subgroups %s)',
    (subgroups) => {
      const program = made(rings, { subgroups })
      if ('unfit' in program) throw new Error(program.unfit)
      const { pass } = program.step[0]!
      expect(program.stepsPerDispatch).toBeGreaterThanOrEqual(200)
      const loop = pass.wgsl.slice(pass.wgsl.indexOf('if (turn == turns)'))
      const counted = loop.match(/workgroupBarrier\(\)/g)!.length
      expect(counted).toBe(subgroups ? 2 : 3)
      const frames = Math.ceil(program.stepsPerDispatch / 20)
      const looks = 1 + Math.ceil(program.stepsPerDispatch / 32) + frames
      expect(pass.barriers).toBe(2 * program.stepsPerDispatch * counted + 2 * frames + 3 * looks)
      expect(program.buffers.length).toBeLessThanOrEqual(8)
      expect(program.frame!.length).toBe(4096 * 4)
    },
  )

  it('says why a network is not for a workgroup', () => {
    const _base = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY }
    const _bump = { kind: 'moving-bump', amplitude: 1, width: 1, centre: [0], velocity: [0] } as const
    const _velocity = { kind: 'velocity', velocity: [text('1')] } as const
    const one = (parts: Partial<Network>, size = 64) => {
      const space = circleSpace(size)
      return made(network({ populations: [rate(space)], connections: [coupling(space, { 1: 2 })], ...parts }))
    }
    const big = circleSpace(8192)
    const wide = circleSpace(2048)
    const reasons = [
      one({ connections: [coupling(circleSpace(97), { 1: 2 }, { plan: 'fft' })] }, 97),
      one({}, 5000),
      made(
        network({ populations: [rate(wide)], connections: [coupling(wide, { 1: 2 }, { plan: 'dense' })] }),
      ),
      made(network({ populations: [rate(big)] })),
      made(network({ populations: [rate(ring)], simulation: { steps: 2 ** 33 } })),
      made(rings, { maxStorageBufferBindingSize: 2 ** 16 }),
      made(rings, { maxComputeWorkgroupStorageSize: 64 }),
    ].map((result) => ('unfit' in result ? result.unfit : 'fits'))
    expect(reasons).toMatchInlineSnapshot(`
      [
        "connections[0] runs by FFT on an axis of 97 points; a workgroup transforms lengths whose prime factors are at most 13.",
        "Population p has 5000 neurons; a workgroup of 256 threads holds 4096.",
        "connections[0] is a matrix of 4194304 weights; a workgroup that reads them all at each evaluation takes at most 1048576.",
        "Population p has 8192 neurons; a workgroup of 256 threads holds 4096.",
        "A run of 8589934592 steps is counted in 64 bits, which the resident pass does not do.",
        "The buffer state would have 4.0 MiB; the device binds 64 KiB.",
        "The network would take 2.7 KiB of workgroup memory; the device has 64 B.",
      ]
    `)
  })
})
