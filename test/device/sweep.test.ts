/**
 * A sweep over numbers compiles once: kernel coefficients, parameters, noise, step, seed and inputs stand in
 * buffers. GOLDSTONE_FULL=1 takes a thousand values.
 */
import { expect, it } from 'vitest'
import { loadExperiment } from '../../src/experiment/load.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import { counted } from './counted.ts'
import { anotherDevice } from './device.ts'

const values = process.env['GOLDSTONE_FULL'] === '1' ? 1000 : 40

/** Everything that is a number differs from value to value. */
function experiment(samples: number, plan: string | undefined, k: number) {
  const x = (k + 1) / values
  return {
    goldstone: 1,
    title: 'A value of a sweep',
    populations: {
      ring: {
        space: { group: 'SO(2)', samples },
        model: 'rate',
        transfer: 'erf',
        parameters: { tau: 1 + x },
      },
    },
    connections: [
      {
        from: 'ring',
        to: 'ring',
        kernel: { spectrum: { 0: -x, 1: 2 + x }, scale: 1 + 0.1 * x },
        ...(plan === undefined ? {} : { plan }),
      },
    ],
    inputs: [
      { to: 'ring', constant: 0.1 * x },
      { to: 'ring', bump: { amplitude: x, width: 0.5 + x, centre: x, velocity: 0.1 * x }, from: 0.1 + x },
    ],
    noise: { sigma: 0.1 * x },
    simulation: { dt: 0.01 + 0.02 * x, duration: 8 * (0.01 + 0.02 * x), replicas: 2, seed: k },
    record: { every: 4, quantities: ['order', 'mean'] },
  }
}

it.each([
  ['resident', 'low-rank', 16, undefined],
  ['resident', 'fft', 16, 'fft'],
  ['streamed', 'fft', 17, 'fft'],
] as const)('%s, %s', async (mode, plan, samples, wanted) => {
  const device = await anotherDevice()
  const asked = counted(device)
  const seen = new Set<number>()
  let first = { modules: 0, pipelines: 0 }
  for (let k = 0; k < values; k++) {
    const loaded = await loadExperiment(experiment(samples, wanted, k))
    const result = await simulate(loaded, { device })
    expect(result).toMatchObject({ status: 'ok', steps: 8, plan: [plan], work: { mode, warnings: [] } })
    seen.add(result.final['ring']!.mean[0]!)
    if (k === 0) first = { modules: asked.modules, pipelines: asked.pipelines }
    expect(asked).toMatchObject({ ...first, buffers: 0 })
  }
  expect(first.pipelines).toBeGreaterThan(0)
  expect(seen.size).toBe(values)
})
