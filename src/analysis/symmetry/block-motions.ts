/**
 * Infinitesimal motions as antisymmetric matrices, part by part of the coordinates, and the motions that they generate.
 * On groups a part is rows x columns, the left turns rows and the right columns: exp(A (x) 1 + 1 (x) B) U =
 * exp(A) U exp(B)^T costs d^3 in place of d^4.
 */
import { symmetricEigen } from '../../math/eigen.ts'
import { multiplySquare } from '../../math/matmul.ts'
import { addScaled, inner, largest } from '../vectors.ts'
import { gram } from './conditions.ts'

/** An antisymmetric matrix on the coordinates of one part. */
export interface Block {
  readonly offset: number
  readonly size: number
  readonly matrix: Float64Array
}

/** A and B of A (x) 1 + 1 (x) B, d x d each. */
interface Sides {
  readonly d: number
  readonly left: Float64Array
  readonly right: Float64Array
}

export interface BlockMotions {
  /** sum_a c_a xi_a u, of one vector of coordinates or of several, one after the other */
  apply(c: ArrayLike<number>, u: Float64Array): Float64Array
  /** exp(sum_a c_a xi_a) u, of one or of several */
  exponential(c: ArrayLike<number>, u: Float64Array): Float64Array
  /** c of [xi_a, xi_b], from the action on u */
  bracket(a: number, b: number): Float64Array
}

/** Coordinates up to which a matrix is exponentiated once for several vectors. */
const SMALL = 9

/** Of generators that have a list of blocks each; `length` counts the coordinates of one vector. */
export function blockMotions(generators: readonly (readonly Block[])[], length: number): BlockMotions {
  const offsets = [...new Set(generators.flat().map(({ offset }) => offset))]
  const parts = offsets.map((offset) => {
    const own = generators.map((list) => list.find((block) => block.offset === offset) ?? null)
    const { size } = own.find((block) => block !== null)!
    const sides = own.map((block) => (block === null ? null : sidesOf(block)))
    return { offset, size, own, sides, split: own.every((block, a) => block === null || sides[a] !== null) }
  })
  return {
    apply(c, u) {
      const out = new Float64Array(u.length)
      for (const [a, list] of generators.entries())
        if (c[a] !== 0)
          for (const { offset, size, matrix } of list)
            for (let at = offset; at < u.length; at += length) addProduct(c[a]!, matrix, size, u, at, out, at)
      return out
    },
    exponential(c, u) {
      const out = u.slice()
      for (const { offset, size, own, sides, split } of parts) {
        const sum = split ? sumOfSides(c, sides) : null
        if (sum !== null) {
          const { d } = sum
          const left = exponentialOf(sum.left, d)
          const right = exponentialOf(sum.right, d)
          for (let at = offset; at < u.length; at += length) turnSides(left, right, d, out, at)
          continue
        }
        const matrix = new Float64Array(size * size)
        for (const [a, block] of own.entries())
          if (block !== null && c[a] !== 0) addScaled(matrix, block.matrix, c[a]!)
        if (size === 3 || (size <= SMALL && u.length > length)) {
          const turn = exponentialOf(matrix, size)
          for (let at = offset; at < u.length; at += length) {
            const before = out.slice(at, at + size)
            out.fill(0, at, at + size)
            addProduct(1, turn, size, before, 0, out, at)
          }
        } else
          for (let at = offset; at < u.length; at += length) exponentiate({ offset: at, size, matrix }, out)
      }
      return out
    },
    bracket: (a, b) => bracketOf(generators, a, b),
  }
}

/** Partial traces give A and B; null where the block is no such sum. */
function sidesOf({ size, matrix }: Block): Sides | null {
  const d = Math.round(Math.sqrt(size))
  if (d < 3 || d * d !== size) return null
  const left = new Float64Array(d * d)
  const right = new Float64Array(d * d)
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++)
      for (let k = 0; k < d; k++) {
        left[i * d + j]! += matrix[(i * d + k) * size + j * d + k]! / d
        right[i * d + j]! += matrix[(k * d + i) * size + k * d + j]! / d
      }
  const cut = 1e-12 * largest(matrix)
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      const [i, k, j, l] = [Math.floor(r / d), r % d, Math.floor(c / d), c % d]
      const made = (k === l ? left[i * d + j]! : 0) + (i === j ? right[k * d + l]! : 0)
      if (Math.abs(made - matrix[r * size + c]!) > cut) return null
    }
  return { d, left, right }
}

function sumOfSides(c: ArrayLike<number>, sides: readonly (Sides | null)[]): Sides | null {
  const first = sides.find((own) => own !== null)
  if (!first) return null
  const { d } = first
  const left = new Float64Array(d * d)
  const right = new Float64Array(d * d)
  for (const [a, own] of sides.entries())
    if (own !== null && c[a] !== 0) {
      addScaled(left, own.left, c[a]!)
      addScaled(right, own.right, c[a]!)
    }
  return { d, left, right }
}

/** U <- L U R^T in place */
function turnSides(left: Float64Array, right: Float64Array, d: number, u: Float64Array, at: number): void {
  const rows = new Float64Array(d * d)
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      const factor = left[i * d + j]!
      if (factor !== 0) for (let k = 0; k < d; k++) rows[i * d + k]! += factor * u[at + j * d + k]!
    }
  for (let i = 0; i < d; i++)
    for (let k = 0; k < d; k++) {
      let sum = 0
      for (let l = 0; l < d; l++) sum += rows[i * d + l]! * right[k * d + l]!
      u[at + i * d + k] = sum
    }
}

/** exp(A) of an antisymmetric matrix: Rodrigues' formula for d = 3, else by Taylor series and squaring. */
function exponentialOf(a: Float64Array, d: number): Float64Array {
  const one = new Float64Array(d * d)
  for (let i = 0; i < d; i++) one[i * d + i] = 1
  const size = rowSum(a, d)
  if (size === 0) return one
  if (d === 3) {
    const angle = Math.hypot(a[1]!, a[2]!, a[5]!)
    const square = multiplySquare(a, a, 3)
    const [sin, cos] = [Math.sin(angle) / angle, 2 * (Math.sin(angle / 2) / angle) ** 2]
    return one.map((x, i) => x + sin * a[i]! + cos * square[i]!)
  }
  const squarings = Math.max(0, Math.ceil(Math.log2(2 * size)))
  const small = a.map((x) => x / 2 ** squarings)
  let sum: Float64Array = one.slice()
  let term: Float64Array = one
  for (let k = 1; k <= 20 && largest(term) > 1e-18; k++) {
    term = multiplySquare(term, small, d).map((x) => x / k)
    addScaled(sum, term, 1)
  }
  for (let k = 0; k < squarings; k++) sum = multiplySquare(sum, sum, d)
  return sum
}

function rowSum(matrix: Float64Array, size: number): number {
  let most = 0
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j < size; j++) sum += Math.abs(matrix[i * size + j]!)
    most = Math.max(most, sum)
  }
  return most
}

/** u <- exp(A) u on one part: a rotation of two coordinates, else by Taylor series in steps of norm 2 at most. */
function exponentiate({ offset, size, matrix }: Block, u: Float64Array): void {
  if (size === 2 && matrix[0] === 0 && matrix[3] === 0 && matrix[1] === -matrix[2]!) {
    const [cos, sin] = [Math.cos(matrix[2]!), Math.sin(matrix[2]!)]
    const [x, y] = [u[offset]!, u[offset + 1]!]
    u[offset] = cos * x - sin * y
    u[offset + 1] = sin * x + cos * y
    return
  }
  const steps = Math.max(1, Math.ceil(rowSum(matrix, size) / 2))
  let term = new Float64Array(size)
  let next = new Float64Array(size)
  for (let step = 0; step < steps; step++) {
    term.set(u.subarray(offset, offset + size))
    const scale = largest(term)
    for (let k = 1; k <= 30; k++) {
      next.fill(0)
      addProduct(1, matrix, size, term, 0, next, 0)
      let most = 0
      for (let i = 0; i < size; i++) {
        const value = next[i]! / (k * steps)
        next[i] = value
        u[offset + i]! += value
        most = Math.max(most, Math.abs(value))
      }
      ;[term, next] = [next, term]
      if (most < 1e-18 * scale) break
    }
  }
}

/** out[outOffset + i] += factor sum_j A_ij x[xOffset + j] */
function addProduct(
  factor: number,
  matrix: Float64Array,
  size: number,
  x: Float64Array,
  xOffset: number,
  out: Float64Array,
  outOffset: number,
): void {
  for (let i = 0, at = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j < size; j++, at++) sum += matrix[at]! * x[xOffset + j]!
    out[outOffset + i]! += factor * sum
  }
}

/** Coefficients of the commutator in the basis, by least squares in the Frobenius inner product. */
function bracketOf(generators: readonly (readonly Block[])[], a: number, b: number): Float64Array {
  const d = generators.length
  const commutator = new Map<number, Float64Array>()
  for (const { offset, size, matrix: x } of generators[a]!) {
    const y = generators[b]!.find((entry) => entry.offset === offset)?.matrix
    if (y === undefined) continue
    const xy = multiplySquare(x, y, size)
    const yx = multiplySquare(y, x, size)
    commutator.set(
      offset,
      xy.map((value, i) => value - yx[i]!),
    )
  }
  const metric = gram(d, (i, j) => {
    let sum = 0
    for (const { offset, matrix } of generators[i]!) {
      const other = generators[j]!.find((entry) => entry.offset === offset)?.matrix
      if (other !== undefined) sum += inner(matrix, other)
    }
    return sum
  })
  const right = Float64Array.from(generators, (list) =>
    list.reduce((sum, { offset, matrix }) => {
      const other = commutator.get(offset)
      return other === undefined ? sum : sum + inner(matrix, other)
    }, 0),
  )
  const { values, vectors } = symmetricEigen(metric, d)
  const c = new Float64Array(d)
  for (let k = 0; k < d; k++) {
    let projection = 0
    for (let i = 0; i < d; i++) projection += vectors[i * d + k]! * right[i]!
    for (let i = 0; i < d; i++) c[i]! += (vectors[i * d + k]! * projection) / values[k]!
  }
  return c
}
