/** Whose equilibria a table is of, where the network spikes, and how near to the spikes they come. */
import type { SpikingReport } from '../../src/analysis/report.ts'

export function spikingWords({
  kind,
  manifold,
  error,
  duration,
  replicas,
}: Omit<SpikingReport, 'network'>): string {
  const whose = `These are equilibria of the ${kind}, not of the spiking network, which cannot be put into its states.`
  const run = `a simulation of ${Number(duration.toPrecision(4))}${replicas > 1 ? `, ${replicas} replicas` : ''}`
  const near =
    error === null || manifold === null
      ? `Nothing attracts in it; ${run} was held against it.`
      : `Of them ${manifold} is nearest to ${run}: it misses its rates by ${(100 * error).toPrecision(2)} %.`
  return `${whose} ${near}`
}
