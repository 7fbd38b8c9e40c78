/** The recording of a run as named arrays, for whatever file holds them. */
import type { RunResult } from '../engine/result.ts'
import type { Network } from '../model/network.ts'
import type { DescribedArray } from './manifest.ts'

/**
 * What a recording's npz file holds: `time`, every recorded array, recorded spikes (`NAME.spikes.replica`,
 * `.neuron` and `.time`, sorted in this order: replica, time, neuron) and each population's final state.
 */
export function recordedArrays(network: Network, result: RunResult): Map<string, DescribedArray> {
  const arrays = new Map<string, DescribedArray>()
  const { times, arrays: recorded, spikes } = result.recording
  const { replicas, dt } = network.simulation
  arrays.set('time', { shape: [times.length], data: times, axes: ['time'] })
  for (const [name, array] of recorded) arrays.set(name, array)
  for (const [name, { replica, neuron, step }] of spikes) {
    const list = { shape: [replica.length], axes: ['spike'] }
    arrays.set(`${name}.spikes.replica`, { ...list, data: replica })
    arrays.set(`${name}.spikes.neuron`, { ...list, data: neuron })
    arrays.set(`${name}.spikes.time`, { ...list, data: Float64Array.from(step, (n) => n * dt) })
  }
  for (const { name, space, model, copies = 1 } of network.populations) {
    const labels = model.variables.map((variable) => variable.name)
    const copied = copies > 1
    arrays.set(`${name}.final`, {
      shape: [replicas, labels.length, ...(copied ? [copies] : []), space.size],
      data: result.finalState[name]!,
      axes: ['replica', 'variable', ...(copied ? ['copy'] : []), 'neuron'],
      labels,
    })
  }
  return arrays
}
