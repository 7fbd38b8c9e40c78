/** Flows and their linearisations: against differences and products; what a flow leaves out. */
import { describe, expect, test } from 'vitest'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { experiments, flowFrom, generic, mixed, single } from './networks.ts'

const flows: [string, () => Flow | Promise<Flow>][] = [
  ...Object.entries(experiments).map(([name, text]): [string, () => Promise<Flow>] => [
    name,
    () => flowFrom(text),
  ]),
  ['quotients, a matrix and means', mixed],
]

describe.each(flows)('%s', (_, make) => {
  test('the Jacobian against central differences', async () => {
    const flow = await make()
    const { length } = flow
    const z = generic(length)
    const v = generic(length, 1, 4)
    const exact = new Float64Array(length)
    flow.linearise(z).apply(v, exact)
    const h = 1e-5
    const [up, down] = [new Float64Array(length), new Float64Array(length)]
    flow.evaluate(
      z.map((value, i) => value + h * v[i]!),
      up,
    )
    flow.evaluate(
      z.map((value, i) => value - h * v[i]!),
      down,
    )
    // third derivatives times h^2, and round-off over h
    const scale = 1 + Math.max(...exact.map(Math.abs))
    for (let i = 0; i < length; i++)
      expect(Math.abs(exact[i]! - (up[i]! - down[i]!) / (2 * h))).toBeLessThan(1e-7 * scale)
  })

  test.each([0, 1, 2])('a bordered system of %i rows against the product', async (borders) => {
    const flow = await make()
    const { length, weights } = flow
    const linearisation = flow.linearise(generic(length))
    const b = generic(length, 1, 7)
    const columns = [generic(length, 1, 3), generic(length, 2, 9)].slice(0, borders)
    const rows = [generic(length, 1, 5), generic(length, 1, 11)].slice(0, borders)
    const d = [0.2, -0.3].slice(0, borders)
    const { x, y } = linearisation.solve(b, { shift: 0.37, columns, rows, d })!
    const image = new Float64Array(length)
    linearisation.apply(x, image)
    const scale = 1 + Math.max(...x.map(Math.abs), ...image.map(Math.abs))
    for (let i = 0; i < length; i++) {
      const along = columns.reduce((sum, column, k) => sum + column[i]! * y[k]!, 0)
      expect(Math.abs(image[i]! - 0.37 * x[i]! + along - b[i]!)).toBeLessThan(1e-11 * scale)
    }
    for (const [k, row] of rows.entries())
      expect(x.reduce((sum, value, i) => sum + weights[i]! * row[i]! * value, 0)).toBeCloseTo(d[k]!, 10)
  })

  test('coordinates, expansion and recurrent input agree with the kernels', async () => {
    const flow = await make()
    const { reduced, layout } = flow
    const u = generic(reduced.length, 1, 2)
    const f = new Float64Array(layout.neurons)
    reduced.expand(u, f)
    const again = reduced.coordinates(f)
    for (let k = 0; k < u.length; k++) expect(again[k]).toBeCloseTo(u[k]!, 12)
    const rates = new Float64Array(layout.neurons)
    const recurrent = new Float64Array(layout.neurons)
    flow.rates(generic(flow.length), rates)
    flow.recurrent(rates, recurrent)
    expect(Math.max(...recurrent.map(Math.abs))).toBeGreaterThan(0)
  })
})

describe('what a flow leaves out', () => {
  const ring = { space: { group: 'SO(2)', samples: 16 }, transfer: 'erf' }
  const coupled = single(ring, { spectrum: { 1: 2 } })

  test('inputs that stand are in force, others are named', async () => {
    const flow = await flowFrom({
      ...coupled,
      inputs: [
        { to: 'p', constant: 0.5 },
        { to: 'p', expression: '0.1*cos(theta)', from: 3 },
        { to: 'p', constant: 7, until: 10 },
        { to: 'p', expression: 'sin(t)' },
        { to: 'p', bump: { amplitude: 1, width: 0.5, centre: 0, velocity: 0.1 } },
        { to: 'p', bump: { amplitude: 0, width: 0.5, centre: 0 } },
        { to: 'p', velocity: ['0.1'] },
      ],
      noise: { sigma: 0.1 },
    })
    expect(flow.external[0]).toBeCloseTo(0.6, 12)
    expect(flow.external[8]).toBeCloseTo(0.4, 12)
    expect(flow.leftOut).toEqual([
      'inputs[2] is left out: it ends at t = 10',
      'inputs[3] is left out: it depends on t',
      'inputs[4].bump is left out: its bump moves',
      'inputs[6] is left out: it drives the state along',
      'noise is left out',
    ])
  })

  test('kinks are known', async () => {
    expect((await flowFrom(coupled)).smooth).toBe(true)
    expect((await flowFrom(single({ ...ring, transfer: 'relu' }, { spectrum: { 1: 2 } }))).smooth).toBe(false)
  })

  test('energy where there is one', async () => {
    expect((await flowFrom(coupled)).energy).not.toBeNull()
    expect((await flowFrom(single(ring, { spectrum: { 1: { re: 2, im: 1 } } }))).energy).toBeNull()
    expect(
      (await flowFrom(single({ ...ring, model: 'adaptation' }, { spectrum: { 1: 2 } }))).energy,
    ).toBeNull()
  })

  test('a kernel of too many labels is refused with their number', async () => {
    const { network } = await loadExperiment({
      goldstone: 1,
      title: 'sheet',
      ...single(
        { space: { group: 'T(2)', samples: [200, 200] }, transfer: 'erf' },
        { 'von-mises': { amplitude: 200, kappa: 40 } },
      ),
    })
    expect(() => flowOf(network)).toThrow(
      /^populations\.p: .*the reduced space would have R = \d+ on 40000 points/,
    )
  })
})
