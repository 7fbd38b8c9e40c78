import { describe, expect, it } from 'vitest'
import { algebraic } from '../../src/cli/algebraic.ts'
import { table, width, wrap } from '../../src/cli/terminal.ts'

/** The value whose eigenvalues are these multiplicities of exp(2 pi i k / n). */
function character(multiplicities: readonly number[]) {
  const n = multiplicities.length
  const sum = (part: (angle: number) => number) =>
    multiplicities.reduce((total, m, k) => total + m * part((2 * Math.PI * k) / n), 0)
  return algebraic({ re: sum(Math.cos), im: sum(Math.sin) }, multiplicities)
}

describe('character values', () => {
  it.each([
    [[1], '1'],
    [[3], '3'],
    [[1, 2], '−1'],
    [[0, 1], '−1'],
    [[0, 1, 0], 'ω'],
    [[0, 0, 1], 'ω²'],
    [[0, 1, 0, 0], 'i'],
    [[0, 0, 0, 1], '−i'],
    [[0, 1, 0, 0, 0, 0], '−ω²'],
    [[0, 0, 1, 0, 0, 0], 'ω'],
    [[0, 0, 0, 1, 0, 0, 0, 0], 'ζ₈³'],
    [[1, 0, 1, 1, 0], '(1−√5)/2'],
    [[1, 1, 0, 0, 1], '(1+√5)/2'],
    [[0, 1, 0, 0, 0, 0, 0, 1], '√2'],
    [[0, 0, 0, 1, 0, 1, 0, 0], '−√2'],
    [[0, 1, 0, 1, 0, 0, 0, 0], 'i√2'],
    [[0, 1, 1, 0, 1, 0, 0], '(−1+i√7)/2'],
    [[0, 0, 0, 1, 0, 1, 1], '(−1−i√7)/2'],
    [[1, 1, 0, 0], '1+i'],
    [[0, 1, 0, 0, 0, 0, 1], '1.2470'],
    [[1, 1, 0, 0, 0], '1.309+0.951i'],
  ])('%j is %s', (multiplicities, text) => {
    expect(character(multiplicities)).toBe(text)
  })
})

describe('the terminal', () => {
  it('aligns by what is seen, not by code units', () => {
    expect(
      table(
        [
          ['ω̄', '1'],
          ['abc', '10'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['ω̄     1', 'abc  10'])
    expect(width('ζ₈³')).toBe(3)
  })

  it('breaks between words only', () => {
    expect(wrap('one two three', 8, 2)).toEqual(['one two', '  three'])
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable'])
  })
})
