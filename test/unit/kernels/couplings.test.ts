import { describe, expect, it } from 'vitest'
import { cyclic, symmetric } from '../../../src/groups/families.ts'
import {
  denseMatrix,
  disordered,
  heterogeneousCoupling,
  quotientCoupling,
} from '../../../src/model/couplings.ts'
import { kernelFromSpectrum } from '../../../src/model/kernels.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import type { Coefficient } from '../../../src/spaces/space.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'

describe('heterogeneous weights', () => {
  const kernel = kernelFromSpectrum(circleSpace(60), new Map([['1', 2]]))
  const plain = denseMatrix(kernel)
  const deviations = (seed: number, std: number): Float64Array =>
    heterogeneousCoupling(kernel, { std, seed }).weights.map((w, k) => (w - plain[k]!) * 60)

  it('are w_j (J + std n_ij): standard normals of the seed, the same at every std', () => {
    const noise = deviations(7, 0.3)
    const mean = noise.reduce((sum, x) => sum + x, 0) / noise.length
    const variance = noise.reduce((sum, x) => sum + x * x, 0) / noise.length
    // 3600 samples: standard errors 0.005 and 0.0021
    expect(Math.abs(mean)).toBeLessThan(0.025)
    expect(Math.abs(variance - 0.09)).toBeLessThan(0.011)
    const twice = deviations(7, 0.6)
    noise.forEach((x, k) => {
      expect(twice[k]).toBeCloseTo(2 * x, 12)
    })
    expect(deviations(8, 0.3)[5]).not.toBe(noise[5])
    expect(noise[60]).not.toBe(noise[0])
    expect(heterogeneousCoupling(kernel, { std: 0, seed: 7 }).weights).toEqual(plain)
  })

  it('act on measured weights too, without touching them', () => {
    const measured = { kind: 'matrix', rows: 60, columns: 60, weights: plain.slice() } as const
    const noisy = disordered(measured, circleSpace(60), { std: 0.3, seed: 7 })
    expect(noisy.weights).toEqual(heterogeneousCoupling(kernel, { std: 0.3, seed: 7 }).weights)
    expect(measured.weights).toEqual(plain)
  })

  it('are refused beyond 8192 neurons', () => {
    const large = kernelFromSpectrum(circleSpace(8193), new Map([['1', 2]]))
    expect(() => heterogeneousCoupling(large, { std: 1, seed: 1 })).toThrow(/at most 8192 neurons/)
    expect(() => heterogeneousCoupling(kernel, { std: -1, seed: 1 })).toThrow(/std/)
  })
})

describe('through a common quotient', () => {
  it('W_ij = w_j J(q(j)^-1 q(i)) between a torus and a circle', () => {
    const torus = torusSpace([6, 5], 'rectangular')
    const ring = circleSpace(9)
    const through = circleSpace(16)
    const coupling = quotientCoupling(
      torus,
      ring,
      through,
      new Map([['theta', parseExpression('theta1 - theta2')]]),
      new Map(),
      new Map<string, Coefficient>([
        ['0', 0.5],
        ['1', { re: 2, im: 0.3 }],
      ]),
    )
    expect(coupling.rank).toBe(3)
    const { rank, core, toBasis, fromBasis } = coupling
    const theta1 = torus.coordinates.get('theta1')!
    const theta2 = torus.coordinates.get('theta2')!
    const theta = ring.coordinates.get('theta')!
    for (let i = 0; i < 9; i++)
      for (let j = 0; j < 30; j++) {
        let w = 0
        for (let a = 0; a < rank; a++)
          for (let b = 0; b < rank; b++)
            w += toBasis[a * 9 + i]! * core[a * rank + b]! * fromBasis[b * 30 + j]! * torus.weights[j]!
        const turn = theta[i]! - (theta1[j]! - theta2[j]!)
        const expected = (0.5 + 4 * Math.cos(turn) + 0.6 * Math.sin(turn)) / 30
        expect(Math.abs(w - expected)).toBeLessThan(1e-15)
      }
  })

  it('the azimuth of a sphere reaches a ring', () => {
    const sphere = sphereSpace(3)
    const ring = circleSpace(7)
    const azimuth = new Map([['theta', parseExpression('phi')]])
    const spectrum = new Map([['1', 1]])
    expect(quotientCoupling(sphere, ring, circleSpace(8), azimuth, new Map(), spectrum).rank).toBe(2)
  })

  it('complains at the map and at the label', () => {
    const [a, b] = [circleSpace(6), finiteSpace(symmetric(3))]
    const spectrum = new Map([['1', 1]])
    const theta = new Map([['theta', parseExpression('0')]])
    expect(() => quotientCoupling(a, b, circleSpace(8), new Map(), new Map(), spectrum)).toThrow(/^to/)
    expect(() => quotientCoupling(b, a, circleSpace(8), new Map(), new Map(), spectrum)).toThrow(/^from/)
    const wrong = new Map([['psi', parseExpression('0')]])
    expect(() => quotientCoupling(a, b, circleSpace(8), wrong, theta, spectrum)).toThrow(/^from\.psi/)
    const unknown = new Map([['theta', parseExpression('rho')]])
    expect(() => quotientCoupling(a, b, circleSpace(8), theta, unknown, spectrum)).toThrow(/^to\.theta/)
    const label = new Map([['9', 1]])
    expect(() => quotientCoupling(a, b, finiteSpace(cyclic(4)), theta, theta, label)).toThrow(/^spectrum\.9/)
  })
})
