/** The summary of a run, the document of `run --json`: plain data, numbers per replica. */

import { intervalsOf } from '../engine/observables/intervals.ts'
import type { RunResult } from '../engine/result.ts'
import type { Network } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'

/** `machine` names the host, where the result names no device; `files` are the paths of what was written. */
export function runSummary(network: Network, result: RunResult, machine: string, files: readonly string[]) {
  const { status, plan, steps, wallSeconds, neuronStepsPerSecond, final, advice, divergedAt, work } = result
  return {
    title: network.title,
    status,
    backend: result.backend,
    device: result.device ?? machine,
    plan,
    steps,
    replicas: network.simulation.replicas,
    neurons: network.populations.reduce((sum, population) => sum + neuronsOf(population), 0),
    wallSeconds,
    neuronStepsPerSecond,
    final,
    ...(result.recording.spikes.size === 0 ? {} : { spikes: spikeSummary(network, result) }),
    ...(advice === undefined ? {} : { advice }),
    ...(divergedAt === undefined ? {} : { divergedAt }),
    ...(work === undefined ? {} : { work }),
    files,
  }
}

/** Of every population whose spikes were recorded, per replica; null where there are too few to say. */
export interface SpikeSummary {
  readonly count: readonly number[]
  /** per neuron and unit of time, over the whole run */
  readonly rate: readonly number[]
  readonly interval: readonly (number | null)[]
  readonly cv: readonly (number | null)[]
}

export function spikeSummary(network: Network, result: RunResult): Record<string, SpikeSummary> {
  const { replicas, dt } = network.simulation
  return Object.fromEntries(
    network.populations.flatMap((population) => {
      const trains = result.recording.spikes.get(population.name)
      if (trains === undefined) return []
      const course = { neurons: neuronsOf(population), steps: Math.max(1, result.steps), dt }
      const all = Array.from({ length: replicas }, (_, replica) => intervalsOf(trains, replica, course))
      const summary: SpikeSummary = {
        count: all.map(({ count }) => count),
        rate: all.map(({ rate }) => rate),
        interval: all.map(({ mean }) => mean),
        cv: all.map(({ cv }) => cv),
      }
      return [[population.name, summary] as const]
    }),
  )
}
