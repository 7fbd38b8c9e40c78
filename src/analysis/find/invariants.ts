/**
 * Numbers that every symmetry of a network leaves unchanged, by which equilibria are told apart before
 * an explicit alignment is tried: even moments of the state and of the rates. The mean is none of them, since a
 * symmetry may change the sign of some neurons and not of others (a real character).
 */
import type { Flow } from '../flow.ts'

/** sum w z^2, sum w z^4, sum w r^2, sum w r (W r). */
export function invariantsOf(flow: Flow, z: Float64Array): Float64Array {
  const { layout, network, weights } = flow
  const rate = new Float64Array(layout.neurons)
  const carried = new Float64Array(layout.neurons)
  flow.rates(z, rate)
  flow.recurrent(rate, carried)
  const out = new Float64Array(4)
  out.set(momentsOf(weights, z))
  for (const [p, block] of layout.blocks.entries()) {
    const w = network.populations[p]!.space.weights
    for (let i = 0; i < block.size; i++) {
      const r = rate[block.rate + i]!
      out[2]! += w[i]! * r * r
      out[3]! += w[i]! * r * carried[block.rate + i]!
    }
  }
  return out
}

/** The first two of them, which need no rates: sum w z^2, sum w z^4. */
export function momentsOf(weights: Float64Array, z: Float64Array): Float64Array {
  const out = new Float64Array(2)
  for (let i = 0; i < z.length; i++) {
    const square = z[i]! * z[i]!
    out[0]! += weights[i]! * square
    out[1]! += weights[i]! * square * square
  }
  return out
}

/** Whether two lists of invariants agree within `tolerance` of 1 + their size. */
export function sameInvariants(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= tolerance * (1 + Math.abs(value)))
}
