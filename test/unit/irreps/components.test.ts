/** Real isotypic components: the conventions of a coefficient, and what is refused. */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import type { Coefficient, Harmonic } from '../../../src/groups/component.ts'
import { componentOf } from '../../../src/groups/component.ts'
import { realComponents } from '../../../src/groups/components.ts'
import { alternating, cyclic, dihedral, quaternion, symmetric } from '../../../src/groups/families.ts'
import type { FiniteGroup } from '../../../src/groups/group.ts'
import { irrep, irreps } from '../../../src/groups/irreps.ts'
import type { ComplexMatrix } from '../../../src/math/complex.ts'
import { symmetricEigen } from '../../../src/math/eigen.ts'

/** W_gh = sum over columns (E K E^T)_gh / N, row major. */
function connectivity(group: FiniteGroup, component: Harmonic, coefficient: Coefficient): Float64Array {
  const n = group.order
  const { copies, width } = component
  const e = component.basis()
  const m = component.kernelMatrix(coefficient)
  const w = new Float64Array(n * n)
  for (let copy = 0; copy < copies; copy++)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) {
        const x = m[a * width + b]! / n
        if (x === 0) continue
        const left = (copy * width + a) * n
        const right = (copy * width + b) * n
        for (let g = 0; g < n; g++)
          for (let h = 0; h < n; h++) w[g * n + h]! += x * e[left + g]! * e[right + h]!
      }
  return w
}

const component = (group: FiniteGroup, label: string): Harmonic =>
  realComponents(group).find((one) => one.label === label)!

describe('C(n)', () => {
  const n = 9
  const group = cyclic(n)

  it('c + i s on label k is J = 2c cos k theta + 2s sin k theta', () => {
    const [c, s] = [0.7, -1.3]
    const w = connectivity(group, component(group, '2'), { re: c, im: s })
    for (let g = 0; g < n; g++)
      for (let h = 0; h < n; h++) {
        const angle = (2 * Math.PI * 2 * (g - h)) / n
        expect(w[g * n + h]! * n).toBeCloseTo(2 * c * Math.cos(angle) + 2 * s * Math.sin(angle), 13)
      }
  })

  it('has the labels 0 ... n/2, widths 1, 2, ..., and 1 at the Nyquist label', () => {
    expect(realComponents(cyclic(6)).map(({ label, width, copies }) => [label, width, copies])).toEqual([
      ['0', 1, 1],
      ['1', 2, 1],
      ['2', 2, 1],
      ['3', 1, 1],
    ])
    expect(realComponents(group).map(({ label }) => label)).toEqual(['0', '1', '2', '3', '4'])
    const w = connectivity(cyclic(6), component(cyclic(6), '3'), 2)
    for (let g = 0; g < 6; g++) expect(w[g * 6]! * 6).toBeCloseTo(2 * (-1) ** g, 14)
  })
})

describe('S(4) with J^ = v v^T, v = (1, 2, -1)', () => {
  const group = symmetric(4)
  const v = [1, 2, -1]
  const j: ComplexMatrix = {
    rows: 3,
    columns: 3,
    re: Float64Array.from(v.flatMap((x) => v.map((y) => x * y))),
    im: null,
  }
  it.each(['3,1', '2,1,1'])('on %s: rank 3, eigenvalue 6 three times', (label) => {
    const w = connectivity(group, component(group, label), j)
    for (let g = 0; g < 24; g++)
      for (let h = 0; h < 24; h++) expect(w[g * 24 + h]).toBeCloseTo(w[h * 24 + g]!, 13)
    const { values } = symmetricEigen(w, 24)
    values.slice(0, 21).forEach((value) => {
      expect(Math.abs(value)).toBeLessThan(1e-12)
    })
    values.slice(21).forEach((value) => {
      expect(value).toBeCloseTo(6, 12)
    })
  })

  it('is J(h^-1 g) / N with J = d tr[J^ rho^H]', () => {
    const rho = irrep(group, '3,1')
    const w = connectivity(group, component(group, '3,1'), j)
    for (let g = 0; g < 24; g++)
      for (let h = 0; h < 24; h++) {
        const { re } = rho.matrix(group.multiply(group.inverse(h), g))
        const value = 3 * re.reduce((sum, x, k) => sum + x * j.re[k]!, 0)
        expect(w[g * 24 + h]).toBeCloseTo(value / 24, 14)
      }
  })
})

describe('quaternionic type, in a stated basis', () => {
  const group = quaternion()
  const irrepOfQ8 = irreps(group).find(({ type }) => type === 'quaternionic')!
  const open = componentOf({ ...irrepOfQ8, takesMatrix: true, size: 8 })

  it('has d/2 copies of width 2d, d^2 columns in all', () => {
    expect([open.copies, open.width, open.basis().length]).toEqual([1, 4, 32])
  })

  it('accepts what a real kernel has and refuses the rest', () => {
    // the algebra of real combinations of rho(g) is the quaternions that commute with T
    const [a, b] = [irrepOfQ8.matrix(2), irrepOfQ8.matrix(4)]
    const quaternionMatrix: ComplexMatrix = {
      rows: 2,
      columns: 2,
      re: a.re.map((x, k) => 0.5 * x - 2 * b.re[k]!),
      im: (a.im ?? new Float64Array(4)).map((y, k) => 0.5 * y - 2 * (b.im?.[k] ?? 0)),
    }
    const m = open.kernelMatrix(quaternionMatrix)
    const back = open.coefficient(m)
    back.re.forEach((x, k) => {
      expect(x).toBeCloseTo(quaternionMatrix.re[k]!, 14)
      expect(back.im![k]).toBeCloseTo(quaternionMatrix.im![k]!, 14)
    })
    const hermitian: ComplexMatrix = { rows: 2, columns: 2, re: Float64Array.of(1, 0, 0, -1), im: null }
    expect(() => open.kernelMatrix(hermitian)).toThrow(InputError)
    expect(() => open.kernelMatrix({ re: 1, im: 1 })).toThrow(InputError)
  })
})

describe('what no real kernel has is refused', () => {
  const [s4, c5, a5] = [symmetric(4), cyclic(5), alternating(5)]
  const matrix = (d: number, im: number | null): ComplexMatrix => ({
    rows: d,
    columns: d,
    re: new Float64Array(d * d).fill(1),
    im: im === null ? null : new Float64Array(d * d).fill(im),
  })
  const split = realComponents(a5).find(({ takesMatrix }) => !takesMatrix)!
  it.each<[string, Harmonic, Coefficient, RegExp]>([
    ['a complex number on real type', component(s4, '3,1'), { re: 1, im: 1 }, /imaginary/],
    ['a complex number on label 0', component(c5, '0'), { re: 1, im: 1 }, /imaginary/],
    ['a complex matrix on real type', component(s4, '3,1'), matrix(3, 1), /imaginary/],
    ['a wrong shape', component(s4, '3,1'), matrix(2, null), /2 x 2/],
    ['NaN', component(dihedral(5), 'E1'), Number.NaN, /finite/],
    ['infinity', component(c5, '1'), { re: 0, im: Number.POSITIVE_INFINITY }, /finite/],
    [
      'NaN in a matrix',
      component(s4, '2,2'),
      { ...matrix(2, null), re: new Float64Array(4).fill(NaN) },
      /finite/,
    ],
    ['a matrix in a basis that is not stated', split, matrix(3, null), /no basis is stated/],
    ['text', component(s4, '3,1'), 'two' as unknown as Coefficient, /"two"/],
    ['null', component(s4, '3,1'), null as unknown as Coefficient, /null/],
  ])('%s', (_, harmonic, coefficient, message) => {
    expect(() => harmonic.kernelMatrix(coefficient)).toThrow(InputError)
    expect(() => harmonic.kernelMatrix(coefficient)).toThrow(message)
  })

  it('while a complex matrix with no imaginary part is real', () => {
    expect(() => component(s4, '3,1').kernelMatrix(matrix(3, 0))).not.toThrow()
    expect(() => component(s4, '3,1').kernelMatrix({ re: 2, im: 0 })).not.toThrow()
  })
})
