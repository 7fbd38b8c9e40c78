/** Additive noise: white and Ornstein-Uhlenbeck, in law and bit by bit. */
import { describe, expect, test } from 'vitest'
import { layoutOf } from '../../../src/engine/layout.ts'
import { noiseSource } from '../../../src/engine/noise.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import type { Method, Network } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { equations, network, rate } from './networks.ts'

const ring = circleSpace(50)

const variance = (values: ArrayLike<number>) => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return sum / values.length
}

function decaying(method: Method, dt: number, correlationTime: number | null): Network {
  return network({
    populations: [rate(ring, 'linear', 'p', 0.5)],
    noise: { sigma: 0.6, correlationTime },
    simulation: { dt, steps: Math.round(5 / dt), method, replicas: 400, initial: { kind: 'model' } },
  })
}

describe('x = noise through decay at rate 2', () => {
  // 20,000 samples: the variance is known to 1 %
  test.each([
    ['euler', 0.01],
    ['heun', 0.05],
    ['exponential-euler', 0.5],
  ] as [Method, number][])('%s: white noise gives sigma^2 / 4', async (method, dt) => {
    const { finalState } = await simulateNetwork(decaying(method, dt, null))
    expect(Math.abs(variance(finalState.p!) / (0.36 / 4) - 1)).toBeLessThan(0.035)
  })

  test.each([
    ['heun', 0.05, 1],
    ['euler', 0.01, 0.2],
    ['exponential-euler', 0.05, 0.2],
    // a correlation time far below the step: the white limit
    ['heun', 0.05, 1e-5],
    ['euler', 0.01, 1e-5],
  ] as [Method, number, number][])('%s at dt %d: Ornstein-Uhlenbeck, tau_c = %d', async (method, dt, tau) => {
    const { finalState } = await simulateNetwork(decaying(method, dt, tau))
    // stationary variance of x' = -2 x + eta, Var eta = sigma^2 / (2 tau_c): sigma^2 / (4 (1 + 2 tau_c))
    expect(Math.abs(variance(finalState.p!) / (0.36 / (4 * (1 + 2 * tau))) - 1)).toBeLessThan(0.035)
  })
})

test('the integral of Ornstein-Uhlenbeck noise has its exact variance from the first step on', () => {
  const [tau, dt, sigma] = [0.7, 0.1, 1.3]
  const net = network({
    populations: [rate(ring)],
    noise: { sigma, correlationTime: tau },
    simulation: { dt, replicas: 400 },
  })
  const noise = noiseSource(net, layoutOf(net))!
  const integrals = new Float64Array(400 * 50)
  const check = (steps: number) => {
    const t = steps * dt
    const expected = sigma ** 2 * (t - tau * (1 - Math.exp(-t / tau)))
    expect(Math.abs(variance(integrals) / expected - 1)).toBeLessThan(0.035)
  }
  for (let step = 0; step < 40; step++) {
    for (let replica = 0; replica < 400; replica++) {
      noise.draw(replica, step)
      for (let i = 0; i < 50; i++) integrals[50 * replica + i]! += noise.kick[i]!
    }
    if ([0, 4, 39].includes(step)) check(step + 1)
  }
})

test('acts on the first variable only, and a replica alone sees the noise it sees among others', async () => {
  const population = equations(ring, {
    state: { u: '-u', v: '-v' },
    rate: 'u',
  })
  const run = (replicas: number) =>
    simulateNetwork(
      network({
        populations: [population],
        noise: { sigma: 0.3, correlationTime: null },
        simulation: { replicas, steps: 33, method: 'euler', initial: { kind: 'model' } },
      }),
    )
  const [one, three] = [await run(1), await run(3)]
  expect(one.finalState.p!.slice(50).every((v) => v === 0)).toBe(true)
  expect(one.finalState.p!.slice(0, 50).every((u) => u !== 0)).toBe(true)
  expect(three.finalState.p!.slice(0, 100)).toEqual(one.finalState.p)
  expect(three.finalState.p!.slice(100, 150)).not.toEqual(one.finalState.p!.slice(0, 50))
})
