/**
 * Every method converges at its order on equations whose solutions are known; with noise, on the path of
 * the Brownian motion itself.
 */
import { describe, expect, test } from 'vitest'
import { type Field, type NoiseSource, phi1, stepper } from '../../src/engine/methods.ts'
import { InputError } from '../../src/errors.ts'
import { fillNormals } from '../../src/math/normal.ts'
import type { Method } from '../../src/model/network.ts'

/** A field of one variable, with the derivative that exponential Euler uses. */
function scalar(f: (x: number, t: number) => number, slope: (x: number) => number, dt: number): Field {
  return {
    length: 1,
    flow: (_replica, step, stage, x, offset, out) => {
      out[0] = f(x[offset]!, (step + stage) * dt)
    },
    decay: (_replica, _step, x, offset, out) => {
      out[0] = slope(x[offset]!)
    },
  }
}

function integrate(method: Method, field: Field, dt: number, steps: number, start: number): number {
  const x = Float64Array.of(start)
  const advance = stepper(method, field, dt, null)
  for (let step = 0; step < steps; step++) advance(0, step, x, 0)
  return x[0]!
}

const logistic = {
  start: 0.25,
  f: (x: number) => x * (1 - x),
  slope: (x: number) => 1 - 2 * x,
  solution: (t: number) => 1 / (1 + 3 * Math.exp(-t)),
}
/** x = 1/4 + sin t by a force that depends on time. */
const forced = {
  start: 0.25,
  f: (x: number, t: number) => x * (1 - x) + Math.cos(t) - (0.25 + Math.sin(t)) * (0.75 - Math.sin(t)),
  slope: (x: number) => 1 - 2 * x,
  solution: (t: number) => 0.25 + Math.sin(t),
}

const orders: [Method, number][] = [
  ['euler', 1],
  ['heun', 2],
  ['rk4', 4],
  ['exponential-euler', 1],
]

describe('order of convergence', () => {
  for (const [name, equation] of Object.entries({ forced, logistic })) {
    test.each(orders)(`${name}: %s has order %i`, (method, expected) => {
      // exponential Euler of an autonomous scalar is Rosenbrock-Euler with the whole Jacobian: order 2
      const order = method === 'exponential-euler' && name === 'logistic' ? 2 : expected
      const error = (steps: number) => {
        const dt = 2 / steps
        const field = scalar(equation.f, equation.slope, dt)
        return Math.abs(integrate(method, field, dt, steps, equation.start) - equation.solution(2))
      }
      const measured = Math.log2(error(80) / error(160))
      expect(measured).toBeGreaterThan(order - 0.12)
      expect(measured).toBeLessThan(order + 0.2)
    })
  }

  test('exponential Euler is exact for linear decay, however long the step', () => {
    const field = scalar(
      (x) => (3 - x) / 0.1,
      () => -10,
      0.7,
    )
    expect(integrate('exponential-euler', field, 0.7, 3, 1)).toBeCloseTo(3 - 2 * Math.exp(-21), 14)
    expect(Math.abs(integrate('euler', field, 0.7, 3, 1) - 3)).toBeGreaterThan(100)
  })

  test('phi1 near zero', () => {
    for (const z of [0, 1e-12, -1e-9, 2e-8, -1e-3, -40]) {
      const series = 1 + z / 2 + z ** 2 / 6 + z ** 3 / 24
      const exact = Math.abs(z) < 1e-2 ? series : (Math.exp(z) - 1) / z
      expect(Math.abs(phi1(z) / exact - 1)).toBeLessThan(1e-12)
    }
  })
})

describe('with additive noise', () => {
  const finest = 1024
  const paths = 200
  const sigma = 0.7

  /** One Brownian path at the finest resolution; its increments summed for coarser ones. */
  function pathNoise(path: Float64Array, steps: number): NoiseSource {
    const ratio = finest / steps
    const kick = new Float64Array(1)
    return {
      kind: 'white',
      kick,
      draw(_replica, step) {
        kick[0] = 0
        for (let k = 0; k < ratio; k++) kick[0] += sigma * path[step * ratio + k]!
      },
    }
  }

  /** Root mean square distance at t = 1 to x' = -x + sigma xi solved on the finest path. */
  function strongError(method: Method, steps: number): number {
    let sum = 0
    for (let p = 0; p < paths; p++) {
      const path = new Float64Array(finest)
      fillNormals(path, 0, finest, { seed: 5, replica: p, step: 0, stream: 1 })
      let exact = Math.exp(-1)
      for (let k = 0; k < finest; k++) {
        path[k] = path[k]! / Math.sqrt(finest)
        exact += sigma * Math.exp((k + 0.5) / finest - 1) * path[k]!
      }
      const dt = 1 / steps
      const field = scalar(
        (x) => -x,
        () => -1,
        dt,
      )
      const x = Float64Array.of(1)
      const advance = stepper(method, field, dt, pathNoise(path, steps))
      for (let step = 0; step < steps; step++) advance(0, step, x, 0)
      sum += (x[0]! - exact) ** 2
    }
    return Math.sqrt(sum / paths)
  }

  test.each(['euler', 'heun'] as Method[])('%s has strong order 1', (method) => {
    const order = Math.log2(strongError(method, 16) / strongError(method, 64)) / 2
    expect(order).toBeGreaterThan(0.9)
    expect(order).toBeLessThan(1.2)
  })

  /** Var[x_(n+1)] = slope^2 Var[x_n] + noise: read off by steps from 0 and from 1 without, with unit kick. */
  function stationaryVariance(method: Method, dt: number): number {
    const field = scalar(
      (x) => -x,
      () => -1,
      dt,
    )
    const noise = (size: number): NoiseSource => ({ kind: 'white', kick: Float64Array.of(size), draw() {} })
    const x = Float64Array.of(1, 0)
    stepper(method, field, dt, noise(0))(0, 0, x, 0)
    stepper(method, field, dt, noise(sigma * Math.sqrt(dt)))(0, 0, x, 1)
    return x[1]! ** 2 / (1 - x[0]! ** 2)
  }

  test('weak order of the stationary variance sigma^2 / 2: Euler 1, Heun 2, exponential Euler exact', () => {
    const error = (method: Method, dt: number) =>
      Math.abs(stationaryVariance(method, dt) / (sigma ** 2 / 2) - 1)
    expect(Math.log2(error('euler', 0.02) / error('euler', 0.01))).toBeCloseTo(1, 1)
    expect(Math.log2(error('heun', 0.02) / error('heun', 0.01))).toBeCloseTo(2, 1)
    expect(error('exponential-euler', 0.5)).toBeLessThan(1e-14)
  })

  test('rk4 refuses noise and says what to use', () => {
    const field = scalar(
      (x) => -x,
      () => -1,
      0.1,
    )
    const noise: NoiseSource = { kind: 'white', kick: new Float64Array(1), draw() {} }
    expect(() => stepper('rk4', field, 0.1, noise)).toThrow(InputError)
    expect(() => stepper('rk4', field, 0.1, noise)).toThrow(/simulation\.method.*Use heun/)
  })
})
