/**
 * The amplitude equation along a ray, <d, f(b + s d)> = 0 for s > 0, all its roots on a wide range of s. In a
 * fixed-point space of one dimension they are its equilibria; elsewhere Newton's method begins from them, and
 * meets both branches of a fold: the one that attracts, and the one that no simulation and few random starts reach.
 */
import type { Flow } from '../flow.ts'
import { dot, norm, plus } from '../vectors.ts'

/** Lengths tried along a ray, in geometric steps between these multiples of the typical size of a state. */
const reach = { least: 2e-3, most: 8, points: 36 }
const bisections = 10

/** b + s d where the flow along d changes its sign; `direction` of any length but zero. */
export function rootsAlong(
  { weights, length, evaluate }: Pick<Flow, 'weights' | 'length' | 'evaluate'>,
  base: Float64Array,
  direction: Float64Array,
  size: number,
): Float64Array[] {
  const unit = 1 / norm(weights, direction)
  if (!Number.isFinite(unit)) return []
  const velocity = new Float64Array(length)
  const at = (s: number) => plus(base, direction, s * unit)
  const along = (s: number) => {
    evaluate(at(s), velocity)
    return dot(weights, direction, velocity)
  }
  const roots: Float64Array[] = []
  const ratio = (reach.most / reach.least) ** (1 / (reach.points - 1))
  let low = reach.least * size
  let before = along(low)
  for (let k = 1; k < reach.points; k++) {
    const high = low * ratio
    const value = along(high)
    if (before * value < 0) roots.push(at(bisected(along, low, high, before)))
    low = high
    before = value
  }
  return roots
}

function bisected(f: (s: number) => number, low: number, high: number, atLow: number): number {
  let [a, b] = [low, high]
  for (let k = 0; k < bisections; k++) {
    const middle = (a + b) / 2
    if (f(middle) * atLow > 0) a = middle
    else b = middle
  }
  return (a + b) / 2
}

/** Groups of equal eigenvalues along which rays leave a state. */
const mostGroups = 6

/** Unstable directions of a state, fastest first: of equal eigenvalues one vector, and a mixture of all. */
export function unstableDirections(flow: Flow, state: Float64Array, zero = 1e-7): Float64Array[] {
  const spectrum = flow.linearise(state).spectrum()
  const directions: Float64Array[] = []
  let groups = 0
  for (let i = 0; i < spectrum.values.length && groups < mostGroups; groups++) {
    const { re, im } = spectrum.values[i]!
    if (re <= zero) break
    let count = 1
    while (Math.abs((spectrum.values[i + count]?.re ?? Number.NaN) - re) <= 1e-7 * (1 + re)) count++
    const first = spectrum.vector(i).re
    directions.push(first)
    if (count > 1 && im === 0) {
      const mixture = new Float64Array(first.length)
      for (let k = 0; k < count; k++) {
        const factor = Math.cos(1 + 2.4 * k)
        for (const [j, x] of spectrum.vector(i + k).re.entries()) mixture[j]! += factor * x
      }
      directions.push(mixture)
    }
    i += count
  }
  return directions
}
