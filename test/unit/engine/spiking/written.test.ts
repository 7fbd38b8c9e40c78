/** A spiking run as it is written and drawn. */
import { expect, test } from 'vitest'
import { simulateNetwork } from '../../../../src/engine/simulate.ts'
import { runFigure } from '../../../../src/figures/run.ts'
import { recordedArrays } from '../../../../src/io/recording.ts'
import { runSummary } from '../../../../src/io/summary.ts'
import { circleSpace } from '../../../../src/spaces/circle.ts'
import { connection, expression, integrator, matrix, neurons, spiking } from './networks.ts'

const network = spiking({
  populations: [neurons(circleSpace(24), integrator, { copies: 2 })],
  connections: [
    connection(
      0,
      0,
      matrix(24, 24, (i, j) => (i === j ? 0.1 : 0)),
      { plan: 'event' },
    ),
  ],
  inputs: [expression(0, '1.5 + cos(theta)')],
  noise: { sigma: 0.1, correlationTime: null },
  record: { every: 50, quantities: ['rate', 'state', 'spikes'] },
  simulation: { steps: 500, replicas: 2 },
})
const result = await simulateNetwork(network)

test('arrays have one number a spike, states one a copy', () => {
  const arrays = recordedArrays(network, result)
  const count = result.recording.spikes.get('p')!.step.length
  expect(count).toBeGreaterThan(100)
  for (const part of ['replica', 'neuron', 'time'])
    expect(arrays.get(`p.spikes.${part}`)!.shape).toEqual([count])
  const time = arrays.get('p.spikes.time')!.data
  expect(time[0]).toBeCloseTo(0.1 * result.recording.spikes.get('p')!.step[0]!, 12)
  expect(arrays.get('p.rate')!.shape).toEqual([11, 2, 24])
  expect(arrays.get('p.state')!.shape).toEqual([11, 2, 1, 2, 24])
  expect(arrays.get('p.final')!.shape).toEqual([2, 1, 2, 24])
  expect(arrays.get('p.final')!.data.length).toBe(96)
})

test('the summary tells counts, rates and regularity for each replica', () => {
  const summary = runSummary(network, result, 'here', [])
  expect(summary.plan).toEqual(['event'])
  expect(summary.neurons).toBe(48)
  const { count, rate, cv } = summary.spikes!.p!
  expect(count[0]! + count[1]!).toBe(result.recording.spikes.get('p')!.step.length)
  expect(rate[1]!).toBeCloseTo(count[1]! / (48 * 50), 12)
  for (const value of cv) expect(value).toBeGreaterThan(0)
})

test.each(['light', 'dark'] as const)('the picture has a raster, a rate and intervals, %s', (theme) => {
  const svg = runFigure(result, network, { theme })
  for (const title of ['spikes', 'population rate', 'intervals']) expect(svg).toContain(`>${title}<`)
  expect(svg).toContain('2 copies a row')
  expect(svg).not.toContain('NaN')
})
