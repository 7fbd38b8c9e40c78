/**
 * Directions in which a state can be pushed, named by what becomes of it: along the manifold it stays where it was
 * put, an unstable one leads away, a transverse one comes back. Names are those of the symmetry's generators and of the
 * irrep that a direction lies in.
 */
import { orderLabels } from '../engine/observables/order.ts'
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import { merged } from './examine.ts'
import { type Flow, flowOf } from './flow.ts'
import type { Eigenvalue } from './report.ts'
import type { Complex, Spectrum } from './spectrum.ts'
import { type Symmetry, symmetryOf } from './symmetry/symmetry.ts'
import { dot, largest, norm, orthonormal, removeAlong, scale } from './vectors.ts'
import { tangentPull, transverse, ZERO } from './walk.ts'

export interface Direction {
  /** `along the manifold, translation of theta`, `unstable, 1,1`, `transverse, slowest` */
  readonly name: string
  readonly kind: 'tangent' | 'unstable' | 'transverse'
  readonly eigenvalue: Complex
  /** [population][variable][neuron], of norm 1 under the weights */
  readonly vector: Float64Array
}

export interface Directions {
  /** the state that was looked at: the one given, or the equilibrium near it */
  readonly state: Float64Array
  /** eigenvalues of the reduced Jacobian, the largest real part first */
  readonly spectrum: readonly Eigenvalue[]
  readonly directions: readonly Direction[]
}

/** Transverse eigenvalues that are named, and vectors of one eigenvalue. */
const mostTransverse = 3
const mostOfOne = 4

/** A network's flow and symmetry, found once and asked about many states. */
export interface Linearised {
  /**
   * `nearest` first solves for the equilibrium near the state. Throws InputError for a state of another length, or near which
   * nothing rests.
   */
  at(state: Float64Array, nearest: boolean): Directions
}

export function linearised(network: Network): Linearised {
  const flow = flowOf(network)
  const symmetry = symmetryOf(flow)
  return {
    at(given, nearest) {
      if (given.length !== flow.length)
        throw new InputError('state', `${flow.length} numbers`, `${given.length}`)
      return directionsAt(flow, symmetry, nearest ? restNear(flow, symmetry, given) : given, nearest)
    },
  }
}

function restNear(flow: Flow, symmetry: Symmetry, given: Float64Array): Float64Array {
  const { state, converged } = transverse(flow, symmetry)(given)
  if (converged) return state
  const remedy = 'Let the network run until it rests, or choose a manifold of the certificate'
  throw new InputError('state', 'a state near an equilibrium', 'one from which Newton finds none', remedy)
}

function directionsAt(flow: Flow, symmetry: Symmetry, state: Float64Array, rests: boolean): Directions {
  const { weights } = flow
  const spectrum = flow.linearise(state).spectrum()
  const { values } = spectrum
  const tangents = tangentDirections(flow, symmetry, state, rests)
  const held = tangents.map(({ vector }) => vector)
  const zero = ZERO + 2 * tangentPull(flow, state, orthonormal(weights, held))
  const isZero = ({ re, im }: Complex) => Math.hypot(re, im) < zero
  const label = labelOf(flow)
  const named = (
    kind: 'unstable' | 'transverse',
    first: number,
    count: number,
    which: string,
  ): Direction[] => {
    const vectors = vectorsOf(spectrum, first, Math.min(count, mostOfOne))
    return vectors.map((v, k) => {
      const vector = unit(weights, v)
      const words = [which, label(vector)].filter((word) => word !== '').join(', ')
      const name = vectors.length > 1 ? `${words} (${k + 1} of ${count})` : words
      return { name, kind, eigenvalue: values[first + k]!, vector }
    })
  }
  const groups = equalValues(values).filter(({ value }) => !isZero(value))
  const unstable = groups.filter(({ value }) => value.re > 0)
  const stable = groups.filter(({ value }) => value.re < 0).slice(0, mostTransverse)
  return {
    state,
    spectrum: merged(values),
    directions: [
      ...tangents,
      ...unstable.flatMap(({ first, count }) => named('unstable', first, count, 'unstable')),
      ...stable.flatMap(({ first, count }, k) =>
        named('transverse', first, count, k === 0 ? 'transverse, slowest' : 'transverse'),
      ),
    ],
  }
}

/** One for each generator that moves the state in a direction of its own. */
function tangentDirections(flow: Flow, symmetry: Symmetry, state: Float64Array, rests: boolean): Direction[] {
  const { weights } = flow
  const moved = rests
    ? symmetry.tangents(state)
    : symmetry.generators.map((_, a) => symmetry.derive(a, state))
  const smallest = 1e-6 * (1e-3 + norm(weights, state))
  const spanned: Float64Array[] = []
  const jacobian = flow.linearise(state)
  const image = new Float64Array(flow.length)
  return moved.flatMap((tangent, a): Direction[] => {
    if (norm(weights, tangent) < smallest) return []
    const vector = unit(weights, tangent)
    const left = vector.slice()
    for (const other of spanned) removeAlong(weights, left, other)
    if (norm(weights, left) < 1e-4) return []
    spanned.push(unit(weights, left))
    jacobian.apply(vector, image)
    const name = `along the manifold, ${symmetry.generators[a]!.name}`
    return [{ name, kind: 'tangent', eigenvalue: { re: dot(weights, vector, image), im: 0 }, vector }]
  })
}

/** Real vectors of equal eigenvalues, of a conjugate pair the real and the imaginary part. */
function vectorsOf(spectrum: Spectrum, first: number, count: number): Float64Array[] {
  const vectors: Float64Array[] = []
  for (let k = 0; k < count; k++) {
    try {
      const { re, im } = spectrum.vector(first + k - (spectrum.values[first]!.im === 0 ? 0 : k % 2))
      vectors.push(im !== null && k % 2 === 1 ? im : re)
    } catch (error) {
      // a column that reaches no neuron
      if (!(error instanceof RangeError)) throw error
    }
  }
  return vectors
}

/** Values that are equal to a millionth of the largest, a conjugate pair once. */
function equalValues(values: readonly Complex[]): { value: Complex; first: number; count: number }[] {
  const near = 1e-6 * Math.max(1e-12, ...values.map(({ re, im }) => Math.hypot(re, im)))
  const groups: { value: Complex; first: number; count: number }[] = []
  for (const [i, value] of values.entries()) {
    const known = groups.find(
      (group) =>
        Math.abs(group.value.re - value.re) <= near &&
        Math.abs(Math.abs(group.value.im) - Math.abs(value.im)) <= near,
    )
    if (known === undefined) groups.push({ value, first: i, count: 1 })
    else known.count++
  }
  return groups
}

/** The irrep in which most of a direction lies, in the first variable of any population; '' where none does. */
function labelOf({ network, layout, weights }: Flow): (vector: Float64Array) => string {
  return (vector) => {
    const whole = norm(weights, vector) ** 2
    let best = { label: '', share: 0.9 }
    for (const [p, { state, size }] of layout.blocks.entries()) {
      const { name, space } = network.populations[p]!
      const x = vector.subarray(state, state + size)
      for (const label of orderLabels(network, p)) {
        const share = space.forward(label, x).reduce((sum, u) => sum + u * u, 0) / whole
        if (share > best.share)
          best = { label: layout.blocks.length > 1 ? `${label} of ${name}` : label, share }
      }
    }
    return best.label
  }
}

function unit(weights: Float64Array, vector: Float64Array): Float64Array {
  const result = vector.slice()
  const length = norm(weights, result)
  scale(result, (result[largestAt(result)]! < 0 ? -1 : 1) / length)
  return result
}

/** The sign of an eigenvector means nothing: its largest entry is taken positive. */
function largestAt(vector: Float64Array): number {
  const most = largest(vector)
  return Math.max(
    0,
    vector.findIndex((x) => Math.abs(x) >= most * (1 - 1e-9)),
  )
}
