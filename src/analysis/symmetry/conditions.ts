/**
 * What a combination of motions has to meet to be a symmetry, linear in its coefficients: it commutes with every kernel
 * and quotient and leaves every input alone. A matrix for each candidate, or the Gram matrix of them all.
 */
import { multiplySquare } from '../../math/matmul.ts'
import type { Flow } from '../flow.ts'
import { addScaled, inner, largest } from '../vectors.ts'
import type { Candidate } from './algebra.ts'
import type { Couplings, QuotientPair } from './couplings.ts'
import { movedColumns, movedField } from './moved-field.ts'

export type Columns = Iterable<readonly Float64Array[]>

/** xi_q K - K xi_p of every candidate for each block of every pair, in units of |K| |xi|. */
export function* commutators(
  candidates: readonly Candidate[],
  { kernels }: Couplings,
  populations: Flow['network']['populations'],
): Columns {
  for (const { from, to, blocks } of kernels) {
    const scale = Math.max(...[...blocks.values()].map(largest))
    if (scale === 0) continue
    for (const [label, m] of blocks) {
      const { copies, width } = populations[from]!.space.harmonic(label)
      const size = copies * width
      const k = copiesOf(m, copies, width)
      const motions = candidates.map(({ population, block }) =>
        population === to || population === from ? block(label) : null,
      )
      const unit = 1 / (scale * Math.max(1, ...motions.map((xi) => (xi === null ? 0 : largest(xi)))))
      yield motions.map((xi, i) => {
        const { population } = candidates[i]!
        const out = new Float64Array(size * size)
        if (xi === null) return out
        if (population === to) addScaled(out, multiplySquare(xi, k, size), unit)
        if (population === from) addScaled(out, multiplySquare(k, xi, size), -unit)
        return out
      })
    }
  }
}

/** M in every copy: 1 (x) M. */
function copiesOf(m: Float64Array, copies: number, width: number): Float64Array {
  const size = copies * width
  const out = new Float64Array(size * size)
  for (let c = 0; c < copies; c++)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) out[(c * width + a) * size + c * width + b] = m[a * width + b]!
  return out
}

/**
 * The Gram matrix of (xi_q F_q) K F_p^T + F_q K (xi_p F_p)^T over the candidates: all products are of rank
 * columns, <A K B^T, C K D^T> = tr(K^T A^T C K D^T B).
 */
export function quotientGram(flow: Flow, candidates: readonly Candidate[], pair: QuotientPair): Float64Array {
  const { from, to, rank, toBasis, fromBasis, core } = pair
  const { populations } = flow.network
  const sides = candidates.map((candidate) => {
    const { space } = populations[candidate.population]!
    const terms: { left: Float64Array; right: Float64Array }[] = []
    if (candidate.population === to)
      terms.push({ left: movedColumns(space, candidate, toBasis, rank), right: fromBasis })
    if (candidate.population === from)
      terms.push({ left: toBasis, right: movedColumns(space, candidate, fromBasis, rank) })
    return terms
  })
  const products = (population: number, a: Float64Array, b: Float64Array): Float64Array =>
    columnProducts(populations[population]!.space.weights, a, b, rank)
  const whole = products(to, toBasis, toBasis)
  const other = products(from, fromBasis, fromBasis)
  const norm = sandwich(whole, other, core, rank)
  const n = candidates.length
  return gram(n, (i, j) => {
    let sum = 0
    for (const a of sides[i]!)
      for (const b of sides[j]!)
        sum += sandwich(products(to, a.left, b.left), products(from, a.right, b.right), core, rank)
    return norm === 0 ? 0 : sum / norm
  })
}

/** tr(K^T L K R^T), L = A^T C, R = B^T D */
function sandwich(left: Float64Array, right: Float64Array, core: Float64Array, rank: number): number {
  const lk = multiplySquare(left, core, rank)
  const kr = multiplySquare(core, right, rank)
  // tr(K^T L K R^T) = sum_ij (L K)_ij (K R)_ij for L, R as they stand
  return inner(lk, kr)
}

function columnProducts(weights: Float64Array, a: Float64Array, b: Float64Array, rank: number): Float64Array {
  const size = weights.length
  const out = new Float64Array(rank * rank)
  for (let i = 0; i < rank; i++)
    for (let j = 0; j < rank; j++) {
      let sum = 0
      for (let x = 0; x < size; x++) sum += weights[x]! * a[i * size + x]! * b[j * size + x]!
      out[i * rank + j] = sum
    }
  return out
}

/** xi I of each candidate, in units of |I - mean|, for each population whose input is not flat. */
export function* inputMotions(flow: Flow, candidates: readonly Candidate[]): Columns {
  for (const [p, { rate, size }] of flow.layout.blocks.entries()) {
    const values = flow.external.subarray(rate, rate + size)
    const first = values[0]!
    const spread = values.reduce((most, value) => Math.max(most, Math.abs(value - first)), 0)
    if (spread <= 1e-12 * Math.abs(first)) continue
    const { space } = flow.network.populations[p]!
    yield candidates.map((candidate) => {
      if (candidate.population !== p) return new Float64Array(size)
      const moved = movedField(space, candidate, values)
      return moved.map((value, i) => (value * Math.sqrt(space.weights[i]!)) / spread)
    })
  }
}

/** A symmetric matrix, row major, by its entries. */
export function gram(n: number, entry: (i: number, j: number) => number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * n + j] = out[j * n + i] = entry(i, j)
  return out
}
