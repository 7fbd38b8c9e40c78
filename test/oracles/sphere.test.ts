/** Oracle 5: the sphere, l = 1, c = 2. */
import { expect, test } from 'vitest'
import { at, rateNetwork, run, slope } from './text.ts'

const sphere = (rest: string) => rateNetwork('{ sphere: 2, degree: 16 }', 'erf', '{ 1: 2 }', rest)

test('oracle 5: amplitude, and a bump that stays wherever it was put', async () => {
  const result = await run(
    sphere(`simulation: { dt: 0.1, duration: 80, initial: { expression: "1.2*x - 0.9*y + 0.5*z" } }
record: { every: 400, quantities: [position] }`),
  )
  expect(result.final.p!.order['1']![0]! * Math.sqrt(3)).toBeCloseTo(2.747218, 6)
  const length = Math.hypot(1.2, 0.9, 0.5)
  for (const [k, value] of [1.2, -0.9, 0.5].entries()) {
    expect(at(result, 'position', 2)[k]).toBeCloseTo(value / length, 5)
    expect(Math.abs(at(result, 'position', 2)[k]! - at(result, 'position', 1)[k]!)).toBeLessThan(1e-8)
  }
})

test('oracle 5: the radial eigenvalue', async () => {
  const result = await run(
    sphere(`simulation: { dt: 0.05, duration: 40, method: rk4, initial: { expression: "2.75*z" } }
record: { every: 20, quantities: [order] }`),
  )
  const settled = at(result, 'order', 40)[0]!
  const times = [4, 5, 6, 7, 8]
  const rate = slope(
    times,
    times.map((frame) => Math.log(Math.abs(at(result, 'order', frame)[0]! - settled))),
  )
  expect(rate).toBeCloseTo(-0.817228, 4)
})
