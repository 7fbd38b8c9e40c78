/**
 * Which manifold a random start selects on a torus: the ways of simulated runs between saddle and attracting circles,
 * and the share that ends on either circle against the ratio of their coefficients.
 */
import type { RecordedArray } from '../../engine/recording.ts'
import { simulate } from '../../experiment/simulate.ts'
import { equilibriumMark, type SheetTheme } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group, polyline } from '../svg.ts'
import { bar, dot, label, placed, plot } from './axes.ts'
import { certified, networkOf } from './made.ts'
import { column, extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const side = 12
const certifiedSide = 24
const replicas = 120
const drawnWays = 40
const ratios = [0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3]
const strength = 2

export const torusSelection: NamedFigure = {
  name: 'torus-selection',
  shows: 'which circle of stripes random starts select, against the ratio of coefficients',
  make,
}

interface Shown {
  /** one row a replica at ratio 1: (rms of 1,0; rms of 0,1) in turn */
  readonly ways: readonly Float64Array[]
  readonly shares: Float64Array
  /** 95 % intervals */
  readonly intervals: readonly Float64Array[]
  readonly marks: readonly {
    readonly at: readonly [number, number]
    readonly stability: 'attracting' | 'saddle' | 'repelling'
  }[]
}

async function make(): Promise<MadeFigure> {
  const spectrumAt = (ratio: number) => ({ '1,0': strength, '0,1': strength * ratio })
  const ways: Float64Array[] = []
  const counts = new Float64Array(ratios.length)
  for (const [r, ratio] of ratios.entries()) {
    const network = await networkOf({
      space: { group: 'T(2)', samples: [side, side] },
      kernel: { spectrum: spectrumAt(ratio) },
      simulation: { dt: 0.1, duration: 40, replicas, seed: 1, initial: { random: 0.3 } },
      record: { every: 4, quantities: ['order'] },
    })
    const order = (await simulate(network)).recording.arrays.get('p.order')!
    const [one, two] = ['1,0', '0,1'].map((name) => order.labels!.indexOf(name)) as [number, number]
    for (let replica = 0; replica < replicas; replica++) {
      const way = wayOf(order, replica, one, two)
      if (way.at(-2)! > way.at(-1)!) counts[r]!++
      if (ratio === 1 && replica < drawnWays) ways.push(way)
    }
  }
  const { certificate } = await certified(
    await networkOf({
      space: { group: 'T(2)', samples: [certifiedSide, certifiedSide] },
      kernel: { spectrum: spectrumAt(1) },
    }),
    { starts: 3 },
  )
  const marks = certificate.manifolds.flatMap(({ stability, rms }) => {
    const { '1,0': a = 0, '0,1': b = 0 } = rms['p']!
    if (stability === 'degenerate') return []
    // a manifold of two components is listed once: the other is its exchange
    return Math.abs(a - b) > 1e-3
      ? [
          { at: [a, b] as const, stability },
          { at: [b, a] as const, stability },
        ]
      : [{ at: [a, b] as const, stability }]
  })
  const shares = counts.map((count) => count / replicas)
  const intervals = Array.from(counts, (count) => wilson(count, replicas))
  return {
    title: 'Random starts select one of two circles',
    caption:
      `T(2), transfer erf, coefficient ${strength} on 1,0. Left: ${drawnWays} runs at equal coefficients, coloured by where they end; marks are the manifolds of the ` +
      `certificate (${certifiedSide} × ${certifiedSide} neurons). Right: share of ${replicas} runs (${side} × ${side} neurons, normal starts of deviation 0.3) ` +
      `that end on stripes along θ1, with 95 % Wilson intervals. ${extendsAbstract}`,
    millimetres: 180,
    height: 190,
    arrays: {
      ways: table(ways, {
        axes: ['replica', 'time and label'],
        units: 'state',
        meaning: 'rms of 1,0 and of 0,1 in turn, every 0.4, at ratio 1',
      }),
      ratio: column(ratios, 'ratio', '1', 'coefficient of 0,1 over that of 1,0'),
      share: column(shares, 'ratio', '1', 'share of runs that end on stripes along theta1'),
      interval: table(intervals, {
        axes: ['ratio', 'end'],
        units: '1',
        meaning: '95 % Wilson interval of the share',
      }),
    },
    draw: (theme) => drawing({ ways, shares, intervals, marks }, theme),
  }
}

function wayOf({ data, shape }: RecordedArray, replica: number, one: number, two: number): Float64Array {
  const [frames, , labels] = [shape[0]!, shape[1]!, shape[2]!]
  const way = new Float64Array(2 * frames)
  for (let f = 0; f < frames; f++) {
    const row = (f * replicas + replica) * labels
    way.set([data[row + one]!, data[row + two]!], 2 * f)
  }
  return way
}

/** E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927). */
function wilson(count: number, n: number): Float64Array {
  const z = 1.959964
  const p = count / n
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return Float64Array.of(middle - half, middle + half)
}

function drawing({ ways, shares, intervals, marks }: Shown, theme: SheetTheme): string {
  const gap = 26
  const width = (innerWidth(180) - gap) / 2
  const far = Math.max(...marks.flatMap(({ at }) => at))
  const plane = plot(
    { x: 0, y: 0, width, height: 190 },
    'ways of random starts',
    { domain: [-0.13 * far, 1.5 * far], name: 'rms of 1,0' },
    { domain: [-0.2 * far, 1.15 * far], name: 'rms of 0,1' },
    theme,
  )
  const share = plot(
    { x: width + gap, y: 0, width, height: 190 },
    'share that ends on stripes along θ1',
    { domain: [ratios[0]! - 0.03, ratios.at(-1)! + 0.03], name: 'coefficient of 0,1 over that of 1,0' },
    { domain: [0, 1], name: 'share' },
    theme,
  )
  // the second hue would be the saddle's
  const inks = [series(0, theme.name), series(3, theme.name)] as const
  const every = (way: Float64Array, from: 0 | 1) => way.filter((_, i) => i % 2 === from)
  const near = ([a, b]: readonly [number, number]) => Math.hypot(a, b) < 0.1
  return group({ fill: 'none' }, [
    plane.frame,
    ...ways.map((way) =>
      element('path', {
        d: polyline(placed(plane, every(way, 0), every(way, 1))),
        stroke: inks[way.at(-2)! > way.at(-1)! ? 0 : 1],
        'stroke-width': 0.7,
        'stroke-opacity': '0.75',
      }),
    ),
    ...marks.map(({ at, stability }) =>
      equilibriumMark(plane.x(at[0]), plane.y(at[1]), stability, theme, 3.4),
    ),
    ...marks.map(({ at, stability }) => {
      const [x, y] = [plane.x(at[0]), plane.y(at[1])]
      const ink = theme.stability[stability]
      if (near(at)) return label([x, y + 12], 'rest', ink, theme, 'middle')
      if (stability === 'saddle') return label([x + 7, y - 5], 'saddle torus', ink, theme)
      return at[0] > at[1]
        ? label([x + 7, y - 4], 'stripes along θ1', ink, theme)
        : label([x + 8, y - 1], 'stripes along θ2', ink, theme)
    }),
    share.frame,
    element('line', {
      x1: share.box.x,
      x2: share.box.x + share.box.width,
      y1: share.y(0.5),
      y2: share.y(0.5),
      stroke: theme.rule,
      'stroke-width': 0.6,
    }),
    element('path', { d: polyline(placed(share, ratios, shares)), stroke: inks[0], 'stroke-width': 0.8 }),
    ...ratios.flatMap((ratio, k) => {
      const x = share.x(ratio)
      return [
        bar(x, share.y(intervals[k]![0]!), share.y(intervals[k]![1]!), inks[0]),
        dot([x, share.y(shares[k]!)], 2.2, inks[0]),
      ]
    }),
  ])
}
