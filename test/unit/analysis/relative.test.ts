/** States that move along their orbit: velocities in closed form, moving frames against simulation, partners once. */
import { describe, expect, it } from 'vitest'
import { examineRelative } from '../../../src/analysis/examine-relative.ts'
import { relativeEquilibrium } from '../../../src/analysis/find/relative.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { frameOf } from '../../../src/analysis/frame.ts'
import { integrate } from '../../../src/analysis/integrate.ts'
import type { Certificate, Manifold } from '../../../src/analysis/report.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { dot, plus } from '../../../src/analysis/vectors.ts'
import { certify } from '../../../src/experiment/certify.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { single } from './networks.ts'

const ring = (samples: number) => ({ group: 'SO(2)', samples })

async function certificateOf(text: object): Promise<Certificate> {
  const loaded = await loadExperiment({ goldstone: 1, title: 'test', ...text })
  return certify(loaded, { starts: 12, seed: 1 })
}

const moving = ({ manifolds }: Certificate) => manifolds.filter(({ velocity }) => velocity !== null)
const speeds = ({ velocity }: Manifold) => Object.values(velocity!)

describe('a kernel c + i s', () => {
  it.each([
    [1, 0.15],
    [2, 0.075],
    [3, 0.05],
  ])('on label %i alone turns the bump at s / (c k) and leaves its shape', async (k, speed) => {
    const certificate = await certificateOf(
      single({ space: ring(96), transfer: 'erf' }, { spectrum: { [k]: { re: 2, im: 0.3 } } }),
    )
    const [bump, ...others] = moving(certificate) as [Manifold]
    expect(others).toEqual([])
    expect(bump).toMatchObject({ dimension: 1, stability: 'attracting', topology: 'S1', components: 1 })
    expect(bump.verdict).toMatch(/^certified in the moving frame/)
    expect(Object.keys(bump.velocity!)).toEqual(['translation of theta'])
    expect(speeds(bump)[0]).toBeCloseTo(speed, 10)
    expect(bump.rms['p']![`${k}`]! * Math.SQRT2).toBeCloseTo(2.386013, 6)
    expect(bump.spectrum.at(-1)!.re).toBeCloseTo(-0.845876, 5)
  })

  it('on one or both angles of a torus turns along those', async () => {
    const torus = (second: unknown) =>
      single(
        { space: { group: 'T(2)', samples: [24, 24] }, transfer: 'erf' },
        { spectrum: { '1,0': { re: 2, im: 0.3 }, '0,1': second } },
      )
    const both = moving(await certificateOf(torus({ re: 2, im: 0.2 })))
    expect(both.map(({ dimension }) => dimension)).toEqual([1, 1, 2])
    const rings = both.slice(0, 2).map((m) => speeds(m).map((v) => Math.round(1e4 * v) / 1e4 + 0))
    expect(rings.sort()).toEqual([
      [0, 0.1],
      [0.15, 0],
    ])
    expect(both[2]!).toMatchObject({ stability: 'saddle', index: 1, topology: 'T2' })
    expect(speeds(both[2]!)[0]).toBeCloseTo(0.15, 6)
    expect(speeds(both[2]!)[1]).toBeCloseTo(0.1, 6)
    // with a real coefficient the second ring rests, and the torus turns along the first angle alone
    const one = await certificateOf(torus(2))
    const turning = moving(one)
    expect(turning.map(({ dimension }) => dimension)).toEqual([1, 2])
    expect(speeds(turning[1]!)[1]).toBeCloseTo(0, 6)
    expect(one.manifolds.some((m) => m.velocity === null && m.stability === 'attracting')).toBe(true)
  })
})

describe('the smallest velocity that means a motion', () => {
  it('is told where left and right translations act alike', async () => {
    const certificate = await certificateOf(
      single(
        { space: { group: 'O(2)', samples: 32 }, transfer: 'erf' },
        {
          spectrum: {
            // joins the two circles, which would be parts of their own
            A1: -1,
            E1: [
              [2, 0.3],
              [-0.3, 2],
            ],
          },
        },
      ),
    )
    const [torus, ringOfThem] = moving(certificate) as [Manifold, Manifold]
    expect(torus).toMatchObject({ dimension: 2, stability: 'attracting', topology: 'T2' })
    expect(torus.velocity!['translation of theta from the right']).toBeCloseTo(0.15, 6)
    expect(torus.velocity!['translation of theta']).toBeCloseTo(0, 6)
    // a state that one combination fixes turns by half of each
    expect(ringOfThem).toMatchObject({ dimension: 1, index: 2, components: 2 })
    for (const speed of speeds(ringOfThem)) expect(Math.abs(speed)).toBeCloseTo(0.075, 6)
  })
})

it('two coupled rings turn together', async () => {
  const population = { space: ring(32), transfer: 'erf' }
  const certificate = await certificateOf({
    populations: { a: population, b: population },
    connections: [
      { from: 'a', to: 'a', kernel: { spectrum: { 1: { re: 2, im: 0.3 } } } },
      { from: 'b', to: 'b', kernel: { spectrum: { 1: 2 } } },
      { from: 'a', to: 'b', kernel: { spectrum: { 1: 0.5 } } },
    ],
  })
  const turning = moving(certificate)
  expect(turning.map(({ index }) => index)).toEqual([0, 1, 2])
  for (const m of turning) {
    expect(m.verdict).toBe('certified in the moving frame')
    expect(m.velocity!['translation of theta in a and b']).toBeCloseTo(0.15, 9)
  }
})

describe('adaptation', () => {
  const network = (b: number, tau_a: number) =>
    single(
      { space: ring(64), transfer: 'erf', model: 'adaptation', parameters: { b, tau_a } },
      { spectrum: { 1: 2 } },
    )

  it('makes a bump travel either way, which is one manifold of two components', async () => {
    const certificate = await certificateOf(network(0.5, 10))
    const travelling = moving(certificate)
    expect(travelling).toHaveLength(1)
    expect(travelling[0]!).toMatchObject({ dimension: 1, stability: 'attracting', components: 2 })
    expect(travelling[0]!.verdict).toBe('certified in the moving frame')
    const resting = certificate.manifolds.find((m) => m.velocity === null && m.dimension === 1)!
    expect(resting).toMatchObject({ index: 1, stability: 'saddle' })
  })

  it('leaves the bump where it is when it is weak: reflections forbid a drift', async () => {
    const certificate = await certificateOf(network(0.05, 2))
    expect(moving(certificate)).toEqual([])
    expect(certificate.manifolds[0]!).toMatchObject({ dimension: 1, stability: 'attracting' })
  })
})

it('in the moving frame a kick returns at the rate of the spectrum', async () => {
  const text = single({ space: ring(64), transfer: 'erf' }, { spectrum: { 0: 0.4, 1: { re: 2, im: 0.3 } } })
  const { network } = await loadExperiment({ goldstone: 1, title: 'test', ...text })
  const flow = flowOf(network)
  const symmetry = symmetryOf(flow)
  const start = Float64Array.from({ length: 64 }, (_, i) => 2.4 * Math.cos((2 * Math.PI * i) / 64))
  const found = relativeEquilibrium(flow, frameOf(flow, symmetry)!, start)!
  const { manifold } = examineRelative(flow, symmetry, found, null)
  expect(manifold.verdict).toBe('certified in the moving frame')
  // a homogeneous kick, seen by the mean, which no translation changes
  const size = 1e-5
  const ones = new Float64Array(64).fill(1)
  const meanAfter = (time: number) =>
    dot(
      flow.weights,
      ones,
      integrate(flow.evaluate, plus(found.state, ones, size), time, { tolerance: 1e-12 }).state,
    )
  const rate = Math.log(meanAfter(6) / meanAfter(3)) / 3
  expect(Math.min(...manifold.spectrum.map(({ re }) => Math.abs(re - rate)))).toBeLessThan(1e-4)
})
