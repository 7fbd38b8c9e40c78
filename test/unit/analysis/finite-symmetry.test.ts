/**
 * Networks on finite groups: their signed permutations against a search that tries image after image, and what
 * identification and isotropy say against all elements.
 */
import { describe, expect, it } from 'vitest'
import { certifyNetwork } from '../../../src/analysis/certify.ts'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { automorphisms } from '../../../src/analysis/symmetry/automorphisms.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { groupFromGenerators } from '../../../src/groups/permutation.ts'
import { numbersFrom } from '../../../src/groups/stabiliser-chain.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'
import type { Coefficient } from '../../../src/spaces/space.ts'
import { coupling, network, rate } from '../engine/networks.ts'

type Spectrum = Readonly<Record<string, Coefficient>>

function networkOn(description: SpaceDescription, spectrum: Spectrum, transfer: string) {
  const space = makeSpace(description)
  return network({ populations: [rate(space, transfer)], connections: [coupling(space, spectrum)] })
}

/** W, column after column. */
function weightsOf(flow: Flow): readonly Float64Array[] {
  return Array.from({ length: flow.length }, (_, j) => {
    const rates = new Float64Array(flow.length)
    rates[j] = 1
    const column = new Float64Array(flow.length)
    flow.recurrent(rates, column)
    return column
  })
}

interface Signed {
  readonly points: readonly number[]
  readonly signs: readonly number[]
}

/** Signed permutations P with P W = W P, neuron after neuron; `visit` sees each. */
function eachSigned(W: readonly Float64Array[], odd: boolean, visit: (p: Signed) => void): void {
  const n = W.length
  const points: number[] = []
  const signs: number[] = []
  const taken = new Uint8Array(n)
  const extend = (): void => {
    const i = points.length
    if (i === n) {
      visit({ points, signs })
      return
    }
    for (let to = 0; to < n; to++) {
      if (taken[to] === 1) continue
      for (const sign of odd ? [1, -1] : [1]) {
        points.push(to)
        signs.push(sign)
        let keeps = true
        for (let j = 0; j <= i && keeps; j++) {
          const s = sign * signs[j]!
          keeps =
            Math.abs(W[i]![j]! - s * W[to]![points[j]!]!) < 1e-9 &&
            Math.abs(W[j]![i]! - s * W[points[j]!]![to]!) < 1e-9
        }
        if (keeps) {
          taken[to] = 1
          extend()
          taken[to] = 0
        }
        points.pop()
        signs.pop()
      }
    }
  }
  extend()
}

function moved({ points, signs }: Signed, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  for (const [i, to] of points.entries()) out[to] = signs[i]! * z[i]!
  return out
}

const near = (a: Float64Array, b: Float64Array): boolean => a.every((x, i) => Math.abs(x - b[i]!) < 1e-6)

const order21 = {
  generators: [
    [1, 2, 3, 4, 5, 6, 0],
    [0, 2, 4, 6, 1, 3, 5],
  ],
}

describe.each([
  [{ group: 'S(3)' }, { '2,1': 2 }, 'tanh', 288, '(S(3) x Z2) wr Z2'],
  [{ group: 'S(3)' }, { '2,1': 2 }, 'relu', 72, '(S(3) x S(3)) : Z2'],
  [{ group: 'C(2) x C(2)' }, { '1 x 0': 2, '0 x 1': 2 }, 'tanh', 32, '(Z2 x Z2) wr Z2'],
  [{ group: 'C(2) x C(2)' }, { '1 x 0': 2, '0 x 1': 1 }, 'tanh', 16, null],
  [{ group: 'Q8' }, { '2:1': 2 }, 'tanh', 6144, '(Z2 x Z2) wr S(4)'],
  [{ group: 'A(4)' }, { '3,1': 2 }, 'tanh', 48 ** 3 * 6, '(S(4) x Z2) wr S(3)'],
  [{ group: 'A(4)' }, { '3,1': 2 }, 'relu', 24 ** 3 * 6, 'S(4) wr S(3)'],
  [{ group: 'O' }, { T1: 2 }, 'tanh', 36_864, 'Z2 wr ((S(3) x S(3)) : Z2)'],
  [{ group: 'S(4)' }, { '3,1': 2 }, 'tanh', 36_864, 'Z2 wr ((S(3) x S(3)) : Z2)'],
  [{ group: 'S(4)' }, { '3,1': 2 }, 'relu', 1152, '(S(4) x S(4)) : Z2'],
  [order21, { '3:1': { re: 2, im: 1 } }, 'relu', 21 ** 3 * 6, null],
] as [SpaceDescription, Spectrum, string, number, string | null][])(
  'the symmetry of %j with %j and %s',
  (description, spectrum, transfer, known, name) => {
    const flow = flowOf(networkOn(description, spectrum, transfer))
    const symmetry = symmetryOf(flow)
    const W = weightsOf(flow)

    it('has all signed permutations that commute with the weights', () => {
      expect(symmetry.report.components).toBe(known)
      let order = 0
      if (known < 100_000) eachSigned(W, transfer === 'tanh', () => order++)
      if (known < 100_000) expect(order).toBe(known)
      if (name !== null) expect(symmetry.report.group).toBe(name)
      expect(symmetry.report.equivarianceError).toBeLessThan(1e-14)
    })

    it('joins states that an element joins, and no others', () => {
      if (symmetry.report.components > 7000) return
      const elements: Signed[] = []
      eachSigned(W, transfer === 'tanh', ({ points, signs }) =>
        elements.push({ points: [...points], signs: [...signs] }),
      )
      const random = numbersFrom(3)
      // few values, so that isotropy and chance agreements are frequent
      const states = Array.from({ length: 24 }, () =>
        Float64Array.from({ length: flow.length }, () => Math.floor(random() * 3) - 1),
      )
      const joined = states.map((z) => moved(elements[Math.floor(random() * elements.length)]!, z))
      for (const [k, a] of states.entries())
        for (const b of [joined[k]!, states[(k + 1) % states.length]!]) {
          const expected = elements.some((g) => near(moved(g, a), b))
          const found = symmetry.align(a, b)
          expect(found !== null).toBe(expected)
          if (found !== null) expect(near(symmetry.act(found.element, a), b)).toBe(true)
        }
      for (const z of states) {
        const fixing = elements.filter((g) => near(moved(g, z), z)).length
        expect(symmetry.isotropy(z).components).toBe(fixing)
        expect(symmetry.orbit(z).count).toBe(elements.length / fixing)
      }
    })
  },
)

describe('manifolds of points', () => {
  it.each<[string, SpaceDescription, Spectrum, number, number]>([
    ['S(3)', { group: 'S(3)' }, { '2,1': 2 }, 288, 6],
    // label 2 changes sign from point to point: no turning of the circle is a symmetry, its steps are
    ['C(4) with its shortest wave', { group: 'C(4)' }, { '0': 1.5, '1': 1.3, '2': 2 }, 16, 10],
  ])(
    'of %s are listed once each, as brute force over all elements has them',
    async (_, space, spectrum, order, count) => {
      const given = networkOn(space, spectrum, 'tanh')
      const { manifolds, search } = await certifyNetwork(given, { starts: 64, seed: 0 })
      const flow = flowOf(given)
      const elements: Signed[] = []
      eachSigned(weightsOf(flow), true, ({ points, signs }) =>
        elements.push({ points: [...points], signs: [...signs] }),
      )
      expect(elements).toHaveLength(order)
      const classes: Float64Array[] = []
      const random = numbersFrom(5)
      for (let k = 0; k < 300; k++) {
        const start = Float64Array.from({ length: flow.length }, () => (k % 7) * (random() - 0.5))
        const { state, converged } = newton(flow, start, {})
        if (converged && !classes.some((old) => elements.some((g) => near(moved(g, state), old))))
          classes.push(state)
      }
      expect(classes).toHaveLength(count)
      expect(manifolds).toHaveLength(count)
      expect(search.morse.sum).toBe(1)
      for (const state of classes)
        expect(manifolds.filter((m) => elements.some((g) => near(moved(g, state), m.state)))).toHaveLength(1)
    },
  )
})

describe('automorphisms', () => {
  it.each([
    ['S(3)', { group: 'S(3)' }, 6],
    ['Q8', { group: 'Q8' }, 24],
    ['A(4)', { group: 'A(4)' }, 24],
    ['S(4)', { group: 'S(4)' }, 24],
    ['order 21', order21, 42],
    ['A(5)', { group: 'A(5)' }, 120],
    ['S(5)', { group: 'S(5)' }, 120],
    [
      'T x C(3), order 36',
      {
        generators: [
          [1, 2, 0, 3, 4, 5, 6],
          [1, 0, 3, 2, 4, 5, 6],
          [0, 1, 2, 3, 5, 6, 4],
        ],
      },
      144,
    ],
    [
      'PSL(2, 7), order 168',
      {
        generators: [
          [1, 2, 3, 4, 5, 6, 0, 7],
          [0, 2, 4, 6, 1, 3, 5, 7],
          [7, 6, 3, 2, 5, 4, 1, 0],
        ],
      },
      336,
    ],
    [
      'A(5) x C(3), order 180',
      {
        generators: [
          [1, 2, 3, 4, 0, 5, 6, 7],
          [1, 2, 0, 3, 4, 5, 6, 7],
          [0, 1, 2, 3, 4, 6, 7, 5],
        ],
      },
      240,
    ],
    [
      'three involutions, order 8',
      {
        generators: [
          [1, 0, 2, 3, 4, 5],
          [0, 1, 3, 2, 4, 5],
          [0, 1, 2, 3, 5, 4],
        ],
      },
      168,
    ],
  ] as [string, { group: string } | { generators: number[][] }, number][])(
    'of %s are found, all of them',
    (_, description, order) => {
      const group =
        'generators' in description
          ? groupFromGenerators(description.generators)
          : makeSpace(description as SpaceDescription).sample!
      const found = automorphisms(group, [])
      // the identity is left out
      expect(found.length + 1).toBe(order)
      expect(new Set(found.map(({ images }) => images.join())).size).toBe(order - 1)
      for (const { images } of found.slice(0, 40))
        for (let g = 0; g < group.order; g += 5)
          for (const s of group.generators)
            expect(images[group.multiply(g, s)]).toBe(group.multiply(images[g]!, images[s]!))
    },
  )

  it('that keep the spectrum are symmetries of the network', () => {
    const space = makeSpace(order21 as SpaceDescription)
    const flow = flowOf(
      network({
        populations: [rate(space, 'relu')],
        connections: [coupling(space, { '1:1': -1, '3:1': { re: 2, im: 1 } })],
      }),
    )
    const symmetry = symmetryOf(flow)
    const group = space.sample!
    // the kernel is what one neuron, the identity's, sends to the others
    const J = weightsOf(flow)[group.identity]!
    const kept = automorphisms(group, [J])
    // of 42 half: the others exchange the irrep with its conjugate
    expect(kept).toHaveLength(20)
    const z = Float64Array.from({ length: 21 }, (_, i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
    for (const { images } of kept) {
      const image = new Float64Array(21)
      for (let g = 0; g < 21; g++) image[images[g]!] = z[g]!
      expect(symmetry.align(z, image)).not.toBeNull()
    }
  })
})
