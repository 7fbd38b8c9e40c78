/**
 * The rates of spiking populations: spikes of a window, per unit of time, averaged over copies. Windows of frames
 * go from one frame to the next; that of the end is the last tenth of the run, at least one step.
 */
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'

export type Window = 'frame' | 'tenth'

/** Steps of the window that ends after `step` steps; a run that ended early has what it had of its tenth. */
export function windowSteps({ simulation, record }: Network, step: number, window: Window): number {
  if (window === 'frame') return step === 0 ? 0 : record.every
  const tenth = Math.max(1, Math.round(simulation.steps / 10))
  const left = (simulation.steps - step) % tenth
  return step === 0 ? 0 : Math.min(step, tenth - left)
}

/** rate[site] of spiking populations from the counts of one replica over so many steps; others are left as they are. */
export function spikeRates(
  network: Network,
  { blocks, events, stateLength }: Layout,
  steps: number,
  state: Float64Array,
  offset: number,
  window: Window,
  rate: Float64Array,
): void {
  for (let p = 0; p < blocks.length; p++) {
    const counts = events.counts[p]
    if (counts == null) continue
    const { site, sites, copies } = blocks[p]!
    const from = offset + stateLength + counts[window]
    const time = copies * steps * network.simulation.dt
    for (let i = 0; i < sites; i++) rate[site + i] = steps === 0 ? 0 : state[from + i]! / time
  }
}

export function clearCounts(
  { blocks, events, stateLength }: Layout,
  window: Window,
  state: Float64Array,
  offset: number,
): void {
  for (let p = 0; p < blocks.length; p++) {
    const counts = events.counts[p]
    if (counts == null) continue
    const from = offset + stateLength + counts[window]
    state.fill(0, from, from + blocks[p]!.sites)
  }
}
