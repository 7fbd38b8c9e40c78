/**
 * How many directions within a slice an equilibrium is unstable in. The Jacobian commutes with the projection on the
 * slice: on a chart of few numbers it is compressed there, elsewhere its unstable eigenvectors are projected.
 */
import { eigenvalues } from '../../math/eigenvalues.ts'
import type { Chart } from '../chart.ts'
import type { Flow } from '../flow.ts'
import { inner, norm, orthonormal } from '../vectors.ts'
import { ZERO } from '../walk.ts'
import type { Slice } from './slices.ts'

/** A place where no eigenvalue is likely to lie, from which (J - s)^-1 is taken. */
const SHIFT = 0.0371862

/** null where it cannot be told: close to a bifurcation, for a defective Jacobian, or neurons unstable on their own */
export function indexIn(flow: Flow, chart: Chart, slice: Slice, u: Float64Array): number | null {
  return chart.length === flow.length ? ofStates(flow, slice, u) : ofCoordinates(chart, slice, u)
}

function ofCoordinates(chart: Chart, { confine }: Slice, u: Float64Array): number | null {
  const n = chart.length
  const units = Array.from({ length: n }, (_, j) => {
    const unit = Float64Array.from({ length: n }, (__, i) => (i === j ? 1 : 0))
    confine(unit)
    return unit
  })
  const basis = orthonormal(chart.weights, units, 1e-6)
  const m = basis.length
  const jacobian = chart.linearise(u)
  const inverse = new Float64Array(m * m)
  for (const [j, q] of basis.entries()) {
    const solved = jacobian.solve(q, { shift: SHIFT })
    if (solved === null) return null
    for (const [i, p] of basis.entries()) inverse[i * m + j] = inner(p, solved.x)
  }
  const { re, im } = eigenvalues(inverse, m)
  let unstable = 0
  for (let k = 0; k < m; k++) {
    const growth = SHIFT + re[k]! / (re[k]! ** 2 + im[k]! ** 2)
    if (Math.abs(growth) < ZERO) return null
    if (growth > 0) unstable++
  }
  return unstable
}

function ofStates(flow: Flow, { project }: Slice, z: Float64Array): number | null {
  const spectrum = flow.linearise(z).spectrum()
  if (spectrum.rest.some(({ re }) => re > ZERO)) return null
  const unstable = spectrum.values.filter(({ re }) => re > ZERO).length
  const vectors = Array.from({ length: unstable }, (_, i) => spectrum.vector(i)).flatMap(({ re, im }) =>
    im === null ? [re] : [re, im],
  )
  if (orthonormal(flow.weights, vectors, 1e-6).length < unstable) return null
  const inside = vectors.map((v) => {
    const own = v.slice()
    project(own)
    return own
  })
  const longest = Math.max(0, ...inside.map((v) => norm(flow.weights, v)))
  return longest < 1e-4 ? 0 : orthonormal(flow.weights, inside, 1e-5).length
}
