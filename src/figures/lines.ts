/** Quantities over time: replicas as thin lines, the curve's own name at its end instead of a legend. */
import { axisLeft, type Box, caption, timeAxis } from './panel.ts'
import { extent, linearScale, printed } from './scale.ts'
import { element, group, polyline, text } from './svg.ts'
import type { Theme } from './theme.ts'

export interface Curve {
  readonly name: string
  readonly colour: string
  /** one line per replica, each as long as `times` */
  readonly lines: readonly ArrayLike<number>[]
}

export interface LinesOptions {
  readonly title: string
  readonly remark: string
  readonly times: ArrayLike<number>
  /** first and last time of the axis, where the curves' own times are not the whole run's */
  readonly ends?: readonly [number, number]
  readonly curves: readonly Curve[]
  /** always shown, e.g. 0 */
  readonly include?: readonly number[]
  /** fixed marks of the vertical axis, e.g. angles */
  readonly marks?: readonly (readonly [number, string])[]
  /** room at the right, for the curves' names */
  readonly room: number
  /** the value that a curve wraps by (2 pi for an angle): a jump of more than half is not joined */
  readonly period?: number
}

const mostPoints = 240

export function linesPanel(box: Box, options: LinesOptions, theme: Theme): string {
  const { times, curves } = options
  const plot = {
    x: box.x + 22,
    y: box.y + 16,
    width: box.width - 22 - options.room,
    height: box.height - 16 - 16,
  }
  const [low, high] = extent([
    ...(options.include ?? []),
    ...(options.marks ?? []).map(([value]) => value),
    ...curves.flatMap((curve) => curve.lines.flatMap((line) => extent(line))),
  ])
  const level = low === high
  const margin = options.marks ? 0 : (high - low || 1) * 0.04
  // What never changes is drawn on its axis, which then has one number.
  const marks = options.marks ?? (level ? [[low, printed(low)] as const] : null)
  const y = linearScale([low, high + margin], [plot.y + plot.height, plot.y])
  const ends = options.ends ?? [times[0] ?? 0, times[times.length - 1] ?? 1]
  const x = linearScale(ends, [plot.x, plot.x + plot.width])
  const stride = Math.max(1, Math.ceil(times.length / mostPoints))
  const drawn = curves.map((curve) => {
    const count = curve.lines.length
    const paths = curve.lines
      .map((line) => polyline(points(line, times, x, y, stride, options.period)))
      .filter((d) => d !== '')
      .map((d) => element('path', { d }))
    if (paths.length === 0) return ''
    return group(
      {
        fill: 'none',
        stroke: curve.colour,
        'stroke-width': count > 6 ? 0.5 : 1,
        'stroke-opacity': count > 24 ? 0.35 : count > 6 ? 0.55 : 1,
        'stroke-linejoin': 'round',
      },
      paths,
    )
  })
  return group({}, [
    caption(box, options.title, options.remark, theme),
    timeAxis(plot, x, theme, 4),
    axisLeft(plot, y, theme, marks ? { values: marks } : {}),
    ...drawn,
    ...names(plot, curves, y),
  ])
}

function points(
  line: ArrayLike<number>,
  times: ArrayLike<number>,
  x: (value: number) => number,
  y: (value: number) => number,
  stride: number,
  period: number | undefined,
): number[] {
  const result: number[] = []
  const last = times.length - 1
  let previous = Number.NaN
  for (let i = 0; i <= last; i = i === last ? last + 1 : Math.min(last, i + stride)) {
    const value = line[i]!
    if (period !== undefined && Math.abs(value - previous) > period / 2) result.push(Number.NaN, Number.NaN)
    previous = value
    result.push(x(times[i]!), y(value))
  }
  return result
}

/** Each curve's name beside its highest end, pushed apart until no two touch. */
function names(plot: Box, curves: readonly Curve[], y: (value: number) => number): string[] {
  const places = curves
    .filter((curve) => curve.name !== '')
    .map((curve) => {
      const ends = curve.lines.map((line) => line[line.length - 1]!).filter(Number.isFinite)
      return { curve, at: y(ends.length === 0 ? 0 : Math.max(...ends)) }
    })
    .sort((a, b) => a.at - b.at)
  const gap = 9.5
  for (let i = 1; i < places.length; i++) places[i]!.at = Math.max(places[i]!.at, places[i - 1]!.at + gap)
  const overflow = Math.max(0, (places[places.length - 1]?.at ?? 0) - (plot.y + plot.height))
  for (let i = places.length - 1; i >= 0; i--) {
    const ceiling = i === places.length - 1 ? plot.y + plot.height : places[i + 1]!.at - gap
    if (overflow > 0) places[i]!.at = Math.min(places[i]!.at, ceiling)
  }
  return places.map(({ curve, at }) =>
    text(plot.x + plot.width + 5, at + 2.9, curve.name, { fill: curve.colour, 'font-weight': 500 }),
  )
}
