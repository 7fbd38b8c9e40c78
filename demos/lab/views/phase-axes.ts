/**
 * Three dimensions for the states of a network: order parameters chosen so that what can be told apart is, or the
 * directions in which given states differ most. All are linear in the state, so that a device projects thousands
 * of replicas in every frame.
 */

import type { Network } from '../../../src/index.ts'
import { symmetricEigen } from '../../../src/math/eigen.ts'
import { geometryOf } from '../../../src/spaces/geometry.ts'
import { labelColumns } from './labels.ts'
import { watchedOf } from './population.ts'

export interface Axes {
  /** x, y, z of the picture, then what colours need: vectors over a stretch of a replica's state that begins at `from` */
  readonly vectors: readonly Float32Array[]
  readonly from: number
  /** of a population that spikes the rates are looked at, its state tells little */
  readonly of: 'state' | 'rate'
  /** of two planes, or one: how the second leans on the first; its Re is the fourth vector. Null for other axes */
  readonly planes: { readonly lean: readonly [number, number]; readonly name: string } | null
  /** where the picture's named axes point; four where two planes are laid through each other */
  readonly named: readonly { readonly direction: readonly [number, number, number]; readonly name: string }[]
}

/** Columns that principal components are looked for in, at most. */
export const mostColumns = 8

/** The strongest waves of the first population that a kernel acts on. */
export function columnsOf(network: Network): {
  readonly names: string[]
  readonly vectors: Float32Array[]
  readonly from: number
  readonly of: Axes['of']
} {
  const acted = network.connections.find(({ coupling }) => coupling.kind === 'kernel')?.to ?? 0
  const { space } = network.populations[acted]!
  const { of, from } = watchedOf(network, acted)
  const chosen = labelColumns(network, acted, mostColumns, true)
  const names: string[] = []
  const vectors: Float32Array[] = []
  const geometry = geometryOf(space)
  for (const { label, columns } of chosen) {
    const pair = columns.length === 2 && geometry !== 'discrete' && geometry !== 'sphere'
    // real harmonics of degree 1 come as y, z, x
    const globe = geometry === 'sphere' && columns.length === 3
    const order = globe ? [2, 0, 1] : columns.map((_, k) => k)
    for (const [place, k] of order.entries()) {
      const part = globe ? ` ${'xyz'[place]}` : columns.length > 1 ? ` ${k + 1}` : ''
      names.push(pair ? `${k === 0 ? 'Re' : 'Im'} m(${label})` : `m(${label})${part}`)
      vectors.push(columns[k]!)
    }
  }
  for (let i = 0; vectors.length < Math.min(3, space.size) && chosen.length === 0; i++) {
    names.push(`neuron ${i + 1}`)
    vectors.push(Float32Array.from({ length: space.size }, (_, j) => (i === j ? 1 : 0)))
  }
  return { names, vectors, from, of }
}

/** The second plane leans against the first, so that its circle is not seen edge on. */
const lean = -1.13

/** Two pairs as two planes laid through each other; else the first three columns as they are, or two. */
export function orderAxes(network: Network): Axes {
  const { names, vectors, from, of } = columnsOf(network)
  const isPair = (at: number) =>
    names[at]?.startsWith('Re ') === true && names[at + 1]?.startsWith('Im ') === true
  if (isPair(0) && isPair(2)) {
    const across = [Math.cos(lean), Math.sin(lean)] as const
    const [a, b, c, d] = vectors as [Float32Array, Float32Array, Float32Array, Float32Array]
    const leant = (one: Float32Array, share: number) => one.map((value, i) => value + share * c[i]!)
    return {
      vectors: [leant(a, across[0]), leant(b, across[1]), d, c],
      from,
      of,
      planes: { lean: across, name: 'phase of the larger' },
      named: [
        { direction: [1, 0, 0], name: names[0]! },
        { direction: [0, 1, 0], name: names[1]! },
        { direction: [across[0], across[1], 0], name: names[2]! },
        { direction: [0, 0, 1], name: names[3]! },
      ],
    }
  }
  const kept = isPair(0) && !isPair(2) && vectors.length === 2 ? 2 : Math.min(3, vectors.length)
  const planes = kept === 2 ? ({ lean: [0, 0], name: names[0]!.replace('Re', 'phase of') } as const) : null
  return { vectors: vectors.slice(0, kept), from, of, planes, named: unitAxes(names.slice(0, kept)) }
}

const units = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const

function unitAxes(names: readonly string[]): Axes['named'] {
  return names.map((name, k) => ({ direction: units[k]!, name }))
}

const principalNames = ['PC 1', 'PC 2', 'PC 3']

/** Directions among `columns` of the second moment (about 0, the trivial state), row major. */
export function principalOfColumns(
  columns: readonly Float32Array[],
  { from, of }: Pick<Axes, 'from' | 'of'>,
  moment: Float64Array,
): Axes {
  const count = columns.length
  const { vectors } = symmetricEigen(moment, count)
  const kept = Math.min(3, count)
  const mixed = Array.from({ length: kept }, (_, k) => {
    const shares = Array.from({ length: count }, (_, i) => vectors[i * count + count - 1 - k]!)
    return combined(columns, upright(shares))
  })
  return { vectors: mixed, from, of, planes: null, named: unitAxes(principalNames.slice(0, kept)) }
}

/** Directions in which whole states differ from 0 most, by the products of the states with each other. */
export function principalOfStates(states: readonly Float32Array[]): Axes {
  const count = states.length
  const gram = new Float64Array(count * count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < states[i]!.length; k++) sum += states[i]![k]! * states[j]![k]!
      gram[i * count + j] = sum
      gram[j * count + i] = sum
    }
  const { values, vectors } = symmetricEigen(gram, count)
  const kept = Math.min(3, count)
  const directions = Array.from({ length: kept }, (_, k) => {
    const at = count - 1 - k
    const size = Math.sqrt(Math.max(values[at]!, 0)) || 1
    // of length such that coordinates are root mean squares over the neurons
    const scale = 1 / (size * Math.sqrt(states[0]!.length))
    return combined(
      states,
      upright(Array.from({ length: count }, (_, i) => vectors[i * count + at]! * scale)),
    )
  })
  return {
    vectors: directions,
    from: 0,
    of: 'state',
    planes: null,
    named: unitAxes(principalNames.slice(0, kept)),
  }
}

/** An eigenvector's sign means nothing: its largest entry is taken positive, so that pictures compare. */
function upright(shares: readonly number[]): number[] {
  const peak = shares.reduce((best, share) => (Math.abs(share) > Math.abs(best) + 1e-9 ? share : best), 0)
  return shares.map((share) => (peak < 0 ? -share : share))
}

function combined(columns: readonly Float32Array[], shares: readonly number[]): Float32Array {
  const out = new Float32Array(columns[0]!.length)
  for (const [k, column] of columns.entries())
    for (let i = 0; i < out.length; i++) out[i]! += shares[k]! * column[i]!
  return out
}

/** Coordinates of a state, [population][variable][neuron]. */
export function pointOf({ vectors, from }: Axes, state: ArrayLike<number>): [number, number, number] {
  const at = (k: number): number => {
    const vector = vectors[k]
    if (vector === undefined) return 0
    let sum = 0
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * state[from + i]!
    return sum
  }
  return [at(0), at(1), at(2)]
}
