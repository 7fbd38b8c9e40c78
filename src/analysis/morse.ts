/**
 * A count that a whole list of manifolds must meet. Where every trajectory comes in from far out, the degree of
 * -f on a large ball is 1, whether or not an energy decreases (Poincare, Hopf). A manifold of equilibria M whose only
 * zero modes are its tangents brings (-1)^k chi(M), with chi its Euler characteristic and k its index: a small
 * field along M leaves as many of its points at rest. So
 *   sum over manifolds of (-1)^k chi = 1.
 * What moves along its orbit without rest brings nothing. Another sum says that an equilibrium was missed; the
 * right one proves nothing: circles bring 0, and misses may cancel.
 */
import type { Flow } from './flow.ts'
import { integrate } from './integrate.ts'
import type { Manifold, MorseReport } from './report.ts'
import { norm, scale } from './vectors.ts'

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

type Counted = readonly Omit<Manifold, 'id'>[]

/** null with a reason where the count does not apply; `open` is what `openness` found. */
export function morseSum(manifolds: Counted, open: string | null): Omit<MorseReport, 'spaces'> {
  const absent = (why: string) => ({ sum: null, expected: 1, why })
  const reason = uncountable(manifolds, open)
  if (reason !== null) return absent(reason)
  let sum = 0
  for (const { topology, dimension, components, count, index, velocity } of manifolds) {
    if (velocity !== null) continue
    const chi = characteristic(topology, dimension)
    if (chi === null) return absent(`the Euler characteristic of ${topology} is not known here`)
    sum += (index % 2 === 0 ? 1 : -1) * chi * (dimension === 0 && count !== null ? count : components)
  }
  const why =
    sum === 1
      ? 'the manifolds found carry the topology of the state space'
      : 'an equilibrium was missed, or one is listed twice'
  return { sum, expected: 1, why }
}

/** Why no degree can be taken of a list of manifolds, in the whole space or in one that the flow keeps; null where it can. */
export function uncountable(manifolds: Counted, open: string | null): string | null {
  if (open !== null) return open
  for (const { dimension, count, stability, verdict, velocity } of manifolds) {
    if (velocity !== null) continue
    if (stability === 'degenerate') return 'a manifold is degenerate'
    const isPoint = dimension === 0 && count !== null
    if (verdict.startsWith('not certified') && !isPoint) return 'a manifold is not certified'
  }
  return null
}

/** Of one component; closed manifolds of odd dimension have 0, and so have tori. */
function characteristic(topology: string, dimension: number): number | null {
  if (topology === 'interval') return null
  if (dimension % 2 === 1 || /^T\d+$/.test(topology)) return 0
  return known[topology] ?? null
}

/** Far out, in units of the largest state found; the starts there, and evaluations for each. */
const outside = { times: 100, starts: 12, evaluations: 400 }

/**
 * Why trajectories may not stay bounded; null where they do: by the form of the equations, or as far as
 * simulations from far out tell.
 */
export function openness(flow: Flow, states: readonly Float64Array[], duration: number): string | null {
  const { populations } = flow.network
  if (populations.every(({ model }) => model.name === 'rate' && bounded.has(model.transfer?.name ?? '')))
    return null
  const radius = outside.times * (1 + Math.max(0, ...states.map((z) => norm(flow.weights, z))))
  for (let k = 0; k < outside.starts; k++) {
    const start = direction(flow, k)
    scale(start, radius / norm(flow.weights, start))
    const { met } = integrate(flow.evaluate, start, duration, {
      tolerance: 1e-2,
      maximumEvaluations: outside.evaluations,
      until: (z) => norm(flow.weights, z) < 0.1 * radius,
    })
    if (!met) return 'a trajectory from far out did not come in'
  }
  return null
}

/** Flat fields of either sign first, then band-limited and rough ones, different in each variable. */
function direction({ layout, reduced, length }: Flow, k: number): Float64Array {
  const z = new Float64Array(length)
  const wave = (i: number, v: number) => Math.sin(1 + 2.7 * i + 0.31 * i * i + 5.1 * k + 1.9 * v)
  const field = new Float64Array(layout.neurons)
  for (const { state, rate, size, variables } of layout.blocks)
    for (let v = 0; v < variables; v++) {
      if (k < 2) field.fill(k === 0 ? 1 : -1)
      else if (k % 2 === 1 || reduced.length === 0) field.set(field.map((_, i) => wave(i, v)))
      else
        reduced.expand(
          Float64Array.from({ length: reduced.length }, (_, i) => wave(i, v)),
          field,
        )
      z.set(field.subarray(rate, rate + size), state + v * size)
    }
  return z
}
