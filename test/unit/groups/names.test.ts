import { describe, expect, it } from 'vitest'
import { groupByName } from '../../../src/groups/names.ts'

describe('groups by name', () => {
  it.each([
    ['C(12)', 'C(12)', 12],
    [' D(5) ', 'D(5)', 10],
    ['Q8', 'Q8', 8],
    ['S( 4 )', 'S(4)', 24],
    ['A(5)', 'A(5)', 60],
    ['T', 'T', 12],
    ['Ih', 'Ih', 120],
    ['C(8) x S(3)', 'C(8) x S(3)', 48],
    ['C(8)xS(3)', 'C(8) x S(3)', 48],
    ['Q8xQ8', 'Q8 x Q8', 64],
    ['(D(4) x T) x (C(2))', 'D(4) x T x C(2)', 192],
    ['C(2) × C(3)', 'C(2) x C(3)', 6],
  ])('%j', (text, name, order) => {
    const group = groupByName(text)
    expect(group.name).toBe(name)
    expect(group.order).toBe(order)
  })

  it.each([
    ['', 'expected a group: C(n), D(n), S(n), A(n), Q8, T, O, I, Td, Oh, Ih'],
    ['M11', 'received "M11"'],
    ['C(0)', 'received C(0)'],
    ['C(1.5)', 'received C(1.5)'],
    ['C(n)', 'expected C(n) with an integer n, received C(n)'],
    ['C()', 'Write for example C(5)'],
    ['S(13)', 'Choose n of at most 10'],
    ['S4', 'Did you mean "S(4)"'],
    ['c(8)', 'Did you mean "C(8)"'],
    ['Z5', 'Did you mean "C(5)"'],
    ['oh', 'Did you mean "Oh"'],
    ['Dihedral(7)', 'Did you mean "D(7)"'],
    ['SO(2)', 'expected a finite group, received SO(2), a compact group'],
    ['T(2)', 'finite is a product of C(n)'],
    ['SO(3)', 'finite rotation groups are T, O and I'],
    ['C(2) S(3)', "expected the end of the name or 'x' before"],
    ['C(2) x', 'expected a group after "x"'],
    ['(C(2)', 'expected a closing parenthesis'],
    ['C(2))', "expected the end of the name or 'x'"],
  ])('refuses %j', (text, message) => {
    expect(() => groupByName(text)).toThrowError(expect.objectContaining({ name: 'InputError' }))
    expect(() => groupByName(text)).toThrowError(message)
  })
})
