/**
 * Three coordinates in which all manifolds of a network are drawn together: order parameters as they are
 * where there are at most three, with the energy as height where there are two, two planes of four seen in perspective,
 * a column of the strongest coefficient, else principal components.
 */
import { symmetricEigen } from '../../math/eigen.ts'
import type { Flow } from '../flow.ts'

export interface Axis {
  readonly name: string
  readonly direction: readonly [number, number, number]
}

export interface View {
  /** one phrase for a caption */
  readonly how: string
  readonly axes: readonly Axis[]
  /** the third coordinate is the energy */
  readonly height: boolean
  place(order: Float64Array, energy: number): readonly [number, number, number]
}

interface Group {
  readonly population: string
  readonly label: string
  readonly offset: number
  readonly copies: number
  readonly width: number
}

/** One number a label column of the first variable of every population, or all neurons where no label is spoken of. */
export function orderOf(flow: Flow): (z: Float64Array) => Float64Array {
  const { layout, reduced, network } = flow
  const field = new Float64Array(layout.neurons)
  const roots = Float64Array.from(
    network.populations.flatMap(({ space }) => [...space.weights].map(Math.sqrt)),
  )
  return (z) => {
    for (const { state, size, rate } of layout.blocks) field.set(z.subarray(state, state + size), rate)
    return reduced.length > 0 ? reduced.coordinates(field) : field.map((x, i) => x * roots[i]!)
  }
}

function groupsOf({ reduced, network }: Flow): Group[] {
  return reduced.parts.flatMap(({ population, labels, offset }) => {
    const { name, space } = network.populations[population]!
    let at = offset
    return labels.map((label) => {
      const { copies, width } = space.harmonic(label)
      const group = { population: name, label, offset: at, copies, width }
      at += copies * width
      return group
    })
  })
}

const axesOf = (names: readonly string[]): Axis[] =>
  names.map((name, k) => ({
    name,
    direction: [k === 0 ? 1 : 0, k === 1 ? 1 : 0, k === 2 ? 1 : 0],
  }))

/** Chosen by where the sampled states lie; `energies` beside `orders`, or null. */
export function viewOf(
  flow: Flow,
  orders: readonly Float64Array[],
  energies: readonly number[] | null,
): View {
  const groups = groupsOf(flow)
  const strengths = groups.map(({ offset, copies, width }) => {
    const part = orders.map((order) => order.subarray(offset, offset + copies * width))
    const mean = part[0]!.map((_, i) => part.reduce((sum, p) => sum + p[i]!, 0) / part.length)
    return part.reduce((sum, p) => sum + p.reduce((s, x, i) => s + (x - mean[i]!) ** 2, 0), 0)
  })
  const strongest = Math.max(0, ...strengths)
  // of several populations the one that moves most speaks for all
  const lead = groups[strengths.indexOf(strongest)]?.population
  const view = viewOn({ flow, groups, strengths, strongest, lead }, orders, energies)
  return lead !== undefined && flow.network.populations.length > 1
    ? { ...view, how: `${view.how} of ${lead}` }
    : view
}

interface Moving {
  readonly flow: Flow
  readonly groups: readonly Group[]
  readonly strengths: readonly number[]
  readonly strongest: number
  readonly lead: string | undefined
}

function viewOn(
  { flow, groups, strengths, strongest, lead }: Moving,
  orders: readonly Float64Array[],
  energies: readonly number[] | null,
): View {
  const active = groups
    .map((group, k) => ({ ...group, strength: strengths[k]! }))
    .filter(({ population, strength }) => population === lead && strength > 1e-6 * strongest)
    // what is alike everywhere is the height
    .sort((a, b) => b.copies * b.width - a.copies * a.width || a.offset - b.offset)
  const called = (label: string) => `m(${label})`
  const names = active.flatMap((group) => columnNames(group, called(group.label)))
  const columns = active.flatMap(({ offset, copies, width }) =>
    Array.from({ length: copies * width }, (_, i) => offset + i),
  )
  const isVector = active.length === 1 && active[0]!.width === 3
  if (strongest > 0 && !isVector && columns.length <= 3 && (columns.length === 3 || energies === null))
    return direct(columns, names)
  if (strongest > 0 && columns.length <= 2 && energies !== null)
    return withHeight(columns, names, orders, energies)

  const ranked = [...active].sort((a, b) => b.strength - a.strength || a.offset - b.offset)
  const pairs = ranked.filter(({ copies, width }) => copies * width === 2)
  if (pairs.length >= 2 && pairs[0] === ranked[0]) {
    const [a, b] = pairs[0]!.offset < pairs[1]!.offset ? [pairs[0]!, pairs[1]!] : [pairs[1]!, pairs[0]!]
    const onCircle = pairs.length > 2 || !isOneCircle(flow, lead!)
    if (!isOneCircle(flow, lead!) && onCircle)
      return perspective(
        (o) => [o[a.offset]!, o[a.offset + 1]!, o[b.offset]!, o[b.offset + 1]!],
        [...columnNames(a, called(a.label)), ...columnNames(b, called(b.label))],
      )
    const rest = active.find(({ copies, width }) => copies * width === 1)
    const own = [ranked[0]!.offset, ranked[0]!.offset + 1]
    const pairNames = columnNames(ranked[0]!, called(ranked[0]!.label))
    if (rest !== undefined) return direct([...own, rest.offset], [...pairNames, called(rest.label)])
    if (energies !== null) return withHeight(own, pairNames, orders, energies)
  }
  const first = ranked[0]
  if (first !== undefined && first.width === 2 && first.copies === 2) {
    const c = Math.SQRT1_2
    const at = first.offset
    return perspective(
      (o) => [
        c * (o[at]! + o[at + 3]!),
        c * (o[at + 2]! - o[at + 1]!),
        c * (o[at]! - o[at + 3]!),
        c * (o[at + 2]! + o[at + 1]!),
      ],
      ['m11 + m22', 'm21 − m12', 'm11 − m22', 'm21 + m12'],
    )
  }
  if (first !== undefined && first.width === 3) {
    const three = vectorOf(first, orders)
    // real harmonics of degree 1 come as y, z, x
    const isDirection = first.label === '1'
    const order = isDirection ? [2, 0, 1] : [0, 1, 2]
    const said = called(first.label)
    return {
      how: first.copies === 1 ? 'order parameters' : `a vector carried by ${said}`,
      axes: axesOf((isDirection ? ['x', 'y', 'z'] : ['1', '2', '3']).map((name) => `${said} ${name}`)),
      height: false,
      place: (o) => {
        const v = three(o)
        return [v[order[0]!]!, v[order[1]!]!, v[order[2]!]!]
      },
    }
  }
  return principal(orders)
}

/**
 * Of a coefficient of three columns, copies x 3 numbers, the three on which the group acts from the left: the
 * index along which the states spread evenly. The other is contracted with its leading direction.
 */
function vectorOf(
  { offset, copies }: Group,
  orders: readonly Float64Array[],
): (order: Float64Array) => readonly number[] {
  if (copies === 1) return (o) => [o[offset]!, o[offset + 1]!, o[offset + 2]!]
  const at = (o: Float64Array, copy: number, i: number) => o[offset + 3 * copy + i]!
  const spread = (read: (o: Float64Array, i: number, k: number) => number) => {
    const moment = new Float64Array(9)
    for (const o of orders)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          for (let k = 0; k < 3; k++) moment[3 * i + j]! += read(o, i, k) * read(o, j, k)
    return symmetricEigen(moment, 3)
  }
  const byWidth = spread((o, i, copy) => at(o, copy, i))
  const byCopy = spread((o, copy, i) => at(o, copy, i))
  const even = ({ values }: { values: Float64Array }) => values[0]! / (values[2]! || 1)
  const isWidth = even(byWidth) >= 0.99 * even(byCopy)
  const other = isWidth ? byCopy : byWidth
  // no direction leads where the other side is even too
  const lead = even(other) > 0.5 ? [0.86, 0.43, 0.27] : [0, 1, 2].map((i) => other.vectors[3 * i + 2]!)
  const sign = lead.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0) < 0 ? -1 : 1
  return (o) =>
    [0, 1, 2].map((i) =>
      lead.reduce((sum, share, k) => sum + sign * share * (isWidth ? at(o, k, i) : at(o, i, k)), 0),
    )
}

function columnNames({ copies, width }: Group, said: string): string[] {
  const count = copies * width
  if (count === 1) return [said]
  if (count === 2) return [`Re ${said}`, `Im ${said}`]
  return Array.from({ length: count }, (_, i) => `${said} ${i + 1}`)
}

function isOneCircle({ network }: Flow, population: string): boolean {
  const { space } = network.populations.find(({ name }) => name === population)!
  return space.parent?.dimension === 1 || space.cyclic?.length === 1
}

function direct(columns: readonly number[], names: readonly string[]): View {
  return {
    how: columns.length === 1 ? 'order parameter' : 'order parameters',
    axes: axesOf(names),
    height: false,
    place: (o) => [
      o[columns[0]!]!,
      columns.length > 1 ? o[columns[1]!]! : 0,
      columns.length > 2 ? o[columns[2]!]! : 0,
    ],
  }
}

/** The energy is stretched to two thirds of the manifolds' width. */
function withHeight(
  columns: readonly number[],
  names: readonly string[],
  orders: readonly Float64Array[],
  energies: readonly number[],
): View {
  const reach = Math.max(...orders.map((o) => Math.hypot(...columns.map((c) => o[c]!))))
  const [low, high] = [Math.min(...energies), Math.max(...energies)]
  const factor = high - low > 1e-12 ? (1.2 * reach) / (high - low) : 0
  return {
    how: 'order parameters, the energy as height',
    axes: [...axesOf(names), { name: 'energy', direction: [0, 0, 1] }],
    height: true,
    place: (o, energy) => [
      o[columns[0]!]!,
      columns.length > 1 ? o[columns[1]!]! : 0,
      factor * (energy - (low + high) / 2),
    ],
  }
}

/** How far behind the eye's own direction the fourth dimension is seen from, in sizes of the state. */
const FAR = 1.9

/** Four coordinates in three: the sum of the first and third is the direction of sight. */
function perspective(
  four: (order: Float64Array) => readonly [number, number, number, number],
  names: readonly string[],
): View {
  return {
    how: `four dimensions in perspective along ${names[0]} + ${names[2]}`,
    axes: axesOf([`${names[0]} − ${names[2]}`, names[1]!, names[3]!]),
    height: false,
    place(order) {
      const [a, b, c, d] = four(order)
      const size = Math.hypot(a, b, c, d)
      if (size === 0) return [0, 0, 0]
      const factor = (FAR * size) / (FAR * size - Math.SQRT1_2 * (a + c))
      return [factor * Math.SQRT1_2 * (a - c), factor * b, factor * d]
    },
  }
}

/** Principal components about the mean, by the smaller of the covariance and the Gram matrix. */
function principal(orders: readonly Float64Array[]): View {
  const few = orders.length > 240 ? orders.filter((_, i) => i % Math.ceil(orders.length / 240) === 0) : orders
  const D = few[0]!.length
  const mean = few[0]!.map((_, i) => few.reduce((sum, o) => sum + o[i]!, 0) / few.length)
  const centred = few.map((o) => o.map((x, i) => x - mean[i]!))
  const byGram = few.length < D
  const n = byGram ? few.length : D
  const moment = new Float64Array(n * n)
  if (byGram) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        moment[i * n + j] = centred[i]!.reduce((sum, x, k) => sum + x * centred[j]![k]!, 0)
  } else
    for (const o of centred)
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moment[i * n + j]! += o[i]! * o[j]!
  const { vectors } = symmetricEigen(moment, n)
  const kept = Math.min(3, n)
  const components = Array.from({ length: kept }, (_, k) => {
    const own = Float64Array.from({ length: n }, (__, i) => vectors[i * n + n - 1 - k]!)
    const full = byGram ? mean.map((_, i) => centred.reduce((sum, o, m) => sum + own[m]! * o[i]!, 0)) : own
    // the sign of an eigenvector means nothing: its largest entry is taken positive
    const peak = full.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0)
    const size = Math.hypot(...full) || 1
    return full.map((x) => (peak < 0 ? -x : x) / size)
  })
  const along = (o: Float64Array, k: number) =>
    components[k]?.reduce((sum, c, i) => sum + c * (o[i]! - mean[i]!), 0) ?? 0
  return {
    how: D > kept ? `first ${kept} of ${D} principal components` : 'principal components',
    axes: axesOf(components.map((_, k) => `PC ${k + 1}`)),
    height: false,
    place: (o) => [along(o, 0), along(o, 1), along(o, 2)],
  }
}
