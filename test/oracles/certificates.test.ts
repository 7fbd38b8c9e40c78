/** Certificates against numbers known without them: closed forms, and the literature's continuous attractors. */
import { describe, expect, it } from 'vitest'
import type { Certificate, Manifold } from '../../src/analysis/report.ts'
import { certify } from '../../src/experiment/certify.ts'
import { loadExperiment } from '../../src/experiment/load.ts'

async function certificateOf(experiment: Record<string, unknown>): Promise<Certificate> {
  return certify(await loadExperiment({ goldstone: 1, ...experiment }))
}

const one = (space: unknown, transfer: unknown, spectrum: unknown, inputs: unknown[] = []) => ({
  populations: { p: { space, transfer } },
  connections: [{ from: 'p', to: 'p', kernel: { spectrum } }],
  inputs,
})

/** [re, multiplicity] of the spectrum, to `digits` decimals. */
function expectSpectrum({ spectrum }: Manifold, expected: readonly (readonly [number, number])[]): void {
  expect(spectrum.map(({ multiplicity }) => multiplicity)).toEqual(expected.map(([, m]) => m))
  for (const [k, [re]] of expected.entries()) expect(spectrum[k]!.re).toBeCloseTo(re, 5)
}

const nontrivial = (certificate: Certificate) => certificate.manifolds.filter((m) => !m.homogeneous)

describe('the ring', () => {
  it('has one ring of bumps of amplitude 2.386013 and an unstable zero', async () => {
    const certificate = await certificateOf(one({ group: 'SO(2)', samples: 128 }, 'erf', { 1: 2 }))
    expect(certificate.symmetry.dimension).toBe(1)
    expect(certificate.onset[0]).toMatchObject({ population: 'p', irrep: '1', multiplicity: 2 })
    expect(certificate.onset[0]!.growth).toBeCloseTo(1, 12)
    expect(certificate.manifolds).toHaveLength(2)
    const [bump, zero] = certificate.manifolds as [Manifold, Manifold]
    expect(bump).toMatchObject({
      dimension: 1,
      zeroModes: 1,
      stability: 'attracting',
      index: 0,
      topology: 'S1',
      components: 1,
      verdict: 'certified',
    })
    expect(bump.rms['p']!['1']! * Math.SQRT2).toBeCloseTo(2.386013, 6)
    expectSpectrum(bump, [
      [0, 1],
      [-0.845876, 1],
    ])
    expect(zero).toMatchObject({ dimension: 0, index: 2, stability: 'repelling', homogeneous: true })
  }, 60_000)

  it('has its tangent eigenvalue moved to -eps / A by an input eps cos theta', async () => {
    const certificate = await certificateOf(
      one({ group: 'SO(2)', samples: 128 }, 'erf', { 1: 2 }, [{ to: 'p', expression: '0.05*cos(theta)' }]),
    )
    expect(certificate.symmetry.dimension).toBe(0)
    const stable = certificate.manifolds.filter((m) => m.stability === 'attracting')
    expect(stable).toHaveLength(1)
    expect(stable[0]!.dimension).toBe(0)
    expect(stable[0]!.spectrum[0]!.re).toBeCloseTo(-0.0204525, 6)
  }, 60_000)

  it('drifts with an odd kernel: a relative equilibrium of velocity s / c', async () => {
    const certificate = await certificateOf(
      one({ group: 'SO(2)', samples: 128 }, 'erf', { 1: { re: 2, im: 0.3 } }),
    )
    const drifting = certificate.manifolds.filter((m) => m.velocity !== null)
    expect(drifting).toHaveLength(1)
    expect(Math.abs(Object.values(drifting[0]!.velocity!)[0]!)).toBeCloseTo(0.15, 10)
    expect(drifting[0]!.rms['p']!['1']! * Math.SQRT2).toBeCloseTo(2.386013, 6)
    expect(drifting[0]!).toMatchObject({ stability: 'attracting', dimension: 1 })
  }, 60_000)
})

describe('two equal harmonics on a torus', () => {
  it('have two rings, exchanged, and a torus between them', async () => {
    const certificate = await certificateOf(
      one({ group: 'T(2)', samples: [48, 48] }, 'erf', { '1,0': 2, '0,1': 2 }),
    )
    expect(certificate.symmetry).toMatchObject({ group: '((O(2) x O(2)) : Z2) x Z2', dimension: 2 })
    const [rings, torus] = nontrivial(certificate) as [Manifold, Manifold]
    expect(nontrivial(certificate)).toHaveLength(2)
    expect(rings).toMatchObject({ dimension: 1, components: 2, stability: 'attracting', topology: 'S1' })
    expectSpectrum(rings, [
      [0, 1],
      [-0.422938, 2],
      [-0.845876, 1],
    ])
    expect(Math.hypot(rings.rms['p']!['1,0']!, rings.rms['p']!['0,1']!)).toBeCloseTo(1.687166, 6)
    expect(rings.energy).toBeCloseTo(-0.258697, 6)
    expect(torus).toMatchObject({ dimension: 2, zeroModes: 2, index: 1, stability: 'saddle', topology: 'T2' })
    expect(torus.rms['p']!['1,0']! * Math.SQRT2).toBeCloseTo(1.445317, 6)
    expectSpectrum(torus, [
      [0.539121, 1],
      [0, 2],
      [-0.79758, 1],
    ])
  }, 120_000)
})

describe('spheres and rotations', () => {
  it('have a sphere of bumps', async () => {
    const certificate = await certificateOf(one({ sphere: 2, degree: 16 }, 'erf', { 1: 2 }))
    const [bump] = nontrivial(certificate) as [Manifold]
    expect(nontrivial(certificate)).toHaveLength(1)
    expect(bump).toMatchObject({ dimension: 2, zeroModes: 2, stability: 'attracting', topology: 'S2' })
    expect(bump.rms['p']!['1']! * Math.sqrt(3)).toBeCloseTo(2.747218, 5)
    expect(bump.spectrum.at(-1)!.re).toBeCloseTo(-0.817228, 5)
  }, 60_000)

  it('have rank-one states, the hidden SO(3) state and two saddles', async () => {
    const certificate = await certificateOf(one({ group: 'SO(3)', degree: 12 }, 'erf', { 1: 2 }))
    expect(certificate.symmetry.dimension).toBe(6)
    expect(certificate.onset[0]!.multiplicity).toBe(9)
    const found = nontrivial(certificate)
    expect(found).toHaveLength(4)
    const rankOne = found.find((m) => m.dimension === 4)!
    expect(rankOne).toMatchObject({ stability: 'attracting', topology: '(S2 x S2)/Z2', zeroModes: 4 })
    expectSpectrum(rankOne, [
      [0, 4],
      [-0.408614, 4],
      [-0.817228, 1],
    ])
    const rotations = found.find((m) => m.dimension === 3)!
    expect(rotations.stability).toBe('attracting')
    expectSpectrum(rotations, [
      [0, 3],
      [-0.070249, 5],
      [-0.722468, 1],
    ])
    expect(
      found
        .filter((m) => m.dimension === 5)
        .map((m) => m.index)
        .sort(),
    ).toEqual([1, 3])
    expect(certificate.manifolds.find((m) => m.homogeneous)!.index).toBe(9)
  }, 240_000)
})

describe('threshold-linear networks', () => {
  const ring = (j1: number, j0: number) =>
    one({ group: 'SO(2)', samples: 1024 }, 'relu', { 0: j0, 1: j1 / 2 }, [{ to: 'p', constant: 1 }])

  it('are exactly continuous at J1 = 4, J0 = -2', async () => {
    const certificate = await certificateOf(ring(4, -2))
    const [bump] = nontrivial(certificate) as [Manifold]
    expect(bump).toMatchObject({ dimension: 1, stability: 'attracting' })
    expect(bump.verdict).toMatch(/^certified/)
    const root = Math.sqrt(1 - 8 / Math.PI ** 2)
    const transverse = bump.spectrum.filter(({ re }) => Math.abs(re) > 1e-3)
    for (const expected of [-1 + root, -1 - root])
      expect(Math.min(...transverse.map(({ re }) => Math.abs(re - expected)))).toBeLessThan(2e-4)
  }, 120_000)

  it('are pinned at J1 = 3, J0 = -1: no continuum is certified', async () => {
    const certificate = await certificateOf(ring(3, -1))
    const bumps = nontrivial(certificate).filter((m) => m.index === 0)
    expect(bumps.length).toBeGreaterThan(0)
    for (const bump of bumps) {
      expect(bump.dimension).toBe(0)
      expect(bump.verdict).not.toBe('certified')
      expect(bump.pinning).toBeGreaterThan(5e-4)
      expect(bump.pinning).toBeLessThan(3e-3)
    }
  }, 120_000)

  it('of six neurons have an exact continuum that no Lie group explains', async () => {
    const six = (je: number, ji: number) =>
      one({ group: 'C(6)' }, 'relu', { 0: ji, 1: je / 2 }, [{ to: 'p', constant: 1 }])
    const exact = nontrivial(await certificateOf(six(4, -6)))
    const continuum = exact.filter((m) => m.stability === 'attracting')
    expect(continuum).toHaveLength(1)
    expect(continuum[0]!).toMatchObject({ dimension: 1, topology: 'S1' })
    expect(continuum[0]!.verdict).toMatch(/^certified/)
    const pinned = nontrivial(await certificateOf(six(4.4, -6)))
    expect(pinned.every((m) => m.dimension === 0)).toBe(true)
  }, 120_000)
})
