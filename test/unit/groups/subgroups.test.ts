import { describe, expect, it } from 'vitest'
import { groupFromCayleyTable } from '../../../src/groups/cayley.ts'
import { conjugacyClasses } from '../../../src/groups/classes.ts'
import { cyclic, product, symmetric } from '../../../src/groups/families.ts'
import type { FiniteGroup } from '../../../src/groups/group.ts'
import { groupByName } from '../../../src/groups/names.ts'
import { isomorphismName } from '../../../src/groups/subgroup-names.ts'
import {
  areConjugate,
  normaliser,
  type SubgroupClass,
  subgroup,
  subgroupClasses,
} from '../../../src/groups/subgroups.ts'
import { dicyclic, fano, generalLinear23, groups, renumbered } from '../../contract/groups.ts'

const elementary = (rank: number) => product(...Array.from({ length: rank }, () => cyclic(2)))
const total = (classes: readonly SubgroupClass[]) =>
  classes.reduce((sum, { conjugates }) => sum + conjugates, 0)

describe('subgroups up to conjugacy', () => {
  it.each<[FiniteGroup, number, number]>([
    [groupByName('C(1)'), 1, 1],
    [groupByName('C(60)'), 12, 12],
    [groupByName('Q8'), 6, 6],
    [groupByName('D(4)'), 10, 8],
    [groupByName('D(12)'), 34, 16],
    [groupByName('S(3)'), 6, 4],
    [groupByName('S(4)'), 30, 11],
    [groupByName('A(5)'), 59, 9],
    [groupByName('S(5)'), 156, 19],
    [groupByName('S(4) x C(2)'), 98, 33],
    [groupByName('Oh'), 98, 33],
    [groupByName('Ih'), 164, 22],
    [elementary(5), 374, 374],
    [renumbered(symmetric(4), 9), 30, 11],
    [generalLinear23(), 55, 16],
    [fano(), 179, 15],
    [groupByName('A(6)'), 501, 22],
  ])('$name', (group, subgroups, classes) => {
    const found = subgroupClasses(group)
    expect(found).toHaveLength(classes)
    expect(total(found)).toBe(subgroups)
  })

  it('of C(2)^7: 29212, in seconds', () => {
    expect(total(subgroupClasses(elementary(7)))).toBe(29212)
  })

  it.each(groups.filter(({ order }) => order <= 64).map((entry) => [entry.name, entry.make] as const))(
    'are consistent in %s',
    (_, make) => {
      const group = make()
      for (const { elements, generators, order, conjugates, normal, name } of subgroupClasses(group)) {
        expect(elements).toHaveLength(order)
        expect(group.order % order).toBe(0)
        expect(subgroup(group, generators)).toEqual(elements)
        // orbit and stabiliser
        expect(conjugates * normaliser(group, elements).length).toBe(group.order)
        expect(normal).toBe(conjugates === 1)
        if (!name.includes('no name')) expect(groupByName(name).order).toBe(order)
      }
    },
  )

  it('names those of S(5)', () => {
    const names = subgroupClasses(symmetric(5)).map(({ name }) => name)
    expect(names.toSorted()).toEqual(
      [
        ...['C(1)', 'C(2)', 'C(2)', 'C(3)', 'C(2) x C(2)', 'C(2) x C(2)', 'C(4)', 'C(5)'],
        ...['C(6)', 'D(3)', 'D(3)', 'D(4)', 'D(5)', 'A(4)', 'D(6)'],
        ...['order 20, no name', 'S(4)', 'A(5)', 'S(5)'],
      ].toSorted(),
    )
  })

  it('refuses groups that are too large', () => {
    expect(() => subgroupClasses(symmetric(7))).toThrowError(
      'at most 1024 elements, received S(7) of order 5040',
    )
    expect(() => subgroupClasses(elementary(8))).toThrowError('at most 50000 subgroups')
  })
})

describe('conjugacy of subgroups', () => {
  it('exhibits a conjugator, or says there is none', () => {
    const group = symmetric(5)
    const threeCycles = subgroup(group, [group.generators[0]!, group.generators[1]!])
    const moved = subgroup(group, [group.generators[2]!, group.generators[3]!])
    const g = areConjugate(group, threeCycles, moved)!
    expect(
      threeCycles.map((h) => group.multiply(group.multiply(g, h), group.inverse(g))).sort((a, b) => a - b),
    ).toEqual(moved)
    // S(3) on three points and its twisted copy <(0 1 2), (0 1)(3 4)> are not conjugate
    const twisted = subgroupClasses(group).filter(({ name }) => name === 'D(3)')
    expect(twisted).toHaveLength(2)
    expect(areConjugate(group, twisted[0]!.elements, twisted[1]!.elements)).toBeNull()
    expect(areConjugate(group, twisted[0]!.elements, [0])).toBeNull()
  })
})

describe('names up to isomorphism', () => {
  it.each<[FiniteGroup, string]>([
    [groupByName('C(2) x C(3)'), 'C(6)'],
    [groupByName('C(4) x C(2)'), 'C(2) x C(4)'],
    [groupByName('T'), 'A(4)'],
    [groupByName('O'), 'S(4)'],
    [groupByName('I'), 'A(5)'],
    [groupByName('D(3) x C(2)'), 'D(6)'],
    [groupByName('D(6) x C(2)'), 'D(6) x C(2)'],
    [dicyclic(2), 'Q8'],
    [dicyclic(3), 'order 12, no name'],
    [groupByName('C(3) x Q8'), 'Q8 x C(3)'],
    [groupByName('S(3) x S(3)'), 'D(3) x D(3)'],
  ])('$name is %s', (group, name) => {
    expect(isomorphismName(renumbered(group, 3 % group.order))).toBe(name)
  })

  it('C(4) : C(4) has the class sizes and orders of Q8 x C(2), and is not called so', () => {
    const multiply = (g: number, h: number) =>
      ((g + (Math.floor(g / 4) % 2 === 0 ? h : 4 - (h % 4))) % 4) +
      4 * ((Math.floor(g / 4) + Math.floor(h / 4)) % 4)
    const group = groupFromCayleyTable(
      Array.from({ length: 16 }, (_, g) => Array.from({ length: 16 }, (_, h) => multiply(g, h))),
    )
    const orders = (of: FiniteGroup) => conjugacyClasses(of).classes.map(({ size, order }) => [size, order])
    expect(orders(group)).toEqual(orders(groupByName('Q8 x C(2)')))
    expect(isomorphismName(group)).toBe('order 16, no name')
    expect(isomorphismName(groupByName('C(2) x Q8'))).toBe('Q8 x C(2)')
  })
})
