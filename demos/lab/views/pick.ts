/** What is under a pixel: the front of a mesh, the nearest of some dots. */

import { placed } from './camera.ts'
import type { Frame } from './painter.ts'

/** Row and column of the grid at the front of a mesh, as MeshSpec lays its vertices out; null beside it. */
export function pickMesh(
  frame: Frame,
  vertices: ArrayLike<number>,
  rows: number,
  columns: number,
  x: number,
  y: number,
): readonly [row: number, column: number] | null {
  const count = rows * columns
  let best: readonly [number, number] | null = null
  let nearest = Number.POSITIVE_INFINITY
  const places = Array.from({ length: count }, (_, i) => placed(frame, vertices, 4 * i))
  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j + 1 < columns; j++) {
      const at = i * columns + j
      for (const [a, b, c] of [
        [at, at + 1, at + columns],
        [at + columns + 1, at + columns, at + 1],
      ] as const) {
        const shares = barycentric(places[a]!, places[b]!, places[c]!, x, y)
        if (shares === null) continue
        const mixed = (of: (k: number) => number) => shares[0] * of(a) + shares[1] * of(b) + shares[2] * of(c)
        const depth = mixed((k) => places[k]![2])
        if (depth >= nearest) continue
        nearest = depth
        best = [mixed((k) => vertices[4 * k + 3]!), mixed((k) => vertices[4 * count + k]!)]
      }
    }
  return best
}

type Place = readonly [number, number, number]

function barycentric(a: Place, b: Place, c: Place, x: number, y: number): Place | null {
  const size = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
  if (Math.abs(size) < 1e-12) return null
  const u = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / size
  const v = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / size
  return u >= 0 && v >= 0 && u + v <= 1 ? [1 - u - v, u, v] : null
}

/** The dot within `reach` CSS pixels that is nearest, of those about as near the one in front; null for none. */
export function pickDot(
  frame: Frame,
  places: ArrayLike<number>,
  reach: number,
  x: number,
  y: number,
): number | null {
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; 4 * i < places.length; i++) {
    const [px, py, depth] = placed(frame, places, 4 * i)
    const away = Math.hypot(px - x, py - y)
    if (away > reach) continue
    const cost = away / reach + 2 * depth
    if (cost >= least) continue
    least = cost
    best = i
  }
  return best
}
