/** Neurons without a place: cells in rows, in the order of their numbers. */
import { boxFrame, wholeField, wordAt } from './flat.ts'
import type { Form, FormGround } from './form.ts'
import type { FieldSpec } from './painter.ts'
import { inks, paperOf } from './palette.ts'
import type { Extent } from './picture.ts'

/** So many stand in a single row; so many have paper between them. */
const inOneRow = 24
const apart = 1024

export function cellsForm({ painter, values, range, space }: FormGround): Form {
  const neurons = space.size
  const columns = neurons <= inOneRow ? neurons : Math.ceil(Math.sqrt(neurons * 1.5))
  const rows = Math.ceil(neurons / columns)
  const laid = ({ width, height }: Extent) => {
    const side = Math.min((width - 48) / columns, (height - 64) / rows, 64)
    const [left, top] = [(width - side * columns) / 2, (height - side * rows) / 2]
    const box = [left, top, left + side * columns, top + side * rows] as const
    const place: FieldSpec['place'] = [0, 1 / side, -top / side - 0.5, 1 / side, 0, -left / side - 0.5]
    return { box, side, place }
  }
  const gaps = neurons <= apart ? painter.fixed(gapLines(rows, columns)) : null
  return {
    caption: neurons <= inOneRow ? 'neuron by neuron' : 'neuron by neuron, row after row',
    axes: ['neuron'],
    camera: null,
    compute() {},
    paint(to, extent, dark) {
      const { box, side, place } = laid(extent)
      const frame = boxFrame(box, extent)
      to.field(frame, {
        ...wholeField,
        values,
        grid: { rows, columns },
        range,
        place,
        box,
        wraps: [false, false],
        smooth: [false, false],
        cells: neurons,
      })
      if (gaps !== null)
        to.lines(frame, {
          vertices: gaps,
          count: gaps.length / 4,
          first: 0,
          capacity: gaps.length / 4,
          ink: paperOf(dark),
          width: Math.min(3, Math.max(1, side / 12)),
          dash: [],
          fade: 1,
          ghost: 0,
        })
      const ends = [1, Math.min(neurons, columns)]
      to.words(
        frame,
        ends.map((n) => wordAt(`${n}`, box[0] + side * (n - 0.5), box[1] - 12, 'centre', inks(dark).quiet)),
      )
    },
    pick(x, y, extent) {
      const { box, side } = laid(extent)
      if (x < box[0] || x >= box[2] || y < box[1] || y >= box[3]) return null
      const neuron = Math.floor((y - box[1]) / side) * columns + Math.floor((x - box[0]) / side)
      return neuron < neurons ? neuron : null
    },
  }
}

/** Lines between cells, in a frame of a box: each ends where the next begins from length 0. */
function gapLines(rows: number, columns: number): number[] {
  const lines: number[] = []
  for (let i = 0; i <= columns; i++) {
    const x = (2 * i) / columns - 1
    lines.push(x, -1, 0, 0, x, 1, 0, 2)
  }
  for (let j = 0; j <= rows; j++) {
    const y = (2 * j) / rows - 1
    lines.push(-1, y, 0, 0, 1, y, 0, 2)
  }
  return lines
}
