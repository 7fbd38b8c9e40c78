/**
 * Networks that fall apart, circles that alternate, kernels without waves: symmetries of single parts and of the points,
 * against permutations of neurons that are tried on f one by one.
 */
import { describe, expect, it } from 'vitest'
import { certifyNetwork } from '../../../src/analysis/certify.ts'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { numbersFrom } from '../../../src/groups/stabiliser-chain.ts'
import type { Input } from '../../../src/model/network.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'
import type { Coefficient } from '../../../src/spaces/space.ts'
import { coupling, network, rate } from '../engine/networks.ts'

type Spectrum = Readonly<Record<string, Coefficient>>

function networkOn(
  description: SpaceDescription,
  spectrum: Spectrum,
  transfer: string,
  input?: Float64Array,
) {
  const space = makeSpace(description)
  const inputs: Input[] =
    input === undefined
      ? []
      : [
          {
            place: 'inputs[0]',
            to: 0,
            from: 0,
            until: Number.POSITIVE_INFINITY,
            term: { kind: 'static', values: input },
          },
        ]
  return network({ populations: [rate(space, transfer)], connections: [coupling(space, spectrum)], inputs })
}

function evaluated(flow: Flow, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  flow.evaluate(z, out)
  return out
}

/** max |f(P z) - P f(z)| at a state of no symmetry */
function mismatch(flow: Flow, moved: (z: Float64Array) => Float64Array): number {
  const z = Float64Array.from({ length: flow.length }, (_, i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
  const [a, b] = [evaluated(flow, moved(z)), moved(evaluated(flow, z))]
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)
}

const permuted = (to: (i: number) => number) => (z: Float64Array) => {
  const out = new Float64Array(z.length)
  for (let i = 0; i < z.length; i++) out[to(i)] = z[i]!
  return out
}

describe('C(8) x S(3) with one irrep', () => {
  const flow = flowOf(networkOn({ group: 'C(8) x S(3)' }, { '1 x 2,1': 2 }, 'relu'))
  const symmetry = symmetryOf(flow)
  const even = (i: number): boolean => [0, 3, 4].includes(i % 6)
  // g = 6 a + s, s in lexicographic order: 0, 3, 4 are even permutations
  const turn = permuted((i) => (even(i) ? (i + 6) % 48 : i))
  const state = (seed: number): Float64Array => {
    const random = numbersFrom(seed)
    const input = new Float64Array(48)
    flow.recurrent(
      Float64Array.from({ length: 48 }, () => random() - 0.5),
      input,
    )
    return input
  }

  it('turns each of its parts alone', () => {
    expect(mismatch(flow, turn)).toBeLessThan(1e-14)
    expect(symmetry.dimension).toBe(2)
    for (const seed of [1, 2, 3]) {
      const z = state(seed)
      const found = symmetry.align(z, turn(z))
      expect(found).not.toBeNull()
      const image = symmetry.move(found!.motion, symmetry.act(found!.element, z))
      expect(Math.max(...image.map((x, i) => Math.abs(x - turn(z)[i]!)))).toBeLessThan(1e-5)
      expect(symmetry.align(z, state(seed + 7))).toBeNull()
    }
  })

  it('has as many components and isotropy as the wreath product of its parts', () => {
    // O(2) x S(3) of each part has 12 components
    expect(symmetry.report.components).toBe(12 ** 2 * 2)
    const z = state(4)
    const alone = z.map((x, i) => (even(i) ? x : 0))
    const part = symmetry.isotropy(alone)
    expect(part).toMatchObject({ dimension: 1, components: 12 * symmetry.isotropy(z).components })
    // a part and its copy in the other coset, by the odd permutation 1 = (1 2) from the left
    const space = makeSpace({ group: 'C(8) x S(3)' })
    const exchange = permuted((i) => space.sample!.multiply(1, i))
    const twice = alone.map((x, i) => x + exchange(alone)[i]!)
    expect(symmetry.isotropy(twice).name).toMatch(/Z2$/)
    expect(symmetry.isotropy(twice).components).toBe(2 * symmetry.isotropy(z).components)
  })

  it('keeps of an input on one part what that part keeps', () => {
    const input = Float64Array.from({ length: 48 }, (_, i) =>
      even(i) ? 0.1 * Math.cos((2 * Math.PI * Math.floor(i / 6)) / 8) : 0,
    )
    const driven = symmetryOf(flowOf(networkOn({ group: 'C(8) x S(3)' }, { '1 x 2,1': 2 }, 'relu', input)))
    expect(driven.report).toMatchObject({ dimension: 1, components: 12 * 12 })
    expect(driven.report.equivarianceError).toBeLessThan(1e-14)
  })
})

describe('rings that nothing joins', () => {
  it.each<[string, SpaceDescription, Spectrum, number]>([
    ['two', { group: 'C(32) x C(2)' }, { '1 x 0': 2, '1 x 1': 2 }, 2],
    ['three', { group: 'C(24) x C(3)' }, { '1 x 0': 2, '1 x 1': 2, '1 x 2': 2 }, 3],
  ])(
    '%s of them have a torus for each number of rings that are on, each listed once',
    async (_, space, spectrum, k) => {
      const { manifolds, search, symmetry } = await certifyNetwork(networkOn(space, spectrum, 'erf'), {
        starts: 16,
      })
      expect(symmetry).toMatchObject({ dimension: k, components: 4 ** k * (k === 2 ? 2 : 6) })
      expect(manifolds.map(({ dimension, zeroModes }) => [dimension, zeroModes])).toEqual(
        Array.from({ length: k + 1 }, (__, i) => [k - i, k - i]),
      )
      // choices of the rings that are on
      expect(manifolds.map(({ components }) => components)).toEqual(k === 2 ? [1, 2, 1] : [1, 3, 3, 1])
      expect(manifolds.every(({ verdict }) => verdict.startsWith('certified'))).toBe(true)
      expect(search.morse.sum).toBe(1)
    },
  )

  it.each<[string, Spectrum, number]>([
    ['C(8)', { 1: 2, 3: 2 }, 4],
    ['C(4)', { 1: 2 }, 2],
  ])('%s with %j is pairs of points, each on or off', async (group, spectrum, pairs) => {
    const { manifolds, search, symmetry } = await certifyNetwork(networkOn({ group }, spectrum, 'tanh'), {
      starts: 16,
    })
    expect(symmetry).toMatchObject({ dimension: 0, components: pairs === 4 ? 4 ** 4 * 24 : 4 ** 2 * 2 })
    // of m pairs that are on 2^m choices of sign, and binomial(pairs, m) of the pairs
    const counts = manifolds.map(({ count }) => count)
    expect(counts.sort()).toEqual((pairs === 4 ? [1, 8, 24, 32, 16] : [1, 4, 4]).sort())
    expect(search.morse.sum).toBe(1)
  })

  it('on O(2) turn at their own velocities', async () => {
    const re = Float64Array.of(2, 0.3, -0.3, 2)
    const { manifolds } = await certifyNetwork(
      networkOn({ group: 'O(2)', samples: 24 }, { E1: { rows: 2, columns: 2, re, im: null } }, 'erf'),
      { starts: 16 },
    )
    const speeds = manifolds.flatMap(({ velocity }) =>
      velocity === null ? [] : [Object.values(velocity).map((v) => Math.round(1e6 * Math.abs(v)) / 1e6)],
    )
    // both rings on, each at the speed s / c of its bump
    expect(speeds[0]).toEqual([0.15, 0.15])
  })
})

describe('a wave that changes sign from point to point', () => {
  const alternating = (n: number) => Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1))
  /** rotations and reflections of n points, with either sign, that leave a state alone */
  const fixing = (z: Float64Array): number => {
    const n = z.length
    let count = 0
    for (let shift = 0; shift < n; shift++)
      for (const sense of [1, -1])
        for (const sign of [1, -1]) {
          const moved = permuted((i) => (((sense * i + shift) % n) + n) % n)(z)
          if (moved.every((x, i) => Math.abs(sign * x - z[i]!) < 1e-9)) count++
        }
    return count
  }

  it('on few points is fixed by what fixes it there', () => {
    const flow = flowOf(networkOn({ group: 'C(8)' }, { 1: 2, 4: 1.5 }, 'tanh'))
    const symmetry = symmetryOf(flow)
    const { state } = newton(flow, alternating(8), {})
    expect(Math.abs(state[0]!)).toBeGreaterThan(0.5)
    expect(symmetry.isotropy(state)).toMatchObject({ name: 'D(8)', dimension: 0, components: fixing(state) })
    expect(symmetry.orbit(state).count).toBe(2)
  })

  it('on many points turns its sign by one step, which the circle does not', () => {
    const flow = flowOf(networkOn({ group: 'C(32)' }, { 0: 0.5, 1: 2, 16: 1.5 }, 'softplus'))
    const symmetry = symmetryOf(flow)
    expect(symmetry.report).toMatchObject({ group: 'O(2) x Z2', dimension: 1, components: 4 })
    const step = permuted((i) => (i + 1) % 32)
    expect(mismatch(flow, step)).toBeLessThan(1e-14)
    const z = alternating(32).map((x, i) => 0.4 * x + Math.cos((2 * Math.PI * i) / 32))
    expect(symmetry.align(z, step(z))).not.toBeNull()
    expect(
      symmetry.align(
        z,
        z.map((x, i) => x + 0.1 * alternating(32)[i]!),
      ),
    ).toBeNull()
  })
})

describe('a kernel without waves', () => {
  it.each([3, 5])('on C(%i) leaves all permutations of the points', (n) => {
    const flow = flowOf(networkOn({ group: `C(${n})` }, { 0: 2 }, 'relu'))
    const symmetry = symmetryOf(flow)
    const swap = permuted((i) => (i < 2 ? 1 - i : i))
    expect(mismatch(flow, swap)).toBeLessThan(1e-14)
    expect(symmetry.report).toMatchObject({
      group: `S(${n})`,
      dimension: 0,
      components: n === 3 ? 6 : 120,
    })
    const z = Float64Array.from({ length: n }, (_, i) => 0.3 * i)
    expect(symmetry.align(z, swap(z))).not.toBeNull()
    expect(symmetry.orbit(z).count).toBe(n === 3 ? 6 : 120)
  })
})
