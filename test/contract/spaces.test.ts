/** Every space obeys the same laws: orthonormal harmonics, inversion, equivariance, an invariant metric. */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import type { Space } from '../../src/spaces/space.ts'
import {
  bandLimitedFunction,
  contractSpaces,
  maxAbs,
  maxDifference,
  motionPairs,
  randomNumbers,
} from './spaces.ts'

/** W f for a kernel given by one matrix per label. */
function convolved(space: Space, matrices: ReadonlyMap<string, Float64Array>, f: Float64Array): Float64Array {
  const parts = new Map<string, Float64Array>()
  for (const [label, matrix] of matrices) {
    const { copies, width } = space.harmonic(label)
    const u = space.forward(label, f)
    const v = new Float64Array(u.length)
    for (let copy = 0; copy < copies; copy++)
      for (let i = 0; i < width; i++)
        for (let k = 0; k < width; k++) v[copy * width + i]! += matrix[i * width + k]! * u[copy * width + k]!
    parts.set(label, v)
  }
  return space.inverse(parts)
}

/** The matrices of a real kernel that is random in every component. */
function randomKernel(space: Space): Map<string, Float64Array> {
  return new Map(
    space.labels.map((label, i) => {
      const harmonic = space.harmonic(label)
      return [label, harmonic.matrixOf(randomNumbers(harmonic.copies * harmonic.width, 91 + i))]
    }),
  )
}

/** Coordinates of the identity, or of the pole. */
function origin(space: Space): ReadonlyMap<string, Float64Array> {
  return new Map(
    [...space.coordinates.keys()].map((name) => {
      const value = name === 's' ? 1 : name === 'g' ? space.sample!.identity : 0
      return [name, Float64Array.of(value)]
    }),
  )
}

function squaredNorm(space: Space, f: Float64Array): number {
  return f.reduce((sum, value, i) => sum + space.weights[i]! * value * value, 0)
}

for (const { name, make, complete } of contractSpaces) {
  describe(name, () => {
    const space = make()
    const { size, labels } = space

    it('has positive weights of sum 1, a shape, and finite coordinates', () => {
      expect(space.weights.length).toBe(size)
      expect(space.weights.every((w) => w > 0)).toBe(true)
      expect(Math.abs(space.weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThan(1e-13)
      expect(space.shape.reduce((product, n) => product * n, 1)).toBe(size)
      expect(space.coordinates.has('distance')).toBe(true)
      for (const [coordinate, values] of space.coordinates) {
        expect(values.length, coordinate).toBe(size)
        expect(values.every(Number.isFinite), coordinate).toBe(true)
        expect(space.coordinates.get(coordinate)).toBe(values)
      }
      expect(space.coordinates.get('nothing')).toBeUndefined()
      if (space.sample !== null) expect(space.sample.order).toBe(size)
      if (space.cyclic !== null) expect(space.cyclic).toEqual(space.shape)
    })

    it('has orthonormal harmonics, as many columns as points where it is complete', () => {
      const columns = labels.flatMap((label) => {
        const { copies, width, basis } = space.harmonic(label)
        const values = basis()
        expect(basis()).toBe(values)
        expect(values.length).toBe(copies * width * size)
        return Array.from({ length: copies * width }, (_, c) => values.subarray(c * size, (c + 1) * size))
      })
      if (complete) expect(columns.length).toBe(size)
      else expect(columns.length).toBeLessThan(size)
      expect(new Set(labels).size).toBe(labels.length)
      let worst = 0
      for (const [i, a] of columns.entries())
        for (const [k, b] of columns.slice(0, i + 1).entries()) {
          let product = i === k ? -1 : 0
          for (let x = 0; x < size; x++) product += space.weights[x]! * a[x]! * b[x]!
          worst = Math.max(worst, Math.abs(product))
        }
      expect(worst).toBeLessThan(1e-13)
    })

    it('inverts its transform and keeps the norm (Plancherel)', () => {
      const f = complete ? randomNumbers(size, 7) : bandLimitedFunction(space, 7)
      const parts = new Map(labels.map((label) => [label, space.forward(label, f)]))
      expect(maxDifference(space.inverse(parts), f)).toBeLessThan(1e-13 * size)
      let power = 0
      for (const u of parts.values()) for (const value of u) power += value * value
      expect(Math.abs(power / squaredNorm(space, f) - 1)).toBeLessThan(1e-13)
    })

    it('transforms as its columns say', () => {
      const f = randomNumbers(size, 8)
      for (const label of labels) {
        const basis = space.harmonic(label).basis()
        const u = space.forward(label, f)
        for (let c = 0; c < u.length; c++) {
          let sum = 0
          for (let x = 0; x < size; x++) sum += basis[c * size + x]! * space.weights[x]! * f[x]!
          expect(Math.abs(sum - u[c]!)).toBeLessThan(1e-13)
        }
      }
    })

    it('evaluates its harmonics at the points as the basis has them', () => {
      for (const label of labels) {
        const difference = maxDifference(
          space.evaluate(label, space.coordinates),
          space.harmonic(label).basis(),
        )
        expect(difference, label).toBeLessThan(1e-13)
      }
      expect(() => space.evaluate(labels[0]!, new Map())).toThrow(InputError)
    })

    it('takes a scalar as a multiple of the identity, and gives coefficients back', () => {
      for (const label of labels) {
        const harmonic = space.harmonic(label)
        const { width } = harmonic
        const scalar = harmonic.kernelMatrix(-1.5)
        const identity = Float64Array.from({ length: width * width }, (_, i) => (i % (width + 1) ? 0 : -1.5))
        expect(maxDifference(scalar, identity)).toBe(0)
        const matrix = harmonic.matrixOf(randomNumbers(harmonic.copies * width, 17))
        const coefficient = harmonic.coefficient(matrix)
        if (harmonic.takesMatrix)
          expect(maxDifference(harmonic.kernelMatrix(coefficient), matrix)).toBeLessThan(1e-14)
        expect(() => harmonic.kernelMatrix(Number.NaN)).toThrow(InputError)
        if (harmonic.type !== 'complex')
          expect(() => harmonic.kernelMatrix({ re: 1, im: 0.5 })).toThrow(InputError)
      }
    })

    it('finds the kernel of given coordinates: W delta = J', () => {
      // the coordinates of a delta at the origin are its harmonics' values there
      for (const [i, label] of labels.entries()) {
        const harmonic = space.harmonic(label)
        const { copies, width } = harmonic
        const j = randomNumbers(copies * width, 23 + i)
        // an invariant kernel on the sphere is zonal
        if (space.sample === null && width === 1) j.fill(0, 0, (copies - 1) / 2).fill(0, (copies + 1) / 2)
        const matrix = harmonic.matrixOf(j)
        const delta = space.evaluate(label, origin(space))
        for (let copy = 0; copy < copies; copy++)
          for (let row = 0; row < width; row++) {
            let value = 0
            for (let k = 0; k < width; k++) value += matrix[row * width + k]! * delta[copy * width + k]!
            expect(Math.abs(value - j[copy * width + row]!)).toBeLessThan(1e-13)
          }
      }
    })

    it('is moved by a left action that keeps the norm and commutes with convolution', () => {
      const f = bandLimitedFunction(space, 11)
      const kernel = randomKernel(space)
      const scale = maxAbs(f)
      for (const [a, b, ab] of motionPairs(space)) {
        // the cosine of half the samples is not turned by a unitary between the samples
        const nyquist = 'angles' in a && size % 2 === 0
        const moved = space.act(b, f)
        expect(
          maxDifference(space.act(a, convolved(space, kernel, f)), convolved(space, kernel, space.act(a, f))),
        ).toBeLessThan(1e-13 * scale * size)
        if (nyquist) continue
        expect(maxDifference(space.act(a, moved), space.act(ab, f))).toBeLessThan(1e-13 * scale * size)
        expect(Math.abs(squaredNorm(space, moved) / squaredNorm(space, f) - 1)).toBeLessThan(1e-13 * size)
      }
    })

    it('has an invariant metric', () => {
      const points = Array.from(randomNumbers(9, 13), (x) => Math.floor(((x + 1) / 2) * size))
      const { sample } = space
      for (const a of points)
        for (const b of points) {
          const d = space.distance(a, b)
          if (a === b) expect(d).toBeLessThan(1e-15)
          else expect(d).toBeGreaterThan(0)
          expect(space.distance(b, a)).toBeCloseTo(d, 13)
          for (const c of points)
            expect(space.distance(a, c)).toBeLessThanOrEqual(d + space.distance(b, c) + 1e-13)
          if (sample === null) continue
          for (const h of points)
            expect(space.distance(sample.multiply(h, a), sample.multiply(h, b))).toBeCloseTo(d, 13)
        }
      const start = space.sample?.identity
      if (start === undefined) return
      const coordinate = space.coordinates.get('distance')!
      for (const a of points) expect(coordinate[a]).toBe(space.distance(start, a))
    })

    it('refuses unknown labels, motions and lengths', () => {
      expect(() => space.harmonic('no such label')).toThrow(InputError)
      expect(() => space.forward(labels[0]!, new Float64Array(size + 1))).toThrow(InputError)
      expect(() => space.act({ angles: new Array(7).fill(0) }, randomNumbers(size))).toThrow(InputError)
      const strange = space.sample === null ? { element: 0 } : { element: size }
      expect(() => space.act(strange, randomNumbers(size))).toThrow(InputError)
    })
  })
}
