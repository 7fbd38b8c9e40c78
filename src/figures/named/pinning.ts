/**
 * A finite sample pins the bump: the tangent eigenvalue that the group would make zero, against the number of
 * neurons. Smooth transfers lose it exponentially, kinks algebraically.
 */
import { flowOf } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import { newton } from '../../analysis/newton.ts'
import { symmetryOf } from '../../analysis/symmetry/symmetry.ts'
import { dot as product } from '../../analysis/vectors.ts'
import { tangentSpace } from '../../analysis/walk.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group, polyline } from '../svg.ts'
import { dot, label, placed, plot } from './axes.ts'
import { networkOf } from './made.ts'
import { column, extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const neurons = [6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192]
const places = 9
const roundOff = 1e-14
const transfers = [
  { name: 'erf', transfer: 'erf', spectrum: { 1: 2 }, input: 0 },
  { name: 'tanh', transfer: 'tanh', spectrum: { 1: 2 }, input: 0 },
  { name: 'softplus', transfer: 'softplus', spectrum: { 0: -3, 1: 2.2 }, input: 6 },
  { name: 'relu', transfer: 'relu', spectrum: { 0: -3, 1: 2.2 }, input: 1 },
] as const

export const pinning: NamedFigure = {
  name: 'pinning',
  shows: 'the tangent eigenvalue of a ring of N neurons, for smooth and kinked transfers',
  make,
}

async function make(): Promise<MadeFigure> {
  const rows: Float64Array[] = []
  for (const given of transfers) {
    const row = new Float64Array(neurons.length)
    for (const [k, n] of neurons.entries()) row[k] = await pinnedAt(n, given)
    rows.push(row)
  }
  const labels = transfers.map(({ name }) => name)
  return {
    title: 'How firmly N neurons pin a bump',
    caption:
      `C(N) for even N from ${neurons[0]} to ${neurons.at(-1)}; coefficient 2 on label 1 for erf and tanh; −3 on 0 and 2.2 on 1 for softplus (input 6) and relu (input 1). The largest tangent eigenvalue in size over ${places} places ` +
      `of the bump between two neurons, transverse equations solved. What is below 10⁻¹⁴ is round-off. ${extendsAbstract}`,
    millimetres: 85,
    height: 190,
    arrays: {
      neurons: column(neurons, 'N', 'neurons', 'N'),
      pinning: table(rows, {
        axes: ['transfer', 'N'],
        units: '1/time',
        meaning: `largest |tangent eigenvalue| for the transfers ${labels.join(', ')}`,
      }),
    },
    draw: (theme) => drawing(rows, labels, theme),
  }
}

/** NaN where the ring has no bump. */
async function pinnedAt(
  n: number,
  { transfer, spectrum, input }: (typeof transfers)[number],
): Promise<number> {
  const network = await networkOf({ space: { group: `C(${n})` }, kernel: { spectrum }, transfer, input })
  const flow = flowOf(network)
  const symmetry = symmetryOf(flow)
  const theta = network.populations[0]!.space.coordinates.get('theta')!
  const settled = integrate(
    flow.evaluate,
    theta.map((t) => Math.cos(t)),
    80,
    { tolerance: 1e-7 },
  ).state
  let most = Number.NaN
  for (let k = 0; k < places; k++) {
    const start = symmetry.move([(2 * Math.PI * (k + 0.31)) / (n * places)], settled)
    const tangents = (z: Float64Array) => tangentSpace(flow, symmetry, z)
    const solved = newton(flow, start, { tangents })
    if (!solved.converged) continue
    const along = tangents(solved.state)[0]
    if (along === undefined) continue
    const image = new Float64Array(n)
    flow.linearise(solved.state).apply(along, image)
    const size = Math.abs(product(flow.weights, along, image))
    if (!(size <= most)) most = size
  }
  return most
}

function drawing(rows: readonly Float64Array[], names: readonly string[], theme: SheetTheme): string {
  const floor = 1e-18
  const panel = plot(
    { x: 0, y: 0, width: innerWidth(85) - 30, height: 190 },
    'tangent eigenvalue',
    {
      domain: [5, 230],
      log: true,
      name: 'neurons N',
      marks: [6, 12, 24, 48, 96, 192].map((n) => [n, String(n)] as const),
    },
    { domain: [floor, 1], log: true, name: '|λ| · τ', count: 4 },
    theme,
  )
  // below the elbow of what falls to round-off, else at the end
  const named = rows.map((row, k) => {
    const elbow = row.findIndex((value) => value < roundOff)
    const ink = series(k, theme.name)
    if (elbow < 0)
      return label([panel.x(neurons.at(-1)!) + 6, panel.y(row.at(-1)!) + 2.9], names[k]!, ink, theme)
    const anchor = (['end', 'middle', 'start'] as const)[k] ?? 'start'
    const aside = [2, 2, -3][k] ?? 0
    return label([panel.x(neurons[elbow]!) + aside, panel.y(floor) - 6], names[k]!, ink, theme, anchor)
  })
  return group({ fill: 'none' }, [
    panel.frame,
    ...rows.flatMap((row, k) => {
      const ink = series(k, theme.name)
      const shown = row.map((value) => Math.max(floor, value))
      return [
        element('path', { d: polyline(placed(panel, neurons, shown)), stroke: ink, 'stroke-width': 1 }),
        ...neurons.flatMap((n, i) =>
          Number.isFinite(shown[i]!) ? [dot([panel.x(n), panel.y(shown[i]!)], 1.8, ink)] : [],
        ),
      ]
    }),
    ...named,
  ])
}
