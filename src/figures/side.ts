/** What stands beside the manifold: order parameters, then position, energy or speed, over time. */
import type { RecordedArray } from '../engine/recording.ts'
import { hex, type Rgb, series } from './colour.ts'
import { type Curve, type LinesOptions, linesPanel } from './lines.ts'
import type { Box } from './panel.ts'
import { powerOfTen } from './scale.ts'
import type { Theme } from './theme.ts'
import { cut, widthOf } from './type.ts'

/** A panel that has yet to be placed; those of one column have equal room at the right, so that times agree. */
export interface SidePanel {
  /** what the names of its curves need at the right */
  readonly room: number
  draw(place: Box, room: number): string
}

const bare = 6

/** Lines over time as a panel that has yet to be placed. */
export function side(options: Omit<LinesOptions, 'room'>, theme: Theme): SidePanel {
  const names = options.curves.map((curve) => widthOf(curve.name, 8))
  return {
    room: Math.max(...names, 0) > 0 ? 8 + Math.max(...names) : bare,
    draw: (place, room) => linesPanel(place, { ...options, room }, theme),
  }
}

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
export function orderPanel(times: Float64Array, order: RecordedArray, theme: Theme): SidePanel {
  const { chosen, shown } = drawnReplicas(order.shape[1]!)
  const kept = strongest(order, 6)
  const curves = kept.map(
    (column, i): Curve => ({
      name: cut(order.labels?.[column] ?? String(column), 8, 48),
      colour: series(i, theme.name),
      lines: chosen.map((replica) => lineOf(order, replica, column)),
    }),
  )
  const all = order.shape[2]!
  const remark = joined('rms', kept.length < all ? `${kept.length} of ${all} irreps` : '', shown)
  return side({ times, title: 'order parameters', remark, curves, include: [0] }, theme)
}

export function energyPanel(times: Float64Array, energy: RecordedArray, theme: Theme): SidePanel {
  const { chosen, shown } = drawnReplicas(energy.shape[1]!)
  const lines = chosen.map((replica) => lineOf(energy, replica, 0))
  const curves = [{ name: '', colour: series(0, theme.name), lines }]
  return side({ times, title: 'energy', remark: shown, curves }, theme)
}

/** An angle over time: its name, its own period, its value where there is one (NaN elsewhere). */
export interface AngleOverTime {
  readonly name: string
  readonly period: number
  at(frame: number, replica: number): number
}

/** One panel an angle, each replica in its final colour; nothing is drawn where there is no position. */
export function positionPanel(
  times: Float64Array,
  angle: AngleOverTime,
  replicas: number,
  colours: readonly (Rgb | null)[],
  theme: Theme,
): SidePanel {
  const { chosen, shown } = drawnReplicas(replicas)
  const stride = Math.max(1, Math.ceil(times.length / 240))
  const frames = Array.from({ length: Math.ceil(times.length / stride) }, (_, i) => i * stride)
  const curves = chosen.map((replica): Curve => {
    const line = frames.map((frame) => angle.at(frame, replica))
    return { name: '', colour: inkOf(colours[replica], theme), lines: [line] }
  })
  const defined = curves.some(({ lines }) => Array.from(lines[0]!).some(Number.isFinite))
  const options = {
    times: frames.map((frame) => times[frame]!),
    ends: endsOf(times),
    title: angle.name === 'position' ? angle.name : `position ${angle.name}`,
    remark: defined ? shown : joined('no position', shown),
    curves,
    period: angle.period,
    marks: [
      [0, '0'],
      [Math.PI, 'π'],
      [2 * Math.PI, '2π'],
    ] as const,
  }
  return side(options, theme)
}

const endsOf = (times: Float64Array) => [times[0]!, times[times.length - 1]!] as const

function inkOf(colour: Rgb | null | undefined, theme: Theme): string {
  if (colour === undefined) return series(0, theme.name)
  return colour === null ? theme.quiet : hex(colour)
}

/** How fast the state still moves, rms over neurons, on a logarithmic scale: a manifold of rest falls to 0. */
export function speedPanel(
  times: Float64Array,
  activity: RecordedArray,
  colours: readonly (Rgb | null)[],
  theme: Theme,
): SidePanel {
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
      colour: inkOf(colours[replica], theme),
      lines: [lines[i]!],
    }),
  )
  const remark = joined('rms', shown)
  const ends = endsOf(times)
  return side({ times: starts, ends, title: 'speed of the state', remark, curves, marks }, theme)
}

/** One replica's column of a recording [time, replica, ...columns]. */
function lineOf(array: RecordedArray, replica: number, column: number): Float64Array {
  const [frames, replicas] = [array.shape[0]!, array.shape[1]!]
  const columns = array.shape[2] ?? 1
  const line = new Float64Array(frames)
  for (let f = 0; f < frames; f++) line[f] = array.data[(f * replicas + replica) * columns + column]!
  return line
}

/** Columns by their largest value, the strongest first where they are too many; silent ones left out unless all are. */
function strongest(array: RecordedArray, most: number): number[] {
  const rows = array.shape[0]! * array.shape[1]!
  const columns = array.shape[2] ?? 1
  const peaks = new Float64Array(columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      peaks[column] = Math.max(peaks[column]!, Math.abs(array.data[row * columns + column]!) || 0)
  const top = Math.max(0, ...peaks)
  const kept = Array.from(peaks.keys()).filter((column) => peaks[column]! > 1e-6 * top || top === 0)
  if (kept.length <= most) return kept
  return kept.sort((a, b) => peaks[b]! - peaks[a]!).slice(0, most)
}
