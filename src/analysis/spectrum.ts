/**
 * The spectrum of a Jacobian: the eigenvalues of its compressed matrix, those beyond known exactly, and
 * eigenvectors by inverse iteration in blocks, which needs none of a defective matrix.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import { factorLU, solveLU } from '../math/lu.ts'
import { symmetricEigenvalues } from '../math/symmetric-eigenvalues.ts'
import { type Complex, type Compressed, compress, type JacobianParts } from './compressed.ts'
import { isLedByFew, leadingSpectrum } from './leading.ts'
import { norm, orthonormal, removeAlong, scale } from './vectors.ts'

export type { Complex } from './compressed.ts'

export interface Spectrum {
  /** eigenvalues of the reduced Jacobian, not merged: Re descending, then |Im|, the positive one first */
  readonly values: readonly Complex[]
  /** the others, where they are known exactly */
  readonly rest: readonly (Complex & { readonly multiplicity: number })[]
  /** false when `values` are the leading ones only */
  readonly complete: boolean
  /** where they are, the largest real part of the others, which crowd about the pointwise blocks'; else null */
  readonly edge: number | null
  /**
   * A right eigenvector of values[i] on the full state, of norm 1 under w; those of equal values are
   * independent. Throws RangeError for an eigenvalue of pointwise decay that counts a column of no effect.
   */
  vector(i: number): Vector
  /** w-orthonormal basis of the invariant subspace of the values with |lambda| < tolerance */
  nullSpace(tolerance: number): Float64Array[]
}

export interface Vector {
  readonly re: Float64Array
  /** null where the eigenvalue is real */
  readonly im: Float64Array | null
}

export function spectrumOf(parts: JacobianParts): Spectrum {
  const compressed = isLedByFew(parts) ? null : compress(parts)
  return compressed === null ? leadingSpectrum(parts) : compressedSpectrum(compressed, parts.weights)
}

function compressedSpectrum(compressed: Compressed, weights: Float64Array): Spectrum {
  const { size, matrix, symmetric, lift, rest } = compressed
  const values = sorted(
    symmetric === null
      ? pairs(eigenvalues(matrix, size))
      : Array.from(symmetricEigenvalues(symmetric, size), (re) => ({ re, im: 0 })),
  )
  const largest = values.reduce((most, { re, im }) => Math.max(most, Math.hypot(re, im)), 1e-300)
  const known = new Map<number, readonly Vector[]>()
  /** independent vectors of `count` equal values, the first of which is values[first] */
  const vectorsOf = (first: number, count: number): readonly Vector[] => {
    let vectors = known.get(first)
    if (vectors === undefined)
      known.set(first, (vectors = eigenvectors(compressed, weights, values[first]!, count, 3e-9 * largest)))
    return vectors
  }
  return {
    values,
    rest,
    complete: true,
    edge: null,
    vector(i) {
      const { re, im } = values[i]!
      const first = values.findIndex((other) => Math.hypot(other.re - re, other.im - im) <= 1e-7 * largest)
      const group = values.flatMap((other, k) =>
        Math.hypot(other.re - values[first]!.re, other.im - values[first]!.im) <= 1e-7 * largest ? [k] : [],
      )
      const vector = vectorsOf(first, group.length)[group.indexOf(i)]
      // a column that reaches no neuron, whose input has no effect at this state
      if (vector === undefined) throw new RangeError(`eigenvalue ${i} belongs to no state`)
      return vector
    },
    nullSpace(tolerance) {
      const sizes = values.map((value) => Math.hypot(value.re, value.im))
      const small = sizes.filter((value) => value < tolerance)
      if (small.length === 0) return []
      const next = Math.min(largest, ...sizes.filter((value) => value >= tolerance))
      const shift = Math.max(1e-5 * next, 3 * Math.max(...small))
      const block = inverseIteration(shiftedSolver(matrix, size, shift), size, small.length)
      return orthonormal(weights, block.map(lift), 1e-10)
    },
  }
}

export function pairs({ re, im }: { re: Float64Array; im: Float64Array }): Complex[] {
  return Array.from(re, (value, i) => ({ re: value, im: im[i]! }))
}

/** Re descending, then |Im|; of equal real parts up to round-off a pair stays together. */
export function sorted(values: readonly Complex[]): Complex[] {
  return [...values].sort((a, b) => b.re - a.re || Math.abs(a.im) - Math.abs(b.im) || b.im - a.im)
}

/** v := (A - shift)^-1 v */
type Solver = (v: Float64Array) => void

function shiftedSolver(matrix: Float64Array, n: number, shift: number): Solver {
  let moved = shift
  // beside an eigenvalue without as many vectors a pivot is the distance to a power: 1e-8 is nothing there
  for (let attempt = 0; attempt < 7; attempt++) {
    const a = matrix.slice()
    for (let i = 0; i < n; i++) a[i * n + i]! -= moved
    const lu = factorLU(a, n)
    if (lu !== null) return (v) => solveLU(lu, v)
    moved = shift + 10 ** (attempt - 9) * (Math.abs(shift) + 1e-3)
  }
  throw new RangeError('a shifted Jacobian is singular at every shift tried')
}

/** A basis of the invariant subspace of the `count` eigenvalues nearest the solver's shift. */
export function inverseIteration(solve: Solver, n: number, count: number, turns = 6): Float64Array[] {
  const ones = new Float64Array(n).fill(1)
  let block: Float64Array[] = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => Math.sin(1 + 12.9898 * i + 78.233 * k + 0.7 * i * (k + 1))),
  )
  for (let turn = 0; turn < turns; turn++) {
    for (const v of block) solve(v)
    block = orthonormal(ones, block, 0)
  }
  return block
}

/**
 * `count` independent eigenvectors of one value. Complex ones through the real form
 * [[A - a, b], [-b, A - a]] of A - (a + i b), in which each comes twice, as (x, y) and (-y, x).
 */
function eigenvectors(
  { size, matrix, lift }: Compressed,
  weights: Float64Array,
  { re: a, im: b }: Complex,
  count: number,
  offset: number,
): Vector[] {
  if (b === 0) {
    const block = inverseIteration(shiftedSolver(matrix, size, a + offset), size, count)
    const lifted = orthonormal(weights, block.map(lift), 0)
    return lifted.map((re) => ({ re, im: null }))
  }
  const n = 2 * size
  const doubled = new Float64Array(n * n)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++)
      doubled[i * n + j] = doubled[(size + i) * n + size + j] = matrix[i * size + j]!
    doubled[i * n + size + i] = b
    doubled[(size + i) * n + i] = -b
  }
  const block = inverseIteration(shiftedSolver(doubled, n, a + offset), n, 2 * count)
  return everyOther(block, size)
    .slice(0, count)
    .map((v) => {
      const [re, im] = [lift(v.slice(0, size)), lift(v.slice(size))]
      const length = Math.hypot(norm(weights, re), norm(weights, im))
      return { re: re.map((value) => value / length), im: im.map((value) => value / length) }
    })
}

/** Of vectors (x, y) that span a space with all their (-y, x), those that are independent as x + i y. */
function everyOther(block: readonly Float64Array[], size: number): Float64Array[] {
  const ones = new Float64Array(2 * size).fill(1)
  const kept: Float64Array[] = []
  const spanned: Float64Array[] = []
  for (const v of block) {
    const left = v.slice()
    for (const u of spanned) removeAlong(ones, left, u)
    const length = norm(ones, left)
    if (length < 0.1) continue
    scale(left, 1 / length)
    kept.push(left)
    spanned.push(
      left,
      Float64Array.from(left, (_, i) => (i < size ? -left[size + i]! : left[i - size]!)),
    )
  }
  return kept
}
