/**
 * The symmetry of the whole network and the manifold it makes, space by space: the group alone does not tell the
 * dimension, since kernels may commute with more than left translations.
 */
import { type Flow, flowOf } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import { newton } from '../../analysis/newton.ts'
import { type Symmetry, symmetryOf } from '../../analysis/symmetry/symmetry.ts'
import { dot as product } from '../../analysis/vectors.ts'
import { tangentSpace } from '../../analysis/walk.ts'
import { fillNormals } from '../../math/normal.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { typeset } from '../certificate/words.ts'
import { element, group, text } from '../svg.ts'
import { networkOf } from './made.ts'
import { extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const networks = [
  { name: 'SO(2)', space: { group: 'SO(2)', samples: 48 }, kernel: { spectrum: { 1: 2 } }, said: '2 on 1' },
  {
    name: 'T(2)',
    space: { group: 'T(2)', samples: [28, 28] },
    kernel: { spectrum: { '1,0': 2, '0,1': 2 } },
    said: '2 on 1,0 and 0,1',
  },
  { name: 'D(32)', space: { group: 'D(32)' }, kernel: { spectrum: { E1: 2 } }, said: '2 on E1' },
  {
    name: 'D(32)',
    space: { group: 'D(32)' },
    kernel: {
      spectrum: {
        E1: [
          [2, 0],
          [0, 1.5],
        ],
      },
    },
    said: 'diag(2, 1.5) on E1',
  },
  { name: 'sphere', space: { sphere: 2, degree: 12 }, kernel: { spectrum: { 1: 2 } }, said: '2 on 1' },
  { name: 'SO(3)', space: { group: 'SO(3)', degree: 10 }, kernel: { spectrum: { 1: 2 } }, said: '2 on 1' },
  {
    name: 'SO(3)',
    space: { group: 'SO(3)', degree: 10 },
    kernel: {
      spectrum: {
        1: [
          [2, 0, 0],
          [0, 1.7, 0],
          [0, 0, 1.4],
        ],
      },
    },
    said: 'diag(2, 1.7, 1.4) on 1',
  },
] as const

export const symmetryDimensionTable: NamedFigure = {
  name: 'symmetry-dimension-table',
  shows: 'symmetry, manifold and zero modes for SO(2), T2, D(n), the sphere and SO(3)',
  make,
}

interface Row {
  readonly words: readonly string[]
  readonly numbers: readonly number[]
}

const columns = ['dim G', 'dim of symmetry', 'dim of manifold', 'zero modes', 'pinning'] as const

async function make(): Promise<MadeFigure> {
  const rows: Row[] = []
  for (const { name, space, kernel, said } of networks) {
    const network = await networkOf({ space, kernel })
    const flow = flowOf(network)
    const symmetry = symmetryOf(flow)
    const state = attracting(flow, symmetry)
    const { dimension, topology, components } = symmetry.orbit(state)
    const pinning = pinningAt(flow, symmetry, state)
    const zero = 1e-7 + 2 * pinning
    const zeroModes = flow
      .linearise(state)
      .spectrum()
      .values.filter(({ re, im }) => Math.hypot(re, im) < zero).length
    const { group: whole, dimension: algebra } = symmetry.report
    const parent = network.populations[0]!.space.parent?.dimension ?? 0
    rows.push({
      words: [name, said, typeset(whole), typeset(components > 1 ? `${components} × ${topology}` : topology)],
      numbers: [parent, algebra, dimension, zeroModes, pinning],
    })
  }
  return {
    title: 'The manifold has the dimension of the whole symmetry modulo isotropy',
    caption:
      'Transfer erf; one run from a random start, then Newton; G acts by left translations, on the sphere by rotations. T(2): 28 × 28 neurons, sphere degree 12, SO(3) degree 10, SO(2): 48. ' +
      'Zero modes: eigenvalues below 10⁻⁷ and twice the pinning of the sample. Where a kernel commutes with right ' +
      `translations as well (D(32) and SO(3), scalar coefficients), the symmetry exceeds G. ${extendsAbstract}`,
    millimetres: 180,
    height: 34 + 15 * rows.length,
    arrays: {
      rows: table(
        rows.map(({ numbers }) => numbers),
        {
          axes: ['network', 'column'],
          units: 'count; pinning per time',
          meaning: `for ${rows.map(({ words }) => `${words[0]} with ${words[1]}: ${words[2]}, ${words[3]}`).join('; ')}`,
          labels: columns,
        },
      ),
    },
    draw: (theme) => drawing(rows, theme),
  }
}

/** Where a random start comes to rest. */
function attracting(flow: Flow, symmetry: Symmetry): Float64Array {
  const start = new Float64Array(flow.length)
  fillNormals(start, 0, flow.length, { seed: 1, replica: 0, step: 0, stream: 5 })
  const settled = integrate(flow.evaluate, start, 120, { tolerance: 1e-5 }).state
  const solved = newton(flow, settled, { tangents: (z) => symmetry.tangents(z) })
  if (!solved.converged) throw new Error(`${flow.network.populations[0]!.space.name}: ${solved.why}`)
  return solved.state
}

/** The largest size of J on a tangent direction. */
function pinningAt(flow: Flow, symmetry: Symmetry, state: Float64Array): number {
  const image = new Float64Array(flow.length)
  const linear = flow.linearise(state)
  const tangents = tangentSpace(flow, symmetry, state)
  const sizes = tangents.map((t) => {
    linear.apply(t, image)
    return Math.hypot(...tangents.map((s) => product(flow.weights, s, image)))
  })
  return Math.max(0, ...sizes)
}

const places = [
  { name: 'space', x: 0, end: false },
  { name: 'kernel', x: 44, end: false },
  { name: 'symmetry of the network', x: 126, end: false },
  { name: 'G', x: 272, end: true },
  { name: 'symmetry', x: 318, end: true },
  { name: 'manifold', x: 362, end: true },
  { name: 'zero modes', x: 418, end: true },
] as const

function drawing(rows: readonly Row[], theme: SheetTheme): string {
  const wide = innerWidth(180)
  const rule = (y: number, stroke: string) =>
    element('line', { x1: 0, x2: wide, y1: y, y2: y, stroke, 'stroke-width': 0.5 })
  const heads = [
    ...places.map(({ name, x, end }) =>
      text(x, 16, name, { fill: theme.quiet, ...(end ? { 'text-anchor': 'end' } : {}) }),
    ),
    text(300, 5, 'dimension of', { fill: theme.quiet, 'text-anchor': 'middle' }),
    text(wide, 16, 'topology', { fill: theme.quiet, 'text-anchor': 'end' }),
  ]
  return group({}, [
    ...heads,
    rule(22, theme.quiet),
    ...rows.flatMap(({ words, numbers }, i) => {
      const y = 35 + 15 * i
      const [parent, algebra, dimension, zeroModes] = numbers
      const counts = [parent, algebra, dimension, zeroModes].map((value, k) =>
        text(places[k + 3]!.x, y, String(value), {
          'text-anchor': 'end',
          fill: k === 2 || k === 3 ? theme.stability.attracting : theme.ink,
          ...(k === 1 && algebra! > parent! ? { 'font-weight': 600 } : {}),
        }),
      )
      return [
        ...[0, 1, 2].map((k) =>
          text(places[k]!.x, y, words[k]!, { fill: k === 1 ? theme.quiet : theme.ink }),
        ),
        ...counts,
        text(wide, y, words[3]!, { 'text-anchor': 'end', fill: theme.stability.attracting }),
        ...(i + 1 < rows.length ? [rule(y + 4.5, theme.rule)] : []),
      ]
    }),
  ])
}
