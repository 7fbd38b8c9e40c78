/**
 * A count that a whole list of manifolds must meet. Where an energy decreases and every trajectory stays
 * bounded, the equilibria carry the topology of the state space (Morse, Bott): with chi the Euler
 * characteristic of a manifold and k its Morse index,
 *   sum over manifolds of (-1)^k chi = 1.
 * Another sum says that an equilibrium was missed; the right one proves nothing, but misses rarely cancel.
 */
import type { Flow } from './flow.ts'
import type { Manifold, MorseReport } from './report.ts'

/** Transfers with which -x + W phi(x) + I points inwards far out, whatever W. */
const bounded = new Set(['erf', 'tanh', 'sigmoid'])

const known: Readonly<Record<string, number>> = {
  point: 1,
  S1: 0,
  S2: 2,
  RP2: 1,
  S3: 0,
  'SO(3)': 0,
  'S2 x S2': 4,
  '(S2 x S2)/Z2': 2,
}

/** null with a reason where the count does not apply. */
export function morseSum(flow: Flow, manifolds: readonly Omit<Manifold, 'id'>[]): MorseReport {
  const absent = (why: string): MorseReport => ({ sum: null, expected: 1, why })
  if (flow.energy === null) return absent('no energy decreases along the trajectories')
  const isBounded = flow.network.populations.every(
    ({ model }) => model.name === 'rate' && bounded.has(model.transfer?.name ?? ''),
  )
  if (!isBounded) return absent('the transfer is not bounded')
  let sum = 0
  for (const { topology, dimension, components, index, stability, verdict } of manifolds) {
    if (stability === 'degenerate') return absent('a manifold is degenerate')
    if (verdict.startsWith('not certified')) return absent('a manifold is pinned or not certified')
    const chi = characteristic(topology, dimension)
    if (chi === null) return absent(`the Euler characteristic of ${topology} is not known here`)
    sum += (index % 2 === 0 ? 1 : -1) * chi * components
  }
  const why =
    sum === 1
      ? 'the manifolds found carry the topology of the state space'
      : 'an equilibrium was missed, or one is listed twice'
  return { sum, expected: 1, why }
}

/** Of one component; closed manifolds of odd dimension have 0, and so have tori. */
function characteristic(topology: string, dimension: number): number | null {
  if (dimension % 2 === 1 || /^T\d+$/.test(topology)) return 0
  return known[topology] ?? null
}
