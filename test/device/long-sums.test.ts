/**
 * Means over a million neurons: sums run in lanes of sixteen and trees of six levels, twice, so their error is
 * that of some 46 additions and not of a million. Data on which adding one after the other fails.
 */
import { expect, it } from 'vitest'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { equations, network } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

const n = 2 ** 20
const unit = 2 ** -24
const plane = torusSpace([1024, 1024], 'rectangular')

/** Product with the weight, 16 terms of a lane, 6 levels; 16 chunks of a lane, 6 levels; product and sum with dt. */
const roundings = 1 + 16 + 6 + 16 + 6 + 2
const bound = (roundings * unit) / (1 - roundings * unit)

const data: Readonly<Record<string, (i: number) => number>> = {
  'an offset': (i) => 1000.1 + 0.01 * Math.sin(i),
  'one large number before many small ones': (i) => (i === 0 ? 1e9 : 1.1),
  'a slope': (i) => i + 0.3,
  'both signs': (i) => (i % 2 === 0 ? 1000.3 : -1000.1),
}

it(`means of 2^20 neurons`, async () => {
  const names = Object.keys(data)
  const values = names.map((name) => Float32Array.from({ length: n }, (_, i) => data[name]!(i)))
  const all = new Float64Array(names.length * n)
  for (const [replica, own] of values.entries()) all.set(own, replica * n)
  const averaging = { state: { x: { equation: '0*x' }, m: { equation: 'mean(x)' } }, rate: 'x' }
  const net = network({
    populations: [equations(plane, averaging)],
    record: { every: 1, quantities: ['mean'] },
    simulation: {
      method: 'euler',
      dt: 1,
      steps: 1,
      replicas: names.length,
      initial: { kind: 'values', values: all },
    },
  })
  const { finalState, recording, status } = await simulateOnDevice(await testDevice(), net)
  expect(status).toBe('ok')
  for (const [replica, name] of names.entries()) {
    const own = values[replica]!
    const exact = own.reduce((sum, x) => sum + x, 0) / n
    const allowed = (bound * own.reduce((sum, x) => sum + Math.abs(x), 0)) / n
    const m = finalState['p']![(2 * replica + 1) * n]!
    expect(Math.abs(m - exact), name).toBeLessThanOrEqual(allowed)
    const recorded = recording.arrays.get('p.mean')!.data[replica]!
    expect(Math.abs(recorded - exact), name).toBeLessThanOrEqual(allowed)
    // the control: one after the other in float32
    const oneByOne = own.reduce((sum, x) => Math.fround(sum + x), 0) / n
    if (name !== 'both signs') expect(Math.abs(oneByOne - exact), name).toBeGreaterThan(allowed)
  }
})
