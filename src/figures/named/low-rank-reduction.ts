/**
 * A convolution with few irreps is a low-rank matrix: as many singular values as basis columns, the same trajectory
 * from R numbers as from N, and a spectrum of the Jacobian that is R eigenvalues beside -1/tau.
 */
import { type Flow, flowOf } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import { largest, plus } from '../../analysis/vectors.ts'
import { eigenvalues } from '../../math/eigenvalues.ts'
import { fillNormals } from '../../math/normal.ts'
import { symmetricEigenvalues } from '../../math/symmetric-eigenvalues.ts'
import { denseMatrix } from '../../model/couplings.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group, polyline } from '../svg.ts'
import { dot, label, placed, plot, scientific } from './axes.ts'
import { networkOf } from './made.ts'
import { column, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const side = 11
const times = Array.from({ length: 61 }, (_, k) => k * 0.4)

export const lowRankReduction: NamedFigure = {
  name: 'low-rank-reduction',
  shows: 'singular values of a convolution, full against reduced trajectory, full against reduced spectrum',
  make,
}

interface Shown {
  readonly singular: Float64Array
  readonly rank: number
  readonly full: readonly Float64Array[]
  readonly reduced: readonly Float64Array[]
  readonly dense: Float64Array
  readonly values: Float64Array
}

async function make(): Promise<MadeFigure> {
  const network = await networkOf({
    space: { group: 'T(2)', samples: [side, side], lattice: 'hexagonal' },
    kernel: { spectrum: { '1,0': 2, '0,1': 2, '1,-1': 1.6 } },
  })
  const flow = flowOf(network)
  const { coupling } = network.connections[0]!
  if (coupling.kind !== 'kernel') throw new Error('the connection is no kernel')
  const N = flow.length
  const R = flow.reduced.length
  // symmetric, and of equal weights: singular values are sizes of eigenvalues
  const singular = symmetricEigenvalues(denseMatrix(coupling.kernel), N).map(Math.abs).sort().reverse()
  const start = new Float64Array(R)
  fillNormals(start, 0, R, { seed: 3, replica: 0, step: 0, stream: 5 })
  const { full, reduced, end, difference } = trajectories(
    flow,
    start.map((u) => 0.8 * u),
  )
  const at = flow.linearise(end)
  const dense = eigenvalues(at.dense(), N).re.sort().reverse()
  const values = Float64Array.from(at.spectrum().values, ({ re }) => re)
  const shown: Shown = { singular, rank: coupling.kernel.rank, full, reduced, dense, values }
  return {
    title: `A convolution on ${N} neurons that is ${R} equations`,
    caption:
      `T(2), hexagonal, ${side} × ${side} neurons, transfer erf, coefficients 2, 2, 1.6 on 1,0; 0,1; 1,−1. Left: singular values of the ` +
      `${N} × ${N} matrix; ${coupling.kernel.rank} are not round-off. Middle: coordinates of a trajectory of all ${N} neurons (lines) and of the ${R} ` +
      `reduced equations (dots), which differ by ${scientific(difference)} at most. Right: eigenvalues of the Jacobian where it ends, ` +
      `dense (rings) and reduced (dots); the other ${N - R} are −1.`,
    millimetres: 180,
    height: 165,
    arrays: {
      singular: column(singular, 'rank', 'input per rate', 'singular values of the matrix, descending'),
      time: column(times, 'time', 'time constants', 'times of the trajectories'),
      full: table(full, {
        axes: ['time', 'column'],
        units: 'state',
        meaning: 'E^T w x of the trajectory of all neurons',
      }),
      reduced: table(reduced, {
        axes: ['time', 'column'],
        units: 'state',
        meaning: "u of tau u' = -u + K E^T w phi(E u)",
      }),
      denseEigenvalues: column(
        dense,
        'eigenvalue',
        '1/time',
        'eigenvalues of the dense Jacobian, real parts, descending',
      ),
      reducedEigenvalues: column(values, 'eigenvalue', '1/time', 'eigenvalues of the reduced Jacobian'),
    },
    draw: (theme) => drawing(shown, theme),
  }
}

/** The same start in all neurons and in coordinates alone, each integrated by itself. */
function trajectories(flow: Flow, start: Float64Array) {
  const { reduced: space, length: N } = flow
  const state = new Float64Array(N)
  const velocity = new Float64Array(N)
  const reducedFlow = (u: Float64Array, out: Float64Array) => {
    space.expand(u, state)
    flow.evaluate(state, velocity)
    out.set(space.coordinates(velocity))
  }
  let z = new Float64Array(N)
  space.expand(start, z)
  let u = start
  const [full, reduced] = [[start], [start]]
  let difference = 0
  for (let k = 1; k < times.length; k++) {
    const lasting = times[k]! - times[k - 1]!
    z = integrate(flow.evaluate, z, lasting, { tolerance: 1e-11 }).state.slice()
    u = integrate(reducedFlow, u, lasting, { tolerance: 1e-11 }).state.slice()
    full.push(space.coordinates(z))
    reduced.push(u)
    difference = Math.max(difference, largest(plus(full[k]!, u, -1)))
  }
  return { full, reduced, end: z, difference }
}

function drawing({ singular, rank, full, reduced, dense, values }: Shown, theme: SheetTheme): string {
  const gap = 18
  const width = (innerWidth(180) - 2 * gap) / 3
  const place = (k: number) => ({ x: k * (width + gap), y: 0, width, height: 165 })
  const N = singular.length
  const floor = 1e-18
  const numbers = [1, 10, 100].map((n) => [n, String(n)] as const)
  const first = plot(
    place(0),
    'matrix',
    { domain: [0.8, 1.2 * N], log: true, name: 'number', marks: numbers },
    { domain: [floor, 10], log: true, name: 'singular value', count: 4 },
    theme,
  )
  const reach = Math.ceil(full.reduce((most, u) => Math.max(most, largest(u)), 0) * 2) / 2
  const second = plot(
    place(1),
    'trajectory',
    { domain: [0, times.at(-1)!], name: 't / τ', count: 4 },
    { domain: [-reach, reach], name: 'coordinates u' },
    theme,
  )
  const third = plot(
    place(2),
    'spectrum',
    { domain: [0.8, 1.2 * N], log: true, name: 'number', marks: numbers },
    { domain: [-1.15, 0.15], name: 'Re λ · τ' },
    theme,
  )
  const ink = series(0, theme.name)
  const columns = Array.from(full[0]!.keys())
  const shownDots = times.map((_, k) => k).filter((k) => k % 5 === 0)
  return group({ fill: 'none' }, [
    first.frame,
    ...Array.from(singular, (value, k) =>
      dot(
        [first.x(k + 1), first.y(Math.max(floor, value))],
        k < rank ? 2 : 1.1,
        k < rank ? ink : theme.quiet,
      ),
    ),
    label([first.x(rank) + 7, first.y(singular[0]!) + 3], `${rank} of ${N}`, ink, theme),
    second.frame,
    ...columns.map((j) =>
      element('path', {
        d: polyline(
          placed(
            second,
            times,
            full.map((u) => u[j]!),
          ),
        ),
        stroke: series(j, theme.name),
        'stroke-width': 1,
      }),
    ),
    ...columns.flatMap((j) =>
      shownDots.map((k) => dot([second.x(times[k]!), second.y(reduced[k]![j]!)], 1.6, series(j, theme.name))),
    ),
    third.frame,
    ...Array.from(dense, (value, k) => dot([third.x(k + 1), third.y(value)], 2.6, theme.quiet, theme)),
    ...Array.from(values, (value, k) => dot([third.x(k + 1), third.y(value)], 1.6, ink)),
    label([third.x(values.length) + 7, third.y(values[2]!) + 3], `${values.length} reduced`, ink, theme),
    label([third.x(25), third.y(-1) - 6], `${N - values.length} at −1/τ`, theme.quiet, theme, 'middle'),
  ])
}
