/**
 * Motions of the identity component that carry one vector of coordinates to another: Gauss-Newton on
 * |exp(c . xi) a - b|^2 from starts spread over the component, nearest first.
 */
import { halton } from '../../math/halton.ts'
import { solveDense } from '../../math/solve.ts'
import type { Algebra } from './algebra.ts'

export interface AlignOptions {
  /** |exp(c xi) a - b| <= tolerance |b| is found */
  readonly tolerance: number
  /** directions to move in, coefficients of the generators; all of them unless given */
  readonly within?: readonly Float64Array[]
}

/** Steps of Gauss-Newton from one start. */
const steps = 30

/** c, or null when no start leads there. */
export function alignment(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  { tolerance, within = unitDirections(algebra) }: AlignOptions,
): Float64Array | null {
  const none = new Float64Array(algebra.generators.length)
  const size = Math.sqrt(squared(b))
  const close = tolerance * size + 1e-13 * size
  if (distance(a, b) <= close) return none
  if (within.length === 0 || Math.abs(Math.sqrt(squared(a)) - size) > close) return null
  const ranked = startsOf(algebra, within)
    .map((c) => ({ c, far: distance(algebra.exponential(c, a), b) }))
    .sort((x, y) => x.far - y.far)
  const tries = Math.max(12, Math.ceil(ranked.length / 4))
  for (const { c } of ranked.slice(0, tries)) {
    const found = refined(algebra, a, b, within, c, close)
    if (found !== null) return found
  }
  return null
}

/** All motions found that carry a to b, from every start; they may repeat modulo what fixes a. */
export function alignments(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  { tolerance, within = unitDirections(algebra) }: AlignOptions,
): Float64Array[] {
  const size = Math.sqrt(squared(b))
  if (within.length === 0)
    return distance(a, b) <= tolerance * size ? [new Float64Array(algebra.generators.length)] : []
  return startsOf(algebra, within).flatMap((c) => {
    const found = refined(algebra, a, b, within, c, tolerance * size + 1e-13 * size)
    return found === null ? [] : [found]
  })
}

function refined(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  within: readonly Float64Array[],
  start: Float64Array,
  close: number,
): Float64Array | null {
  let c = start
  let v = algebra.exponential(c, a)
  let far = distance(v, b)
  let damping = 1e-3
  for (let step = 0; step < steps; step++) {
    if (far <= 1e-14 * Math.sqrt(squared(b))) break
    const columns = slopes(algebra, a, c, v, within)
    const change = leastSquares(columns, v, b, damping)
    if (change === null) break
    const next = c.slice()
    for (const [k, direction] of within.entries())
      for (let i = 0; i < next.length; i++) next[i]! += change[k]! * direction[i]!
    const moved = algebra.exponential(next, a)
    const reached = distance(moved, b)
    if (reached >= far) {
      damping *= 10
      if (damping > 1e6 || far <= close) break
      continue
    }
    damping = Math.max(1e-12, damping / 10)
    const little = reached > 0.9 * far && far > 1e3 * close && step > 12
    c = next
    v = moved
    far = reached
    if (little) break
  }
  return far <= close ? c : null
}

/** d exp(c xi) a / d c along each direction. */
function slopes(
  algebra: Algebra,
  a: Float64Array,
  c: Float64Array,
  v: Float64Array,
  within: readonly Float64Array[],
): Float64Array[] {
  const abelian = algebra.candidates.every(({ kind }) => kind === 'circle')
  if (abelian || within.length === 1) return within.map((direction) => algebra.apply(direction, v))
  const h = 1e-5
  return within.map((direction) => {
    const shifted = (sign: number): Float64Array =>
      algebra.exponential(
        c.map((x, i) => x + sign * h * direction[i]!),
        a,
      )
    const forth = shifted(1)
    const back = shifted(-1)
    return forth.map((x, i) => (x - back[i]!) / (2 * h))
  })
}

/** argmin |v + J d - b|^2 + damping |J|^2 |d|^2 */
function leastSquares(
  columns: readonly Float64Array[],
  v: Float64Array,
  b: Float64Array,
  damping: number,
): Float64Array | null {
  const n = columns.length
  const a = new Float64Array(n * n)
  const right = new Float64Array(n)
  let trace = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let x = 0; x < v.length; x++) sum += columns[i]![x]! * columns[j]![x]!
      a[i * n + j] = a[j * n + i] = sum
    }
    trace = Math.max(trace, a[i * n + i]!)
    for (let x = 0; x < v.length; x++) right[i]! += columns[i]![x]! * (b[x]! - v[x]!)
  }
  if (trace === 0) return null
  for (let i = 0; i < n; i++) a[i * n + i]! += (damping + 1e-10) * trace
  return solveDense(a, right, n)
}

function unitDirections(algebra: Algebra): Float64Array[] {
  const n = algebra.generators.length
  return Array.from({ length: n }, (_, k) => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)))
}

/** Starts over the directions: even on circles, a ball of the period's half in the rotations. */
function startsOf(algebra: Algebra, within: readonly Float64Array[]): Float64Array[] {
  const { candidates, generators } = algebra
  const dimension = within.length
  const reach = within.map((direction) => {
    let period = 0
    for (const [a, { combination }] of generators.entries())
      if (direction[a] !== 0)
        for (const [i, { period: own }] of candidates.entries())
          if (combination[i] !== 0) period = Math.max(period, own / Math.abs(combination[i]! * direction[a]!))
    return Math.min(period, 50)
  })
  const waves = Math.max(1, algebra.frequency)
  const count = Math.min(
    600,
    dimension === 1 ? 8 * waves : dimension === 2 ? 36 * waves * waves : 40 * 3 ** (dimension - 2),
  )
  return Array.from({ length: count }, (_, index) => {
    const point = halton(index, Math.min(16, dimension))
    const c = new Float64Array(generators.length)
    for (const [k, direction] of within.entries()) {
      const along = index === 0 ? 0 : ((point[k] ?? 0.5) - 0.5) * reach[k]!
      for (let i = 0; i < c.length; i++) c[i]! += along * direction[i]!
    }
    return c
  })
}

function squared(a: Float64Array): number {
  let sum = 0
  for (const x of a) sum += x * x
  return sum
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}
