/**
 * All points of one manifold share one spectrum: eigenvalues at places along a ring and along a saddle torus, and,
 * as a control, along the bumps of a ring whose weights are not equivariant.
 */
import { flowOf } from '../../analysis/flow.ts'
import { newton } from '../../analysis/newton.ts'
import { tangentSpace } from '../../analysis/walk.ts'
import type { Network } from '../../model/network.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { element, group, polyline } from '../svg.ts'
import { label, placed, plot, scientific } from './axes.ts'
import { type Certified, certified, manifoldThat, networkOf } from './made.ts'
import { column, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const places = 49
const angles = Float64Array.from({ length: places }, (_, k) => (2 * Math.PI * k) / (places - 1))
const spectrum = { 0: -0.5, 1: 2, 2: 0.8 }
const deviation = 1

export const sameStabilityAlongManifold: NamedFigure = {
  name: 'same-stability-along-manifold',
  shows: 'one spectrum at every point of a ring and of a saddle torus; not so without symmetry',
  make,
}

interface Case {
  readonly name: string
  /** [place][eigenvalue], descending */
  readonly values: readonly Float64Array[]
  /** largest change of an eigenvalue along the way */
  readonly change: number
}

async function make(): Promise<MadeFigure> {
  const circle = { group: 'SO(2)', samples: 40 }
  const ring = await certified(await networkOf({ space: circle, kernel: { spectrum } }))
  const bump = manifoldThat(ring.certificate, 'attracting', (m) => m.stability === 'attracting')
  const square = { group: 'T(2)', samples: [24, 24] }
  const torus = await certified(
    await networkOf({ space: square, kernel: { spectrum: { '1,0': 2, '0,1': 2 } } }),
    { starts: 4 },
  )
  const saddle = manifoldThat(torus.certificate, 'a saddle torus', (m) => m.index > 0 && m.dimension === 2)
  const uneven = await networkOf({
    space: circle,
    kernel: { spectrum, heterogeneity: { std: deviation, seed: 1 } },
  })
  const cases = [
    along('attracting ring', ring, bump.state, ring.network, 5),
    along('saddle torus', torus, saddle.state, torus.network, 4),
    along('control: uneven weights', ring, bump.state, uneven, 5),
  ]
  return {
    title: 'All points of a manifold are equally stable',
    caption:
      `Leading eigenvalues of the Jacobian at ${places} places. Left: 40 neurons on SO(2), coefficients −0.5, 2, 0.8 on labels 0, 1, 2. Middle: 24 × 24 neurons ` +
      `on T(2), 2 on 1,0 and 0,1; θ1 by the angle and θ2 by twice the angle. Right: the ring of the left with normal weights of standard deviation ${deviation} added to J, ` +
      `at the bumps nearest to the places that the transverse equations allow. Grey: zero modes, and in the control what becomes of them. Transfer erf. The control extends the abstract of arXiv 2511.04802.`,
    millimetres: 180,
    height: 165,
    arrays: {
      angle: column(angles, 'place', 'radians', 'places along the manifold'),
      ring: table(cases[0]!.values, described('the attracting ring')),
      torus: table(cases[1]!.values, described('the saddle torus')),
      control: table(cases[2]!.values, described('the ring with uneven weights')),
    },
    draw: (theme) => drawing(cases, theme),
  }
}

const described = (where: string) => ({
  axes: ['place', 'eigenvalue'],
  units: '1/time',
  meaning: `real parts of the leading eigenvalues along ${where}, descending`,
})

/** Eigenvalues in `network` along the manifold that `of` has through `state`. */
function along(name: string, of: Certified, state: Float64Array, network: Network, count: number): Case {
  const flow = flowOf(network)
  const values = Array.from(angles, (angle) => {
    const motion = of.symmetry.generators.map((_, a) => angle * (a + 1))
    const place = of.symmetry.move(motion, state)
    const tangents = tangentSpace(of.flow, of.symmetry, place)
    const solved = newton(flow, place, { tangents: () => tangents })
    const all = flow.linearise(solved.state).spectrum().values
    return Float64Array.from({ length: count }, (_, k) => (solved.converged ? all[k]!.re : Number.NaN))
  })
  const change = Math.max(
    ...Array.from({ length: count }, (_, k) => {
      const line = values.map((row) => row[k]!)
      return Math.max(...line) - Math.min(...line)
    }),
  )
  return { name, values, change }
}

function drawing(cases: readonly Case[], theme: SheetTheme): string {
  const gap = 18
  const width = (innerWidth(180) - 2 * gap) / 3
  const all = cases.flatMap(({ values }) => values.flatMap((row) => Array.from(row)))
  const reach = [Math.min(...all) - 0.12, Math.max(...all) + 0.25] as const
  return group(
    { fill: 'none' },
    cases.map(({ name, values, change }, c) => {
      const panel = plot(
        { x: c * (width + gap), y: 0, width, height: 165 },
        name,
        {
          domain: [0, 2 * Math.PI],
          name: 'place along the manifold',
          marks: [
            [0, '0'],
            [Math.PI, 'π'],
            [2 * Math.PI, '2π'],
          ],
        },
        { domain: reach, name: 'Re λ · τ', count: 5 },
        theme,
      )
      const lines = Array.from(values[0]!.keys(), (k) => values.map((row) => row[k]!))
      const { box } = panel
      return group({}, [
        panel.frame,
        ...lines.map((line) => {
          const middle = line.reduce((sum, v) => sum + v, 0) / line.length
          const isZero = Math.abs(middle) < 0.02
          return element('path', {
            d: polyline(placed(panel, angles, line)),
            stroke: isZero ? theme.quiet : theme.stability[middle > 0 ? 'saddle' : 'attracting'],
            'stroke-width': 1.2,
          })
        }),
        label([box.x + 6, box.y + 7], `largest change ${scientific(change)}`, theme.ink, theme),
      ])
    }),
  )
}
