import { describe, expect, it } from 'vitest'
import { characterTable } from '../../../src/groups/characters.ts'
import { conjugacyClasses, power } from '../../../src/groups/classes.ts'
import { modularCharacters } from '../../../src/groups/dixon.ts'
import type { Character, CharacterTable, FiniteGroup } from '../../../src/groups/group.ts'
import { countedLabels } from '../../../src/groups/labels.ts'
import { liftCharacters } from '../../../src/groups/lift.ts'
import { groupByName } from '../../../src/groups/names.ts'
import { groupFromGenerators } from '../../../src/groups/permutation.ts'
import { pointGroupMatrix, trace } from '../../../src/groups/point-groups.ts'
import { isZero, sumOfRoots } from '../../../src/math/cyclotomic.ts'
import { lcm } from '../../../src/math/integers.ts'
import {
  dicyclic,
  fano,
  frobenius21,
  generalLinear23,
  groups,
  heisenberg,
  linearGroup,
  mathieu11,
  renumbered,
  specialLinear23,
} from '../../contract/groups.ts'

/** sum over classes of size chi conj(psi) - expected, as an element of the cyclotomic field: exactly zero? */
function innerProductIs(table: CharacterTable, a: Character, b: Character, expected: number): boolean {
  const { classes } = table.classes
  const exponent = classes.reduce((n, { order }) => lcm(n, order), 1)
  const sum = new Float64Array(exponent)
  classes.forEach(({ size, order }, c) => {
    const right = b.eigenvalues(c)
    a.eigenvalues(c).forEach((m, k) => {
      if (m === 0) return
      right.forEach((n, l) => {
        sum[(((k - l + order) % order) * exponent) / order]! += size * m * n
      })
    })
  })
  sum[0]! -= expected
  return isZero(sum)
}

/** Every law that a character table has to obey, exactly. */
function checkExactly(group: FiniteGroup): void {
  const table = characterTable(group)
  const { irreps } = table
  const { classes, classOf } = table.classes
  expect(table.leftOut).toEqual([])
  expect(irreps).toHaveLength(classes.length)
  expect(new Set(irreps.map(({ label }) => label)).size).toBe(classes.length)
  expect(irreps.reduce((sum, { dimension }) => sum + dimension ** 2, 0)).toBe(group.order)
  let wrong = 0
  irreps.forEach((a, i) => {
    if (group.order % a.dimension !== 0) wrong++
    if (a.value(0).re !== a.dimension || a.value(0).im !== 0) wrong++
    for (let j = 0; j <= i; j++) if (!innerProductIs(table, a, irreps[j]!, i === j ? group.order : 0)) wrong++
    const conjugate = irreps.find(({ label }) => label === a.conjugate)!
    let indicator = 0
    classes.forEach(({ order, size, representative }, c) => {
      const m = a.eigenvalues(c)
      if (m.length !== order || m.reduce((sum, count) => sum + count, 0) !== a.dimension) wrong++
      if (m.some((count) => count < 0 || !Number.isInteger(count))) wrong++
      // eigenvalues of g^l are l-th powers of those of g
      for (let l = 2; l < Math.min(order, 8); l++) {
        const target = classOf[power(group, representative, l)]!
        const own = a.eigenvalues(target)
        const expected = new Array<number>(own.length).fill(0)
        m.forEach((count, k) => {
          expected[(((k * l) % order) * own.length) / order]! += count
        })
        if (own.join() !== expected.join()) wrong++
      }
      const mirrored = m.map((_, k) => m[(order - k) % order]!)
      if (conjugate.eigenvalues(c).join() !== mirrored.join()) wrong++
      indicator += size * a.value(classOf[group.multiply(representative, representative)]!).re
    })
    const type = { 1: 'real', 0: 'complex', [-1]: 'quaternionic' }[Math.round(indicator / group.order)]
    if (type !== a.type || (a.type === 'complex') !== (a.conjugate !== a.label)) wrong++
  })
  expect(wrong).toBe(0)
  // columns, on the rounded values
  for (let c = 0; c < classes.length; c++)
    for (let d = 0; d <= c; d++) {
      let re = 0
      let im = 0
      for (const irrep of irreps) {
        const [x, y] = [irrep.value(c), irrep.value(d)]
        re += x.re * y.re + x.im * y.im
        im += x.im * y.re - x.re * y.im
      }
      const expected = c === d ? group.order / classes[c]!.size : 0
      if (Math.hypot(re - expected, im) > 1e-12 * group.order) wrong++
    }
  expect(wrong).toBe(0)
}

const degrees = (group: FiniteGroup) => characterTable(group).irreps.map(({ dimension }) => dimension)
const labels = (group: FiniteGroup) => characterTable(group).irreps.map(({ label }) => label)
const row = (group: FiniteGroup, label: string) => {
  const { irreps, classes } = characterTable(group)
  const irrep = irreps.find((one) => one.label === label)!
  return classes.classes.map((_, c) => irrep.value(c))
}
const realRow = (group: FiniteGroup, label: string) => row(group, label).map(({ re }) => re)

/** The group acting on itself, as permutations: no structure is left to use. */
const regular = (group: FiniteGroup) =>
  groupFromGenerators(
    group.generators.map((s) => Array.from({ length: group.order }, (_, x) => group.multiply(s, x))),
  )

describe('character tables obey every law exactly', () => {
  it.each(groups.map((entry) => [entry.name, entry.make] as const))('%s', (_, make) => checkExactly(make()))

  it.each<[string, () => FiniteGroup]>([
    ['M11', mathieu11],
    ['S(6)', () => groupByName('S(6)')],
    ['A(7)', () => groupByName('A(7)')],
    [
      'GL(2, 5)',
      () =>
        linearGroup(
          5,
          [
            [2, 0, 0, 1],
            [4, 1, 4, 0],
          ],
          'GL(2, 5)',
        ),
    ],
    [
      'SL(2, 11)',
      () =>
        linearGroup(
          11,
          [
            [1, 1, 0, 1],
            [1, 0, 1, 1],
          ],
          'SL(2, 11)',
        ),
    ],
    ['D(4) x D(3) without its structure', () => regular(groupByName('D(4) x D(3)'))],
  ])('%s', (_, make) => checkExactly(make()))
})

describe('large tables', () => {
  it.each<[string, () => FiniteGroup, number, number]>([
    ['Heisenberg(11), a p-group', () => heisenberg(11), 1331, 131],
    ['AGL(1, 73)', () => affine(73, 5), 5256, 73],
    ['D(400) by generators', () => regular(groupByName('D(400)')), 800, 203],
    ['Heisenberg(19)', () => heisenberg(19), 6859, 379],
  ])('%s: rows are orthonormal', (_, make, order, count) => {
    const group = make()
    expect(group.order).toBe(order)
    const { irreps, classes } = characterTable(group)
    expect(irreps).toHaveLength(count)
    expect(irreps.reduce((sum, { dimension }) => sum + dimension ** 2, 0)).toBe(order)
    const step = Math.ceil(count / 12)
    let worst = 0
    for (let i = 0; i < count; i += step)
      for (let j = 0; j < count; j++) {
        let re = i === j ? -1 : 0
        let im = 0
        classes.classes.forEach(({ size }, c) => {
          const [x, y] = [irreps[i]!.value(c), irreps[j]!.value(c)]
          re += (size / order) * (x.re * y.re + x.im * y.im)
          im += (size / order) * (x.im * y.re - x.re * y.im)
        })
        worst = Math.max(worst, Math.hypot(re, im))
      }
    expect(worst).toBeLessThan(1e-12)
  })

  it('S(8), S(9) and A(8) beyond order 10,000', () => {
    expect(Math.max(...degrees(groupByName('S(8)')))).toBe(90)
    expect(degrees(groupByName('S(9)'))).toHaveLength(30)
    expect(degrees(groupByName('A(8)')).toSorted((a, b) => a - b)).toEqual([
      1, 7, 14, 20, 21, 21, 21, 28, 35, 45, 45, 56, 64, 70,
    ])
  })

  it('what is out of reach is said', () => {
    const table = characterTable(regular(groupByName('D(4) x D(4) x C(3) x C(8)')))
    expect(table.irreps).toEqual([])
    expect(table.leftOut).toEqual([
      'The character table of permutation group of degree 1536 and order 1536 (order 1536, 600 classes) ' +
        'was not computed: at most 500 classes, and order times classes at most 50000000.',
    ])
    expect(characterTable(groupByName('C(1000000)')).leftOut[0]).toContain('at most 131072 are')
  })
})

describe('labels', () => {
  it('C(n): label k is exp(2 pi i k g / n)', () => {
    const { irreps, classes } = characterTable(groupByName('C(7)'))
    expect(irreps.map(({ label }) => label)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(irreps[2]!.conjugate).toBe('5')
    classes.classes.forEach(({ representative }, c) => {
      expect(irreps[2]!.value(c).re).toBeCloseTo(Math.cos((4 * Math.PI * representative) / 7), 15)
      expect(irreps[2]!.value(c).im).toBeCloseTo(Math.sin((4 * Math.PI * representative) / 7), 15)
    })
    expect(characterTable(groupByName('C(8)')).irreps[4]!.type).toBe('real')
  })

  it('D(n): signs of A2, B1, B2 and the rotations of E_k', () => {
    const group = groupByName('D(8)')
    expect(labels(group)).toEqual(['A1', 'A2', 'B1', 'B2', 'E1', 'E2', 'E3'])
    expect(labels(groupByName('D(5)'))).toEqual(['A1', 'A2', 'E1', 'E2'])
    expect(labels(groupByName('D(1)'))).toEqual(['A1', 'A2'])
    expect(labels(groupByName('D(2)'))).toEqual(['A1', 'A2', 'B1', 'B2'])
    const at = (label: string, g: number) => realRow(group, label)[conjugacyClasses(group).classOf[g]!]
    const [r, s, rs] = [1, 8, 9]
    expect([r, s, rs].map((g) => at('A2', g))).toEqual([1, -1, -1])
    expect([r, s, rs].map((g) => at('B1', g))).toEqual([-1, 1, -1])
    expect([r, s, rs].map((g) => at('B2', g))).toEqual([-1, -1, 1])
    expect(at('E3', r)).toBeCloseTo(2 * Math.cos((6 * Math.PI) / 8), 15)
    expect(at('E2', 2)).toBe(-2)
    expect(at('E2', 1)).toBe(0)
  })

  it('S(n): partitions, largest first', () => {
    const group = groupByName('S(4)')
    expect(labels(group)).toEqual(['4', '3,1', '2,2', '2,1,1', '1,1,1,1'])
    // classes 1, (01)(23), (01), (012), (0123)
    expect(realRow(group, '3,1')).toEqual([3, -1, 1, 0, -1])
    expect(realRow(group, '2,2')).toEqual([2, 2, 0, -1, 0])
    expect(realRow(group, '1,1,1,1')).toEqual([1, 1, -1, 1, -1])
    expect(degrees(groupByName('S(5)'))).toEqual([1, 4, 5, 6, 5, 4, 1])
  })

  it('A(n): the larger partition of a pair, halves + and -', () => {
    expect(labels(groupByName('A(4)'))).toEqual(['4', '3,1', '2,2+', '2,2-'])
    expect(row(groupByName('A(4)'), '2,2+')[2]!.im).toBeCloseTo(Math.sqrt(3) / 2, 15)
    expect(labels(groupByName('A(5)'))).toEqual(['5', '4,1', '3,2', '3,1,1+', '3,1,1-'])
    expect(realRow(groupByName('A(5)'), '3,1,1+')[3]).toBeCloseTo((1 + Math.sqrt(5)) / 2, 15)
    expect(labels(groupByName('A(3)'))).toEqual(['3', '2,1+', '2,1-'])
    expect(labels(groupByName('A(1)'))).toEqual(['1'])
    expect(labels(groupByName('A(2)'))).toEqual(['2'])
  })

  it('polyhedral groups: Mulliken symbols', () => {
    expect(labels(groupByName('T'))).toEqual(['A', '1E', '2E', 'T'])
    expect(labels(groupByName('O'))).toEqual(['A1', 'A2', 'E', 'T1', 'T2'])
    expect(labels(groupByName('Td'))).toEqual(['A1', 'A2', 'E', 'T1', 'T2'])
    expect(labels(groupByName('I'))).toEqual(['A', 'T1', 'T2', 'G', 'H'])
    const both = (list: readonly string[]) => [...list.map((l) => `${l}g`), ...list.map((l) => `${l}u`)]
    expect(labels(groupByName('Oh'))).toEqual(both(['A1', 'A2', 'E', 'T1', 'T2']))
    expect(labels(groupByName('Ih'))).toEqual(both(['A', 'T1', 'T2', 'G', 'H']))
    for (const [symbol, vector] of [
      ['T', 'T'],
      ['O', 'T1'],
      ['I', 'T1'],
      ['Td', 'T2'],
      ['Oh', 'T1u'],
      ['Ih', 'T1u'],
    ] as const) {
      const group = groupByName(symbol)
      conjugacyClasses(group).classes.forEach(({ representative }, c) => {
        expect(realRow(group, vector)[c]).toBeCloseTo(trace(pointGroupMatrix(group, representative)), 14)
      })
    }
    // 1E is exp(2 pi i / 3) on the rotation by +120 degrees about (1, 1, 1)
    const tetrahedral = groupByName('T')
    const turn = tetrahedral.generators[0]!
    expect(tetrahedral.describe(turn)).toBe('C3 [1 1 1]')
    expect(row(tetrahedral, '1E')[conjugacyClasses(tetrahedral).classOf[turn]!]!.im).toBeCloseTo(
      Math.sqrt(3) / 2,
      15,
    )
  })

  it('others: dimension and index by descending values, the trivial one first', () => {
    expect(labels(groupByName('Q8'))).toEqual(['1:1', '1:2', '1:3', '1:4', '2:1'])
    expect(characterTable(groupByName('Q8')).irreps[4]!.type).toBe('quaternionic')
    for (const group of [
      mathieu11(),
      fano(),
      frobenius21(),
      specialLinear23(),
      renumbered(groupByName('C(12)'), 3),
    ]) {
      const { irreps, classes } = characterTable(group)
      expect(irreps[0]!.label).toBe('1:1')
      for (let c = 0; c < classes.classes.length; c++) expect(irreps[0]!.value(c)).toEqual({ re: 1, im: 0 })
      irreps.slice(1).forEach((irrep, i) => {
        const before = irreps[i]!
        if (before.dimension !== irrep.dimension) {
          expect(before.dimension).toBeLessThan(irrep.dimension)
          expect(irrep.label).toBe(`${irrep.dimension}:1`)
          return
        }
        const values = classes.classes.map((_, c) => [before.value(c), irrep.value(c)] as const)
        const [x, y] = values.find(([a, b]) => Math.hypot(a.re - b.re, a.im - b.im) > 1e-9)!
        expect(x.re > y.re + 1e-9 || (Math.abs(x.re - y.re) < 1e-9 && x.im > y.im)).toBe(true)
      })
    }
  })

  it('products: labels joined, types multiplied', () => {
    expect(labels(groupByName('C(2) x S(3)'))).toEqual([
      '0 x 3',
      '0 x 2,1',
      '0 x 1,1,1',
      '1 x 3',
      '1 x 2,1',
      '1 x 1,1,1',
    ])
    const { irreps } = characterTable(groupByName('Q8 x Q8'))
    expect(irreps.find(({ label }) => label === '2:1 x 2:1')!.type).toBe('real')
    expect(irreps.find(({ label }) => label === '2:1 x 1:2')!.type).toBe('quaternionic')
    const mixed = characterTable(groupByName('C(3) x Q8')).irreps.find(({ label }) => label === '1 x 2:1')!
    expect([mixed.type, mixed.conjugate]).toEqual(['complex', '2 x 2:1'])
  })
})

describe('known tables', () => {
  it('M11', () => {
    const group = mathieu11()
    expect(degrees(group)).toEqual([1, 10, 10, 10, 11, 16, 16, 44, 45, 55])
    expect(realRow(group, '10:1')).toEqual([10, 2, 1, 2, 0, -1, 0, 0, -1, -1])
    expect(realRow(group, '44:1')).toEqual([44, 4, -1, 0, -1, 1, 0, 0, 0, 0])
    expect(realRow(group, '55:1')).toEqual([55, -1, 1, -1, 0, -1, 1, 1, 0, 0])
    const irrational = row(group, '16:1')[8]!
    expect(irrational.re).toBe(-0.5)
    expect(irrational.im).toBeCloseTo(Math.sqrt(11) / 2, 15)
    expect(row(group, '10:2')[6]!.re).toBe(0)
    expect(row(group, '10:2')[6]!.im).toBeCloseTo(Math.SQRT2, 15)
  })

  it('PSL(2, 7), GL(2, 3), SL(2, 3), C(7) : C(3), Dic(3)', () => {
    expect(degrees(fano())).toEqual([1, 3, 3, 6, 7, 8])
    expect(degrees(generalLinear23())).toEqual([1, 1, 2, 2, 2, 3, 3, 4])
    expect(
      characterTable(specialLinear23())
        .irreps.map(({ type }) => type[0])
        .join(''),
    ).toBe('rccccqr')
    expect(degrees(frobenius21())).toEqual([1, 1, 1, 3, 3])
    expect(row(frobenius21(), '3:1').at(-1)!.re).toBe(-0.5)
    expect(
      characterTable(dicyclic(3))
        .irreps.map(({ type }) => type[0])
        .sort()
        .join(''),
    ).toBe('ccqrrr')
  })

  it('abelian groups by generators: structure and Dixon agree', () => {
    const group = regular(groupByName('C(4) x C(6)'))
    const { irreps, classes } = characterTable(group)
    const bare = liftCharacters(group, classes, modularCharacters(group, classes))
    const candidates = bare.map((one, position) => ({
      position,
      bare: one,
      values: classes.classes.map(({ order }, c) => sumOfRoots(one.exponents(c), order)),
    }))
    countedLabels(candidates).forEach(([label, { values }], i) => {
      expect(irreps[i]!.label).toBe(label)
      expect(classes.classes.map((_, c) => irreps[i]!.value(c))).toEqual(values)
    })
  })

  it('an abelian group of order 2048 by generators', () => {
    const cycles = [8, 16, 16].map((n, i, all) => {
      const offset = all.slice(0, i).reduce((sum, size) => sum + size, 0)
      return Array.from({ length: 40 }, (_, x) =>
        x < offset || x >= offset + n ? x : offset + ((x - offset + 1) % n),
      )
    })
    const { irreps } = characterTable(groupFromGenerators(cycles))
    expect(irreps).toHaveLength(2048)
    expect(irreps.filter(({ type }) => type === 'real')).toHaveLength(8)
  })
})

describe('values', () => {
  it('are exact where they are rational, without rounding noise', () => {
    let inexact = 0
    for (const { make } of groups) {
      const { irreps, classes } = characterTable(make())
      for (const irrep of irreps)
        for (let c = 0; c < classes.classes.length; c++) {
          const { re, im } = irrep.value(c)
          for (const part of [re, im]) {
            const half = Math.round(2 * part)
            if (Math.abs(2 * part - half) < 1e-9 && 2 * part !== half) inexact++
          }
        }
    }
    expect(inexact).toBe(0)
  })
})

/** x -> a x + b over F_p, a a power of the given primitive root. */
function affine(p: number, root: number): FiniteGroup {
  const all = Array.from({ length: p }, (_, x) => x)
  return groupFromGenerators([all.map((x) => (x + 1) % p), all.map((x) => (root * x) % p)], `AGL(1, ${p})`)
}
