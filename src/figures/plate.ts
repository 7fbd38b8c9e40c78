/**
 * The picture of a run, as a plate: the manifold first and large, order parameters and position beside it,
 * activity over time below. Plain data in, SVG text out; 180 mm wide.
 */
import type { RecordedArray } from '../engine/recording.ts'
import type { Space } from '../spaces/space.ts'
import { cyclic, type Rgb } from './colour.ts'
import { activityHeight, activityKind, activityPanel } from './fields.ts'
import { manifoldPanel } from './manifold.ts'
import { type Box, cyclicKey } from './panel.ts'
import { coordinatesOf, type OrderBasis, type Projection, pictureBasis, projectionOf } from './projection.ts'
import { energyPanel, orderPanel, phasePanel, speedPanel } from './side.ts'
import { element, escaped, group, length, text } from './svg.ts'
import { pageWidth, pointsPerMillimetre, type Theme } from './theme.ts'

export interface PlatePopulation {
  readonly name: string
  readonly space: Space
  /** the irreps that its kernels speak of */
  readonly labels: readonly string[]
  /** first state variable at the end, [replicas, N] */
  readonly final: Float64Array
  readonly replicas: number
  /** [time, replica, neuron] */
  readonly activity: RecordedArray | null
  /** [time, replica, label] */
  readonly order: RecordedArray | null
}

export interface Plate {
  readonly title: string
  /** what was run, in a line */
  readonly subtitle: string
  readonly times: Float64Array
  readonly populations: readonly PlatePopulation[]
  /** [time, replica] */
  readonly energy: RecordedArray | null
}

const margin = 16
const inner = pageWidth - 2 * margin
const sideWidth = 186
const gutter = 20
const mainHeight = 272

/** SVG text of the whole plate. */
export function drawPlate(plate: Plate, theme: Theme): string {
  const main = plate.populations[0]!
  const parts: string[] = [
    text(margin, 25, plate.title, { fill: theme.ink, 'font-size': 13, 'font-weight': 600 }),
  ]
  let head = 37.5
  for (const line of fitted(plate.subtitle, inner)) {
    parts.push(text(margin, head, line, { fill: theme.quiet }))
    head += 10.5
  }
  parts.push(rule(head - 2, theme))
  const top = head + 10
  const basis = pictureBasis(main.space, main.labels, main.final, main.replicas)
  const stage = { x: margin, y: top, width: inner - sideWidth - gutter, height: mainHeight }
  const side = { x: margin + inner - sideWidth, y: top, width: sideWidth, height: mainHeight }
  let colours: readonly Rgb[] = []
  let drawn: Drawn | null = null
  if (basis.columns > 0) {
    drawn = manifoldOf(main, basis, plate.times)
    const { projection, finals } = drawn
    colours = finals.map((order) => projection.colour(order, theme.name))
    parts.push(stagePanel(stage, main, drawn, colours, theme))
  }
  const beside = sidePanels(side, plate, main, drawn, colours, theme)
  const still = beside.length === 0 && activityKind(main.space) !== 'heat'
  parts.push(...(still ? [stillPanel(side, main, theme)] : beside))
  let y = top + mainHeight + 14
  for (const population of plate.populations.slice(0, 3)) {
    const { activity } = population
    if (still && population === main) continue
    const film = activityKind(population.space) !== 'heat'
    if (activity === null ? !film : plate.times.length < 2) continue
    const height = activityHeight(population.space, inner)
    parts.push(rule(y, theme))
    const several = plate.populations.length > 1
    parts.push(
      activityPanel(
        { x: margin, y: y + 12, width: inner, height },
        {
          name: `${several ? `${population.name}: ` : ''}${activity === null ? 'final state' : 'activity'}`,
          space: population.space,
          ...(activity === null
            ? { times: null, values: population.final }
            : { times: plate.times, values: firstReplica(activity) }),
          replicas: population.replicas,
        },
        theme,
      ),
    )
    y += height + 24
  }
  return page(y + 2, parts, plate, theme)
}

function page(height: number, parts: readonly string[], plate: Plate, theme: Theme): string {
  const millimetres = (points: number) => `${length(points / pointsPerMillimetre)}mm`
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: millimetres(pageWidth),
      height: millimetres(height),
      viewBox: `0 0 ${length(pageWidth)} ${length(height)}`,
      'font-family': 'Inter, "Helvetica Neue", Arial, sans-serif',
      'font-size': 8,
      'font-feature-settings': '"tnum"',
      role: 'img',
    },
    element('title', {}, escaped(plate.title)),
    element('rect', { width: pageWidth, height, fill: theme.paper }),
    ...parts,
  )}\n`
}

/** Broken at its middle dots into lines that fit; 8-point Inter takes 4.2 points a character. */
function fitted(subtitle: string, width: number): string[] {
  const lines: string[] = []
  for (const part of subtitle.split(' · ')) {
    const longer = `${lines.at(-1)} · ${part}`
    if (lines.length > 0 && longer.length * 4.2 <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

function rule(y: number, theme: Theme): string {
  return element('line', {
    x1: margin,
    x2: pageWidth - margin,
    y1: y,
    y2: y,
    stroke: theme.rule,
    'stroke-width': 0.5,
  })
}

interface Drawn {
  readonly basis: OrderBasis
  readonly projection: Projection
  readonly finals: readonly Float64Array[]
  readonly points: Float64Array
  readonly trails: readonly { readonly point: number; readonly vertices: Float64Array }[]
}

const mostTrails = 96
const mostVertices = 90

function manifoldOf(population: PlatePopulation, basis: OrderBasis, times: Float64Array): Drawn {
  const { replicas, final, activity } = population
  const N = basis.size
  const finals = Array.from({ length: replicas }, (_, r) => coordinatesOf(basis, final, r * N))
  const projection = projectionOf(basis, finals)
  const points = new Float64Array(3 * replicas)
  finals.forEach((order, r) => {
    projection.project(order, points, r)
  })
  const trails: { point: number; vertices: Float64Array }[] = []
  if (activity !== null && times.length > 1) {
    const frames = spread(times.length, mostVertices, 1.8)
    for (const r of spread(replicas, mostTrails, 1)) {
      const vertices = new Float64Array(3 * frames.length)
      frames.forEach((frame, i) => {
        const order = coordinatesOf(basis, activity.data, (frame * replicas + r) * N)
        projection.project(order, vertices, i)
      })
      trails.push({ point: r, vertices })
    }
  }
  return { basis, projection, finals, points, trails }
}

/** At most `most` indices of 0 ... count - 1, ends included, denser at the start when power > 1. */
function spread(count: number, most: number, power: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  const chosen = new Set<number>()
  for (let i = 0; i < most; i++) chosen.add(Math.round((count - 1) * (i / (most - 1)) ** power))
  return [...chosen]
}

function stagePanel(
  box: Box,
  population: PlatePopulation,
  drawn: Drawn,
  colours: readonly Rgb[],
  theme: Theme,
): string {
  const { projection } = drawn
  const key = projection.cyclic
    ? group({}, [
        cyclicKey([box.x + 11, box.y + box.height - 13], 8, (angle) => cyclic(angle, theme.name)),
        text(box.x + 25, box.y + box.height - 10.2, 'phase', { fill: theme.quiet }),
      ])
    : ''
  const count = population.replicas
  const remark = `${projection.how}; ${count === 1 ? 'one replica' : `${count} replicas`}`
  return (
    manifoldPanel(
      box,
      {
        title: 'final states',
        remark,
        points: drawn.points,
        colours,
        trails: drawn.trails,
        axes: projection.axes,
        guides: projection.guides,
        eye: projection.eye,
      },
      theme,
    ) + key
  )
}

function sidePanels(
  box: Box,
  plate: Plate,
  main: PlatePopulation,
  drawn: Drawn | null,
  colours: readonly Rgb[],
  theme: Theme,
): string[] {
  const { times, energy } = plate
  if (times.length < 3) return []
  const panels: ((place: Box) => string)[] = []
  if (main.order !== null) panels.push(orderPanel(times, main.order, theme))
  const hasPhase = drawn !== null && drawn.projection.phase(drawn.finals[0]!) !== null
  if (main.activity !== null && drawn !== null && hasPhase)
    panels.push(phasePanel(times, main.activity, drawn.basis, drawn.projection, colours, theme))
  if (energy !== null && panels.length < 2) panels.push(energyPanel(times, energy, theme))
  if (main.activity !== null && panels.length < 2)
    panels.push(speedPanel(times, main.activity, colours, theme))
  const gap = 16
  const height = (box.height - gap) / (panels.length === 1 ? 1.6 : 2)
  return panels.map((panel, i) => panel({ ...box, y: box.y + i * (height + gap), height }))
}

/** Where nothing was recorded over time: the final state of the first replica, large. */
function stillPanel(box: Box, population: PlatePopulation, theme: Theme): string {
  const { space, final, replicas } = population
  const shown = { name: 'final state', space, times: null, values: final, replicas, most: 1 }
  return activityPanel({ ...box, height: box.width + 30 }, shown, theme)
}

function firstReplica(array: RecordedArray): Float64Array {
  const [frames, replicas, size] = [array.shape[0]!, array.shape[1]!, array.shape[2]!]
  const values = new Float64Array(frames * size)
  for (let f = 0; f < frames; f++)
    values.set(array.data.subarray(f * replicas * size, f * replicas * size + size), f * size)
  return values
}
