/** What stands beside the manifold: order parameters, then phase, energy or speed, over time. */
import type { RecordedArray } from '../engine/recording.ts'
import { hex, type Rgb, series } from './colour.ts'
import { type Curve, linesPanel } from './lines.ts'
import type { Box } from './panel.ts'
import { coordinatesOf, type OrderBasis, type Projection } from './projection.ts'
import type { Theme } from './theme.ts'

type PanelAt = (place: Box) => string

/** Indices of at most `most` replicas, ends included; and the phrase that says so. */
function drawnReplicas(replicas: number): { chosen: number[]; shown: string } {
  const most = 48
  const count = Math.min(most, replicas)
  const chosen = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (replicas - 1)) / (count - 1)),
  )
  const shown =
    replicas === 1 ? '' : count < replicas ? `${count} of ${replicas} replicas` : `${replicas} replicas`
  return { chosen, shown }
}

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('; ')

/** Root mean square of each irrep's part, one colour an irrep. */
export function orderPanel(times: Float64Array, order: RecordedArray, theme: Theme): PanelAt {
  const { chosen, shown } = drawnReplicas(order.shape[1]!)
  const curves = strongest(order, 6).map(
    (column, i): Curve => ({
      name: order.labels?.[column] ?? String(column),
      colour: series(i, theme.name),
      lines: chosen.map((replica) => lineOf(order, replica, column)),
    }),
  )
  const nameWidth = 8 + 4.8 * Math.max(1, ...curves.map((curve) => curve.name.length))
  const remark = joined('rms', shown)
  return (place) =>
    linesPanel(place, { times, title: 'order parameters', remark, curves, include: [0], nameWidth }, theme)
}

export function energyPanel(times: Float64Array, energy: RecordedArray, theme: Theme): PanelAt {
  const { chosen, shown } = drawnReplicas(energy.shape[1]!)
  const lines = chosen.map((replica) => lineOf(energy, replica, 0))
  const curves = [{ name: '', colour: series(0, theme.name), lines }]
  return (place) => linesPanel(place, { times, title: 'energy', remark: shown, curves }, theme)
}

/** The phase that also colours the manifold, each replica in its final colour. */
export function phasePanel(
  times: Float64Array,
  activity: RecordedArray,
  basis: OrderBasis,
  projection: Projection,
  colours: readonly Rgb[],
  theme: Theme,
): PanelAt {
  const replicas = activity.shape[1]!
  const { chosen, shown } = drawnReplicas(replicas)
  const stride = Math.max(1, Math.ceil(times.length / 240))
  const frames = Array.from({ length: Math.ceil(times.length / stride) }, (_, i) => i * stride)
  const curves = chosen.map((replica): Curve => {
    const line = frames.map((frame) => {
      const order = coordinatesOf(basis, activity.data, (frame * replicas + replica) * basis.size)
      const turn = projection.phase(order)! / (2 * Math.PI)
      return 2 * Math.PI * (turn - Math.floor(turn))
    })
    return { name: '', colour: hex(colours[replica]!), lines: [line] }
  })
  const options = {
    times: frames.map((frame) => times[frame]!),
    title: 'position',
    remark: joined('phase', shown),
    curves,
    period: 2 * Math.PI,
    marks: [
      [0, '0'],
      [Math.PI, 'π'],
      [2 * Math.PI, '2π'],
    ] as const,
  }
  return (place) => linesPanel(place, options, theme)
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function powerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => superscripts[Number(digit)]!)
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}

/** How fast the state still moves, rms over neurons, on a logarithmic scale: a manifold of rest falls to 0. */
export function speedPanel(
  times: Float64Array,
  activity: RecordedArray,
  colours: readonly Rgb[],
  theme: Theme,
): PanelAt {
  const [frames, replicas, size] = [activity.shape[0]!, activity.shape[1]!, activity.shape[2]!]
  const { chosen, shown } = drawnReplicas(replicas)
  const starts = Array.from({ length: frames - 1 }, (_, f) => times[f]!)
  const lines = chosen.map((replica) =>
    starts.map((_, frame) => {
      const start = (frame * replicas + replica) * size
      let sum = 0
      for (let i = 0; i < size; i++)
        sum += (activity.data[start + replicas * size + i]! - activity.data[start + i]!) ** 2
      const speed = Math.sqrt(sum / size) / (times[frame + 1]! - times[frame]!)
      return Math.max(-16, Math.log10(speed))
    }),
  )
  const all = lines.flat().filter(Number.isFinite)
  const low = Math.floor(all.reduce((least, value) => Math.min(least, value), 0))
  const high = Math.ceil(all.reduce((most, value) => Math.max(most, value), low + 1))
  const step = Math.max(1, Math.ceil((high - low) / 4))
  const marks: [number, string][] = []
  for (let power = high; power >= low; power -= step) marks.push([power, powerOfTen(power)])
  const curves = chosen.map(
    (replica, i): Curve => ({
      name: '',
      colour: colours[replica] === undefined ? series(0, theme.name) : hex(colours[replica]),
      lines: [lines[i]!],
    }),
  )
  const remark = joined('rms', shown)
  return (place) =>
    linesPanel(place, { times: starts, title: 'speed of the state', remark, curves, marks }, theme)
}

/** One replica's column of a recording [time, replica, ...columns]. */
function lineOf(array: RecordedArray, replica: number, column: number): Float64Array {
  const [frames, replicas] = [array.shape[0]!, array.shape[1]!]
  const columns = array.shape[2] ?? 1
  const line = new Float64Array(frames)
  for (let f = 0; f < frames; f++) line[f] = array.data[(f * replicas + replica) * columns + column]!
  return line
}

/** Columns by their largest value, the strongest first where they are too many; silent ones left out. */
function strongest(array: RecordedArray, most: number): number[] {
  const rows = array.shape[0]! * array.shape[1]!
  const columns = array.shape[2] ?? 1
  const peaks = new Float64Array(columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      peaks[column] = Math.max(peaks[column]!, Math.abs(array.data[row * columns + column]!) || 0)
  const top = Math.max(0, ...peaks)
  const kept = Array.from(peaks.keys()).filter((column) => peaks[column]! > 1e-6 * top)
  if (kept.length <= most) return kept
  return kept.sort((a, b) => peaks[b]! - peaks[a]!).slice(0, most)
}
