/**
 * Spikes as they come: a mark for each, the newest at the right; neuron above neuron, the copies of a site beside each
 * other. Of many neurons some are shown, and the caption says which.
 */
import { InputError } from '../../../src/errors.ts'
import { printed, ticks } from '../../../src/figures/scale.ts'
import type { Network } from '../../../src/index.ts'
import { geometryOf } from '../../../src/spaces/geometry.ts'
import type { ViewSpec } from '../protocol.ts'
import { boxFrame, marksBeside, wholeTurn, wordAt } from './flat.ts'
import type { Painter } from './painter.ts'
import { inks, withOpacity } from './palette.ts'
import type { Extent, Picture } from './picture.ts'
import { populationAt } from './population.ts'
import type { Seen } from './view.ts'

/** Spikes that are kept, and rows that are told apart. */
const most = 2 ** 14
export const mostRows = 1024
/** CSS pixels: least height of a mark, and its width. */
const least = 2.6
const width = 1.2

/** Throws InputError for a population that does not spike. */
export function rasterPicture(
  painter: Painter,
  seen: Seen,
  spec: Extract<ViewSpec, { kind: 'raster' }>,
): Picture {
  const { network } = seen.live
  const at = populationAt(network, spec)
  const population = network.populations[at]!
  if (population.model.spike === undefined || seen.kind !== 'cpu')
    throw new InputError('population', 'one that spikes, on the reference engine', spec.population)
  const { live } = seen
  const { space } = population
  const { rows, rowOf, siteOf, caption } = rowsOf(population)
  const window = windowOf(network)
  const vertices = painter.fixed(new Float32Array(8 * most))
  const marks = new Float32Array(8 * most)
  // of each spike that is kept
  const times = new Float64Array(most)
  const places = new Int32Array(most)
  let [total, last, now] = [0, -1, 0]
  const circle = geometryOf(space) === 'circle'

  const boxOf = ({ width, height }: Extent) => [46, 12, width - 14, height - 32] as const
  /** the time at the left edge */
  const begin = () => Math.max(0, now - window)
  const oldest = () => Math.max(0, total - most)

  function shown(): number {
    let first = total
    while (first > oldest() && times[(first - 1) % most]! >= begin()) first--
    return first
  }

  /** Two vertices a spike, in the frame of a box so high. */
  function mark(height: number): number {
    const first = shown()
    const half = Math.max(1 / rows, least / Math.max(1, height))
    for (let k = first, to = 0; k < total; k++, to += 8) {
      const x = (2 * (times[k % most]! - begin())) / window - 1
      const y = (2 * (places[k % most]! + 0.5)) / rows - 1
      marks.set([x, y - half, 0, 0, x, y + half, 0, 2 * half], to)
    }
    painter.write(vertices, marks)
    return total - first
  }

  return {
    caption,
    forms: [],
    camera: null,
    compute(_, { step, time }) {
      const dt = network.simulation.dt
      // begun anew, or numbered anew
      if (step < last) [total, last] = [0, -1]
      if (step === last) return
      live.spikes.since(at, spec.replica, last, (neuron, fired) => {
        const row = rowOf(neuron)
        if (row < 0) return
        times[total % most] = fired * dt
        places[total % most] = row
        total++
      })
      last = step
      now = time
    },
    ask() {},
    paint(to, extent, dark) {
      const box = boxOf(extent)
      const [left, top, right, bottom] = box
      const frame = boxFrame(box, extent)
      const { quiet, ink } = inks(dark)
      const count = 2 * mark(bottom - top)
      if (count > 0)
        to.lines(frame, {
          ...{ vertices, count, first: 0, capacity: 2 * most, width },
          ...{ ink: withOpacity(ink, 0.9), dash: [], fade: 1, ghost: 1 },
        })
      const wanted = ticks(begin(), begin() + window, 4)
      const step = wanted.length > 1 ? wanted[1]! - wanted[0]! : 0
      const across = (t: number) => left + ((right - left) * (t - begin())) / window
      to.words(frame, [
        ...marksBeside(box, circle ? wholeTurn : ['1', '', `${space.size}`], circle ? 'θ' : '', dark),
        ...wanted
          .map((t) => ({ t, x: across(t) }))
          .filter(({ x }) => x > left + 8 && x < right - 28)
          .map(({ t, x }) => wordAt(printed(t, step), x, bottom + 14, 'centre', quiet)),
        wordAt('t', right, bottom + 14, 'right', ink),
      ])
    },
    pick(x, y, extent) {
      const [left, top, right, bottom] = boxOf(extent)
      if (x < left || x > right || y < top || y >= bottom) return null
      const row = Math.floor(((bottom - y) / (bottom - top)) * rows)
      return { population: at, neuron: siteOf(Math.min(rows - 1, row)) }
    },
    portrait() {},
    described() {
      const count = total - shown()
      const step = window / 100
      return count === 0
        ? 'no spikes'
        : `${count} ${count === 1 ? 'spike' : 'spikes'} from t = ${printed(begin(), step)} to ${printed(now, step)}`
    },
    legend: () => [
      { kind: 'axis', name: 'time' },
      { kind: 'axis', name: circle ? 'θ' : 'neuron' },
    ],
  }
}

/** About a quarter of the experiment's duration, a round number: 200 of 1200. */
export function windowOf({ simulation: { steps, dt } }: Network): number {
  const wanted = (steps * dt) / 4
  const unit = 10 ** Math.floor(Math.log10(wanted))
  return unit * (wanted >= 5 * unit ? 5 : wanted >= 2 * unit ? 2 : 1)
}

export interface Rows {
  readonly rows: number
  /** of neuron [copy][site], counted from below; -1 where it is not shown */
  readonly rowOf: (neuron: number) => number
  readonly siteOf: (row: number) => number
  readonly caption: string
}

/**
 * Some copies of every site, or one of every so-manieth site, so that no more than `mostRows` are shown. They are
 * evenly chosen, for parameters may rise with their numbers.
 */
export function rowsOf({ space, copies = 1 }: Network['populations'][number]): Rows {
  const sites = space.size
  const every = Math.ceil(sites / mostRows)
  const kept = every > 1 ? 1 : Math.min(copies, Math.floor(mostRows / sites))
  const copyAt = Array.from({ length: kept }, (_, k) => Math.floor(((k + 0.5) * copies) / kept))
  const placeOf = Array.from({ length: copies }, (_, copy) => copyAt.indexOf(copy))
  const few = kept < copies ? `${kept} of ${copies} at each point` : ''
  const sparse = every > 1 ? `every ${ordinal(every)} neuron` : ''
  return {
    rows: Math.ceil(sites / every) * kept,
    rowOf(neuron) {
      const place = placeOf[Math.floor(neuron / sites)]!
      const site = neuron % sites
      return place < 0 || site % every !== 0 ? -1 : (site / every) * kept + place
    },
    siteOf: (row) => Math.min(sites - 1, Math.floor(row / kept) * every),
    caption: ['spikes', sparse, few].filter((part) => part !== '').join(', '),
  }
}

function ordinal(n: number): string {
  const end = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${end}`
}
