/**
 * Where a manifold of equilibria meets a slice: points, carried there from all over the manifold by Gauss and Newton's
 * method on what of a state lies outside of the slice, |(1 - P) exp(c . xi) g u|.
 */
import { halton } from '../../math/halton.ts'
import { solveDense } from '../../math/solve.ts'
import type { Chart } from '../chart.ts'
import { dot, norm, plus } from '../vectors.ts'
import type { ChartGroup } from './chart-group.ts'
import type { Slice } from './slices.ts'

/** Starts on an orbit, by the dimension of the symmetry up to three. */
const starts = [1, 12, 32, 64]
/** The same where each motion is one of a whole state. */
const startsOfStates = [1, 8, 16, 24]
const steps = 30
/** Steps that bring little after which one is given up. */
const patience = 6
/** Size, relative to the state's, of what lies outside of a slice and is none. */
const INSIDE = 1e-8

/** The images of an equilibrium that lie in a slice, each once; more of them with more `effort`. */
export function imagesIn(
  chart: Chart,
  group: ChartGroup,
  slice: Slice,
  equilibrium: Float64Array,
  effort = 1,
): Float64Array[] {
  const found: Float64Array[] = []
  const size = 1e-9 + norm(chart.weights, equilibrium)
  const add = (u: Float64Array): void => {
    if (!found.some((old) => norm(chart.weights, plus(old, u, -1)) <= 1e-4 * size)) found.push(u)
  }
  const { elements } = group
  const isMoved = group.derive(equilibrium).some((t) => norm(chart.weights, t) > 1e-6 * size)
  const d = isMoved ? group.dimension : 0
  const each = (group.isMatrix ? starts : startsOfStates)[Math.min(d, 3)]!
  const many = d === 0 ? elements : Math.max(elements, effort * each)
  for (let k = 0; k < many; k++) {
    const image = group.act(k % elements, equilibrium)
    const turn = halton(k, Math.min(16, d)).map((x) => 2 * Math.PI * x)
    const inside = carriedInto(chart, group, slice, d === 0 ? image : group.move(turn, image))
    if (inside !== null) add(inside.u)
  }
  // what maps the slice to itself makes others of those
  for (const u of found) for (const image of alike(chart, group, slice, u)) add(image)
  return found
}

/** The images of a point of a slice under what maps the slice to itself. */
export function alike(chart: Chart, group: ChartGroup, slice: Slice, u: Float64Array): Float64Array[] {
  const close = INSIDE * (1e-9 + norm(chart.weights, u))
  const images = slice.normaliser.map((g) => g(u))
  for (let k = 1; k < group.elements; k++) images.push(group.act(k, u))
  return images.filter((image) => norm(chart.weights, outside(slice, image)) <= close)
}

/** Starts from which motions are sought that map a slice to itself. */
const normalising = 160

/**
 * What maps a slice to itself, N(H)/H, the identity left out: a generic point of Fix(H) is fixed by H alone, so that g
 * carries it into Fix(H) only where g normalises H. Where motions are products with matrices, else nothing.
 */
export function normaliserOf(
  chart: Chart,
  group: ChartGroup,
  slice: Pick<Slice, 'confine'>,
  generic: Float64Array,
): ((u: Float64Array) => Float64Array)[] {
  if (!group.isMatrix || group.dimension === 0) return []
  type Operator = (u: Float64Array) => Float64Array
  const size = norm(chart.weights, generic)
  const found: { image: Float64Array; operator: Operator }[] = [{ image: generic, operator: (u) => u }]
  const add = (image: Float64Array, operator: Operator): void => {
    if (found.length >= mostOperators) return
    if (found.some((old) => norm(chart.weights, plus(old.image, image, -1)) <= 1e-4 * size)) return
    found.push({ image, operator })
  }
  for (let k = 0; k < Math.max(normalising, 2 * group.elements); k++) {
    const element = k % group.elements
    const turn = halton(k, Math.min(16, group.dimension)).map((x) => 2 * Math.PI * x)
    const inside = carriedInto(chart, group, slice, group.move(turn, group.act(element, generic)))
    if (inside === null) continue
    const operator = group.product(element, [turn, ...inside.path])
    add(inside.u, operator)
  }
  for (const { image, operator } of found)
    for (const { operator: other } of found.slice(1)) add(other(image), (u) => other(operator(u)))
  return found.slice(1).map(({ operator }) => operator)
}

/** Elements of N(H)/H that are used. */
const mostOperators = 128

function outside({ confine }: Pick<Slice, 'confine'>, u: Float64Array): Float64Array {
  const own = u.slice()
  confine(own)
  return plus(u, own, -1)
}

/** Where the way from a start ends and its motions; null where that is outside. */
function carriedInto(
  { weights }: Chart,
  group: ChartGroup,
  slice: Pick<Slice, 'confine'>,
  start: Float64Array,
): { readonly u: Float64Array; readonly path: readonly Float64Array[] } | null {
  const d = group.dimension
  const close = INSIDE * (1e-9 + norm(weights, start))
  const path: Float64Array[] = []
  let u = start
  let rest = outside(slice, u)
  let far = norm(weights, rest)
  let damping = 1e-3
  let idle = 0
  for (let k = 0; k < steps && far > close && d > 0 && damping < 1e4; k++) {
    const columns = group.derive(u).map((t) => outside(slice, t))
    const matrix = new Float64Array(d * d)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) matrix[a * d + b] = dot(weights, columns[a]!, columns[b]!)
    const trace = Math.max(...columns.map((_, a) => matrix[a * d + a]!))
    if (trace <= close * close) return null
    for (let a = 0; a < d; a++) matrix[a * d + a]! += (damping + 1e-12) * trace
    const turn = solveDense(
      matrix,
      Float64Array.from(columns, (t) => -dot(weights, t, rest)),
      d,
    )
    if (turn === null) return null
    const most = Math.max(...turn.map(Math.abs))
    const step = turn.map((x) => x * Math.min(1, 0.7 / most))
    const next = group.move(step, u)
    const left = outside(slice, next)
    const there = norm(weights, left)
    if (there >= 0.9 * far) {
      damping *= 10
      if (++idle > patience) return null
      if (there >= far) continue
    }
    damping /= 10
    path.push(step)
    u = next
    rest = left
    far = there
  }
  return far <= close ? { u, path } : null
}
