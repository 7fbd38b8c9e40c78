/**
 * The picture of a run, as a plate: the manifold first and large, order parameters and position beside it,
 * activity over time below; then the other populations. Plain data in, SVG text out; 180 mm wide.
 */
import type { RecordedArray } from '../engine/recording.ts'
import type { Space } from '../spaces/space.ts'
import { activityHeight, activityKind, activityPanel } from './fields.ts'
import type { Box } from './panel.ts'
import {
  type AngleOverTime,
  energyPanel,
  orderPanel,
  positionPanel,
  type SidePanel,
  speedPanel,
} from './side.ts'
import {
  type FiredOverTime,
  intervalsPanel,
  populationRatePanel,
  rasterHeight,
  rasterPanel,
} from './spikes.ts'
import { type Stage, stageOf, stagePanel } from './stage.ts'
import { element, escaped, length, text } from './svg.ts'
import { pageWidth, pointsPerMillimetre, type Theme } from './theme.ts'
import { broken, cut, widthOf } from './type.ts'

/** More than two lines hold: what follows is never drawn, so never measured. */
const mostTitle = 400

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
  /** the angles of its position, where it has such and they are known over time */
  readonly angles: readonly AngleOverTime[]
  /** where its spikes were recorded */
  readonly fired?: FiredOverTime | null
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
const stageHeight = 272
const sidePanelHeight = 80
const gap = 16
const mostPopulations = 3

/** A piece of the plate that begins at y. */
interface Piece {
  readonly height: number
  readonly parts: readonly string[]
}

/** SVG text of the whole plate. */
export function drawPlate(plate: Plate, theme: Theme): string {
  const parts: string[] = []
  let y = 25
  for (const line of broken(plate.title.slice(0, mostTitle), 13, inner, 2)) {
    parts.push(text(margin, y, line, { fill: theme.ink, 'font-size': 13, 'font-weight': 600 }))
    y += 16
  }
  y = Math.max(y, 41) - 3.5
  for (const line of fitted(plate.subtitle, inner)) {
    parts.push(text(margin, y, line, { fill: theme.quiet }))
    y += 10.5
  }
  parts.push(rule(y - 2, theme))
  y += 10
  const shown = plate.populations.slice(0, mostPopulations)
  const several = plate.populations.length > 1
  shown.forEach((population, index) => {
    const top = y
    if (several) y += 15
    const pieces = index === 0 ? mainPieces : otherPieces
    for (const draw of pieces(population, plate, theme)) {
      const { height, parts: drawn } = draw(y)
      if (drawn.length === 0) continue
      parts.push(...drawn)
      y += height
    }
    if (!several) return
    parts.push(text(margin, top + 6, population.name, heading(theme)))
    if (index + 1 < shown.length) {
      parts.push(rule(y, theme))
      y += 12
    }
  })
  if (shown.length < plate.populations.length) {
    const note = `${shown.length} of ${plate.populations.length} populations are drawn`
    parts.push(text(margin, y + 6, note, { fill: theme.quiet }))
    y += 14
  }
  return page(y + 2, parts, plate, theme)
}

const heading = (theme: Theme) => ({ fill: theme.ink, 'font-size': 10, 'font-weight': 600 })

type Pieces = (population: PlatePopulation, plate: Plate, theme: Theme) => ((y: number) => Piece)[]

/** The first population: its stage, what stands beside it, its activity. */
const mainPieces: Pieces = (main, plate, theme) => {
  const stage = stageOf(main, plate.times, theme)
  const panels = sidePanels(plate, main, stage, theme)
  const still = panels.length === 0 && activityKind(main.space) !== 'heat'
  return [
    (y) => {
      if (stage === null) return row(y, panels, 112)
      const height = Math.max(stageHeight, panels.length * (sidePanelHeight + gap) - gap)
      const beside = { x: margin + inner - sideWidth, y, width: sideWidth, height }
      const alone = panels.length === 0 && !still
      const width = alone ? inner : inner - sideWidth - gutter
      return {
        height: height + 14,
        parts: [
          stagePanel({ x: margin, y, width, height }, stage, main.replicas, theme),
          ...(still ? [stillPanel(beside, main, theme)] : column(beside, panels)),
        ],
      }
    },
    (y) => (still && stage !== null ? nothing : activityOverTime(y, main, plate, theme, stage !== null)),
    ...firedPieces(main, theme),
  ]
}

/** Another population: its activity, and its order parameters and position in a row. */
const otherPieces: Pieces = (population, plate, theme) => [
  (y) => activityOverTime(y, population, plate, theme, false),
  ...firedPieces(population, theme),
  (y) => {
    const { times } = plate
    if (times.length < 3) return nothing
    const { replicas, order, angles } = population
    // Its colours only: no ways, which would have to be projected.
    const colours = stageOf(population, new Float64Array(0), theme)?.colours ?? []
    return row(
      y,
      [
        ...(order === null ? [] : [orderPanel(times, order, theme)]),
        ...angles.slice(0, 2).map((angle) => positionPanel(times, angle, replicas, colours, theme)),
      ],
      88,
    )
  },
]

/** Every spike, and below it the rate and the intervals. */
function firedPieces({ fired }: PlatePopulation, theme: Theme): ((y: number) => Piece)[] {
  if (fired == null || fired.trains.replica.length === 0) return []
  const height = rasterHeight(fired.space)
  return [
    (y) => {
      const panel = rasterPanel({ x: margin, y, width: inner, height }, fired, theme)
      return { height: height + 12, parts: [panel] }
    },
    (y) => {
      const intervals = intervalsPanel(fired, theme)
      return row(y, [populationRatePanel(fired, theme), ...(intervals === null ? [] : [intervals])], 88)
    },
  ]
}

const nothing: Piece = { height: 0, parts: [] }

/** Under each other, their times aligned. */
function column(box: Box, panels: readonly SidePanel[]): string[] {
  const room = Math.max(...panels.map((panel) => panel.room))
  const share = panels.length === 1 ? 1.6 : panels.length
  const height = (box.height - gap * (Math.ceil(share) - 1)) / share
  return panels.map((panel, i) => panel.draw({ ...box, y: box.y + i * (height + gap), height }, room))
}

/** Beside each other, two or three to the page's width. */
function row(y: number, panels: readonly SidePanel[], height: number): Piece {
  if (panels.length === 0) return nothing
  const room = Math.max(...panels.map((panel) => panel.room))
  const across = Math.max(2, panels.length)
  const width = (inner - gutter * (across - 1)) / across
  const place = (i: number) => ({ x: margin + i * (width + gutter), y, width, height })
  return { height: height + 12, parts: panels.map((panel, i) => panel.draw(place(i), room)) }
}

function activityOverTime(
  y: number,
  population: PlatePopulation,
  { times }: Plate,
  theme: Theme,
  ruled: boolean,
): Piece {
  const { space, activity, final, replicas } = population
  const film = activityKind(space) !== 'heat'
  if (activity === null ? !film : times.length < 2) return nothing
  const height = activityHeight(space, inner, ruled)
  const gone = ruled ? 12 : 0
  const shown =
    activity === null
      ? { name: 'final state', space, times: null, values: final, replicas }
      : { name: 'activity', space, times, values: firstReplica(activity), replicas }
  const panel = activityPanel({ x: margin, y: y + gone, width: inner, height }, shown, theme)
  return { height: height + gone + 12, parts: [...(ruled ? [rule(y, theme)] : []), panel] }
}

function sidePanels(plate: Plate, main: PlatePopulation, stage: Stage | null, theme: Theme): SidePanel[] {
  const { times, energy } = plate
  if (times.length < 3) return []
  const colours = stage?.colours ?? []
  const panels: SidePanel[] = []
  if (main.order !== null) panels.push(orderPanel(times, main.order, theme))
  if (stage !== null)
    for (const angle of main.angles.slice(0, 3))
      panels.push(positionPanel(times, angle, main.replicas, colours, theme))
  if (energy !== null) panels.push(energyPanel(times, energy, theme))
  if (main.activity !== null && panels.length < 2)
    panels.push(speedPanel(times, main.activity, colours, theme))
  return panels
}

/** Where nothing was recorded over time: the final state of the first replica, large. */
function stillPanel(box: Box, population: PlatePopulation, theme: Theme): string {
  const { space, final, replicas } = population
  const shown = { name: 'final state', space, times: null, values: final, replicas, most: 1 }
  return activityPanel({ ...box, height: box.width + 30 }, shown, theme)
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

/** Broken at its middle dots into lines that fit. */
function fitted(subtitle: string, width: number): string[] {
  const lines: string[] = []
  for (const part of subtitle.split(' · ')) {
    const longer = `${lines.at(-1)} · ${part}`
    if (lines.length > 0 && widthOf(longer, 8) <= width) lines[lines.length - 1] = longer
    else lines.push(cut(part, 8, width))
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

function firstReplica(array: RecordedArray): Float64Array {
  const [frames, replicas, size] = [array.shape[0]!, array.shape[1]!, array.shape[2]!]
  const values = new Float64Array(frames * size)
  for (let f = 0; f < frames; f++)
    values.set(array.data.subarray(f * replicas * size, f * replicas * size + size), f * size)
  return values
}
