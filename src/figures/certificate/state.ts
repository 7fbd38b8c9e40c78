/** The rates of one state on its space: a curve on a circle, bars on a finite group, a picture on a surface. */
import { geometryOf } from '../../spaces/geometry.ts'
import type { Space } from '../../spaces/space.ts'
import { activityKind, activityPanel } from '../fields.ts'
import { axisLeft } from '../panel.ts'
import { linearScale } from '../scale.ts'
import { element, group, polyline, text } from '../svg.ts'
import type { Drawing, SheetTheme } from './sheet.ts'

export interface Activity {
  readonly name: string
  readonly space: Space
  readonly rates: Float64Array
}

const width = 300

/** `id` sets this drawing's clips apart from those of others in the page. */
export function stateFigure(activities: readonly Activity[], id: string, theme: SheetTheme): Drawing {
  const bodies: string[] = []
  let y = 0
  for (const [p, activity] of activities.entries()) {
    const isPicture = activityKind(activity.space) !== 'heat'
    const height = isPicture ? 190 : 110
    const box = { x: isPicture ? 70 : 0, y: y + 12, width: isPicture ? 160 : width, height: height - 12 }
    bodies.push(
      text(0, y + 10, activities.length > 1 ? `rate of ${activity.name}` : 'rate', { fill: theme.quiet }),
      isPicture
        ? pictureOf(activity, box, theme).replaceAll(/(id="|url\(#)globe-/g, `$1${id}-${p}-globe-`)
        : profileOf(activity, box, theme),
    )
    y += height + 10
  }
  return {
    width,
    height: y,
    body: group({}, bodies),
    described: `rates of one state of ${id}`,
  }
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

function pictureOf({ space, rates }: Activity, box: Box, theme: SheetTheme): string {
  const drawn = { name: '', space, times: null, values: rates, replicas: 1, most: 1 }
  return group({ 'font-size': 8 }, [activityPanel(box, drawn, theme)])
}

function profileOf({ space, rates }: Activity, box: Box, theme: SheetTheme): string {
  const plot = { x: box.x + 40, y: box.y + 6, width: box.width - 50, height: box.height - 26 }
  const [low, high] = [Math.min(0, ...rates), Math.max(0, ...rates)]
  const span = high - low || 1
  const y = linearScale([low - 0.04 * span, high + 0.04 * span], [plot.y + plot.height, plot.y])
  const theta = geometryOf(space) === 'circle' ? space.coordinates.get('theta')! : null
  const order = Array.from(rates, (_, i) => i)
  if (theta !== null) order.sort((a, b) => theta[a]! - theta[b]!)
  const x = linearScale([0, rates.length], [plot.x, plot.x + plot.width])
  const bottom = plot.y + plot.height
  const marks =
    theta !== null
      ? [
          [0, '0'],
          [rates.length / 2, 'π'],
          [rates.length, '2π'],
        ]
      : [
          [0.5, '1'],
          [rates.length - 0.5, `${rates.length}`],
        ]
  const zeroLine = element('line', {
    x1: plot.x,
    x2: plot.x + plot.width,
    y1: y(0),
    y2: y(0),
    stroke: theme.rule,
  })
  const shape =
    theta !== null && rates.length > 12
      ? element('path', {
          d: polyline([...order, order[0]!].flatMap((i, k) => [x(k), y(rates[i]!)])),
          fill: 'none',
          stroke: theme.ink,
          'stroke-width': 1.4,
        })
      : group(
          { fill: theme.ink },
          order.map((i, k) => {
            const step = plot.width / rates.length
            const [top, base] = [Math.min(y(0), y(rates[i]!)), Math.max(y(0), y(rates[i]!))]
            return element('rect', {
              x: x(k) + 0.15 * step,
              y: top,
              width: 0.7 * step,
              height: Math.max(0.6, base - top),
            })
          }),
        )
  return group({}, [
    zeroLine,
    shape,
    axisLeft(plot, y, theme, { count: 3 }),
    group(
      { fill: theme.quiet },
      marks.map(([at, said]) =>
        text(x(at as number), bottom + 14, said as string, { 'text-anchor': 'middle' }),
      ),
    ),
    text(plot.x + plot.width * 0.75, bottom + 14, theta !== null ? 'θ' : 'element', {
      'text-anchor': 'middle',
      fill: theme.quiet,
    }),
  ])
}
