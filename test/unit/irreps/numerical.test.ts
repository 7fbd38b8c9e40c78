/** The numerical decomposition, also of groups that have a closed form, and where one eigenvalue is never simple. */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { groupFromCayleyTable } from '../../../src/groups/cayley.ts'
import { characterTable } from '../../../src/groups/characters.ts'
import { groupChecks } from '../../../src/groups/checks.ts'
import {
  alternating,
  cyclic,
  dihedral,
  product,
  quaternion,
  symmetric,
} from '../../../src/groups/families.ts'
import type { FiniteGroup } from '../../../src/groups/group.ts'
import { numericalIrrep } from '../../../src/groups/irreps/numerical.ts'
import { irrep, irreps } from '../../../src/groups/irreps.ts'
import { groupFromGenerators } from '../../../src/groups/permutation.ts'
import { maxDifference, multiply, trace } from '../../../src/math/complex.ts'

/** 2^(1+2n): (a, b, c) with (a, b, c)(a', b', c') = (a + a', b + b', c + c' + a.b') over F_2. */
function extraspecial(n: number): FiniteGroup {
  const size = 2 ** n
  const order = 2 * size * size
  const parity = (x: number): number => {
    let p = 0
    for (let rest = x; rest > 0; rest >>= 1) p ^= rest & 1
    return p
  }
  const table = Array.from({ length: order }, (_, g) =>
    Array.from({ length: order }, (_, h) => {
      const [a, b, c] = [Math.floor(g / 2 / size), Math.floor(g / 2) % size, g % 2]
      const [x, y, z] = [Math.floor(h / 2 / size), Math.floor(h / 2) % size, h % 2]
      return 2 * ((a ^ x) * size + (b ^ y)) + (c ^ z ^ parity(a & y))
    }),
  )
  return groupFromCayleyTable(table, `2^(1+${2 * n})`)
}

describe('irreps from characters alone', () => {
  it.each([
    ['S(4)', symmetric(4)],
    ['S(5)', symmetric(5)],
    ['A(6)', alternating(6)],
    ['D(9)', dihedral(9)],
    ['D(8) x Q8', product(dihedral(8), quaternion())],
    ['Q8 x Q8', product(quaternion(), quaternion())],
    ['A(4) x C(3)', product(alternating(4), cyclic(3))],
    ['2^(1+4)', extraspecial(2)],
    ['2^(1+6)', extraspecial(3)],
  ])('%s: a homomorphism with the right trace, real where the type is real', (_, group) => {
    const table = characterTable(group)
    expect(table.leftOut).toEqual([])
    for (const character of table.irreps.filter(({ dimension }) => dimension > 1)) {
      const rho = numericalIrrep(table, character)
      if (character.type === 'real') expect(rho(0).im).toBeNull()
      for (let g = 0; g < group.order; g++) {
        const value = character.value(table.classes.classOf[g]!)
        const chi = trace(rho(g))
        expect(Math.hypot(chi.re - value.re, chi.im - value.im)).toBeLessThan(1e-12)
        for (const s of group.generators)
          expect(maxDifference(multiply(rho(g), rho(s)), rho(group.multiply(g, s)))).toBeLessThan(1e-12)
      }
    }
  })

  it('gives the same matrices each time', () => {
    const once = extraspecial(2)
    const again = extraspecial(2)
    const [a, b] = [irreps(once).at(-1)!, irreps(again).at(-1)!]
    expect(a.dimension).toBe(4)
    expect([...a.matrix(17).re]).toEqual([...b.matrix(17).re])
  })

  it('passes every check at order 750: 5^3 : 6 on the 125 points of F_5^3', () => {
    const group = groupFromGenerators(affine(5, 3), 'affine')
    const checks = groupChecks(group)
    expect(group.order).toBe(750)
    expect(checks.leftOut).toEqual([])
    expect(checks.homomorphism).toBeLessThan(1e-12)
    expect(checks.orthogonality).toBeLessThan(1e-12)
    expect(checks.plancherel).toBeLessThan(1e-12)
  })
})

describe('the checks', () => {
  it('notice irreps that are not a homomorphism: D(5) with its products reversed', () => {
    const group = dihedral(5)
    const checks = groupChecks({ ...group, multiply: (a, b) => group.multiply(b, a) })
    expect(checks.homomorphism).toBeGreaterThan(0.1)
    expect(checks.orthogonality).toBeLessThan(1e-12)
  })

  it('go on beyond order 1024 where matrices come in closed form', () => {
    const { homomorphism, orthogonality, plancherel, leftOut } = groupChecks(symmetric(7))
    for (const error of [homomorphism, orthogonality, plancherel]) expect(error).toBeLessThan(1e-12)
    expect(leftOut.join()).toContain('1024')
  })

  it('say what they leave out beyond order 10,000', () => {
    const { homomorphism, orthogonality, plancherel, leftOut } = groupChecks(symmetric(8))
    expect([homomorphism, plancherel]).toEqual([null, null])
    expect(orthogonality).toBeLessThan(1e-12)
    expect(leftOut.join()).toContain('homomorphism and Plancherel')
  })
})

describe('big groups', () => {
  it('list their irreps without making a matrix, and refuse a table that would not fit', () => {
    expect(
      irreps(symmetric(8))
        .map(({ dimension }) => dimension ** 2)
        .reduce((a, b) => a + b),
    ).toBe(40320)
    expect(() => irrep(symmetric(8), '4,2,1,1').matrix(0)).toThrow(InputError)
    expect(irrep(symmetric(8), '7,1').matrix(40319).rows).toBe(7)
  })
})

/** Translations of F_p^k by e_1 and the cyclic shift of coordinates, with negation. */
function affine(p: number, k: number): number[][] {
  const points = Array.from({ length: p ** k }, (_, i) =>
    Array.from({ length: k }, (_, j) => Math.floor(i / p ** j) % p),
  )
  const index = (v: readonly number[]): number => v.reduce((sum, x, j) => sum + x * p ** j, 0)
  return [
    points.map((v) => index(v.with(0, (v[0]! + 1) % p))),
    points.map((v) => index([...v.slice(1), v[0]!])),
    points.map((v) => index(v.map((x) => (p - x) % p))),
  ]
}
