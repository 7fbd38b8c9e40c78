/** The marks of a painting by Canvas 2D: lines behind a surface are told by the pixels that it fills. */
import { placed } from './camera.ts'
import { type MeshImage, meshImage } from './canvas-mesh.ts'
import { fontOf, haloWidth } from './device-words.ts'
import type { Frame, Grid, Ink, Numbers, Painting } from './painter.ts'
import { isCubic, rangeAt } from './painter.ts'
import { colourAt, paperOf } from './palette.ts'

/** Numbers on the host: an array, which may be the network's own, and where in it they begin. */
export interface Held extends Numbers {
  readonly values: () => Float32Array | Float64Array
  readonly first: number
}

export const valuesOf = (numbers: Numbers): Float32Array | Float64Array => (numbers as Held).values()
export const firstOf = (numbers: Numbers): number => (numbers as Held).first

export function spanOf(range: ArrayLike<number>): { low: number; span: number; signed: boolean } {
  const [low, high] = [range[rangeAt.low]!, range[rangeAt.high]!]
  return { low, span: Math.max(high - low, 1e-30), signed: range[rangeAt.signed]! > 0.5 }
}

/** Reads a grid between its cells, as shaders/draw/page.wgsl.ts. */
function between(
  { rows, columns }: Grid,
  wraps: readonly [boolean, boolean],
  smooth: readonly [boolean, boolean],
  turned: number,
  at: (index: number) => number,
): (row: number, column: number) => number {
  const along = (i: number, n: number, wrap: boolean) =>
    wrap ? ((i % n) + n) % n : Math.min(n - 1, Math.max(0, i))
  const cell = (i: number, j: number) =>
    at(((along(i, rows, wraps[0]) + turned) % rows) * columns + along(j, columns, wraps[1]))
  const isSmooth = isCubic({ rows, columns }, smooth)
  return (row, column) => {
    const r = smooth[0] ? row : Math.round(row)
    const c = smooth[1] ? column : Math.round(column)
    const i = Math.floor(r)
    const j = Math.floor(c)
    const u = r - i
    const v = c - j
    if (isSmooth) {
      let sum = 0
      for (let k = 0; k < 4; k++) {
        let line = 0
        for (let l = 0; l < 4; l++) line += weight(l, v) * cell(i + k - 1, j + l - 1)
        sum += weight(k, u) * line
      }
      return sum
    }
    return (
      (1 - u) * ((1 - v) * cell(i, j) + v * cell(i, j + 1)) +
      u * ((1 - v) * cell(i + 1, j) + v * cell(i + 1, j + 1))
    )
  }
}

/** Of four values, Catmull and Rom's cubic at t between the middle two. */
function weight(k: number, t: number): number {
  if (k === 0) return 0.5 * t * (t * (2 - t) - 1)
  if (k === 1) return 0.5 * (t * t * (3 * t - 5) + 2)
  if (k === 2) return 0.5 * t * (t * (4 - 3 * t) + 1)
  return 0.5 * t * t * (t - 1)
}

export function paintingOn(context: OffscreenCanvasRenderingContext2D, dark: boolean): Painting {
  const paper = paperOf(dark)
  const before: MeshImage[] = []
  const fogged = (ink: Ink, frame: Frame, depth: number): Ink => {
    const t = Math.min(1, Math.max(0, (depth - 0.3) / 0.65))
    const share = frame.fog * t * t * (3 - 2 * t)
    const at = (i: 0 | 1 | 2) => ink[i] + (paper[i] - ink[i]) * share
    return [at(0), at(1), at(2), ink[3]]
  }
  const style = ([r, g, b, a]: Ink) => `rgb(${255 * r} ${255 * g} ${255 * b} / ${a})`
  const clipTo = ({ clip: [left, top, right, bottom] }: Frame, work: () => void) => {
    context.save()
    context.beginPath()
    context.rect(left, top, right - left, bottom - top)
    context.clip()
    work()
    context.restore()
  }
  const inkOf = (range: ArrayLike<number>) => {
    const { low, span, signed } = spanOf(range)
    const name = signed ? 'diverging' : 'sequential'
    return (value: number): Ink => colourAt(name, dark, (value - low) / span)
  }

  return {
    field(frame, spec) {
      const [left, top, right, bottom] = spec.box.map(Math.round) as [number, number, number, number]
      // what is smooth is read at every other pixel
      const step = isCubic(spec.grid, spec.smooth) ? 2 : 1
      const [width, height] = [Math.ceil((right - left) / step), Math.ceil((bottom - top) / step)]
      if (width < 1 || height < 1) return
      const [values, start] = [valuesOf(spec.values), firstOf(spec.values) + spec.first]
      const read = between(spec.grid, spec.wraps, spec.smooth, spec.turned, (i) => values[start + i]!)
      const ink = inkOf(valuesOf(spec.range))
      const [a, b, c, d, e, f] = spec.place
      const image = new ImageData(width, height)
      for (let y = 0, at = 0; y < height; y++)
        for (let x = 0; x < width; x++, at += 4) {
          const px = left + step * (x + 0.5)
          const py = top + step * (y + 0.5)
          const row = a * px + b * py + c
          const column = d * px + e * py + f
          if (Math.round(row) * spec.grid.columns + Math.round(column) >= spec.cells) continue
          const colour = ink(read(row, column))
          const faint = spec.hexagon === null ? 0 : 0.86 * outsideHexagon(px, py, spec.hexagon)
          for (let i = 0; i < 3; i++)
            image.data[at + i] = 255 * (colour[i]! + (paper[i]! - colour[i]!) * faint)
          image.data[at + 3] = 255
        }
      const picture = new OffscreenCanvas(width, height)
      picture.getContext('2d')!.putImageData(image, 0, 0)
      clipTo({ ...frame, clip: [left, top, right, bottom] }, () =>
        context.drawImage(picture, left, top, step * width, step * height),
      )
    },
    mesh(frame, { vertices, mesh, of }) {
      const points = valuesOf(vertices)
      const { rows, columns } = mesh
      const values = 'values' in of ? valuesOf(of.values) : null
      const value =
        'values' in of
          ? between(of.grid, of.wraps, [true, true], 0, (i) => values![firstOf(of.values) + i]!)
          : () => 0
      const [, , x, , , , y, , , , z] = frame.matrix
      const deep = frame.scale / Math.max(1e-9, Math.hypot(x!, y!, z!))
      const places = Array.from({ length: rows * columns }, (_, i) => placed(frame, points, 4 * i))
      const corners = places.map((place, i) => ({
        place,
        value: value(points[4 * i + 3]!, points[4 * rows * columns + i]!),
        facing: facingAt(places, rows, columns, i, deep),
      }))
      const ink = 'values' in of ? inkOf(valuesOf(of.range)) : null
      const made = meshImage(corners, rows, columns, frame.clip, (value, facing, depth, out, at) => {
        const rim = (1 - facing) ** 2
        const flat = 'ink' in of ? of.ink : ink!(value)
        const seen = fogged(flat, frame, depth)
        const share = 'ink' in of ? 0 : 0.24 * rim
        for (const i of [0, 1, 2] as const) out[at + i] = 255 * (seen[i] + (paper[i] - seen[i]) * share)
        out[at + 3] = 'ink' in of ? 255 * of.ink[3] * (0.35 + 0.65 * rim) : 255
      })
      if (made === null) return
      const picture = new OffscreenCanvas(made.image.width, made.image.height)
      picture.getContext('2d')!.putImageData(made.image, 0, 0)
      before.push(made)
      context.drawImage(picture, made.left, made.top)
    },
    dots(frame, { places, count, first = 0, radius, of, rim }) {
      const points = valuesOf(places)
      const order = Array.from({ length: count }, (_, i) => ({
        i,
        at: placed(frame, points, 4 * (first + i)),
      }))
      if (!('values' in of && of.faint)) order.sort((one, other) => other.at[2] - one.at[2])
      const range = 'values' in of ? valuesOf(of.range) : null
      const values = 'values' in of ? valuesOf(of.values) : null
      const ink = range === null ? null : inkOf(range)
      clipTo(frame, () => {
        for (const { i, at } of order) {
          let [colour, share]: [Ink, number] = ['ink' in of ? of.ink : paper, 1]
          if ('phase' in of) {
            const [r, g, b] = colourAt('cyclic', dark, phaseOf(points, 4 * (first + i), of.phase))
            colour = [r, g, b, of.opacity]
          }
          if ('values' in of) {
            const value = values![firstOf(of.values) + (of.faint ? points[4 * (first + i) + 3]! : i)]!
            colour = ink!(value)
            if (of.faint) {
              const { low, span, signed } = spanOf(range!)
              share = Math.min(1, Math.max(0, (value - low) / span))
              if (signed) share = Math.abs(2 * share - 1)
              colour = [colour[0], colour[1], colour[2], 0.08 + 0.92 * share * share]
            }
          }
          const r = radius * (0.5 + 0.5 * share)
          if (rim > 0) disc(context, at, r + rim, style(paper))
          disc(context, at, r, style(fogged(colour, frame, at[2])))
        }
      })
    },
    lines(frame, { vertices, count, first, capacity, ink, width, dash, fade, ghost }) {
      const points = valuesOf(vertices)
      const at = (i: number) => 4 * ((first + i) % capacity)
      clipTo(frame, () => {
        context.lineWidth = width
        context.lineJoin = 'round'
        context.setLineDash([...dash])
        // runs of one opacity and depth: some strokes whatever the number of vertices
        const isFlat = frame.fog === 0
        const run = Math.max(1, Math.ceil(count / (isFlat ? 48 : 480)))
        for (let i = 0; i + 1 < count; i += run) {
          const last = Math.min(count - 1, i + run)
          const place = placed(frame, points, at(i))
          const depth = place[2]
          const hidden = !isFlat && before.some((mesh) => mesh.hides(place)) ? ghost : 1
          const opacity = hidden * ink[3] * (fade + (1 - fade) * (i / (count - 1)))
          context.strokeStyle = style(fogged([ink[0], ink[1], ink[2], opacity], frame, depth))
          context.lineDashOffset = points[at(i) + 3]! * frame.scale
          context.beginPath()
          for (let k = i; k <= last; k++) {
            const [x, y] = placed(frame, points, at(k))
            if (k === i || points[at(k) + 3]! < points[at(k - 1) + 3]!) context.moveTo(x, y)
            else context.lineTo(x, y)
          }
          context.stroke()
        }
      })
      context.setLineDash([])
    },
    words(frame, specs) {
      // a new canvas letters in what Chromium found for these names first, until it is asked for others
      context.font = '1px serif'
      context.font = fontOf(1)
      context.textBaseline = 'middle'
      context.lineJoin = 'round'
      context.lineWidth = haloWidth
      context.strokeStyle = style(paper)
      for (const { text, at, fixed, shift, align, ink } of specs) {
        const [x, y] = fixed === true ? at : placed(frame, at, 0)
        context.textAlign = align === 'centre' ? 'center' : align
        context.fillStyle = style(ink)
        context.strokeText(text, x + shift[0], y + shift[1])
        context.fillText(text, x + shift[0], y + shift[1])
      }
    },
  }
}

/** 1 where a mesh faces the eye at a vertex, 0 on its rim, as shaders/draw/mesh.wgsl.ts. */
function facingAt(
  places: readonly (readonly [number, number, number])[],
  rows: number,
  columns: number,
  i: number,
  deep: number,
): number {
  const [row, column] = [Math.floor(i / columns), i % columns]
  const at = (r: number, c: number) =>
    places[Math.min(rows - 1, Math.max(0, r)) * columns + Math.min(columns - 1, Math.max(0, c))]!
  const way = (a: readonly number[], b: readonly number[]) =>
    [a[0]! - b[0]!, a[1]! - b[1]!, deep * (a[2]! - b[2]!)] as const
  const along = way(at(row + 1, column), at(row - 1, column))
  const aside = way(at(row, column + 1), at(row, column - 1))
  const x = along[1] * aside[2] - along[2] * aside[1]
  const y = along[2] * aside[0] - along[0] * aside[2]
  const z = along[0] * aside[1] - along[1] * aside[0]
  const size = Math.hypot(x, y, z)
  return size > 1e-9 ? Math.abs(z) / size : 1
}

/** As shaders/draw/dots.wgsl.ts, in turns. */
function phaseOf(points: ArrayLike<number>, at: number, [x, y]: readonly [number, number]): number {
  const w = points[at + 3]!
  const [a, b, z] = [points[at]! - x * w, points[at + 1]! - y * w, points[at + 2]!]
  const angle = a * a + b * b >= w * w + z * z ? Math.atan2(b, a) : Math.atan2(z, w)
  return (angle / (2 * Math.PI) + 1) % 1
}

function disc(
  context: OffscreenCanvasRenderingContext2D,
  [x, y]: readonly [number, number, number],
  radius: number,
  fill: string,
): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = fill
  context.fill()
}

/** 0 inside the cell of a lattice with vectors at 0 and 120 degrees, 1 outside. */
function outsideHexagon(x: number, y: number, [cx, cy, radius]: readonly [number, number, number]): number {
  const [dx, up] = [x - cx, (Math.sqrt(3) / 2) * (y - cy)]
  const beyond = Math.max(Math.abs(dx), Math.abs(dx / 2 - up), Math.abs(dx / 2 + up)) - radius
  return Math.min(1, Math.max(0, beyond + 0.5))
}
