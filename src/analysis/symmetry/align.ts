/**
 * Motions of the identity component that carry one vector of coordinates to another: Gauss-Newton on the group,
 * v <- exp(d . xi) v with d the least-squares step from v to b, from starts spread over the component.
 */
import { halton } from '../../math/halton.ts'
import { solveDense } from '../../math/solve.ts'
import type { Algebra } from './algebra.ts'

export interface AlignOptions {
  /** |g a - b| <= tolerance |b| is found */
  readonly tolerance: number
  /** directions to move in, coefficients of the generators, a subalgebra; all of them unless given */
  readonly within?: readonly Float64Array[]
}

/** Steps of Gauss-Newton from one start, and without much progress. */
const steps = 40
const patience = 12

/** Of each so many starts those nearest to b are refined; the distance has few minima. */
const chunk = 16
const refinedOfChunk = 3

/** Starts that a logarithm is sought from at most. */
const refinedStarts = 24

/** c with exp(c . xi) a = b, or null when no start leads there. */
export function alignment(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  options: AlignOptions,
): Float64Array | null {
  const path = pathBetween(algebra, a, b, options)
  return path === null ? null : logarithm(algebra, path, options.within)
}

/** Motions that carry a to b, one after the other, or null when no start leads there. */
export function pathBetween(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  { tolerance, within = unitDirections(algebra) }: AlignOptions,
): readonly Float64Array[] | null {
  const size = norm(b)
  const close = tolerance * size + 1e-13 * size
  if (distance(a, b) <= close) return []
  if (within.length === 0 || Math.abs(norm(a) - size) > close) return null
  const starts = startsOf(algebra, within)
  for (let from = 0; from < starts.length; from += chunk) {
    const ranked = starts
      .slice(from, from + chunk)
      .map((c) => {
        const v = algebra.exponential(c, a)
        return { c, v, far: distance(v, b) }
      })
      .sort((x, y) => x.far - y.far)
    for (const { c, v } of ranked.slice(0, refinedOfChunk)) {
      const path = refined(algebra, v, b, within, close)
      if (path !== null) return [c, ...path]
    }
  }
  return null
}

/** Motions that carry a to b, one from each start that leads there; they may repeat. */
export function* alignments(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  { tolerance, within = unitDirections(algebra) }: AlignOptions,
): Iterable<readonly Float64Array[]> {
  const size = norm(b)
  for (const c of startsOf(algebra, within)) {
    const path = refined(algebra, algebra.exponential(c, a), b, within, tolerance * size + 1e-13 * size)
    if (path !== null) yield [c, ...path]
  }
}

/** exp(c_n) ... exp(c_1) u */
export function along(algebra: Algebra, path: readonly Float64Array[], u: Float64Array): Float64Array {
  return path.reduce((v, c) => algebra.exponential(c, v), u)
}

/** The steps from v to b, to be applied one after the other; null when they do not arrive. */
function refined(
  algebra: Algebra,
  start: Float64Array,
  b: Float64Array,
  within: readonly Float64Array[],
  close: number,
): Float64Array[] | null {
  let v = start
  let far = distance(v, b)
  let damping = 1e-3
  const path: Float64Array[] = []
  let best = far
  let since = 0
  for (let step = 0; step < steps && far > 1e-3 * close; step++) {
    const columns = within.map((direction) => algebra.apply(direction, v))
    const change = leastSquares(columns, v, b, damping)
    if (change === null) break
    const c = new Float64Array(algebra.generators.length)
    for (const [k, direction] of within.entries())
      for (let i = 0; i < c.length; i++) c[i]! += change[k]! * direction[i]!
    const moved = algebra.exponential(c, v)
    const reached = distance(moved, b)
    if (reached >= far) {
      damping *= 10
      if (damping > 1e8 || far <= close) break
      continue
    }
    damping = Math.max(1e-12, damping / 10)
    path.push(c)
    v = moved
    far = reached
    since = far < 0.5 * best ? 0 : since + 1
    if (since === 0) best = far
    if (since > patience) break
  }
  return far <= close ? path : null
}

/**
 * One c with exp(c . xi) = exp(c_n) ... exp(c_1): their sum where motions commute, else by Gauss-Newton in c on what
 * the product does to generic vectors.
 */
export function logarithm(
  algebra: Algebra,
  path: readonly Float64Array[],
  within: readonly Float64Array[] = unitDirections(algebra),
): Float64Array {
  const n = algebra.generators.length
  const sum = new Float64Array(n)
  for (const c of path) for (let i = 0; i < n; i++) sum[i]! += c[i]!
  if (path.length < 2 || within.length === 1 || algebra.candidates.every(({ kind }) => kind === 'circle'))
    return sum
  const stack = stacked(algebra)
  const generic = genericStack(stack)
  const target = along(stack, path, generic)
  let best: Matched = { c: sum, far: Number.POSITIVE_INFINITY }
  const attempt = (c: Float64Array): boolean => {
    const found = matched(stack, generic, target, within, c)
    if (found.far < best.far) best = found
    return best.far < 1e-9 * norm(target)
  }
  if (attempt(sum) || attempt(path[0]!)) return best.c
  const ranked = startsOf(algebra, within)
    .map((c) => ({ c, far: distance(stack.exponential(c, generic), target) }))
    .sort((x, y) => x.far - y.far)
  for (const { c } of ranked.slice(0, refinedStarts)) if (attempt(c)) break
  return best.c
}

interface Matched {
  readonly c: Float64Array
  readonly far: number
}

/** Gauss-Newton in c, slopes by central differences. */
function matched(
  algebra: Algebra,
  a: Float64Array,
  b: Float64Array,
  within: readonly Float64Array[],
  start: Float64Array,
): Matched {
  const h = 1e-5
  let c = start
  let v = algebra.exponential(c, a)
  let far = distance(v, b)
  let damping = 1e-3
  const shifted = (direction: Float64Array, by: number) => c.map((x, i) => x + by * direction[i]!)
  for (let step = 0; step < 25 && far > 1e-14 * norm(b); step++) {
    const columns = within.map((direction) => {
      const forth = algebra.exponential(shifted(direction, h), a)
      const back = algebra.exponential(shifted(direction, -h), a)
      return forth.map((x, i) => (x - back[i]!) / (2 * h))
    })
    const change = leastSquares(columns, v, b, damping)
    if (change === null) break
    const next = c.slice()
    for (const [k, direction] of within.entries())
      for (let i = 0; i < next.length; i++) next[i]! += change[k]! * direction[i]!
    const moved = algebra.exponential(next, a)
    const reached = distance(moved, b)
    if (reached >= far) {
      damping *= 10
      if (damping > 1e4) break
      continue
    }
    damping = Math.max(1e-12, damping / 10)
    c = next
    v = moved
    far = reached
  }
  return { c, far }
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

export function unitDirections(algebra: Algebra): Float64Array[] {
  const n = algebra.generators.length
  return Array.from({ length: n }, (_, k) => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)))
}

/**
 * The same motions on several vectors at once, laid one after the other: so many that only the identity leaves a generic
 * stack alone (a single vector of three numbers has rotations about itself).
 */
export function stacked(algebra: Algebra): Algebra {
  const copies = algebra.candidates.every(({ kind }) => kind === 'circle') ? 1 : 4
  return { ...algebra, length: copies * algebra.length }
}

/** A stack that no symmetry but the identity leaves alone. */
export function genericStack({ length }: Algebra): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
}

/** Starts over the directions, the identity first: even on circles, within half a period in the rotations. */
function startsOf(algebra: Algebra, within: readonly Float64Array[]): Float64Array[] {
  const { candidates, generators, frequency } = algebra
  const dimension = within.length
  const reach = within.map((direction) => {
    let period = 0
    for (const [a, { combination }] of generators.entries())
      if (Math.abs(direction[a]!) > 1e-9)
        for (const [i, { period: own }] of candidates.entries())
          if (combination[i] !== 0) period = Math.max(period, own / Math.abs(combination[i]! * direction[a]!))
    return Math.min(period, 50)
  })
  const waves = Math.max(1, frequency)
  const perCircle = [0, 6 * waves, 16 * waves * waves, 40 * waves][dimension] ?? 60 * dimension
  return Array.from({ length: Math.min(800, perCircle) }, (_, index) => {
    const point = halton(index, Math.min(16, dimension))
    const c = new Float64Array(generators.length)
    for (const [k, direction] of within.entries()) {
      const far = index === 0 ? 0 : ((point[k] ?? 0.5) - 0.5) * reach[k]!
      for (let i = 0; i < c.length; i++) c[i]! += far * direction[i]!
    }
    return c
  })
}

function norm(a: Float64Array): number {
  let sum = 0
  for (const x of a) sum += x * x
  return Math.sqrt(sum)
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}
