/** A surface for Canvas 2D: its triangles filled pixel by pixel, the nearest wins; values between its corners. */

export interface Corner {
  /** CSS pixels and depth */
  readonly place: readonly [number, number, number]
  readonly value: number
  /** 1 where the surface faces the eye, 0 on its rim */
  readonly facing: number
}

/** Red, green, blue, opacity in 0 ... 255 of a pixel. */
export type Shade = (value: number, facing: number, depth: number, out: Uint8ClampedArray, at: number) => void

export interface MeshImage {
  readonly image: ImageData
  /** where it stands, CSS pixels */
  readonly left: number
  readonly top: number
  /** whether the surface stands before a place */
  hides(place: readonly [number, number, number]): boolean
}

/** An image of the box that the mesh fills; null where it fills none. */
export function meshImage(
  corners: readonly Corner[],
  rows: number,
  columns: number,
  clip: readonly [number, number, number, number],
  shade: Shade,
): MeshImage | null {
  const extent = (axis: 0 | 1, pick: (...values: number[]) => number, bound: number) =>
    corners.reduce((found, { place }) => pick(found, place[axis]), bound)
  const left = Math.floor(Math.max(clip[0], extent(0, Math.min, Number.POSITIVE_INFINITY)))
  const top = Math.floor(Math.max(clip[1], extent(1, Math.min, Number.POSITIVE_INFINITY)))
  const width = Math.ceil(Math.min(clip[2], extent(0, Math.max, Number.NEGATIVE_INFINITY))) - left
  const height = Math.ceil(Math.min(clip[3], extent(1, Math.max, Number.NEGATIVE_INFINITY))) - top
  if (!(width > 0 && height > 0)) return null
  const image = new ImageData(width, height)
  const nearest = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY)

  function fill(a: Corner, b: Corner, c: Corner): void {
    const [ax, ay, az] = [a.place[0] - left - 0.5, a.place[1] - top - 0.5, a.place[2]]
    const [bx, by, bz] = [b.place[0] - left - 0.5, b.place[1] - top - 0.5, b.place[2]]
    const [cx, cy, cz] = [c.place[0] - left - 0.5, c.place[1] - top - 0.5, c.place[2]]
    const size = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if (Math.abs(size) < 1e-9) return
    const first = Math.max(0, Math.ceil(Math.min(ay, by, cy)))
    const last = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)))
    const from = Math.max(0, Math.ceil(Math.min(ax, bx, cx)))
    const to = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)))
    for (let y = first; y <= last; y++)
      for (let x = from; x <= to; x++) {
        const u = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / size
        const v = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / size
        const w = 1 - u - v
        if (u < 0 || v < 0 || w < 0) continue
        const depth = w * az + u * bz + v * cz
        const at = y * width + x
        if (depth >= nearest[at]!) continue
        nearest[at] = depth
        const value = w * a.value + u * b.value + v * c.value
        shade(value, w * a.facing + u * b.facing + v * c.facing, depth, image.data, 4 * at)
      }
  }

  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j + 1 < columns; j++) {
      const at = i * columns + j
      const [a, b, c, d] = [
        corners[at]!,
        corners[at + 1]!,
        corners[at + columns]!,
        corners[at + columns + 1]!,
      ]
      fill(a, b, c)
      fill(c, b, d)
    }
  return {
    image,
    left,
    top,
    hides([x, y, depth]) {
      const [column, row] = [Math.floor(x) - left, Math.floor(y) - top]
      if (column < 0 || column >= width || row < 0 || row >= height) return false
      return depth - 0.02 > nearest[row * width + column]!
    },
  }
}
