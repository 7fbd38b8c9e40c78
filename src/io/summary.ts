/** The summary of a run, the document of `run --json`: plain data, numbers per replica. */
import type { RunResult } from '../engine/result.ts'
import type { Network } from '../model/network.ts'

/** `files` are the paths of what was written. */
export function runSummary(network: Network, result: RunResult, device: string, files: readonly string[]) {
  const { status, plan, steps, wallSeconds, neuronStepsPerSecond, final, advice, divergedAt } = result
  return {
    title: network.title,
    status,
    backend: 'cpu',
    device,
    plan,
    steps,
    replicas: network.simulation.replicas,
    neurons: network.populations.reduce((sum, { space }) => sum + space.size, 0),
    wallSeconds,
    neuronStepsPerSecond,
    final,
    ...(advice === undefined ? {} : { advice }),
    ...(divergedAt === undefined ? {} : { divergedAt }),
    files,
  }
}
