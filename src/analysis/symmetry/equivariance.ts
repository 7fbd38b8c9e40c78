/**
 * How well f commutes with a symmetry, f(g z) = g f(z), measured. Elements that map the sample to itself are tried on
 * random states of all neurons; others on the coordinates, where the kernels decide exactly and the rates' aliasing
 * is reported as what it is.
 */
import { fillNormals } from '../../math/normal.ts'
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import type { Coordinates } from './coordinates.ts'
import type { Couplings } from './couplings.ts'
import { throughLabels } from './point-map.ts'
import type { SymmetryElement } from './symmetry-element.ts'

export interface Equivariance {
  /** whether f commutes with it, to 1e-9 of 1 + |f| */
  holds(element: SymmetryElement): boolean
  /** max |f(g z) - g f(z)| / (1 + max |f|); NaN for an element that does not map the sample to itself */
  error(element: SymmetryElement): number
  /** the same for what the connections bring at band-limited states, in coordinates */
  aliasing(element: SymmetryElement | null, motion: ArrayLike<number>): number
}

const COMMUTES = 1e-9
const seed = 20_261_122

export function equivarianceOf(
  flow: Flow,
  couplings: Couplings,
  coordinates: Coordinates,
  algebra: Algebra,
): Equivariance {
  const states = statesOf(flow)
  const flows = states.map((z) => evaluated(flow, z))
  const u = new Float64Array(coordinates.length)
  if (u.length > 0) fillNormals(u, 0, u.length, { seed, replica: 9, step: 0, stream: 5 })

  const mismatch = (e: SymmetryElement, z: Float64Array, f: Float64Array): number => {
    const moved = evaluated(flow, actOn(flow, e, z))
    const expected = actOn(flow, e, f)
    let worst = 0
    for (let i = 0; i < f.length; i++) {
      const difference = Math.abs(moved[i]! - expected[i]!)
      if (!(difference <= worst)) worst = difference
    }
    return worst / (1 + largest(f))
  }
  const keepsInput = (e: SymmetryElement): boolean => {
    const { external, layout } = flow
    return layout.blocks.every(({ rate, size }, p) => {
      const own = external.subarray(rate, rate + size)
      const target = layout.blocks[e.images[p]!]!
      const expected = external.subarray(target.rate, target.rate + size)
      const scale = Math.max(largest(own), largest(expected))
      if (scale === 0) return true
      const map = e.maps[p]!
      const flat = own.every((x) => x === own[0]!)
      const moved =
        map.points !== null
          ? map.transform(own)
          : flat
            ? own
            : throughLabels(flow.network.populations[p]!.space, own, map.onCoordinates)
      for (let i = 0; i < size; i++)
        if (!(Math.abs(e.signs[p]! * moved[i]! - expected[i]!) <= COMMUTES * scale)) return false
      return true
    })
  }
  const carried = carrierOf(couplings, coordinates)
  // inputs as connections bring them and their negatives, of root mean square 1.5, and large enough to outweigh what
  // comes from outside: a neuron far from its threshold aliases nothing
  const outside = largest(flow.external)
  const sizes = outside > 1 ? [1.5, -1.5, 1.5 * outside, -1.5 * outside] : [1.5, -1.5]
  const typical = [0, 1, 2].flatMap((replica) => {
    const white = new Float64Array(coordinates.length)
    if (white.length > 0) fillNormals(white, 0, white.length, { seed, replica, step: 1, stream: 5 })
    const brought = couplings.quotients.length > 0 ? white : carried(white)
    const size = Math.sqrt(brought.reduce((sum, x) => sum + x * x, 0) / flow.layout.blocks.length)
    return size === 0 ? [] : sizes.map((factor) => brought.map((x) => (factor * x) / size))
  })
  const commutesOnCoordinates = (e: SymmetryElement): boolean => {
    const a = carried(onCoordinates(coordinates, e, u))
    const b = onCoordinates(coordinates, e, carried(u))
    return a.every((x, i) => Math.abs(x - b[i]!) <= COMMUTES * (1 + largest(b)))
  }
  // where no map moves a point, models and signs are tried on all neurons
  const resting = (e: SymmetryElement): SymmetryElement => ({
    ...e,
    maps: e.maps.map((map) => (map.points === null ? stillMap : map)),
  })
  return {
    holds(e) {
      if (!keepsInput(e)) return false
      if (e.isExact) return states.every((z, k) => mismatch(e, z, flows[k]!) <= COMMUTES)
      if (couplings.matrices.length > 0 || couplings.quotients.length > 0) return false
      const still = resting(e)
      return states.every((z, k) => mismatch(still, z, flows[k]!) <= COMMUTES) && commutesOnCoordinates(e)
    },
    error: (e) =>
      e.isExact ? states.reduce((worst, z, k) => Math.max(worst, mismatch(e, z, flows[k]!)), 0) : Number.NaN,
    aliasing(e, motion) {
      if (u.length === 0) return 0
      const z = new Float64Array(flow.length)
      const brought = (from: Float64Array): Float64Array => {
        const field = coordinates.expand(from).map((x, i) => x + flow.external[i]!)
        for (const { state, rate, size: n, variables } of flow.layout.blocks)
          for (let v = 0; v < variables; v++) z.set(field.subarray(rate, rate + n), state + v * n)
        return coordinates.of(recurrentOf(flow, z))
      }
      const moved = (from: Float64Array): Float64Array => {
        const turned = algebra.generators.length > 0 ? algebra.exponential(motion, from) : from
        return e === null ? turned : onCoordinates(coordinates, e, turned)
      }
      let worst = 0
      for (const start of typical) {
        const a = brought(moved(start))
        const b = moved(brought(start))
        if (a.every(Number.isFinite) && b.every(Number.isFinite))
          worst = Math.max(worst, largest(a.map((x, i) => x - b[i]!)) / (1 + largest(b)))
      }
      return worst
    },
  }
}

const stillMap = {
  key: '',
  name: '',
  points: null,
  transform: (f: Float64Array) => f,
  onCoordinates: (parts: ReadonlyMap<string, Float64Array>) => parts,
  after() {
    return stillMap
  },
}

/** Two random states at which f is finite. */
function statesOf(flow: Flow): readonly Float64Array[] {
  for (const deviation of [1, 0.1, 0.01, 0]) {
    const states = [0, 1].map((replica) => {
      const z = new Float64Array(flow.length)
      fillNormals(z, 0, z.length, { seed, replica, step: 0, stream: 5 })
      return z.map((x) => deviation * x)
    })
    if (states.every((z) => evaluated(flow, z).every(Number.isFinite))) return states
  }
  return []
}

function evaluated(flow: Flow, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  flow.evaluate(z, out)
  return out
}

/** W r at a state, [neurons]. */
export function recurrentOf(flow: Flow, z: Float64Array): Float64Array {
  const rate = new Float64Array(flow.layout.neurons)
  const out = new Float64Array(flow.layout.neurons)
  flow.rates(z, rate)
  flow.recurrent(rate, out)
  return out
}

/** Share of 1 + |z| below which what the connections bring is round-off. */
const NOTHING = 1e-9

/** Coordinates of W r at a state; those of a state without any, as a part of a network may have, are 0. */
export function inputCoordinates(flow: Flow, coordinates: Coordinates, z: Float64Array): Float64Array {
  const u = coordinates.of(recurrentOf(flow, z))
  return largest(u) <= NOTHING * (1 + largest(z)) ? u.fill(0) : u
}

/** g z: every variable of every population moved, signed and put where it belongs. */
export function actOn({ layout }: Flow, e: SymmetryElement, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  for (const [p, { state, size, variables }] of layout.blocks.entries()) {
    const target = layout.blocks[e.images[p]!]!
    for (let v = 0; v < variables; v++) {
      const moved = e.maps[p]!.transform(z.subarray(state + v * size, state + (v + 1) * size))
      out.set(e.signs[p] === -1 ? moved.map((x) => -x) : moved, target.state + v * size)
    }
  }
  return out
}

/** g on the coordinates of a field: by way of the points where it maps them, else label by label. */
export function onCoordinates(coordinates: Coordinates, e: SymmetryElement, u: Float64Array): Float64Array {
  if (e.isExact) return throughFields(coordinates, e, u)
  const out = new Float64Array(u.length)
  for (const [p, map] of e.maps.entries()) {
    const own = coordinates.parts.filter((part) => part.population === p)
    if (own.length === 0) continue
    const held = new Map(own.map((part) => [part.label, u.subarray(part.offset, part.offset + part.size)]))
    const moved = map.onCoordinates(held)
    for (const part of coordinates.parts) {
      if (part.population !== e.images[p]) continue
      const values = moved.get(part.label)
      if (values === undefined) continue
      for (let i = 0; i < values.length; i++) out[part.offset + i] = e.signs[p]! * values[i]!
    }
  }
  return out
}

function throughFields(
  { starts, of, expand }: Coordinates,
  { maps, images, signs }: SymmetryElement,
  u: Float64Array,
): Float64Array {
  const field = expand(u)
  const out = new Float64Array(field.length)
  for (const [p, map] of maps.entries()) {
    const moved = map.transform(field.subarray(starts[p], starts[p + 1]))
    out.set(signs[p] === -1 ? moved.map((x) => -x) : moved, starts[images[p]!])
  }
  return of(out)
}

/** u -> K u by the kernels alone. */
export function carrierOf(
  { kernels }: Couplings,
  { parts, length }: Coordinates,
): (u: Float64Array) => Float64Array {
  const place = (population: number, label: string) =>
    parts.find((part) => part.population === population && part.label === label)!
  return (u) => {
    const out = new Float64Array(length)
    for (const { from, to, blocks } of kernels)
      for (const [label, m] of blocks) {
        const source = place(from, label)
        const target = place(to, label)
        const width = Math.round(Math.sqrt(m.length))
        for (let copy = 0; copy < source.size; copy += width)
          for (let a = 0; a < width; a++)
            for (let b = 0; b < width; b++)
              out[target.offset + copy + a]! += m[a * width + b]! * u[source.offset + copy + b]!
      }
    return out
  }
}
