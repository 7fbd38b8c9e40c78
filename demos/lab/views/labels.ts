/** The irreps in which a network is worth watching: those of its kernels, the strongest first. */

import { orderLabels } from '../../../src/engine/observables/order.ts'
import type { Network } from '../../../src/index.ts'

/** Numbers that the columns of all labels may take: what a device holds for them, and adds up in every frame. */
const mostNumbers = 16e6

export interface LabelColumns {
  readonly label: string
  /** basis function times quadrature weight, N values each */
  readonly columns: readonly Float32Array[]
}

/** At most so many labels of the first variable of a population, the constant's left out where `waves` says so. */
export function labelColumns(
  network: Network,
  population: number,
  most: number,
  waves: boolean,
): LabelColumns[] {
  const { space } = network.populations[population]!
  const strengths = new Map<string, number>()
  for (const { to, coupling } of network.connections) {
    if (to !== population || coupling.kind !== 'kernel' || coupling.kernel.given !== 'spectrum') continue
    for (const [label, matrix] of coupling.kernel.spectrum)
      strengths.set(label, Math.max(strengths.get(label) ?? 0, ...matrix.map(Math.abs)))
  }
  const labels = orderLabels(network, population)
  // sorting keeps the space's own order among equals
  labels.sort((a, b) => (strengths.get(b) ?? 0) - (strengths.get(a) ?? 0))
  const chosen: LabelColumns[] = []
  let numbers = 0
  for (const label of labels) {
    if (chosen.length === most) break
    const { copies, width } = space.harmonic(label)
    numbers += copies * width * space.size
    if (numbers > mostNumbers && chosen.length > 0) break
    const basis = space.harmonic(label).basis()
    const columns = Array.from({ length: copies * width }, (_, k) =>
      Float32Array.from(
        basis.subarray(k * space.size, (k + 1) * space.size),
        (value, i) => value * space.weights[i]!,
      ),
    )
    if (waves && columns.length === 1 && basis.every((value) => Math.abs(value - basis[0]!) < 1e-9)) continue
    chosen.push({ label, columns })
  }
  return chosen
}
