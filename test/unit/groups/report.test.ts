import { describe, expect, it } from 'vitest'
import { groupByName } from '../../../src/groups/names.ts'
import { groupReport } from '../../../src/groups/report.ts'
import { mathieu11, renumbered } from '../../contract/groups.ts'

describe('the report of a group', () => {
  it('is plain data that JSON keeps', () => {
    const report = groupReport(groupByName('S(3)'))
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report).toMatchObject({
      name: 'S(3)',
      order: 6,
      abelian: false,
      classes: [
        { size: 1, order: 1, representative: 0, name: '()' },
        { size: 3, order: 2, representative: 1, name: '(1 2)' },
        { size: 2, order: 3, representative: 3, name: '(0 1 2)' },
      ],
      leftOut: [],
    })
    expect(report.irreps[1]).toEqual({
      label: '2,1',
      dimension: 2,
      type: 'real',
      conjugate: '2,1',
      character: [
        { re: 2, im: 0 },
        { re: 0, im: 0 },
        { re: -1, im: 0 },
      ],
    })
    expect(report).not.toHaveProperty('abelianInvariants')
    for (const error of Object.values(report.checks)) expect(error).toBeLessThan(1e-12)
  })

  it('gives the invariants of abelian groups', () => {
    const report = groupReport(renumbered(groupByName('C(4) x C(6)'), 5))
    expect(report.abelian).toBe(true)
    expect(report.abelianInvariants).toEqual([2, 12])
  })

  it('says what it leaves out', () => {
    const large = groupReport(groupByName('C(2000)'))
    expect(large.irreps).toHaveLength(2000)
    expect(large.irreps[5]).not.toHaveProperty('character')
    expect(large.leftOut.join(' ')).toContain('there are 2000 classes, more than 1024')
    const huge = groupReport(groupByName('C(16777216)'))
    expect(huge.irreps).toEqual([])
    expect(huge.leftOut.join(' ')).toContain('the order 16777216 is above 4194304')
  })

  it('prints the ten characters of M11 in seconds', () => {
    const start = performance.now()
    const report = groupReport(mathieu11())
    expect(performance.now() - start).toBeLessThan(5000)
    expect(report.irreps.map(({ dimension }) => dimension)).toEqual([1, 10, 10, 10, 11, 16, 16, 44, 45, 55])
    expect(report.checks.orthogonality).toBeLessThan(1e-12)
  })
})
