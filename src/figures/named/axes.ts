/** Axes of a panel of a named figure: linear or logarithmic, few ticks, each named in words beside it. */
import type { Box } from '../panel.ts'
import { linearScale, powerOfTen, printed, type Scale, ticks } from '../scale.ts'
import { element, escaped, group, text } from '../svg.ts'
import type { Theme } from '../theme.ts'

export interface Axis {
  readonly domain: readonly [number, number]
  readonly name: string
  readonly log?: boolean
  /** about how many ticks; 4 unless given */
  readonly count?: number
  /** fixed ticks */
  readonly marks?: readonly (readonly [number, string])[]
}

export interface Plot {
  /** value to points; NaN where a logarithm has none */
  readonly x: Scale
  readonly y: Scale
  readonly box: Box
  readonly frame: string
}

/** Room for numbers left of the plot, for the panel's name and the axis's above, for numbers and name below. */
const room = { left: 27, top: 26, bottom: 25 }

export function plot(place: Box, name: string, xAxis: Axis, yAxis: Axis, theme: Theme): Plot {
  const box = {
    x: place.x + room.left,
    y: place.y + room.top,
    width: place.width - room.left,
    height: place.height - room.top - room.bottom,
  }
  const x = scaleOf(xAxis, [box.x, box.x + box.width])
  const y = scaleOf(yAxis, [box.y + box.height, box.y])
  const [right, bottom] = [box.x + box.width, box.y + box.height]
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element('line', { x1, y1, x2, y2, stroke: theme.quiet, 'stroke-width': 0.5 })
  const parts = [line(box.x, bottom, right, bottom), line(box.x, box.y, box.x, bottom)]
  for (const [value, said] of marksOf(xAxis)) {
    const at = x(value)
    parts.push(line(at, bottom, at, bottom + 3))
    parts.push(text(at, bottom + 12, said, { 'text-anchor': 'middle', fill: theme.quiet }))
  }
  for (const [value, said] of marksOf(yAxis)) {
    const at = y(value)
    parts.push(line(box.x - 3, at, box.x, at))
    parts.push(text(box.x - 5, at + 2.9, said, { 'text-anchor': 'end', fill: theme.quiet }))
  }
  parts.push(
    element('text', { x: place.x, y: place.y + 6, fill: theme.ink, 'font-weight': 600 }, escaped(name)),
    text(place.x, place.y + 17, yAxis.name, { fill: theme.quiet }),
    text(right, bottom + 22, xAxis.name, { 'text-anchor': 'end', fill: theme.quiet }),
  )
  return { x, y, box, frame: group({}, parts) }
}

/** A panel's name alone, where it has no axes. */
export function heading(place: Box, name: string, remark: string, theme: Theme): string {
  return (
    text(place.x, place.y + 6, name, { fill: theme.ink, 'font-weight': 600 }) +
    text(place.x, place.y + 17, remark, { fill: theme.quiet })
  )
}

function scaleOf({ domain, log }: Axis, range: readonly [number, number]): Scale {
  if (!log) return linearScale(domain, range)
  const inner = linearScale([Math.log10(domain[0]), Math.log10(domain[1])], range)
  return Object.assign((value: number) => inner(Math.log10(value)), { domain })
}

function marksOf({ domain, log, count = 4, marks }: Axis): (readonly [number, string])[] {
  if (marks !== undefined) return [...marks]
  if (!log) {
    const values = ticks(domain[0], domain[1], count)
    const step = values.length > 1 ? values[1]! - values[0]! : 0
    return values.map((value) => [value, printed(value, step)])
  }
  const low = Math.ceil(Math.log10(domain[0]) - 1e-9)
  const high = Math.floor(Math.log10(domain[1]) + 1e-9)
  const step = Math.max(1, Math.ceil((high - low) / count))
  const powers: number[] = []
  for (let power = high; power >= low; power -= step) powers.push(power)
  return powers.map((power) => [10 ** power, powerOfTen(power)])
}

/** A curve through (x, y) in values, ready for an element's `d`: as coordinates in points. */
export function placed({ x, y }: Plot, xs: ArrayLike<number>, ys: ArrayLike<number>): number[] {
  return Array.from(xs, (value, i) => [x(value), y(ys[i]!)]).flat()
}

/** 2.3 × 10⁻¹⁶ */
export function scientific(value: number): string {
  if (value === 0) return '0'
  const [digits, power] = value.toExponential(0).split('e')
  return `${digits} × ${powerOfTen(Number(power))}`
}

/** Words on the drawing, with a halo of paper so that a line below does not cross them. */
export function label(
  at: readonly [number, number],
  said: string,
  fill: string,
  theme: Theme,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return text(at[0], at[1], said, {
    fill,
    'text-anchor': anchor,
    'font-weight': 500,
    stroke: theme.paper,
    'stroke-width': 2.5,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  })
}

/** A full disc, or an open one. */
export function dot(at: readonly [number, number], r: number, colour: string, open?: Theme): string {
  return open === undefined
    ? element('circle', { cx: at[0], cy: at[1], r, fill: colour })
    : element('circle', { cx: at[0], cy: at[1], r, fill: open.paper, stroke: colour, 'stroke-width': 1 })
}

/** An error bar in points, upright. */
export function bar(x: number, low: number, high: number, colour: string): string {
  return element('line', { x1: x, x2: x, y1: low, y2: high, stroke: colour, 'stroke-width': 0.8 })
}
