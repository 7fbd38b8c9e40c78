/** The weights of a coupling that are stored one by one, row after row. */
import { type SparseRows, sparseRows } from '../../math/sparse.ts'
import type { Coupling } from '../../model/network.ts'

export function storedRows(coupling: Extract<Coupling, { kind: 'matrix' | 'sparse' }>): SparseRows {
  if (coupling.kind === 'matrix') return sparseRows(coupling.weights, coupling.columns)
  const { starts, indices, weights } = coupling
  const values = typeof weights === 'number' ? new Float64Array(indices.length).fill(weights) : weights
  return { starts, columns: indices, values }
}
