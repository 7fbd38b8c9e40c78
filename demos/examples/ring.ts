/** Simulates a ring of neurons from random activity and prints the bump that forms. */
import { loadExperiment, simulate } from '../../src/index.ts'

const experiment = await loadExperiment(`
goldstone: 1
populations:
  ring: { space: { group: SO(2), samples: 32 }, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }
simulation: { dt: 0.05, duration: 40, seed: 3, initial: { random: 0.5 } }
`)
const { status, finalState, final } = await simulate(experiment)

const x = finalState['ring']!
for (let i = 0; i < 32; i++) {
  const bar = '#'.repeat(Math.max(0, Math.round(12 * x[i]!)))
  console.log(`${((360 * i) / 32).toFixed(0).padStart(4)} deg ${x[i]!.toFixed(3).padStart(7)} ${bar}`)
}
console.log(
  `${status}: the bump stands at ${final['ring']!.position[0]} rad, its height is ${Math.max(...x)}`,
)
