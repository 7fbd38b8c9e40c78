/** The rows of a pairwise cover have every pair that is allowed, and few rows. */
import { describe, expect, it } from 'vitest'
import { everyRow, type Factors, pairsOf, pairwise, type Row } from '../../device/cases/pairs.ts'

const five = {
  a: ['0', '1', '2', '3'],
  b: ['0', '1', '2'],
  c: ['x', 'y'],
  d: ['p', 'q', 'r'],
  e: ['one'],
} as const

/** Pairs of values of two factors that stand together in some row. */
function seen<F extends Factors>(rows: Iterable<Row<F>>, a: keyof F, b: keyof F): Set<string> {
  const found = new Set<string>()
  for (const row of rows) found.add(`${row[a]} ${row[b]}`)
  return found
}

const names = Object.keys(five) as (keyof typeof five)[]

describe('a pairwise cover', () => {
  it('has every pair of values', () => {
    const rows = pairwise(five)
    for (const [a, b] of pairsOf(names)) expect(seen(rows, a, b).size).toBe(five[a].length * five[b].length)
    // 72 rows in the product; 12 at least, by the two largest factors
    expect(rows.length).toBeGreaterThanOrEqual(12)
    expect(rows.length).toBeLessThanOrEqual(16)
  })

  it('has, of what is allowed, every pair that some allowed row has, and no row that is not', () => {
    const allowed = ({ a, b, d }: Partial<Row<typeof five>>) =>
      !(a === '2' && b === '1') && !(a === '3' && d !== undefined && d !== 'p') && !(b === '2' && d === 'p')
    const rows = pairwise(five, allowed)
    expect(rows.every(allowed)).toBe(true)
    const all = [...everyRow(five, allowed)]
    for (const [a, b] of pairsOf(names)) expect(seen(rows, a, b)).toEqual(seen(all, a, b))
    // a = 3 asks for d = p, which b = 2 refuses: a pair that no single rule excludes
    expect(seen(rows, 'a', 'b')).not.toContain('3 2')
  })

  it('has the pairs that are wanted where not all are', () => {
    const rows = pairwise(five, undefined, [
      ['a', 'c'],
      ['b', 'c'],
    ])
    expect(rows.length).toBe(8)
    expect(seen(rows, 'a', 'c').size).toBe(8)
    expect(seen(rows, 'b', 'c').size).toBe(6)
    // what is in no wanted pair is the first value
    expect(new Set(rows.map(({ d }) => d))).toEqual(new Set(['p']))
  })

  it('is the same every time', () => expect(pairwise(five)).toEqual(pairwise(five)))

  it('has the whole product when asked for it', () => {
    expect([...everyRow(five)].length).toBe(72)
    expect(new Set([...everyRow(five)].map((row) => JSON.stringify(row))).size).toBe(72)
  })
})
