/** Oracles are written as experiments, as a user would write them. */

import type { RunResult } from '../../src/engine/result.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { buildNetwork } from '../../src/experiment/build.ts'
import { parseExperiment } from '../../src/experiment/parse.ts'
import type { Network } from '../../src/model/network.ts'

/** The network of an experiment in YAML; `goldstone: 1` is put before it. */
export function networkOf(text: string): Promise<Network> {
  return buildNetwork(parseExperiment(`goldstone: 1\n${text}`))
}

export async function run(text: string): Promise<RunResult> {
  return simulateNetwork(await networkOf(text))
}

/** One population `p` of model rate, tau 1, and one kernel from it to itself. */
export function rateNetwork(space: string, transfer: string, spectrum: string, rest: string): string {
  return `
populations: { p: { space: ${space}, model: rate, transfer: ${transfer}, parameters: { tau: 1 } } }
connections: [{ from: p, to: p, kernel: { spectrum: ${spectrum} } }]
${rest}`
}

/** A recorded quantity of p at one frame and replica, its numbers. */
export function at(result: RunResult, quantity: string, frame: number, replica = 0): number[] {
  const { data, shape } = result.recording.arrays.get(`p.${quantity}`)!
  const width = shape.slice(2).reduce((a, b) => a * b, 1)
  const from = (frame * shape[1]! + replica) * width
  return Array.from(data.subarray(from, from + width))
}

/** Least-squares slope of y over x. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length
  const [mx, my] = [mean(x), mean(y)]
  let above = 0
  let below = 0
  for (const [i, value] of x.entries()) {
    above += (value - mx) * (y[i]! - my)
    below += (value - mx) ** 2
  }
  return above / below
}
