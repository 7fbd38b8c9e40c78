/**
 * A linear space of states that the flow keeps, with an orthonormal basis C: the harmonics of the kernels
 * and what the inputs add, where the equations leave that space alone (rate models), else all states of
 * a small network. In it the generators of the symmetry are constant matrices, exact on every state.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import type { Flow } from './flow.ts'
import type { Eigenvalue } from './report.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { dot, largest, orthonormal, removeAlong } from './vectors.ts'

export interface Frame {
  /** m */
  readonly size: number
  /** z = C y */
  lift(y: Float64Array): Float64Array
  /** y = C^T w z */
  coordinates(z: Float64Array): Float64Array
  /** C^T w J C at a state, m x m row major */
  jacobian(z: Float64Array): Float64Array
  /** xi_a as m x m matrices, one a generator of the symmetry */
  readonly generators: readonly Float64Array[]
  /** eigenvalues of J on what lies outside the space, the same at all its states; empty where nothing does */
  readonly outside: readonly Eigenvalue[]
}

/** Numbers of state up to which all of them are taken. */
const mostNumbers = 420

/** null when the flow keeps no small space. */
export function frameOf(flow: Flow, symmetry: Symmetry): Frame | null {
  const kept = keptSpace(flow)
  const columns = kept?.columns ?? allColumns(flow)
  if (columns === null) return null
  const { weights, length: n } = flow
  const m = columns.length
  const coordinates = (z: Float64Array) => Float64Array.from(columns, (c) => dot(weights, c, z))
  const matrixOf = (apply: (c: Float64Array) => Float64Array) => {
    const matrix = new Float64Array(m * m)
    for (const [j, c] of columns.entries()) {
      const image = coordinates(apply(c))
      for (let i = 0; i < m; i++) matrix[i * m + j] = image[i]!
    }
    return matrix
  }
  return {
    size: m,
    coordinates,
    lift(y) {
      const z = new Float64Array(n)
      for (const [j, c] of columns.entries()) {
        const factor = y[j]!
        if (factor !== 0) for (let i = 0; i < n; i++) z[i]! += factor * c[i]!
      }
      return z
    },
    jacobian(z) {
      const linear = flow.linearise(z)
      const image = new Float64Array(n)
      return matrixOf((c) => {
        linear.apply(c, image)
        return image
      })
    },
    generators: symmetry.generators.map((_, a) => matrixOf((c) => symmetry.derive(a, c))),
    outside: kept?.outside ?? [],
  }
}

interface Kept {
  readonly columns: readonly Float64Array[]
  readonly outside: readonly Eigenvalue[]
}

/**
 * The harmonics of each population in every variable, and the inputs; null when the flow leaves their span, or what lies
 * outside it does not decay on its own, the same at every point.
 */
function keptSpace(flow: Flow): Kept | null {
  const { layout, reduced, length, weights, external } = flow
  const vectors: Float64Array[] = []
  for (const { population, columns, size } of reduced.parts) {
    const block = layout.blocks[population]!
    for (let v = 0; v < block.variables; v++)
      for (let j = 0; j < size; j++) {
        const vector = new Float64Array(length)
        const from = j * block.size
        vector.set(columns.subarray(from, from + block.size), block.state + v * block.size)
        vectors.push(vector)
      }
  }
  for (const block of layout.blocks)
    for (let v = 0; v < block.variables; v++) {
      const vector = new Float64Array(length)
      vector.set(external.subarray(block.rate, block.rate + block.size), block.state + v * block.size)
      if (largest(vector) > 0) vectors.push(vector)
    }
  const basis = orthonormal(weights, vectors, 1e-9)
  if (basis.length === 0 || basis.length > mostNumbers) return null
  // a generic state of the span, and whether its flow stays there
  const state = new Float64Array(length)
  for (const [k, c] of basis.entries())
    for (let i = 0; i < length; i++) state[i]! += Math.sin(1 + 2.3 * k) * c[i]!
  const velocity = new Float64Array(length)
  flow.evaluate(state, velocity)
  const size = largest(velocity)
  for (const c of basis) {
    const along = dot(weights, c, velocity)
    for (let i = 0; i < length; i++) velocity[i]! -= along * c[i]!
  }
  if (!(largest(velocity) <= 1e-10 * (1 + size))) return null
  const outside = outsideOf(flow, basis, state)
  return outside === null ? null : { columns: basis, outside }
}

/**
 * The pointwise blocks D_p by which fields h across the span change, J h = D h modulo the span, as eigenvalues; null
 * where J does more to them, as a mean over the population does.
 */
function outsideOf(flow: Flow, basis: readonly Float64Array[], state: Float64Array): Eigenvalue[] | null {
  const { weights, length, layout } = flow
  const jacobian = flow.linearise(state)
  const image = new Float64Array(length)
  const removeSpan = (v: Float64Array) => {
    for (const c of basis) removeAlong(weights, v, c)
  }
  const found: Eigenvalue[] = []
  for (const { state: from, size, variables: V } of layout.blocks) {
    const inside = basis.filter((c) => largest(c.subarray(from, from + V * size)) > 0).length
    if (inside === V * size) continue
    const block = new Float64Array(V * V)
    for (let u = 0; u < V; u++) {
      const field = new Float64Array(length)
      for (let i = 0; i < size; i++) field[from + u * size + i] = Math.sin(1 + 1.7 * i + 0.03 * i * i)
      removeSpan(field)
      const own = field.subarray(from + u * size, from + (u + 1) * size)
      const square = dot(weights.subarray(from), own, own)
      jacobian.apply(field, image)
      removeSpan(image)
      for (let e = 0; e < V; e++) {
        const at = from + e * size
        const factor = dot(weights.subarray(from), own, image.subarray(at, at + size)) / square
        block[e * V + u] = factor
        for (let i = 0; i < size; i++) image[at + i]! -= factor * own[i]!
      }
      if (!(largest(image) <= 1e-9 * (1 + largest(block)) * largest(field))) return null
    }
    const { re, im } = eigenvalues(block, V)
    const multiplicity = size - inside / V
    for (let v = 0; v < V; v++) found.push({ re: re[v]!, im: im[v]!, multiplicity })
  }
  return found
}

function allColumns({ length, weights }: Flow): Float64Array[] | null {
  if (length > mostNumbers) return null
  return Array.from({ length }, (_, i) => {
    const vector = new Float64Array(length)
    vector[i] = 1 / Math.sqrt(weights[i]!)
    return vector
  })
}

/** A y, A m x m row major. */
export function multiplyVector(matrix: Float64Array, y: Float64Array, m: number): Float64Array {
  const out = new Float64Array(m)
  for (let i = 0, at = 0; i < m; i++) for (let j = 0; j < m; j++, at++) out[i]! += matrix[at]! * y[j]!
  return out
}
