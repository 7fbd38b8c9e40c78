/** The recording of a run as named arrays, for whatever file holds them. */
import type { RunResult } from '../engine/result.ts'
import type { Network } from '../model/network.ts'
import type { DescribedArray } from './manifest.ts'

/** What a recording's npz file holds: `time`, every recorded array, and each population's final state. */
export function recordedArrays(network: Network, result: RunResult): Map<string, DescribedArray> {
  const arrays = new Map<string, DescribedArray>()
  const { times, arrays: recorded } = result.recording
  arrays.set('time', { shape: [times.length], data: times, axes: ['time'] })
  for (const [name, array] of recorded) arrays.set(name, array)
  for (const { name, space, model } of network.populations) {
    const labels = model.variables.map((variable) => variable.name)
    arrays.set(`${name}.final`, {
      shape: [network.simulation.replicas, labels.length, space.size],
      data: result.finalState[name]!,
      axes: ['replica', 'variable', 'neuron'],
      labels,
    })
  }
  return arrays
}
