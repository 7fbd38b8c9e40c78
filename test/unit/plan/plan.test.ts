import { describe, expect, it } from 'vitest'
import { choosePlan, type PlanOptions, planConnection } from '../../../src/engine/plan.ts'
import { cyclic, symmetric } from '../../../src/groups/families.ts'
import { quotientCoupling } from '../../../src/model/couplings.ts'
import type { Kernel } from '../../../src/model/kernel.ts'
import { kernelFromFamily, kernelFromSpectrum, kernelFromValues } from '../../../src/model/kernels.ts'
import type { Coupling, Network, PlanName } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import type { Space } from '../../../src/spaces/space.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'

function network(coupling: Coupling, from: Space, to: Space, plan?: PlanName): Network {
  const connection = {
    place: 'connections[0]',
    from: 0,
    to: 1,
    coupling,
    scale: 1,
    ...(plan ? { plan } : {}),
  }
  return {
    populations: [
      { space: from, model: {} },
      { space: to, model: {} },
    ],
    connections: [connection],
  } as unknown as Network
}

function chosen(kernel: Kernel, options?: PlanOptions) {
  const coupling = { kind: 'kernel', kernel, gains: {} } as const
  return choosePlan(network(coupling, kernel.space, kernel.space), 0, options)
}

function impulses(space: Space, count: number): Kernel {
  const values = new Float64Array(space.size)
  for (let k = 0; k < count; k++) values[(k * 7) % space.size] = k + 1
  return kernelFromValues(space, values)
}

describe('the cost model chooses', () => {
  it('low-rank for a few harmonics', () => {
    const choice = chosen(kernelFromSpectrum(circleSpace(256), new Map([['1', 2]])))
    expect(choice.plan).toBe('low-rank')
    expect(choice.why).toMatch(/^least estimated time, .* against .* for fft: 2 basis columns on 256 points$/)
    expect(choice.considered.map(({ plan }) => plan)).toEqual([
      'low-rank',
      'fft',
      'gather',
      'dense',
      'sparse',
    ])
    expect(choice.cost.flops).toBe(2 * 2 * 512 + 2 * 4 + 2)
  })

  it('FFT for a full band on a product of cyclic groups', () => {
    const narrow = kernelFromFamily(torusSpace([48, 48], 'rectangular'), 'gaussian', { width: 0.4 })
    expect(chosen(narrow).plan).toBe('fft')
    expect(chosen(impulses(finiteSpace(cyclic(1009)), 500)).plan).toBe('fft')
  })

  it('gather for a small support on a group that is not abelian', () => {
    const choice = chosen(impulses(finiteSpace(symmetric(5)), 4))
    expect(choice.plan).toBe('gather')
    const fft = choice.considered.find(({ plan }) => plan === 'fft')!
    expect(fft).toEqual({ plan: 'fft', cost: null, because: 'the sample is no product of cyclic groups' })
  })

  it('low-rank or dense on the sphere, whose points form no group', () => {
    const choice = chosen(kernelFromSpectrum(sphereSpace(8), new Map([['1', 2]])))
    expect(choice.plan).toBe('low-rank')
    expect(choice.considered[2]!.because).toBe('the points form no group')
  })

  it('sparse where at most one weight in eight is stored, dense beyond', () => {
    const space = circleSpace(64)
    const measured = (stored: number, plan?: PlanName) => {
      const weights = new Float64Array(64 * 64)
      for (let k = 0; k < stored; k++) weights[(k * 13) % weights.length] = 1
      return choosePlan(network({ kind: 'matrix', rows: 64, columns: 64, weights }, space, space, plan), 0)
    }
    const few = measured(512)
    expect(few.plan).toBe('sparse')
    expect(few.why).toMatch(
      /^least estimated time, .* against .* for dense: 512 of 4,096 weights are not zero$/,
    )
    expect(few.cost).toMatchObject({ flops: 2 * 512, bytes: 12 * 512 + 4 * 65 })
    const more = measured(513)
    expect(more.plan).toBe('dense')
    expect(more.considered.at(-1)).toEqual({
      plan: 'sparse',
      cost: null,
      because: '513 of 4,096 weights are not zero, more than one in 8',
    })
    expect(measured(513, 'sparse')).toMatchObject({ plan: 'sparse', why: 'asked for' })
    // a row costs too: of two neurons no matrix is sparse
    const two = { kind: 'matrix', rows: 2, columns: 2, weights: new Float64Array(4) } as const
    expect(choosePlan(network(two, circleSpace(2), circleSpace(2)), 0).plan).toBe('dense')
  })

  it('the only plan for a full matrix and for a quotient', () => {
    const [a, b] = [circleSpace(8), circleSpace(5)]
    const matrix = { kind: 'matrix', rows: 5, columns: 8, weights: new Float64Array(40).fill(1) } as const
    expect(choosePlan(network(matrix, a, b), 0).why).toBe(
      'the only plan that applies: the weights are a matrix of 5 x 8',
    )
    const operator = planConnection(network(matrix, a, b), 0)
    const output = new Float64Array(5)
    operator.apply(new Float64Array(8).fill(2), 0, output, 0, 1, 0)
    expect([...output]).toEqual([16, 16, 16, 16, 16])
    expect(() => choosePlan(network(matrix, b, a), 0)).toThrow(/connections\[0\]: expected a matrix of 8 x 5/)
    const through = quotientCoupling(a, b, circleSpace(12), new Map(), new Map(), new Map([['1', 2]]))
    const quotient = planConnection(network(through, a, b), 0)
    expect(quotient.choice.plan).toBe('low-rank')
    expect([quotient.rows, quotient.columns]).toEqual([5, 8])
    const bump = a.coordinates.get('theta')!.map((t) => Math.cos(t - 0.4))
    const reply = new Float64Array(5)
    quotient.apply(bump, 0, reply, 0, 1, 0)
    // 2c cos convolved with a cosine: c times the cosine
    reply.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * Math.cos(b.coordinates.get('theta')![i]! - 0.4), 14)
    })
  })
})

describe('limits and wishes', () => {
  const kernel = kernelFromFamily(circleSpace(512), 'von-mises', { kappa: 1000 })

  it('a plan above the memory limit does not apply, and says so', () => {
    const choice = chosen(kernel, { memoryLimit: 2 ** 19 })
    expect(choice.considered.find(({ plan }) => plan === 'dense')).toEqual({
      plan: 'dense',
      cost: null,
      because: 'a matrix of 512 x 512, 2.0 MiB, above the limit of 512 KiB',
    })
    expect(() => chosen(kernel, { memoryLimit: 10 })).toThrow(/a connection that some plan can run/)
  })

  it('the plan asked for is taken, or refused with the reason', () => {
    expect(chosen(kernel, { plan: 'dense' })).toMatchObject({ plan: 'dense', why: 'asked for' })
    const small = kernelFromSpectrum(sphereSpace(2), new Map([['1', 2]]))
    expect(() => chosen(small, { plan: 'fft' })).toThrow(
      'connections[0].plan: expected a plan that applies here (low-rank, dense), received "fft". ' +
        'the sample is no product of cyclic groups',
    )
    const coupling = { kind: 'kernel', kernel, gains: {} } as const
    expect(choosePlan(network(coupling, kernel.space, kernel.space, 'dense'), 0).plan).toBe('dense')
  })

  it('populations on different spaces are refused', () => {
    const coupling = { kind: 'kernel', kernel, gains: {} } as const
    expect(() => choosePlan(network(coupling, kernel.space, circleSpace(8)), 0)).toThrow(
      /connections\[0\]: expected populations on one space/,
    )
  })

  it('a million neurons are planned without a million labels', () => {
    const space = torusSpace([1000, 1000], 'rectangular')
    const start = performance.now()
    const choice = chosen(kernelFromFamily(space, 'gaussian', { width: 0.05 }))
    expect(choice.plan).toBe('fft')
    expect(choice.cost.bytes).toBeLessThan(2 ** 25)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
