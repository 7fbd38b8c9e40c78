import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alternating,
  components,
  cyclic,
  dihedral,
  polyhedral,
  product,
  quaternion,
  symmetric,
} from '../../../src/groups/families.ts'
import { rankOf, unrank } from '../../../src/groups/lexicographic.ts'
import { permutationOf } from '../../../src/groups/permutation.ts'
import { determinant, pointGroupMatrix, trace } from '../../../src/groups/point-groups.ts'
import { subgroup } from '../../../src/groups/subgroups.ts'
import { groups } from '../../contract/groups.ts'

describe('group axioms', () => {
  it('are tried on at least 40 groups', () => expect(groups.length).toBeGreaterThanOrEqual(40))

  it.each(groups.map((entry) => [entry.name, entry] as const))('%s', (_, { order, make }) => {
    const group = make()
    const e = group.identity
    expect(group.order).toBe(order)
    let wrong = 0
    for (let a = 0; a < order; a++) {
      const inverse = group.inverse(a)
      if (group.multiply(a, e) !== a || group.multiply(e, a) !== a) wrong++
      if (group.multiply(a, inverse) !== e || group.multiply(inverse, a) !== e) wrong++
      const row = new Set(Array.from({ length: order }, (_, b) => group.multiply(a, b)))
      if (row.size !== order || Math.max(...row) >= order || Math.min(...row) < 0) wrong++
    }
    expect(wrong).toBe(0)
    expect(subgroup(group, group.generators)).toHaveLength(order)
    expect(group.generators).not.toContain(e)
    expect(new Set(Array.from({ length: order }, (_, a) => group.describe(a))).size).toBe(order)
    const element = fc.nat(order - 1)
    fc.assert(
      fc.property(element, element, element, (a, b, c) => {
        expect(group.multiply(group.multiply(a, b), c)).toBe(group.multiply(a, group.multiply(b, c)))
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})

describe('conventions', () => {
  it('a cyclic group of millions costs nothing', () => {
    const group = cyclic(2 ** 22)
    expect(group.multiply(2 ** 22 - 1, 5)).toBe(4)
    expect(group.inverse(1)).toBe(2 ** 22 - 1)
  })

  it('r^a s^b has index a + n b, and s r s = r^-1', () => {
    const group = dihedral(5)
    expect(group.multiply(3, 5)).toBe(8)
    expect(group.multiply(group.multiply(5, 1), 5)).toBe(4)
    expect(group.describe(8)).toBe('r^3 s')
    expect(dihedral(1).generators).toEqual([1])
    expect(dihedral(2).multiply(1, 2)).toBe(dihedral(2).multiply(2, 1))
  })

  it('quaternions: i j = k, j i = -k, i i = -1', () => {
    const group = quaternion()
    const [i, j, k] = [2, 4, 6]
    expect(group.multiply(i, j)).toBe(k)
    expect(group.multiply(j, i)).toBe(7)
    expect(group.multiply(j, k)).toBe(i)
    expect(group.multiply(k, i)).toBe(j)
    for (const unit of [i, j, k]) expect(group.multiply(unit, unit)).toBe(1)
  })

  it('permutations are in lexicographic order and compose right to left', () => {
    const group = symmetric(4)
    const images = Array.from({ length: 24 }, (_, a) => permutationOf(group, a))
    expect(images[0]).toEqual([0, 1, 2, 3])
    expect(images.map((image) => image.join('')).toSorted()).toEqual(images.map((image) => image.join('')))
    const [p, q] = [7, 18]
    expect(permutationOf(group, group.multiply(p, q))).toEqual(
      [0, 1, 2, 3].map((i) => images[p]![images[q]![i]!]!),
    )
    images.forEach((image, rank) => {
      expect(rankOf(image)).toBe(rank)
      expect(unrank(rank, 4)).toEqual(image)
    })
    expect(group.describe(1)).toBe('(2 3)')
  })

  it('A(n) lists the even permutations, ranked by half their rank in S(n)', () => {
    const group = alternating(5)
    const all = symmetric(5)
    for (let a = 0; a < 60; a += 7)
      for (let b = 0; b < 60; b += 11) {
        const lift = (g: number) => rankOf(permutationOf(group, g))
        expect(lift(group.multiply(a, b))).toBe(all.multiply(lift(a), lift(b)))
      }
  })

  it('S(9) and A(9) multiply by rank', () => {
    for (const group of [symmetric(9), alternating(9)]) {
      const [a, b] = [123456, 98765]
      const [p, q] = [permutationOf(group, a), permutationOf(group, b)]
      expect(permutationOf(group, group.multiply(a, b))).toEqual(q.map((i) => p[i]!))
      expect(group.multiply(a, group.inverse(a))).toBe(0)
    }
  })

  it.each(['T', 'O', 'I', 'Td', 'Oh', 'Ih'] as const)('%s acts by orthogonal matrices', (symbol) => {
    const group = polyhedral(symbol)
    expect(pointGroupMatrix(group, 0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1])
    let sumOfTraces = 0
    let improper = 0
    for (let a = 0; a < group.order; a++) {
      const m = pointGroupMatrix(group, a)
      sumOfTraces += trace(m) ** 2
      if (determinant(m) < 0) improper++
      for (const b of group.generators) {
        const n = pointGroupMatrix(group, b)
        const expected = pointGroupMatrix(group, group.multiply(a, b))
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++) {
            const entry = [0, 1, 2].reduce((sum, k) => sum + m[3 * i + k]! * n[3 * k + j]!, 0)
            expect(Math.abs(entry - expected[3 * i + j]!)).toBeLessThan(1e-15)
          }
      }
    }
    expect(improper).toBe(symbol.length === 1 ? 0 : group.order / 2)
    expect(sumOfTraces / group.order).toBeCloseTo(1, 12)
  })

  it('axes: fourfold along z in O, fivefold along (0, 1, golden) in I, threefold along (1, 1, 1) in all', () => {
    expect(polyhedral('O').describe(polyhedral('O').generators[0]!)).toBe('C4 [0 0 1]')
    expect(polyhedral('I').describe(polyhedral('I').generators[0]!)).toBe('C5 [0 0.618 1]')
    const labels = (symbol: 'Td' | 'Oh') =>
      Array.from({ length: polyhedral(symbol).order }, (_, g) => polyhedral(symbol).describe(g))
    expect(labels('Td').filter((text) => text.startsWith('S4'))).toHaveLength(6)
    expect(labels('Td').filter((text) => text.startsWith('sigma'))).toHaveLength(6)
    expect(labels('Oh')).toContain('i')
    expect(labels('Oh')).toContain('sigma [0 0 1]')
    expect(labels('Oh').filter((text) => text.startsWith('S6'))).toHaveLength(8)
  })

  it('the last factor of a product runs fastest; nested products are flattened', () => {
    const group = product(product(cyclic(2), symmetric(3)), dihedral(5))
    expect(group.name).toBe('C(2) x S(3) x D(5)')
    expect(group.order).toBe(120)
    const factors = [cyclic(2), symmetric(3), dihedral(5)]
    expect(components(factors, (1 * 6 + 4) * 10 + 7)).toEqual([1, 4, 7])
    expect(group.describe(107)).toBe('[r, (0 2 1), r^2 s]')
    expect(product(symmetric(3)).name).toBe('S(3)')
  })
})

describe('sizes that cannot be', () => {
  it.each([
    [() => cyclic(0), 'expected C(n) with an integer n from 1 to 16777216'],
    [() => cyclic(1.5), 'received C(1.5)'],
    [() => dihedral(-3), 'received D(-3)'],
    [
      () => symmetric(13),
      'expected S(n) with an integer n from 1 to 10, the number of points, received S(13)',
    ],
    [() => alternating(11), 'Choose n of at most 10'],
    [() => polyhedral('Th' as 'T'), 'expected one of T, O, I, Td, Oh, Ih, received "Th"'],
    [() => product(cyclic(5000), cyclic(5000)), 'expected a product of at most 16777216 elements'],
  ])('%s', (make, message) => {
    expect(make).toThrowError(expect.objectContaining({ name: 'InputError' }))
    expect(make).toThrowError(message)
  })
})
