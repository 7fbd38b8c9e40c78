/**
 * Circles: a curve round a circle, filled in the colours of its values, or a graph over the angle; O(2) and D(n)
 * are two circles, rotations outward and reflections inward, or one graph above the other.
 */
import type { Space } from '../../../src/index.ts'
import { flatFrame, squareBox } from './camera.ts'
import type { Form, FormGround } from './form.ts'
import { inks, withOpacity } from './palette.ts'

/** Vertices that a curve has at most. */
const finest = 1024
/** Circles of so few neurons show each of them. */
const countable = 32

export function ringForm({ painter, values, range, space }: FormGround, as: 'curve' | 'sheet'): Form {
  const circles = space.coordinates.has('s') ? 2 : 1
  const neurons = space.size / circles
  const bins = Math.min(neurons, finest)
  const around = Array.from({ length: bins + 1 }, (_, k) => angleOf(k, bins, neurons))
  const curves = Array.from({ length: circles }, (_, which) => {
    const rails = painter.fixed(around.flatMap((angle) => rail(angle, which, circles, as)))
    const vertices = painter.room(10 * (bins + 1))
    // columns of the grid after the vertices, which are written in every frame
    const columns = Array.from({ length: 2 * (bins + 1) }, (_, i) => i % (bins + 1))
    return {
      rails,
      vertices,
      columns: painter.fixed(columns),
      mean: painter.room(bins),
      values: painter.part(values, which * neurons, neurons),
    }
  })
  const zeros = painter.fixed(new Float32Array(bins))
  // where the range ends: the scale of the picture
  const ends = painter.fixed(as === 'curve' ? outline(1) : [])
  let begun = false
  const margin = as === 'curve' ? 34 : 44
  const frameOf = (width: number, height: number) => {
    if (as === 'curve')
      return { ...flatFrame(squareBox(width, height, margin)), clip: [0, 0, width, height] as const }
    return { ...flatFrame([margin, 22, width - 22, height - margin]), clip: [0, 0, width, height] as const }
  }
  return {
    caption: as === 'curve' ? 'round its circle' : 'over the angle',
    camera: null,
    axes: ['θ'],
    compute(to) {
      for (const { rails, vertices, columns, mean, values } of curves) {
        if (!begun) to.copy(columns, 0, vertices, 8 * (bins + 1), columns.length)
        to.bins(values, { rows: 1, columns: neurons }, { rows: 1, columns: bins }, mean, 0)
        const strip = { first: 0, period: bins, capacity: bins, stride: 1, offset: 0, count: bins + 1 }
        to.curve(zeros, strip, range, rails, vertices, 0)
        to.curve(mean, strip, range, rails, vertices, bins + 1)
      }
      begun = true
    },
    paint(to, { width, height }, dark) {
      const frame = frameOf(width, height)
      const { ink, quiet, rule } = inks(dark)
      const line = { count: bins + 1, dash: [], fade: 1, ghost: 0 } as const
      if (as === 'curve')
        to.lines(frame, { ...line, count: 145, vertices: ends, first: 0, capacity: 145, ink: rule, width: 1 })
      for (const { vertices, mean } of curves) {
        const of = {
          values: mean,
          grid: { rows: 1, columns: bins },
          wraps: [false, true] as const,
          range,
        }
        to.mesh(frame, { vertices, mesh: { rows: 2, columns: bins + 1 }, of })
        to.lines(frame, { ...line, vertices, first: 0, capacity: 2 * (bins + 1), ink: rule, width: 1 })
        to.lines(frame, { ...line, vertices, first: bins + 1, capacity: 2 * (bins + 1), ink, width: 1.5 })
        if (neurons > countable) continue
        const of_ = { values: mean, range, faint: false }
        to.dots(frame, {
          places: vertices,
          first: bins + 1,
          count: bins,
          radius: 3.5,
          of: of_,
          rim: 1.5,
          ghost: 0,
        })
      }
      to.words(
        frame,
        marksOf(as).map(({ text, at, shift }) => ({
          text,
          at,
          shift,
          align: 'centre',
          ink: withOpacity(quiet, 1),
        })),
      )
    },
    pick(x, y, { width, height }) {
      const { matrix } = frameOf(width, height)
      const [right, up] = [(x - matrix[12]!) / matrix[0]!, (y - matrix[13]!) / matrix[5]!]
      if (as === 'curve') {
        const radius = Math.hypot(right, up)
        if (radius < 0.1 || radius > 1.15) return null
        const turn = Math.atan2(up, right) / (2 * Math.PI)
        const which = circles === 2 && radius < middle ? 1 : 0
        return which * neurons + (Math.round((turn + 1) * neurons) % neurons)
      }
      if (Math.abs(right) > 1.02 || Math.abs(up) > 1.15) return null
      const which = circles === 2 && up < 0 ? 1 : 0
      return which * neurons + (((Math.round(((right + 1) / 2) * neurons) % neurons) + neurons) % neurons)
    },
  }
}

/** The angle in the middle of bin k, whose neurons stand at 2 pi i / n. */
function angleOf(k: number, bins: number, neurons: number): number {
  return (2 * Math.PI * (((k + 0.5) * neurons) / bins - 0.5)) / neurons
}

const middle = 0.58

/** Where the range begins at an angle, and the way to where it ends. */
function rail(angle: number, which: number, circles: number, as: 'curve' | 'sheet'): number[] {
  if (as === 'sheet') {
    const x = angle / Math.PI - 1
    return circles === 1 ? [x, -1, 0, 2] : [x, which === 0 ? 0.08 : -1, 0, 0.92]
  }
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [base, reach] = circles === 1 ? [0.48, 0.5] : which === 0 ? [0.62, 0.36] : [0.54, -0.36]
  return [base * c, base * s, reach * c, reach * s]
}

/** A circle of 145 vertices. */
function outline(radius: number): number[] {
  return Array.from({ length: 145 }, (_, i) => (2 * Math.PI * i) / 144).flatMap((angle, i) => [
    radius * Math.cos(angle),
    radius * Math.sin(angle),
    0,
    i,
  ])
}

interface Mark {
  readonly text: string
  readonly at: readonly [number, number, number]
  readonly shift: readonly [number, number]
}

function marksOf(as: 'curve' | 'sheet'): Mark[] {
  if (as === 'sheet')
    return ['0', 'π', 'θ', '2π'].map((text, i) => ({
      text,
      at: [[-1, 0, 0.5, 1][i]!, -1, 0],
      shift: [0, 16],
    }))
  return ['0', 'π/2', 'π', '3π/2'].map((text, i) => {
    const [c, s] = [Math.cos((i * Math.PI) / 2), Math.sin((i * Math.PI) / 2)]
    return { text, at: [c, s, 0], shift: [14 * c, -12 * s] }
  })
}

/** Whether a space is one circle or two. */
export function isRing(space: Space): boolean {
  return space.coordinates.has('theta') && !space.coordinates.has('phi')
}
