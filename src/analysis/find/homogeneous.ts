/**
 * Homogeneous equilibria: states equal at every point of each population. They solve a problem of one
 * number per variable, in which a connection acts by its row sum; all roots are sought, not one.
 */

import { parametersOf } from '../../engine/parameters.ts'
import { halton } from '../../math/halton.ts'
import { solveDense } from '../../math/solve.ts'
import { compileModel } from '../../model/compile.ts'
import type { CompiledModel, Model } from '../../model/model.ts'
import type { Population } from '../../model/network.ts'
import { rewrite } from '../../model/rewrite.ts'
import { binary, numeral } from '../../model/tree.ts'
import type { Flow } from '../flow.ts'

export interface HomogeneousStates {
  /** false when an input or a matrix makes no homogeneous state stay one; then there is nothing to list */
  readonly invariant: boolean
  /** the states of the whole network, [population][variable][neuron] */
  readonly states: readonly Float64Array[]
}

/** Number of starts of Newton where there are several unknowns. */
const starts = 400
/** Points of the line, drawn into (-1, 1), between which a single unknown is looked for. */
const cells = 4001

export function homogeneousStates(flow: Flow): HomogeneousStates {
  const point = pointNetwork(flow)
  if (point === null) return { invariant: false, states: [] }
  const roots = point.unknowns === 1 ? rootsOnLine(point) : rootsInSpace(point)
  return { invariant: true, states: roots.map((root) => spread(flow, root)) }
}

/** The network with one point per population. */
interface PointNetwork {
  readonly unknowns: number
  /** a length that states are compared with: 1 + the input */
  readonly scale: number
  evaluate(y: Float64Array, out: Float64Array): void
}

/** null when input or row sums differ between points of a population. */
function pointNetwork(flow: Flow): PointNetwork | null {
  const { network, layout } = flow
  const count = layout.blocks.length
  const external = new Float64Array(count)
  const sums = new Float64Array(count * count)
  const carried = new Float64Array(layout.neurons)
  const ones = new Float64Array(layout.neurons)
  for (const [from, block] of layout.blocks.entries()) {
    ones.fill(0)
    ones.fill(1, block.rate, block.rate + block.size)
    flow.recurrent(ones, carried)
    for (const [to, target] of layout.blocks.entries()) {
      const value = common(carried, target.rate, target.size)
      if (value === null) return null
      sums[to * count + from] = value
    }
  }
  for (const [to, target] of layout.blocks.entries()) {
    const value = common(flow.external, target.rate, target.size)
    if (value === null) return null
    external[to] = value
  }
  const models = network.populations.map(onePoint)
  const parameters = network.populations.map((population, p) => {
    const own = parametersOf(population, 0)
    return Float64Array.from(models[p]!.parameterNames, (name) => own[name]!)
  })
  const offsets: number[] = []
  let unknowns = 0
  for (const { variables } of layout.blocks) {
    offsets.push(unknowns)
    unknowns += variables
  }
  const rate = new Float64Array(count)
  const input = new Float64Array(count)
  return {
    unknowns,
    scale: 1 + Math.max(...external.map(Math.abs)),
    evaluate(y, out) {
      for (let p = 0; p < count; p++) models[p]!.rates(y, offsets[p]!, parameters[p]!, 0, 0, rate, p)
      for (let to = 0; to < count; to++) {
        let sum = external[to]!
        for (let from = 0; from < count; from++) sum += sums[to * count + from]! * rate[from]!
        input[to] = sum
      }
      for (let p = 0; p < count; p++)
        models[p]!.flow(y, offsets[p]!, rate, p, input, p, parameters[p]!, 0, 0, out, offsets[p]!)
    },
  }
}

/** The model on one point: mean(e) stays, sum(e) is N times it. */
function onePoint({ model, space }: Population): CompiledModel {
  const onMean = (expression: Model['rate']) =>
    rewrite(expression, (node) =>
      node.kind === 'reduction' && node.reduction === 'sum'
        ? binary('*', numeral(space.size), { ...node, reduction: 'mean' })
        : node,
    )
  const variables = model.variables.map((v) => ({ ...v, equation: onMean(v.equation) }))
  return compileModel({ ...model, variables, rate: onMean(model.rate) }, Float64Array.of(1))
}

/** The value that all points share, null when they differ by more than round-off. */
function common(values: Float64Array, offset: number, size: number): number | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = offset; i < offset + size; i++) {
    low = Math.min(low, values[i]!)
    high = Math.max(high, values[i]!)
  }
  return high - low <= 1e-10 * (1 + Math.max(Math.abs(low), Math.abs(high))) ? (low + high) / 2 : null
}

/** From (-1, 1) to the whole line. */
const stretch = (y: number, scale: number) => scale * Math.tan((Math.PI / 2) * y)

/** Sign changes and touching minima on a fine subdivision of the line, refined. */
function rootsOnLine({ evaluate, scale }: PointNetwork): Float64Array[] {
  const y = new Float64Array(1)
  const out = new Float64Array(1)
  const f = (x: number) => {
    y[0] = x
    evaluate(y, out)
    return out[0]!
  }
  const xs = Array.from({ length: cells }, (_, i) => stretch(-1 + (2 * (i + 1)) / (cells + 1), scale))
  const fs = xs.map(f)
  const roots: number[] = []
  for (let i = 0; i < cells; i++) {
    if (fs[i] === 0) roots.push(xs[i]!)
    if (i + 1 < cells && fs[i]! * fs[i + 1]! < 0) roots.push(bisect(f, xs[i]!, xs[i + 1]!))
    if (i > 0 && i + 1 < cells && touches(fs[i - 1]!, fs[i]!, fs[i + 1]!)) {
      const x = lowest((v) => Math.abs(f(v)), xs[i - 1]!, xs[i + 1]!)
      if (Math.abs(f(x)) < 1e-13 * (1 + Math.abs(x))) roots.push(x)
    }
  }
  // a jump changes sign without a zero
  const true_ = roots.filter((x) => Math.abs(f(x)) < 1e-9 * (1 + Math.abs(x)))
  return distinct(true_.map((x) => Float64Array.of(x)))
}

const touches = (before: number, here: number, after: number) =>
  before * here > 0 && here * after > 0 && Math.abs(here) <= Math.min(Math.abs(before), Math.abs(after))

function bisect(f: (x: number) => number, low: number, high: number): number {
  let fLow = f(low)
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    const value = f(middle)
    if (value === 0 || middle === low || middle === high) return middle
    if (fLow * value < 0) high = middle
    else {
      low = middle
      fLow = value
    }
  }
  return (low + high) / 2
}

/** The minimum of g between two points, by golden section. */
function lowest(g: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  for (let i = 0; i < 100; i++) {
    const left = b - ratio * (b - a)
    const right = a + ratio * (b - a)
    if (g(left) < g(right)) b = right
    else a = left
  }
  return (a + b) / 2
}

/** Newton with halved steps from points that fill the space evenly. */
function rootsInSpace({ evaluate, scale, unknowns: m }: PointNetwork): Float64Array[] {
  const found: Float64Array[] = []
  const out = new Float64Array(m)
  const size = (y: Float64Array) => {
    evaluate(y, out)
    let worst = 0
    for (const value of out) worst = Math.max(worst, Number.isFinite(value) ? Math.abs(value) : Infinity)
    return worst
  }
  for (let start = 0; start < starts; start++) {
    let y: Float64Array = halton(start, m).map((v) => stretch(1.9 * v - 0.95, scale))
    if (start === 0) y = new Float64Array(m)
    let residual = size(y)
    for (let step = 0; step < 60 && residual > 1e-15 && Number.isFinite(residual); step++) {
      evaluate(y, out)
      const move = solveDense(differences(evaluate, y), out.slice(), m)
      if (move === null) break
      let factor = 1
      let next = y
      let better = Number.POSITIVE_INFINITY
      for (; factor > 1e-4; factor /= 2) {
        next = y.map((v, i) => v - factor * move[i]!)
        better = size(next)
        if (better < residual) break
      }
      if (!(better < residual)) break
      y = next
      residual = better
    }
    if (residual < 1e-10 * (1 + Math.max(...y.map(Math.abs)))) found.push(y)
  }
  return distinct(found)
}

function differences(evaluate: PointNetwork['evaluate'], y: Float64Array): Float64Array {
  const m = y.length
  const jacobian = new Float64Array(m * m)
  const [above, below] = [new Float64Array(m), new Float64Array(m)]
  for (let j = 0; j < m; j++) {
    const h = 1e-6 * (1 + Math.abs(y[j]!))
    const at = y.slice()
    at[j] = y[j]! + h
    evaluate(at, above)
    at[j] = y[j]! - h
    evaluate(at, below)
    for (let i = 0; i < m; i++) jacobian[i * m + j] = (above[i]! - below[i]!) / (2 * h)
  }
  return jacobian
}

/** Equal within 1e-7 of their size counts once; in ascending order of the first unknown. */
function distinct(roots: Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = []
  for (const root of roots)
    if (!kept.some((k) => k.every((v, i) => Math.abs(v - root[i]!) <= 1e-7 * (1 + Math.abs(v)))))
      kept.push(root)
  return kept.sort((p, q) => p[0]! - q[0]!)
}

function spread({ layout, length }: Flow, root: Float64Array): Float64Array {
  const z = new Float64Array(length)
  let unknown = 0
  for (const { state, size, variables } of layout.blocks)
    for (let v = 0; v < variables; v++) z.fill(root[unknown++]!, state + v * size, state + (v + 1) * size)
  return z
}
