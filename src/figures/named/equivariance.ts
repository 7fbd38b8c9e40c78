/**
 * f(g x) = g f(x) on a group that does not commute: the kernel on the right of the rates keeps left translations,
 * the same kernel on the wrong side does not, and a class function cannot tell the sides apart.
 */
import { flowOf } from '../../analysis/flow.ts'
import { fillNormals } from '../../math/normal.ts'
import type { Connection, Network } from '../../model/network.ts'
import type { SheetTheme } from '../certificate/sheet.ts'
import { series } from '../colour.ts'
import { element, group } from '../svg.ts'
import { label, plot, scientific } from './axes.ts'
import { networkOf } from './made.ts'
import { extendsAbstract, type MadeFigure, type NamedFigure, table } from './named.ts'
import { innerWidth } from './page.ts'

const cases = [
  { name: 'right side', spectrum: [2, 0.6, -0.4, 0.6, 1.2, 0.3, -0.4, 0.3, -0.8], wrong: false },
  { name: 'wrong side', spectrum: [2, 0.6, -0.4, 0.6, 1.2, 0.3, -0.4, 0.3, -0.8], wrong: true },
  { name: 'wrong side, class function', spectrum: [2, 0, 0, 0, 2, 0, 0, 0, 2], wrong: true },
] as const

export const equivariance: NamedFigure = {
  name: 'equivariance',
  shows: 'f(g x) against g f(x) on S(4), with a kernel on the wrong side as control',
  make,
}

interface Measured {
  readonly name: string
  /** f(g x), then g f(x), every element and neuron */
  readonly moved: Float64Array
  readonly expected: Float64Array
  /** max |f(g x) - g f(x)| / (1 + max |f(x)|) per element */
  readonly errors: Float64Array
}

async function make(): Promise<MadeFigure> {
  const measured: Measured[] = []
  for (const { name, spectrum, wrong } of cases) {
    const rows = [0, 3, 6].map((at) => spectrum.slice(at, at + 3))
    const network = await networkOf({ space: { group: 'S(4)' }, kernel: { spectrum: { '3,1': rows } } })
    measured.push({ name, ...measure(wrong ? onWrongSide(network) : network) })
  }
  const order = measured[0]!.errors.length
  return {
    title: 'The kernel on the right commutes with the group on the left; on the wrong side it does not',
    caption:
      `S(4), ${order} neurons, transfer erf, one random state x and its ${order} translates g x; every neuron of every translate is a dot. ` +
      'Kernel on 3,1: a symmetric matrix that is no multiple of the identity, at the right as the theory has it (left) and at the left as a control (middle); ' +
      `a class function is the same on either side (right). The error is the largest |f(g x) − g f(x)| over 1 + max |f|. ${extendsAbstract}`,
    millimetres: 180,
    height: 172,
    arrays: {
      moved: table(
        measured.map((m) => m.moved),
        {
          axes: ['case', 'element and neuron'],
          units: 'state per time',
          meaning: `f(g x) for: ${cases.map((c) => c.name).join('; ')}`,
        },
      ),
      expected: table(
        measured.map((m) => m.expected),
        { axes: ['case', 'element and neuron'], units: 'state per time', meaning: 'g f(x)' },
      ),
      errors: table(
        measured.map((m) => m.errors),
        { axes: ['case', 'element'], units: '1', meaning: 'max |f(g x) - g f(x)| / (1 + max |f(x)|)' },
      ),
    },
    draw: (theme) => drawing(measured, theme),
  }
}

/** (J * r) in place of (r * J): W_ij = w_j J(g_i h_j^-1). */
function onWrongSide(network: Network): Network {
  const connections = network.connections.map((connection): Connection => {
    const { coupling } = connection
    const { space } = network.populations[connection.from]!
    const { sample, size: n } = space
    if (coupling.kind !== 'kernel' || sample === null)
      throw new Error('the connection is no kernel on a group')
    const values = coupling.kernel.values!
    const weights = new Float64Array(n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        weights[i * n + j] = space.weights[j]! * values[sample.multiply(i, sample.inverse(j))]!
    return { ...connection, coupling: { kind: 'matrix', rows: n, columns: n, weights } }
  })
  return { ...network, connections }
}

function measure(network: Network): Omit<Measured, 'name'> {
  const flow = flowOf(network)
  const { space } = network.populations[0]!
  const n = space.size
  const order = space.sample!.order
  const state = new Float64Array(n)
  fillNormals(state, 0, n, { seed: 1, replica: 0, step: 0, stream: 5 })
  const f = new Float64Array(n)
  flow.evaluate(state, f)
  const largest = f.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
  const [moved, expected] = [new Float64Array(order * n), new Float64Array(order * n)]
  const errors = new Float64Array(order)
  for (let g = 0; g < order; g++) {
    const own = new Float64Array(n)
    flow.evaluate(space.act({ element: g }, state), own)
    const image = space.act({ element: g }, f)
    moved.set(own, g * n)
    expected.set(image, g * n)
    for (let i = 0; i < n; i++)
      errors[g] = Math.max(errors[g]!, Math.abs(own[i]! - image[i]!) / (1 + largest))
  }
  return { moved, expected, errors }
}

function drawing(measured: readonly Measured[], theme: SheetTheme): string {
  const gap = 16
  const width = (innerWidth(180) - 2 * gap) / 3
  const reach = Math.ceil(
    measured.flatMap((m) => [...m.moved, ...m.expected]).reduce((most, v) => Math.max(most, Math.abs(v)), 0),
  )
  const axis = { domain: [-reach, reach] as const, count: 4 }
  return group(
    {},
    measured.map(({ name, moved, expected, errors }, k) => {
      const place = { x: k * (width + gap), y: 0, width, height: 172 }
      const panel = plot(place, name, { ...axis, name: 'g f(x)' }, { ...axis, name: 'f(g x)' }, theme)
      const worst = Math.max(...errors)
      const ink = series(worst > 1e-9 ? 1 : 0, theme.name)
      const { x, y, box } = panel
      const dots = Array.from(moved, (value, i) =>
        element('circle', { cx: x(expected[i]!), cy: y(value), r: 1.1 }),
      )
      return group({}, [
        panel.frame,
        element('line', {
          x1: x(-reach),
          y1: y(-reach),
          x2: x(reach),
          y2: y(reach),
          stroke: theme.rule,
          'stroke-width': 0.7,
        }),
        group({ fill: ink, 'fill-opacity': '0.7' }, dots),
        label([box.x + 5, box.y + 8], `largest error ${scientific(worst)}`, ink, theme),
      ])
    }),
  )
}
