/**
 * Which manifolds of a torus network coexist, and which are saddles, over its two coefficients: the lines where one
 * gains or loses stability, found by bisection, the certificate at a point of each region, and a cut through them.
 */
import { type Flow, flowOf } from '../../analysis/flow.ts'
import { newton } from '../../analysis/newton.ts'
import type { Certificate } from '../../analysis/report.ts'
import { symmetryOf } from '../../analysis/symmetry/symmetry.ts'
import { norm, dot as product } from '../../analysis/vectors.ts'
import { drawCoexistence, type Found, type Shown } from './coexistence-drawing.ts'
import { certified, networkOf } from './made.ts'
import { column, type MadeFigure, type NamedFigure, table } from './named.ts'

const side = 16
/** Finer, so that a certificate tells pinned circles from points. */
const cutSide = 32
const from = 0
const to = 3.2
const cutAt = 2
const lineValues = Array.from({ length: 12 }, (_, k) => 1.05 + (k * (to - 1.05)) / 11)
const cutValues = Array.from({ length: 37 }, (_, k) => from + (k * (to - from)) / 36)
const sites = [
  [0.5, 0.5],
  [2.55, 0.5],
  [2.8, 1.3],
  [2.5, 2.3],
  [0.5, 2.3],
  [1.25, 2.8],
] as const

export const coexistence: NamedFigure = {
  name: 'coexistence',
  shows: 'which circles and tori are stable or saddles over the two coefficients of a torus',
  make,
}

async function make(): Promise<MadeFigure> {
  // one loss of stability a label: at rest and on stripes along the other angle
  const rest = await rootOf(async (b) => growth(await flowAt(0.5, b), new Float64Array(side * side), '0,1'))
  const first: number[] = []
  const second: number[] = []
  for (const value of lineValues) {
    const stripes1 = stripesOf(await flowAt(value, 0.5), '1,0')
    first.push(await rootOf(async (b) => growth(await flowAt(value, b), stripes1, '0,1')))
    const stripes2 = stripesOf(await flowAt(0.5, value), '0,1')
    second.push(await rootOf(async (a) => growth(await flowAt(a, value), stripes2, '1,0')))
  }
  const found = []
  for (const [a, b] of sites) {
    const { certificate } = await certified(await torus(a, b, cutSide), { starts: 3 })
    found.push({ a, b, manifolds: kindsOf(certificate) })
  }
  const shown: Shown = {
    from,
    to,
    cutAt,
    rest,
    lineValues,
    first,
    second,
    sites: found,
    cutValues,
    branches: await cut(),
  }
  return {
    title: 'Manifolds that coexist on a torus, stable and saddle',
    caption:
      `T(2), transfer erf. Left: lines where rest, or stripes along one angle, lose stability to a pattern along the other (bisection on ${side} × ${side} neurons); ` +
      `each region lists what the certificate holds at the place of its list (${cutSide} × ${cutSide}, 3 random starts): full attracting, half saddle, open repelling; θ1 and θ2 are stripes along that angle. ` +
      `Right: every branch on the dotted cut, where the coefficient of 1,0 is ${cutAt}: solid attracting, dashed saddle, dotted repelling. ` +
      `The phase diagram extends the abstract of arXiv 2511.04802.`,
    millimetres: 180,
    height: 226,
    arrays: {
      coefficient: column(lineValues, 'value', 'coefficient', 'coefficient of the stripes'),
      losesFirst: column(
        first,
        'value',
        'coefficient',
        'of 0,1 at which stripes along theta1 lose stability',
      ),
      losesSecond: column(
        second,
        'value',
        'coefficient',
        'of 1,0 at which stripes along theta2 lose stability',
      ),
      losesRest: column([rest], 'value', 'coefficient', 'at which rest loses stability'),
      certified: table(
        found.map(({ a, b, manifolds }) => [
          a,
          b,
          ...(['attracting', 'saddle', 'repelling'] as const).map(
            (stability) => manifolds.filter((m) => m.stability === stability).length,
          ),
        ]),
        {
          axes: ['site', 'column'],
          units: 'coefficients, then counts',
          meaning: 'kinds of manifold that certificates found',
          labels: ['1,0', '0,1', 'attracting', 'saddle', 'repelling'],
        },
      ),
      cut: column(cutValues, 'value', 'coefficient', `of 0,1 on the cut where that of 1,0 is ${cutAt}`),
      ...Object.fromEntries(
        shown.branches.map(({ name, points }) => [
          `branch ${name}`,
          table(points, {
            axes: ['value', 'column'],
            units: 'state; count',
            meaning:
              'rms over both labels, and the number of unstable directions; NaN where the branch is not',
            labels: ['rms', 'index'],
          }),
        ]),
      ),
    },
    draw: (theme) => drawCoexistence(shown, theme),
  }
}

const torus = (a: number, b: number, n: number) =>
  networkOf({ space: { group: 'T(2)', samples: [n, n] }, kernel: { spectrum: { '1,0': a, '0,1': b } } })

const flowAt = async (a: number, b: number, n = side): Promise<Flow> => flowOf(await torus(a, b, n))

/** What a certificate holds, in words: by the labels that a manifold lives on; pinned twins once. */
function kindsOf({ manifolds }: Certificate): Found[] {
  const found: Found[] = []
  for (const { rms, stability } of manifolds) {
    const { '1,0': a = 0, '0,1': b = 0 } = rms['p']!
    const kind = a > 1e-3 ? (b > 1e-3 ? 'torus' : 'θ1') : b > 1e-3 ? 'θ2' : 'rest'
    if (!found.some((one) => one.kind === kind && one.stability === stability))
      found.push({ kind, stability })
  }
  return found
}

/** cos theta1 or cos theta2, or their sum */
function pattern({ network }: Flow, one: number, two: number): Float64Array {
  const { coordinates } = network.populations[0]!.space
  const [theta1, theta2] = [coordinates.get('theta1')!, coordinates.get('theta2')!]
  return theta1.map((t, i) => one * Math.cos(t) + two * Math.cos(theta2[i]!))
}

function stripesOf(flow: Flow, name: '1,0' | '0,1'): Float64Array {
  const start = name === '1,0' ? pattern(flow, 2, 0) : pattern(flow, 0, 2)
  const symmetry = symmetryOf(flow)
  const solved = newton(flow, start, { tangents: (z) => symmetry.tangents(z) })
  if (!solved.converged) throw new Error(`no stripes on ${name}: ${solved.why}`)
  return solved.state
}

/** Rate at which a small pattern on a label grows at a state: <v, J v> / <v, v>. */
function growth(flow: Flow, state: Float64Array, name: '1,0' | '0,1'): number {
  const v = name === '1,0' ? pattern(flow, 1, 0) : pattern(flow, 0, 1)
  const image = new Float64Array(flow.length)
  flow.linearise(state).apply(v, image)
  return product(flow.weights, v, image) / product(flow.weights, v, v)
}

/** Where an increasing function of a coefficient crosses zero; NaN where it does not up to ten times the range. */
async function rootOf(value: (coefficient: number) => Promise<number>): Promise<number> {
  let [low, high] = [0.01, 10 * to]
  if ((await value(low)) > 0 || (await value(high)) < 0) return Number.NaN
  for (let k = 0; k < 20; k++) {
    const middle = (low + high) / 2
    if ((await value(middle)) > 0) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/** The four branches on the cut, each continued from where its pattern is plain; NaN where it is gone. */
async function cut(): Promise<Shown['branches']> {
  const flows = await Promise.all(cutValues.map((b) => flowAt(cutAt, b, cutSide)))
  const begin = cutValues.findIndex((b) => b >= cutAt)
  return (
    [
      ['rest', 0, 0],
      ['stripes along θ1', 2, 0],
      ['stripes along θ2', 0, 2],
      ['torus of bumps', 1.4, 1.4],
    ] as const
  ).map(([name, one, two]) => {
    const points = cutValues.map(() => Float64Array.of(Number.NaN, Number.NaN))
    for (const sign of [1, -1]) {
      let z = pattern(flows[begin]!, one, two)
      for (let k = begin; k >= 0 && k < flows.length; k += sign) {
        const flow = flows[k]!
        const symmetry = symmetryOf(flow)
        const solved = newton(flow, z, { tangents: (at) => symmetry.tangents(at) })
        const [r1, r2] = rms(flow, solved.state)
        const isGone = (one > 0 && r1 < 1e-3) || (two > 0 && r2 < 1e-3)
        if (!solved.converged || isGone) break
        const index = flow
          .linearise(solved.state)
          .spectrum()
          .values.filter(({ re }) => re > 1e-3).length
        points[k] = Float64Array.of(norm(flow.weights, solved.state), index)
        z = solved.state
      }
    }
    return { name, points }
  })
}

function rms({ network }: Flow, z: Float64Array): readonly [number, number] {
  const { space } = network.populations[0]!
  return [Math.hypot(...space.forward('1,0', z)), Math.hypot(...space.forward('0,1', z))]
}
