/**
 * The laws of a run, over every engine: the reference engine on the CPU, and WebGPU (a software device) with networks
 * resident in a workgroup and streamed. Tolerances are of the engine's arithmetic: `unit` is half the spacing of
 * its numbers at 1.
 */
import { describe, expect, it } from 'vitest'
import type { Progress, Run } from '../../src/engine/result.ts'
import type { SimulateOptions } from '../../src/engine/simulate.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import { symmetric } from '../../src/groups/families.ts'
import type { Method, Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { testDevice } from '../device/device.ts'
import { coupling, equations, network, rate } from '../unit/engine/networks.ts'

interface Engine {
  readonly name: string
  readonly backend: 'cpu' | 'webgpu'
  readonly mode?: 'resident' | 'streamed'
  readonly unit: number
  start(network: Network, options?: SimulateOptions): Promise<{ readonly run: Run }>
}

const onDevice = (mode: 'resident' | 'streamed'): Engine => ({
  name: `webgpu, ${mode}`,
  backend: 'webgpu',
  mode,
  unit: 2 ** -24,
  async start(made, options) {
    const compose = mode === 'resident' ? composeProgram : streamedProgram
    return { run: simulate(made, { ...options, device: await testDevice(), compose }) }
  },
})

const engines: readonly Engine[] = [
  {
    name: 'cpu',
    backend: 'cpu',
    unit: 2 ** -53,
    start: async (made, options) => ({ run: simulate(made, options) }),
  },
  onDevice('resident'),
  onDevice('streamed'),
]

const ring = circleSpace(15)
const erfRing = (
  parts: Partial<Network> & { readonly steps?: number; readonly seed?: number } = {},
): Network => {
  const { steps = 40, seed = 1, ...rest } = parts
  return network({
    populations: [rate(ring)],
    connections: [coupling(ring, { 1: 2, 2: 0.5 }, { plan: 'low-rank' })],
    simulation: { steps, seed, replicas: 3 },
    ...rest,
  })
}

describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (_, engine) => {
  const { unit } = engine
  const result = async (made: Network, options?: SimulateOptions) => (await engine.start(made, options)).run

  it('says who it is', async () => {
    const { status, backend, work, steps } = await result(erfRing())
    expect({ status, backend, steps }).toEqual({ status: 'ok', backend: engine.backend, steps: 40 })
    expect(work?.mode).toBe(engine.mode)
  })

  it('commutes with the group: a translated start gives the translated end', async () => {
    const group = symmetric(4)
    const space = finiteSpace(group)
    const start = Float64Array.from({ length: 24 }, (_, g) => Math.fround(Math.sin(7 * g)))
    const run = async (values: Float64Array) =>
      (
        await result(
          network({
            populations: [rate(space, 'tanh')],
            connections: [coupling(space, { '3,1': 1.5, '2,2': -1 }, { plan: 'low-rank' })],
            simulation: { steps: 20, method: 'rk4', initial: { kind: 'values', values } },
          }),
        )
      ).finalState['p']!
    const still = await run(start)
    expect(still.some((x, g) => Math.abs(x - start[g]!) > 0.05)).toBe(true)
    for (const a of [1, 9, 23]) {
      const moved = await run(space.act({ element: a }, start))
      const expected = space.act({ element: a }, still)
      // twenty steps that round a few times each
      for (let g = 0; g < 24; g++) expect(Math.abs(moved[g]! - expected[g]!)).toBeLessThan(20 * 16 * unit)
    }
  })

  it.each([
    ['euler', 1, 40],
    ['heun', 2, 20],
    ['rk4', 4, 4],
    // of a single autonomous equation exponential Euler is Rosenbrock-Euler with the whole Jacobian
    ['exponential-euler', 2, 20],
  ] as [Method, number, number][])('%s converges at order %i', async (method, order, steps) => {
    const space = circleSpace(1)
    const logistic = equations(space, { state: { x: { equation: 'x*(1 - x)', initial: 0.25 } }, rate: 'x' })
    const error = async (count: number) => {
      const simulation = { method, dt: 2 / count, steps: count, initial: { kind: 'model' } } as const
      const { finalState } = await result(network({ populations: [logistic], simulation }))
      return Math.abs(finalState['p']![0]! - 1 / (1 + 3 * Math.exp(-2)))
    }
    const measured = Math.log2((await error(steps)) / (await error(2 * steps)))
    expect(measured).toBeGreaterThan(order - 0.25)
    expect(measured).toBeLessThan(order + 0.4)
  })

  it('solves a linear network: each irrep grows as exp((c - 1) t), a complex coefficient turns', async () => {
    const dt = 0.01
    const steps = 100
    const angle = ring.coordinates.get('theta')!
    const values = angle.map((theta) => 0.3 + Math.cos(theta) - 0.5 * Math.sin(2 * theta))
    const { finalState } = await result(
      network({
        populations: [rate(ring, 'linear')],
        connections: [coupling(ring, { 0: -1, 1: { re: 0.5, im: 0.7 } }, { plan: 'low-rank' })],
        simulation: { dt, steps, method: 'rk4', initial: { kind: 'values', values } },
      }),
    )
    const t = dt * steps
    const expected = angle.map(
      (theta) =>
        0.3 * Math.exp(-2 * t) +
        Math.exp(-0.5 * t) * Math.cos(theta - 0.7 * t) -
        0.5 * Math.exp(-t) * Math.sin(2 * theta),
    )
    // rk4 itself is off by t dt^4 / 120 times the fifth power of the rate
    const allowed = 8 * steps * unit + 1e-9
    for (let i = 0; i < 15; i++) expect(Math.abs(finalState['p']![i]! - expected[i]!)).toBeLessThan(allowed)
  })

  it('lets the energy of a symmetric network decrease', async () => {
    const { recording } = await result(erfRing({ steps: 60, record: { every: 5, quantities: ['energy'] } }))
    const { data, shape } = recording.arrays.get('energy')!
    const replicas = shape[1]!
    expect(data.length).toBe(13 * replicas)
    for (let i = replicas; i < data.length; i++)
      expect(data[i]! - data[i - replicas]!).toBeLessThan(64 * unit * (1 + Math.abs(data[i]!)))
    for (let r = 0; r < replicas; r++) expect(data[12 * replicas + r]!).toBeLessThan(data[r]! - 0.1)
  })

  it('gives the same bits for the same seed, and others for another', async () => {
    const noisy = (seed: number) => erfRing({ seed, noise: { sigma: 0.3, correlationTime: 0.2 } })
    const [a, b, c] = [await result(noisy(5)), await result(noisy(5)), await result(noisy(6))]
    expect(a.finalState).toEqual(b.finalState)
    const differ = a.finalState['p']!.filter((x, i) => Math.abs(x - c.finalState['p']![i]!) > 1e-3)
    expect(differ.length).toBeGreaterThan(40)
  })

  it('records frames at step 0 and after every k-th step, replica by replica', async () => {
    const quantities = ['activity', 'state', 'order', 'position', 'mean', 'max'] as const
    const { recording, finalState } = await result(erfRing({ record: { every: 8, quantities } }))
    expect(recording.times).toHaveLength(6)
    for (const [k, time] of recording.times.entries()) expect(time).toBeCloseTo(0.05 * 8 * k, 12)
    const shapes = Object.fromEntries([...recording.arrays].map(([name, { shape }]) => [name, shape]))
    expect(shapes).toEqual({
      'p.activity': [6, 3, 15],
      'p.state': [6, 3, 1, 15],
      'p.order': [6, 3, 2],
      'p.position': [6, 3, 1],
      'p.mean': [6, 3],
      'p.max': [6, 3],
    })
    const { data } = recording.arrays.get('p.state')!
    expect(Float32Array.from(data.subarray(5 * 45))).toEqual(Float32Array.from(finalState['p']!))
  })

  it('tells how far it is, and stops when asked to with what was done', async () => {
    const seen: Progress[] = []
    const whole = (await engine.start(erfRing(), { progressEvery: 0, onProgress: (p) => seen.push(p) })).run
    const iterated: number[] = []
    for await (const { step } of whole) iterated.push(step)
    await whole
    expect(iterated.at(-1)).toBe(40)
    expect(seen.at(-1)).toMatchObject({ step: 40, steps: 40 })
    for (const [k, { step, time }] of seen.entries()) {
      expect(step).toBeGreaterThanOrEqual(seen[k - 1]?.step ?? 0)
      expect(time).toBeCloseTo(0.05 * step, 9)
    }

    const controller = new AbortController()
    const stopped = await result(
      erfRing({ steps: 5_000_000, record: { every: 100_000, quantities: ['mean'] } }),
      {
        signal: controller.signal,
        progressEvery: 0,
        onProgress: ({ step }) => step > 0 && controller.abort(),
      },
    )
    expect(stopped.status).toBe('aborted')
    expect(stopped.steps).toBeGreaterThan(0)
    expect(stopped.steps).toBeLessThan(5_000_000)
    expect(stopped.recording.times.length).toBe(Math.floor(stopped.steps / 100_000) + 1)
    expect(stopped.finalState['p']!.every(Number.isFinite)).toBe(true)
  })

  it('tells where and when a run diverged, and what to do', async () => {
    const space = circleSpace(5)
    const growing = equations(space, { state: { x: { equation: '20*x' } }, rate: 'x' })
    const values = new Float64Array(10).fill(0)
    values[7] = 1
    const { status, advice, divergedAt, recording } = await result(
      network({
        populations: [growing],
        record: { every: 8, quantities: ['state'] },
        // twice as large after every step
        simulation: { method: 'euler', steps: 5000, replicas: 2, initial: { kind: 'values', values } },
      }),
    )
    expect(status).toBe('diverged')
    expect(divergedAt).toMatchObject({ population: 'p', replica: 1, neuron: 2, variable: 'x' })
    // 2^39 < 1e12 < 2^40; an engine looks every so many steps
    expect(divergedAt!.step).toBeGreaterThanOrEqual(40)
    expect(divergedAt!.step).toBeLessThanOrEqual(1024)
    expect(advice).toMatch(/simulation\.dt|smaller/)
    const { data } = recording.arrays.get('p.state')!
    expect(data.length).toBeGreaterThan(0)
  })
})
