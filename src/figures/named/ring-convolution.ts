/**
 * A convolution on the circle makes a ring attractor: the kernel, the matrix that it is between neurons, one bump at
 * several places, and the ring of states on which simulated starts come to rest.
 */
import { simulate } from '../../experiment/simulate.ts'
import { denseMatrix } from '../../model/couplings.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { cyclic, diverging, hex } from '../colour.ts'
import { colourBar } from '../panel.ts'
import { image, pngAddress } from '../raster.ts'
import { element, group, polyline } from '../svg.ts'
import { dot, heading, placed, plot } from './axes.ts'
import { certified, manifoldThat, networkOf } from './made.ts'
import { column, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const neurons = 48
const replicas = 40
const bumps = 8
const angles = [
  [0, '0'],
  [Math.PI, 'π'],
  [2 * Math.PI, '2π'],
] as const

export const ringConvolution: NamedFigure = {
  name: 'ring-convolution',
  shows: 'a kernel on the circle, its circulant matrix, bumps anywhere, the ring of states',
  make,
}

async function make(): Promise<MadeFigure> {
  const network = await networkOf({
    space: { group: 'SO(2)', samples: neurons },
    kernel: { spectrum: { 0: -0.5, 1: 2, 2: 0.8 } },
    simulation: { duration: 60, replicas, seed: 1, initial: { random: 0.5 } },
  })
  const { symmetry, certificate } = await certified(network)
  const ring = manifoldThat(certificate, 'an attracting ring', (m) => m.stability === 'attracting')
  const { coupling } = network.connections[0]!
  if (coupling.kind !== 'kernel') throw new Error('the connection is no kernel')
  const { space } = network.populations[0]!
  const theta = space.coordinates.get('theta')!
  const matrix = denseMatrix(coupling.kernel).map((w, k) => w / space.weights[k % neurons]!)
  const harmonic = space.harmonic('1')
  const first = (z: Float64Array) => space.forward(harmonic.label, z)
  const states = Array.from({ length: bumps }, (_, k) =>
    symmetry.move([(2 * Math.PI * k) / bumps], ring.state),
  )
  const final = (await simulate(network)).finalState[network.populations[0]!.name]!
  const ends = Array.from({ length: replicas }, (_, r) => first(final.slice(r * neurons, (r + 1) * neurons)))
  const orbit = Array.from({ length: 73 }, (_, k) =>
    first(symmetry.move([(2 * Math.PI * k) / 72], ring.state)),
  )
  const values = coupling.kernel.values!
  return {
    title: 'A convolution on the circle has a ring of equilibria',
    caption:
      `${neurons} neurons on SO(2), transfer erf, kernel J with coefficients −0.5, 2 and 0.8 on labels 0, 1 and 2. ` +
      `The bumps are one equilibrium and its translates; colour is the place of the bump. The ring, in coordinates of label 1, ` +
      `is certified (${ring.topology}, dimension ${ring.dimension}, ${ring.stability}); dots are ${replicas} simulated runs from random states.`,
    millimetres: 180,
    height: 152,
    arrays: {
      theta: column(theta, 'neuron', 'radians', 'place of each neuron'),
      kernel: column(values, 'neuron', 'input per rate', 'J(theta)'),
      matrix: table(rowsOf(matrix, neurons), {
        axes: ['to', 'from'],
        units: 'input per rate',
        meaning: 'J(theta_to - theta_from), weights of the quadrature left out',
      }),
      bumps: table(states, {
        axes: ['place', 'neuron'],
        units: 'state',
        meaning: 'translates of one equilibrium',
      }),
      ring: table(orbit, {
        axes: ['place', 'coordinate'],
        units: 'state',
        meaning: 'the certified manifold in coordinates of label 1',
      }),
      ends: table(ends, {
        axes: ['replica', 'coordinate'],
        units: 'state',
        meaning: 'simulated final states, likewise',
      }),
    },
    draw: (theme) => drawing({ theta, values, matrix, states, orbit, ends }, theme),
  }
}

const rowsOf = (matrix: Float64Array, n: number) =>
  Array.from({ length: n }, (_, i) => matrix.subarray(i * n, (i + 1) * n))

interface Shown {
  readonly theta: Float64Array
  readonly values: Float64Array
  readonly matrix: Float64Array
  readonly states: readonly Float64Array[]
  readonly orbit: readonly Float64Array[]
  readonly ends: readonly Float64Array[]
}

function drawing({ theta, values, matrix, states, orbit, ends }: Shown, theme: SheetTheme): string {
  const wide = innerWidth(180)
  const width = (wide - 3 * 14) / 4
  const place = (k: number) => ({ x: k * (width + 14), y: 0, width, height: 152 })
  const circle = { domain: [0, 2 * Math.PI] as const, name: 'θ', marks: angles }
  const most = Math.max(...values.map(Math.abs))
  const reach = Math.ceil(Math.max(...states.flatMap((z) => Array.from(z, Math.abs))) * 2) / 2
  const kernel = plot(place(0), 'kernel', circle, { domain: [-most, most], name: 'J(θ)' }, theme)
  const bump = plot(place(2), 'bumps', circle, { domain: [-reach, reach], name: 'x' }, theme)
  const far = 1.25 * Math.hypot(...orbit[0]!)
  const plane = { domain: [-far, far] as const, count: 3 }
  // a circle is to look like one
  const aspect = (152 - 51) / (width - 27)
  const tall = { domain: [-far * aspect, far * aspect] as const, name: 'u, sine', count: 3 }
  const states2 = plot(place(3), 'the ring', { ...plane, name: 'u, cosine' }, tall, theme)
  const closed = [...theta, 2 * Math.PI]
  const inkAt = (angle: number) => hex(cyclic(angle, theme.name))
  const field = diverging(theme.name)
  const square = { x: place(1).x, y: 26, width: width - 2, height: 101 }
  return group({ fill: 'none' }, [
    kernel.frame,
    zero(kernel, theme),
    element('path', {
      d: polyline(placed(kernel, closed, [...values, values[0]!])),
      stroke: theme.ink,
      'stroke-width': 1.2,
    }),
    heading(place(1), 'matrix', 'from → right, to ↓', theme),
    colourBar(place(1).x + width, 138, [-most, most], (share) => field(2 * share - 1), theme),
    image(
      square,
      pngAddress(neurons, neurons, (j, i) => field(matrix[i * neurons + j]! / most)),
      'the matrix',
    ),
    bump.frame,
    zero(bump, theme),
    ...states.map((z, k) =>
      element('path', {
        d: polyline(placed(bump, closed, [...z, z[0]!])),
        stroke: inkAt((2 * Math.PI * k) / bumps),
        'stroke-width': 1.1,
      }),
    ),
    states2.frame,
    element('path', {
      d: polyline(
        placed(
          states2,
          orbit.map((u) => u[0]!),
          orbit.map((u) => u[1]!),
        ),
      ),
      stroke: theme.stability.attracting,
      'stroke-width': 1,
    }),
    ...ends.map((u) => dot([states2.x(u[0]!), states2.y(u[1]!)], 2, inkAt(Math.atan2(u[1]!, u[0]!)))),
  ])
}

function zero({ box, y }: ReturnType<typeof plot>, theme: SheetTheme): string {
  return element('line', {
    x1: box.x,
    x2: box.x + box.width,
    y1: y(0),
    y2: y(0),
    stroke: theme.rule,
    'stroke-width': 0.6,
  })
}
