/**
 * Heterogeneous weights break the symmetry, and a memory drifts: how long it lasts as the pseudo-gaps of the
 * certificate say, beside what simulated bumps do.
 */
import { flowOf } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group, polyline } from '../svg.ts'
import { bar, dot, label, placed, plot } from './axes.ts'
import { certified, manifoldThat, networkOf } from './made.ts'
import { column, extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const neurons = 40
const deviations = [0.1, 0.2, 0.4, 0.8, 1.6]
const seeds = [1, 2, 3]
const places = 12
/** A simulated memory has lost its place when this share of its way to rest lies behind it. */
const share = 1 - Math.exp(-1)

export const symmetryBreakingLifetime: NamedFigure = {
  name: 'symmetry-breaking-lifetime',
  shows: 'heterogeneity against the lifetime of a memory, from pseudo-gaps and simulated',
  make,
}

interface Shown {
  /** [deviation][seed] */
  readonly predicted: readonly Float64Array[]
  /** [deviation][seed and place] */
  readonly simulated: readonly Float64Array[]
  /** of one seed at one deviation: times, then angle of each place */
  readonly times: Float64Array
  readonly ways: readonly Float64Array[]
}

const shownDeviation = 2

async function make(): Promise<MadeFigure> {
  const space = { group: 'SO(2)', samples: neurons }
  const plain = await certified(await networkOf({ space, kernel: { spectrum: { 1: 2 } } }), { starts: 4 })
  const ring = manifoldThat(plain.certificate, 'an attracting ring', (m) => m.stability === 'attracting')
  const starts = Array.from({ length: places }, (_, k) =>
    plain.symmetry.move([(2 * Math.PI * k) / places], ring.state),
  )
  const predicted: Float64Array[] = []
  const simulated: Float64Array[] = []
  let times = new Float64Array(0)
  let ways: Float64Array[] = []
  for (const [d, std] of deviations.entries()) {
    const own: number[] = []
    const lasted: number[] = []
    for (const seed of seeds) {
      const network = await networkOf({ space, kernel: { spectrum: { 1: 2 }, heterogeneity: { std, seed } } })
      const { certificate } = await certified(network, { starts: 1 })
      const gaps = certificate.matrices[0]?.pseudoGaps.find((one) => one.stability === 'attracting')
      own.push(gaps?.lifetime ?? Number.NaN)
      // long enough for every bump to come to rest at the rate of the gap
      const duration = 14 * (gaps?.lifetime ?? 0)
      const flow = flowOf(network)
      const drifts = starts.map((start) => driftOf(flow, start, duration))
      lasted.push(...drifts.map(({ lifetime }) => lifetime))
      if (d === shownDeviation && seed === seeds[0]) {
        times = Float64Array.from({ length: frames }, (_, k) => (k * duration) / (frames - 1))
        ways = drifts.map(({ angle }) => angle)
      }
    }
    predicted.push(Float64Array.from(own))
    simulated.push(Float64Array.from(lasted))
  }
  return {
    title: 'The more the weights differ, the shorter a memory lasts',
    caption:
      `${neurons} neurons on SO(2), transfer erf, coefficient 2 on label 1, and independent normal weights added to J; ${seeds.length} seeds. ` +
      `Left: the angle of bumps put at ${places} places, standard deviation ${deviations[shownDeviation]}. Right: predicted, 1 / |pseudo-gap| of the ` +
      `certificate (open, one a seed), and simulated, the time until ${Math.round(100 * share)} % of the way to rest is gone (median and quartiles over seeds and places). ` +
      `It is the largest of the places where the network rests, so that most memories outlast it. Dashed: in inverse proportion. ${extendsAbstract}`,
    millimetres: 180,
    height: 175,
    arrays: {
      deviation: column(
        deviations,
        'deviation',
        'input per rate',
        'standard deviation of the weights added to J',
      ),
      predicted: table(predicted, {
        axes: ['deviation', 'seed'],
        units: 'time constants',
        meaning: '1 / |pseudo-gap|',
      }),
      simulated: table(simulated, {
        axes: ['deviation', 'seed and place'],
        units: 'time constants',
        meaning: 'time until the share 1 - 1/e of the way to rest is gone',
      }),
      time: column(times, 'time', 'time constants', 'times of the ways'),
      ways: table(ways, { axes: ['place', 'time'], units: 'radians', meaning: 'angle of the bump' }),
    },
    draw: (theme) => drawing({ predicted, simulated, times, ways }, theme),
  }
}

const frames = 141

/** The angle of a bump over time, unwrapped, and when most of its way to rest is gone. */
function driftOf(flow: ReturnType<typeof flowOf>, start: Float64Array, duration: number) {
  const { space } = flow.network.populations[0]!
  const angle = new Float64Array(frames)
  let z = start
  for (let k = 0; k < frames; k++) {
    if (k > 0) z = integrate(flow.evaluate, z, duration / (frames - 1), { tolerance: 1e-6 }).state.slice()
    const [c, s] = space.forward('1', z)
    const here = Math.atan2(s!, c!)
    angle[k] =
      k === 0
        ? here
        : angle[k - 1]! + Math.atan2(Math.sin(here - angle[k - 1]!), Math.cos(here - angle[k - 1]!))
  }
  const whole = Math.abs(angle[frames - 1]! - angle[0]!)
  const at = angle.findIndex((value) => Math.abs(value - angle[0]!) >= share * whole)
  return { angle, lifetime: (at * duration) / (frames - 1) }
}

/** Linear between neighbours of the sorted values. */
function quantile(values: Float64Array, q: number): number {
  const sorted = values.filter(Number.isFinite).sort()
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

function drawing({ predicted, simulated, times, ways }: Shown, theme: SheetTheme): string {
  const gap = 26
  const width = (innerWidth(180) - gap) / 2
  const place = (k: number) => ({
    x: k * (width + gap),
    y: 0,
    width: width - (k === 1 ? 40 : 0),
    height: 175,
  })
  const all = ways.flatMap((way) => Array.from(way))
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const marks = [-2, -1, 0, 1, 2, 3, 4]
    .map((k) => [k * Math.PI, ['−2π', '−π', '0', 'π', '2π', '3π', '4π'][k + 2]!] as const)
    .filter(([value]) => value > low - 0.3 && value < high + 0.3)
  const drift = plot(
    place(0),
    'bumps drift to where they are pinned',
    { domain: [0, times.at(-1)!], name: 't / τ' },
    { domain: [low - 0.3, high + 0.3], name: 'angle', marks },
    theme,
  )
  const values = [...predicted, ...simulated].flatMap((row) => Array.from(row)).filter((v) => v > 0)
  const life = plot(
    place(1),
    'lifetime of a memory',
    {
      domain: [0.08, 2],
      log: true,
      name: 'standard deviation of J',
      marks: deviations.map((d) => [d, String(d)] as const),
    },
    { domain: [Math.min(...values) / 1.5, Math.max(...values) * 1.5], log: true, name: 't / τ' },
    theme,
  )
  const [open, full] = [series(1, theme.name), series(0, theme.name)]
  const middles = simulated.map((row) => quantile(row, 0.5))
  const guide = middles[0]! * deviations[0]!
  return group({ fill: 'none' }, [
    drift.frame,
    ...ways.map((way) =>
      element('path', { d: polyline(placed(drift, times, way)), stroke: full, 'stroke-width': 0.9 }),
    ),
    life.frame,
    element('path', {
      d: polyline(
        placed(life, [deviations[0]!, deviations.at(-1)!], [middles[0]!, guide / deviations.at(-1)!]),
      ),
      stroke: theme.quiet,
      'stroke-width': 0.7,
      'stroke-dasharray': '3 2',
    }),
    ...predicted.flatMap((row, d) =>
      Array.from(row, (value) => dot([life.x(deviations[d]!) - 4, life.y(value)], 2.2, open, theme)),
    ),
    ...simulated.flatMap((row, d) => {
      const x = life.x(deviations[d]!) + 4
      return [
        bar(x, life.y(quantile(row, 0.25)), life.y(quantile(row, 0.75)), full),
        dot([x, life.y(middles[d]!)], 2.4, full),
      ]
    }),
    label([life.x(deviations.at(-1)!) + 12, life.y(middles.at(-1)!) - 3], 'simulated', full, theme),
    label(
      [life.x(deviations.at(-1)!) + 12, life.y(quantile(predicted.at(-1)!, 0.5)) + 7],
      'predicted',
      open,
      theme,
    ),
  ])
}
