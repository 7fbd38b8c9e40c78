/**
 * All manifolds of a certificate in three dimensions: what attracts solid and bright, saddles and repellers thin
 * and broken; surfaces by their iso-lines, the far half paler; finite orbits joined to their nearest.
 */
import type { Body, Portrait } from '../../analysis/portrait/portrait.ts'
import type { Manifold } from '../../analysis/report.ts'
import { stabilityDashes } from '../stability.ts'
import { element, group, text } from '../svg.ts'
import { widthOf } from '../type.ts'
import { levelsFigure } from './levels.ts'
import { type Drawing, legend, letter, type SheetTheme } from './sheet.ts'
import { type Scene, turned } from './turn.ts'
import { shapeWords } from './words.ts'

export interface Turnable extends Drawing {
  /** what a drag redraws; null where the picture is flat */
  readonly scene: Scene | null
  readonly azimuth: number
  readonly elevation: number
}

const width = 460
const stage = 390
const azimuth = 0.62
const elevation = 0.42
/** What coordinates are rounded to, in sizes of the whole: a sixtieth of a pixel. */
const UNIT = 1e-4

export function manifoldsFigure(
  portrait: Portrait,
  manifolds: readonly Manifold[],
  theme: SheetTheme,
): Turnable {
  if (isBeyondSpace(portrait)) return levelsFigure(manifolds, theme)
  const { bodies, guides, axes } = portrait
  const all = [...bodies.flatMap(({ strands }) => strands), ...guides]
  const isFlat = all.every((line) => line.every((value, i) => i % 3 !== 2 || Math.abs(value) < 1e-9))
  const reach = Math.max(1e-9, ...all.map(farthest))
  const scaled = (line: ArrayLike<number>) =>
    Array.from(line, (value) => UNIT * Math.round(value / (UNIT * reach)))
  const [turn, lift] = isFlat ? [-Math.PI / 2, Math.PI / 2] : [azimuth, elevation]

  const paths: {
    lines: number[][]
    half: 'all' | 'near' | 'far'
    style: Record<string, string | number | undefined>
  }[] = []
  const guide = { fill: 'none', stroke: theme.quiet, 'stroke-width': 0.5 }
  if (guides.length > 0) {
    const lines = guides.map(scaled)
    paths.push({ lines, half: 'all', style: { ...guide, 'stroke-opacity': '0.55' } })
  }
  // the quietest first, so that what attracts lies on top
  const rank = { repelling: 0, degenerate: 1, saddle: 2, attracting: 3 }
  const ordered = [...bodies].sort((a, b) => rank[a.stability] - rank[b.stability])
  for (const body of ordered) paths.push(...bodyPaths(body, body.strands.map(scaled), theme))

  // finite orbits look alike: one point of each is named, the one that is seen nearest
  const labelled = bodies.flatMap((body) =>
    body.shape === 'points' && bodies.filter(({ shape }) => shape === 'points').length > 1
      ? [{ body, at: nearestPoint(body.strands.map(scaled), turn, lift) }]
      : [],
  )
  const names = axes.map(({ name }) => name)
  // the near and the far half of a body are drawn of one set of lines
  const sets = [...new Set(paths.map(({ lines }) => lines))]
  const scene: Scene = {
    sets: sets.map((lines) => lines.map((line) => line.map((value) => Math.round(value / UNIT)))),
    unit: UNIT,
    paths: paths.map(({ lines, half }) => ({ set: sets.indexOf(lines), half })),
    axes: axes.map(({ direction }, k) => ({ direction, width: Math.ceil(widthOf(names[k]!, letter)) })),
    labels: labelled.map(({ at }) => ({ at, width: 16 })),
    centre: [width / 2, stage / 2],
    radius: stage / 2 - 44,
    room: [4, width - 4],
  }
  const drawn = turned(scene, turn, lift)
  const entries = bodies.map((body) => ({
    stability: body.stability,
    words: wordsOf(
      body,
      manifolds.find(({ id }) => id === body.id),
    ),
    mark: body.shape === 'points' ? ('ring' as const) : ('line' as const),
  }))
  const key = legend(entries, { x: 8, y: stage + 14, width: width - 16 }, theme)
  const halo = { stroke: theme.paper, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
  const body = group({}, [
    group(
      { class: 'axes', fill: 'none', stroke: theme.rule, 'stroke-width': 0.8 },
      drawn.axes.map(({ d }) => element('path', { d })),
    ),
    group(
      { class: 'turn', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
      drawn.paths.map((d, k) => element('path', { d, ...paths[k]!.style })),
    ),
    group(
      { class: 'names', fill: theme.quiet, ...halo },
      drawn.axes.map(({ x, y, anchor, shown }, k) =>
        text(x, y, names[k]!, { 'text-anchor': anchor, ...(shown ? {} : { display: 'none' }) }),
      ),
    ),
    group(
      { class: 'labels', 'font-weight': 600, ...halo },
      drawn.labels.map(({ x, y, shown }, k) => {
        const { id, stability } = labelled[k]!.body
        return text(x, y, id, { fill: theme.stability[stability], ...(shown ? {} : { display: 'none' }) })
      }),
    ),
    key.body,
  ])
  return {
    width,
    height: stage + key.height + 4,
    body,
    described: `manifolds of equilibria, ${portrait.how}: ${entries.map(({ words }) => words).join('; ')}`,
    scene: isFlat ? null : scene,
    azimuth: turn,
    elevation: lift,
  }
}

/** Whether some manifold has more dimensions than a picture. */
export function isBeyondSpace({ bodies }: Portrait): boolean {
  return bodies.some(({ shape }) => shape === 'cloud')
}

function wordsOf({ id, stability, pinned }: Body, manifold: Manifold | undefined): string {
  if (manifold === undefined) return `${id} ${stability}`
  return `${id} ${shapeWords(manifold)}, ${stability}${pinned ? ', pinned: its orbit' : ''}`
}

type Piece = {
  lines: number[][]
  half: 'all' | 'near' | 'far'
  style: Record<string, string | number | undefined>
}

function bodyPaths({ stability, shape, pinned }: Body, lines: number[][], theme: SheetTheme): Piece[] {
  const stroke = theme.stability[stability]
  const isBright = stability === 'attracting' && !pinned
  const line = { fill: 'none', stroke, 'stroke-dasharray': pinned ? '0.8 3.2' : stabilityDashes[stability] }
  if (shape === 'points') {
    const size = lines.length > 30 ? 5.5 : lines.length > 12 ? 7 : 9
    const edges = nearestPairs(lines)
    const dots: Piece[] = (['far', 'near'] as const).flatMap((half) => [
      {
        lines,
        half,
        style: { stroke, 'stroke-width': size, 'stroke-opacity': half === 'far' ? '0.55' : '1' },
      },
      ...(isBright ? [] : [{ lines, half, style: { stroke: theme.paper, 'stroke-width': size - 3 } }]),
    ])
    return edges.length === 0
      ? dots
      : [
          { lines: edges, half: 'all', style: { ...line, 'stroke-width': 0.7, 'stroke-opacity': '0.5' } },
          ...dots,
        ]
  }
  const weight = shape === 'curve' ? (isBright ? 2.6 : 1.5) : isBright ? 1.1 : 0.8
  const far = shape === 'curve' ? '0.5' : '0.28'
  return (['far', 'near'] as const).map((half) => ({
    lines,
    half,
    style: { ...line, 'stroke-width': weight, 'stroke-opacity': half === 'far' ? far : '0.95' },
  }))
}

/** Lines between the points of a finite orbit that lie nearest to each other, where these are few a point. */
function nearestPairs(points: readonly number[][]): number[][] {
  if (points.length < 4 || points.length > 64) return []
  const apart = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!)
  const pairs = points.flatMap((a, i) =>
    points.slice(i + 1).map((b) => ({ line: [...a, ...b], distance: apart(a, b) })),
  )
  const least = Math.min(...pairs.map(({ distance }) => distance))
  if (!(least > 0.02)) return []
  const edges = pairs.filter(({ distance }) => distance < 1.01 * least).map(({ line }) => line)
  return edges.length <= 3 * points.length ? edges : []
}

function nearestPoint(points: readonly number[][], turn: number, lift: number): number[] {
  const near = ([x, y, z]: readonly number[]) =>
    Math.cos(lift) * (Math.cos(turn) * x! + Math.sin(turn) * y!) + Math.sin(lift) * z!
  return points.reduce((best, point) => (near(point) > near(best) + 1e-9 ? point : best))
}

function farthest(line: Float64Array): number {
  let most = 0
  for (let i = 0; i + 2 < line.length; i += 3)
    most = Math.max(most, Math.hypot(line[i]!, line[i + 1]!, line[i + 2]!))
  return Number.isFinite(most) ? most : 0
}
