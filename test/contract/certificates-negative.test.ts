/** What must not be certified: broken symmetry, duplicated points, wrong sides, bifurcations; and that it is said. */
import { describe, expect, it } from 'vitest'
import type { Certificate } from '../../src/analysis/report.ts'
import { certify } from '../../src/experiment/certify.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { writeNpy } from '../../src/io/npy.ts'

async function certificateOf(
  population: object,
  kernel: object,
  matrix?: Float64Array,
): Promise<Certificate> {
  const n = Math.round(Math.sqrt(matrix?.length ?? 0))
  const files = () => Promise.resolve(writeNpy({ data: matrix!, shape: [n, n] }))
  const experiment = {
    goldstone: 1,
    populations: { p: population },
    connections: [{ from: 'p', to: 'p', kernel }],
    certify: { starts: 12 },
  }
  return certify(await loadExperiment(experiment, matrix === undefined ? {} : { files: { read: files } }))
}

const ring = (samples: number) => ({ space: { group: 'SO(2)', samples }, transfer: 'erf' })

describe('what is not certified', () => {
  it('a kernel with 1 % heterogeneity as a continuum', async () => {
    const told = await certificateOf(ring(48), {
      spectrum: { 1: 2 },
      heterogeneity: { std: 0.01, seed: 1 },
    })
    expect(told.symmetry.dimension).toBe(0)
    expect(told.manifolds.every(({ dimension }) => dimension === 0)).toBe(true)
    expect(told.matrices[0]!.distance).toBeGreaterThan(1e-4)
    expect(told.matrices[0]!.pseudoGaps.length).toBeGreaterThan(0)
  })

  it('a bifurcation: at c = 1 the zero state is degenerate, and alone', async () => {
    const told = await certificateOf(ring(32), { spectrum: { 1: 1 } })
    expect(told.manifolds).toHaveLength(1)
    expect(told.manifolds[0]).toMatchObject({ stability: 'degenerate', dimension: 0, zeroModes: 2 })
    expect(told.manifolds[0]!.verdict).not.toMatch(/^certified/)
    expect(told.manifolds[0]!.reasons.join()).toContain('a bifurcation')
  })

  it('a wheel of a lattice whose coefficients differ', async () => {
    const torus = { space: { group: 'T(2)', samples: [12, 12], lattice: 'hexagonal' }, transfer: 'erf' }
    const equal = await certificateOf(torus, { spectrum: { '1,0': 1.5, '0,1': 1.5, '1,-1': 1.5 } })
    expect(equal.symmetry.group).toContain('D(6)')
    expect(equal.symmetry.generators.join()).toContain('order 6')
    const unequal = await certificateOf(torus, { spectrum: { '1,0': 1.5, '0,1': 1.5, '1,-1': 1.4 } })
    expect(unequal.symmetry.group).not.toContain('D(6)')
    expect(unequal.symmetry.generators.join()).not.toContain('order 6')
  })

  it('what Newton did not reach is counted', async () => {
    const told = await certificateOf(
      { space: { group: 'SO(2)', samples: 16 }, transfer: 'relu' },
      { spectrum: { 0: 2 } },
    )
    const runs = Object.values(told.search.solved)
    expect(runs.some(({ tried, converged }) => tried > converged)).toBe(true)
  })
})
