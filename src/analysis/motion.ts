/** Displacements along a group orbit, as combinations of the generators. */
import { pseudoSolve } from '../math/pseudo-solve.ts'
import type { Flow } from './flow.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { dot } from './vectors.ts'

/** The smallest c with sum_a c_a xi_a z nearest to `shift`, by the pseudo-inverse of the Gram matrix of the tangents. */
export function leastMotion(
  { flow, symmetry }: { readonly flow: Flow; readonly symmetry: Symmetry },
  state: Float64Array,
  shift: Float64Array,
): Float64Array {
  const tangents = symmetry.tangents(state)
  const d = tangents.length
  const gram = new Float64Array(d * d)
  for (let a = 0; a < d; a++)
    for (let b = 0; b < d; b++) gram[a * d + b] = dot(flow.weights, tangents[a]!, tangents[b]!)
  return pseudoSolve(
    gram,
    Float64Array.from(tangents, (t) => dot(flow.weights, t, shift)),
  )
}
