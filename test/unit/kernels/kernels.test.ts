import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import {
  alternating,
  cyclic,
  dihedral,
  polyhedral,
  product,
  quaternion,
  symmetric,
} from '../../../src/groups/families.ts'
import { denseMatrix } from '../../../src/model/couplings.ts'
import {
  kernelFromExpression,
  kernelFromFamily,
  kernelFromMatrices,
  kernelFromSpectrum,
  kernelFromValues,
} from '../../../src/model/kernels.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { circleSpace, mirrorCircleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import type { Coefficient, Space } from '../../../src/spaces/space.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'

function noise(count: number, seed = 1): Float64Array {
  let state = seed * 2654435761
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

function complaint(action: () => unknown): InputError {
  try {
    action()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const spectrum = (entries: Record<string, Coefficient>): Map<string, Coefficient> =>
  new Map(Object.entries(entries))

describe('from a spectrum', () => {
  it('c + i s on the circle is 2c cos k theta + 2s sin k theta', () => {
    const space = circleSpace(9)
    const kernel = kernelFromSpectrum(space, spectrum({ '0': 0.5, '2': { re: 2, im: 0.3 } }))
    const theta = space.coordinates.get('theta')!
    kernel.values!.forEach((value, g) => {
      const expected = 0.5 + 4 * Math.cos(2 * theta[g]!) + 0.6 * Math.sin(2 * theta[g]!)
      expect(Math.abs(value - expected)).toBeLessThan(1e-14)
    })
    expect(kernel.columns).toBe(3)
    expect(kernel.rank).toBe(3)
    expect(kernel.symmetric).toBe(false)
    expect(kernel.dropped).toBe(0)
    expect(kernel.origin).toBe('spectrum of 2 irreps')
  })

  it('k = n/2 is c (-1)^g', () => {
    const kernel = kernelFromSpectrum(finiteSpace(cyclic(6)), spectrum({ '3': 1.5 }))
    expect([...kernel.values!].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([
      1.5, -1.5, 1.5, -1.5, 1.5, -1.5,
    ])
    expect(kernel.rank).toBe(1)
  })

  it('on a torus, 2c cos(k.theta) + 2s sin(k.theta), also for "1,-1" and the hexagonal lattice', () => {
    for (const lattice of ['rectangular', 'hexagonal'] as const) {
      const space = torusSpace([7, 7], lattice)
      const kernel = kernelFromSpectrum(space, spectrum({ '1,-1': { re: 1, im: 0.25 }, '0,1': -1 }))
      const a = space.coordinates.get('theta1')!
      const b = space.coordinates.get('theta2')!
      kernel.values!.forEach((value, g) => {
        const phase = a[g]! - b[g]!
        const expected = 2 * Math.cos(phase) + 0.5 * Math.sin(phase) - 2 * Math.cos(b[g]!)
        expect(Math.abs(value - expected)).toBeLessThan(4e-15)
      })
    }
  })

  it('J^ = v v^T on a three-dimensional irrep of S(4) has rank 3', () => {
    const v = [1, 2, -1]
    const re = Float64Array.from(v.flatMap((a) => v.map((b) => a * b)))
    const coefficient = { rows: 3, columns: 3, re, im: null }
    const kernel = kernelFromSpectrum(finiteSpace(symmetric(4)), spectrum({ '3,1': coefficient }))
    expect(kernel.rank).toBe(3)
    expect(kernel.columns).toBe(9)
    expect(kernel.symmetric).toBe(true)
    // W has eigenvalue 6 three times: tr W = 18, tr W^2 = 108
    const w = denseMatrix(kernel)
    let trace = 0
    let square = 0
    for (let i = 0; i < 24; i++) {
      trace += w[25 * i]!
      for (let j = 0; j < 24; j++) square += w[24 * i + j]! * w[24 * j + i]!
    }
    expect(trace).toBeCloseTo(18, 12)
    expect(square).toBeCloseTo(108, 11)
  })

  it('leaves out coefficients below 1e-12 of the largest', () => {
    const kernel = kernelFromSpectrum(
      circleSpace(16),
      spectrum({ '0': 0, '1': 2, '2': 1.9e-12, '3': 2.1e-12 }),
    )
    expect([...kernel.spectrum.keys()]).toEqual(['1', '3'])
    expect(kernelFromSpectrum(circleSpace(16), spectrum({ '1': 0 })).columns).toBe(0)
    expect(kernelFromSpectrum(circleSpace(16), new Map()).values).toEqual(new Float64Array(16))
  })

  it('places its complaints at the label', () => {
    const torus = torusSpace([5, 5], 'rectangular')
    expect(complaint(() => kernelFromSpectrum(torus, spectrum({ '9,9': 1 }))).place).toBe('spectrum."9,9"')
    expect(complaint(() => kernelFromSpectrum(torus, spectrum({ '-1,0': 1 }))).place).toBe('spectrum."-1,0"')
    expect(complaint(() => kernelFromSpectrum(circleSpace(8), spectrum({ '5': 1 }))).place).toBe('spectrum.5')
    expect(
      complaint(() => kernelFromSpectrum(finiteSpace(dihedral(5)), spectrum({ E1: { re: 1, im: 1 } }))).place,
    ).toBe('spectrum.E1')
    expect(complaint(() => kernelFromSpectrum(circleSpace(8), spectrum({ '1': Number.NaN }))).place).toBe(
      'spectrum.1',
    )
  })
})

const GROUPS: [string, () => Space][] = [
  ['C(7)', () => finiteSpace(cyclic(7))],
  ['C(12)', () => finiteSpace(cyclic(12))],
  ['C(4) x C(9)', () => finiteSpace(product(cyclic(4), cyclic(9)))],
  ['C(2) x C(3) x C(5)', () => finiteSpace(product(cyclic(2), cyclic(3), cyclic(5)))],
  ['D(5)', () => finiteSpace(dihedral(5))],
  ['Q8', () => finiteSpace(quaternion())],
  ['S(4)', () => finiteSpace(symmetric(4))],
  ['A(4)', () => finiteSpace(alternating(4))],
  ['Td', () => finiteSpace(polyhedral('Td'))],
  ['C(3) x S(3)', () => finiteSpace(product(cyclic(3), symmetric(3)))],
  ['SO(2), 31', () => circleSpace(31)],
  ['O(2), 7', () => mirrorCircleSpace(7)],
  ['T(2), 5 x 8', () => torusSpace([5, 8], 'rectangular')],
  ['T(2), hexagonal 6 x 6', () => torusSpace([6, 6], 'hexagonal')],
]

describe.each(GROUPS)('from values on %s', (_, make) => {
  const space = make()
  const values = noise(space.size, 3)
  const kernel = kernelFromValues(space, values)

  it('the spectrum is whole, obeys Parseval and gives the values back', () => {
    expect(kernel.columns).toBe(space.size)
    let columns = 0
    let power = 0
    for (const [label, matrix] of kernel.spectrum) {
      const harmonic = space.harmonic(label)
      columns += harmonic.copies * harmonic.width
      // sum d ||J^||^2, twice for a pair of conjugate irreps: M holds d x d, or twice that doubled
      const j = harmonic.coefficient(matrix)
      const pair = harmonic.type === 'complex' ? 2 : 1
      for (const part of [j.re, j.im ?? []]) for (const x of part) power += pair * harmonic.dimension * x * x
    }
    expect(columns).toBe(space.size)
    expect(power * space.size).toBeCloseTo(
      values.reduce((sum, x) => sum + x * x, 0),
      10,
    )
    const back = kernelFromMatrices(space, kernel.spectrum, 'again', 0).values!
    for (let g = 0; g < space.size; g++) expect(Math.abs(back[g]! - values[g]!)).toBeLessThan(1e-12)
  })

  it('W from values is W from the spectrum', () => {
    const direct = denseMatrix(kernel)
    const n = space.size
    const spectral = new Float64Array(n * n)
    for (let j = 0; j < n; j++) {
      // column j: the input when only neuron j fires
      const parts = new Map<string, Float64Array>()
      for (const [label, matrix] of kernel.spectrum) {
        const { copies, width } = space.harmonic(label)
        const delta = new Float64Array(n)
        delta[j] = 1
        const u = space.forward(label, delta)
        const v = new Float64Array(u.length)
        for (let copy = 0; copy < copies; copy++)
          for (let a = 0; a < width; a++)
            for (let b = 0; b < width; b++)
              v[copy * width + a]! += matrix[a * width + b]! * u[copy * width + b]!
        parts.set(label, v)
      }
      space.inverse(parts).forEach((value, i) => {
        spectral[i * n + j] = value
      })
    }
    for (let k = 0; k < n * n; k++) expect(Math.abs(spectral[k]! - direct[k]!)).toBeLessThan(1e-12)
  })

  it('is symmetric exactly when J(g^-1) = J(g)', () => {
    const even = values.map((value, g) => value + values[space.sample!.inverse(g)]!)
    const matrix = kernelFromValues(space, even)
    expect(matrix.symmetric).toBe(true)
    const again = kernelFromMatrices(space, matrix.spectrum, 'again', 0)
    expect(again.symmetric).toBe(true)
    expect(kernel.symmetric).toBe(values.every((v, g) => v === values[space.sample!.inverse(g)]))
  })
})

describe('from values', () => {
  it('counts the support and complains at its place', () => {
    const space = finiteSpace(symmetric(4))
    const values = new Float64Array(24)
    values[0] = 1
    values[5] = -1e-3
    values[7] = 1e-14
    expect(kernelFromValues(space, values).support).toBe(2)
    expect(complaint(() => kernelFromValues(space, new Float64Array(23))).message).toContain('24 numbers')
    values[3] = Number.POSITIVE_INFINITY
    expect(complaint(() => kernelFromValues(space, values)).place).toBe('values[3]')
    const rotations = rotationSpace(1)
    expect(complaint(() => kernelFromValues(rotations, new Float64Array(rotations.size))).place).toBe(
      'values',
    )
  })
})

describe('from an expression', () => {
  it('is the function at the points', () => {
    const space = circleSpace(24)
    const kernel = kernelFromExpression(space, parseExpression('4*cos(theta) + 0.6*sin(theta)'))
    expect([...kernel.spectrum.keys()]).toEqual(['1'])
    const c = space.harmonic('1').coefficient(kernel.spectrum.get('1')!)
    expect(c.re[0]).toBeCloseTo(2, 14)
    expect(c.im![0]).toBeCloseTo(0.3, 14)
    expect(kernel.rank).toBe(2)
    expect(kernel.origin).toBe('expression')
  })

  it('may use word length on a discrete group', () => {
    const space = finiteSpace(symmetric(4))
    const kernel = kernelFromExpression(space, parseExpression('where(distance == 1, 1, 0)'))
    expect(kernel.support).toBe(symmetric(4).generators.length)
  })

  it('refuses unknown names and values that are not finite', () => {
    expect(() => kernelFromExpression(circleSpace(8), parseExpression('cos(phi)'))).toThrow(InputError)
    expect(() => kernelFromExpression(circleSpace(8), parseExpression('1/theta'))).toThrow(
      /finite everywhere/,
    )
  })
})

describe('families of geodesic distance', () => {
  const space = circleSpace(40)
  const distance = space.coordinates.get('distance')!
  const cases: [Parameters<typeof kernelFromFamily>[1], Record<string, number>, (d: number) => number][] = [
    ['von-mises', { kappa: 3, amplitude: 2 }, (d) => 2 * Math.exp(3 * (Math.cos(d) - 1))],
    ['gaussian', { width: 0.5, baseline: -1 }, (d) => Math.exp(-(d ** 2) / 0.5) - 1],
    ['mexican-hat', { width: 0.4 }, (d) => Math.exp(-(d ** 2) / 0.32) - 0.5 * Math.exp(-(d ** 2) / 1.28)],
    [
      'mexican-hat',
      { width: 0.4, ratio: 3, surround: 0.9, amplitude: -2 },
      (d) => -2 * (Math.exp(-(d ** 2) / 0.32) - 0.9 * Math.exp(-(d ** 2) / 2.88)),
    ],
  ]
  it.each(cases)('%s %j', (name, parameters, expected) => {
    const kernel = kernelFromFamily(space, name, parameters)
    kernel.values!.forEach((value, g) => {
      expect(Math.abs(value - expected(distance[g]!))).toBeLessThan(1e-15)
    })
    expect(kernel.symmetric).toBe(true)
    expect(kernel.origin).toBe(name)
  })

  it('complain at the parameter', () => {
    expect(complaint(() => kernelFromFamily(space, 'von-mises', {})).place).toBe('kappa')
    expect(complaint(() => kernelFromFamily(space, 'gaussian', { width: -1 })).place).toBe('width')
    expect(complaint(() => kernelFromFamily(space, 'gaussian', { width: 1, kappa: 2 })).place).toBe('kappa')
    expect(
      complaint(() => kernelFromFamily(space, 'gaussian', { width: 1, baseline: Number.NaN })).place,
    ).toBe('baseline')
  })
})
