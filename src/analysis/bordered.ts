/**
 * Linear systems with a flow's Jacobian, bordered by rows and columns: D is eliminated point by point, and
 * what remains is a small dense system in the coordinates of the recurrent input, the means and the borders.
 */
import type { System } from '../engine/system.ts'
import { factorLU, solveLU } from '../math/lu.ts'
import type { CompiledJacobian } from '../model/jacobian.ts'
import type { Bases } from './bases.ts'
import type { Pieces } from './pieces.ts'
import { addProduct, addScaled, inverseBlocks } from './pointwise.ts'

/** [J - shift, C; R^T w, 0] [x; y] = [b; d] with columns C and rows R of n numbers each. */
export interface Bordered {
  readonly shift?: number
  readonly columns?: readonly Float64Array[]
  readonly rows?: readonly Float64Array[]
  /** |b - A x| / |b| that is enough where the system is solved step by step; default 1e-14 */
  readonly accuracy?: number
}

export interface Solution {
  readonly x: Float64Array
  readonly y: Float64Array
}

export interface Compiled {
  readonly system: System
  readonly jacobians: readonly CompiledJacobian[]
  readonly bases: Bases
  /** w of each number of state */
  readonly weights: Float64Array
  /** of measured matrices the bases of their nearest convolutions and the norm of what those leave over; null where there are none, or no smaller ones */
  readonly near: { readonly bases: Bases; readonly remainder: number } | null
}

/** Eliminates D point by point, then factors the small system in (b, m, y). */
export function factorBordered(
  { system, bases, weights }: Omit<Compiled, 'near'>,
  pieces: Pieces,
  { shift = 0, columns = [], rows = [] }: Bordered,
): ((b: Float64Array, d?: ArrayLike<number>) => Solution) | null {
  const { blocks, stateLength } = system.layout
  const { parts, cores } = bases
  const inverses: Float64Array[][] = []
  for (const part of pieces) {
    const inverse = inverseBlocks(part, shift)
    if (inverse === null) return null
    inverses.push(inverse)
  }
  // offsets of b, m and y among the hidden numbers
  const bAt: number[] = []
  const mAt: number[] = []
  let length = 0
  for (const basis of parts) {
    bAt.push(length)
    length += basis.length
  }
  for (const part of pieces) {
    mAt.push(length)
    length += part.reductions
  }
  const yAt = length
  const total = length + columns.length
  const matrix = new Float64Array(total * total)

  /** left functional times D^-1: for a row vector of V arrays, V arrays */
  const through = (p: number, left: readonly (Float64Array | null)[]): Float64Array[] => {
    const { size, variables } = pieces[p]!
    const inverse = inverses[p]!
    return Array.from({ length: variables }, (_, u) => {
      const sum = new Float64Array(size)
      for (let e = 0; e < variables; e++) addProduct(left[e]!, inverse[e * variables + u]!, 0, sum, 0, size)
      return sum
    })
  }
  /** sum over variables of left_u right_u, at each point */
  const meet = (
    p: number,
    left: readonly Float64Array[],
    right: (u: number) => Float64Array | null,
  ): Float64Array => {
    const { size, variables } = pieces[p]!
    const sum = new Float64Array(size)
    for (let u = 0; u < variables; u++) {
      const r = right(u)
      if (r !== null) addProduct(left[u]!, r, 0, sum, 0, size)
    }
    return sum
  }
  /** the same, summed over the points */
  const meetSum = (
    p: number,
    left: readonly Float64Array[],
    right: (u: number) => Float64Array | null,
  ): number => {
    const { size, variables } = pieces[p]!
    let sum = 0
    for (let u = 0; u < variables; u++) {
      const [a, b] = [left[u]!, right(u)]
      if (b !== null) for (let i = 0; i < size; i++) sum += a[i]! * b[i]!
    }
    return sum
  }
  const stateOf = (vector: Float64Array, p: number) => (u: number) => {
    const { state, size } = blocks[p]!
    return vector.subarray(state + u * size, state + (u + 1) * size)
  }
  const weigh = (p: number, f: Float64Array) => {
    const { state, size } = blocks[p]!
    for (let i = 0; i < size; i++) f[i]! *= weights[state + i]!
    return f
  }
  /** matrix[b rows of all receivers of p][column] += sign K_qp a */
  const addCores = (p: number, a: Float64Array, column: number, sign: number) => {
    for (const core of cores) {
      if (core.from !== p) continue
      const top = bAt[core.to]!
      for (const block of core.blocks)
        for (let i = 0; i < block.rows; i++) {
          let sum = 0
          for (let j = 0; j < block.columns; j++)
            sum += block.matrix[i * block.columns + j]! * a[block.column + j]!
          matrix[(top + block.row + i) * total + column]! += sign * sum
        }
    }
  }

  for (let i = 0; i < yAt; i++) matrix[i * total + i] = 1
  const sigmas: Float64Array[][] = []
  const gammas: Float64Array[][][] = []
  const etas: Float64Array[][][] = []
  for (let p = 0; p < blocks.length; p++) {
    const part = pieces[p]!
    const basis = parts[p]!
    const { size, variables, reductions } = part
    const sigma = through(p, part.rateByVariable)
    sigmas.push(sigma)
    // w P (D - s)^-1 B at each point, and its matrix on the basis
    const kappa = weigh(
      p,
      meet(p, sigma, (u) => part.byInput[u]!),
    )
    if (basis.length > 0) {
      const R = basis.length
      const gram = new Float64Array(basis.columns === null ? R : R * R)
      basis.gram(kappa, gram)
      for (const core of cores) {
        if (core.from !== p) continue
        for (const block of core.blocks)
          addProductWithGram(matrix, total, bAt[core.to]!, bAt[p]!, block, gram, R, basis.columns === null)
      }
    }
    const along = new Float64Array(basis.length)
    for (let k = 0; k < reductions; k++) {
      const f = meet(p, sigma, (u) => part.byReduction[u * reductions + k]!)
      const q = part.rateByReduction[k]!
      if (q !== null) for (let i = 0; i < size; i++) f[i]! -= q[i]!
      along.fill(0)
      basis.analyse(weigh(p, f), 0, along, 0)
      addCores(p, along, mAt[p]! + k, 1)
    }
    for (let c = 0; c < columns.length; c++) {
      along.fill(0)
      basis.analyse(weigh(p, meet(p, sigma, stateOf(columns[c]!, p))), 0, along, 0)
      addCores(p, along, yAt + c, 1)
    }
    const gamma = Array.from({ length: reductions }, (_, k) =>
      through(p, part.meanByVariable.slice(k * variables, (k + 1) * variables)),
    )
    gammas.push(gamma)
    for (let k = 0; k < reductions; k++) {
      const row = (mAt[p]! + k) * total
      const f = meet(p, gamma[k]!, (u) => part.byInput[u]!)
      const g = part.meanByInput[k]!
      if (g !== null) for (let i = 0; i < size; i++) f[i]! -= g[i]!
      basis.analyse(f, 0, matrix, row + bAt[p]!)
      for (let l = 0; l < reductions; l++)
        matrix[row + mAt[p]! + l]! +=
          meetSum(p, gamma[k]!, (u) => part.byReduction[u * reductions + l]!) -
          part.meanByReduction[k * reductions + l]!
      for (let c = 0; c < columns.length; c++)
        matrix[row + yAt + c]! += meetSum(p, gamma[k]!, stateOf(columns[c]!, p))
    }
    const eta = rows.map((vector) =>
      through(
        p,
        Array.from({ length: variables }, (_, u) => stateOf(vector, p)(u)),
      ),
    )
    for (const left of eta) for (const functional of left) weigh(p, functional)
    etas.push(eta)
    for (let r = 0; r < rows.length; r++) {
      const row = (yAt + r) * total
      basis.analyse(
        meet(p, eta[r]!, (u) => part.byInput[u]!),
        0,
        matrix,
        row + bAt[p]!,
      )
      for (let l = 0; l < reductions; l++)
        matrix[row + mAt[p]! + l]! += meetSum(p, eta[r]!, (u) => part.byReduction[u * reductions + l]!)
      for (let c = 0; c < columns.length; c++)
        matrix[row + yAt + c]! += meetSum(p, eta[r]!, stateOf(columns[c]!, p))
    }
  }
  const lu = factorLU(matrix, total)
  if (lu === null || lu.quality < 1e-15) return null

  return (b, d = []) => {
    const h = new Float64Array(total)
    for (let r = 0; r < rows.length; r++) h[yAt + r] = -(d[r] ?? 0)
    for (let p = 0; p < blocks.length; p++) {
      const part = pieces[p]!
      const basis = parts[p]!
      const beta = stateOf(b, p)
      const a = new Float64Array(basis.length)
      basis.analyse(weigh(p, meet(p, sigmas[p]!, beta)), 0, a, 0)
      for (const core of cores) {
        if (core.from !== p) continue
        for (const block of core.blocks)
          for (let i = 0; i < block.rows; i++) {
            let sum = 0
            for (let j = 0; j < block.columns; j++)
              sum += block.matrix[i * block.columns + j]! * a[block.column + j]!
            h[bAt[core.to]! + block.row + i]! += sum
          }
      }
      for (let k = 0; k < part.reductions; k++) h[mAt[p]! + k]! += meetSum(p, gammas[p]![k]!, beta)
      for (let r = 0; r < rows.length; r++) h[yAt + r]! += meetSum(p, etas[p]![r]!, beta)
    }
    solveLU(lu, h)
    // x = (D - s)^-1 (b - B X b - F m - C y)
    const left = b.slice()
    for (let p = 0; p < blocks.length; p++) {
      const part = pieces[p]!
      const { size, state, variables } = blocks[p]!
      const input = new Float64Array(size)
      parts[p]!.expand(h, bAt[p]!, input, 0)
      for (let i = 0; i < size; i++) input[i] = -input[i]!
      for (let u = 0; u < variables; u++) {
        const at = state + u * size
        addProduct(part.byInput[u]!, input, 0, left, at, size)
        for (let k = 0; k < part.reductions; k++)
          addScaled(part.byReduction[u * part.reductions + k]!, -h[mAt[p]! + k]!, left, at, size)
      }
    }
    for (let c = 0; c < columns.length; c++) {
      const y = h[yAt + c]!
      const column = columns[c]!
      for (let i = 0; i < stateLength; i++) left[i]! -= column[i]! * y
    }
    const x = new Float64Array(stateLength)
    for (let p = 0; p < blocks.length; p++) {
      const { size, state, variables } = blocks[p]!
      for (let e = 0; e < variables; e++)
        for (let u = 0; u < variables; u++)
          addProduct(inverses[p]![e * variables + u]!, left, state + u * size, x, state + e * size, size)
    }
    return { x, y: h.slice(yAt) }
  }
}

/** matrix[top + ..., left + ...] += K Gram for one block of K; the Gram matrix of points is its diagonal. */
function addProductWithGram(
  matrix: Float64Array,
  total: number,
  top: number,
  left: number,
  { row, column, rows, columns, matrix: k }: Bases['cores'][number]['blocks'][number],
  gram: Float64Array,
  R: number,
  points: boolean,
): void {
  for (let i = 0; i < rows; i++) {
    const at = (top + row + i) * total + left
    for (let j = 0; j < columns; j++) {
      const factor = k[i * columns + j]!
      if (factor === 0) continue
      if (points) matrix[at + column + j]! += factor * gram[column + j]!
      else
        for (let l = 0, from = (column + j) * R; l < R; l++, from++) matrix[at + l]! += factor * gram[from]!
    }
  }
}
