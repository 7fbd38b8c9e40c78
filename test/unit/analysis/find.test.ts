/**
 * What the search must not miss, against enumerations that know nothing of it: every equilibrium of small networks by plain
 * Newton runs from many places; saddles with tiny basins; samples that pin; networks that never rest.
 */
import { describe, expect, it } from 'vitest'
import { edgeStarts } from '../../../src/analysis/find/edges.ts'
import { rootsAlong } from '../../../src/analysis/find/rays.ts'
import { restlessAt, restlessNotes } from '../../../src/analysis/find/restless.ts'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { integrate } from '../../../src/analysis/integrate.ts'
import { newton } from '../../../src/analysis/newton.ts'
import type { Certificate, Manifold } from '../../../src/analysis/report.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { norm, plus } from '../../../src/analysis/vectors.ts'
import { tangentPull, tangentSpace, transverse } from '../../../src/analysis/walk.ts'
import { certify } from '../../../src/experiment/certify.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { halton } from '../../../src/math/halton.ts'
import { flowFrom, single } from './networks.ts'

async function certificateOf(text: object, starts = 12): Promise<Certificate> {
  return certify(await loadExperiment({ goldstone: 1, title: 'test', ...text }), { starts, seed: 1 })
}

/** Index -> number of equilibria, by Newton from `runs` places of the harmonics' span and no symmetry but z -> -z. */
function enumerated(flow: Flow, runs: number): Record<number, number> {
  const found: Float64Array[] = []
  for (let k = 0; k < runs; k++) {
    const start = new Float64Array(flow.length)
    flow.reduced.expand(
      halton(k, flow.reduced.length).map((x) => 2.6 * (2 * x - 1)),
      start,
    )
    const { state, converged } = newton(flow, start)
    // f is odd
    for (const z of [state, state.map((x) => -x)])
      if (converged && !found.some((old) => norm(flow.weights, plus(old, z, -1)) < 1e-5)) found.push(z)
  }
  const counts: Record<number, number> = {}
  for (const state of found) {
    const { values, rest } = flow.linearise(state).spectrum()
    const index = [...values, ...rest].filter(({ re }) => re > 0).length
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

function listed({ manifolds }: Certificate): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { index, count } of manifolds) counts[index] = (counts[index] ?? 0) + (count ?? Number.NaN)
  return counts
}

describe('a sample that pins', () => {
  const cases: [string, object][] = [
    // C(4) falls apart into two pairs of points, which nothing pins
    ...[3, 5, 6, 7].map((n): [string, object] => [
      `C(${n})`,
      single({ space: { group: `C(${n})` }, transfer: 'erf' }, { spectrum: { 1: 2 } }),
    ]),
    ['D(5)', single({ space: { group: 'D(5)' }, transfer: 'erf' }, { spectrum: { E1: 2 } })],
    [
      'T(2) of 5 x 5',
      single(
        { space: { group: 'T(2)', samples: [5, 5] }, transfer: 'erf' },
        { spectrum: { '1,0': 2, '0,1': 2 } },
      ),
    ],
  ]
  it.each(cases)(
    '%s: each rest of its orbits is listed, with its points and a reason',
    async (_, text) => {
      const told = await certificateOf(text)
      expect(listed(told)).toEqual(enumerated(await flowFrom(text), 5000))
      expect(told.search.morse.sum).toBe(1)
      const pinned = told.manifolds.filter(({ homogeneous }) => !homogeneous)
      expect(pinned.length).toBeGreaterThan(1)
      for (const { verdict, reasons, dimension } of pinned) {
        expect(verdict).toMatch(/^not certified as a continuum: pinned at/)
        expect(reasons.join()).toContain('the sample pins the orbit')
        expect(dimension).toBe(0)
      }
    },
    60_000,
  )

  it('three waves of a lattice: sinks, saddles and sources of every pinned torus', async () => {
    const torus = { space: { group: 'T(2)', samples: [12, 12], lattice: 'hexagonal' }, transfer: 'erf' }
    const told = await certificateOf(single(torus, { spectrum: { '1,0': 1.5, '0,1': 1.5, '1,-1': 1.5 } }))
    expect(told.manifolds.flatMap(({ index, count }) => (count === null ? [] : [[index, count]]))).toEqual([
      [0, 36],
      [1, 36],
      [3, 576],
      [4, 864],
      [5, 288],
      [6, 1],
    ])
    expect(told.search.morse.sum).toBe(1)
  }, 60_000)

  it.each([
    ['an input of 10', 10, 'relu'],
    ['a threshold of -20', 0, { expression: 'relu(x + 20)' }],
  ])(
    'six neurons far from their threshold at rest, by %s, keep their saddles',
    async (_, input, transfer) => {
      const cells = { space: { group: 'C(6)' }, transfer }
      const told = await certificateOf({
        ...single(cells, { spectrum: { 0: -6, 1: 2.05 } }),
        inputs: [{ to: 'p', constant: input }],
      })
      // where half the neurons are active the bump's tangent grows at c / 2 - 1
      expect(told.manifolds.map(({ index }) => index)).toEqual([0, 1, 2])
      expect(told.manifolds.map(({ stability }) => stability)).toEqual(['attracting', 'saddle', 'saddle'])
      expect(told.manifolds[1]!.spectrum[0]!.re).toBeCloseTo(0.025, 9)
      for (const { verdict } of told.manifolds.slice(0, 2))
        expect(verdict).toMatch(/^not certified .* pinned at/)
    },
  )

  it('a torus pinned along one of its directions: circles of sinks and of saddles, each once', async () => {
    const space = { group: 'T(2)', samples: [32, 32], lattice: 'hexagonal' }
    const told = await certificateOf(
      {
        ...single(
          { space, transfer: { expression: 'softplus(5*x)/5' } },
          { spectrum: { '0,0': -6, '1,0': 2, '0,1': 3.6, '1,-1': 2 } },
        ),
        inputs: [{ to: 'p', constant: 1 }],
      },
      8,
    )
    const pinned = told.manifolds.filter(({ verdict }) => verdict.startsWith('not certified as a continuum'))
    expect(pinned.map(({ dimension, index }) => [dimension, index])).toEqual([
      [1, 0],
      [1, 1],
    ])
    // along theta1 all rests; each of the 32 steps of theta2 makes another circle
    for (const { components } of pinned) expect(components).toBe(32)
  }, 60_000)

  it('a sphere spoils the rotation that fixes a state: that is no direction of its orbit', async () => {
    const sphere = { space: { sphere: 2, degree: 14 }, transfer: 'erf' }
    const flow = await flowFrom(single(sphere, { spectrum: { 2: 2 } }))
    const symmetry = symmetryOf(flow)
    const start = new Float64Array(flow.length)
    flow.reduced.expand(Float64Array.of(0.3, -0.2, 0.9, 0.4, 0.1), start)
    const { state } = transverse(flow, symmetry)(integrate(flow.evaluate, start, 60).state)
    const tangents = tangentSpace(flow, symmetry, state)
    expect(tangents).toHaveLength(2)
    // that rotation's remainder has the eigenvalue of the shape, -0.27
    expect(tangentPull(flow, state, tangents)).toBeLessThan(1e-3)
  })

  it('of one manifold a point that the sample pulls at and one that it does not are the same', async () => {
    const sphere = { space: { sphere: 2, degree: 18 }, transfer: 'erf' }
    const { manifolds, search } = await certificateOf(single(sphere, { spectrum: { 2: 2 } }), 64)
    expect(manifolds.map(({ index, dimension }) => [index, dimension])).toEqual([
      [0, 2],
      [1, 3],
      [5, 0],
    ])
    expect(search.morse.sum).toBe(1)
  }, 60_000)
})

describe('saddles with tiny basins', () => {
  const cann = single(
    { space: { group: 'SO(2)', samples: 64 }, model: 'divisive-normalisation', parameters: { k: 0.01 } },
    { gaussian: { amplitude: 40, width: 0.5 } },
  )

  it('the edge between rest and bump is found from a single start, and the degree holds without an energy', async () => {
    const told = await certificateOf(cann, 1)
    expect(told.manifolds.map(({ dimension, index }) => [dimension, index])).toEqual([
      [1, 0],
      [0, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [0, 4],
      [0, 5],
    ])
    expect(told.search.morse).toMatchObject({ sum: 1, expected: 1 })
    expect(told.manifolds[0]!.energy).toBeNull()
  }, 60_000)

  it('edge tracking alone leads to it', async () => {
    const flow = await flowFrom(cann)
    const bump = integrate(
      flow.evaluate,
      Float64Array.from({ length: 64 }, (_, i) => 10 * Math.cos((2 * Math.PI * i) / 64)),
      200,
    ).state
    const rest = new Float64Array(64)
    const starts = edgeStarts(flow, rest, bump, { duration: 60, isHome: (z) => norm(flow.weights, z) < 1e-3 })
    const { state, converged } = newton(flow, starts.at(-1)!, { tangents: () => [] })
    expect(converged).toBe(true)
    const { values } = flow.linearise(state).spectrum()
    expect(values.filter(({ re }) => re > 1e-7)).toHaveLength(1)
    expect(norm(flow.weights, state)).toBeLessThan(0.2)
  })

  it('a ray meets all the roots of an amplitude equation', async () => {
    // x' = -x + 5 x^2 - 4 x^3 + ..., by a transfer with a threshold: rest, edge and bump on one line
    const flow = await flowFrom(
      single({ space: { group: 'C(2)' }, transfer: { expression: 'tanh(x)^3' } }, { spectrum: { 0: 3 } }),
    )
    const roots = rootsAlong(flow, new Float64Array(2), Float64Array.of(1, 1), 2)
    expect(roots).toHaveLength(2)
    for (const [x] of roots) expect(Math.abs(3 * Math.tanh(x!) ** 3 - x!)).toBeLessThan(2e-3)
  })
})

describe('networks without an energy', () => {
  it('that only oscillate say so, with the period', async () => {
    const text = single(
      { space: { group: 'S(3)' }, transfer: 'tanh' },
      {
        spectrum: {
          '2,1': [
            [2, 1.5],
            [-1.5, 2],
          ],
        },
      },
    )
    const told = await certificateOf(text)
    expect(told.manifolds).toHaveLength(1)
    const said = told.notes.find((note) => note.includes('did not come to rest'))!
    expect(said).toMatch(/^3 of 3 simulated starts/)
    const period = Number(/period about ([\d.]+)/.exec(said)![1])
    const flow = await flowFrom(text)
    const start = integrate(flow.evaluate, Float64Array.of(1, 0.3, -0.5, 0.2, 0.9, -1), 200, {
      tolerance: 1e-9,
    })
    const later = integrate(flow.evaluate, start.state, period, { tolerance: 1e-9 })
    const half = integrate(flow.evaluate, start.state, period / 2, { tolerance: 1e-9 })
    const far = (z: Float64Array) => norm(flow.weights, plus(z, start.state, -1))
    expect(far(later.state)).toBeLessThan(0.02 * far(half.state))
  })

  it('that creep along what was a manifold, or leave a slow saddle, do not count as restless', async () => {
    const flow = await flowFrom({
      ...single({ space: { group: 'SO(2)', samples: 32 }, transfer: 'erf' }, { spectrum: { 1: 2 } }),
      inputs: [{ to: 'p', expression: '0.002*cos(theta)' }],
    })
    const symmetry = symmetryOf(flow)
    const bump = Float64Array.from({ length: 32 }, (_, i) => 2.388 * Math.cos((Math.PI * i) / 16 - 2.2))
    const moves = restlessAt(flow, symmetry, bump, 60)
    expect(moves).toEqual({ period: null, creeps: true })
    const [note] = restlessNotes([moves!], 4)
    expect(note).toMatch(/^1 of 4 simulated starts crept/)
    expect(note).not.toContain('did not come to rest')
  })

  it('that turn are none of those: their motion is one of the group', async () => {
    const told = await certificateOf(
      single(
        { space: { group: 'SO(2)', samples: 32 }, transfer: 'erf' },
        { spectrum: { 1: { re: 2, im: 0.3 } } },
      ),
    )
    expect(told.notes.join()).not.toContain('did not come to rest')
    expect(told.manifolds.some(({ velocity }) => velocity !== null)).toBe(true)
  })

  it('on SO(3) turn from the right at s / c, with eigenvalues known without them', async () => {
    const spectrum = {
      1: [
        [2, 0.3, 0],
        [-0.3, 2, 0],
        [0, 0, 1.5],
      ],
    }
    const told = await certificateOf(
      single({ space: { group: 'SO(3)', degree: 12 }, transfer: 'erf' }, { spectrum }),
      4,
    )
    const [turning] = told.manifolds as [Manifold]
    expect(turning).toMatchObject({ dimension: 3, stability: 'attracting' })
    expect(turning.verdict).toMatch(/^certified in the moving frame/)
    expect(Math.abs(turning.velocity!['rotation about x from the right']!)).toBeCloseTo(0.15, 8)
    // rank-one states of c = 2, of which one copy has c = 1.5 instead: 1.5 / 2 - 1
    const values = turning.spectrum.map(({ re }) => re)
    for (const expected of [-0.25, -0.408614, -0.817228])
      expect(Math.min(...values.map((re) => Math.abs(re - expected)))).toBeLessThan(2e-6)
    expect(
      turning.checks.filter(({ step, said }) => step === 'simulated' && said.includes('kick')),
    ).toHaveLength(1)
  }, 120_000)
})

it('an input that changes in time is named in every verdict', async () => {
  const { network } = await loadExperiment({
    goldstone: 1,
    title: 'test',
    ...single({ space: { group: 'SO(2)', samples: 48 }, transfer: 'erf' }, { spectrum: { 1: 2 } }),
    inputs: [{ to: 'p', expression: 'cos(t)' }],
  })
  expect(flowOf(network).changing).toEqual(['inputs[0]'])
  const { manifolds } = await certify(network, { starts: 4 })
  for (const { verdict } of manifolds) expect(verdict).toBe('certified, without inputs[0]')
})

it('finds what rests nearby though something rests far out', async () => {
  const { manifolds } = await certificateOf(
    {
      ...single(
        { space: { group: 'S(3)' }, transfer: { name: 'power', exponent: 2 } },
        { spectrum: { '3': -2, '2,1': 2.5, '1,1,1': 0.8 } },
      ),
      inputs: [{ to: 'p', constant: 1 }],
    },
    64,
  )
  // as 700 runs of Newton's method from anywhere do: a point of index 2 at norm 1.5, beside one of index 3 at norm 80
  const found = manifolds.map(({ index, count }) => [index, count])
  for (const one of [
    [2, 18],
    [3, 9],
    [3, 18],
    [4, 1],
  ])
    expect(found).toContainEqual(one)
})
