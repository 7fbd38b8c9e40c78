import { describe, expect, it } from 'vitest'
import { gaussLegendre } from '../../../src/math/quadrature.ts'
import { denseMatrix } from '../../../src/model/couplings.ts'
import { kernelFromExpression, kernelFromFamily, kernelFromSpectrum } from '../../../src/model/kernels.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { spinSpace } from '../../../src/spaces/spin.ts'

describe('on the sphere', () => {
  it('sum (2l+1) c_l P_l has coefficients c_l', () => {
    const space = sphereSpace(4)
    const text = '0.5 + 3*2*cos(theta) + 5*(-0.25)*(3*z^2 - 1)/2'
    const kernel = kernelFromExpression(space, parseExpression(text))
    expect([...kernel.spectrum.keys()]).toEqual(['0', '1', '2'])
    expect(kernel.spectrum.get('0')![0]).toBeCloseTo(0.5, 13)
    expect(kernel.spectrum.get('1')![0]).toBeCloseTo(2, 13)
    expect(kernel.spectrum.get('2')![0]).toBeCloseTo(-0.25, 13)
    expect(kernel.dropped).toBe(0)
    expect(kernel.columns).toBe(9)
    expect(kernel.rank).toBe(9)
    expect(kernel.symmetric).toBe(true)
    expect(kernel.values).toBeNull()
    expect(kernel.support).toBe(space.size)
  })

  it('W is w_j J of the angle between the points', () => {
    const space = sphereSpace(3)
    const kernel = kernelFromExpression(space, parseExpression('1 - 2*cos(distance)^3'))
    const matrix = denseMatrix(kernel)
    for (let i = 0; i < space.size; i++)
      for (let j = 0; j < space.size; j++) {
        const expected = space.weights[j]! * (1 - 2 * Math.cos(space.distance(i, j)) ** 3)
        expect(Math.abs(matrix[i * space.size + j]! - expected)).toBeLessThan(1e-14)
      }
  })

  it('von Mises: dropped is the power beyond the degree, by Parseval', () => {
    // J = exp(k (z - 1)): int J^2 / 2 = (1 - exp(-4k)) / 4k; c_l = i_l(k) exp(-k) by recurrence downwards
    const kappa = 6
    const kernel = kernelFromFamily(sphereSpace(5), 'von-mises', { kappa })
    const { nodes, weights } = gaussLegendre(64)
    const c = (l: number): number => {
      let sum = 0
      nodes.forEach((z, i) => {
        let [before, now] = [0, 1]
        for (let k = 0; k < l; k++) [before, now] = [now, ((2 * k + 1) * z * now - k * before) / (k + 1)]
        sum += 0.5 * weights[i]! * Math.exp(kappa * (z - 1)) * now
      })
      return sum
    }
    let beyond = 0
    for (let l = 6; l < 40; l++) beyond += (2 * l + 1) * c(l) ** 2
    const total = (1 - Math.exp(-4 * kappa)) / (4 * kappa)
    expect(kernel.dropped).toBeGreaterThan(1e-3)
    expect(Math.abs(kernel.dropped / (beyond / total) - 1)).toBeLessThan(1e-10)
    expect(kernelFromFamily(sphereSpace(40), 'von-mises', { kappa }).dropped).toBe(0)
  })

  it('refuses what is not zonal', () => {
    const space = sphereSpace(3)
    for (const text of ['x', 'cos(phi)', '1 + y^2'])
      expect(() => kernelFromExpression(space, parseExpression(text))).toThrow(/theta, z or distance/)
    expect(() => kernelFromExpression(space, parseExpression('1/sin(theta - theta)'))).toThrow(/finite/)
  })
})

describe('on SO(3)', () => {
  it('3 * 2 * tr R is the coefficient 2 on l = 1', () => {
    const space = rotationSpace(3)
    const byText = kernelFromExpression(space, parseExpression('6*(1 + 2*cos(omega))'))
    const bySpectrum = kernelFromSpectrum(space, new Map([['1', 2]]))
    expect([...byText.spectrum.keys()]).toEqual(['1'])
    byText.spectrum.get('1')!.forEach((entry, i) => {
      expect(Math.abs(entry - bySpectrum.spectrum.get('1')![i]!)).toBeLessThan(1e-13)
    })
    expect(byText.dropped).toBe(0)
    expect(byText.rank).toBe(9)
    expect(byText.symmetric).toBe(true)
  })

  it('is projected where it is no class function: cos(beta) has rank 3 and its own matrix', () => {
    // R_zz = cos beta is the (z, z) entry of l = 1, order y, z, x: J = 3 tr[J^ R^T], J^_zz = 1/3
    const kernel = kernelFromExpression(rotationSpace(2), parseExpression('cos(beta)'))
    expect([...kernel.spectrum.keys()]).toEqual(['1'])
    const matrix = kernel.spectrum.get('1')!
    expect(matrix[4]).toBeCloseTo(1 / 3, 13)
    expect(matrix.filter((entry) => Math.abs(entry) > 1e-13).length).toBe(1)
    expect(kernel.rank).toBe(3)
    expect(kernel.columns).toBe(9)
  })

  it('W is w_j J(h_j^-1 g_i), the kernel on the right', () => {
    // J(R) = R_xz = cos(alpha) sin(beta), so J(R_h^T R_g) = (R_h e_x) . (R_g e_z)
    const space = rotationSpace(2)
    const kernel = kernelFromExpression(space, parseExpression('cos(alpha)*sin(beta)'))
    const matrix = denseMatrix(kernel)
    const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) => space.coordinates.get(name)!)
    const ex = (i: number): number[] => {
      const [a, b, c] = [alpha![i]!, beta![i]!, gamma![i]!]
      return [
        Math.cos(a) * Math.cos(b) * Math.cos(c) - Math.sin(a) * Math.sin(c),
        Math.sin(a) * Math.cos(b) * Math.cos(c) + Math.cos(a) * Math.sin(c),
        -Math.sin(b) * Math.cos(c),
      ]
    }
    const ez = (i: number): number[] => [
      Math.cos(alpha![i]!) * Math.sin(beta![i]!),
      Math.sin(alpha![i]!) * Math.sin(beta![i]!),
      Math.cos(beta![i]!),
    ]
    expect(kernel.symmetric).toBe(false)
    for (let i = 0; i < space.size; i++)
      for (let j = 0; j < space.size; j++) {
        const dot = ex(j).reduce((sum, x, axis) => sum + x * ez(i)[axis]!, 0)
        expect(Math.abs(matrix[i * space.size + j]! - space.weights[j]! * dot)).toBeLessThan(1e-15)
      }
  })

  it('tells what the degree drops', () => {
    // cos(3 beta) = 4 c^3 - 3 c = (8 P3 - 3 P1) / 5; powers 64/25/7 and 9/25/3
    const kernel = kernelFromExpression(rotationSpace(2), parseExpression('cos(3*beta)'))
    const lost = 64 / 25 / 7
    expect(kernel.dropped).toBeCloseTo(lost / (lost + 9 / 25 / 3), 12)
  })
})

describe('on SU(2)', () => {
  it('2 * 2 cos(omega / 2) is the coefficient 1 on j = 1/2, of quaternionic type', () => {
    const space = spinSpace(2)
    const byText = kernelFromExpression(space, parseExpression('4*cos(omega/2)'))
    const bySpectrum = kernelFromSpectrum(space, new Map([['1/2', 1]]))
    expect([...byText.spectrum.keys()]).toEqual(['1/2'])
    byText.spectrum.get('1/2')!.forEach((entry, i) => {
      expect(Math.abs(entry - bySpectrum.spectrum.get('1/2')![i]!)).toBeLessThan(1e-13)
    })
    expect(byText.rank).toBe(4)
    expect(byText.dropped).toBe(0)
  })
})
