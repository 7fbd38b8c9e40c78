/** The phase diagram of coexistence and a cut through it, drawn. */
import type { Stability } from '../../analysis/report.ts'
import { equilibriumMark, type SheetTheme } from '../certificate/sheet.ts'
import { stabilityDashes } from '../stability.ts'
import { element, group, polyline, text } from '../svg.ts'
import { label, type Plot, placed, plot } from './axes.ts'
import { innerWidth } from './page.ts'

export interface Found {
  readonly kind: string
  readonly stability: Stability
}

export interface Shown {
  readonly from: number
  readonly to: number
  /** coefficient of 1,0 on the cut */
  readonly cutAt: number
  /** coefficient at which rest loses stability */
  readonly rest: number
  readonly lineValues: readonly number[]
  /** over lineValues: where stripes along theta1, theta2 lose stability to the other label */
  readonly first: readonly number[]
  readonly second: readonly number[]
  /** where certificates were made, and what they hold */
  readonly sites: readonly { readonly a: number; readonly b: number; readonly manifolds: readonly Found[] }[]
  readonly cutValues: readonly number[]
  /** points of (rms, index) over cutValues */
  readonly branches: readonly { readonly name: string; readonly points: readonly Float64Array[] }[]
}

export function drawCoexistence(shown: Shown, theme: SheetTheme): string {
  const gap = 26
  const height = 226
  const width = (innerWidth(180) - gap) / 2
  return group({ fill: 'none' }, [
    phases(shown, { x: 0, y: 0, width, height }, theme),
    branches(shown, { x: width + gap, y: 0, width: width - 66, height }, theme),
  ])
}

type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

function phases(shown: Shown, place: Place, theme: SheetTheme): string {
  const { from, to, rest, lineValues, first, second, sites, cutAt } = shown
  const axis = { domain: [from, to] as const, count: 4 }
  const panel = plot(
    place,
    'phase diagram',
    { ...axis, name: 'coefficient of 1,0' },
    { ...axis, name: 'coefficient of 0,1' },
    theme,
  )
  const { x, y, box } = panel
  const ink = theme.stability.attracting
  // along the line where stripes on theta1 lose stability, and back on that of theta2
  const within = (points: readonly (readonly [number, number])[]) =>
    points.filter(([a, b]) => a <= to && b <= to && Number.isFinite(a + b))
  const lower = within([[rest, rest], ...second.map((a, k) => [a, lineValues[k]!] as const)])
  const upper = within([[rest, rest], ...first.map((b, k) => [lineValues[k]!, b] as const)])
  const edge = (points: readonly (readonly [number, number])[]) => {
    const [p, q] = points.slice(-2)
    if (p === undefined || q === undefined) return points
    // to the frame along the last piece
    const far = Math.min(
      ...[0, 1].map((i) => (q[i]! > p[i]! ? (to - q[i]!) / (q[i]! - p[i]!) : Number.POSITIVE_INFINITY)),
    )
    return [...points, [q[0] + far * (q[0] - p[0]), q[1] + far * (q[1] - p[1])] as const]
  }
  const [left, right] = [edge(lower), edge(upper)]
  const flat = (points: readonly (readonly [number, number])[]) => points.flatMap(([a, b]) => [x(a), y(b)])
  const area = (points: readonly number[], opacity: string) =>
    element('path', { d: `${polyline(points)}Z`, fill: ink, 'fill-opacity': opacity })
  const patterned = [
    x(from),
    y(to),
    x(from),
    y(rest),
    x(rest),
    y(rest),
    x(rest),
    y(from),
    x(to),
    y(from),
    x(to),
    y(to),
  ]
  const line = (points: readonly number[], width = 1.2) =>
    element('path', { d: polyline(points), stroke: ink, 'stroke-width': width })
  const listed = (a: number, b: number, manifolds: readonly Found[]) =>
    manifolds.flatMap(({ kind, stability }, i) => {
      const [left, base] = [x(a) - 8, y(b) + 10 * (i - (manifolds.length - 1) / 2)]
      return [
        equilibriumMark(left, base, stability, theme, 2.6),
        text(left + 6, base + 2.9, kind, { fill: theme.stability[stability] }),
      ]
    })
  return group({}, [
    area(patterned, '0.1'),
    area([...flat(left), x(to), y(to), ...flat([...right].reverse())], '0.16'),
    element('path', {
      d: polyline([x(cutAt), box.y, x(cutAt), box.y + box.height]),
      stroke: theme.quiet,
      'stroke-width': 0.7,
      'stroke-dasharray': '0.8 2.4',
    }),
    panel.frame,
    line([x(from), y(rest), x(to), y(rest)], 0.8),
    line([x(rest), y(from), x(rest), y(to)], 0.8),
    line(flat(left)),
    line(flat(right)),
    ...sites.flatMap(({ a, b, manifolds }) => listed(a, b, manifolds)),
  ])
}

function branches({ from, to, cutAt, cutValues, branches }: Shown, place: Place, theme: SheetTheme): string {
  const most = Math.max(...branches.flatMap(({ points }) => points.map((p) => p[0]!).filter(Number.isFinite)))
  const panel = plot(
    place,
    'branches on the cut',
    { domain: [from, to], name: 'coefficient of 0,1', count: 4 },
    { domain: [-0.1, 1.08 * most], name: `rms of x, coefficient of 1,0 at ${cutAt}`, count: 4 },
    theme,
  )
  const ends: number[] = []
  const drawn = branches.flatMap(({ name, points }) => {
    const end = panel.y(points.at(-1)![0]!)
    // where another name stands at the end already, this one stands beside the middle
    const isFree = Number.isFinite(end) && ends.every((other) => Math.abs(other - end) > 10)
    ends.push(end)
    const named = nameOf(panel, name, cutValues, points, isFree, theme)
    return [...pieces(panel, cutValues, points, theme), named]
  })
  return group({}, [panel.frame, ...drawn])
}

const stabilityOf = (name: number, total: number) =>
  name === 0 ? 'attracting' : name >= total ? 'repelling' : 'saddle'

/** One path a stretch of equal index; four eigenvalues there are. */
function pieces(
  panel: Plot,
  values: readonly number[],
  points: readonly Float64Array[],
  theme: SheetTheme,
): string[] {
  const drawn: string[] = []
  for (let k = 0; k < points.length; ) {
    const index = points[k]![1]!
    let end = k
    while (end + 1 < points.length && points[end + 1]![1] === index) end++
    if (Number.isFinite(index)) {
      const last = Math.min(
        points.length - 1,
        end + (Number.isFinite(points[end + 1]?.[1] ?? Number.NaN) ? 1 : 0),
      )
      const range = Array.from({ length: last - k + 1 }, (_, i) => k + i)
      const stability = stabilityOf(index, 4)
      drawn.push(
        element('path', {
          d: polyline(
            placed(
              panel,
              range.map((i) => values[i]!),
              range.map((i) => points[i]![0]!),
            ),
          ),
          stroke: theme.stability[stability],
          'stroke-width': stability === 'attracting' ? 1.6 : 1.2,
          'stroke-dasharray': stabilityDashes[stability],
        }),
      )
    }
    k = end + 1
  }
  return drawn
}

/** At the right end, or beside the middle. */
function nameOf(
  panel: Plot,
  name: string,
  values: readonly number[],
  points: readonly Float64Array[],
  atEnd: boolean,
  theme: SheetTheme,
): string {
  const own = Array.from(points.keys()).filter((k) => Number.isFinite(points[k]![0]!))
  const k = own.at(atEnd ? -1 : Math.floor(own.length / 2))
  if (k === undefined) return ''
  const ink = theme.stability[stabilityOf(points[k]![1]!, 4)]
  const [at, value] = [panel.x(values[k]!), panel.y(points[k]![0]!)]
  return label([at + 5, atEnd ? value + 2.9 : value + 11], name, ink, theme)
}
