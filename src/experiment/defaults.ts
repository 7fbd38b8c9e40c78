/** Every default of the experiment file, in one place. What depends on other entries is said in words. */
import { largestOrder } from '../groups/families.ts'
import { MOST_WEIGHTS } from '../model/couplings.ts'

export const DEFAULTS = {
  title: 'Untitled experiment',
  population: { model: 'rate' },
  noise: { sigma: 0 },
  simulation: { dt: 0.05, duration: 100, method: 'heun', replicas: 1, seed: 1, initial: 'model' },
  input: { from: 0, every: 1 },
  bump: { amplitude: 1, width: 0.5 },
  heterogeneity: { seed: 1 },
  scale: 1,
  copies: 1,
  distribution: { seed: 1 },
  synapse: { weight: 1 },
  random: { weight: 1, seed: 1, autapses: true },
  events: { weight: 1 },
  record: { every: 20, quantities: ['activity', 'order', 'position'] },
  /** spikes kept, where they are recorded */
  most: 2 ** 26,
  /** `seed` is the simulation's unless it is given */
  certify: { starts: 64, tolerance: 1e-12 },
} as const

/** The version of the format that this code reads. */
export const VERSION = 1

/** Limits that stop a slip of the pen from filling the memory. */
export const LIMITS = {
  steps: 1e9,
  replicas: 2 ** 24,
  /** replicas x neurons, summed over populations */
  states: 2 ** 28,
  /** neurons of one population */
  neurons: largestOrder,
  /** entries of a matrix of weights */
  weights: MOST_WEIGHTS,
  seed: 2 ** 32 - 1,
  /** spikes that a run may keep */
  spikes: 2 ** 30,
} as const
