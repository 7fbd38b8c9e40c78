/**
 * Paints by Canvas 2D, for the reference engine: the same sums and marks as on a device. Without its depth, what
 * lies behind is painted first, and paler.
 */
import { firstOf, type Held, paintingOn, spanOf, valuesOf } from './canvas-marks.ts'
import type { Computing, Directions, Painter, Painting } from './painter.ts'
import { rangeAt } from './painter.ts'
import { hexOf, paperOf } from './palette.ts'
import type { WatchedOnHost } from './view.ts'

interface Projector extends Directions {
  readonly vectors: readonly Float32Array[]
  readonly from: number
  readonly replica: number | null
  readonly of: 'state' | 'rate'
}

export function canvasPainter(canvas: OffscreenCanvas, live: WatchedOnHost): Painter {
  let size = { width: canvas.width, height: canvas.height, ratio: 1 }
  let bytes = 0
  // of this frame: every sum and mark reads them
  const rates = new Map<number, Float64Array>()
  const ratesOf = (replica: number): Float64Array => {
    const found = rates.get(replica) ?? Float64Array.from(live.rates(replica))
    rates.set(replica, found)
    return found
  }

  const held = (values: Float32Array): Held => {
    bytes += values.byteLength
    return { length: values.length, first: 0, values: () => values }
  }

  const computing: Computing = {
    spread(given, range, share) {
      spread(valuesOf(given), firstOf(given), given.length, valuesOf(range), share)
    },
    bins(given, grid, coarse, into, at) {
      const [values, target] = [valuesOf(given), valuesOf(into)]
      for (let row = 0; row < coarse.rows; row++)
        for (let column = 0; column < coarse.columns; column++) {
          const [top, bottom] = piece(row, grid.rows, coarse.rows)
          const [left, right] = piece(column, grid.columns, coarse.columns)
          let sum = 0
          for (let i = top; i < bottom; i++)
            for (let j = left; j < right; j++) sum += values[firstOf(given) + i * grid.columns + j]!
          target[at + row * coarse.columns + column] = sum / ((bottom - top) * (right - left))
        }
    },
    project(directions, into) {
      const { vectors, from, replica, of } = directions as Projector
      const replicas = replica === null ? live.network.simulation.replicas : 1
      const target = valuesOf(into)
      const pitch = 4 * Math.ceil(vectors.length / 4)
      for (let r = 0; r < replicas; r++) {
        const which = replica ?? r
        const source = of === 'rate' ? ratesOf(which) : live.state()
        const start = from + (of === 'rate' ? 0 : which * live.layout.stride)
        for (const [column, vector] of vectors.entries()) {
          let sum = 0
          for (let i = 0; i < vector.length; i++) sum += vector[i]! * source[start + i]!
          target[pitch * r + column] = sum
        }
      }
    },
    norms(columns, widths, into, at) {
      let column = 0
      for (const [label, width] of widths.entries()) {
        let sum = 0
        for (let i = 0; i < width; i++) sum += valuesOf(columns)[column++]! ** 2
        valuesOf(into)[at + label] = Math.sqrt(sum)
      }
    },
    curve(given, strip, range, rails, into, at) {
      const [values, rail, target] = [valuesOf(given), valuesOf(rails), valuesOf(into)]
      const { low, span } = spanOf(valuesOf(range))
      for (let i = 0; i < strip.count; i++) {
        const place = ((strip.first + (i % strip.period)) % strip.capacity) * strip.stride + strip.offset
        const share = (values[place]! - low) / span
        target[4 * (at + i)] = rail[4 * i]! + rail[4 * i + 2]! * share
        target[4 * (at + i) + 1] = rail[4 * i + 1]! + rail[4 * i + 3]! * share
        target[4 * (at + i) + 2] = 0
        target[4 * (at + i) + 3] = i
      }
    },
    copy(from, at, into, to, count) {
      const source = valuesOf(from)
      for (let i = 0; i < count; i++) valuesOf(into)[to + i] = source[firstOf(from) + at + i]!
    },
    read(from, receive) {
      receive(Float32Array.from(valuesOf(from).subarray(firstOf(from), firstOf(from) + from.length)))
    },
  }

  function painted(
    target: OffscreenCanvas,
    { width, height, ratio }: typeof size,
    dark: boolean,
    work: (to: Painting) => void,
  ): void {
    const context = target.getContext('2d')!
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = hexOf(paperOf(dark))
    context.fillRect(0, 0, width, height)
    work(paintingOn(context, dark))
  }

  function sized(target: OffscreenCanvas, width: number, height: number, ratio: number) {
    target.width = Math.max(1, Math.round(width * ratio))
    target.height = Math.max(1, Math.round(height * ratio))
    return { width, height, ratio }
  }

  return {
    fixed: (values) => held(Float32Array.from(values)),
    room: (length) => held(new Float32Array(length)),
    write: (numbers, values) => valuesOf(numbers).set(values),
    live(population, variable, replica): Held {
      const { layout, network } = live
      const block = layout.blocks[population]!
      if (variable === 'rate')
        return { length: block.sites, first: block.site, values: () => ratesOf(replica) }
      const which = network.populations[population]!.model.variables.findIndex(
        ({ name }) => name === variable,
      )
      const first = replica * layout.stride + block.state + which * block.size
      if (block.copies === 1) return { length: block.size, first, values: () => live.state() as Float64Array }
      const mean = new Float64Array(block.sites)
      return {
        length: block.sites,
        first: 0,
        values: () => meanOverCopies(live.state(), first, block.copies, mean),
      }
    },
    part: (numbers, first, length): Held => ({
      length,
      first: firstOf(numbers) + first,
      values: (numbers as Held).values,
    }),
    directions: (vectors, from, replica, of = 'state'): Projector => ({
      ...{ count: vectors.length, vectors, from, replica, of },
    }),
    free(...given) {
      for (const one of given) if ('values' in one) bytes -= 4 * (one as Held).length
    },
    compute(work) {
      rates.clear()
      work(computing)
    },
    paint: (dark, work) => painted(canvas, size, dark, work),
    resize(width, height, ratio) {
      size = sized(canvas, width, height, ratio)
    },
    async picture(width, height, scale, dark, work) {
      const other = new OffscreenCanvas(1, 1)
      painted(other, sized(other, width, height, scale), dark, work)
      const blob = await other.convertToBlob({ type: 'image/png' })
      return new Uint8Array(await blob.arrayBuffer())
    },
    get bytes() {
      return bytes + 4 * canvas.width * canvas.height
    },
    destroy() {},
  }
}

/** Into `mean`, a number for every point: neurons are [copy][point]. */
function meanOverCopies(
  state: Float64Array,
  first: number,
  copies: number,
  mean: Float64Array,
): Float64Array {
  const { length } = mean
  mean.fill(0)
  for (let k = 0; k < copies * length; k++) mean[k % length]! += state[first + k]! / copies
  return mean
}

/** Where piece k of `of` begins and ends among n. */
function piece(k: number, n: number, of: number): [number, number] {
  return [Math.floor((k * n) / of), Math.floor(((k + 1) * n) / of)]
}

type Writable = Float32Array | Float64Array

/** As shaders/draw/spread.wgsl.ts */
function spread(
  values: ArrayLike<number>,
  first: number,
  count: number,
  range: Writable,
  share: number,
): void {
  let [least, largest, sum, peak] = [3e38, -3e38, 0, 0]
  for (let i = 0; i < count; i++) {
    const value = values[first + i]!
    if (value < least) least = value
    if (value > largest) {
      largest = value
      peak = i
    }
    sum += value
  }
  const size = Math.max(Math.abs(least), Math.abs(largest))
  const diverged = range[rangeAt.signed]! > 0.5
  const signed = least < -0.02 * size || diverged
  const low = signed ? -size : Math.min(0, least)
  const high = signed ? Math.max(size, 1e-6) : Math.max(largest, low + 1e-6)
  const begins = range[rangeAt.begun]! < 0.5 || signed !== diverged
  const eased = (from: number, to: number, grows: boolean) =>
    begins ? to : from + (to - from) * (grows ? Math.max(share, 0.35) : share)
  range[rangeAt.low] = eased(range[rangeAt.low]!, low, low < range[rangeAt.low]!)
  range[rangeAt.high] = eased(range[rangeAt.high]!, high, high > range[rangeAt.high]!)
  range[rangeAt.signed] = signed ? 1 : 0
  range[rangeAt.least] = least
  range[rangeAt.largest] = largest
  range[rangeAt.mean] = sum / count
  range[rangeAt.peak] = peak
  range[rangeAt.begun] = 1
}
