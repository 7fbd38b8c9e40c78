/** How many neurons a population has, what each weighs, and whether any spikes. */
import type { Network, Population } from './network.ts'

/** N: all copies of all sites. */
export function neuronsOf({ space, copies = 1 }: Pick<Population, 'space' | 'copies'>): number {
  return space.size * copies
}

/** Weights of the neurons, [copy][site], sum 1: each copy has an equal part of its site's. */
export function neuronWeights({ space, copies = 1 }: Pick<Population, 'space' | 'copies'>): Float64Array {
  if (copies === 1) return space.weights
  const weights = new Float64Array(space.size * copies)
  for (let copy = 0; copy < copies; copy++)
    for (let i = 0; i < space.size; i++) weights[copy * space.size + i] = space.weights[i]! / copies
  return weights
}

/** Whether the network spikes anywhere. */
export function isSpiking({ populations }: Pick<Network, 'populations'>): boolean {
  return populations.some(({ model }) => model.spike !== undefined)
}
