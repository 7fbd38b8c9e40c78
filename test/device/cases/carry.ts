/** Carries cases out on the device and on the reference engine, and sums up how far they are apart. */
import { stageFractions } from '../../../src/engine/methods.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { composeProgram } from '../../../src/engine/webgpu/compose.ts'
import { unit } from '../../../src/engine/webgpu/passes/pass.ts'
import { streamedProgram } from '../../../src/engine/webgpu/streamed.ts'
import { simulate } from '../../../src/experiment/simulate.ts'
import type { Network } from '../../../src/model/network.ts'
import type { Case } from './factors.ts'
import { networkOf } from './network.ts'

export interface Outcome {
  readonly row: Case
  readonly mode: 'resident' | 'streamed'
  /** largest |device - reference| of all numbers, and that over its bound */
  readonly error: number
  readonly part: number
  /** empty where all is as it should be */
  readonly faults: readonly string[]
}

/**
 * Bound on a few steps of such networks, X the largest |x| or 1. With u = 2^-24 a stage rounds the state, and what dt
 * multiplies, at most four times each; the terms of the flow are no larger than 4 (1 + X), a sum over the points
 * rounds as often as its longest chain of additions has terms (at most 100 where passes stream, N in a workgroup),
 * and what a stage leaves grows by less than 1 + dt L <= 1.2 in the next. A normal is off by 2e-6.
 */
export function boundOf(network: Network, mode: 'resident' | 'streamed', x: number): number {
  const { dt, steps, method } = network.simulation
  const n = network.populations[0]!.space.size
  const stages = stageFractions[method].length
  const chain = mode === 'resident' ? n : Math.min(n, 100)
  const kicks = 3e-6 * network.noise.sigma * Math.sqrt(dt)
  return steps * (stages * unit * (1 + x) * 4 * (1 + dt * chain) + kicks)
}

export async function carryCase(device: GPUDevice, row: Case, seed: number): Promise<Outcome> {
  const network = networkOf(row, seed)
  const host = await simulateNetwork(network)
  const compose = row.mode === 'streamed' ? streamedProgram : composeProgram
  const got = await simulate(network, { device, compose })
  const faults: string[] = []
  const same = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b))
      faults.push(`${what}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`)
  }
  same('status', got.status, host.status)
  same('steps', got.steps, host.steps)
  same('plan', got.plan, host.plan)
  same('warnings', got.work!.warnings, [])
  same('times', got.recording.times, host.recording.times)
  same('arrays', [...got.recording.arrays.keys()], [...host.recording.arrays.keys()])
  let error = 0
  let x = 0
  const compare = (what: string, mine: ArrayLike<number>, theirs: ArrayLike<number>) => {
    same(`length of ${what}`, mine.length, theirs.length)
    for (let i = 0; i < theirs.length; i++) {
      x = Math.max(x, Math.abs(theirs[i]!))
      const off = Math.abs(mine[i]! - theirs[i]!)
      if (!(off <= error)) error = off
    }
  }
  for (const [name, { data, shape }] of host.recording.arrays) {
    const own = got.recording.arrays.get(name)
    same(`shape of ${name}`, own?.shape, shape)
    compare(name, own?.data ?? [], data)
  }
  for (const [name, state] of Object.entries(host.finalState))
    compare(name, got.finalState[name] ?? [], state)
  const part = error / boundOf(network, got.work!.mode, x)
  if (!(part <= 1)) faults.push(`off by ${error.toExponential(2)}, ${part.toFixed(1)} times the bound`)
  return { row, mode: got.work!.mode, error, part, faults }
}

/** Counts and worst errors, operator by operator and mode by mode, for a person. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const key = `${outcome.row.operator}, ${outcome.mode}`
    groups.set(key, [...(groups.get(key) ?? []), outcome])
  }
  const lines = [...groups].sort().map(([key, own]) => {
    const failed = own.filter(({ faults }) => faults.length > 0).length
    const error = Math.max(...own.map((o) => o.error))
    const part = Math.max(...own.map((o) => o.part))
    return `| ${key} | ${own.length} | ${failed} | ${error.toExponential(1)} | ${part.toFixed(2)} |`
  })
  return [
    '| operator | runs | failed | worst error | of its bound |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
