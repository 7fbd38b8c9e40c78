/** Couplings of few weights in compressed rows: drawn at random, or measured. */
import { InputError } from '../errors.ts'
import { keyInto, philoxInto, streamOf, uniform } from '../math/philox.ts'
import type { Coupling } from './network.ts'

export type SparseCoupling = Extract<Coupling, { kind: 'sparse' }>
export type WeightCoupling = Extract<Coupling, { kind: 'matrix' | 'sparse' }>

/** Every weight, rows x columns, row major; a matrix's own array. */
export function denseWeights(coupling: WeightCoupling): Float64Array {
  if (coupling.kind === 'matrix') return coupling.weights
  const { rows, columns, starts, indices, weights } = coupling
  const dense = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++)
    for (let e = starts[i]!; e < starts[i + 1]!; e++)
      dense[i * columns + indices[e]!] = typeof weights === 'number' ? weights : weights[e]!
  return dense
}

export interface RandomWeights {
  readonly probability: number
  readonly weight: number
  readonly seed: number
  /** false leaves the diagonal out */
  readonly autapses: boolean
}

/** Gaps beyond this are drawn in pieces, which the law of gaps allows: it has no memory. */
const longestGap = 2 ** 16
/** Parts of (0, 1) for each of which it is known where in the table to look. */
const parts = 2 ** 12

/**
 * W_ij = weight with the given probability, else 0, independently. Row i is drawn by Philox of (seed, from, step
 * i, stream connectivity of `to`): gaps between entries by the geometric law's table, which is made of products
 * alone, so that every machine draws the same.
 * @param from, to indices of the populations
 * @param most entries allowed; throws InputError for more
 */
export function randomCoupling(
  rows: number,
  columns: number,
  { probability, weight, seed, autapses }: RandomWeights,
  { from, to, most }: { readonly from: number; readonly to: number; readonly most: number },
): SparseCoupling {
  const gapOf = gaps(probability)
  const key = new Uint32Array(2)
  keyInto(seed, from, key)
  const stream = streamOf('connectivity', to)
  const words = new Uint32Array(4)
  const starts = new Uint32Array(rows + 1)
  let indices = new Uint32Array(Math.min(most, Math.ceil(1.1 * probability * rows * columns) + 64))
  let entries = 0
  for (let i = 0; i < rows; i++) {
    for (let j = -1, drawn = 0; ; drawn++) {
      if ((drawn & 3) === 0) philoxInto(drawn >>> 2, stream, i, 0, key[0]!, key[1]!, words)
      const gap = gapOf(uniform(words[drawn & 3]!))
      j += gap === 0 ? longestGap : gap
      if (j >= columns) break
      if (gap === 0 || (i === j && !autapses)) continue
      if (entries === most)
        throw new InputError(
          '',
          `at most ${most} weights`,
          `about ${Math.round(probability * rows * columns)}`,
          'Take a smaller probability or fewer neurons',
        )
      if (entries === indices.length) {
        const longer = new Uint32Array(Math.min(most, 2 * entries))
        longer.set(indices)
        indices = longer
      }
      indices[entries++] = j
    }
    starts[i + 1] = entries
  }
  return { kind: 'sparse', rows, columns, starts, indices: indices.slice(0, entries), weights: weight }
}

/** From a uniform number to the steps to the next entry, P(gap <= k) = 1 - (1 - p)^k; 0 beyond the longest. */
function gaps(probability: number): (u: number) => number {
  const table = new Float64Array(longestGap)
  let none = 1
  for (let k = 0; k < longestGap; k++) {
    none *= 1 - probability
    table[k] = 1 - none
  }
  // the first place of the table that reaches each part's lower end
  const first = new Uint32Array(parts + 1)
  for (let part = 0, k = 0; part <= parts; part++) {
    while (k < longestGap - 1 && table[k]! < part / parts) k++
    first[part] = k
  }
  const most = table[longestGap - 1]!
  return (u) => {
    if (u > most) return 0
    const part = Math.floor(u * parts)
    let low = first[part]!
    let high = first[part + 1]!
    while (low < high) {
      const middle = (low + high) >> 1
      if (u <= table[middle]!) high = middle
      else low = middle + 1
    }
    return low + 1
  }
}

/**
 * Measured weights from compressed sparse rows, as scipy keeps them: columns are sorted within each row and those
 * given twice are added. Throws InputError at indptr, indices or data for what is none.
 */
export function sparseCoupling(
  rows: number,
  columns: number,
  {
    indptr,
    indices,
    data,
  }: { indptr: ArrayLike<number>; indices: ArrayLike<number>; data: ArrayLike<number> },
): SparseCoupling {
  checkRows(rows, columns, indptr, indices, data)
  const starts = new Uint32Array(rows + 1)
  const places = new Uint32Array(indices.length)
  const weights = new Float64Array(indices.length)
  let entries = 0
  for (let i = 0; i < rows; i++) {
    const order: number[] = []
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) order.push(e)
    order.sort((a, b) => indices[a]! - indices[b]! || a - b)
    for (const e of order) {
      const twice = entries > starts[i]! && places[entries - 1] === indices[e]
      if (twice) weights[entries - 1]! += data[e]!
      else {
        places[entries] = indices[e]!
        weights[entries++] = data[e]!
      }
    }
    starts[i + 1] = entries
  }
  const shared = entries > 0 && weights.every((weight, e) => e >= entries || weight === weights[0])
  return {
    kind: 'sparse',
    rows,
    columns,
    starts,
    indices: places.slice(0, entries),
    weights: shared ? weights[0]! : weights.slice(0, entries),
  }
}

function checkRows(
  rows: number,
  columns: number,
  indptr: ArrayLike<number>,
  indices: ArrayLike<number>,
  data: ArrayLike<number>,
): void {
  const fail = (array: string, expected: string, received: string): never => {
    throw new InputError(array, expected, received, 'Save the matrix with scipy.sparse.save_npz as CSR')
  }
  if (indptr.length !== rows + 1)
    fail('indptr', `${rows + 1} numbers, one more than rows`, `${indptr.length}`)
  if (data.length !== indices.length)
    fail('data', `${indices.length} numbers, as many as indices`, `${data.length}`)
  if (indptr[0] !== 0) fail('indptr', '0 as first number', `${indptr[0]}`)
  for (let i = 0; i < rows; i++)
    if (!(Number.isInteger(indptr[i + 1]) && indptr[i + 1]! >= indptr[i]!))
      fail('indptr', 'whole numbers that never decrease', `${indptr[i + 1]} after ${indptr[i]} at row ${i}`)
  if (indptr[rows] !== indices.length)
    fail('indptr', `${indices.length} as last number, the count of indices`, `${indptr[rows]}`)
  for (let e = 0; e < indices.length; e++) {
    const column = indices[e]!
    if (!Number.isInteger(column) || column < 0 || column >= columns)
      fail('indices', `columns 0 to ${columns - 1}`, `${column} at entry ${e}`)
    if (!Number.isFinite(data[e]!)) fail('data', 'finite numbers', `${data[e]} at entry ${e}`)
  }
}
