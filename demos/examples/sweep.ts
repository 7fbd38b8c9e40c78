/** Sweeps the coefficient of a ring by a loop: the bump appears at 1. */
import { loadExperiment, simulate } from '../../src/index.ts'

const text = (c: number) => `
goldstone: 1
populations:
  ring: { space: { group: SO(2), samples: 64 }, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: ${c} } } }
simulation: { dt: 0.1, duration: 150, initial: { random: 0.5 } }
`
for (let c = 0.6; c < 2.05; c += 0.2) {
  const { final } = await simulate(await loadExperiment(text(c)))
  const amplitude = Math.SQRT2 * final['ring']!.order['1']![0]!
  console.log(
    `c = ${c.toFixed(1)}  amplitude ${amplitude.toFixed(4)}  ${'='.repeat(Math.round(20 * amplitude))}`,
  )
}
