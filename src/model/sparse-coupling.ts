/** Couplings of few weights, in compressed rows. */
import type { Coupling } from './network.ts'

export type SparseCoupling = Extract<Coupling, { kind: 'sparse' }>
export type WeightCoupling = Extract<Coupling, { kind: 'matrix' | 'sparse' }>

/** Every weight, rows x columns, row major; a matrix's own array. */
export function denseWeights(coupling: WeightCoupling): Float64Array {
  if (coupling.kind === 'matrix') return coupling.weights
  const { rows, columns, starts, indices, weights } = coupling
  const dense = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++)
    for (let e = starts[i]!; e < starts[i + 1]!; e++)
      dense[i * columns + indices[e]!] = typeof weights === 'number' ? weights : weights[e]!
  return dense
}
