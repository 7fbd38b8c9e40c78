/**
 * Heterogeneous weights break the symmetry, and a memory drifts: how long it keeps its place as the drift of the
 * certificate foretells, beside what simulated bumps do.
 */
import { type Flow, flowOf } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import { LOST } from '../../analysis/memory.ts'
import type { PseudoGaps } from '../../analysis/report.ts'
import { largest } from '../../analysis/vectors.ts'
import { quantile } from '../../math/quantile.ts'
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
/** As many as the certificate takes, and every other of them is drawn. */
const places = 32
/** Speed at which a bump counts as resting, over the fastest drift. */
const RESTING = 1e-3

export const symmetryBreakingLifetime: NamedFigure = {
  name: 'symmetry-breaking-lifetime',
  shows: 'heterogeneity against the time that a memory keeps its place, foretold and simulated',
  make,
}

interface Shown {
  /** [deviation][seed] */
  readonly gaps: readonly (readonly PseudoGaps[])[]
  /** [deviation][seed][place] */
  readonly simulated: readonly (readonly Float64Array[])[]
  /** of one seed at one deviation */
  readonly ways: readonly Way[]
}

/** A bump's angle over time, unwrapped. */
interface Way {
  readonly times: Float64Array
  readonly angles: Float64Array
}

const shownDeviation = 2

async function make(): Promise<MadeFigure> {
  const space = { group: 'SO(2)', samples: neurons }
  const plain = await certified(await networkOf({ space, kernel: { spectrum: { 1: 2 } } }), { starts: 4 })
  const ring = manifoldThat(plain.certificate, 'an attracting ring', (m) => m.stability === 'attracting')
  const starts = Array.from({ length: places }, (_, k) =>
    plain.symmetry.move([(2 * Math.PI * k) / places], ring.state),
  )
  const gaps: PseudoGaps[][] = []
  const simulated: Float64Array[][] = []
  let shown: Way[] = []
  for (const [d, std] of deviations.entries()) {
    gaps.push([])
    simulated.push([])
    for (const seed of seeds) {
      const network = await networkOf({ space, kernel: { spectrum: { 1: 2 }, heterogeneity: { std, seed } } })
      const { certificate } = await certified(network, { starts: 1 })
      const own = certificate.matrices[0]?.pseudoGaps.find((one) => one.stability === 'attracting')
      if (own === undefined) throw new Error('the attracting ring has no pseudo-gap')
      const flow = flowOf(network)
      const ways = starts.map((start) => wayOf(flow, start, own))
      gaps[d]!.push(own)
      simulated[d]!.push(Float64Array.from(ways, keptFor))
      if (d === shownDeviation && seed === seeds[0]) shown = ways.filter((_, k) => k % 2 === 0)
    }
  }
  const medians = gaps.map((row) => row.map(({ memory }) => memory?.median ?? Number.NaN))
  return {
    title: 'The more the weights differ, the shorter a memory keeps its place',
    caption:
      `${neurons} neurons on SO(2), transfer erf, coefficient 2 on label 1, and independent normal weights added to J; ${seeds.length} seeds. ` +
      `Left: the angle of bumps put at ${places / 2} places, standard deviation ${deviations[shownDeviation]}. Right: the time until ${Math.round(100 * LOST)} % of the way to rest ` +
      `is gone, median and quartiles over ${places} places, each seed for itself: foretold by the drift of the certificate (open) and simulated (full). ` +
      `Ticks: 1 / |pseudo-gap|, the time constant at the rest where it is shortest; memories that begin far from a rest keep their place longer. ` +
      `Dashed: in inverse proportion. ${extendsAbstract}`,
    millimetres: 180,
    height: 175,
    arrays: {
      deviation: column(
        deviations,
        'deviation',
        'input per rate',
        'standard deviation of the weights added to J',
      ),
      predicted: table(medians, {
        axes: ['deviation', 'seed'],
        units: 'time constants',
        meaning:
          'median over places of the time until the share 1 - 1/e of the way to rest is gone, by the drift',
      }),
      fastest: table(
        gaps.map((row) => row.map(({ lifetime }) => lifetime ?? Number.NaN)),
        { axes: ['deviation', 'seed'], units: 'time constants', meaning: '1 / |pseudo-gap|' },
      ),
      simulated: table(
        simulated.map((row) => row.flatMap((times) => Array.from(times))),
        {
          axes: ['deviation', 'seed and place'],
          units: 'time constants',
          meaning: 'time until the share 1 - 1/e of the way to rest is gone',
        },
      ),
      ways: table(
        shown.flatMap(({ times, angles }, k) => Array.from(times, (t, i) => [k, t, angles[i]!])),
        {
          axes: ['point', 'number'],
          units: 'place, time constants, radians',
          meaning: 'angle of the bumps on the left at times of their own',
          labels: ['place', 'time', 'angle'],
        },
      ),
    },
    draw: (theme) => drawing({ gaps, simulated, ways: shown }, theme),
  }
}

/** The angle of a bump until it rests. */
function wayOf(flow: Flow, start: Float64Array, { lifetime, drift }: PseudoGaps): Way {
  const { space } = flow.network.populations[0]!
  const angleOf = (z: Float64Array) => {
    const [c, s] = space.forward('1', z)
    return Math.atan2(s!, c!)
  }
  const times = [0]
  const angles = [angleOf(start)]
  integrate(flow.evaluate, start, 100 * (lifetime ?? 0), {
    tolerance: 1e-6,
    maximumEvaluations: 100_000,
    until(z, velocity, time) {
      const here = angleOf(z)
      const last = angles.at(-1)!
      times.push(time)
      angles.push(last + Math.atan2(Math.sin(here - last), Math.cos(here - last)))
      return time > 10 && largest(velocity) < RESTING * drift * largest(z)
    },
  })
  return { times: Float64Array.from(times), angles: Float64Array.from(angles) }
}

/** The time at which the share `LOST` of the way is gone, linear between steps. */
function keptFor({ times, angles }: Way): number {
  const gone = Float64Array.from(angles, (angle) => Math.abs(angle - angles[0]!))
  const wanted = LOST * gone.at(-1)!
  const k = gone.findIndex((way) => way >= wanted)
  if (k <= 0) return 0
  return times[k - 1]! + ((times[k]! - times[k - 1]!) * (wanted - gone[k - 1]!)) / (gone[k]! - gone[k - 1]!)
}

function drawing({ gaps, simulated, ways }: Shown, theme: SheetTheme): string {
  const gap = 26
  const width = (innerWidth(180) - gap) / 2
  const place = (k: number) => ({
    x: k * (width + gap),
    y: 0,
    width: width - (k === 1 ? 44 : 0),
    height: 175,
  })
  const all = ways.flatMap(({ angles }) => Array.from(angles))
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const marks = [-2, -1, 0, 1, 2, 3, 4]
    .map((k) => [k * Math.PI, ['−2π', '−π', '0', 'π', '2π', '3π', '4π'][k + 2]!] as const)
    .filter(([value]) => value > low - 0.3 && value < high + 0.3)
  const end = Math.max(...ways.map(({ times }) => times.at(-1)!))
  const drift = plot(
    place(0),
    'bumps drift to where they are pinned',
    { domain: [0, end], name: 't / τ' },
    { domain: [low - 0.3, high + 0.3], name: 'angle', marks },
    theme,
  )
  const foretold = gaps.flat().flatMap(({ memory }) => (memory === null ? [] : memory.quartiles))
  const values = [...foretold, ...simulated.flat().map((times) => quantile(times, 0.5))]
  const fastest = gaps.flat().flatMap(({ lifetime }) => (lifetime === null ? [] : [lifetime]))
  const life = plot(
    place(1),
    'time that a memory keeps its place',
    {
      domain: [0.075, 2.2],
      log: true,
      name: 'standard deviation of J',
      marks: deviations.map((d) => [d, String(d)] as const),
    },
    {
      domain: [Math.min(...values, ...fastest) / 1.4, Math.max(...values) * 1.4],
      log: true,
      name: 't / τ',
    },
    theme,
  )
  const [open, full] = [series(1, theme.name), series(0, theme.name)]
  const middle = (d: number) => quantile(Float64Array.from(simulated[d]!.flatMap((t) => Array.from(t))), 0.5)
  const guide = middle(0) * deviations[0]!
  const right = life.x(deviations.at(-1)!) + 16
  const lastRow = gaps.at(-1)!
  const heights = [
    ['simulated', full, life.y(middle(deviations.length - 1)) - 4],
    ['foretold', open, life.y(middle(deviations.length - 1)) + 7],
    [
      '1 / |gap|',
      theme.quiet,
      life.y(Math.min(...lastRow.map(({ lifetime }) => lifetime ?? Number.NaN))) + 5,
    ],
  ] as const
  return group({ fill: 'none' }, [
    drift.frame,
    ...ways.map(({ times, angles }) =>
      element('path', {
        d: polyline([...placed(drift, times, angles), drift.x(end), drift.y(angles.at(-1)!)]),
        stroke: full,
        'stroke-width': 0.9,
      }),
    ),
    life.frame,
    element('path', {
      d: polyline(
        placed(life, [deviations[0]!, deviations.at(-1)!], [middle(0), guide / deviations.at(-1)!]),
      ),
      stroke: theme.quiet,
      'stroke-width': 0.7,
      'stroke-dasharray': '3 2',
    }),
    ...gaps.flatMap((row, d) =>
      row.flatMap(({ memory, lifetime }, k) => {
        const x = life.x(deviations[d]!) + (k - 1) * 8
        const y = life.y(lifetime ?? Number.NaN)
        const [first, third] = [0.25, 0.75].map((q) => life.y(quantile(simulated[d]![k]!, q)))
        return [
          element('line', {
            x1: x - 3.4,
            x2: x + 3.4,
            y1: y,
            y2: y,
            stroke: theme.quiet,
            'stroke-width': 0.9,
          }),
          ...(memory === null
            ? []
            : [
                bar(x - 1.7, life.y(memory.quartiles[0]), life.y(memory.quartiles[1]), open),
                dot([x - 1.7, life.y(memory.median)], 1.8, open, theme),
              ]),
          bar(x + 1.7, first!, third!, full),
          dot([x + 1.7, life.y(quantile(simulated[d]![k]!, 0.5))], 1.9, full),
        ]
      }),
    ),
    ...heights.map(([said, colour, y]) => label([right, y], said, colour, theme)),
  ])
}
