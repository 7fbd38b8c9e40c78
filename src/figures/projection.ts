/**
 * From states to points of a picture: the coordinates of a field on a few irreps (its order parameters),
 * then at most three dimensions: as they are, two pairs as two crossed planes, a torus by its two
 * phases, or the first principal components; and the colour of the position.
 */
import { symmetricEigen } from '../math/eigen.ts'
import { angleNames } from '../spaces/geometry.ts'
import type { Space } from '../spaces/space.ts'
import { cyclic, directional, type Rgb, rgbOf, series } from './colour.ts'

export interface OrderBasis {
  readonly labels: readonly string[]
  /** columns of each label, in order */
  readonly widths: readonly number[]
  /** sum of widths */
  readonly columns: number
  /** column after column, each the basis function times the weights */
  readonly weighted: Float64Array
  readonly size: number
  /** how many angles the space has */
  readonly circles: number
}

/** The weighted basis of some labels of a space, labels of the constant left out. */
export function orderBasis(space: Space, labels: readonly string[]): OrderBasis {
  const kept: string[] = []
  const widths: number[] = []
  const bases: Float64Array[] = []
  for (const label of labels) {
    const basis = space.harmonic(label).basis()
    const width = basis.length / space.size
    if (width === 1 && isConstant(basis)) continue
    kept.push(label)
    widths.push(width)
    bases.push(basis)
  }
  const columns = widths.reduce((sum, width) => sum + width, 0)
  const weighted = new Float64Array(columns * space.size)
  let at = 0
  for (const basis of bases)
    for (let i = 0; i < basis.length; i++) weighted[at++] = basis[i]! * space.weights[i % space.size]!
  return { labels: kept, widths, columns, weighted, size: space.size, circles: angleNames(space).length }
}

function isConstant(basis: Float64Array): boolean {
  return basis.every((value) => Math.abs(value - basis[0]!) < 1e-9)
}

const mostColumns = 400
const mostWork = 2e7

/** As many of the labels, in order, as can be afforded. */
function affordable(space: Space, labels: readonly string[]): string[] {
  const kept: string[] = []
  let columns = 0
  for (const label of labels) {
    const { copies, width } = space.harmonic(label)
    columns += copies * width
    if (kept.length > 0 && (columns > mostColumns || columns * space.size > mostWork)) break
    kept.push(label)
  }
  return kept
}

/**
 * The basis that the picture uses: of all labels those that are strongest in the final states; one on a
 * circle, where all speak of the same angle, three on a torus, up to 32 columns elsewhere.
 */
export function pictureBasis(
  space: Space,
  labels: readonly string[],
  final: ArrayLike<number>,
  replicas: number,
): OrderBasis {
  const all = orderBasis(space, affordable(space, labels))
  const mostLabels =
    space.parent?.dimension === 1 || space.cyclic?.length === 1 ? 1 : pairsOnly(all) ? 3 : all.labels.length
  const strengths = new Float64Array(all.labels.length)
  for (let replica = 0; replica < replicas; replica++) {
    const order = coordinatesOf(all, final, replica * all.size)
    let column = 0
    all.widths.forEach((width, k) => {
      for (let i = 0; i < width; i++) strengths[k]! += order[column++]! ** 2
    })
  }
  const ranked = all.labels.map((_, k) => k).sort((a, b) => strengths[b]! - strengths[a]! || a - b)
  const chosen: number[] = []
  let columns = 0
  for (const k of ranked) {
    columns += all.widths[k]!
    if (
      chosen.length > 0 &&
      (chosen.length >= mostLabels || columns > 32 || strengths[k]! < 1e-6 * strengths[ranked[0]!]!)
    )
      break
    chosen.push(k)
  }
  chosen.sort((a, b) => a - b)
  return chosen.length === all.labels.length
    ? all
    : orderBasis(
        space,
        chosen.map((k) => all.labels[k]!),
      )
}

function pairsOnly(basis: OrderBasis): boolean {
  return basis.widths.every((width) => width === 2)
}

/** Below this share of the mean size of the field its order parameters are rounding, as for positions. */
const negligible = 1e-9

/** The coordinates of the field that begins at `offset`; exactly 0 where they are all but 0. */
export function coordinatesOf(basis: OrderBasis, field: ArrayLike<number>, offset: number): Float64Array {
  const result = new Float64Array(basis.columns)
  let size = 0
  for (let i = 0; i < basis.size; i++) size += Math.abs(field[offset + i]!)
  const least = (negligible * size) / basis.size
  for (let column = 0; column < basis.columns; column++) {
    const start = column * basis.size
    let sum = 0
    for (let i = 0; i < basis.size; i++) sum += basis.weighted[start + i]! * field[offset + i]!
    result[column] = Math.abs(sum) < least ? 0 : sum
  }
  return result
}

export interface Guide {
  /** 3 coordinates a vertex */
  readonly vertices: Float64Array
}

/** How order parameters become a picture; made from the final states, applied to whole trails. */
export interface Projection {
  /** one phrase: what is drawn, e.g. `first 3 of 9 principal components` */
  readonly how: string
  readonly axes: readonly { readonly direction: readonly [number, number, number]; readonly name: string }[]
  readonly eye: { readonly elevation: number; readonly azimuth: number } | null
  /** thin iso-lines of the coordinates, where the picture has a surface */
  readonly guides: readonly Guide[]
  /** the key that the colours need: to a phase, in words, or to directions; null where there is nothing to say */
  readonly key: { readonly phase: string } | 'direction' | null
  /** writes the point of `order` (length columns) at `out[3 * i]` */
  project(order: Float64Array, out: Float64Array, i: number): void
  /** null where the state has no such phase or direction */
  colour(order: Float64Array, theme: 'light' | 'dark'): Rgb | null
}

const axonometric = { elevation: 0.42, azimuth: 1.05 }

/**
 * Chooses by the shape of the order parameters of all replicas: the final ones or, where the network has come
 * to rest and they are all but gone (`faded`), those of the whole run; then no surface is drawn.
 */
export function projectionOf(basis: OrderBasis, states: readonly Float64Array[], faded: boolean): Projection {
  const pairs = pairsOnly(basis)
  const projection =
    basis.columns === 2
      ? flat(basis)
      : basis.columns === 3 && basis.labels.length === 1
        ? solid(basis, states)
        : !faded && pairs && areTwoPhases(basis) && bothPhases(states)
          ? torus(basis, states)
          : pairs && basis.labels.length === 2
            ? crossed(basis, states)
            : principal(basis, states)
  return faded ? { ...projection, guides: [] } : projection
}

/** Two pairs, or three on a space of two angles, where the third phase follows from the others. */
function areTwoPhases(basis: OrderBasis): boolean {
  return basis.labels.length === 2 || (basis.labels.length === 3 && basis.circles === 2)
}

function pairNames(label: string): [string, string] {
  return [`Re m(${label})`, `Im m(${label})`]
}

function flat(basis: OrderBasis): Projection {
  const names = basis.labels.length === 1 ? pairNames(basis.labels[0]!) : basis.labels.map((l) => `m(${l})`)
  return {
    how: 'order parameters',
    axes: [
      { direction: [1, 0, 0], name: names[0]! },
      { direction: [0, 1, 0], name: names[1]! },
    ],
    eye: null,
    guides: [],
    key: null,
    project(order, out, i) {
      out[3 * i] = order[0]!
      out[3 * i + 1] = order[1]!
      out[3 * i + 2] = 0
    },
    colour: (order, theme) => phaseColour(order[0]!, order[1]!, theme),
  }
}

/** Real harmonics of degree 1 come as y, z, x: drawn as x, y, z, on a globe of the mean amplitude. */
function solid(basis: OrderBasis, finals: readonly Float64Array[]): Projection {
  const label = basis.labels[0]!
  const sizes = finals.map((order) => Math.hypot(...order))
  const radius = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length)
  return {
    how: 'order parameters',
    axes: [
      { direction: [1, 0, 0], name: `m(${label}) x` },
      { direction: [0, 1, 0], name: `m(${label}) y` },
      { direction: [0, 0, 1], name: `m(${label}) z` },
    ],
    eye: axonometric,
    guides: globe(radius),
    key: 'direction',
    project(order, out, i) {
      out[3 * i] = order[2]!
      out[3 * i + 1] = order[0]!
      out[3 * i + 2] = order[1]!
    },
    colour(order, theme) {
      const size = Math.hypot(...order)
      if (size === 0) return null
      return directional(order[2]! / size, order[0]! / size, order[1]! / size, theme)
    },
  }
}

/**
 * Two planes of R^4, laid through each other in R^3: the colour is the phase of the larger part. The guides are
 * the circles of each plane at the mean amplitude of the states that lie nearer to it.
 */
function crossed(basis: OrderBasis, finals: readonly Float64Array[]): Projection {
  const [first, second] = [pairNames(basis.labels[0]!), pairNames(basis.labels[1]!)]
  const lean = -1.13
  const across: readonly [number, number, number] = [Math.cos(lean), Math.sin(lean), 0]
  const sizes = finals.map((o) => [Math.hypot(o[0]!, o[1]!), Math.hypot(o[2]!, o[3]!)] as const)
  const near = sizes.filter(([a, b]) => a >= b).map(([a]) => a)
  const far = sizes.filter(([a, b]) => b > a).map(([, b]) => b)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const guides: Guide[] = []
  if (near.length > 0) guides.push(circle((t) => [mean(near) * Math.cos(t), mean(near) * Math.sin(t), 0]))
  if (far.length > 0) {
    const [c, s] = [across[0] * mean(far), across[1] * mean(far)]
    guides.push(circle((t) => [c * Math.cos(t), s * Math.cos(t), mean(far) * Math.sin(t)]))
  }
  return {
    how: `planes of m(${basis.labels[0]}) and m(${basis.labels[1]})`,
    axes: [
      { direction: [1, 0, 0], name: first[0] },
      { direction: [0, 1, 0], name: first[1] },
      { direction: across, name: second[0] },
      { direction: [0, 0, 1], name: second[1] },
    ],
    eye: axonometric,
    guides,
    key: { phase: 'phase of the larger' },
    project(order, out, i) {
      out[3 * i] = order[0]! + across[0] * order[2]!
      out[3 * i + 1] = order[1]! + across[1] * order[2]!
      out[3 * i + 2] = order[3]!
    },
    colour(order, theme) {
      const second = Math.hypot(order[2]!, order[3]!) > Math.hypot(order[0]!, order[1]!)
      return second ? phaseColour(order[2]!, order[3]!, theme) : phaseColour(order[0]!, order[1]!, theme)
    },
  }
}

/** Whether nearly all states have a phase on the first two labels: then they lie on a torus. */
function bothPhases(states: readonly Float64Array[]): boolean {
  const both = states.filter((order) => {
    const a = Math.hypot(order[0]!, order[1]!)
    const b = Math.hypot(order[2]!, order[3]!)
    return Math.min(a, b) > 0.25 * Math.max(a, b)
  })
  return states.length > 0 && both.length >= 0.8 * states.length
}

/** The colour of the angle of a pair; none where the pair is 0. */
function phaseColour(re: number, im: number, theme: 'light' | 'dark'): Rgb | null {
  return re === 0 && im === 0 ? null : cyclic(Math.atan2(im, re), theme)
}

const tube = 0.44

/** The two phases on a torus of revolution, amplitudes as fractions of their final mean. */
function torus(basis: OrderBasis, finals: readonly Float64Array[]): Projection {
  const mean = (at: number) =>
    finals.reduce((sum, order) => sum + Math.hypot(order[at]!, order[at + 1]!), 0) / finals.length || 1
  const [firstMean, secondMean] = [mean(0), mean(2)]
  return {
    how: `phases of m(${basis.labels[0]}) around, m(${basis.labels[1]}) across`,
    axes: [],
    eye: { elevation: 0.72, azimuth: 1.05 },
    guides: torusGrid(),
    key: { phase: `phase of m(${basis.labels[0]})` },
    project(order, out, i) {
      const around = Math.hypot(order[0]!, order[1]!) / firstMean
      const across = (tube * Math.hypot(order[2]!, order[3]!)) / secondMean
      const [a, b] = [Math.atan2(order[1]!, order[0]!), Math.atan2(order[3]!, order[2]!)]
      const distance = around * (1 + across * Math.cos(b))
      out[3 * i] = distance * Math.cos(a)
      out[3 * i + 1] = distance * Math.sin(a)
      out[3 * i + 2] = across * Math.sin(b)
    },
    colour: (order, theme) => phaseColour(order[0]!, order[1]!, theme),
  }
}

/** Principal components about the origin, the trivial state of a symmetric network. */
function principal(basis: OrderBasis, finals: readonly Float64Array[]): Projection {
  const D = basis.columns
  const moment = new Float64Array(D * D)
  for (const order of finals.filter((state) => state.every(Number.isFinite)))
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) moment[i * D + j]! += order[i]! * order[j]!
  const eigen = symmetricEigen(moment, D)
  const kept = Math.min(3, D)
  const vectors = Array.from({ length: kept }, (_, k) => {
    const column = Array.from({ length: D }, (_, i) => eigen.vectors[i * D + D - 1 - k]!)
    // An eigenvector's sign means nothing: its largest entry is taken positive, so that runs compare.
    const peak = column.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-9 ? value : best), 0)
    return column.map((value) => (peak < 0 ? -value : value))
  })
  const components = (order: Float64Array) =>
    vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * order[i]!, 0))
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const
  return {
    how: D > kept ? `first ${kept} of ${D} principal components` : 'principal components',
    axes: vectors.map((_, k) => ({ direction: directions[k]!, name: `PC ${k + 1}` })),
    eye: kept === 3 ? axonometric : null,
    guides: [],
    key: null,
    project(order, out, i) {
      const point = components(order)
      for (let k = 0; k < 3; k++) out[3 * i + k] = point[k] ?? 0
    },
    // The axes differ from run to run: a colour by them would say nothing.
    colour: (_order, theme) => rgbOf(series(0, theme)),
  }
}

function circle(vertex: (angle: number) => readonly [number, number, number], pieces = 72): Guide {
  const vertices = new Float64Array(3 * (pieces + 1))
  for (let i = 0; i <= pieces; i++) vertices.set(vertex((2 * Math.PI * i) / pieces), 3 * i)
  return { vertices }
}

function globe(radius: number): Guide[] {
  const guides: Guide[] = []
  for (let k = 1; k < 6; k++) {
    const polar = (Math.PI * k) / 6
    const [flat, height] = [radius * Math.sin(polar), radius * Math.cos(polar)]
    guides.push(circle((angle) => [flat * Math.cos(angle), flat * Math.sin(angle), height]))
  }
  for (let k = 0; k < 6; k++) {
    const azimuth = (Math.PI * k) / 6
    guides.push(
      circle((angle) => [
        radius * Math.sin(angle) * Math.cos(azimuth),
        radius * Math.sin(angle) * Math.sin(azimuth),
        radius * Math.cos(angle),
      ]),
    )
  }
  return guides
}

function torusGrid(): Guide[] {
  const at = (a: number, b: number): readonly [number, number, number] => [
    (1 + tube * Math.cos(b)) * Math.cos(a),
    (1 + tube * Math.cos(b)) * Math.sin(a),
    tube * Math.sin(b),
  ]
  const guides: Guide[] = []
  for (let k = 0; k < 8; k++) guides.push(circle((angle) => at(angle, (2 * Math.PI * k) / 8)))
  for (let k = 0; k < 16; k++) guides.push(circle((angle) => at((2 * Math.PI * k) / 16, angle), 48))
  return guides
}
