/**
 * The conventions of labels, bases and coordinates, each by a formula that the code does not use:
 * W_ij = w_j J(h_j^-1 g_i) summed directly.
 */
import { mat3 } from 'gl-matrix'
import { describe, expect, it } from 'vitest'
import { dihedral, symmetric } from '../../../src/groups/families.ts'
import { irrep } from '../../../src/groups/irreps.ts'
import { legendreSeries } from '../../../src/math/legendre.ts'
import { circleSpace, mirrorCircleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { fromEuler, quotient, toEuler } from '../../../src/spaces/quaternions.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import type { Coefficient, Space } from '../../../src/spaces/space.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { spinSpace } from '../../../src/spaces/spin.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'
import {
  bandLimitedFunction,
  maxDifference,
  type Quaternion,
  quaternionProduct,
  randomNumbers,
  unitQuaternion,
} from '../../contract/spaces.ts'

function legendre(l: number, x: number): number {
  const out = new Float64Array(l + 1)
  legendreSeries(x, out)
  return out[l]!
}

/** W f through the harmonic of one label. */
function convolved(space: Space, label: string, coefficient: Coefficient, f: Float64Array): Float64Array {
  const { copies, width, kernelMatrix } = space.harmonic(label)
  const matrix = kernelMatrix(coefficient)
  const u = space.forward(label, f)
  const v = u.map((_, at) => {
    const copy = Math.floor(at / width)
    const row = at % width
    let sum = 0
    for (let k = 0; k < width; k++) sum += matrix[row * width + k]! * u[copy * width + k]!
    return sum
  })
  expect(u.length).toBe(copies * width)
  return space.inverse(new Map([[label, v]]))
}

/** sum_j w_j J(i, j) f_j */
function summed(space: Space, j: (to: number, from: number) => number, f: Float64Array): Float64Array {
  return Float64Array.from(f, (_, to) => {
    let sum = 0
    for (let from = 0; from < space.size; from++) sum += space.weights[from]! * j(to, from) * f[from]!
    return sum
  })
}

function quaternionsOf(space: Space): Quaternion[] {
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) => space.coordinates.get(name)!)
  return Array.from(alpha!, (a, i) => fromEuler(a, beta![i]!, gamma![i]!))
}

/** The rotation matrix, row major. */
function rotationMatrix(q: Quaternion): number[] {
  const columns = mat3.fromQuat([0, 0, 0, 0, 0, 0, 0, 0, 0], q)
  return Array.from(mat3.transpose([0, 0, 0, 0, 0, 0, 0, 0, 0], columns))
}

describe('circles', () => {
  it('turn c + i s into 2c cos k theta + 2s sin k theta', () => {
    for (const space of [circleSpace(11), circleSpace(12)]) {
      const theta = space.coordinates.get('theta')!
      const f = randomNumbers(space.size)
      const direct = (kernel: (angle: number) => number): Float64Array =>
        summed(space, (to, from) => kernel(theta[to]! - theta[from]!), f)
      const [re, im] = [0.7, -0.4]
      expect(
        maxDifference(
          convolved(space, '3', { re, im }, f),
          direct((x) => 2 * re * Math.cos(3 * x) + 2 * im * Math.sin(3 * x)),
        ),
      ).toBeLessThan(1e-14)
      expect(
        maxDifference(
          convolved(space, '0', 1.5, f),
          direct(() => 1.5),
        ),
      ).toBeLessThan(1e-14)
      if (space.size === 12)
        expect(
          maxDifference(
            convolved(space, '6', 1.5, f),
            direct((x) => 1.5 * Math.cos(6 * x)),
          ),
        ).toBeLessThan(1e-14)
    }
    const { labels } = circleSpace(12)
    expect(labels).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(circleSpace(7).labels).toEqual(['0', '1', '2', '3'])
  })

  it('say which label is meant', () => {
    const space = finiteSpace(dihedral(6))
    expect(space.labels).toEqual(['A1', 'A2', 'E1', 'E2', 'B1', 'B2'])
    expect(() => space.harmonic('E3')).toThrow(/B1 and B2/)
    expect(() => circleSpace(8).harmonic('5')).toThrow(/Take 11 samples/)
    expect(() => circleSpace(8).harmonic('-2')).toThrow(/Write "2"/)
    expect(() => mirrorCircleSpace(8).harmonic('B1')).toThrow(/A1, A2, E1 ... E3/)
    expect(() => mirrorCircleSpace(8).harmonic('E4')).toThrow(/Take 9 samples/)
    expect(mirrorCircleSpace(9).harmonic('E4').width).toBe(2)
  })

  it('turn and reflect exactly on the grid, and between it by the harmonics', () => {
    const space = circleSpace(9)
    const f = bandLimitedFunction(space)
    const step = (2 * Math.PI) / 9
    const twice = space.act({ angles: [2 * step] }, f)
    for (let i = 0; i < 9; i++) expect(twice[(i + 2) % 9]).toBe(f[i])
    expect(maxDifference(space.act({ element: 2 }, f), twice)).toBe(0)
    for (const n of [9, 10]) {
      const grid = circleSpace(n)
      const theta = grid.coordinates.get('theta')!
      const wave = (x: number): number => Math.cos(3 * x) - 0.2 * Math.sin(4 * x) + 0.5
      const moved = grid.act({ angles: [0.3] }, theta.map(wave))
      expect(
        maxDifference(
          moved,
          theta.map((x) => wave(x - 0.3)),
        ),
      ).toBeLessThan(1e-14)
    }
    // the harmonic of half the samples is a cosine
    const theta = circleSpace(10).coordinates.get('theta')!
    const highest = circleSpace(10).act(
      { angles: [0.3] },
      theta.map((x) => Math.cos(5 * x)),
    )
    expect(
      maxDifference(
        highest,
        theta.map((x) => Math.cos(5 * (x - 0.3))),
      ),
    ).toBeLessThan(1e-14)
    const mirror = space.act({ angles: [0], reflect: true }, f)
    for (let i = 0; i < 9; i++) expect(mirror[(9 - i) % 9]).toBe(f[i])
  })
})

describe('O(2) and D(n)', () => {
  it('have E_k as rotations by k theta and diag(1, -1), convolved from the right', () => {
    for (const space of [finiteSpace(dihedral(7)), mirrorCircleSpace(7), finiteSpace(dihedral(8))]) {
      const theta = space.coordinates.get('theta')!
      const s = space.coordinates.get('s')!
      const group = space.sample!
      const f = randomNumbers(space.size)
      const j = { rows: 2, columns: 2, re: Float64Array.of(1, -0.5, 2, 0.25), im: null }
      const kernel = (g: number): number => {
        const [c, d] = [Math.cos(2 * theta[g]!), Math.sin(2 * theta[g]!)]
        const rho = [c, -d * s[g]!, d, c * s[g]!]
        return 2 * rho.reduce((sum, entry, i) => sum + entry * j.re[i]!, 0)
      }
      const direct = summed(space, (to, from) => kernel(group.multiply(group.inverse(from), to)), f)
      expect(maxDifference(convolved(space, 'E2', j, f), direct)).toBeLessThan(1e-13)
      // the kernel on the left is another operator
      const wrong = summed(space, (to, from) => kernel(group.multiply(to, group.inverse(from))), f)
      expect(maxDifference(wrong, direct)).toBeGreaterThan(0.01)
    }
  })

  it('apply the reflection first, then the turn', () => {
    const space = mirrorCircleSpace(6)
    const f = randomNumbers(12)
    const group = space.sample!
    const both = space.act({ angles: [(2 * Math.PI * 2) / 6], reflect: true }, f)
    expect(maxDifference(both, space.act({ element: 2 + 6 }, f))).toBe(0)
    expect(group.multiply(2, 6)).toBe(8)
  })
})

describe('tori', () => {
  it('turn c + i s into 2c cos(k.theta) + 2s sin(k.theta)', () => {
    const space = torusSpace([5, 8])
    const [x, y] = [space.coordinates.get('theta1')!, space.coordinates.get('theta2')!]
    const f = randomNumbers(space.size)
    for (const [label, k1, k2] of [
      ['1,-2', 1, -2],
      ['2,4', 2, 4],
      ['0,3', 0, 3],
    ] as const) {
      const direct = summed(
        space,
        (to, from) => {
          const phase = k1 * (x[to]! - x[from]!) + k2 * (y[to]! - y[from]!)
          return 2 * 0.3 * Math.cos(phase) + 2 * -0.9 * Math.sin(phase)
        },
        f,
      )
      expect(maxDifference(convolved(space, label, { re: 0.3, im: -0.9 }, f), direct)).toBeLessThan(1e-14)
    }
    const alternating = summed(space, (to, from) => Math.cos(4 * (y[to]! - y[from]!)), f)
    expect(maxDifference(convolved(space, '0,4', 1, f), alternating)).toBeLessThan(1e-14)
  })

  it('name one of each pair, half the samples included', () => {
    const space = torusSpace([4, 6])
    expect(space.labels.slice(0, 5)).toEqual(['0,0', '1,0', '0,1', '1,1', '1,-1'])
    for (const label of space.labels) expect(space.harmonic(label).label).toBe(label)
    expect(space.harmonic('2,3').width).toBe(1)
    expect(space.harmonic('2,0').width).toBe(1)
    expect(space.harmonic('2,1').width).toBe(2)
    expect(() => space.harmonic('-1,1')).toThrow(/"1,-1"/)
    expect(() => space.harmonic('2,-1')).toThrow(/"2,1"/)
    expect(() => space.harmonic('1,-3')).toThrow(/"1,3"/)
    expect(() => space.harmonic('-2,0')).toThrow(/"2,0"/)
    expect(() => space.harmonic('3,0')).toThrow(/Take 7 samples/)
    expect(() => space.harmonic('1')).toThrow(/2 integers/)
    expect(() => space.harmonic('1, 0')).toThrow(/2 integers/)
  })

  it('have "1,0", "0,1", "1,-1" as the three shortest harmonics of the hexagonal lattice', () => {
    const n = 12
    const space = torusSpace([n, n], 'hexagonal')
    expect([...space.labels.slice(1, 4)].sort()).toEqual(['0,1', '1,-1', '1,0'])
    // the metric, from distances of one step: |d1 a1 + d2 a2|^2 = g11 d1^2 + 2 g12 d1 d2 + g22 d2^2
    const step = (2 * Math.PI) / n
    const g11 = (space.distance(0, n) / step) ** 2
    const g22 = (space.distance(0, 1) / step) ** 2
    const g12 = ((space.distance(0, n + 1) / step) ** 2 - g11 - g22) / 2
    expect([g11, g22, g12].map((g) => Number(g.toFixed(12)))).toEqual([1, 1, -0.5])
    const determinant = g11 * g22 - g12 * g12
    const dual = (label: string): number => {
      const [k1, k2] = label.split(',').map(Number) as [number, number]
      return (g22 * k1 * k1 - 2 * g12 * k1 * k2 + g11 * k2 * k2) / determinant
    }
    for (const label of space.labels.slice(1))
      if (['1,0', '0,1', '1,-1'].includes(label)) expect(dual(label)).toBeCloseTo(4 / 3, 12)
      else expect(dual(label)).toBeGreaterThan(3.9)
    // six nearest neighbours, at one distance, on which the three harmonics together agree
    const near = Array.from({ length: n * n }, (_, i) => i).filter(
      (i) => i > 0 && space.distance(0, i) < 1.01 * step,
    )
    expect(near.length).toBe(6)
    const kernel = (i: number): number =>
      ['1,0', '0,1', '1,-1'].reduce((sum, label) => sum + space.harmonic(label).basis()[i]!, 0)
    for (const i of near) expect(kernel(i)).toBeCloseTo(kernel(near[0]!), 13)
    expect(torusSpace([n, n]).distance(0, n + 1)).toBeCloseTo(Math.SQRT2 * step, 14)
    expect(() => torusSpace([3, 3, 3], 'hexagonal')).toThrow(/T\(3\)/)
  })

  it('cost nothing of the order of N before they are asked', () => {
    const space = torusSpace([1000, 1000])
    expect(space.size).toBe(1_000_000)
    const harmonic = space.harmonic('3,-7')
    expect(harmonic.width).toBe(2)
    const at = new Map([
      ['theta1', Float64Array.of(0.5)],
      ['theta2', Float64Array.of(1.25)],
    ])
    const value = space.evaluate('3,-7', at)
    expect(value[0]).toBeCloseTo(Math.SQRT2 * Math.cos(1.5 - 8.75), 14)
    expect(value[1]).toBeCloseTo(Math.SQRT2 * Math.sin(1.5 - 8.75), 14)
  })
})

describe('finite groups', () => {
  it('convolve by J(h^-1 g) with the irreps of the group', () => {
    const group = symmetric(4)
    const space = finiteSpace(group)
    const f = randomNumbers(24)
    const v = [1, 2, -1]
    const re = Float64Array.from(
      { length: 9 },
      (_, i) => v[Math.floor(i / 3)]! * v[i % 3]! + (i === 1 ? 0.5 : 0),
    )
    const rho = irrep(group, '3,1')
    const kernel = (g: number): number => 3 * rho.matrix(g).re.reduce((sum, x, i) => sum + x * re[i]!, 0)
    const direct = summed(space, (to, from) => kernel(group.multiply(group.inverse(from), to)), f)
    expect(
      maxDifference(convolved(space, '3,1', { rows: 3, columns: 3, re, im: null }, f), direct),
    ).toBeLessThan(1e-13)
  })
})

describe('SO(3)', () => {
  it('turns by R = Rz(alpha) Ry(beta) Rz(gamma), back to its angles', () => {
    const [alpha, beta, gamma] = [0.4, 1.3, 5.1]
    const [c, s] = [Math.cos(beta), Math.sin(beta)]
    const matrix = rotationMatrix(fromEuler(alpha, beta, gamma))
    // R e_z and e_z^T R
    expect(matrix[2]).toBeCloseTo(s * Math.cos(alpha), 15)
    expect(matrix[5]).toBeCloseTo(s * Math.sin(alpha), 15)
    expect(matrix[8]).toBeCloseTo(c, 15)
    expect(matrix[6]).toBeCloseTo(-s * Math.cos(gamma), 15)
    expect(matrix[7]).toBeCloseTo(s * Math.sin(gamma), 15)
    for (let seed = 1; seed < 9; seed++) {
      const q = unitQuaternion(seed)
      const angles = toEuler(q)
      const back = fromEuler(angles.alpha, angles.beta, angles.gamma)
      for (let i = 0; i < 4; i++) expect(back[i]).toBeCloseTo(q[i]!, 15)
    }
  })

  it('has l = 1 as R itself in the order y, z, x', () => {
    const space = rotationSpace(1)
    const basis = space.harmonic('1').basis()
    const order = [1, 2, 0]
    for (const [i, q] of quaternionsOf(space).entries()) {
      const r = rotationMatrix(q)
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++)
          expect(basis[(a * 3 + b) * space.size + i]).toBeCloseTo(
            Math.sqrt(3) * r[order[a]! * 3 + order[b]!]!,
            14,
          )
    }
  })

  it('obeys Y(R n) = D(R) Y(n) with the harmonics of the sphere, and D(R S) = D(R) D(S)', () => {
    const sphere = sphereSpace(5)
    const space = rotationSpace(5)
    const [q, p] = [unitQuaternion(21), unitQuaternion(22)]
    const at = (rotation: Quaternion): Map<string, Float64Array> => {
      const { alpha, beta, gamma } = toEuler(rotation)
      return new Map(Object.entries({ alpha, beta, gamma }).map(([k, v]) => [k, Float64Array.of(v)]))
    }
    const direction = Float64Array.of(0.48, -0.6, 0.64)
    const r = rotationMatrix(q)
    const turned = [0, 1, 2].map((i) =>
      r.slice(3 * i, 3 * i + 3).reduce((s, x, k) => s + x * direction[k]!, 0),
    )
    const point = (n: ArrayLike<number>): Map<string, Float64Array> =>
      new Map(['x', 'y', 'z'].map((name, i) => [name, Float64Array.of(n[i]!)]))
    for (const label of space.labels) {
      const d = 2 * Number(label) + 1
      const matrix = space.evaluate(label, at(q)).map((x) => x / Math.sqrt(d))
      const second = space.evaluate(label, at(p)).map((x) => x / Math.sqrt(d))
      const product = space.evaluate(label, at(quaternionProduct(q, p))).map((x) => x / Math.sqrt(d))
      const y = sphere.evaluate(label, point(direction))
      const moved = sphere.evaluate(label, point(turned))
      for (let a = 0; a < d; a++) {
        let sum = 0
        for (let b = 0; b < d; b++) {
          sum += matrix[a * d + b]! * y[b]!
          let entry = 0
          for (let c = 0; c < d; c++) entry += matrix[a * d + c]! * second[c * d + b]!
          expect(product[a * d + b]).toBeCloseTo(entry, 13)
        }
        expect(moved[a]).toBeCloseTo(sum, 13)
      }
    }
  })

  it('convolves by J(h^-1 g) with a matrix that is not symmetric, on the right', () => {
    const space = rotationSpace(2)
    const points = quaternionsOf(space)
    const re = Float64Array.of(0.3, -1, 0.5, 2, 0.1, 0, 0.7, -0.2, 1.1)
    const order = [1, 2, 0]
    const kernel = (q: Quaternion): number => {
      const r = rotationMatrix(q)
      let sum = 0
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++) sum += 3 * re[a * 3 + b]! * r[order[a]! * 3 + order[b]!]!
      return sum
    }
    const f = bandLimitedFunction(space)
    const found = convolved(space, '1', { rows: 3, columns: 3, re, im: null }, f)
    const direct = summed(space, (to, from) => kernel(quotient(points[from]!, points[to]!)), f)
    expect(maxDifference(found, direct)).toBeLessThan(1e-13)
    const inverse = ([x, y, z, w]: Quaternion): Quaternion => [-x, -y, -z, w]
    const wrong = summed(
      space,
      (to, from) => kernel(quaternionProduct(points[to]!, inverse(points[from]!))),
      f,
    )
    expect(maxDifference(found, wrong)).toBeGreaterThan(0.1)
  })

  it('lists alpha slowest, gamma fastest, and measures the rotation angle', () => {
    const space = rotationSpace(3)
    expect(space.shape).toEqual([7, 4, 7])
    expect(space.coordinates.get('gamma')![1]).toBeCloseTo((2 * Math.PI) / 7, 15)
    expect(space.coordinates.get('alpha')![28]).toBeCloseTo((2 * Math.PI) / 7, 15)
    expect(space.coordinates.get('beta')![7]).toBeGreaterThan(space.coordinates.get('beta')![0]!)
    const points = quaternionsOf(space)
    const omega = space.coordinates.get('omega')!
    for (let i = 0; i < space.size; i += 11) {
      const trace = (q: Quaternion): number => {
        const r = rotationMatrix(q)
        return r[0]! + r[4]! + r[8]!
      }
      expect(1 + 2 * Math.cos(omega[i]!)).toBeCloseTo(trace(points[i]!), 13)
      const between = quotient(points[3]!, points[i]!)
      expect(1 + 2 * Math.cos(space.distance(3, i))).toBeCloseTo(trace(between), 13)
    }
    expect(Math.max(...omega)).toBeLessThanOrEqual(Math.PI)
  })

  it('permutes the points exactly under turns about z by a step', () => {
    const space = rotationSpace(2)
    const f = randomNumbers(space.size)
    const moved = space.act({ quaternion: fromEuler((2 * Math.PI) / 5, 0, 0) }, f)
    const block = space.size / 5
    for (let i = 0; i < space.size; i++) expect(moved[(i + block) % space.size]).toBe(f[i])
    expect(() => space.act({ quaternion: [1, 1, 0, 0] }, f)).toThrow(/quaternion/)
  })
})

describe('SU(2)', () => {
  it('convolves on j = 1/2 by quaternions in the basis m = -1/2, 1/2', () => {
    const space = spinSpace(1)
    const points = quaternionsOf(space)
    const [a, b, c, d] = [0.3, -1.2, 0.5, 0.8]
    // a real kernel's J^ is [[p, q], [-conj q, conj p]]
    const j = { rows: 2, columns: 2, re: Float64Array.of(a, c, -c, a), im: Float64Array.of(b, d, d, -b) }
    // rho(q) = w - i (x, y, z).sigma with rows and columns m = -1/2, 1/2; J = 2 Re tr[J^ rho^H]
    const kernel = ([x, y, z, w]: Quaternion): number => {
      const re = [w, y, -y, w]
      const im = [z, -x, -x, -z]
      return 2 * re.reduce((sum, value, i) => sum + value * j.re[i]! + im[i]! * j.im[i]!, 0)
    }
    const f = bandLimitedFunction(space)
    const direct = summed(space, (to, from) => kernel(quotient(points[from]!, points[to]!)), f)
    expect(maxDifference(convolved(space, '1/2', j, f), direct)).toBeLessThan(1e-13)
    expect(() => space.harmonic('1/2').kernelMatrix({ ...j, im: Float64Array.of(b, d, d, b) })).toThrow(
      /quaternionic/,
    )
    expect(space.labels).toEqual(['0', '1/2', '1'])
  })

  it('has functions of odd sign for half-integers, and tells a turn by 2 pi', () => {
    const space = spinSpace(2)
    const part = (label: string): Float64Array =>
      space.inverse(new Map([[label, randomNumbers(space.forward(label, space.weights).length)]]))
    const minus = { quaternion: [0, 0, 0, -1] as const }
    for (const label of space.labels) {
      const f = part(label)
      const sign = label.includes('/') ? -1 : 1
      const moved = space.act(minus, f).map((x) => sign * x)
      expect(maxDifference(moved, f)).toBeLessThan(1e-13)
    }
    expect(Math.max(...space.coordinates.get('omega')!)).toBeGreaterThan(Math.PI)
    expect(Math.max(...space.coordinates.get('gamma')!)).toBeCloseTo(4 * Math.PI * (1 - 1 / 10), 13)
  })

  it('is exact for products of two harmonics of the highest half-integer degree', () => {
    const space = spinSpace(3)
    const basis = space.harmonic('5/2').basis()
    const { size, weights } = space
    let worst = 0
    for (let a = 0; a < 36; a++)
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? -1 : 0
        for (let i = 0; i < size; i++) sum += weights[i]! * basis[a * size + i]! * basis[b * size + i]!
        worst = Math.max(worst, Math.abs(sum))
      }
    expect(worst).toBeLessThan(1e-13)
  })
})

describe('the sphere', () => {
  it('has l = 1 as sqrt 3 times y, z, x', () => {
    const space = sphereSpace(3)
    const basis = space.harmonic('1').basis()
    for (const [i, name] of ['y', 'z', 'x'].entries()) {
      const expected = space.coordinates.get(name)!.map((value) => Math.sqrt(3) * value)
      expect(maxDifference(basis.slice(i * space.size, (i + 1) * space.size), expected)).toBeLessThan(1e-14)
    }
  })

  it("obeys the addition theorem, and convolves by J(n.n') = sum (2l + 1) c_l P_l", () => {
    const space = sphereSpace(6)
    const f = randomNumbers(space.size)
    for (const l of [0, 1, 4, 6]) {
      const basis = space.harmonic(`${l}`).basis()
      for (const [a, b] of [
        [3, 80],
        [50, 51],
        [17, 17],
      ] as const) {
        let sum = 0
        for (let m = 0; m <= 2 * l; m++) sum += basis[m * space.size + a]! * basis[m * space.size + b]!
        expect(sum).toBeCloseTo((2 * l + 1) * legendre(l, Math.cos(space.distance(a, b))), 12)
      }
      const direct = summed(
        space,
        (to, from) => (2 * l + 1) * 0.7 * legendre(l, Math.cos(space.distance(to, from))),
        f,
      )
      expect(maxDifference(convolved(space, `${l}`, 0.7, f), direct)).toBeLessThan(1e-13)
    }
    expect(() => space.harmonic('1').kernelMatrix({ re: 1, im: 0 })).toThrow(/zonal/)
    expect(() => space.harmonic('7')).toThrow(/degree: 7/)
  })

  it('rotates a function as a function', () => {
    const space = sphereSpace(4)
    const q = unitQuaternion(31)
    const r = rotationMatrix(q)
    const [x, y, z] = ['x', 'y', 'z'].map((name) => space.coordinates.get(name)!)
    const f = x!.map((_, i) => x![i]! * y![i]! + z![i]! ** 3 - 0.3 * y![i]!)
    const moved = space.act({ quaternion: q }, f)
    for (let i = 0; i < space.size; i++) {
      // n = R^-1 x
      const n = [0, 1, 2].map((k) => r[k]! * x![i]! + r[3 + k]! * y![i]! + r[6 + k]! * z![i]!)
      expect(moved[i]).toBeCloseTo(n[0]! * n[1]! + n[2]! ** 3 - 0.3 * n[1]!, 13)
    }
  })

  it('is permuted exactly by the turns and half turns of its grid', () => {
    const space = sphereSpace(4)
    const f = bandLimitedFunction(space)
    const psi = (3 * Math.PI) / 9
    for (const q of [
      fromEuler((2 * Math.PI * 4) / 9, 0, 0),
      [Math.cos(psi), Math.sin(psi), 0, 0] as const,
      [1, 0, 0, 0] as const,
    ]) {
      const exact = space.act({ quaternion: q }, f)
      expect(Float64Array.from(exact).sort()).toEqual(Float64Array.from(f).sort())
      const nearly = quaternionProduct(q, [1e-9, 0, 0, 1])
      expect(maxDifference(space.act({ quaternion: nearly }, f), exact)).toBeLessThan(1e-6)
      expect(space.act({ quaternion: [-q[0], -q[1], -q[2], -q[3]] }, f)).toEqual(exact)
    }
  })
})
