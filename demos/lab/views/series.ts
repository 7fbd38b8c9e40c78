/** Order parameters against time: the root mean square of each irrep's part of the state, named beside its curve. */
import { printed, ticks } from '../../../src/figures/scale.ts'
import type { ViewSpec } from '../protocol.ts'
import { boxFrame, wordAt } from './flat.ts'
import { linesThrough } from './form-round.ts'
import { labelColumns } from './labels.ts'
import type { Painter } from './painter.ts'
import { rangeAt, rangeLength } from './painter.ts'
import { hexOf, inks, seriesInk } from './palette.ts'
import type { Extent, Picture } from './picture.ts'
import { populationAt, watchedOf } from './population.ts'
import type { Seen } from './view.ts'

/** Samples that are kept, one for every frame in which the network moved; curves at most. */
const samples = 600
const mostCurves = 6

export function seriesPicture(
  painter: Painter,
  seen: Seen,
  spec: Extract<ViewSpec, { kind: 'series' }>,
): Picture {
  const at = populationAt(seen.live.network, spec)
  const { of, from } = watchedOf(seen.live.network, at)
  const chosen = labelColumns(seen.live.network, at, mostCurves, false)
  const count = chosen.length
  const widths = chosen.map(({ columns }) => columns.length)
  const directions = painter.directions(
    chosen.flatMap(({ columns }) => columns),
    from,
    spec.replica,
    of,
  )
  const sums = painter.room(widths.reduce((sum, width) => sum + width, 0))
  const kept = painter.room(samples * count)
  const range = painter.room(rangeLength)
  // the range, then what the curves are now
  const look = painter.room(rangeLength + count)
  const rails = painter.fixed(
    Array.from({ length: samples }, (_, i) => [(2 * i) / (samples - 1) - 1, -1, 0, 2]).flat(),
  )
  const curves = chosen.map(() => painter.room(4 * samples))
  const times = new Float64Array(samples)
  const ring = { head: 0, filled: 0, step: -1 }
  let told: Float32Array | null = null
  let [top, scale] = [1, painter.fixed([0, 1, 0, 0, 0, 0, 0, 1])]
  let [rules, ruled] = [painter.fixed(linesAt([], 1)), 0]

  const boxOf = ({ width, height }: Extent) => [46, 16, width - 64, height - 32] as const
  const first = () => (ring.filled < samples ? 0 : ring.head)
  const timeAt = (i: number) => times[(first() + i) % samples]!
  const name = (k: number) => `m(${chosen[k]!.label})`

  /** The scale ends at a round number, changed only where the curves ask for it: it stands still otherwise. */
  function scaled(largest: number): void {
    if (!(largest > 0) || (largest <= top && largest > 0.4 * top)) return
    top = ticks(0, 1.6 * largest, 4).find((tick) => tick >= 1.05 * largest) ?? 1.1 * largest
    painter.free(scale, rules)
    scale = painter.fixed([0, top, 0, 0, 0, 0, 0, 1])
    const lines = linesAt(ticks(0, top, 4), top)
    rules = painter.fixed(lines)
    ruled = lines.length / 4
  }

  return {
    caption: of === 'rate' ? 'order parameters of the rates over time' : 'order parameters over time',
    forms: [],
    camera: null,
    compute(to, { step, time }) {
      if (step !== ring.step) {
        if (step < ring.step) Object.assign(ring, { head: 0, filled: 0 })
        to.project(directions, sums)
        to.norms(sums, widths, kept, ring.head * count)
        to.copy(kept, ring.head * count, look, rangeLength, count)
        times[ring.head] = time
        const filled = Math.min(samples, ring.filled + 1)
        Object.assign(ring, { head: (ring.head + 1) % samples, filled, step })
      }
      for (const [k, vertices] of curves.entries()) {
        const strip = {
          first: first(),
          period: samples,
          capacity: samples,
          stride: count,
          offset: k,
          count: ring.filled,
        }
        to.curve(kept, strip, scale, rails, vertices, 0)
      }
    },
    ask(to) {
      to.spread(painter.part(kept, 0, Math.max(1, ring.filled) * count), range, 1)
      to.copy(range, 0, look, 0, rangeLength)
      to.read(look, (numbers) => {
        told = numbers
        scaled(numbers[rangeAt.largest]!)
      })
    },
    paint(to, extent, dark) {
      const box = boxOf(extent)
      const [left, up, right, bottom] = box
      const frame = boxFrame(box, extent)
      const { quiet, rule, ink } = inks(dark)
      const line = { first: 0, dash: [], fade: 1, ghost: 0 }
      to.lines(frame, {
        ...line,
        vertices: rules,
        count: ruled,
        capacity: Math.max(1, ruled),
        ink: rule,
        width: 1,
      })
      for (const [k, vertices] of curves.entries())
        to.lines(frame, {
          ...line,
          vertices,
          count: ring.filled,
          capacity: samples,
          ink: seriesInk(k, dark),
          width: 1.5,
        })
      const levels = ticks(0, top, 4)
      const step = levels[1] === undefined ? 0 : levels[1] - levels[0]!
      const words = levels.map((level) =>
        wordAt(printed(level, step), left - 8, bottom - ((bottom - up) * level) / top, 'right', quiet),
      )
      if (ring.filled > 1) {
        const end = left + ((right - left) * (ring.filled - 1)) / (samples - 1)
        words.push(wordAt(`t = ${printed(timeAt(0), 0.1)}`, left, bottom + 14, 'left', quiet))
        if (end - left > 110)
          words.push(wordAt(printed(timeAt(ring.filled - 1), 0.1), end, bottom + 14, 'centre', ink))
        const latest = chosen.map((_, k) => {
          const share = Math.min(1.05, (told?.[rangeLength + k] ?? 0) / top)
          return bottom - (bottom - up) * share
        })
        const places = parted(latest, 14, up, bottom)
        for (const [k, y] of places.entries())
          words.push(wordAt(name(k), end + 8, y, 'left', seriesInk(k, dark)))
      }
      to.words(frame, words)
    },
    pick: () => null,
    portrait() {},
    described() {
      if (told === null) return ''
      const sizes = chosen.map((_, k) => told![rangeLength + k]!)
      const best = sizes.indexOf(Math.max(...sizes))
      return `largest order parameter ${name(best)} = ${Number(sizes[best]!.toPrecision(2))}`
    },
    legend: (dark) => [
      ...chosen.map((_, k) => ({
        kind: 'line' as const,
        colour: hexOf(seriesInk(k, dark)),
        dash: [],
        name: name(k),
      })),
      { kind: 'axis', name: 'time' },
    ],
  }
}

/** Level lines over the whole box. */
function linesAt(levels: readonly number[], top: number): Float32Array {
  const lines = levels.map((level) => {
    const y = (2 * level) / top - 1
    return [
      [-1, y, 0],
      [1, y, 0],
    ] as const
  })
  return linesThrough(lines)
}

/** The places nearest to those wanted that are `apart` from each other and within bounds, in the same order. */
export function parted(wanted: readonly number[], apart: number, least: number, most: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b)
  const places = new Array<number>(wanted.length)
  let before = Number.NEGATIVE_INFINITY
  for (const i of order) {
    places[i] = Math.max(wanted[i]!, before + apart, least)
    before = places[i]!
  }
  let after = most + apart
  for (const i of order.toReversed()) {
    places[i] = Math.min(places[i]!, after - apart)
    after = places[i]!
  }
  return places
}
