/** Space against time: a row for every frame in which the network moved, the newest at the bottom. */
import { printed, ticks } from '../../../src/figures/scale.ts'
import { geometryOf } from '../../../src/spaces/geometry.ts'
import type { ViewSpec } from '../protocol.ts'
import { boxFrame, marksBelow, wholeField, wholeTurn, wordAt } from './flat.ts'
import type { Painter, WordSpec } from './painter.ts'
import { rangeLength } from './painter.ts'
import { inks } from './palette.ts'
import { coloursOf, type Extent, type Picture } from './picture.ts'
import { populationAt } from './population.ts'
import type { Seen } from './view.ts'

/** Rows that are kept, and columns that are told apart. */
const rows = 360
const mostColumns = 1024
/** CSS pixels between the times beside it. */
const apart = 16

export function heatPicture(
  painter: Painter,
  seen: Seen,
  spec: Extract<ViewSpec, { kind: 'heat' }>,
): Picture {
  const at = populationAt(seen.live.network, spec)
  const { space } = seen.live.network.populations[at]!
  const columns = Math.min(space.size, mostColumns)
  const values = painter.live(at, spec.variable, spec.replica)
  const range = painter.room(rangeLength)
  const kept = painter.room(rows * columns)
  const times = new Float64Array(rows)
  const ring = { head: 0, filled: 0, step: -1 }
  let told: Float32Array | null = null
  const name = spec.variable
  const circle = geometryOf(space) === 'circle'

  const boxOf = ({ width, height }: Extent) => [46, 12, width - 14, height - 32] as const
  const timeAt = (row: number) => times[(ring.filled < rows ? row : ring.head + row) % rows]!

  return {
    caption: `${name === 'rate' ? 'activity' : name} over time`,
    forms: [],
    camera: null,
    compute(to, { step, time }, share) {
      to.spread(values, range, share)
      if (step === ring.step) return
      if (step < ring.step) Object.assign(ring, { head: 0, filled: 0 })
      to.bins(values, { rows: 1, columns: space.size }, { rows: 1, columns }, kept, ring.head * columns)
      times[ring.head] = time
      Object.assign(ring, {
        head: (ring.head + 1) % rows,
        filled: Math.min(rows, ring.filled + 1),
        step,
      })
    },
    ask(to) {
      to.read(range, (numbers) => {
        told = numbers
      })
    },
    paint(to, extent, dark) {
      const box = boxOf(extent)
      const [left, top, right, bottom] = box
      const pitch = (bottom - top) / rows
      const end = top + pitch * ring.filled
      const [b, d] = [1 / pitch, columns / (right - left)]
      const frame = boxFrame(box, extent)
      if (ring.filled > 0)
        to.field(frame, {
          ...wholeField,
          values: kept,
          grid: { rows, columns },
          turned: ring.filled < rows ? 0 : ring.head,
          range,
          place: [0, b, -b * top - 0.5, d, 0, -d * left - 0.5],
          box: [left, top, right, end],
          wraps: [false, circle],
          smooth: [false, columns > 24],
        })
      const marks = circle ? wholeTurn : ['1', '', `${space.size}`]
      to.words(frame, [
        ...marksBelow(box, marks, circle ? 'θ' : 'neuron', dark),
        ...timeMarks(top, pitch, (text, y) => wordAt(text, left - 8, y, 'right', inks(dark).quiet)),
      ])
    },
    pick(x, y, extent) {
      const [left, top, right, bottom] = boxOf(extent)
      if (x < left || x >= right || y < top || y > bottom) return null
      return { population: at, neuron: Math.floor(((x - left) / (right - left)) * space.size) }
    },
    portrait() {},
    described() {
      if (ring.filled < 2) return 'no time has passed'
      return `${name} from t = ${printed(timeAt(0), 0.1)} to ${printed(timeAt(ring.filled - 1), 0.1)}`
    },
    legend: () => [
      ...coloursOf(told, name),
      { kind: 'axis', name: circle ? 'θ' : 'neuron' },
      { kind: 'axis', name: 'time' },
    ],
  }

  /** Round times beside the rows in which they were reached; t beside the newest. */
  function timeMarks(top: number, pitch: number, word: (text: string, y: number) => WordSpec): WordSpec[] {
    if (ring.filled < 2) return []
    const [from, until] = [timeAt(0), timeAt(ring.filled - 1)]
    const wanted = ticks(from, until, Math.min(5, Math.max(1, Math.floor((pitch * ring.filled) / apart))))
    const step = wanted.length > 1 ? wanted[1]! - wanted[0]! : 0
    let row = 0
    let before = Number.NEGATIVE_INFINITY
    return wanted.flatMap((tick) => {
      while (row < ring.filled - 1 && timeAt(row) < tick) row++
      const y = top + pitch * (row + 0.5)
      if (y - before < apart) return []
      before = y
      return [word(printed(tick, step), y)]
    })
  }
}
