/** Families of relative equilibria that no symmetry explains: walked, counted with their true dimension, listed once. */
import { describe, expect, it } from 'vitest'
import { examineRelative, unexplainedBy } from '../../../src/analysis/examine-relative.ts'
import { familyOf } from '../../../src/analysis/family.ts'
import { relativeEquilibrium } from '../../../src/analysis/find/relative.ts'
import { frameOf } from '../../../src/analysis/frame.ts'
import type { Certificate } from '../../../src/analysis/report.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { certify } from '../../../src/experiment/certify.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { flowFrom, single } from './networks.ts'

const ring = (samples: number) => ({ group: 'SO(2)', samples })
const turning = { spectrum: { 1: { re: 1, im: 0.3 } } }

/** x' of one variable, written out */
const equation = (text: string, samples: number, kernel: object, rate = 'x') =>
  single({ space: ring(samples), model: { state: { x: { equation: text } }, rate, parameters: {} } }, kernel)

async function certificateOf(text: object): Promise<Certificate> {
  const loaded = await loadExperiment({ goldstone: 1, title: 'test', ...text })
  return certify(loaded, { starts: 16, seed: 1 })
}

const moving = ({ manifolds }: Certificate) => manifolds.filter(({ velocity }) => velocity !== null)

/** What the certificate says of the wave A cos(k theta) nearest to a start. */
async function waveOf(text: object, amplitude: number, k = 1) {
  const flow = await flowFrom(text)
  const symmetry = symmetryOf(flow)
  const start = Float64Array.from(
    { length: flow.length },
    (_, i) => amplitude * Math.cos((2 * Math.PI * k * i) / flow.length),
  )
  const found = relativeEquilibrium(flow, frameOf(flow, symmetry)!, start)!
  const family = familyOf(flow, found, unexplainedBy(found))
  return { family, found, manifold: examineRelative(flow, symmetry, found, family).manifold }
}

describe('a continuum of turning states', () => {
  it('of every amplitude, where the equations are linear, is one manifold of two dimensions', async () => {
    const [wave, ...others] = moving(
      await certificateOf(single({ space: ring(32), transfer: 'linear' }, turning)),
    )
    expect(others).toEqual([])
    expect(wave).toMatchObject({ dimension: 2, zeroModes: 2, index: 0, stability: 'attracting' })
    expect(wave!.topology).toBe('family of S1')
    expect(wave!.verdict).toBe('certified in the moving frame, by walking alone')
    expect(wave!.checks.find(({ step }) => step === 'walked')).toMatchObject({ holds: true })
    // what lies outside the kernel's harmonics decays on its own
    expect(wave!.rest).toEqual([{ re: -1, im: 0, multiplicity: 30 }])
  })

  it('of two waves that turn alike is the sphere |A1|^2 + |A2|^2 = const, of three dimensions', async () => {
    const kernel = { spectrum: { 1: { re: 0.5, im: 0.3 }, 2: { re: 0.5, im: 0.6 } } }
    const certificate = await certificateOf(equation('-x + I + x*(1 - mean(x^2))', 24, kernel))
    const [sphere, ...others] = moving(certificate)
    expect(others).toEqual([])
    expect(sphere).toMatchObject({ dimension: 3, zeroModes: 3, stability: 'attracting' })
    expect(sphere!.verdict).toBe('certified in the moving frame, by walking alone')
    // sum w x^2 = 1/2, and a kick that lengthens it returns at 2 * 1/2
    expect(Math.hypot(...Object.values(sphere!.rms['p']!))).toBeCloseTo(Math.SQRT1_2, 9)
    expect(sphere!.spectrum.find(({ re }) => Math.abs(re) > 1e-6)!.re).toBeCloseTo(-1, 8)
  })

  it('is found again from far away, also across a symmetric place at which invariants stand still', async () => {
    const model = {
      state: { x: { equation: '-x + I + a' }, a: { equation: 'mean(a) - a' } },
      rate: 'tanh(x)',
      parameters: {},
    }
    const kernel = { spectrum: { 1: { re: 2, im: 0.3 } } }
    const [bump, ...others] = moving(await certificateOf(single({ space: ring(32), model }, kernel)))
    expect(others).toEqual([])
    // one number, the mean of a, is kept for ever
    expect(bump).toMatchObject({ dimension: 2, stability: 'attracting' })
    expect(bump!.verdict).toMatch(/^certified in the moving frame, by walking alone/)
  })
})

describe('a null direction along which nothing goes on', () => {
  it('is a bifurcation: degenerate, with the number at which the walk failed', async () => {
    // A' = -A (A^2 / 2 - 1)^3
    const { family, manifold } = await waveOf(equation('-x + I - x*(mean(x^2) - 1)^3', 24, turning), 1.6)
    expect(family).toMatchObject({ directions: 1, dimension: 0 })
    expect(manifold).toMatchObject({ dimension: 1, stability: 'degenerate', topology: 'S1' })
    expect(manifold.verdict).not.toMatch(/^certified/)
    const walked = manifold.checks.find(({ step }) => step === 'walked')!
    expect(walked.holds).toBe(false)
    expect(walked.value).toBeGreaterThan(1e-6)
    expect(manifold.reasons.join()).toContain('a bifurcation: 1 null direction beyond the orbit')
  })

  it('is told apart from neighbours that wobble, which are no relative equilibria', async () => {
    // label 2 turns at a speed of its own, and neither grows nor decays on the wave of label 1
    const kernel = { spectrum: { 1: { re: 0.5, im: 0.3 }, 2: { re: 0.5, im: 0.5 } } }
    const { family, manifold } = await waveOf(equation('-x + I + x*(1 - mean(x^2))', 24, kernel), 1)
    expect(family).toBeNull()
    expect(manifold.stability).toBe('degenerate')
    expect(manifold.reasons.join()).toContain('2 eigenvalues without real part beyond the orbit')
    expect(manifold.reasons.join()).toContain('wobble')
  })
})

it('what lies outside the harmonics counts: it may grow where the wave itself is held', async () => {
  // A' = A / 20 - 2 b(A): small waves decay, large ones grow, and so do all other harmonics
  const kernel = { spectrum: { 1: { re: -1, im: 0.3 } } }
  const { manifold } = await waveOf(equation('0.05*x + I', 96, kernel, 'tanh(x)'), 12)
  expect(manifold.rest).toHaveLength(1)
  expect(manifold.rest[0]!.re).toBeCloseTo(0.05, 12)
  expect(manifold).toMatchObject({ index: 95, stability: 'repelling' })
})
