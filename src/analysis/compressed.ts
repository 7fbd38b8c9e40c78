/**
 * The Jacobian on the smallest space that is known to hold all of it but pointwise decay. Where the
 * pointwise blocks D are the same at every neuron of each population, R^V (x) (range of what connections and
 * means feed in) is invariant, and on its complement J is D: the eigenvalues there are known exactly.
 */
import type { Layout } from '../engine/layout.ts'
import { eigenvalues } from '../math/eigenvalues.ts'
import { factorPositive } from '../math/lu.ts'
import type { Bases } from './bases.ts'
import type { Compiled } from './bordered.ts'
import type { Linearisation } from './linearisation.ts'
import type { Pieces } from './pieces.ts'
import { orthonormal } from './vectors.ts'

export interface Complex {
  readonly re: number
  readonly im: number
}

export interface Compressed {
  readonly size: number
  /** J on the space, size x size row major */
  readonly matrix: Float64Array
  /** the lower triangle of a symmetric matrix of the same eigenvalues, where one is known */
  readonly symmetric: Float64Array | null
  /** coordinates on the space -> state */
  lift(h: Float64Array): Float64Array
  readonly rest: readonly (Complex & { readonly multiplicity: number })[]
}

export interface JacobianParts {
  readonly linearisation: Linearisation
  readonly pieces: Pieces
  readonly bases: Bases
  readonly layout: Layout
  readonly weights: Float64Array
  readonly near: Compiled['near']
}

/** Numbers of state up to which a Jacobian without an invariant subspace is taken whole. */
const WHOLE = 640
/** Coordinates up to which a compressed matrix is worth its eigenvalues. */
const MOST = 1100

/** null where the space would be too large for the eigenvalues of a matrix. */
export function compress(parts: JacobianParts): Compressed | null {
  const { pieces, layout, bases } = parts
  const incoming = incomingColumns(bases)
  if (pieces.every(isUniform)) {
    const plain = pieces.every((piece, p) => {
      const own = incoming[p]!
      const points = bases.parts[p]!.columns === null
      const labelled = own.every((column) => points || column < bases.parts[p]!.labelled)
      return piece.variables === 1 && piece.reductions === 0 && labelled
    })
    if (plain) {
      const size = incoming.reduce((sum, own) => sum + own.length, 0)
      return size > MOST ? null : onInputs(parts, incoming)
    }
    const made = onFunctions(parts, incoming)
    if (made !== null) return made
  }
  return layout.stateLength > WHOLE ? null : whole(parts)
}

/** Columns of each population's basis into which some connection feeds. */
function incomingColumns({ parts, cores }: Bases): number[][] {
  const fed = parts.map(({ length }) => new Uint8Array(length))
  for (const { to, blocks } of cores) for (const { row, rows } of blocks) fed[to]!.fill(1, row, row + rows)
  return fed.map((marks) => Array.from(marks.keys()).filter((column) => marks[column] === 1))
}

/** Whether all points of a population have one block. */
export function isUniform({ byVariable }: Pieces[number]): boolean {
  return byVariable.every((d) => d === null || isConstant(d))
}

function isConstant(values: Float64Array): boolean {
  const first = values[0]!
  const slack = 1e-12 * Math.max(1, Math.abs(first))
  return values.every((value) => Math.abs(value - first) <= slack)
}

/**
 * One variable a neuron: z_p = B_p X_p h_p, J = D + K Gamma with Gamma_p = X_p^T diag(w P B) X_p. When K
 * is symmetric and P B >= 0 the symmetric D + F^T K F with Gamma = F F^T has the same eigenvalues.
 */
function onInputs(
  { pieces, bases, layout, weights }: JacobianParts,
  incoming: readonly (readonly number[])[],
): Compressed {
  const offsets = offsetsOf(incoming.map((own) => own.length))
  const size = offsets.at(-1)!
  const decay = new Float64Array(size)
  const core = coreOn(bases, incoming, offsets)
  // Gamma between all columns of a sender and those that are fed
  const grams: Float64Array[] = []
  let positive = true
  for (const [p, { size: N, byVariable, byInput, rateByVariable }] of pieces.entries()) {
    decay.fill(byVariable[0]?.[0] ?? 0, offsets[p], offsets[p + 1])
    const slope = new Float64Array(N)
    const [rate, input] = [rateByVariable[0]!, byInput[0]!]
    const { state } = layout.blocks[p]!
    if (rate !== null && input !== null)
      for (let i = 0; i < N; i++) slope[i] = weights[state + i]! * rate[i]! * input[i]!
    positive &&= slope.every((value) => value >= 0)
    grams.push(gramOn(bases.parts[p]!, slope))
  }
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * size + i] = decay[i]!
  for (const { from, to, blocks } of bases.cores) {
    const R = bases.parts[from]!.length
    const own = incoming[from]!
    const at = inverseOf(incoming[to]!, bases.parts[to]!.length)
    for (const { row, column, rows, columns, matrix: k } of blocks)
      for (let i = 0; i < rows; i++) {
        const target = (offsets[to]! + at[row + i]!) * size + offsets[from]!
        for (let j = 0; j < columns; j++) {
          const factor = k[i * columns + j]!
          if (factor === 0) continue
          const line = (column + j) * R
          for (let l = 0; l < own.length; l++) matrix[target + l]! += factor * grams[from]![line + own[l]!]!
        }
      }
  }
  return {
    size,
    matrix,
    symmetric: positive && core !== null ? symmetricTwin(decay, core, grams, incoming, offsets) : null,
    lift(h) {
      const z = new Float64Array(layout.stateLength)
      for (const [p, { size: N, byInput }] of pieces.entries()) {
        const u = new Float64Array(bases.parts[p]!.length)
        for (const [l, column] of incoming[p]!.entries()) u[column] = h[offsets[p]! + l]!
        const { state } = layout.blocks[p]!
        bases.parts[p]!.expand(u, 0, z, state)
        for (let i = 0; i < N; i++) z[state + i]! *= byInput[0]?.[i] ?? 0
      }
      return z
    },
    rest: pieces.flatMap(({ size: N, byVariable }, p) => {
      const multiplicity = N - incoming[p]!.length
      return multiplicity > 0 ? [{ re: byVariable[0]?.[0] ?? 0, im: 0, multiplicity }] : []
    }),
  }
}

function offsetsOf(lengths: readonly number[]): number[] {
  const offsets = [0]
  for (const length of lengths) offsets.push(offsets.at(-1)! + length)
  return offsets
}

function inverseOf(list: readonly number[], length: number): Int32Array {
  const place = new Int32Array(length).fill(-1)
  for (const [k, entry] of list.entries()) place[entry] = k
  return place
}

/** X^T diag(d) X in full, also where the basis is points. */
function gramOn(basis: Bases['parts'][number], d: Float64Array): Float64Array {
  const R = basis.length
  const gram = new Float64Array(R * R)
  basis.gram(d, gram)
  if (basis.columns === null)
    for (let j = R - 1; j > 0; j--) {
      gram[j * R + j] = gram[j]!
      gram[j] = 0
    }
  return gram
}

/** K on the fed columns; null when it is not symmetric. */
function coreOn(
  { cores, parts }: Bases,
  incoming: readonly (readonly number[])[],
  offsets: readonly number[],
): Float64Array | null {
  const size = offsets.at(-1)!
  const core = new Float64Array(size * size)
  const at = incoming.map((own, p) => inverseOf(own, parts[p]!.length))
  let most = 0
  for (const { from, to, blocks } of cores)
    for (const { row, column, rows, columns, matrix } of blocks)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          const value = matrix[i * columns + j]!
          if (value === 0) continue
          // a column that sends but is not fed has no twin
          if (at[from]![column + j]! < 0) return null
          core[(offsets[to]! + at[to]![row + i]!) * size + offsets[from]! + at[from]![column + j]!]! += value
          most = Math.max(most, Math.abs(value))
        }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(core[i * size + j]! - core[j * size + i]!) > 1e-12 * most) return null
  return core
}

/** D + F^T K F with Gamma = F F^T, D being one number in each population. */
function symmetricTwin(
  decay: Float64Array,
  core: Float64Array,
  grams: readonly Float64Array[],
  incoming: readonly (readonly number[])[],
  offsets: readonly number[],
): Float64Array {
  const size = decay.length
  const carried = new Float64Array(size * size)
  const factors = incoming.map((own, p) => {
    const n = own.length
    const R = Math.round(Math.sqrt(grams[p]!.length))
    const gram = new Float64Array(n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) gram[i * n + j] = grams[p]![own[i]! * R + own[j]!]!
    return factorPositive(gram, n)
  })
  // carried = K F, in which K has few entries a row
  for (let i = 0; i < size; i++)
    for (const [p, factor] of factors.entries()) {
      const n = incoming[p]!.length
      const to = i * size + offsets[p]!
      for (let k = 0; k < n; k++) {
        const value = core[i * size + offsets[p]! + k]!
        if (value !== 0) for (let j = 0; j < n; j++) carried[to + j]! += value * factor[k * n + j]!
      }
    }
  const twin = new Float64Array(size * size)
  for (const [p, factor] of factors.entries()) {
    const n = incoming[p]!.length
    for (let k = 0; k < n; k++)
      for (let i = 0; i < n; i++) {
        const value = factor[k * n + i]!
        if (value === 0) continue
        const to = (offsets[p]! + i) * size
        const from = (offsets[p]! + k) * size
        // the lower triangle is enough
        for (let j = 0; j <= offsets[p]! + i; j++) twin[to + j]! += value * carried[from + j]!
      }
  }
  for (let i = 0; i < size; i++) twin[i * size + i]! += decay[i]!
  return twin
}

/**
 * Several variables, or means in the equations: J on R^V (x) functions, the functions that input and means
 * feed into any variable, orthonormal under w. null where they are too many.
 */
function onFunctions(parts: JacobianParts, incoming: readonly (readonly number[])[]): Compressed | null {
  const { pieces, layout, weights, linearisation, bases } = parts
  const most = pieces.reduce(
    (sum, { variables, size, reductions }, p) =>
      sum + variables * Math.min(size, variables * (incoming[p]!.length + reductions)),
    0,
  )
  if (most > WHOLE || bases.parts.some(({ columns, length }) => columns === null && length > 0)) return null
  const functions = pieces.map((_, p) => fedFunctions(parts, p, incoming[p]!))
  const offsets = offsetsOf(functions.map((own, p) => own.length * pieces[p]!.variables))
  const size = offsets.at(-1)!
  const lift = (h: Float64Array): Float64Array => {
    const z = new Float64Array(layout.stateLength)
    for (const [p, own] of functions.entries()) {
      const { state, size: N, variables } = layout.blocks[p]!
      for (let v = 0; v < variables; v++)
        for (const [k, f] of own.entries()) {
          const factor = h[offsets[p]! + v * own.length + k]!
          if (factor !== 0) for (let i = 0; i < N; i++) z[state + v * N + i]! += factor * f[i]!
        }
    }
    return z
  }
  const matrix = new Float64Array(size * size)
  const image = new Float64Array(layout.stateLength)
  const unit = new Float64Array(size)
  for (let column = 0; column < size; column++) {
    unit[column] = 1
    linearisation.apply(lift(unit), image)
    unit[column] = 0
    for (const [p, own] of functions.entries()) {
      const { state, size: N, variables } = layout.blocks[p]!
      for (let v = 0; v < variables; v++)
        for (const [k, f] of own.entries()) {
          let sum = 0
          for (let i = 0, at = state + v * N; i < N; i++, at++) sum += weights[at]! * f[i]! * image[at]!
          matrix[(offsets[p]! + v * own.length + k) * size + column] = sum
        }
    }
  }
  const rest = pieces.flatMap(({ size: N, variables, byVariable }, p) => {
    const multiplicity = N - functions[p]!.length
    if (multiplicity <= 0) return []
    const d = Float64Array.from(byVariable, (entry) => entry?.[0] ?? 0)
    const { re, im } = eigenvalues(d, variables)
    return Array.from(re, (value, v) => ({ re: value, im: im[v]!, multiplicity }))
  })
  return { size, matrix, symmetric: null, lift, rest }
}

function fedFunctions(
  { pieces, bases, weights, layout }: JacobianParts,
  p: number,
  incoming: readonly number[],
): readonly Float64Array[] {
  const { size: N, byInput, byReduction } = pieces[p]!
  const basis = bases.parts[p]!
  const columns = incoming.map((column) => basis.columns!.subarray(column * N, (column + 1) * N))
  const fed = byInput.filter((b) => b !== null)
  const shapes = fed.every(isConstant) ? [null] : distinctShapes(fed)
  const functions = shapes.flatMap((shape) =>
    shape === null ? columns : columns.map((column) => column.map((value, i) => value * shape[i]!)),
  )
  const means = byReduction.filter((f) => f !== null)
  const harmonics = shapes[0] === null && incoming.every((column) => column < basis.labelled)
  if (harmonics && means.length === 0) return functions
  const { state } = layout.blocks[p]!
  return orthonormal(weights.subarray(state, state + N), [...functions, ...means], 1e-10)
}

/** Of several functions those that are no multiple of an earlier one. */
function distinctShapes(functions: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = []
  for (const f of functions) {
    const multiple = kept.some((g) => {
      const at = g.reduce((best, value, i) => (Math.abs(value) > Math.abs(g[best]!) ? i : best), 0)
      const ratio = f[at]! / g[at]!
      return f.every((value, i) => Math.abs(value - ratio * g[i]!) <= 1e-12 * Math.abs(ratio * g[at]!))
    })
    if (!multiple) kept.push(f)
  }
  return kept
}

function whole({ linearisation, layout }: JacobianParts): Compressed {
  const size = layout.stateLength
  return { size, matrix: linearisation.dense(), symmetric: null, lift: (h) => h, rest: [] }
}
