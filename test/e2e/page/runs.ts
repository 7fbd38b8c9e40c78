/** The same runs for Node, for a page and for both engines, told as data that crosses from a page to a test. */
import { loadExperiment, type RunResult, simulate } from '../../../src/index.ts'

/** What the three are compared in. */
export interface Told {
  readonly status: RunResult['status']
  readonly backend: RunResult['backend']
  readonly device: string | null
  readonly mode: string | null
  readonly warnings: readonly string[]
  readonly losses: readonly string[]
  readonly steps: number
  readonly plan: readonly string[]
  readonly times: readonly number[]
  readonly names: readonly string[]
  /** by population, [replica][variable][neuron] */
  readonly state: Readonly<Record<string, readonly number[]>>
  /** by population and label, per replica */
  readonly order: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  /** by population where it is an angle: [frame][replica] */
  readonly angle: Readonly<Record<string, readonly number[]>>
}

/** Runs an experiment with the steps and replicas given; on a device, else on the reference engine. */
export async function runOf(
  text: string,
  size: { readonly steps: number; readonly replicas: number },
  device: GPUDevice | null,
): Promise<Told> {
  const loaded = await loadExperiment(text, { set: [`simulation.replicas=${size.replicas}`] })
  const { simulation, record } = loaded.network
  const network = {
    ...loaded.network,
    simulation: { ...simulation, steps: size.steps },
    record: { ...record, every: Math.min(record.every, 8) },
  }
  return told(await simulate({ ...loaded, network }, { device }))
}

export function told(result: RunResult): Told {
  const { recording, final, finalState, work } = result
  const positions = [...recording.arrays].filter(
    ([name, { shape }]) => name.endsWith('.position') && shape.at(-1) === 1,
  )
  return {
    status: result.status,
    backend: result.backend,
    device: result.device,
    mode: work?.mode ?? null,
    warnings: work?.warnings ?? [],
    losses: work?.losses ?? [],
    steps: result.steps,
    plan: result.plan,
    times: [...recording.times],
    names: [...recording.arrays.keys()],
    state: Object.fromEntries(Object.entries(finalState).map(([name, values]) => [name, [...values]])),
    order: Object.fromEntries(
      Object.entries(final).map(([name, { order }]) => [
        name,
        Object.fromEntries(Object.entries(order).map(([label, values]) => [label, [...values]])),
      ]),
    ),
    angle: Object.fromEntries(
      positions.map(([name, { data }]) => [name.slice(0, -'.position'.length), [...data]]),
    ),
  }
}

/** A run with every number that it recorded. */
export interface Recorded extends Told {
  readonly arrays: Readonly<Record<string, readonly number[]>>
}

export function recorded(result: RunResult): Recorded {
  const { arrays } = result.recording
  return {
    ...told(result),
    arrays: Object.fromEntries([...arrays].map(([name, { data }]) => [name, [...data]])),
  }
}
