/**
 * The Lie algebra of a network, found as a null space: combinations of the infinitesimal motions of every
 * population, each on its own, that commute with all connections and leave the inputs alone. What acts as zero
 * on the coordinates does not count.
 */
import { reducedEchelon } from '../../math/echelon.ts'
import { symmetricEigen } from '../../math/eigen.ts'
import { multiplySquare } from '../../math/matmul.ts'
import type { Flow } from '../flow.ts'
import { inner, largest } from '../vectors.ts'
import type { Coordinates } from './coordinates.ts'
import type { Couplings, QuotientPair } from './couplings.ts'
import { generatorsOf, type SpaceGenerator } from './generators.ts'

/** A motion of one population alone. */
export interface Candidate extends SpaceGenerator {
  readonly population: number
}

export interface Generator {
  readonly name: string
  /** coefficient of each candidate, reduced row echelon form */
  readonly combination: Float64Array
}

export interface Algebra {
  readonly candidates: readonly Candidate[]
  readonly generators: readonly Generator[]
  /** the largest entry of a generator: the highest wave that it turns */
  readonly frequency: number
  /** of the coordinates u */
  readonly length: number
  /** sum_a c_a xi_a u */
  apply(c: ArrayLike<number>, u: Float64Array): Float64Array
  /** exp(sum_a c_a xi_a) u */
  exponential(c: ArrayLike<number>, u: Float64Array): Float64Array
  /** c of [xi_a, xi_b], from the action on u */
  bracket(a: number, b: number): Float64Array
}

/** Relative square of a commutator that is round-off: a symmetry broken by less than 3e-8 is not told from a whole one. */
const ROUND_OFF = 1e-15

export function algebraOf(flow: Flow, coordinates: Coordinates, couplings: Couplings): Algebra {
  const { populations } = flow.network
  const touched = new Set(couplings.matrices.flatMap(({ from, to }) => [from, to]))
  const candidates = populations.flatMap(({ space }, population): Candidate[] =>
    touched.has(population)
      ? []
      : generatorsOf(space).map((generator) => ({ ...generator, population, block: generator.block })),
  )
  const n = candidates.length
  const blocks = candidates.map((candidate) =>
    coordinates.parts.map((part) =>
      part.population === candidate.population ? candidate.block(part.label) : null,
    ),
  )
  const action = gram(n, (i, j) => {
    let sum = 0
    for (const [k, a] of blocks[i]!.entries()) {
      const b = blocks[j]![k]
      if (a && b) sum += inner(a, b)
    }
    return sum
  })
  const conditions = new Float64Array(n * n)
  for (const columns of commutators(candidates, couplings, populations)) accumulate(conditions, columns)
  for (const pair of couplings.quotients) addInto(conditions, quotientGram(flow, candidates, pair))
  for (const columns of inputMotions(flow, candidates)) accumulate(conditions, columns)

  const combinations = reducedEchelon(nullSpace(conditions, action, n), 1e-6, 1e-9)
  const generators = combinations.map((combination) => ({
    name: nameOf(combination, candidates, populations),
    combination,
  }))

  const sparse = generators.map(({ combination }) => {
    const list: Entry[] = []
    for (const [k, { offset, size }] of coordinates.parts.entries()) {
      const matrix = new Float64Array(size * size)
      for (let i = 0; i < n; i++) {
        const block = blocks[i]![k]
        if (block && combination[i] !== 0) addScaled(matrix, block, combination[i]!)
      }
      if (largest(matrix) > 0) list.push({ offset, size, matrix })
    }
    return list
  })
  /** sum_a c_a xi_a, block by block */
  const combined = (c: ArrayLike<number>): Entry[] => {
    const found = new Map<number, Entry>()
    for (const [a, list] of sparse.entries())
      if (c[a] !== 0)
        for (const { offset, size, matrix } of list) {
          const entry = found.get(offset) ?? { offset, size, matrix: new Float64Array(size * size) }
          found.set(offset, entry)
          addScaled(entry.matrix, matrix, c[a]!)
        }
    return [...found.values()]
  }
  return {
    candidates,
    generators,
    length: coordinates.length,
    frequency: Math.ceil(Math.max(0, ...sparse.flat().map(({ matrix }) => largest(matrix)))),
    apply(c, u) {
      const out = new Float64Array(u.length)
      for (const [a, list] of sparse.entries())
        if (c[a] !== 0)
          for (const { offset, size, matrix } of list) addProduct(c[a]!, matrix, size, u, offset, out, offset)
      return out
    },
    exponential(c, u) {
      const out = u.slice()
      for (const entry of combined(c)) exponentiate(entry, out)
      return out
    },
    bracket: (a, b) => bracketOf(sparse, a, b),
  }
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

/** An antisymmetric matrix on the coordinates of one part. */
interface Entry {
  readonly offset: number
  readonly size: number
  readonly matrix: Float64Array
}

type Sparse = readonly (readonly Entry[])[]

/** u <- exp(A) u on one part: a rotation of two coordinates, else by Taylor series in steps of norm 2 at most. */
function exponentiate({ offset, size, matrix }: Entry, u: Float64Array): void {
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
function bracketOf(sparse: Sparse, a: number, b: number): Float64Array {
  const d = sparse.length
  const commutator = new Map<number, Float64Array>()
  for (const { offset, size, matrix: x } of sparse[a]!) {
    const y = sparse[b]!.find((entry) => entry.offset === offset)?.matrix
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
    for (const { offset, matrix } of sparse[i]!) {
      const other = sparse[j]!.find((entry) => entry.offset === offset)?.matrix
      if (other !== undefined) sum += inner(matrix, other)
    }
    return sum
  })
  const right = Float64Array.from(sparse, (list) =>
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

/** xi_q K - K xi_p of every candidate for each block of every pair, in units of |K| |xi|. */
function* commutators(
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

type Columns = Iterable<readonly Float64Array[]>

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
function quotientGram(flow: Flow, candidates: readonly Candidate[], pair: QuotientPair): Float64Array {
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

/** xi f of each column, through the labels of the space. */
function movedColumns(
  space: Flow['network']['populations'][number]['space'],
  candidate: SpaceGenerator,
  columns: Float64Array,
  count: number,
): Float64Array {
  const out = new Float64Array(columns.length)
  for (let c = 0; c < count; c++) {
    const at = c * space.size
    out.set(movedField(space, candidate, columns.subarray(at, at + space.size)), at)
  }
  return out
}

/** xi f of one field, through the labels of the space. */
export function movedField(
  space: Flow['network']['populations'][number]['space'],
  { block }: SpaceGenerator,
  f: Float64Array,
): Float64Array {
  const moved = new Map<string, Float64Array>()
  const cut = 1e-14 * largest(f)
  for (const label of space.labels) {
    const u = space.forward(label, f)
    if (largest(u) <= cut) continue
    const matrix = block(label)
    if (matrix === null) continue
    const size = u.length
    const out = new Float64Array(size)
    for (let i = 0, at = 0; i < size; i++) for (let j = 0; j < size; j++, at++) out[i]! += matrix[at]! * u[j]!
    moved.set(label, out)
  }
  return moved.size === 0 ? new Float64Array(space.size) : space.inverse(moved)
}

/** xi I of each candidate, in units of |I - mean|, for each population whose input is not flat. */
function* inputMotions(flow: Flow, candidates: readonly Candidate[]): Columns {
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

/** Vectors c with C c = 0 in the range of the action, as rows. */
function nullSpace(conditions: Float64Array, action: Float64Array, n: number): Float64Array[] {
  if (n === 0) return []
  const { values, vectors } = symmetricEigen(action, n)
  const kept = Array.from(values.keys()).filter((k) => values[k]! > 1e-10 * Math.max(1, values[n - 1]!))
  const m = kept.length
  if (m === 0) return []
  const inside = gram(m, (a, b) => {
    let sum = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        sum += vectors[i * n + kept[a]!]! * conditions[i * n + j]! * vectors[j * n + kept[b]!]!
    return sum
  })
  const found = symmetricEigen(inside, m)
  const rows: Float64Array[] = []
  for (let k = 0; k < m; k++) {
    if (found.values[k]! > ROUND_OFF * Math.max(1, found.values[m - 1]!)) break
    const c = new Float64Array(n)
    for (let a = 0; a < m; a++)
      for (let i = 0; i < n; i++) c[i]! += found.vectors[a * m + k]! * vectors[i * n + kept[a]!]!
    rows.push(c)
  }
  return rows
}

function nameOf(
  combination: Float64Array,
  candidates: readonly Candidate[],
  populations: Flow['network']['populations'],
): string {
  const terms = candidates.flatMap((candidate, i) =>
    combination[i] === 0 ? [] : [{ candidate, factor: combination[i]! }],
  )
  const names = [...new Set(terms.map(({ candidate }) => candidate.name))]
  const several = populations.length > 1
  const where = [...new Set(terms.map(({ candidate }) => populations[candidate.population]!.name))]
  const together = terms.every(({ factor }) => factor === 1) && names.length === 1
  const text = together
    ? names[0]!
    : terms
        .map(
          ({ candidate, factor }) =>
            `${factor === 1 ? '' : `${Number(factor.toPrecision(4))} `}${candidate.name}`,
        )
        .join(' + ')
  return several ? `${text} in ${where.join(' and ')}` : text
}

function gram(n: number, entry: (i: number, j: number) => number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * n + j] = out[j * n + i] = entry(i, j)
  return out
}

function accumulate(target: Float64Array, columns: readonly Float64Array[]): void {
  const n = columns.length
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = inner(columns[i]!, columns[j]!)
      target[i * n + j]! += value
      if (i !== j) target[j * n + i]! += value
    }
}

function addInto(target: Float64Array, values: Float64Array): void {
  addScaled(target, values, 1)
}

function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * values[i]!
}
