/** Spectra of Jacobians: compressed against whole, vectors, null spaces, counts. */
import { describe, expect, test } from 'vitest'
import type { Flow } from '../../../src/analysis/flow.ts'
import { integrate } from '../../../src/analysis/integrate.ts'
import { newton } from '../../../src/analysis/newton.ts'
import type { Complex, Spectrum } from '../../../src/analysis/spectrum.ts'
import { eigenvalues } from '../../../src/math/eigenvalues.ts'
import { experiments, flowFrom, generic, mixed, single } from './networks.ts'

/** The largest distance of paired values, nearest first. */
function distance(a: readonly Complex[], b: readonly Complex[]): number {
  expect(a).toHaveLength(b.length)
  const left = [...b]
  let worst = 0
  for (const value of a) {
    const gaps = left.map((other) => Math.hypot(other.re - value.re, other.im - value.im))
    const at = gaps.indexOf(Math.min(...gaps))
    worst = Math.max(worst, gaps[at]!)
    left.splice(at, 1)
  }
  return worst
}

const all = ({ values, rest }: Spectrum): Complex[] => [
  ...values,
  ...rest.flatMap(({ re, im, multiplicity }) => Array.from({ length: multiplicity }, () => ({ re, im }))),
]

function whole(flow: Flow, z: Float64Array): Complex[] {
  const { re, im } = eigenvalues(flow.linearise(z).dense(), flow.length)
  return Array.from(re, (value, i) => ({ re: value, im: im[i]! }))
}

/** |J v - lambda v| and |v| of every vector. */
function checkVectors(flow: Flow, z: Float64Array, spectrum: Spectrum, some: readonly number[]): void {
  const linearisation = flow.linearise(z)
  const [a, b] = [new Float64Array(flow.length), new Float64Array(flow.length)]
  for (const i of some) {
    const { re, im } = spectrum.values[i]!
    const v = spectrum.vector(i)
    const imaginary = v.im ?? new Float64Array(flow.length)
    linearisation.apply(v.re, a)
    linearisation.apply(imaginary, b)
    let [error, size] = [0, 0]
    for (let k = 0; k < flow.length; k++) {
      const [x, y, w] = [v.re[k]!, imaginary[k]!, flow.weights[k]!]
      error += w * ((a[k]! - re * x + im * y) ** 2 + (b[k]! - re * y - im * x) ** 2)
      size += w * (x * x + y * y)
    }
    expect(size).toBeCloseTo(1, 10)
    expect(Math.sqrt(error)).toBeLessThan(1e-6)
  }
}

describe.each(Object.entries(experiments))('%s', (_, text) => {
  test.each(['generic', 'homogeneous'])('values and rest are all eigenvalues of a %s state', async (kind) => {
    const flow = await flowFrom(text)
    const z = kind === 'generic' ? generic(flow.length) : new Float64Array(flow.length).fill(0.3)
    const spectrum = flow.linearise(z).spectrum()
    expect(spectrum.complete).toBe(true)
    // multiple eigenvalues of a matrix that is no normal one are known to the root of its round-off
    expect(distance(all(spectrum), whole(flow, z))).toBeLessThan(2e-6)
    checkVectors(flow, z, spectrum, [0, 1, spectrum.values.length - 1])
  })
})

test('quotients, a matrix and means', () => {
  const flow = mixed()
  const z = generic(flow.length)
  expect(distance(all(flow.linearise(z).spectrum()), whole(flow, z))).toBeLessThan(1e-9)
})

test('a rate network has as many values as its kernel has columns', async () => {
  const size = async (text: object) => {
    const flow = await flowFrom(text)
    return flow.linearise(generic(flow.length)).spectrum().values.length
  }
  expect(await size(experiments['a drifting ring']!)).toBe(2)
  expect(await size(experiments['SO(3)']!)).toBe(9)
  expect(await size(experiments['rate neurons on a sphere']!)).toBe(9)
  const vector = [1, 2, -1]
  const rankOne = vector.map((a) => vector.map((b) => a * b))
  const s4 = single({ space: { group: 'S(4)' }, transfer: 'erf' }, { spectrum: { '3,1': rankOne } })
  expect(await size(s4)).toBe(9)
  // silent neurons alone: the count is that of the columns still
  const flow = await flowFrom(
    single({ space: { group: 'SO(2)', samples: 32 }, transfer: 'relu' }, { spectrum: { 0: -2, 1: 2 } }),
  )
  const spectrum = flow.linearise(new Float64Array(32).fill(-1)).spectrum()
  expect(spectrum.values.map(({ re }) => re)).toEqual([-1, -1, -1])
})

test('the null space of a bump is its tangent, and repeated values have independent vectors', async () => {
  const flow = await flowFrom(
    single({ space: { sphere: 2, degree: 12 }, transfer: 'erf' }, { spectrum: { 1: 2 } }),
  )
  const [x, y, z] = ['x', 'y', 'z'].map((name) => flow.network.populations[0]!.space.coordinates.get(name)!)
  const bump = newton(
    flow,
    z!.map((value) => 2.5 * value),
    { tangents: () => [x!, y!] },
  )
  expect(bump.converged).toBe(true)
  const spectrum = flow.linearise(bump.state).spectrum()
  expect(spectrum.values[2]!.re).toBeCloseTo(-0.817228, 6)
  const basis = spectrum.nullSpace(1e-6)
  expect(basis).toHaveLength(2)
  for (const v of basis) {
    const along = [x!, y!].map(
      (t) => 3 * v.reduce((sum, value, i) => sum + flow.weights[i]! * value * t[i]!, 0) ** 2,
    )
    expect(along[0]! + along[1]!).toBeCloseTo(3 * (1 / 3) * 1, 8)
  }
  const [a, b] = [spectrum.vector(0).re, spectrum.vector(1).re]
  expect(Math.abs(a.reduce((sum, value, i) => sum + flow.weights[i]! * value * b[i]!, 0))).toBeLessThan(1e-8)
})

test('leading values beyond the pointwise ones, where a Jacobian is not taken whole', async () => {
  const at = async (samples: number) => {
    const flow = await flowFrom(
      single(
        { space: { group: 'SO(2)', samples }, model: 'excitatory-inhibitory', transfer: 'tanh' },
        { spectrum: { 1: 3 } },
      ),
    )
    const theta = flow.network.populations[0]!.space.coordinates.get('theta')!
    const start = new Float64Array(flow.length)
    start.set(theta.map((angle) => 2 * Math.cos(angle)))
    const { state, converged } = newton(flow, integrate(flow.evaluate, start, 60).state)
    expect(converged).toBe(true)
    return { flow, state, spectrum: flow.linearise(state).spectrum() }
  }
  const small = await at(64)
  const large = await at(400)
  expect(small.spectrum.complete).toBe(true)
  expect(large.spectrum.complete).toBe(false)
  const { edge, values } = large.spectrum
  expect(edge!).toBeLessThan(-0.9)
  // the bump is the same on both samples to round-off, and its discrete eigenvalues with it
  expect(values).toHaveLength(2)
  expect(distance(values, small.spectrum.values.slice(0, 2))).toBeLessThan(1e-8)
  expect(large.spectrum.nullSpace(1e-7)).toHaveLength(1)
  checkVectors(large.flow, large.state, large.spectrum, [0, 1])
}, 60_000)

test('an eigenvalue without as many vectors has one', async () => {
  const flow = await flowFrom(
    single(
      { space: { group: 'C(2) x C(2)' }, transfer: { name: 'power', exponent: 2 } },
      { spectrum: { '0 x 0': -2, '1 x 0': 2.5, '0 x 1': 2, '1 x 1': 0.7 } },
    ),
  )
  // phi' is 2 at half the points and 0 at the others: [-3, 2; -2, 1] on the first and the third label
  for (const z of [Float64Array.of(1, -1, 1, -1), Float64Array.of(1, 1, -1, -1)]) {
    const spectrum = flow.linearise(z).spectrum()
    for (const i of spectrum.values.keys()) expect(spectrum.vector(i).re.every(Number.isFinite)).toBe(true)
  }
})
