/**
 * Sheets: a torus of two angles laid flat, in its true shape where its lattice is hexagonal (one cell bright, its
 * repetition faint), the slices of a torus of more angles, a sphere by its two angles.
 */
import type { Space } from '../../../src/index.ts'
import { isHexagonal } from '../../../src/spaces/geometry.ts'
import { squareBox } from './camera.ts'
import {
  type Box,
  boxFrame,
  isInside,
  marksBelow,
  marksBeside,
  wholeField,
  wholeTurn,
  wordAt,
} from './flat.ts'
import type { Form, FormGround } from './form.ts'
import type { FieldSpec } from './painter.ts'
import { inks } from './palette.ts'
import type { Extent } from './picture.ts'

export function sheetForm(ground: FormGround): Form {
  const { space } = ground
  if (space.coordinates.has('phi')) return unrolledSphere(ground)
  if (space.shape.length > 2) return slices(ground)
  return isHexagonal(space) ? hexagon(ground) : square(ground)
}

type Place = FieldSpec['place']

/** Grids of few points are cells, others are smooth. */
const fewest = 6

function shownAs(rows: number, columns: number) {
  return [rows >= fewest, columns >= fewest] as const
}

/** Row to the right and column up, a whole turn over a box; smooth ones begin at their first point. */
function turnOver(box: Box, rows: number, columns: number): Place {
  const [left, top, right, bottom] = box
  const [smoothRows, smoothColumns] = shownAs(rows, columns)
  const a = rows / (right - left)
  const e = -columns / (bottom - top)
  return [a, 0, -a * left - (smoothRows ? 0 : 0.5), 0, e, -e * bottom - (smoothColumns ? 0 : 0.5)]
}

function neuronAt(place: Place, rows: number, columns: number, x: number, y: number): number {
  const residue = (i: number, n: number) => ((Math.round(i) % n) + n) % n
  const [a, b, c, d, e, f] = place
  return residue(a * x + b * y + c, rows) * columns + residue(d * x + e * y + f, columns)
}

function square({ values, range, space }: FormGround): Form {
  const [rows, columns] = [space.shape[0]!, space.shape[1]!]
  const boxOf = ({ width, height }: Extent) => {
    const [left, top, right, bottom] = squareBox(width, height, 34)
    return [left + 6, top - 8, right + 6, bottom - 8] as const
  }
  return {
    caption: 'on the sheet',
    axes: ['θ₁', 'θ₂'],
    camera: null,
    compute() {},
    paint(to, extent, dark) {
      const box = boxOf(extent)
      const frame = boxFrame(box, extent)
      to.field(frame, {
        ...wholeField,
        values,
        grid: { rows, columns },
        range,
        place: turnOver(box, rows, columns),
        box,
        wraps: [true, true],
        smooth: shownAs(rows, columns),
      })
      to.words(frame, [...marksBelow(box, wholeTurn, 'θ₁', dark), ...marksBeside(box, wholeTurn, 'θ₂', dark)])
    },
    pick(x, y, extent) {
      const box = boxOf(extent)
      return isInside(box, x, y) ? neuronAt(turnOver(box, rows, columns), rows, columns, x, y) : null
    },
  }
}

/** Vectors at 0 and 120 degrees, the first neuron in the middle; `across` CSS pixels between lattice points. */
export function hexagonal(
  rows: number,
  columns: number,
  centre: readonly [number, number],
  across: number,
): Place {
  const [a, d] = [rows / across, columns / across]
  const [b, e] = [-a / Math.sqrt(3), (-2 * d) / Math.sqrt(3)]
  return [a, b, -a * centre[0] - b * centre[1], 0, e, -e * centre[1]]
}

/** Distance between lattice points over the side of the picture. */
const latticeShare = 0.8

function hexagon({ values, range, space }: FormGround): Form {
  const [rows, columns] = [space.shape[0]!, space.shape[1]!]
  const laid = ({ width, height }: Extent) => {
    const box = squareBox(width, height, 16)
    const centre = [width / 2, height / 2] as const
    const across = latticeShare * (box[2] - box[0])
    return { box, centre, across, place: hexagonal(rows, columns, centre, across) }
  }
  return {
    caption: 'on the hexagonal sheet',
    axes: ['θ₁', 'θ₂'],
    camera: null,
    compute() {},
    paint(to, extent, dark) {
      const { box, centre, across, place } = laid(extent)
      const frame = boxFrame(box, extent)
      to.field(frame, {
        ...wholeField,
        values,
        grid: { rows, columns },
        range,
        place,
        box,
        wraps: [true, true],
        smooth: [true, true],
        hexagon: [...centre, across / 2],
      })
      const { quiet } = inks(dark)
      const corner = across / Math.sqrt(3)
      const names = [
        ['θ₁', [across / 2 + 12, 0]],
        ['θ₂', [-across / 4 - 8, -0.866 * (across / 2) - 10]],
      ] as const
      to.words(
        frame,
        names.map(([text, [x, y]]) =>
          wordAt(text, centre[0] + x, centre[1] + Math.max(y, -corner), 'centre', quiet),
        ),
      )
    },
    pick(x, y, extent) {
      const { box, place } = laid(extent)
      return isInside(box, x, y) ? neuronAt(place, rows, columns, x, y) : null
    },
  }
}

/** Slices that are shown at most. */
const mostSlices = 16

/** Angles before the last two are cut at even steps: one small sheet for each. */
function slices({ values, range, space }: FormGround): Form {
  const [rows, columns] = [space.shape.at(-2)!, space.shape.at(-1)!]
  const all = space.size / (rows * columns)
  const shown = Math.min(all, mostSlices)
  const chosen = Array.from({ length: shown }, (_, k) => Math.floor((k * all) / shown))
  const laid = ({ width, height }: Extent) => {
    const aspect = width / Math.max(1, height)
    const across = Math.min(shown, Math.max(1, Math.round(Math.sqrt(shown * aspect))))
    const down = Math.ceil(shown / across)
    const side = Math.max(4, Math.min((width - 16) / across - 10, (height - 16) / down - 26))
    const [left, top] = [(width - across * (side + 10) + 10) / 2, (height - down * (side + 26) + 26) / 2 - 8]
    return chosen.map((slice, k) => {
      const x = left + (k % across) * (side + 10)
      const y = top + Math.floor(k / across) * (side + 26)
      return { slice, box: [x, y, x + side, y + side] as const }
    })
  }
  return {
    caption: `in ${shown} slices`,
    axes: space.shape.map((_, i) => `θ${i + 1}`),
    camera: null,
    compute() {},
    paint(to, extent, dark) {
      for (const { slice, box } of laid(extent)) {
        const frame = boxFrame(box, extent)
        to.field(frame, {
          ...wholeField,
          values,
          first: slice * rows * columns,
          grid: { rows, columns },
          range,
          place: turnOver(box, rows, columns),
          box,
          wraps: [true, true],
          smooth: shownAs(rows, columns),
        })
        const middle = (box[0] + box[2]) / 2
        to.words(frame, [wordAt(sliceName(space, slice), middle, box[3] + 12, 'centre', inks(dark).quiet)])
      }
    },
    pick(x, y, extent) {
      const under = laid(extent).find(({ box }) => isInside(box, x, y))
      if (under === undefined) return null
      const inSlice = neuronAt(turnOver(under.box, rows, columns), rows, columns, x, y)
      return under.slice * rows * columns + inSlice
    },
  }
}

/** `θ₁ = 0.79`, or the angles one after the other. */
function sliceName(space: Space, slice: number): string {
  const angles: string[] = []
  let rest = slice
  for (const n of space.shape.slice(0, -2).toReversed()) {
    angles.unshift(((2 * (rest % n)) / n).toFixed(2).replace(/\.?0+$/, ''))
    rest = Math.floor(rest / n)
  }
  return angles.length === 1 ? `θ₁ = ${angles[0]}π` : angles.map((angle) => `${angle}π`).join(', ')
}

/** Azimuth to the right, the pole on top: nodes of Gauss and Legendre are all but evenly spaced. */
function unrolledSphere({ values, range, space }: FormGround): Form {
  const [rows, columns] = [space.shape[0]!, space.shape[1]!]
  const laid = ({ width, height }: Extent) => {
    const across = Math.max(8, Math.min(width - 60, 2 * (height - 60)))
    const box = [
      (width - across) / 2,
      (height - across / 2) / 2 - 8,
      (width + across) / 2,
      (height + across / 2) / 2 - 8,
    ] as const
    const b = (rows + 0.5) / (box[3] - box[1])
    const d = columns / (box[2] - box[0])
    const place: Place = [0, b, -b * box[1] - 0.75, d, 0, -d * box[0]]
    return { box, place }
  }
  return {
    caption: 'by its angles',
    axes: ['φ', 'θ'],
    camera: null,
    compute() {},
    paint(to, extent, dark) {
      const { box, place } = laid(extent)
      const frame = boxFrame(box, extent)
      to.field(frame, {
        ...wholeField,
        values,
        grid: { rows, columns },
        range,
        place,
        box,
        wraps: [false, true],
        smooth: [true, true],
      })
      to.words(frame, [
        ...marksBelow(box, wholeTurn, 'φ', dark),
        ...marksBeside(box, ['0', 'π'], 'θ', dark, true),
      ])
    },
    pick(x, y, extent) {
      const { box, place } = laid(extent)
      if (!isInside(box, x, y)) return null
      const row = Math.min(rows - 1, Math.max(0, Math.round(place[1] * y + place[2])))
      return row * columns + (Math.round(place[3] * x + place[5]) % columns)
    },
  }
}
