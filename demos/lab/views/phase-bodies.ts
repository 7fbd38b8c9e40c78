/** Manifolds as marks: points, curves, surfaces with thin iso-lines, clouds; each in the style of its stability. */

import { stabilityDashes } from '../../../src/figures/stability.ts'
import type { Stability } from '../../../src/index.ts'
import type { Portrait } from '../protocol.ts'
import { linesThrough } from './form-round.ts'
import type { Frame, Painter, Painting } from './painter.ts'
import { stabilityInk } from './palette.ts'
import { type Axes, pointOf } from './phase-axes.ts'

export interface DrawnBody {
  readonly stability: Stability
  /** of what is drawn, from the middle */
  readonly radius: number
  paint(to: Painting, frame: Frame, dark: boolean): void
  free(painter: Painter): void
}

/** CSS pixels */
export function dashOf(stability: Stability): readonly number[] {
  const text = stabilityDashes[stability]
  return text === undefined ? [] : text.split(' ').map((part) => 1.6 * Number(part))
}

export function drawnBodies(painter: Painter, portrait: Portrait, axes: Axes): DrawnBody[] {
  const bodies = portrait.bodies.map((body) => drawn(painter, body, axes))
  // ghosts first, what attracts on top
  const rank = (stability: Stability) => (stability === 'attracting' ? 1 : 0)
  return bodies.sort((a, b) => rank(a.stability) - rank(b.stability))
}

type Point = [number, number, number]

function drawn(painter: Painter, body: Portrait['bodies'][number], axes: Axes): DrawnBody {
  const { stability, shape } = body
  const strands = body.strands.map((strand) => strand.map((state) => pointOf(axes, state)))
  const places = strands.flat()
  const radius = Math.max(0, ...places.map((point) => Math.hypot(...point)))
  const isDots = shape === 'points' || shape === 'cloud'
  const marks = painter.fixed(
    isDots ? places.flatMap((point) => [...point, 1]) : linesThrough(strands.map(closed)),
  )
  const surface = shape === 'surface' && body.mesh !== undefined ? meshOf(body.mesh, axes) : null
  const vertices = surface === null ? null : painter.fixed(surface.vertices)
  const attracts = stability === 'attracting'
  const count = marks.length / 4
  return {
    stability,
    radius,
    paint(to, frame, dark) {
      if (surface !== null && vertices !== null) {
        const ink = stabilityInk(stability, dark, attracts ? 0.3 : 0.16)
        to.mesh(frame, { vertices, mesh: surface, of: { ink } })
      }
      if (isDots) {
        const size = shape === 'cloud' ? 1.7 : attracts ? 5 : 4
        const ink = stabilityInk(stability, dark, shape === 'cloud' ? 0.55 : 1)
        to.dots(frame, {
          places: marks,
          count,
          radius: size,
          of: { ink },
          rim: shape === 'cloud' ? 0 : 1.2,
          ghost: 0.5,
        })
        return
      }
      const isSurface = shape === 'surface'
      to.lines(frame, {
        vertices: marks,
        count,
        first: 0,
        capacity: count,
        ink: stabilityInk(stability, dark, isSurface ? (attracts ? 0.7 : 0.5) : attracts ? 1 : 0.85),
        width: isSurface ? 0.9 : attracts ? 2.6 : 1.3,
        dash: isSurface && attracts ? [] : dashOf(stability),
        fade: 1,
        ghost: isSurface ? 0.3 : attracts ? 0.8 : 0.55,
      })
    },
    free: (painter) => painter.free(marks, ...(vertices === null ? [] : [vertices])),
  }
}

/** A strand that ends where it began, or a step from it, is closed. */
function closed(points: readonly Point[]): readonly Point[] {
  if (points.length < 3) return points
  const between = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
  const steps = points.slice(1).map((point, i) => between(points[i]!, point))
  const gap = between(points.at(-1)!, points[0]!)
  return gap > 0 && gap <= 1.8 * Math.max(...steps) ? [...points, points[0]!] : points
}

/** The mesh with its seams sewn: rows or columns that go round are repeated at their end. */
function meshOf(
  mesh: NonNullable<Portrait['bodies'][number]['mesh']>,
  axes: Axes,
): { readonly rows: number; readonly columns: number; readonly vertices: Float32Array } {
  const points = mesh.states.map((state) => pointOf(axes, state))
  const at = (i: number, j: number) => points[(i % mesh.rows) * mesh.columns + (j % mesh.columns)]!
  const isRound = (of: (k: number) => Point, count: number) =>
    closed(Array.from({ length: count }, (_, k) => of(k))).length > count
  const rows = mesh.rows + (isRound((i) => at(i, 0), mesh.rows) ? 1 : 0)
  const columns = mesh.columns + (isRound((j) => at(0, j), mesh.columns) ? 1 : 0)
  const vertices = new Float32Array(5 * rows * columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) vertices.set([...at(i, j), 0], 4 * (i * columns + j))
  return { rows, columns, vertices }
}
