/** What a population fired, over time: every spike as a dot, its rate, and the intervals between spikes. */
import { intervalsIn, intervalsOf } from '../engine/observables/intervals.ts'
import { smoothedRate } from '../engine/observables/smoothing.ts'
import type { SpikeTrains } from '../engine/spiking/spikes.ts'
import { grouped } from '../engine/units.ts'
import type { Space } from '../spaces/space.ts'
import { type Rgb, rgbOf, series } from './colour.ts'
import { rowsOf } from './fields.ts'
import { axisLeft, type Box, caption, timeAxis } from './panel.ts'
import { image, pngAddress } from './raster.ts'
import { linearScale, printed } from './scale.ts'
import { type SidePanel, side } from './side.ts'
import { element, group } from './svg.ts'
import type { Theme } from './theme.ts'
import { widthOf } from './type.ts'

export interface FiredOverTime {
  readonly space: Space
  readonly copies: number
  readonly trains: SpikeTrains
  readonly replicas: number
  /** steps done, and their length */
  readonly steps: number
  readonly dt: number
}

/** So many dots are drawn one by one; more become a picture. */
const mostDots = 4000
const cellsPerPoint = 2

/** A dot for every spike of the first replica; the copies of a site share its row. */
export function rasterPanel(box: Box, fired: FiredOverTime, theme: Theme): string {
  const { space, copies, trains, replicas, steps, dt } = fired
  const { order, marks } = rowsOf(space)
  const rows = order.length
  const rowOf = new Int32Array(rows)
  for (const [row, site] of order.entries()) rowOf[site] = row
  const shown = ofFirstReplica(trains)
  const left = Math.max(22, 8 + Math.max(...marks.map(([, name]) => widthOf(name, 8))))
  const plot = { x: box.x + left, y: box.y + 16, width: box.width - left, height: box.height - 32 }
  const x = linearScale([0, steps * dt], [plot.x, plot.x + plot.width])
  const y = linearScale([0, rows], [plot.y + plot.height, plot.y])
  const places = (draw: (time: number, row: number) => void) => {
    for (let k = 0; k < shown; k++) draw(trains.step[k]! * dt, rowOf[trains.neuron[k]! % rows]! + 0.5)
  }
  const remark = [
    `${grouped(shown)} ${shown === 1 ? 'spike' : 'spikes'}`,
    copies > 1 ? `${grouped(copies)} copies a row` : '',
    replicas > 1 ? `replica 1 of ${replicas}` : '',
  ]
  const ink = rgbOf(theme.ink)
  return group({}, [
    caption(box, 'spikes', remark.filter((part) => part !== '').join('; '), theme),
    shown <= mostDots ? dots(places, x, y, theme) : density(places, plot, steps * dt, rows, ink),
    timeAxis(plot, x, theme, 6),
    axisLeft(plot, y, theme, { values: marks }),
  ])
}

type Places = (draw: (time: number, row: number) => void) => void

function dots(places: Places, x: (time: number) => number, y: (row: number) => number, theme: Theme): string {
  let d = ''
  places((time, row) => {
    d += `M${x(time).toFixed(1)} ${y(row).toFixed(1)}h0`
  })
  return element('path', {
    d,
    fill: 'none',
    stroke: theme.ink,
    'stroke-width': 1.1,
    'stroke-linecap': 'round',
  })
}

/** Cells are as dark as they have spikes, against the busiest twentieth of those that have any. */
function density(places: Places, plot: Box, duration: number, rows: number, ink: Rgb): string {
  const columns = Math.floor(plot.width * cellsPerPoint)
  const lines = Math.min(rows, Math.floor(plot.height * cellsPerPoint))
  const counts = new Float64Array(columns * lines)
  places((time, row) => {
    const column = Math.min(columns - 1, Math.floor((time / duration) * columns))
    const line = lines - 1 - Math.min(lines - 1, Math.floor((row / rows) * lines))
    counts[line * columns + column]! += 1
  })
  const busy = counts.filter((count) => count > 0).sort()
  const full = busy[Math.floor(0.95 * (busy.length - 1))] ?? 1
  const address = pngAddress(columns, lines, (column, line) => {
    const count = counts[line * columns + column]!
    return count === 0 ? null : [...ink, Math.round(255 * Math.min(1, 0.25 + (0.75 * count) / full))]
  })
  return image(plot, address, 'spikes')
}

function ofFirstReplica({ replica }: SpikeTrains): number {
  let count = 0
  while (count < replica.length && replica[count] === 0) count++
  return count
}

/** The rate of the population over time: spikes per neuron and unit of time, Gaussian smoothed. */
export function populationRatePanel(fired: FiredOverTime, theme: Theme): SidePanel {
  const { space, copies, trains, replicas, steps, dt } = fired
  const neurons = space.size * copies
  const every = Math.max(1, Math.floor(steps / 240))
  const width = Math.max(2 * every, steps / 200) * dt
  const times = Array.from({ length: Math.floor(steps / every) + 1 }, (_, f) => f * every * dt)
  const drawn = Math.min(replicas, 12)
  const lines = Array.from({ length: drawn }, (_, replica) =>
    smoothedRate(trains, { replica, steps, dt, every, neurons }, { kernel: 'gaussian', width }),
  )
  const remark = `Gaussian, width ${printed(Number(width.toPrecision(2)))}${replicas > drawn ? `; ${drawn} of ${replicas} replicas` : ''}`
  const curves = [{ name: '', colour: series(0, theme.name), lines }]
  const ends = [0, steps * dt] as const
  return side({ times, ends, title: 'population rate', remark, curves, include: [0] }, theme)
}

const bins = 60

/** How many intervals between the spikes of a neuron are how long. */
export function intervalsPanel(fired: FiredOverTime, theme: Theme): SidePanel | null {
  const { space, copies, trains, steps, dt } = fired
  const neurons = space.size * copies
  const intervals = intervalsIn(trains, 0, neurons, dt).sort()
  if (intervals.length < 20) return null
  // the longest hundredth would leave the others no room
  const longest = intervals[Math.floor(0.99 * (intervals.length - 1))]!
  const stepsABin = Math.max(1, Math.ceil(longest / dt / bins))
  const width = stepsABin * dt
  const counts = new Float64Array(Math.floor(longest / width) + 2)
  for (const interval of intervals) {
    const bin = Math.floor(interval / width + 1e-6)
    if (bin < counts.length) counts[bin]! += 1 / (intervals.length * width)
  }
  // as steps: each bin from its beginning to its end
  const times = Array.from(counts, (_, k) => [k * width, (k + 1) * width]).flat()
  const line = Array.from(counts, (count) => [count, count]).flat()
  const { cv, mean } = intervalsOf(trains, 0, { neurons, steps, dt })
  const remark = [
    `mean ${printed(Number(mean!.toPrecision(3)))}`,
    cv === null ? '' : `CV ${printed(Number(cv.toPrecision(2)))}`,
  ]
  const curves = [{ name: '', colour: series(0, theme.name), lines: [line] }]
  return side(
    {
      times,
      title: 'intervals',
      remark: remark.filter((part) => part !== '').join('; '),
      curves,
      include: [0],
    },
    theme,
  )
}

/** Height that the raster wants. */
export function rasterHeight(space: Space): number {
  return space.size < 16 ? 92 : 150
}
