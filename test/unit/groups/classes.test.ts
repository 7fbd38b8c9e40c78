import { describe, expect, it } from 'vitest'
import { abelianBasis } from '../../../src/groups/abelian.ts'
import { conjugacyClasses, elementOrder, isAbelian, power } from '../../../src/groups/classes.ts'
import { cyclic, product, symmetric } from '../../../src/groups/families.ts'
import type { FiniteGroup } from '../../../src/groups/group.ts'
import { groupByName } from '../../../src/groups/names.ts'
import { groups, mathieu11, renumbered } from '../../contract/groups.ts'

const summary = (group: FiniteGroup) =>
  conjugacyClasses(group).classes.map(({ size, order }) => `${size}:${order}`)

describe('conjugacy classes', () => {
  it.each(groups.map((entry) => [entry.name, entry.make] as const))('of %s', (_, make) => {
    const group = make()
    const { classes, classOf } = conjugacyClasses(group)
    // brute force: the class of each representative, by every conjugator
    let total = 0
    classes.forEach(({ size, order, representative }, index) => {
      const orbit = new Set<number>()
      for (let h = 0; h < group.order; h++)
        orbit.add(group.multiply(group.multiply(h, representative), group.inverse(h)))
      expect(orbit.size).toBe(size)
      expect(Math.min(...orbit)).toBe(representative)
      for (const g of orbit) expect(classOf[g]).toBe(index)
      expect(elementOrder(group, representative)).toBe(order)
      expect(power(group, representative, order)).toBe(group.identity)
      for (let k = 1; k < order; k++) expect(power(group, representative, k)).not.toBe(group.identity)
      total += size
    })
    expect(total).toBe(group.order)
    expect(classes[0]!.representative).toBe(group.identity)
    const sorted = classes
      .slice()
      .sort((a, b) => a.order - b.order || a.size - b.size || a.representative - b.representative)
    expect(classes).toEqual(sorted)
    expect(isAbelian(group)).toBe(classes.length === group.order)
  })

  it('of known groups', () => {
    expect(summary(groupByName('I'))).toEqual(['1:1', '15:2', '20:3', '12:5', '12:5'])
    expect(summary(mathieu11())).toEqual([
      '1:1',
      '165:2',
      '440:3',
      '990:4',
      '1584:5',
      '1320:6',
      '990:8',
      '990:8',
      '720:11',
      '720:11',
    ])
    expect(summary(symmetric(8))).toHaveLength(22)
  })

  it('of a large cyclic group by structure', () => {
    const { classes } = conjugacyClasses(cyclic(200_003))
    expect(classes).toHaveLength(200_003)
    expect(classes[200_002]).toEqual({ size: 1, order: 200_003, representative: 200_002 })
  })
})

describe('abelian basis', () => {
  it.each([
    [[12], [12]],
    [[2, 3], [6]],
    [
      [4, 6],
      [12, 2],
    ],
    [
      [2, 2, 2],
      [2, 2, 2],
    ],
    [
      [8, 12, 9],
      [72, 12],
    ],
    [[1], []],
  ])('C%j has invariants %j', (sizes, invariants) => {
    const group = renumbered(product(...sizes.map(cyclic)), 0)
    const { orders, generators, coordinates } = abelianBasis(group)
    expect(orders).toEqual(invariants)
    for (let g = 0; g < group.order; g++) {
      const rebuilt = generators.reduce(
        (element, generator, i) =>
          group.multiply(element, power(group, generator, coordinates[g * orders.length + i]!)),
        group.identity,
      )
      expect(rebuilt).toBe(g)
    }
  })
})
