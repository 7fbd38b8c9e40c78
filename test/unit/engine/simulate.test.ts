/** The loop: exact solutions, replicas, reproducibility, abort, progress, divergence. */
import { describe, expect, test } from 'vitest'
import type { Progress } from '../../../src/engine/result.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import type { Method, Network } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { coupling, equations, network, rate, text } from './networks.ts'

const ring = circleSpace(15)

function linearRing(method: Method, dt: number, tau = 0.8): Network {
  return network({
    populations: [rate(ring, 'linear', 'p', tau)],
    connections: [coupling(ring, { 0: -0.5, 1: { re: 0.7, im: 1.1 }, 3: 0.4 })],
    simulation: {
      dt,
      steps: Math.round(2 / dt),
      method,
      initial: { kind: 'expression', expression: text('1 + 2*cos(theta) + cos(3*theta - 1) + cos(5*theta)') },
    },
  })
}

/** tau x' = -x + W x irrep by irrep: label k grows by exp((c_k - 1) t / tau) and turns by s t / tau. */
function exact(theta: number, t: number, tau = 0.8): number {
  const decay = (c: number) => Math.exp(((c - 1) * t) / tau)
  return (
    decay(-0.5) +
    2 * decay(0.7) * Math.cos(theta - (1.1 * t) / tau) +
    decay(0.4) * Math.cos(3 * theta - 1) +
    decay(0) * Math.cos(5 * theta)
  )
}

describe('a linear ring against its exact solution, irrep by irrep', () => {
  test.each([
    ['euler', 1],
    ['heun', 2],
    ['rk4', 4],
    ['exponential-euler', 1],
  ] as [Method, number][])('%s has order %i', async (method, order) => {
    const error = async (dt: number) => {
      const { finalState } = await simulateNetwork(linearRing(method, dt))
      const theta = ring.coordinates.get('theta')!
      return Math.max(...Array.from(theta, (value, i) => Math.abs(finalState.p![i]! - exact(value, 2))))
    }
    const [coarse, fine] = [await error(0.02), await error(0.01)]
    expect(Math.log2(coarse / fine)).toBeGreaterThan(order - 0.15)
    expect(Math.log2(coarse / fine)).toBeLessThan(order + 0.25)
    if (method === 'rk4') expect(fine).toBeLessThan(1e-8)
  })

  test('exponential Euler decays exactly where no coupling acts, with any step', async () => {
    const { finalState } = await simulateNetwork(
      network({
        populations: [rate(ring, 'linear', 'p', 0.1)],
        inputs: [{ place: '', to: 0, from: 0, until: Infinity, term: constant(3) }],
        simulation: { dt: 0.5, steps: 2, method: 'exponential-euler', initial: { kind: 'model' } },
      }),
    )
    for (const x of finalState.p!) expect(x).toBeCloseTo(3 * (1 - Math.exp(-10)), 14)
  })
})

function constant(value: number, size = ring.size) {
  return { kind: 'static' as const, values: new Float64Array(size).fill(value) }
}

describe('replicas', () => {
  const taus = Float64Array.of(1, 0.7, 1.9)
  const scales = Float64Array.of(1, 1.2, 0.8)
  const gains = Float64Array.of(1, 0.5, 1.5)
  const populations = [rate(ring)]
  const made = (replica: number | null): Network => {
    const pick = (values: Float64Array) => (replica === null ? values : values[replica]!)
    const connection = coupling(ring, { 0: -0.3, 1: 2, 2: 0.5 })
    if (connection.coupling.kind !== 'kernel') throw new Error('a kernel')
    return network({
      populations: [{ ...populations[0]!, parameters: { tau: pick(taus) } }],
      connections: [
        {
          ...connection,
          scale: pick(scales),
          coupling: { ...connection.coupling, gains: { 2: pick(gains) } },
        },
      ],
      simulation: { steps: 203, replicas: replica === null ? 3 : 1, initial: { kind: 'model' } },
    })
  }
  const start = Float64Array.from({ length: 45 }, (_, i) => Math.sin(1.7 * i * i))
  const from = (net: Network, values: Float64Array): Network => ({
    ...net,
    simulation: { ...net.simulation, initial: { kind: 'values', values } },
  })

  test('with their own parameters, scales and gains equal runs of their own, bit by bit', async () => {
    const all = await simulateNetwork(from(made(null), start), { plans: ['low-rank'] })
    for (let replica = 0; replica < 3; replica++) {
      const part = start.slice(15 * replica, 15 * replica + 15)
      const one = await simulateNetwork(from(made(replica), part), { plans: ['low-rank'] })
      const gained = all.finalState.p!.slice(15 * replica, 15 * replica + 15)
      // gains multiply in another place than coefficients only when they differ between replicas
      for (const [i, x] of gained.entries()) expect(Math.abs(x - one.finalState.p![i]!)).toBeLessThan(1e-14)
    }
  })

  test('with their own tau alone equal runs of their own, bit by bit', async () => {
    const at = (replica: number | null) =>
      network({
        populations: [{ ...populations[0]!, parameters: { tau: replica === null ? taus : taus[replica]! } }],
        connections: [coupling(ring, { 1: 2 })],
        simulation: { steps: 203, replicas: replica === null ? 3 : 1 },
      })
    const all = await simulateNetwork(from(at(null), start))
    for (let replica = 0; replica < 3; replica++) {
      const part = start.slice(15 * replica, 15 * replica + 15)
      const one = await simulateNetwork(from(at(replica), part))
      expect(all.finalState.p!.slice(15 * replica, 15 * replica + 15)).toEqual(one.finalState.p)
    }
  })
})

describe('a run', () => {
  const noisy = network({
    populations: [rate(ring), rate(sphereSpace(3), 'tanh', 'q')],
    connections: [coupling(ring, { 1: 2 })],
    noise: { sigma: 0.1, correlationTime: null },
    simulation: { replicas: 5, steps: 210, seed: 9 },
    record: {
      every: 20,
      quantities: ['activity', 'rate', 'state', 'order', 'position', 'mean', 'max'],
    },
  })

  test('is the same every time, and another with another seed', async () => {
    const [a, b] = [await simulateNetwork(noisy), await simulateNetwork(noisy, { yieldEvery: 0 })]
    expect(a.finalState).toEqual(b.finalState)
    const other = { ...noisy, simulation: { ...noisy.simulation, seed: 10 } }
    expect((await simulateNetwork(other)).finalState).not.toEqual(a.finalState)
  })

  test('records a frame at step 0 and after every k-th, in the shapes it states', async () => {
    const { recording, finalState, steps, status } = await simulateNetwork(noisy)
    expect([status, steps]).toEqual(['ok', 210])
    expect(Array.from(recording.times)).toEqual(Array.from({ length: 11 }, (_, f) => f * 20 * 0.05))
    const shapes = Object.fromEntries([...recording.arrays].map(([name, { shape }]) => [name, shape]))
    expect(shapes).toEqual({
      'p.activity': [11, 5, 15],
      'p.rate': [11, 5, 15],
      'p.state': [11, 5, 1, 15],
      'p.order': [11, 5, 1],
      'p.position': [11, 5, 1],
      'p.mean': [11, 5],
      'p.max': [11, 5],
      'q.activity': [11, 5, 28],
      'q.rate': [11, 5, 28],
      'q.state': [11, 5, 1, 28],
      'q.order': [11, 5, 4],
      'q.position': [11, 5, 3],
      'q.mean': [11, 5],
      'q.max': [11, 5],
    })
    for (const { data, shape, axes } of recording.arrays.values()) {
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1))
      expect(axes.length).toBe(shape.length)
    }
    expect(finalState.p!.length).toBe(75)
    expect(finalState.q!.length).toBe(140)
    // the frame after 20 steps is where a run of 20 steps ends
    const short = await simulateNetwork({ ...noisy, simulation: { ...noisy.simulation, steps: 20 } })
    expect(recording.arrays.get('q.state')!.data.slice(140, 280)).toEqual(short.finalState.q)
  })

  test('runs without recording, and with no step at all', async () => {
    const bare = await simulateNetwork({ ...noisy, record: { every: 0, quantities: ['rate'] } })
    expect(bare.recording.arrays.size).toBe(0)
    expect(bare.finalState).toEqual((await simulateNetwork(noisy)).finalState)
    const none = await simulateNetwork({ ...noisy, simulation: { ...noisy.simulation, steps: 0 } })
    expect(none.recording.times.length).toBe(1)
    expect(none.status).toBe('ok')
  })

  test('reports its progress, stays responsive, and keeps what it has when aborted', async () => {
    const long = { ...noisy, simulation: { ...noisy.simulation, steps: 20_000_000 }, record: noisy.record }
    const stop = new AbortController()
    const program = { ...long, record: { every: 100_000, quantities: ['mean' as const] } }
    const run = simulateNetwork(program, { signal: stop.signal, progressEvery: 20 })
    const seen: Progress[] = []
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    for await (const progress of run) {
      seen.push(progress)
      if (seen.length === 5) stop.abort()
    }
    clearInterval(timer)
    const result = await run
    expect(result.status).toBe('aborted')
    expect(seen.length).toBeGreaterThanOrEqual(5)
    expect(ticks).toBeGreaterThan(3)
    expect(result.steps).toBeGreaterThan(0)
    expect(result.steps).toBeLessThan(20_000_000)
    expect(result.recording.times.length).toBe(Math.floor(result.steps / 100_000) + 1)
    expect(result.wallSeconds).toBeLessThan(3)
    for (const { step, time, steps } of seen) expect([time, steps]).toEqual([step * 0.05, 20_000_000])
  })

  test('aborted before it begins still has its first frame', async () => {
    const result = await simulateNetwork(noisy, { signal: AbortSignal.abort() })
    expect([result.status, result.steps, result.recording.times.length]).toEqual(['aborted', 0, 1])
  })
})

describe('divergence', () => {
  test('is found where it happens, with advice, and earlier frames are kept', async () => {
    const result = await simulateNetwork(
      network({
        populations: [rate(ring, 'linear')],
        connections: [coupling(ring, { 1: 3 }, { scale: Float64Array.of(0.1, 1, 0.1) })],
        simulation: {
          dt: 0.05,
          steps: 5000,
          replicas: 3,
          initial: { kind: 'expression', expression: text('cos(theta)') },
        },
        record: { every: 10, quantities: ['max'] },
      }),
    )
    expect(result.status).toBe('diverged')
    expect(result.divergedAt!.replica).toBe(1)
    expect(result.divergedAt!.variable).toBe('x')
    // e^(2 t) reaches 1e12 at t = 13.8; a step of Heun at z = 0.1 multiplies by 1.105
    const expected = Math.log(1e12) / Math.log(1.105)
    expect(result.divergedAt!.step).toBeGreaterThanOrEqual(Math.floor(expected))
    expect(result.divergedAt!.step).toBeLessThanOrEqual(expected + 4)
    expect(result.advice).toMatch(/linear in p.*lower the kernel/)
    const { data, shape } = result.recording.arrays.get('p.max')!
    expect(shape[0]).toBeGreaterThan(20)
    expect(data.every((value) => value < 1e12)).toBe(true)
  })

  test('of a step too long says so', async () => {
    const result = await simulateNetwork(
      network({ populations: [rate(ring, 'erf', 'p', 0.1)], simulation: { dt: 0.5, steps: 1000 } }),
    )
    expect(result.status).toBe('diverged')
    expect(result.advice).toBe('dt = 0.5 is long against tau = 0.1 for heun: try simulation.dt: 0.01')
  })

  test('of not a number names the variable', async () => {
    const population = equations(ring, {
      state: { u: '1', v: 'sqrt(0.5 - u)' },
      rate: 'u',
    })
    const result = await simulateNetwork(
      network({ populations: [population], simulation: { initial: { kind: 'model' }, method: 'euler' } }),
    )
    expect(result.divergedAt).toMatchObject({ variable: 'v', neuron: 0, step: 12 })
  })
})
