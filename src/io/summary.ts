/** The summary of a run, the document of `run --json`: plain data, numbers per replica. */
import type { RunResult } from '../engine/result.ts'
import type { Network } from '../model/network.ts'

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
    neurons: network.populations.reduce((sum, { space }) => sum + space.size, 0),
    wallSeconds,
    neuronStepsPerSecond,
    final,
    ...(advice === undefined ? {} : { advice }),
    ...(divergedAt === undefined ? {} : { divergedAt }),
    ...(work === undefined ? {} : { work }),
    files,
  }
}
