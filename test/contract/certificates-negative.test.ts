/** What must not be certified: broken symmetry, duplicated points, wrong sides, bifurcations; and that it is said. */
import { describe, expect, it } from 'vitest'
import type { Certificate } from '../../src/analysis/report.ts'
import { certify } from '../../src/experiment/certify.ts'
import { filesFrom } from '../../src/experiment/files.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { writeNpy } from '../../src/io/npy.ts'

async function certificateOf(
  population: object,
  kernel: object,
  matrix?: Float64Array,
): Promise<Certificate> {
  const n = Math.round(Math.sqrt(matrix?.length ?? 0))
  const experiment = {
    goldstone: 1,
    populations: { p: population },
    connections: [{ from: 'p', to: 'p', kernel }],
    certify: { starts: 12 },
  }
  const files = matrix === undefined ? {} : { 'w.npy': writeNpy({ shape: [n, n], data: matrix }) }
  return certify(await loadExperiment(experiment, { files: filesFrom(files) }))
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

  it('a ring whose end point was sampled twice, and it is told', async () => {
    const n = 25
    const at = (i: number) => -Math.PI + (2 * Math.PI * i) / (n - 1)
    const w = Float64Array.from(
      { length: n * n },
      (_, k) => (4 * Math.cos(at(Math.floor(k / n)) - at(k % n))) / n,
    )
    const told = await certificateOf(ring(n), { matrix: 'w.npy' }, w)
    expect(told.symmetry.dimension).toBe(0)
    expect(told.manifolds.every(({ dimension }) => dimension === 0)).toBe(true)
    expect(told.notes.join()).toContain('both -pi and pi')
    const once = Float64Array.from(
      { length: (n - 1) ** 2 },
      (_, k) => (4 * Math.cos(at(Math.floor(k / (n - 1))) - at(k % (n - 1)))) / (n - 1),
    )
    const right = await certificateOf(ring(n - 1), { matrix: 'w.npy' }, once)
    expect(right.notes.join()).not.toContain('both -pi and pi')
    expect(right.symmetry.dimension).toBe(1)
  })

  it('a convolution with the kernel on the wrong side', async () => {
    const group = permutations(3)
    // J(s) differs among the transpositions: no class function
    const kernel = [0.5, 2, -1, 0.3, 0.7, -1.5]
    const of = (side: 'left' | 'right') =>
      Float64Array.from({ length: 36 }, (_, k) => {
        const [g, h] = [group[Math.floor(k / 6)]!, group[k % 6]!]
        const between = side === 'right' ? times(inverse(h), g) : times(g, inverse(h))
        return kernel[group.findIndex((p) => p.join() === between.join())]!
      })
    const space = { space: { group: 'S(3)' }, transfer: 'tanh' }
    const right = await certificateOf(space, { matrix: 'w.npy' }, of('right'))
    const wrong = await certificateOf(space, { matrix: 'w.npy' }, of('left'))
    // a matrix that is a convolution is none to compare with one
    expect(right.matrices).toEqual([])
    expect(right.symmetry.components).toBeGreaterThanOrEqual(6)
    expect(wrong.matrices[0]!.equivarianceError).toBeGreaterThan(0.1)
    expect(wrong.matrices[0]!.distance).toBeGreaterThan(0.1)
  })
})

/** In lexicographic order. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]]
  const first = Array.from({ length: n }, (_, i) => i)
  return first.flatMap((i) => permutations(n - 1).map((rest) => [i, ...rest.map((j) => (j < i ? j : j + 1))]))
}

/** (pq)(i) = p(q(i)) */
const times = (p: readonly number[], q: readonly number[]) => q.map((i) => p[i]!)
const inverse = (p: readonly number[]) => p.map((_, i) => p.indexOf(i))
