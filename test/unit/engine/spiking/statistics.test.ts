/** Statistics of spikes and of positions, on trains whose numbers are known. */
import { expect, test } from 'vitest'
import { diffusionOf } from '../../../../src/analysis/diffusion.ts'
import { intervalsIn, intervalsOf } from '../../../../src/engine/observables/intervals.ts'
import { smoothedRate } from '../../../../src/engine/observables/smoothing.ts'
import { fillNormals } from '../../../../src/math/normal.ts'

const trains = (spikes: readonly (readonly [replica: number, step: number, neuron: number])[]) => ({
  replica: Int32Array.from(spikes, ([replica]) => replica),
  step: Int32Array.from(spikes, ([, step]) => step),
  neuron: Int32Array.from(spikes, ([, , neuron]) => neuron),
})

test('intervals of single neurons, their mean and coefficient of variation', () => {
  const fired = trains([
    [0, 10, 0],
    [0, 12, 1],
    [0, 20, 0],
    [0, 50, 0],
    [0, 60, 1],
    [1, 5, 2],
  ])
  const found = intervalsOf(fired, 0, { neurons: 3, steps: 100, dt: 0.5 })
  expect(found.count).toBe(5)
  expect(found.rate).toBeCloseTo(5 / 150, 14)
  expect(found.mean).toBeCloseTo((5 + 15 + 24) / 3, 12)
  // of neuron 0: intervals 5 and 15, mean 10, deviation 5 sqrt 2
  expect(found.cv).toBeCloseTo(Math.SQRT1_2, 12)
  expect([...found.means]).toEqual([10, 24, Number.NaN])
  expect([...intervalsIn(fired, 0, 3, 0.5)]).toEqual([5, 15, 24])
  expect(intervalsOf(fired, 1, { neurons: 3, steps: 100, dt: 0.5 })).toMatchObject({
    count: 1,
    mean: null,
    cv: null,
  })
})

test('a regular train has its rate everywhere, a single spike an area of 1', () => {
  const regular = trains(Array.from({ length: 1000 }, (_, k) => [0, k + 1, k % 4] as const))
  const course = { replica: 0, steps: 1000, dt: 0.1, every: 10, neurons: 4 }
  for (const kernel of ['gaussian', 'exponential'] as const) {
    const rate = smoothedRate(regular, course, { kernel, width: 2 })
    expect(rate.length).toBe(101)
    for (const value of rate.slice(1)) expect(value).toBeCloseTo(2.5, 10)
    const one = smoothedRate(trains([[0, 500, 1]]), { ...course, every: 1, neurons: 1 }, { kernel, width: 2 })
    expect(0.1 * one.reduce((a, b) => a + b)).toBeCloseTo(1, 4)
  }
})

test('drift and diffusion of Brownian angles that go round', () => {
  const [frames, replicas, dt] = [200, 2000, 0.1]
  const [drift, diffusion] = [0.7, 0.05]
  const data = new Float64Array(frames * replicas)
  const kicks = new Float64Array(replicas)
  for (let f = 1; f < frames; f++) {
    fillNormals(kicks, 0, replicas, { seed: 3, replica: 0, step: f, stream: 5 })
    for (let r = 0; r < replicas; r++) {
      const next = data[(f - 1) * replicas + r]! + drift * dt + Math.sqrt(2 * diffusion * dt) * kicks[r]!
      data[f * replicas + r] = ((next % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)
    }
  }
  const times = Float64Array.from({ length: frames }, (_, f) => f * dt)
  const position = { data, shape: [frames, replicas, 1], axes: ['time', 'replica', 'coordinate'] }
  const found = diffusionOf(times, position, { from: 2 })
  expect(found.replicas).toBe(replicas)
  expect(Math.abs(found.drift - drift)).toBeLessThan(4 * found.driftError)
  expect(found.driftError).toBeLessThan(0.003)
  expect(Math.abs(found.diffusion / diffusion - 1)).toBeLessThan(0.12)
  expect(() => diffusionOf(times, { ...position, data: data.fill(Number.NaN) })).toThrow(
    /at least two replicas/,
  )
})
