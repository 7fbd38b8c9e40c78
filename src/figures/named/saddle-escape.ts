/**
 * Leaving a saddle: the torus of bumps between two circles of stripes. A kick of size e along an unstable direction
 * grows as e exp(lambda t), so the time to leave is -ln(e) / lambda; the certificate says lambda beforehand.
 */
import type { Flow } from '../../analysis/flow.ts'
import { integrate } from '../../analysis/integrate.ts'
import { norm, plus, scale } from '../../analysis/vectors.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { equilibriumMark } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group, polyline } from '../svg.ts'
import { dot, label, placed, plot } from './axes.ts'
import { type Certified, certified, manifoldThat, networkOf } from './made.ts'
import { column, extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const side = 20
const kicks = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2]
const step = 0.5
const frames = 81
/** Away from the saddle by this share of its size: gone. */
const gone = 0.3

export const saddleEscape: NamedFigure = {
  name: 'saddle-escape',
  shows: 'how long a state stays at a saddle torus, against the size of the kick',
  make,
}

interface Shown {
  readonly times: Float64Array
  /** one row a kick: distance from the saddle */
  readonly distances: readonly Float64Array[]
  /** one row a kick and sign, (rms of 1,0; rms of 0,1) in turn */
  readonly ways: readonly Float64Array[]
  readonly escapes: Float64Array
  readonly rate: number
  readonly size: number
  readonly marks: readonly {
    readonly at: readonly [number, number]
    readonly stability: 'attracting' | 'saddle'
  }[]
}

async function make(): Promise<MadeFigure> {
  const network = await networkOf({
    space: { group: 'T(2)', samples: [side, side] },
    kernel: { spectrum: { '1,0': 2, '0,1': 2 } },
  })
  const made = await certified(network, { starts: 4 })
  const saddle = manifoldThat(made.certificate, 'a saddle torus', (m) => m.index > 0 && m.dimension === 2)
  const stripes = manifoldThat(made.certificate, 'attracting', (m) => m.stability === 'attracting')
  const spectrum = made.flow.linearise(saddle.state).spectrum()
  const rate = spectrum.values[0]!.re
  const direction = spectrum.vector(0).re.slice()
  scale(direction, 1 / norm(made.flow.weights, direction))
  const runs = kicks.map((kick) => escapeFrom(made, saddle.state, direction, kick))
  const back = kicks.slice(-1).map((kick) => escapeFrom(made, saddle.state, direction, -kick))
  const size = norm(made.flow.weights, saddle.state)
  const { '1,0': a = 0, '0,1': b = 0 } = stripes.rms['p']!
  const [high, low] = [Math.max(a, b), Math.min(a, b)]
  const shown: Shown = {
    times: Float64Array.from({ length: frames }, (_, k) => k * step),
    distances: runs.map((run) => run.distance),
    ways: [runs.at(-1)!.way, back[0]!.way],
    escapes: Float64Array.from(runs, (run) => run.time),
    rate,
    size,
    marks: [
      { at: [saddle.rms['p']!['1,0']!, saddle.rms['p']!['0,1']!], stability: 'saddle' },
      { at: [high, low], stability: 'attracting' },
      { at: [low, high], stability: 'attracting' },
    ],
  }
  return {
    title: 'Leaving a saddle takes a time that grows with the logarithm of how near one began',
    caption:
      `T(2), ${side} × ${side} neurons, transfer erf, coefficients 2 on 1,0 and on 0,1. From the certified saddle (${saddle.topology}, Morse index ${saddle.index}) ` +
      `kicks of 10⁻⁷ to 10⁻² of norm along an unstable eigenvector, integrated. Dashed: the growth that the eigenvalue ${rate.toFixed(4)} predicts. ` +
      `Middle: time until the distance passes ${gone} of the saddle's norm. Right: the two signs end on stripes along either angle. ${extendsAbstract}`,
    millimetres: 180,
    height: 165,
    arrays: {
      time: column(shown.times, 'time', 'time constants', 'times of the distances'),
      kick: column(kicks, 'kick', 'state, norm', 'size of the kick'),
      distance: table(shown.distances, {
        axes: ['kick', 'time'],
        units: 'state, norm',
        meaning: 'distance from the saddle state',
      }),
      escape: column(
        shown.escapes,
        'kick',
        'time constants',
        `time until the distance passes ${gone} of the norm of the saddle`,
      ),
      rate: column([rate], 'eigenvalue', '1/time', 'largest eigenvalue at the saddle'),
    },
    draw: (theme) => drawing(shown, theme),
  }
}

function escapeFrom({ flow }: Certified, saddle: Float64Array, direction: Float64Array, kick: number) {
  const distance = new Float64Array(frames)
  const way = new Float64Array(2 * frames)
  const limit = gone * norm(flow.weights, saddle)
  let z = plus(saddle, direction, kick)
  let time = Number.NaN
  for (let k = 0; k < frames; k++) {
    if (k > 0) z = integrate(flow.evaluate, z, step, { tolerance: 1e-8 }).state.slice()
    distance[k] = norm(flow.weights, plus(z, saddle, -1))
    way.set(rmsPair(flow, z), 2 * k)
    if (Number.isNaN(time) && distance[k]! > limit) {
      // between frames the logarithm is nearly a line
      const [before, after] = [Math.log(distance[k - 1]!), Math.log(distance[k]!)]
      time = step * (k - 1 + (Math.log(limit) - before) / (after - before))
    }
  }
  return { distance, way, time }
}

/** Root mean squares of the parts on 1,0 and on 0,1. */
function rmsPair(flow: Flow, z: Float64Array): readonly [number, number] {
  const { space } = flow.network.populations[0]!
  const of = (name: string) => Math.hypot(...space.forward(name, z))
  return [of('1,0'), of('0,1')]
}

function drawing(shown: Shown, theme: SheetTheme): string {
  const { times, distances, ways, escapes, rate, size, marks } = shown
  const gap = 18
  const width = (innerWidth(180) - 2 * gap) / 3
  const place = (k: number) => ({ x: k * (width + gap), y: 0, width, height: 165 })
  const last = times.at(-1)!
  const growth = plot(
    place(0),
    'distance from the saddle',
    { domain: [0, last], name: 't / τ', count: 4 },
    { domain: [3e-8, 10], log: true, name: 'norm', count: 4 },
    theme,
  )
  const longest = Math.ceil(Math.max(...escapes) / 10) * 10
  const waiting = plot(
    place(1),
    'time to leave',
    { domain: [3e-8, 3e-2], log: true, name: 'kick', count: 3 },
    { domain: [0, longest], name: 't / τ' },
    theme,
  )
  const far = Math.ceil(Math.max(...marks.flatMap(({ at }) => at)) * 2.2) / 2
  const plane = plot(
    place(2),
    'where it goes',
    { domain: [0, far], name: 'rms of 1,0', count: 3 },
    { domain: [0, far], name: 'rms of 0,1', count: 3 },
    theme,
  )
  const ink = series(0, theme.name)
  const dashed = {
    fill: 'none',
    stroke: theme.stability.saddle,
    'stroke-width': 0.9,
    'stroke-dasharray': '3 2',
  }
  const ends = [3e-8, 3e-2]
  return group({ fill: 'none' }, [
    growth.frame,
    ...kicks.map((kick) => {
      const until = Math.min(last, Math.log(size / kick) / rate)
      return element('path', {
        ...dashed,
        d: polyline(placed(growth, [0, until], [kick, kick * Math.exp(rate * until)])),
      })
    }),
    ...distances.map((line) =>
      element('path', { d: polyline(placed(growth, times, line)), stroke: ink, 'stroke-width': 1 }),
    ),
    label(
      [growth.x(last * 0.5), growth.y(4e-7)],
      `slope ${rate.toFixed(3)} / τ`,
      theme.stability.saddle,
      theme,
    ),
    waiting.frame,
    element('path', {
      ...dashed,
      d: polyline(
        placed(
          waiting,
          ends,
          ends.map((kick) => Math.log((gone * size) / kick) / rate),
        ),
      ),
    }),
    ...kicks.map((kick, k) => dot([waiting.x(kick), waiting.y(escapes[k]!)], 2.2, ink)),
    label(
      [waiting.x(2e-5), waiting.y(longest * 0.9)],
      'ln(0.3 |x| / kick) / λ',
      theme.stability.saddle,
      theme,
    ),
    plane.frame,
    ...ways.map((way) =>
      element('path', {
        d: polyline(
          placed(
            plane,
            way.filter((_, i) => i % 2 === 0),
            way.filter((_, i) => i % 2 === 1),
          ),
        ),
        stroke: ink,
        'stroke-width': 1.1,
      }),
    ),
    ...marks.map(({ at, stability }) =>
      equilibriumMark(plane.x(at[0]), plane.y(at[1]), stability, theme, 3.2),
    ),
    label(
      [plane.x(marks[0]!.at[0]) + 6, plane.y(marks[0]!.at[1]) - 5],
      'saddle torus',
      theme.stability.saddle,
      theme,
    ),
    label(
      [plane.x(marks[1]!.at[0]) - 9, plane.y(0) - 5],
      'stripes',
      theme.stability.attracting,
      theme,
      'end',
    ),
    label([plane.x(0) + 7, plane.y(marks[2]!.at[1]) - 6], 'stripes', theme.stability.attracting, theme),
  ])
}
