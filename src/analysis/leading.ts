/**
 * The leading eigenvalues of a Jacobian too large to take whole: those to the right of the eigenvalues of
 * the pointwise blocks (and any near 0), which crowd into a continuum as neurons are added. Block Krylov spaces of
 * (J - shift)^-1 at several real shifts, from near 0 to beyond the fastest growth, give Ritz values; real
 * ones are refined by Rayleigh quotients. There is no proof that none is missing. What a measured matrix has beside
 * its nearest convolution spreads the blocks' eigenvalues over a disk; those beyond it are few, and far enough from it
 * for a Krylov space of J itself.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { type Complex, isUniform, type JacobianParts } from './compressed.ts'
import type { Linearisation } from './linearisation.ts'
import { localSpectrum } from './local-spectrum.ts'
import { inverseIteration, type Spectrum, sorted, type Vector } from './spectrum.ts'
import { dot, largest, norm, orthonormal, removeAlong, scale } from './vectors.ts'

interface Ritz extends Complex {
  readonly vector: Vector
}

/** Vectors of a block, more than most multiplicities; blocks; and the residual |J v - lambda v| / |J| allowed. */
const BLOCK = 6
const TURNS = 24
const FOUND = 1e-9
/** The residual from which a real Ritz pair is worth refining. */
const ROUGH = 0.1
/** Shifts over the size of J. */
const SHIFTS = [0.003, 0.2, 1.1]

/** Numbers of state from which the leading eigenvalues beside a nearest convolution stand for all. */
const LARGE = 200

/** Whether the eigenvalues of a measured matrix that are not computed lie in the left half plane. */
export function isLedByFew(parts: JacobianParts): boolean {
  return parts.near !== null && parts.layout.stateLength > LARGE && edgeOf(parts) < 0
}

/** Re lambda of the pointwise blocks at most, and of what the remainder of a measured matrix makes of them. */
function edgeOf({ pieces, near }: JacobianParts): number {
  const local = Math.max(...pieces.flatMap((piece) => localSpectrum(piece).map(([first]) => first!.re)))
  if (near === null) return local
  const input = Math.max(...pieces.map(({ byInput }) => most(byInput)))
  const rate = Math.max(...pieces.map(({ rateByVariable }) => most(rateByVariable)))
  return local + near.remainder * input * rate
}

/** The largest norm at a point of several functions. */
function most(functions: readonly (Float64Array | null)[]): number {
  return Math.hypot(...functions.map((f) => (f === null ? 0 : largest(f))))
}

export function leadingSpectrum(parts: JacobianParts): Spectrum {
  const { linearisation, pieces, weights, near } = parts
  const size = normOf(linearisation, weights)
  const edge = edgeOf(parts)
  const n = linearisation.length
  let ritz: Ritz[]
  if (near !== null && pieces.every(isUniform)) {
    const columns = near.bases.parts.reduce((sum, { length }) => sum + length, 0)
    const apply = (v: Float64Array) => {
      const image = new Float64Array(n)
      linearisation.apply(v, image)
      v.set(image)
    }
    ritz = ritzOn(krylovSpace(apply, n, weights, 8 + Math.ceil((2 * columns) / BLOCK)), parts, size, edge)
  } else {
    ritz = []
    for (const factor of SHIFTS) {
      const { solve } = solverNear(linearisation, factor * size, size)
      const found = ritzOn(krylovSpace(solve, n, weights, TURNS), parts, size, edge)
      ritz = merged(ritz, found, size)
    }
  }
  const values = sorted(ritz) as Ritz[]
  return {
    values: values.map(({ re, im }) => ({ re, im })),
    rest: [],
    complete: false,
    edge,
    vector: (i) => values[i]!.vector,
    nullSpace(tolerance) {
      const sizes = values.map(({ re, im }) => Math.hypot(re, im))
      const small = sizes.filter((value) => value < tolerance)
      if (small.length === 0) return []
      const next = Math.min(size, ...sizes.filter((value) => value >= tolerance))
      const solve = solverNear(linearisation, Math.max(1e-5 * next, 3 * Math.max(...small)), size).solve
      return orthonormal(weights, inverseIteration(solve, linearisation.length, small.length), 1e-10)
    },
  }
}

/** |J| by a few turns of the power method, a lower bound of about the right size. */
function normOf({ apply, length }: Linearisation, weights: Float64Array): number {
  let v = Float64Array.from({ length }, (_, i) => Math.sin(1 + 2.3 * i + 0.01 * i * i))
  let size = 0
  for (let turn = 0; turn < 12; turn++) {
    scale(v, 1 / norm(weights, v))
    const image = new Float64Array(length)
    apply(v, image)
    size = Math.max(size, norm(weights, image))
    v = image
  }
  return size
}

function solverNear(
  linearisation: Linearisation,
  wanted: number,
  size: number,
): { readonly solve: (v: Float64Array) => void; readonly shift: number } {
  let shift = wanted
  for (let attempt = 0; attempt < 5; attempt++) {
    const solve = linearisation.factor({ shift })
    if (solve !== null) return { solve: (v) => v.set(solve(v).x), shift }
    shift += 1e-4 * (Math.abs(wanted) + 1e-3 * size)
  }
  throw new RangeError('a shifted Jacobian is singular at every shift tried')
}

/** Ritz pairs on a space that have converged. */
function ritzOn(
  block: readonly Float64Array[],
  { linearisation, weights }: JacobianParts,
  size: number,
  edge: number,
): Ritz[] {
  const n = linearisation.length
  const m = block.length
  const images = block.map((v) => {
    const image = new Float64Array(n)
    linearisation.apply(v, image)
    return image
  })
  const small = new Matrix(m, m)
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) small.set(i, j, dot(weights, block[i]!, images[j]!))
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small)
  const combined = (vectors: readonly Float64Array[], column: number): Float64Array => {
    const sum = new Float64Array(n)
    for (const [k, v] of vectors.entries()) {
      const factor = eigenvectorMatrix.get(k, column)
      for (let i = 0; i < n; i++) sum[i]! += factor * v[i]!
    }
    return sum
  }
  const found: Ritz[] = []
  for (let k = 0; k < m; k++) {
    const [a, b] = [realEigenvalues[k]!, imaginaryEigenvalues[k]!]
    // the columns of a pair are the real and the imaginary part of its first vector, that of +i b
    // zero modes are listed wherever they lie
    if (b < 0 || (a <= edge + 1e-6 * size && Math.hypot(a, b) > 0.01 * size)) continue
    const [x, jx] = [combined(block, k), combined(images, k)]
    const y = b === 0 ? null : combined(block, k + 1)
    const jy = b === 0 ? null : combined(images, k + 1)
    let square = 0
    for (let i = 0; i < n; i++) {
      const re = jx[i]! - a * x[i]! + (y === null ? 0 : b * y[i]!)
      const im = y === null ? 0 : jy![i]! - a * y[i]! - b * x[i]!
      square += weights[i]! * (re * re + im * im)
    }
    const length = Math.hypot(norm(weights, x), y === null ? 0 : norm(weights, y))
    scale(x, 1 / length)
    const error = Math.sqrt(square) / (size * length)
    if (!(error <= FOUND)) {
      const near = y === null && error < ROUGH ? refined(linearisation, weights, x, a, size) : null
      const known = near !== null && found.some((other) => Math.abs(other.re - near.re) <= 1e-7 * size)
      if (near !== null && !known && near.re > edge) found.push(near)
      continue
    }
    if (y !== null) scale(y, 1 / length)
    found.push({ re: a, im: b, vector: { re: x, im: y } })
    if (y !== null) found.push({ re: a, im: -b, vector: { re: x, im: y.map((value) => -value) } })
  }
  return found
}

/** Rayleigh quotient iteration from a real pair; null when it does not converge. */
function refined(
  linearisation: Linearisation,
  weights: Float64Array,
  start: Float64Array,
  value: number,
  size: number,
): Ritz | null {
  const image = new Float64Array(start.length)
  let x = start
  let re = value
  for (let turn = 0; turn < 8; turn++) {
    const next = linearisation.solve(x, { shift: re })?.x
    if (next === undefined) return null
    scale(next, 1 / norm(weights, next))
    x = next
    linearisation.apply(x, image)
    re = dot(weights, x, image)
    for (let i = 0; i < image.length; i++) image[i]! -= re * x[i]!
    if (norm(weights, image) <= FOUND * size) return { re, im: 0, vector: { re: x, im: null } }
  }
  return null
}

/** An orthonormal basis of the span of A v, A^2 v, ... for a block of generic vectors v. */
function krylovSpace(
  apply: (v: Float64Array) => void,
  n: number,
  weights: Float64Array,
  turns: number,
): Float64Array[] {
  const basis: Float64Array[] = []
  let last = inverseIteration(apply, n, BLOCK, 1)
  for (let turn = 0; turn < turns && last.length > 0; turn++) {
    const kept: Float64Array[] = []
    for (const v of last) {
      const length = norm(weights, v)
      for (let pass = 0; pass < 2; pass++) for (const b of basis) removeAlong(weights, v, b)
      const remainder = norm(weights, v)
      if (!(remainder > 1e-12 * length)) continue
      scale(v, 1 / remainder)
      basis.push(v)
      kept.push(v)
    }
    last = kept.map((v) => v.slice())
    for (const v of last) apply(v)
  }
  return basis
}

/** Two lists of what may be the same eigenvalues: each as often as the list that has it more often. */
function merged(a: readonly Ritz[], b: readonly Ritz[], size: number): Ritz[] {
  const near = (v: Complex, w: Complex) => Math.hypot(v.re - w.re, v.im - w.im) <= 1e-7 * size
  const all = [...a]
  for (const value of b) {
    const here = all.filter((other) => near(value, other)).length
    const there = b.filter((other) => near(value, other)).length
    if (here < there) all.push(value)
  }
  return all
}
