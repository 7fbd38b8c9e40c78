/**
 * Slices: fixed-point spaces V = Fix(H) that no motion of the whole symmetry turns within themselves, N(H)/H finite. The
 * flow keeps each of them, and a manifold of equilibria meets it in points: circles and tori, which bring nothing to
 * the degree in the whole space, are counted here.
 */
import { symmetricEigen } from '../../math/eigen.ts'
import { addMatrixVector } from '../../math/matvec.ts'
import type { Chart } from '../chart.ts'
import { within } from '../chart.ts'
import type { Flow } from '../flow.ts'
import type { FixedSpace } from '../symmetry/symmetry.ts'
import { dot, largest, plus } from '../vectors.ts'
import type { ChartGroup } from './chart-group.ts'
import { normaliserOf } from './slice-points.ts'

export interface Slice {
  readonly name: string
  /** z becomes its average over the subgroup, in place */
  project(z: Float64Array): void
  /** the same on the chart's numbers */
  confine(u: Float64Array): void
  /** what maps it to itself beside the representatives of the group's components */
  readonly normaliser: readonly ((u: Float64Array) => Float64Array)[]
}

/** Numbers of a chart up to which slices are sought. */
const most = 1200
/** Spaces that are looked at, and slices that are kept. */
const looked = 24
const kept = 12
/** Part of a velocity that aliasing may send out of a space. */
const KEPT = 1e-3
/** Relative square of what is round-off. */
const NONE = 1e-14

export function slicesOf(
  flow: Flow,
  chart: Chart,
  group: ChartGroup,
  spaces: readonly FixedSpace[],
): readonly Slice[] {
  if (chart.length > most) return []
  const generic = [1, 2].map((k) => genericIn(flow, chart, k))
  const seen: Float64Array[] = []
  const slices: Slice[] = []
  for (const { name, project } of spaces.slice(0, looked)) {
    if (slices.length >= kept) break
    const slice = { name, project, confine: onChart(flow, chart, project) }
    const inside = generic.map((u) => {
      const v = u.slice()
      slice.confine(v)
      return v
    })
    const [first] = inside
    const isNothing = largest(first!) <= 1e-9 * largest(generic[0]!)
    const isOld = seen.some((old) => largest(plus(old, first!, -1)) <= 1e-7 * largest(generic[0]!))
    // spaces are tried as starts, and may belong to motions that are none of this network's
    if (isNothing || isOld || !keeps(chart, slice, inside) || turnsWithin(chart, group, slice, inside))
      continue
    seen.push(first!)
    slices.push({ ...slice, normaliser: normaliserOf(chart, group, slice, first!) })
  }
  return slices
}

/** Numbers without a symmetry, on the harmonics that the network knows. */
function genericIn({ reduced, layout, length }: Flow, chart: Chart, k: number): Float64Array {
  const wave = (_: unknown, i: number) => Math.sin(k + 2.7 * i + 0.31 * i * i)
  if (chart.length < length) return Float64Array.from({ length: chart.length }, wave)
  const z = new Float64Array(length)
  const field = Float64Array.from({ length: layout.neurons }, wave)
  for (const [p, { state, rate, size, variables }] of layout.blocks.entries())
    for (let v = 0; v < variables; v++) {
      if (reduced.length > 0)
        reduced.expand(
          Float64Array.from({ length: reduced.length }, (_, i) => wave(_, i + 7 * v + p)),
          field,
        )
      z.set(field.subarray(rate, rate + size), state + v * size)
    }
  return z
}

function onChart(flow: Flow, chart: Chart, project: (z: Float64Array) => void): (u: Float64Array) => void {
  const confine = within(chart, project)
  const n = chart.length
  if (n === flow.length) return confine
  // P is symmetric: its columns are its rows
  const matrix = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    const unit = Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0))
    confine(unit)
    matrix.set(unit, j * n)
  }
  return (u) => {
    const out = new Float64Array(n)
    addMatrixVector(matrix, n, n, 0, n, u, 0, out, 0)
    u.set(out)
  }
}

/** Whether the flow keeps the space, up to aliasing. */
function keeps(chart: Chart, { confine }: Pick<Slice, 'confine'>, inside: readonly Float64Array[]): boolean {
  return inside.every((u) => {
    const velocity = new Float64Array(u.length)
    chart.evaluate(u, velocity)
    const own = velocity.slice()
    confine(own)
    return largest(plus(velocity, own, -1)) <= KEPT * largest(velocity)
  })
}

/** Whether some motion keeps the space and moves what lies in it: then orbits there are no points. */
function turnsWithin(
  { weights }: Chart,
  { dimension: d, derive }: ChartGroup,
  { confine }: Pick<Slice, 'confine'>,
  inside: readonly Float64Array[],
): boolean {
  if (d === 0) return false
  const moved = inside.map(derive)
  const left = moved.map((tangents) =>
    tangents.map((t) => {
      const v = t.slice()
      confine(v)
      return plus(t, v, -1)
    }),
  )
  const rank = (lists: readonly Float64Array[][]) => {
    const gram = new Float64Array(d * d)
    for (const list of lists)
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) gram[a * d + b]! += dot(weights, list[a]!, list[b]!)
    return symmetricEigen(gram, d).values
  }
  const size = Math.max(...rank(moved))
  const count = (values: Float64Array) => values.filter((x) => x > NONE ** 0.5 * size).length
  return count(rank(left)) < count(rank(moved))
}
