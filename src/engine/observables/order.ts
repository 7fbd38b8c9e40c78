/**
 * Order parameters: the root mean square over the space of each irrep's part of the first state variable,
 * sqrt(sum_g w_g |x_rho(g)|^2). The columns E are orthonormal under w, so this is |E^T w x|.
 */
import type { Network } from '../../model/network.ts'
import type { Space } from '../../spaces/space.ts'

/** So many labels at most are observed. */
export const mostLabels = 64
/** On more points than this a kernel not given as a spectrum is not asked for it, nor the space for all labels. */
const largeSpace = 20_000
const firstLabels = 8

/**
 * The labels observed on a population: those of the kernels into and out of it on its own space, in the
 * space's order (on more than 20,000 points, the kernels'), at most 64; the space's first eight where no
 * kernel touches it, or none that was given as a spectrum on so many points.
 */
export function orderLabels(network: Network, population: number): string[] {
  const { space } = network.populations[population]!
  const touching = new Set<string>()
  for (const { from, to, coupling } of network.connections) {
    if ((from !== population && to !== population) || coupling.kind !== 'kernel') continue
    if (coupling.kernel.space !== space && coupling.kernel.space.name !== space.name) continue
    if (space.size > largeSpace && coupling.kernel.given !== 'spectrum') continue
    for (const label of coupling.kernel.spectrum.keys()) touching.add(label)
  }
  if (touching.size === 0) return space.labels.slice(0, firstLabels)
  if (touching.size === 1 || space.size > largeSpace) return [...touching].slice(0, mostLabels)
  const rank = new Map(space.labels.map((label, index) => [label, index]))
  const last = space.labels.length
  return [...touching].sort((a, b) => (rank.get(a) ?? last) - (rank.get(b) ?? last)).slice(0, mostLabels)
}

/** out[at + k] = rms of the k-th label's part of x, length N. */
export function orderOf(
  space: Space,
  labels: readonly string[],
  x: Float64Array,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < labels.length; k++) {
    let sum = 0
    for (const u of space.forward(labels[k]!, x)) sum += u * u
    out[at + k] = Math.sqrt(sum)
  }
}
