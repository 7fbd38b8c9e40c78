import { describe, expect, it } from 'vitest'
import { groupFromCayleyTable } from '../../../src/groups/cayley.ts'
import { cyclic, dihedral, product, quaternion, symmetric } from '../../../src/groups/families.ts'
import type { FiniteGroup } from '../../../src/groups/group.ts'
import { renumbered } from '../../contract/groups.ts'

const tableOf = (group: FiniteGroup): number[][] =>
  Array.from({ length: group.order }, (_, a) =>
    Array.from({ length: group.order }, (_, b) => group.multiply(a, b)),
  )

/** The smallest loop that is not a group: a Latin square with identity 0. */
const loop = [
  [0, 1, 2, 3, 4],
  [1, 0, 3, 4, 2],
  [2, 4, 0, 1, 3],
  [3, 2, 4, 0, 1],
  [4, 3, 1, 2, 0],
]

describe('groups from a Cayley table', () => {
  it('accepts tables with the identity anywhere', () => {
    const group = renumbered(dihedral(6), 7)
    expect(group.identity).toBe(7)
    expect(group.multiply(7, 3)).toBe(3)
    expect(group.describe(7)).toBe('1')
  })

  it('names a failing triple that indeed fails', () => {
    let message = ''
    try {
      groupFromCayleyTable(loop)
    } catch (error) {
      message = (error as Error).message
    }
    const found = /\((\d) (\d)\) (\d) = (\d) but (\d) \((\d) (\d)\) = (\d)/.exec(message)!
    const [a, b, c, left, a2, b2, c2, right] = found.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    expect([a2, b2, c2]).toEqual([a, b, c])
    expect(loop[loop[a]![b]!]![c]).toBe(left)
    expect(loop[a]![loop[b]![c]!]).toBe(right)
    expect(left).not.toBe(right)
  })

  it('finds every single swap of two entries off the identity, wherever it is', () => {
    const original = tableOf(symmetric(3))
    for (let a = 1; a < 6; a++)
      for (let b = 1; b < 5; b++) {
        const table = original.map((row) => row.slice())
        ;[table[a]![b], table[a]![b + 1]] = [table[a]![b + 1]!, table[a]![b]!]
        expect(() => groupFromCayleyTable(table), `row ${a} column ${b}`).toThrowError('cayley')
      }
  })

  it('agrees with brute force on random magmas with identity', () => {
    let state = 12345
    const random = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    for (let trial = 0; trial < 300; trial++) {
      const n = 2 + random(2)
      const table = Array.from({ length: n }, (_, a) =>
        Array.from({ length: n }, (_, b) => (a === 0 ? b : b === 0 ? a : random(n))),
      )
      const elements = table.map((_, i) => i)
      const associative = elements.every((a) =>
        elements.every((b) => elements.every((c) => table[table[a]![b]!]![c] === table[a]![table[b]![c]!])),
      )
      const invertible = elements.every((a) => table[a]!.includes(0))
      let accepted = true
      try {
        groupFromCayleyTable(table)
      } catch {
        accepted = false
      }
      expect(accepted).toBe(associative && invertible)
    }
  })

  it.each([
    [[], 'cayley: expected a square table of element indices, received []'],
    [[[0, 1], [1]], 'cayley[1]: expected a row of 2 entries, received 1 entries'],
    [
      [
        [0, 1],
        [1, 2],
      ],
      'cayley[1][1]: expected an element index in 0 ... 1, received 2',
    ],
    [
      [
        [0, 1],
        [1, 0.5],
      ],
      'cayley[1][1]: expected an element index in 0 ... 1, received 0.5',
    ],
    [
      [
        [1, 1],
        [1, 1],
      ],
      'cayley: expected an identity e with e a = a e = a for every a, received no such element',
    ],
    [
      [
        [0, 0],
        [0, 1],
      ],
      'cayley[0]: expected an inverse of element 0',
    ],
  ])('refuses %j', (table, message) => {
    expect(() => groupFromCayleyTable(table as number[][])).toThrowError(message)
  })

  it('checks a table of a thousand elements at once', () => {
    const table = tableOf(product(quaternion(), cyclic(5), cyclic(25)))
    const start = performance.now()
    expect(groupFromCayleyTable(table).order).toBe(1000)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
