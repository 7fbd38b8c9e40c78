/** Oracle 11: populations of quadratic integrate-and-fire neurons on a ring. */
import { expect, test } from 'vitest'
import { at, run, slope } from './text.ts'

const qif = (j1: number, rest: string) => `
populations:
  p: { space: { group: "SO(2)", samples: 16 }, model: qif-mean-field, parameters: { Delta: 1, eta: 4 } }
connections: [{ from: p, to: p, kernel: { spectrum: { 0: -10, 1: ${j1} } } }]
${rest}`

test('oracle 11: the homogeneous rate', async () => {
  const result = await run(qif(5, 'simulation: { dt: 0.01, duration: 60, method: rk4 }'))
  expect(result.final.p!.mean[0]).toBeCloseTo(0.322055, 6)
  expect(result.final.p!.max[0]).toBeCloseTo(0.322055, 6)
})

test('oracle 11: a bump grows above J1 = 7.873742 and not below', async () => {
  const growth = async (j1: number) => {
    const result = await run(
      qif(
        j1,
        `simulation: { dt: 0.02, duration: 100, method: rk4, initial: { expression: "0.322055 + 1e-7*cos(theta)" } }
record: { every: 1000, quantities: [order] }`,
      ),
    )
    const frames = [2, 3, 4, 5]
    const labels = result.recording.arrays.get('p.order')!.labels!
    const values = frames.map((frame) => Math.log(at(result, 'order', frame)[labels.indexOf('1')]!))
    return slope(
      frames.map((f) => 20 * f),
      values,
    )
  }
  const [below, above] = [await growth(7.873742 * 0.999), await growth(7.873742 * 1.001)]
  expect(below).toBeLessThan(0)
  expect(above).toBeGreaterThan(0)
  // the growth rate is linear in J1 here, and its zero is the onset
  const onset = 7.873742 * (0.999 + (0.002 * -below) / (above - below))
  expect(onset).toBeCloseTo(7.873742, 4)
})
