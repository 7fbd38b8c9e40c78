/** Newton with borders, deflation, confinement and kinks, on states that are known. */
import { expect, test } from 'vitest'
import type { Flow } from '../../../src/analysis/flow.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { flowFrom, generic, single } from './networks.ts'

const turned = (flow: Flow, name = 'theta') => flow.network.populations[0]!.space.coordinates.get(name)!

/** The derivative along theta of the state of a rate network with label 1 alone. */
const along = (flow: Flow) => (z: Float64Array) => {
  const [a, b] = flow.reduced.coordinates(z)
  const tangent = new Float64Array(flow.length)
  flow.reduced.expand(Float64Array.of(-b!, a!), tangent)
  return [tangent]
}

const ring = (samples: number, coefficient: unknown = 2) =>
  flowFrom(single({ space: { group: 'SO(2)', samples }, transfer: 'erf' }, { spectrum: { 1: coefficient } }))

test('the bump of the erf ring from anywhere', async () => {
  const flow = await ring(64)
  for (let phase = 0; phase < 8; phase++) {
    const start = turned(flow).map((theta, i) => Math.cos(theta - phase) + generic(64, 0.5, phase)[i]!)
    const { state, converged, residual } = newton(flow, start, { tangents: along(flow) })
    expect(converged).toBe(true)
    expect(residual).toBeLessThan(1e-14)
    expect(Math.SQRT2 * Math.hypot(...flow.reduced.coordinates(state))).toBeCloseTo(2.386013, 6)
  }
})

test('a drifting bump rests in its moving frame: what is left lies along the orbit', async () => {
  const flow = await ring(64, { re: 2, im: 0.3 })
  const tangents = along(flow)
  const { state, residual, converged } = newton(
    flow,
    turned(flow).map((theta) => 2 * Math.cos(theta)),
    { tangents },
  )
  expect(converged).toBe(true)
  expect(residual).toBeLessThan(1e-12)
  const f = new Float64Array(64)
  flow.evaluate(state, f)
  const [t] = tangents(state)
  // the bump turns at s / c = 0.15: f = -0.15 dz/dtheta, and the tangent above is d/dtheta the other way or not
  const speed =
    f.reduce((sum, value, i) => sum + value * t![i]!, 0) / t!.reduce((sum, value) => sum + value ** 2, 0)
  expect(Math.abs(speed)).toBeCloseTo(0.15, 10)
})

test('threshold-linear neurons are solved through their kinks', async () => {
  const flow = await flowFrom({
    ...single({ space: { group: 'SO(2)', samples: 1024 }, transfer: 'relu' }, { spectrum: { 0: -2, 1: 2 } }),
    inputs: [{ to: 'p', constant: 1 }],
  })
  const { state, converged, steps } = newton(
    flow,
    turned(flow).map((theta) => 0.3 * Math.cos(theta - 1)),
    {
      tangents: (z) => {
        const [, a, b] = flow.reduced.coordinates(z)
        const tangent = new Float64Array(flow.length)
        flow.reduced.expand(Float64Array.of(0, -b!, a!), tangent)
        return [tangent]
      },
    },
  )
  expect(converged).toBe(true)
  expect(steps).toBeLessThan(15)
  expect(Math.max(...state)).toBeCloseTo(Math.PI / 2, 4)
  const [first, second, third] = flow.linearise(state).spectrum().values
  expect(first!.re).toBeCloseTo(0, 9)
  const root = Math.sqrt(1 - 8 / Math.PI ** 2)
  expect(second!.re).toBeCloseTo(-1 + root, 5)
  expect(third!.re).toBeCloseTo(-1 - root, 5)
})

test('deflation leads away from what is known', async () => {
  const flow = await ring(48)
  const invariants = (z: Float64Array) =>
    Float64Array.of(z.reduce((sum, value, i) => sum + flow.weights[i]! * value ** 2, 0))
  const tangents = along(flow)
  const start = turned(flow).map((theta) => 0.01 * Math.cos(theta))
  const zero = newton(flow, start, { tangents })
  expect(Math.max(...zero.state.map(Math.abs))).toBeLessThan(1e-9)
  const other = newton(flow, start, { tangents, deflate: { invariants, known: [invariants(zero.state)] } })
  expect(other.converged).toBe(true)
  expect(Math.SQRT2 * Math.hypot(...flow.reduced.coordinates(other.state))).toBeCloseTo(2.386013, 6)
})

test('a confined Newton finds the saddle of its subspace', async () => {
  const flow = await flowFrom(
    single(
      { space: { group: 'T(2)', samples: [16, 16] }, transfer: 'erf' },
      { spectrum: { '1,0': 2, '0,1': 2 } },
    ),
  )
  const n = 16
  // even in both angles, and unchanged by their exchange
  const confine = (z: Float64Array) => {
    const old = z.slice()
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [a, b] = [(n - i) % n, (n - j) % n]
        const images = [
          i * n + j,
          a * n + j,
          i * n + b,
          a * n + b,
          j * n + i,
          b * n + i,
          j * n + a,
          b * n + a,
        ]
        z[i * n + j] = images.reduce((sum, at) => sum + old[at]!, 0) / 8
      }
  }
  const [one, two] = [turned(flow, 'theta1'), turned(flow, 'theta2')]
  const start = one.map((theta, i) => 1.2 * Math.cos(theta) + Math.cos(two[i]!) + 0.1 * Math.sin(3 * i))
  const { state, converged } = newton(flow, start, { confine })
  expect(converged).toBe(true)
  const { values } = flow.linearise(state).spectrum()
  expect(values.map(({ re }) => Number(re.toFixed(5)))).toEqual(
    [0.53912, 0, 0, -0.79758].map((v) => expect.closeTo(v, 5)),
  )
  expect(Math.SQRT2 * Math.abs(flow.reduced.coordinates(state)[0]!)).toBeCloseTo(1.445317, 6)
})

test('what does not converge says why', async () => {
  // z' > 0 everywhere: no equilibrium
  const flow = await flowFrom({
    populations: {
      p: { space: { group: 'C(5)' }, model: { state: { x: { equation: '1 + x^2 + 0*I' } }, rate: 'x' } },
    },
  })
  const result = newton(flow, new Float64Array(5).fill(0.7), { maximumSteps: 40 })
  expect(result.converged).toBe(false)
  expect(result.why).toMatch(/steps were not enough|no step along|singular/)
})
