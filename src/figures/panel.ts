/** What every panel shares: its box, its caption in words, quiet axes with few ticks. */
import { hex, type Rgb } from './colour.ts'
import { image, pngAddress } from './raster.ts'
import { printed, type Scale, ticks } from './scale.ts'
import { element, escaped, group, text } from './svg.ts'
import type { Theme } from './theme.ts'
import { widthOf } from './type.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The panel's name, 8-point medium, and beside it in quiet what one must know to read it: what fits of it. */
export function caption(box: Box, title: string, remark: string, theme: Theme): string {
  const rest = box.width - 1.06 * widthOf(title, 8) - 6
  const parts = remark.split('; ')
  while (parts.length > 0 && widthOf(parts.join('; '), 8) > rest) parts.pop()
  const shown = parts.join('; ')
  return element(
    'text',
    { x: box.x, y: box.y + 6, fill: theme.ink },
    element('tspan', { 'font-weight': 600 }, escaped(title)),
    shown === '' ? '' : element('tspan', { dx: 6, fill: theme.quiet }, escaped(shown)),
  )
}

/** Time below a box: hairline ticks outwards; the first number says what the axis is (`t = 0`). */
export function timeAxis(box: Box, scale: Scale, theme: Theme, count: number): string {
  const bottom = box.y + box.height
  const values = ticks(scale.domain[0], scale.domain[1], count)
  const step = values.length > 1 ? values[1]! - values[0]! : 0
  const parts = [
    element('line', { x1: box.x, x2: box.x + box.width, y1: bottom, y2: bottom, stroke: theme.quiet }),
  ]
  values.forEach((value, i) => {
    const x = scale(value)
    const label = i === 0 ? `t = ${printed(value, step)}` : printed(value, step)
    const anchor = i === 0 ? 'start' : x > box.x + box.width - 6 ? 'end' : 'middle'
    parts.push(element('line', { x1: x, x2: x, y1: bottom, y2: bottom + 3, stroke: theme.quiet }))
    parts.push(text(x, bottom + 12, label, { 'text-anchor': anchor }))
  })
  return group({ fill: theme.quiet, 'stroke-width': 0.5 }, parts)
}

/** Ticks left of a box: numbers end-aligned, and a hairline across at zero when it lies inside. */
export function axisLeft(
  box: Box,
  scale: Scale,
  theme: Theme,
  options: { readonly count?: number; readonly values?: readonly (readonly [number, string])[] } = {},
): string {
  const values = ticks(scale.domain[0], scale.domain[1], options.count ?? 3)
  const step = values.length > 1 ? values[1]! - values[0]! : 0
  const marks = options.values ?? values.map((value) => [value, printed(value, step)] as const)
  const parts: string[] = []
  for (const [value, label] of marks) {
    const y = scale(value)
    parts.push(element('line', { x1: box.x - 3, x2: box.x, y1: y, y2: y, stroke: theme.quiet }))
    parts.push(text(box.x - 5, y + 2.9, label, { 'text-anchor': 'end' }))
  }
  return group({ fill: theme.quiet, 'stroke-width': 0.5 }, parts)
}

/** A colour bar no larger than a word: low number, strip, high number, ending at `right`. */
export function colourBar(
  right: number,
  baseline: number,
  domain: readonly [number, number],
  colour: (share: number) => Rgb,
  theme: Theme,
): string {
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]))
  const step = size === 0 ? 0 : 10 ** (Math.floor(Math.log10(size)) - 1)
  const high = printed(domain[1], step)
  const width = 48
  const strip = { x: right - high.length * 4.6 - 5 - width, y: baseline - 5.6, width, height: 5.6 }
  return group({ fill: theme.quiet }, [
    image(
      strip,
      pngAddress(64, 1, (column) => colour(column / 63)),
      `colour scale from ${printed(domain[0], step)} to ${high}`,
    ),
    text(strip.x - 4, baseline, printed(domain[0], step), { 'text-anchor': 'end' }),
    text(right, baseline, high, { 'text-anchor': 'end' }),
  ])
}

/** A key to colours of directions: the near and the far half of a ball, as the eye sees them. */
export function directionKey(
  centre: readonly [number, number],
  radius: number,
  colour: (right: number, up: number, towards: number) => Rgb,
  theme: Theme,
): string {
  const pixels = 40
  const halves = ([1, -1] as const).map((side, i) => {
    const address = pngAddress(pixels, pixels, (column, row) => {
      const [right, up] = [((column + 0.5) / pixels) * 2 - 1, 1 - ((row + 0.5) / pixels) * 2]
      const rest = 1 - right * right - up * up
      return rest < 0 ? null : colour(right, up, side * Math.sqrt(rest))
    })
    const place = { x: centre[0] - radius + i * (2 * radius + 34), y: centre[1] - radius }
    return [
      image(
        { ...place, width: 2 * radius, height: 2 * radius },
        address,
        side > 0 ? 'near half' : 'far half',
      ),
      text(place.x + 2 * radius + 4, centre[1] + 2.8, side > 0 ? 'near' : 'far', { fill: theme.quiet }),
    ].join('')
  })
  return group({}, halves)
}

/** A key to the cyclic map: a small ring whose angle is the position. */
export function cyclicKey(
  centre: readonly [number, number],
  radius: number,
  colour: (angle: number) => Rgb,
): string {
  const parts: string[] = []
  const pieces = 48
  for (let i = 0; i < pieces; i++) {
    const from = (2 * Math.PI * (i - 0.1)) / pieces
    const to = (2 * Math.PI * (i + 1.1)) / pieces
    const at = (angle: number) =>
      `${(centre[0] + radius * Math.cos(angle)).toFixed(2)} ${(centre[1] - radius * Math.sin(angle)).toFixed(2)}`
    parts.push(element('path', { d: `M${at(from)}L${at(to)}`, stroke: hex(colour((from + to) / 2)) }))
  }
  return group({ fill: 'none', 'stroke-width': 2.4 }, parts)
}
