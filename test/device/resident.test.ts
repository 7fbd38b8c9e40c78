/** The resident pass against the reference engine: one step within a derived bound, long runs in invariants. */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { systemOf } from '../../src/engine/system.ts'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import { frameRecorder } from '../../src/engine/webgpu/frame.ts'
import { residentProgram } from '../../src/engine/webgpu/resident.ts'
import { cyclic, dihedral, polyhedral, quaternion, symmetric } from '../../src/groups/families.ts'
import { fillNormals } from '../../src/math/normal.ts'
import { streamOf } from '../../src/math/philox.ts'
import { denseMatrix } from '../../src/model/couplings.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import { modelByName } from '../../src/model/models.ts'
import type { Connection, Method, Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { geometryOf } from '../../src/spaces/geometry.ts'
import type { Space } from '../../src/spaces/space.ts'
import { sphereSpace } from '../../src/spaces/sphere.ts'
import { coupling, equations, network, rate, text } from '../unit/engine/networks.ts'
import { carryOut, residentOf } from './resident.ts'

const unit = 2 ** -24

/** The state after the run on the reference engine, from the start rounded as the device has it. */
async function reference(net: Network): Promise<Float64Array> {
  const result = await simulateNetwork(net)
  expect(result.status).toBe('ok')
  const parts = net.populations.map((p) => result.finalState[p.name] ?? Object.values(result.finalState)[0]!)
  return parts.length === 1 ? parts[0]! : joined(net, parts)
}

/** [population][replica][...] to [replica][population][...] */
function joined(net: Network, parts: readonly Float64Array[]): Float64Array {
  const { replicas } = net.simulation
  const rows: number[] = []
  for (let r = 0; r < replicas; r++)
    for (const part of parts) {
      const width = part.length / replicas
      rows.push(...part.subarray(r * width, (r + 1) * width))
    }
  return Float64Array.from(rows)
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

/**
 * Bound on one step of networks of `rate` populations with tau = 1, |r| <= 1 and |r'| <= 1. With u = 2^-24 and
 * L = 1 + |W|, f is wrong by u ((chain + 8) S + 4 |x|) from its own rounding (S the sum of the absolute terms of
 * the connections, chain their longest chain of additions and products, 8 for the transfer), and by L times
 * what x is; x is rounded at the start, and at most six times a stage.
 */
function stepBound(net: Network, x: number): number {
  const { dt, method } = net.simulation
  const stages = { euler: 1, heun: 2, rk4: 4, 'exponential-euler': 1 }[method]
  let gain = 0
  let flow = 4 * x
  for (const connection of net.connections) {
    const { coupling: c } = connection
    const n = net.populations[connection.from]!.space.size
    const matrix = c.kind === 'kernel' ? denseMatrix(c.kernel) : c.kind === 'matrix' ? c.weights : null
    const row = largestRow(matrix!, n)
    const lowRank = connection.plan === 'low-rank'
    gain += row
    flow += ((lowRank ? n / 8 + 48 : n + 8) + 8) * (lowRank ? absoluteTerms(connection) : row)
  }
  return unit * (6 * stages * x + dt * stages * flow) * (1 + dt * (1 + gain)) ** stages
}

/** The largest over i of sum_c |E_ic| sum_d |M_cd| sum_j w_j |E_jd|. */
function absoluteTerms({ coupling: c }: Connection): number {
  if (c.kind !== 'kernel') return 0
  const { space, spectrum } = c.kernel
  const sums = new Float64Array(space.size)
  for (const [label, m] of spectrum) {
    const { copies, width, basis } = space.harmonic(label)
    const columns = Array.from({ length: copies * width }, (_, k) =>
      basis().subarray(k * space.size, (k + 1) * space.size),
    )
    const sizes = columns.map((e) => e.reduce((sum, v, j) => sum + Math.abs(v) * space.weights[j]!, 0))
    for (const [k, e] of columns.entries()) {
      const first = k - (k % width)
      let turned = 0
      for (let d = 0; d < width; d++) turned += Math.abs(m[(k % width) * width + d]!) * sizes[first + d]!
      for (let i = 0; i < space.size; i++) sums[i]! += Math.abs(e[i]!) * turned
    }
  }
  return largest(sums)
}

function largestRow(matrix: Float64Array, columns: number): number {
  let most = 0
  for (let i = 0; i < matrix.length; i += columns)
    most = Math.max(
      most,
      matrix.subarray(i, i + columns).reduce((sum, w) => sum + Math.abs(w), 0),
    )
  return most
}

const s4 = finiteSpace(symmetric(4))
const impulses = kernelFromValues(
  s4,
  Float64Array.from({ length: 24 }, (_, g) => (g % 5 === 1 ? 3 + g / 7 : 0)),
)
const matrix = Float64Array.from({ length: 24 * 24 }, (_, k) => Math.sin(1 + k * k) / 6)
const rest = { place: 'connections[0]', from: 0, to: 0, scale: 1 } as const
const operators: Readonly<Record<string, Connection>> = {
  'low-rank': coupling(s4, { '3,1': 2, '2,2': -1 }, { plan: 'low-rank' }),
  gather: { ...rest, coupling: { kind: 'kernel', kernel: impulses, gains: {} }, plan: 'gather' },
  dense: { ...rest, coupling: { kind: 'matrix', rows: 24, columns: 24, weights: matrix } },
}
const methods: readonly Method[] = ['euler', 'heun', 'rk4', 'exponential-euler']

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

  it.each([1, 2, 3, 7, 97, 100, 256, 1009])('of %i neurons', async (n) => {
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

  it('on points of unequal weight', async () => {
    const space = sphereSpace(6)
    const net = network({
      populations: [rate(space)],
      connections: [coupling(space, { 1: 2, 2: -1 }, { plan: 'low-rank' })],
      simulation: { dt: 0.02, steps: 1 },
    })
    const want = await reference(net)
    const { state } = await carryOut(net)
    expect(difference(state, want)).toBeLessThanOrEqual(stepBound(net, largest(want)))
  })
})

/** Frames of the device, finished on the host, against the recording of the reference engine. */
async function compareRecordings(net: Network, tolerance: number, subgroups = true): Promise<void> {
  const want = (await simulateNetwork(net)).recording
  const recorder = frameRecorder(systemOf(net, programOf(net).connections))
  const { frames } = await carryOut(net, { subgroups })
  for (const [k, frame] of frames.entries()) recorder.capture(k, frame)
  const got = recorder.finish(frames.length)
  expect(got.times).toEqual(want.times)
  for (const [name, { data, shape }] of want.arrays) {
    const found = got.arrays.get(name)!
    expect(found.shape).toEqual(shape)
    if (name === 'p.position' && geometryOf(net.populations[0]!.space) === 'discrete') {
      // which of two equally active elements comes first is a matter of rounding
      const activity = want.arrays.get('p.activity')!
      const size = activity.shape[2]!
      const rateAt = (i: number, element: number) => activity.data[i * size + element]!
      for (const [i, element] of data.entries())
        expect(Math.abs(rateAt(i, found.data[i]!) - rateAt(i, element))).toBeLessThanOrEqual(tolerance)
      continue
    }
    const scale = Math.max(1, largest(data.filter(Number.isFinite)))
    for (const [i, value] of data.entries()) {
      const off = Math.abs(found.data[i]! - value)
      const wrapped = name.endsWith('position') ? Math.min(off, Math.abs(off - 2 * Math.PI)) : off
      if (!(wrapped <= tolerance * scale) && !(Number.isNaN(value) && Number.isNaN(found.data[i]!)))
        expect.fail(`${name}[${i}] is ${found.data[i]}, not ${value}`)
    }
  }
}

const all = { every: 250, quantities: ['activity', 'state', 'order', 'position', 'mean', 'max'] } as const
const long = { steps: 500, replicas: 4 }
const ring = circleSpace(64)

describe('500 steps, recorded on the device', () => {
  const relu = (space: Space, name: string, tau = 1) => rate(space, 'relu', name, tau)
  const between = (from: number, to: number, spectrum: Record<string, number>): Connection =>
    coupling(ring, spectrum, { from, to, place: `connections[${from}]` })
  const on = (to: number, size: number) => ({
    place: 'inputs[0]',
    to,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    term: { kind: 'static' as const, values: new Float64Array(size).fill(1) },
  })
  const c6 = finiteSpace(cyclic(6))
  const d32 = finiteSpace(dihedral(32))
  const q8 = finiteSpace(quaternion())
  const ih = finiteSpace(polyhedral('Ih'))
  const networks: Readonly<Record<string, Parameters<typeof network>[0]>> = {
    ring: { populations: [rate(ring)], connections: [coupling(ring, { 1: 2 })] },
    'S(4)': { populations: [rate(s4, 'tanh')], connections: [coupling(s4, { '3,1': 2 })] },
    // both rings of equal height: no position to agree on
    dihedral: {
      populations: [rate(d32)],
      connections: [coupling(d32, { E1: 2 })],
      record: { ...all, quantities: ['activity', 'order', 'mean', 'max'] },
    },
    'E-I ring': {
      populations: [relu(ring, 'e'), relu(ring, 'i', 0.5)],
      connections: [between(0, 0, { 0: 1, 1: 2 }), between(0, 1, { 0: 1, 1: 0.3 }), between(1, 0, { 0: -3 })],
      inputs: [on(0, 64)],
      simulation: { initial: { kind: 'random', deviation: 0.2 } },
    },
    'normalised CANN': {
      populations: [
        {
          name: 'p',
          space: ring,
          model: modelByName('divisive-normalisation', { k: 0.01 }, null),
          parameters: {},
        },
      ],
      connections: [coupling(ring, { 0: 8, 1: 6, 2: 3 }, { plan: 'low-rank' })],
      inputs: [
        { ...on(0, 64), until: 5, term: { kind: 'expression', expression: text('exp(2*cos(theta)-2)') } },
      ],
    },
    'six neurons': {
      populations: [relu(c6, 'p')],
      connections: [coupling(c6, { 0: -6, 1: 2 })],
      inputs: [on(0, 6)],
      simulation: { initial: { kind: 'random', deviation: 1 } },
    },
    Q8: { populations: [rate(q8, 'tanh')], connections: [coupling(q8, { [q8.labels.at(-1)!]: 2 })] },
    Ih: { populations: [rate(ih)], connections: [coupling(ih, { [ih.labels.at(-1)!]: 2 })] },
  }
  it.each(Object.keys(networks))('%s', async (name) => {
    const { simulation, ...parts } = networks[name]!
    await compareRecordings(network({ record: all, ...parts, simulation: { ...long, ...simulation } }), 1e-4)
  })

  it('a sphere with several harmonics, energy and the state of two variables', async () => {
    const sphere = sphereSpace(6)
    const energetic = { every: 100, quantities: ['energy', 'position', 'order', 'mean'] } as const
    const simulation = { steps: 200, replicas: 2 }
    const connections = [coupling(sphere, { 1: 2, 2: 1, 3: 0.5 }, { plan: 'low-rank' })]
    const net = network({ populations: [rate(sphere)], connections, record: energetic, simulation })
    await compareRecordings(net, 1e-4)
    await compareRecordings(net, 1e-4, false)
    const adapting = equations(ring, {
      state: { x: { equation: '(-x - a + I) / tau' }, a: { equation: '(b*r - a + mean(r^2)) / tau_a' } },
      rate: 'tanh(x) - 0.1*mean(x) + 0.01*sum(a)*sin(t)',
      parameters: { tau: 1, b: 0.5, tau_a: 10 },
    })
    for (const method of methods)
      await compareRecordings(
        network({
          populations: [adapting],
          connections: [coupling(ring, { 1: 3 })],
          record: { every: 20, quantities: ['state', 'rate', 'mean'] },
          simulation: { steps: 60, replicas: 2, method },
        }),
        2e-5,
        method !== 'heun',
      )
  })
})

describe('input from outside', () => {
  const base = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY }
  const values = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i))
  const frames = Float64Array.from({ length: 4 * 64 }, (_, i) => Math.cos(i * i))
  it.each([
    ['a window', { ...base, from: 0.35, until: 1.05, term: { kind: 'static', values } }],
    ['an expression', { ...base, term: { kind: 'expression', expression: text('cos(theta - 3*t)') } }],
    ['frames', { ...base, from: 0.2, until: 2, term: { kind: 'frames', every: 0.37, frames } }],
    [
      'a moving bump',
      { ...base, term: { kind: 'moving-bump', amplitude: 3, width: 0.7, centre: [1], velocity: [0.8] } },
    ],
    [
      'a velocity drive',
      { ...base, from: 0.5, until: 2, term: { kind: 'velocity', velocity: [text('0.7*sin(t)')] } },
    ],
  ] as const)('%s', async (_, input) => {
    const net = network({
      populations: [rate(ring)],
      connections: [coupling(ring, { 1: 2 })],
      inputs: [input],
      record: { every: 1, quantities: ['rate'] },
      simulation: { steps: 45, method: 'rk4' },
    })
    await compareRecordings(net, 3e-6)
  })
})

describe('noise', () => {
  const silent = equations(circleSpace(97), { state: { x: { equation: '0*x' } }, rate: 'x' })
  it("white is the host's, step by step and beyond 2^32 steps of clock", async () => {
    const net = network({
      populations: [silent],
      noise: { sigma: 0.5, correlationTime: null },
      simulation: { method: 'euler', steps: 1, replicas: 3, seed: 2 ** 40 + 7, initial: { kind: 'model' } },
    })
    const { state } = await carryOut(net)
    const want = new Float64Array(97)
    for (let replica = 0; replica < 3; replica++) {
      fillNormals(want, 0, 97, { seed: 2 ** 40 + 7, replica, step: 0, stream: streamOf('white', 0) })
      const got = state.subarray(97 * replica, 97 * (replica + 1))
      const scale = 0.5 * Math.sqrt(0.05)
      expect(
        difference(
          got,
          want.map((n) => scale * n),
        ),
      ).toBeLessThan(scale * 3e-6)
    }
  })

  it.each([...methods.filter((method) => method !== 'rk4')])(
    '%s, white and coloured, in many steps',
    async (method) => {
      for (const correlationTime of [null, 0.3]) {
        const net = network({
          populations: [rate(ring)],
          connections: [coupling(ring, { 1: 2 })],
          noise: { sigma: 0.3, correlationTime },
          record: { every: 5, quantities: ['rate'] },
          simulation: { steps: 40, replicas: 2, method },
        })
        await compareRecordings(net, 2e-5)
      }
    },
  )
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
    const { state } = await carryOut(made([0, 1, 2]))
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

it('a gathering network is equivariant bit by bit', async () => {
  const group = symmetric(4)
  const start = Float64Array.from({ length: 24 }, (_, g) => Math.sin(7 * g))
  const run = async (values: Float64Array) =>
    (
      await carryOut(
        network({
          populations: [rate(s4)],
          connections: [operators['gather']!],
          simulation: { steps: 30, initial: { kind: 'values', values } },
        }),
      )
    ).state
  const moved = (a: number, f: ArrayLike<number>) =>
    Float64Array.from({ length: 24 }, (_, g) => f[group.multiply(group.inverse(a), g)]!)
  const still = await run(start)
  for (const a of [1, 9, 23]) expect([...(await run(moved(a, start)))]).toEqual([...moved(a, still)])
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
      expect(pass.barriers).toBe(2 * program.stepsPerDispatch * counted + 2 * frames)
      expect(program.buffers.length).toBeLessThanOrEqual(8)
      expect(program.frame!.length).toBe(4096 * 4)
    },
  )

  it('is this text', async () => {
    const program = made(rings)
    if ('unfit' in program) throw new Error(program.unfit)
    await expect(program.step[0]!.pass.wgsl).toMatchFileSnapshot('golden/resident-ring.wgsl')
  })

  it('says why a network is not for a workgroup', () => {
    const _base = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY }
    const _bump = { kind: 'moving-bump', amplitude: 1, width: 1, centre: [0], velocity: [0] } as const
    const _velocity = { kind: 'velocity', velocity: [text('1')] } as const
    const one = (parts: Partial<Network>, size = 64) => {
      const space = circleSpace(size)
      return made(network({ populations: [rate(space)], connections: [coupling(space, { 1: 2 })], ...parts }))
    }
    const big = circleSpace(4096)
    const wide = circleSpace(2048)
    const reasons = [
      one({ connections: [coupling(ring, { 1: 2 }, { plan: 'fft' })] }),
      one({}, 4096),
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
        "connections[0] runs by FFT, which the resident pass does not have.",
        "Population p has 4096 neurons; a workgroup of 256 threads holds 2048.",
        "connections[0] is a matrix of 4194304 weights; a workgroup that reads them all at each evaluation takes at most 1048576.",
        "Population p has 4096 neurons; a workgroup of 256 threads holds 2048.",
        "A run of 8589934592 steps is counted in 64 bits, which the resident pass does not do.",
        "The buffer state would have 4.0 MiB; the device binds 64 KiB.",
        "The network would take 2.4 KiB of workgroup memory; the device has 64 B.",
      ]
    `)
  })
})
