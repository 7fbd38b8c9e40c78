/** Automorphisms of coloured graphs against brute force and known groups; stabiliser chains against lists. */
import { describe, expect, it } from 'vitest'
import {
  automorphismsOf,
  type ColouredGraph,
  isIsomorphism,
  isomorphismOf,
  type Permutation,
} from '../../../src/groups/graph-automorphisms.ts'
import { groupFromGenerators } from '../../../src/groups/permutation.ts'
import { inverseOf, numbersFrom, stabiliserChain } from '../../../src/groups/stabiliser-chain.ts'

function graph(size: number, colour: (v: number, w: number) => number): ColouredGraph {
  return {
    size,
    pairs: Int32Array.from({ length: size * size }, (_, k) => colour(Math.floor(k / size), k % size)),
  }
}

/** All permutations that keep pairs and colours, by trying image after image. */
function bruteForce(
  { size, pairs }: ColouredGraph,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): Permutation[] {
  const found: Permutation[] = []
  const visit = (images: readonly number[]): void => {
    const v = images.length
    if (v === size) {
      found.push(Int32Array.from(images))
      return
    }
    for (let image = 0; image < size; image++) {
      if (images.includes(image) || from[v] !== to[image]) continue
      const keeps = [...images, image].every(
        (y, w) =>
          pairs[v * size + w] === pairs[image * size + y] && pairs[w * size + v] === pairs[y * size + image],
      )
      if (keeps) visit([...images, image])
    }
  }
  visit([])
  return found
}

const plain = (n: number) => new Int32Array(n)
const pairsOfFive = Array.from({ length: 5 }, (_, a) => a).flatMap((a) =>
  Array.from({ length: 4 - a }, (_, k) => [a, a + 1 + k] as const),
)
const bits = (x: number): number => (x === 0 ? 0 : (x & 1) + bits(x >> 1))

describe('automorphisms of a graph', () => {
  it.each([
    ['a cycle of 12', graph(12, (v, w) => ([1, 11].includes((v - w + 12) % 12) ? 1 : 0)), 24],
    ['a directed cycle of 12', graph(12, (v, w) => ((v - w + 12) % 12 === 1 ? 1 : 0)), 12],
    ['20 points', graph(20, () => 0), 2432902008176640000],
    [
      "Petersen's graph",
      graph(10, (v, w) => (pairsOfFive[v]!.some((a) => pairsOfFive[w]!.includes(a)) ? 0 : 1)),
      120,
    ],
    ['a cube of dimension 6', graph(64, (v, w) => bits(v ^ w)), 2 ** 6 * 720],
    // strongly regular with equal parameters, which refinement alone does not tell apart from others
    [
      "the rooks' graph of 5 x 5",
      graph(25, (v, w) => (Math.floor(v / 5) === Math.floor(w / 5) || v % 5 === w % 5 ? 1 : 0)),
      28_800,
    ],
  ] as [string, ColouredGraph, number][])('%s', (_, given, order) => {
    const found = automorphismsOf(given, plain(given.size))!
    expect(found.order).toBe(order)
    for (const g of found.generators)
      expect(isIsomorphism(given, plain(given.size), plain(given.size), g)).toBe(true)
    // strong: they generate a group of that order
    const chain = stabiliserChain(given.size)
    for (const g of found.generators) chain.add(g)
    expect(chain.order()).toBe(order)
  })

  it('of random graphs with few colours, as many as brute force finds', () => {
    const random = numbersFrom(7)
    const orders = new Set<number>()
    for (let k = 0; k < 60; k++) {
      const n = 3 + (k % 5)
      const colours = Int32Array.from({ length: n }, () => Math.floor(random() * 2))
      const symmetric = Int32Array.from({ length: n * n }, () => Math.floor(random() * 1.4))
      const given = graph(n, (v, w) => symmetric[Math.min(v, w) * n + Math.max(v, w)]!)
      const { order } = automorphismsOf(given, colours)!
      expect(order).toBe(bruteForce(given, colours, colours).length)
      orders.add(order)
    }
    expect(orders.size).toBeGreaterThan(3)
  })

  it('carry one colouring to another, or say that none does', () => {
    const random = numbersFrom(11)
    const cube = graph(16, (v, w) => bits(v ^ w))
    const { generators } = automorphismsOf(cube, plain(16))!
    let refused = 0
    for (let k = 0; k < 40; k++) {
      const from = Int32Array.from({ length: 16 }, () => Math.floor(random() * 2))
      const g = generators[k % generators.length]!
      const to = new Int32Array(16)
      for (let v = 0; v < 16; v++) to[g[v]!] = from[v]!
      const found = isomorphismOf(cube, from, to)
      expect(found && isIsomorphism(cube, from, to, found)).toBe(true)
      const other = Int32Array.from(to, (x, v) => (v === k % 16 ? 1 - x : x))
      expect(isomorphismOf(cube, from, other)).toBeNull()
      const shuffled = to.toSorted()
      const expected = bruteForce(cube, from, shuffled).length > 0
      expect(isomorphismOf(cube, from, shuffled) !== null).toBe(expected)
      if (!expected) refused++
    }
    expect(refused).toBeGreaterThan(5)
  })
})

describe('a chain of stabilisers', () => {
  it.each([
    [
      'S(6)',
      [
        [1, 2, 3, 4, 5, 0],
        [1, 0, 2, 3, 4, 5],
      ],
    ],
    [
      'A(5)',
      [
        [1, 2, 0, 3, 4],
        [0, 1, 3, 4, 2],
      ],
    ],
    [
      'of order 21',
      [
        [1, 2, 3, 4, 5, 6, 0],
        [0, 2, 4, 6, 1, 3, 5],
      ],
    ],
    [
      'PSL(2, 7)',
      [
        [1, 2, 3, 4, 5, 6, 0, 7],
        [0, 2, 4, 6, 1, 3, 5, 7],
        [7, 6, 3, 2, 5, 4, 1, 0],
      ],
    ],
  ] as [string, number[][]][])('knows the order and the members of %s', (_, generators) => {
    const degree = generators[0]!.length
    const chain = stabiliserChain(degree)
    const permutations = generators.map((g) => Int32Array.from(g))
    for (const g of permutations) expect(chain.add(g)).toBe(true)
    expect(chain.order()).toBe(groupFromGenerators(generators).order)
    for (const g of permutations) {
      expect(chain.has(inverseOf(g))).toBe(true)
      expect(chain.add(g)).toBe(false)
    }
  })

  it('refuses what is no member', () => {
    const chain = stabiliserChain(5)
    chain.add(Int32Array.of(1, 2, 0, 3, 4))
    chain.add(Int32Array.of(0, 1, 3, 4, 2))
    expect(chain.has(Int32Array.of(1, 0, 2, 3, 4))).toBe(false)
  })
})
