/** How long memories last: the law on a circle against its closed forms, and against simulated bumps. */
import { describe, expect, it } from 'vitest'
import { basesOn, driftAlong, placeAt } from '../../../src/analysis/drift.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { integrate } from '../../../src/analysis/integrate.ts'
import { fatesOn, LOST } from '../../../src/analysis/memory.ts'
import { nearestNetwork } from '../../../src/analysis/nearest-network.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { single } from './networks.ts'

const sampled = (n: number, y: (c: number) => number) =>
  Float64Array.from({ length: n }, (_, k) => y((2 * Math.PI * k) / n))

describe("the law c' = y(c)", () => {
  it('y = -a sin(c - b) has tan((c - b) / 2) fall as exp(-a t)', () => {
    const [a, b] = [0.3, 0.2]
    const { times, turn } = fatesOn(sampled(12, (c) => -a * Math.sin(c - b)))
    expect(turn).toBeNull()
    for (const [k, time] of times.entries()) {
      const c = Math.atan2(Math.sin((2 * Math.PI * k) / 12 - b), Math.cos((2 * Math.PI * k) / 12 - b))
      const exact = Math.log(Math.tan(c / 2) / Math.tan((c * (1 - LOST)) / 2)) / a
      expect(time / exact).toBeCloseTo(1, 6)
    }
  })

  it('y = 1 + e cos c goes round in 2 pi / sqrt(1 - e^2), in either sense', () => {
    for (const sign of [1, -1]) {
      const { times, turn } = fatesOn(sampled(16, (c) => sign * (1 + 0.6 * Math.cos(c))))
      expect(turn).toBeCloseTo((2 * Math.PI) / 0.8, 6)
      expect(times.every((time) => time === Number.POSITIVE_INFINITY)).toBe(true)
    }
  })
})

/** Largest relative difference between predicted and simulated times over a few places of a heterogeneous ring. */
async function errorAt(std: number): Promise<number> {
  const kernel = { spectrum: { 1: 2 }, heterogeneity: { std, seed: 2 } }
  const population = { space: { group: 'SO(2)', samples: 40 }, transfer: 'erf' }
  const { network } = await loadExperiment({ goldstone: 1, title: 'test', ...single(population, kernel) })
  const flow = flowOf(network)
  const near = flowOf(nearestNetwork(flow.network, flow.measured))
  const symmetry = symmetryOf(near)
  const perturbed = { flow, near: { flow: near, symmetry } }
  const start = Float64Array.from({ length: 40 }, (_, i) => 2.4 * Math.cos((2 * Math.PI * i) / 40))
  const bump = newton(near, start, { tangents: symmetry.tangents }).state
  const bases = basesOn(perturbed, bump, 32)
  const drift = driftAlong(
    perturbed,
    bump,
    bases.map((base) => placeAt(perturbed, base)),
  )!
  const { times } = fatesOn(drift)
  const { space } = flow.network.populations[0]!
  const angleOf = (z: Float64Array) => {
    const [c, s] = space.forward('1', z)
    return Math.atan2(s!, c!)
  }
  const between = (a: number, b: number) => Math.atan2(Math.sin(a - b), Math.cos(a - b))
  let worst = 0
  for (const k of [1, 8, 15, 22, 29]) {
    const from = angleOf(bases[k]!)
    const predicted = times[k]!
    const rest = integrate(flow.evaluate, bases[k]!, 30 * predicted, { tolerance: 1e-6 })
    const way = Math.abs(between(angleOf(rest.state), from))
    const lost = integrate(flow.evaluate, bases[k]!, 30 * predicted, {
      tolerance: 1e-8,
      until: (z) => Math.abs(between(angleOf(z), from)) >= LOST * way,
    })
    expect(lost.met).toBe(true)
    worst = Math.max(worst, Math.abs(lost.time / predicted - 1))
  }
  return worst
}

it('foretells how long simulated bumps keep their place, with an error that falls with the disorder', async () => {
  const [small, large] = [await errorAt(0.1), await errorAt(0.4)]
  expect(small).toBeLessThan(0.04)
  expect(large).toBeLessThan(0.12)
  expect(small).toBeLessThan(large)
}, 60_000)
