/** A section of the flow: streamlines in a plane, the equilibria that lie in it by their stability. */
import type { Section } from '../../analysis/portrait/section.ts'
import { stabilityDashes } from '../stability.ts'
import { clipped, element, group, polyline, text } from '../svg.ts'
import { widthOf } from '../type.ts'
import { type Drawing, equilibriumMark, letter, type SheetTheme } from './sheet.ts'

const side = 430
const margin = 15

export function sectionFigure(section: Section, theme: SheetTheme): Drawing {
  const { lines, equilibria, curves, through } = section
  const centre = margin + side / 2
  const x = (value: number) => centre + (value * side) / 2
  const y = (value: number) => centre - (value * side) / 2
  const placed = (points: ArrayLike<number>) =>
    Array.from(points, (value, i) => (i % 2 === 0 ? x(value) : y(value)))
  const flow = lines.map(placed)
  const streams = group(
    { fill: 'none', stroke: theme.quiet, 'stroke-width': 0.8, 'stroke-opacity': '0.75' },
    flow.map((points) => element('path', { d: polyline(points) })),
  )
  const arrows = group({ fill: theme.quiet }, flow.map(arrowOf))
  const drawnCurves = group(
    { fill: 'none', 'stroke-linejoin': 'round' },
    curves.map(({ stability, points }) =>
      element('path', {
        d: polyline(placed(points)),
        stroke: theme.stability[stability],
        'stroke-width': stability === 'attracting' ? 2.6 : 1.6,
        'stroke-dasharray': stabilityDashes[stability],
      }),
    ),
  )
  const frame = { x: margin, y: margin, width: side, height: side }
  const marks = equilibria.map((one) => equilibriumMark(x(one.x), y(one.y), one.stability, theme, 5))
  return {
    width: side + 2 * margin,
    height: side + 2 * margin,
    body: group({}, [
      element('rect', { ...frame, fill: 'none', stroke: theme.rule, 'stroke-width': 0.8 }),
      clipped('section', element('rect', frame), [streams, arrows, drawnCurves]),
      ...marks,
      ...namesOf(section, x, y, theme),
    ]),
    described: `flow in the plane through ${through.join(', ')}`,
  }
}

/** A small head in the middle of a streamline. */
function arrowOf(points: readonly number[]): string {
  const k = 2 * Math.floor(points.length / 4)
  if (k < 4) return ''
  const [dx, dy] = [points[k]! - points[k - 4]!, points[k + 1]! - points[k - 3]!]
  const size = Math.hypot(dx, dy)
  if (!(size > 0)) return ''
  const [ux, uy] = [dx / size, dy / size]
  const at = (along: number, across: number) =>
    `${(points[k]! + along * ux - across * uy).toFixed(2)} ${(points[k + 1]! + along * uy + across * ux).toFixed(2)}`
  return element('path', { d: `M${at(4.5, 0)}L${at(-3, 2.6)}L${at(-1.6, 0)}L${at(-3, -2.6)}z` })
}

/** Each name once or, where its points are few, beside each; never on another name or mark. */
function namesOf(
  { equilibria, curves }: Section,
  x: (value: number) => number,
  y: (value: number) => number,
  theme: SheetTheme,
): string[] {
  const boxes = equilibria.map((one) => [x(one.x) - 7, y(one.y) - 7, x(one.x) + 7, y(one.y) + 7])
  const named = new Map<string, number>()
  const wanted = [
    ...equilibria.map((one) => ({ ...one, gap: 11 })),
    ...curves.map(({ id, stability, points }) => {
      const k = 2 * Math.floor(points.length / 16)
      return { id, stability, x: points[k]!, y: points[k + 1]!, gap: 7 }
    }),
  ]
  return wanted.flatMap(({ id, stability, x: px, y: py, gap }) => {
    if ((named.get(id) ?? 0) >= 4) return []
    const wide = widthOf(id, letter)
    for (const [side, low] of [
      [1, -6],
      [-1, -6],
      [1, 15],
      [-1, 15],
    ] as const) {
      const left = side > 0 ? x(px) + gap : x(px) - gap - wide
      const base = y(py) + low
      const box = [left - 2, base - 10, left + wide + 2, base + 3]
      const isFree = boxes.every(
        (b) => box[2]! < b[0]! || box[0]! > b[2]! || box[3]! < b[1]! || box[1]! > b[3]!,
      )
      if (!isFree || box[0]! < margin || box[2]! > margin + 430 || box[1]! < margin) continue
      boxes.push(box)
      named.set(id, (named.get(id) ?? 0) + 1)
      return [
        text(left, base, id, {
          fill: theme.stability[stability],
          'font-weight': 600,
          stroke: theme.paper,
          'stroke-width': 3.5,
          'stroke-linejoin': 'round',
          'paint-order': 'stroke',
        }),
      ]
    }
    return []
  })
}
