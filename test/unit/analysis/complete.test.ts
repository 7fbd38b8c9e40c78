/**
 * What a degree in the whole space cannot see: circles and tori that were missed. Inside the fixed-point spaces they are
 * points, counted and sought there; and the equilibria of independent parts are multiplied.
 */
import { describe, expect, it } from 'vitest'
import { chartOf } from '../../../src/analysis/chart.ts'
import { homogeneousStates } from '../../../src/analysis/find/homogeneous.ts'
import { independentParts, productsOf } from '../../../src/analysis/find/parts.ts'
import { sliceSearch } from '../../../src/analysis/find/slice-search.ts'
import { randomStarts } from '../../../src/analysis/find/starts.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { certify } from '../../../src/experiment/certify.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { flowFrom, single } from './networks.ts'

const certificateOf = async (text: object, starts: number, seed = 0) =>
  certify(await loadExperiment({ goldstone: 1, title: 'test', ...text }), { starts, seed })

const twoCircles = single(
  { space: { group: 'T(2)', samples: [16, 16] }, transfer: 'erf' },
  { spectrum: { '1,0': 2, '0,1': 2 } },
)

describe('inside fixed-point spaces', () => {
  it('a torus that the sum over the whole space cannot miss is missing, and is found', async () => {
    const flow = await flowFrom(twoCircles)
    const symmetry = symmetryOf(flow)
    const chart = chartOf(flow, symmetry)
    const bump = (a: number, b: number) =>
      newton(
        flow,
        chart.lift(
          chart.of(
            Float64Array.from({ length: 256 }, (_, i) => {
              const [x, y] = [(2 * Math.PI * Math.floor(i / 16)) / 16, (2 * Math.PI * (i % 16)) / 16]
              return a * Math.cos(x) + b * Math.cos(y)
            }),
          ),
        ),
        { tangents: symmetry.tangents },
      ).state
    const torus = bump(1.45, 1.45)
    // 0 and the two circles alone: the circles bring 0 to the sum, 0 brings 1
    const states = [new Float64Array(256), bump(2.4, 0)]
    const inSlices = sliceSearch(flow, symmetry, symmetry.fixedSpaces(48), {
      random: randomStarts(flow, homogeneousStates(flow).states, 0),
      duration: 60,
      states: () => states,
      consider(state) {
        if (states.every((old) => symmetry.align(state, old) === null)) states.push(state)
      },
      pause: async () => {},
      aborted: () => false,
    })
    expect(inSlices.sums().some(({ sum }) => sum !== 1)).toBe(true)
    await inSlices.seek(0)
    expect(states).toHaveLength(3)
    expect(symmetry.align(states[2]!, torus)).not.toBeNull()
    const sums = inSlices.sums()
    expect(sums.length).toBeGreaterThan(3)
    for (const { sum } of sums) expect(sum).toBe(1)
    // the four signs of two bumps, of one, and nothing
    expect(Math.max(...sums.map(({ points }) => points))).toBe(9)
  })

  it('three irreps on a ring: circles of index 2 and more that few random starts reach', async () => {
    const ring = { space: { group: 'SO(2)', samples: 64 }, transfer: 'erf' }
    const { manifolds, search } = await certificateOf(single(ring, { spectrum: { 1: 2, 2: 2.2, 3: 2.1 } }), 8)
    expect(manifolds).toHaveLength(12)
    expect(search.morse.sum).toBe(1)
    expect(search.morse.spaces.map(({ sum }) => sum)).toEqual([1, 1])
  }, 60_000)
})

describe('a network that falls apart', () => {
  it('is told by its parts', async () => {
    const sizes = async (space: object, spectrum: object) =>
      independentParts(await flowFrom(single({ space, transfer: 'tanh' }, { spectrum }))).map((p) => p.length)
    expect(await sizes({ group: 'A(4)' }, { '3,1': 2 })).toEqual([4, 4, 4])
    expect(await sizes({ group: 'D(8)' }, { E1: 2 })).toEqual([8, 8])
    expect(await sizes({ group: 'C(8)' }, { 1: 2 })).toEqual([8])
  })

  it('has as many products as multisets of the kinds of like parts', () => {
    const like = [
      ...productsOf([
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ]),
    ]
    expect(like).toHaveLength(10)
    expect([
      ...productsOf([
        [0, 1],
        [2, 3, 4],
      ]),
    ]).toHaveLength(6)
  })

  it('A(4) rests in all products of what its three parts rest in, from few starts', async () => {
    const text = single({ space: { group: 'A(4)' }, transfer: 'tanh' }, { spectrum: { '3,1': 2 } })
    const { manifolds, search } = await certificateOf(text, 2, 1)
    // five kinds for each part, three of them in any order
    expect(manifolds).toHaveLength((7 * 6 * 5) / 6)
    expect(search.morse.sum).toBe(1)
  }, 60_000)
})
