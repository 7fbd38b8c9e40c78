/**
 * The manifold that the replicas found: one point a replica in order-parameter space, its way there as a
 * fading trail, coloured by position. Orthographic; depth by weight and a little fog, never by shine.
 */
import { hex, mix, type Rgb, rgbOf } from './colour.ts'
import { type Box, caption } from './panel.ts'
import { clipped, element, group, length, polyline, smoothCurve, text } from './svg.ts'
import type { Theme } from './theme.ts'

export interface ManifoldOptions {
  readonly title: string
  readonly remark: string
  /** 3 coordinates a point (flat projections have z = 0) */
  readonly points: Float64Array
  /** null where a state has no position: drawn in the quiet ink */
  readonly colours: readonly (Rgb | null)[]
  /** a trail per drawn replica: which point it leads to, and 3 coordinates a vertex */
  readonly trails: readonly { readonly point: number; readonly vertices: Float64Array }[]
  /** the coordinate axes in the same space, with their names */
  readonly axes: readonly { readonly direction: readonly [number, number, number]; readonly name: string }[]
  /** thin iso-lines of a surface, 3 coordinates a vertex */
  readonly guides: readonly { readonly vertices: Float64Array }[]
  /** elevation and azimuth of the eye in radians; null looks straight down z */
  readonly eye: { readonly elevation: number; readonly azimuth: number } | null
}

/** Right, up and towards the eye. */
type View = (x: number, y: number, z: number) => readonly [number, number, number]

function viewOf(eye: ManifoldOptions['eye']): View {
  if (eye === null) return (x, y, z) => [x, y, z]
  const [ca, sa] = [Math.cos(eye.azimuth), Math.sin(eye.azimuth)]
  const [ce, se] = [Math.cos(eye.elevation), Math.sin(eye.elevation)]
  return (x, y, z) => {
    const right = -sa * x + ca * y
    const towards = ca * x + sa * y
    return [right, ce * z - se * towards, ce * towards + se * z]
  }
}

export function manifoldPanel(box: Box, options: ManifoldOptions, theme: Theme): string {
  const view = viewOf(options.eye)
  const reach = reachOf(options)
  // A name beside a horizontal axis needs more room than one above a vertical axis.
  const beside = options.eye === null && options.axes.length > 0 ? 46 : 22
  const radius = Math.min(box.width / 2 - beside, (box.height - 16) / 2 - 22) / reach
  const centre = [box.x + box.width / 2, box.y + 12 + (box.height - 12) / 2] as const
  const place = (source: ArrayLike<number>, i: number): [number, number, number] => {
    const [right, up, towards] = view(source[3 * i]!, source[3 * i + 1]!, source[3 * i + 2]!)
    return [centre[0] + right * radius, centre[1] - up * radius, towards / reach]
  }
  const paper = rgbOf(theme.paper)
  const quiet = rgbOf(theme.quiet)
  const fogged = (colour: Rgb, depth: number, most: number) =>
    hex(mix(colour, paper, options.eye === null ? 0 : most * Math.max(0, (1 - depth) / 2)))

  const trails = options.trails
    .map((trail) => {
      const count = finiteVertices(trail.vertices)
      return { ...trail, count, depth: count === 0 ? 0 : place(trail.vertices, count - 1)[2] }
    })
    .filter(({ count }) => count > 1)
    .sort((a, b) => a.depth - b.depth)
    .map((trail) => trailParts(trail, place, fogged(options.colours[trail.point] ?? quiet, trail.depth, 0.6)))

  const count = options.points.length / 3
  const size = count > 600 ? 1.2 : count > 160 ? 1.9 : count > 40 ? 2.4 : 3
  const dots = Array.from({ length: count }, (_, i) => ({ i, at: place(options.points, i) }))
    .filter(({ at }) => at.every(Number.isFinite))
    .sort((a, b) => a.at[2] - b.at[2])
    .map(({ i, at }) =>
      element('circle', {
        cx: at[0],
        cy: at[1],
        r: size * (options.eye === null ? 1 : 1 + 0.28 * at[2]),
        fill: fogged(options.colours[i] ?? quiet, at[2], 0.5),
      }),
    )
  return group({}, [
    caption(box, options.title, options.remark, theme),
    ...guideParts(options.guides, place, theme),
    ...options.axes.map((axis) => axisLine(axis, view, centre, radius * reach, theme)),
    clipped(
      `stage-${box.y.toFixed()}`,
      element('rect', { x: box.x, y: box.y + 12, width: box.width, height: box.height - 12 }),
      [
        group({ fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }, trails),
        group({ stroke: theme.paper, 'stroke-width': 0.35 }, dots),
      ],
    ),
    ...options.axes.map((axis) => axisName(axis, view, centre, radius * reach, theme)),
  ])
}

/** A trail in three pieces of growing weight: it fades towards where it began. */
function trailParts(
  trail: { readonly vertices: Float64Array; readonly count: number },
  place: (source: ArrayLike<number>, i: number) => [number, number, number],
  colour: string,
): string {
  const cuts = [0, 0.45, 0.75, 1].map((share) => Math.round(share * (trail.count - 1)))
  const points: number[] = []
  for (let i = 0; i < trail.count; i++) points.push(...place(trail.vertices, i).slice(0, 2))
  return [0, 1, 2]
    .map((piece) =>
      element('path', {
        d: smoothCurve(points, cuts[piece]!, cuts[piece + 1]!),
        stroke: colour,
        'stroke-width': [0.4, 0.6, 0.9][piece],
        'stroke-opacity': ['0.4', '0.6', '0.85'][piece],
      }),
    )
    .join('')
}

/** The far half of every iso-line paler than the near half. */
function guideParts(
  guides: ManifoldOptions['guides'],
  place: (source: ArrayLike<number>, i: number) => [number, number, number],
  theme: Theme,
): string[] {
  let near = ''
  let far = ''
  for (const { vertices } of guides) {
    const halves: [number[], number[]] = [[], []]
    let before = -1
    for (let i = 0; i < vertices.length / 3; i++) {
      const [x, y, depth] = place(vertices, i)
      const half = depth >= 0 ? 0 : 1
      // Where a line goes behind, the halves share a vertex, so that no gap shows.
      if (before >= 0 && before !== half) halves[before]!.push(x, y, Number.NaN, Number.NaN)
      halves[half].push(x, y)
      before = half
    }
    near += polyline(halves[0])
    far += polyline(halves[1])
  }
  if (near === '' && far === '') return []
  const line = (d: string, opacity: string) =>
    element('path', { d, fill: 'none', stroke: theme.quiet, 'stroke-width': 0.35, 'stroke-opacity': opacity })
  return [line(far, '0.28'), line(near, '0.6')]
}

type Axis = ManifoldOptions['axes'][number]

const axisReach = 1.12

/** Foreshortened beyond use: it points at the eye. */
const tooShort = 0.12

function axisLine(axis: Axis, view: View, centre: readonly [number, number], reach: number, theme: Theme) {
  const [right, up] = view(...axis.direction)
  if (Math.hypot(right, up) < tooShort) return ''
  const [dx, dy] = [right * axisReach * reach, -up * axisReach * reach]
  const data = `M${length(centre[0] - dx)} ${length(centre[1] - dy)}L${length(centre[0] + dx)} ${length(centre[1] + dy)}`
  return element('path', { d: data, stroke: theme.rule, 'stroke-width': 0.6, fill: 'none' })
}

/** The axis by its name at its positive end, on a halo of paper. */
function axisName(axis: Axis, view: View, centre: readonly [number, number], reach: number, theme: Theme) {
  const [right, up] = view(...axis.direction)
  const size = Math.hypot(right, up)
  if (size < tooShort) return ''
  const flat = Math.abs(right) / size
  const anchor = flat < 0.35 ? 'middle' : right > 0 ? 'start' : 'end'
  const x = centre[0] + right * axisReach * reach + (anchor === 'middle' ? 0 : (3.5 * right) / size)
  const y = centre[1] - up * axisReach * reach - (5.5 * up) / size + 2.9
  return text(x, y, axis.name, {
    'text-anchor': anchor,
    fill: theme.quiet,
    stroke: theme.paper,
    'stroke-width': 2.5,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  })
}

/** Of a way that began far out no more is shown than this many times the manifold's own size. */
const farthest = 1.5

/**
 * What the panel shows in each direction: the final states and their surface, and the ways there unless they
 * began far outside; all of those where the states have shrunk to nothing.
 */
function reachOf({ points, guides, trails }: ManifoldOptions): number {
  const end = Math.max(largest(points), ...guides.map((guide) => largest(guide.vertices)))
  const run = trails.reduce((most, trail) => Math.max(most, largest(trail.vertices)), end)
  return (end > 1e-3 * run ? Math.min(run, farthest * end) : run) || 1
}

function finiteVertices(vertices: Float64Array): number {
  const bad = vertices.findIndex((value) => !Number.isFinite(value))
  return Math.floor((bad < 0 ? vertices.length : bad) / 3)
}

function largest(points: Float64Array): number {
  let most = 0
  for (let i = 0; i + 2 < points.length; i += 3) {
    const size = Math.hypot(points[i]!, points[i + 1]!, points[i + 2]!)
    if (Number.isFinite(size) && size > most) most = size
  }
  return most
}
