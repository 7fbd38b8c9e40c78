/** The bases that are promised: D(n), Young's orthogonal form, and the halves of A(n). */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { characterTable } from '../../../src/groups/characters.ts'
import {
  alternating,
  cyclic,
  dihedral,
  polyhedral,
  product,
  quaternion,
  symmetric,
} from '../../../src/groups/families.ts'
import { standardTableaux } from '../../../src/groups/irreps/young.ts'
import { irrep, irreps } from '../../../src/groups/irreps.ts'
import { rankOf } from '../../../src/groups/lexicographic.ts'
import { pointGroupMatrix } from '../../../src/groups/point-groups.ts'
import { trace } from '../../../src/math/complex.ts'

const close = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 14)
  })
}

describe('D(n)', () => {
  it('rotates by [[cos, -sin], [sin, cos]] of 2 pi k / n and reflects by diag(1, -1)', () => {
    const [n, k] = [7, 2]
    const e = irrep(dihedral(n), `E${k}`)
    const angle = (2 * Math.PI * k) / n
    close(e.matrix(1).re, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)])
    close(e.matrix(n).re, [1, 0, 0, -1])
    // r s has index 1 + n
    close(e.matrix(1 + n).re, [Math.cos(angle), Math.sin(angle), Math.sin(angle), -Math.cos(angle)])
  })
})

describe("Young's orthogonal form", () => {
  it('sorts standard tableaux by the rows of 1, 2, ..., n', () => {
    expect(standardTableaux([3, 1]).map((t) => t.join(''))).toEqual(['0001', '0010', '0100'])
    expect(standardTableaux([2, 2, 1]).map((t) => t.join(''))).toEqual([
      '00112',
      '00121',
      '01012',
      '01021',
      '01201',
    ])
  })

  it('has the diagonal 1 / (content(i+1) - content(i)) and positive off-diagonals', () => {
    const s4 = symmetric(4)
    const standard = irrep(s4, '3,1')
    expect(standard.basisStated).toBe(true)
    // contents of 1, 2, 3, 4: (0,1,2,-1), (0,1,-1,2), (0,-1,1,2)
    close(standard.matrix(rankOf([1, 0, 2, 3])).re, [1, 0, 0, 0, 1, 0, 0, 0, -1])
    const half = Math.sqrt(3) / 2
    close(standard.matrix(rankOf([0, 2, 1, 3])).re, [1, 0, 0, 0, -1 / 2, half, 0, half, 1 / 2])
    const third = Math.sqrt(8) / 3
    close(standard.matrix(rankOf([0, 1, 3, 2])).re, [-1 / 3, third, 0, third, 1 / 3, 0, 0, 0, 1])
  })
})

describe('A(n)', () => {
  it.each([4, 5, 6])('of degree %i: an unsplit irrep is the restriction from S(n)', (n) => {
    const [a, s] = [alternating(n), symmetric(n)]
    const label = `${n - 1},1`
    const restricted = irrep(a, label)
    const whole = irrep(s, label)
    for (let g = 0; g < a.order; g += 7) {
      // ranks 2g and 2g + 1 differ by a transposition: one of them is even
      const errors = [2 * g, 2 * g + 1].map((h) =>
        Math.max(...whole.matrix(h).re.map((x, k) => Math.abs(x - restricted.matrix(g).re[k]!))),
      )
      expect(Math.min(...errors)).toBeLessThan(1e-13)
    }
  })

  it.each([4, 5, 6, 7])('of degree %i: both halves have the characters of their labels', (n) => {
    const group = alternating(n)
    const table = characterTable(group)
    for (const character of table.irreps)
      table.classes.classes.forEach(({ representative }, index) => {
        const value = trace(irrep(group, character.label).matrix(representative))
        expect(value.re).toBeCloseTo(character.value(index).re, 12)
        expect(value.im).toBeCloseTo(character.value(index).im, 12)
      })
  })
})

describe('products', () => {
  it('are Kronecker products, the last factor fastest', () => {
    const [d5, s3] = [dihedral(5), symmetric(3)]
    const both = irrep(product(d5, s3), 'E2 x 2,1')
    for (const [g, h] of [
      [1, 3],
      [7, 4],
    ] as const) {
      const [a, b] = [irrep(d5, 'E2').matrix(g).re, irrep(s3, '2,1').matrix(h).re]
      const entry = (i: number, j: number): number => a[2 * (i >> 1) + (j >> 1)]! * b[2 * (i & 1) + (j & 1)]!
      const expected = Array.from({ length: 16 }, (_, k) => entry(k >> 2, k & 3))
      close(both.matrix(6 * g + h).re, expected)
    }
  })
})

describe('polyhedral groups', () => {
  it('have their own matrices as the vector irrep', () => {
    const group = polyhedral('Oh')
    const vector = irrep(group, 'T1u')
    for (let g = 0; g < 48; g++) close(vector.matrix(g).re, pointGroupMatrix(group, g))
  })
})

describe('bases stated', () => {
  it('are those of C, D, S, unsplit A, one-dimensional irreps and products of these', () => {
    const stated = (group: Parameters<typeof irreps>[0]): string[] =>
      irreps(group)
        .filter((one) => one.basisStated)
        .map((one) => one.label)
    expect(stated(product(cyclic(3), symmetric(3)))).toHaveLength(9)
    expect(stated(quaternion())).toHaveLength(4)
    expect(stated(alternating(5)).some((label) => /[+-]$/.test(label))).toBe(false)
    expect(stated(alternating(5))).toHaveLength(3)
  })
})

describe('an unknown label', () => {
  const complaint = (label: string): InputError => {
    try {
      irrep(symmetric(4), label)
    } catch (error) {
      if (error instanceof InputError) return error
    }
    throw new Error('nothing was thrown')
  }
  it('is answered with the labels there are, and the one that was meant', () => {
    expect(complaint('5').expected).toContain('2,1,1')
    expect(complaint('5').received).toBe('"5"')
    expect(complaint('3, 1').remedy).toContain('Did you mean "3,1"')
  })
})
