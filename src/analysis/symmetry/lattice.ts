/**
 * Affine maps of circles and tori, theta -> A theta + t, A an integer matrix of determinant +-1. A kernel keeps those
 * A that permute its wave vectors among equal coefficients: k -> A^-T k.
 */
import {
  apply,
  determinant,
  type IntegerMatrix,
  inverse,
  orderOf,
  product,
  rank,
  transposed,
  unit,
} from '../../math/integer-matrix.ts'
import { residue } from '../../math/integers.ts'
import { once } from '../../once.ts'
import { waveVector } from '../../spaces/geometry.ts'
import type { Space } from '../../spaces/space.ts'
import { centred } from './generators.ts'
import { identityName, type PointMap, permuted, throughLabels, throughPoints } from './point-map.ts'

export interface LatticeMap extends PointMap {
  readonly matrix: IntegerMatrix
  /** t in steps of the sample along each axis */
  readonly shift: readonly number[]
}

/** Coefficients that all kernels have on a label, [re, im] in a fixed order. */
export type Signature = readonly number[]

export interface LatticeOptions {
  /** label -> signature, for the labels that any kernel has */
  readonly signatures: ReadonlyMap<string, Signature>
  /** integer directions in which the network translates freely, one vector for each axis */
  readonly free: readonly (readonly number[])[]
  /**
   * axes along which a kernel has the wave that changes sign from point to point: turning leaves that wave alone, a step of
   * the sample does not, and two steps do
   */
  readonly alternating: readonly boolean[]
  /**
   * null where translations are as free as `free` says; else those of the sample are tried one by one, of which this
   * tells, by the image of a point, those that cannot be symmetries
   */
  readonly keeps: ((image: (point: number) => number) => boolean) | null
}

/** Translations that are no elements of their own. */
interface Free {
  readonly free: LatticeOptions['free']
  readonly alternating: LatticeOptions['alternating']
}

/** Pairs of a matrix and a shift that are tried at most. */
const MOST_TRIED = 200_000

export function latticeMaps(
  space: Space,
  { signatures, free, alternating, keeps }: LatticeOptions,
): { readonly identity: LatticeMap; readonly candidates: readonly LatticeMap[] } {
  const lengths = space.shape
  const matrices = dualMatrices(space, signatures).map((dual) => transposed(inverse(dual)!))
  sortForReading(matrices)
  const make = (matrix: IntegerMatrix, shift: readonly number[]) =>
    latticeMap(space, { free, alternating }, matrix, shift)
  const zero = lengths.map(() => 0)
  const one = unit(lengths.length)
  const candidates = matrices.map((matrix) => make(matrix, zero))
  for (const [axis, step] of one.entries())
    if (alternating[axis] === true && free.some((direction) => direction[axis] !== 0))
      candidates.push(make(one, step))
  if (keeps !== null && space.size * matrices.length <= MOST_TRIED) {
    // free translations make the others of these
    const shifts = Array.from({ length: space.size - 1 }, (_, i) => placeOf(i + 1, lengths)).filter((shift) =>
      normalised(shift, lengths, { free, alternating }).every((t, axis) => t === shift[axis]),
    )
    for (const matrix of matrices) {
      const image = imageUnder(matrix, lengths)
      if (image === null) continue
      for (const shift of shifts)
        if (keeps((point) => image(point, shift))) candidates.push(make(matrix, shift))
    }
  }
  return { identity: make(one, zero), candidates }
}

/** Reflections and exchanges first where there is nothing else, else rotations of high order first. */
function sortForReading(matrices: IntegerMatrix[]): void {
  const plain = matrices.every((m) => m.every((row) => row.filter((x) => x !== 0).length === 1))
  const moved = (m: IntegerMatrix): number =>
    m.reduce((sum, row, i) => sum + row.reduce((part, x, j) => part + Math.abs(x - (i === j ? 1 : 0)), 0), 0)
  const rank = (m: IntegerMatrix): number =>
    plain ? moved(m) : determinant(m) > 0 ? -(orderOf(m) ?? 0) : moved(m)
  matrices.sort((a, b) => rank(a) - rank(b) || (b.join(';') > a.join(';') ? 1 : -1))
}

function latticeMap(space: Space, free: Free, matrix: IntegerMatrix, given: readonly number[]): LatticeMap {
  const lengths = space.shape
  const shift = normalised(given, lengths, free)
  const points = once(() => pointsOf(matrix, shift, lengths))
  const onCoordinates = (parts: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> => {
    const sample = points()
    return sample === null
      ? movedWaves(space, matrix, shift, parts)
      : throughPoints(space, parts, (f) => permuted(sample, null, f))
  }
  return {
    key: `${matrix.join(';')} + ${shift}`,
    name: nameOf(matrix, shift, lengths),
    matrix,
    shift,
    get points() {
      return points()
    },
    transform(f) {
      const sample = points()
      return sample === null ? throughLabels(space, f, onCoordinates) : permuted(sample, null, f)
    },
    onCoordinates,
    after(other) {
      const { matrix: b, shift: t } = other as LatticeMap
      const moved = lengths.map((n, i) =>
        Math.round(lengths.reduce((sum, m, j) => sum + (matrix[i]![j]! * t[j]! * n) / m, shift[i]!)),
      )
      return latticeMap(space, free, product(matrix, b), moved)
    },
  }
}

/** Subtracts free translations so that the first entries that can be are 0. */
function normalised(
  shift: readonly number[],
  lengths: readonly number[],
  { free, alternating }: Free,
): readonly number[] {
  const out = shift.map((t, i) => residue(t, lengths[i]!))
  for (const direction of free) {
    const axis = direction.findIndex((x) => Math.abs(x) === 1)
    if (axis < 0) continue
    const steps = alternating[axis] === true ? out[axis]! - residue(out[axis]!, 2) : out[axis]!
    const turns = (steps * direction[axis]!) / lengths[axis]!
    for (const [i, n] of lengths.entries())
      out[i] = residue(Math.round((out[i]! - turns * direction[i]! * n) * 1e6) / 1e6, n)
  }
  return out
}

function placeOf(index: number, lengths: readonly number[]): number[] {
  const place = new Array<number>(lengths.length)
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    place[axis] = index % lengths[axis]!
    index = Math.floor(index / lengths[axis]!)
  }
  return place
}

/** gamma on the sample; null where A does not map it to itself. */
function pointsOf(
  matrix: IntegerMatrix,
  shift: readonly number[],
  lengths: readonly number[],
): Int32Array | null {
  const image = imageUnder(matrix, lengths)
  if (image === null || !shift.every(Number.isInteger)) return null
  const size = lengths.reduce((all, n) => all * n, 1)
  return Int32Array.from({ length: size }, (_, point) => image(point, shift))
}

/** A theta + t of one point; null where A does not map the sample to itself. */
function imageUnder(
  matrix: IntegerMatrix,
  lengths: readonly number[],
): ((point: number, shift: readonly number[]) => number) | null {
  const factors = lengths.map((n, i) => lengths.map((m, j) => (matrix[i]![j]! * n) / m))
  if (!factors.flat().every(Number.isInteger)) return null
  return (point, shift) => {
    const place = placeOf(point, lengths)
    let index = 0
    for (const [i, n] of lengths.entries()) {
      let at = shift[i]!
      for (const [j, g] of place.entries()) at += factors[i]![j]! * g
      index = index * n + residue(at, n)
    }
    return index
  }
}

/** cos k.theta -> cos k'.(theta - t), k' = A^-T k. */
function movedWaves(
  space: Space,
  matrix: IntegerMatrix,
  shift: readonly number[],
  parts: ReadonlyMap<string, Float64Array>,
): ReadonlyMap<string, Float64Array> {
  const dual = transposed(inverse(matrix)!)
  const waves = waveTable(space, [...parts.keys()])
  const out = new Map([...parts].map(([label, u]) => [label, new Float64Array(u.length)]))
  for (const [label, u] of parts) {
    const k = apply(dual, waves.vectors.get(label)!)
    const target = waves.find(k)
    if (target === undefined) continue
    const turned = out.get(target.label)!
    if (u.length !== 2 || turned.length !== 2) {
      if (turned.length === u.length) turned.set(u)
      continue
    }
    const phase = k.reduce((sum, x, i) => sum + (2 * Math.PI * x * shift[i]!) / space.shape[i]!, 0)
    const [c, s] = [Math.cos(phase), Math.sin(phase)]
    turned[0] = c * u[0]! - s * u[1]!
    turned[1] = target.sign * (s * u[0]! + c * u[1]!)
  }
  return out
}

interface WaveTable {
  /** label -> wave vector, entries in -n/2 < k <= n/2 */
  readonly vectors: ReadonlyMap<string, readonly number[]>
  /** the label of +k or -k, and which of the two */
  find(k: readonly number[]): { readonly label: string; readonly sign: 1 | -1 } | undefined
}

function waveTable(space: Space, labels: readonly string[]): WaveTable {
  const lengths = space.shape
  const vectors = new Map(
    labels.map((label) => [label, waveVector(label, space).map((k, i) => centred(k, lengths[i]!))]),
  )
  const known = new Map<string, { label: string; sign: 1 | -1 }>()
  for (const [label, k] of vectors) {
    known.set(`${k.map((x) => 0 - x)}`, { label, sign: -1 })
    known.set(`${k}`, { label, sign: 1 })
  }
  return { vectors, find: (k) => known.get(`${k.map((x) => x + 0)}`) }
}

/** Integer matrices B with k -> B k a permutation of the labels, up to sign, that keeps signatures. */
function dualMatrices(space: Space, signatures: ReadonlyMap<string, Signature>): IntegerMatrix[] {
  const dimension = space.shape.length
  if (signatures.size === 0) return dimension > 3 ? [unit(dimension)] : signedPermutations(dimension)
  const { vectors, find } = waveTable(space, [...signatures.keys()])
  const waves = [...vectors].filter(([, k]) => k.some((x) => x !== 0))
  const size = Math.max(0, ...[...signatures.values()].flat().map(Math.abs))
  const equal = (a: Signature, b: Signature, sign: number): boolean =>
    a.every((x, i) => Math.abs(x - (i % 2 === 1 ? sign : 1) * b[i]!) <= 1e-9 * size)
  const basis: (readonly number[])[] = []
  const labels: string[] = []
  const byLength = waves.toSorted(([, a], [, b]) => squared(a) - squared(b))
  for (const [label, k] of byLength)
    if (basis.length < dimension && rank([...basis, k]) > basis.length) {
      basis.push(k)
      labels.push(label)
    }
  const fixed: (readonly number[])[] = []
  for (const e of unit(dimension))
    if (
      basis.length + fixed.length < dimension &&
      rank([...basis, ...fixed, e]) > basis.length + fixed.length
    )
      fixed.push(e)
  const images = labels.map((own) =>
    waves.flatMap(([label, k]) =>
      ([1, -1] as const).flatMap((sign) =>
        equal(signatures.get(own)!, signatures.get(label)!, sign) ? [k.map((x) => sign * x)] : [],
      ),
    ),
  )
  if (images.reduce((all, list) => all * list.length, 1) > 100_000) return [unit(dimension)]
  const from = inverse(transposed([...basis, ...fixed]))
  if (from === null) return [unit(dimension)]
  const found: IntegerMatrix[] = []
  const chosen: (readonly number[])[] = []
  const visit = (): void => {
    if (chosen.length < images.length) {
      for (const image of images[chosen.length]!) {
        chosen.push(image)
        visit()
        chosen.pop()
      }
      return
    }
    const exact = product(transposed([...chosen, ...fixed]), from)
    const matrix = exact.map((row) => row.map((x) => Math.round(x) + 0))
    if (!exact.every((row, i) => row.every((x, j) => Math.abs(x - matrix[i]![j]!) < 1e-9))) return
    if (Math.abs(Math.abs(determinant(matrix)) - 1) > 1e-9) return
    const keeps = waves.every(([label, k]) => {
      const target = find(apply(matrix, k))
      return target !== undefined && equal(signatures.get(label)!, signatures.get(target.label)!, target.sign)
    })
    if (keeps) found.push(matrix)
  }
  visit()
  return found
}

/** What may be left of a circle or torus whose weights are a matrix: reflections and exchanges of the axes. */
function signedPermutations(n: number): IntegerMatrix[] {
  let rows: (readonly (readonly number[])[])[] = [[]]
  for (let k = 0; k < n; k++)
    rows = rows.flatMap((done) =>
      unit(n).flatMap((e, axis) =>
        done.some((row) => row[axis] !== 0)
          ? []
          : [
              [...done, e],
              [...done, e.map((x) => 0 - x)],
            ],
      ),
    )
  return rows
}

/** The same of a map of the sample's points; null where it is no affine map. */
export function latticeMapName(points: Int32Array, lengths: readonly number[]): string | null {
  const shift = placeOf(points[0]!, lengths)
  const strides = lengths.map((_, axis) => lengths.slice(axis + 1).reduce((all, n) => all * n, 1))
  const columns = strides.map((stride) => placeOf(points[stride]!, lengths))
  const matrix = lengths.map((n, i) =>
    lengths.map((m, j) => (centred(columns[j]![i]! - shift[i]!, n) * m) / n + 0),
  )
  if (!matrix.flat().every(Number.isInteger)) return null
  const made = pointsOf(matrix, shift, lengths)
  return made?.every((x, i) => x === points[i]) === true ? nameOf(matrix, shift, lengths) : null
}

/** A name for a person: reflections, exchanges, rotations of the lattice by their order, else the formula. */
function nameOf(matrix: IntegerMatrix, shift: readonly number[], lengths: readonly number[]): string {
  const moved = shift.some((t) => t !== 0)
  const angles = shift
    .map((t, i) => ({ t, i }))
    .filter(({ t }) => t !== 0)
    .map(({ t, i }) => `${lengths.length === 1 ? 'theta' : `theta${i + 1}`} by ${t}/${lengths[i]} of a turn`)
  const tail = moved ? `translation of ${angles.join(', ')}` : ''
  const head = linearName(matrix)
  if (head === identityName) return moved ? tail : identityName
  return moved ? `${head}, then ${tail}` : head
}

function linearName(matrix: IntegerMatrix): string {
  const n = matrix.length
  const angle = (i: number): string => (n === 1 ? 'theta' : `theta${i + 1}`)
  const diagonal = matrix.every((row, i) => row.every((x, j) => i === j || x === 0))
  if (diagonal) {
    const flipped = matrix.flatMap((row, i) => (row[i] === -1 ? [angle(i)] : []))
    if (flipped.length === 0) return identityName
    return `reflection of ${flipped.join(' and ')}`
  }
  if (n === 2) {
    const [[a, b], [c, d]] = matrix as [[number, number], [number, number]]
    if (a === 0 && d === 0 && b === 1 && c === 1) return 'exchange of theta1 and theta2'
    if (determinant(matrix) > 0) {
      const order = orderOf(matrix)
      if (order !== null)
        return order === 2
          ? 'rotation by 180 degrees, order 2'
          : `rotation of the lattice by ${360 / order} degrees, order ${order}`
    } else if (a + d === 0) return `reflection of the lattice, ${formula(matrix)}`
  }
  return `map ${formula(matrix)}`
}

/** `(theta1, theta2) -> (theta2, theta1 - theta2)` */
function formula(matrix: IntegerMatrix): string {
  const n = matrix.length
  const terms = (row: readonly number[]): string => {
    const text = row
      .map((x, j) =>
        x === 0 ? '' : `${x < 0 ? '- ' : '+ '}${Math.abs(x) === 1 ? '' : Math.abs(x)}theta${j + 1}`,
      )
      .filter((term) => term !== '')
      .join(' ')
    return text.replace(/^\+ /, '').replace(/^- /, '-')
  }
  return `(${Array.from({ length: n }, (_, i) => `theta${i + 1}`).join(', ')}) -> (${matrix.map(terms).join(', ')})`
}

function squared(k: readonly number[]): number {
  return k.reduce((sum, x) => sum + x * x, 0)
}
