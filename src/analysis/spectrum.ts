/**
 * The spectrum of a Jacobian: the eigenvalues of its compressed matrix, those beyond known exactly, and
 * eigenvectors by inverse iteration in blocks, which needs none of a defective matrix.
 */
import { symmetricEigen } from '../math/eigen.ts'
import { eigenvalues } from '../math/eigenvalues.ts'
import { factorLU, type LU, solveLU } from '../math/lu.ts'
import { type Complex, type Compressed, compress, type JacobianParts } from './compressed.ts'
import { leadingSpectrum } from './leading.ts'
import { norm, orthonormal } from './vectors.ts'

export type { Complex } from './compressed.ts'

export interface Spectrum {
  /** eigenvalues of the reduced Jacobian, not merged: Re descending, then |Im|, the positive one first */
  readonly values: readonly Complex[]
  /** the others, where they are known exactly */
  readonly rest: readonly (Complex & { readonly multiplicity: number })[]
  /** false when `values` are the leading ones only */
  readonly complete: boolean
  /** where they are, the largest real part of the pointwise blocks, about which all others crowd; else null */
  readonly edge: number | null
  /** a right eigenvector of values[i] on the full state, of norm 1 under w; those of equal values independent */
  vector(i: number): { readonly re: Float64Array; readonly im: Float64Array | null }
  /** w-orthonormal basis of the invariant subspace of the values with |lambda| < tolerance */
  nullSpace(tolerance: number): Float64Array[]
}

export function spectrumOf(parts: JacobianParts): Spectrum {
  const compressed = compress(parts)
  return compressed === null ? leadingSpectrum(parts) : compressedSpectrum(compressed, parts.weights)
}

function compressedSpectrum(compressed: Compressed, weights: Float64Array): Spectrum {
  const { size, matrix, symmetric, lift, rest } = compressed
  const values = sorted(
    symmetric === null
      ? pairs(eigenvalues(matrix, size))
      : Array.from(symmetricEigen(symmetric, size).values, (re) => ({ re, im: 0 })),
  )
  const largest = values.reduce((most, { re, im }) => Math.max(most, Math.hypot(re, im)), 1e-300)
  return {
    values,
    rest,
    complete: true,
    edge: null,
    vector(i) {
      const { re, im } = values[i]!
      const near = values.flatMap((other, k) =>
        Math.hypot(other.re - re, other.im - im) <= 1e-7 * largest ? [k] : [],
      )
      if (im === 0) {
        const solve = shiftedSolver(matrix, size, re + 3e-9 * largest)
        const block = inverseIteration(solve, size, near.length)
        const lifted = orthonormal(weights, block.map(lift), 1e-10)
        const re1 = lifted[Math.min(near.indexOf(i), lifted.length - 1)]!
        return { re: re1, im: null }
      }
      return complexVector(compressed, weights, values[i]!, near.indexOf(i), near.length, largest)
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
  for (let attempt = 0; attempt < 4; attempt++) {
    const a = matrix.slice()
    for (let i = 0; i < n; i++) a[i * n + i]! -= moved
    const lu: LU | null = factorLU(a, n)
    if (lu !== null) return (v) => solveLU(lu, v)
    moved += 1e-9 * (Math.abs(shift) + 1e-3)
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

/** Through the real form [[A - a, b], [-b, A - a]] of A - (a + i b), in which each eigenvector comes twice. */
function complexVector(
  { size, matrix, lift }: Compressed,
  weights: Float64Array,
  { re: a, im: b }: Complex,
  which: number,
  count: number,
  largest: number,
): { re: Float64Array; im: Float64Array } {
  const n = 2 * size
  const doubled = new Float64Array(n * n)
  const shift = a + 3e-9 * largest
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++)
      doubled[i * n + j] = doubled[(size + i) * n + size + j] = matrix[i * size + j]!
    doubled[i * n + i]! -= shift
    doubled[(size + i) * n + size + i]! -= shift
    doubled[i * n + size + i] = b
    doubled[(size + i) * n + i] = -b
  }
  const lu = factorLU(doubled, n)
  if (lu === null) throw new RangeError('a shifted Jacobian is singular')
  const block = inverseIteration((v) => solveLU(lu, v), n, 2 * count)
  const v = block[Math.min(2 * which, block.length - 1)]!
  const re = lift(v.slice(0, size))
  const im = lift(v.slice(size))
  const length = Math.hypot(norm(weights, re), norm(weights, im))
  return { re: re.map((value) => value / length), im: im.map((value) => value / length) }
}
