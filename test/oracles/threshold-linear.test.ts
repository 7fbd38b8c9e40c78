/** Oracles 7 and 8: threshold-linear rings, where continuity is exact or fails visibly. */
import { describe, expect, test } from 'vitest'
import { at, rateNetwork, run, slope } from './text.ts'

const spacing = (2 * Math.PI) / 1024
const ring = (j0: number, j1: number, rest: string) =>
  rateNetwork(
    '{ group: "SO(2)", samples: 1024 }',
    'relu',
    `{ 0: ${j0}, 1: ${j1 / 2} }`,
    `inputs: [{ to: p, constant: 1 }]\n${rest}`,
  )

describe('oracle 7: the threshold-linear ring', () => {
  test('J1 = 4, J0 = -2: half-width, peak, means', async () => {
    const result = await run(
      ring(
        -2,
        4,
        `simulation: { dt: 0.1, duration: 60, initial: { expression: "cos(theta)" } }
record: { every: 600, quantities: [rate] }`,
      ),
    )
    const rate = at(result, 'rate', 1)
    const active = rate.filter((r) => r > 1e-9).length
    expect(active * spacing).toBeCloseTo(Math.PI, 2)
    expect(result.final.p!.max[0]).toBeCloseTo(Math.PI / 2, 5)
    expect(result.final.p!.mean[0]).toBeCloseTo(0.5, 5)
    const moment = rate.reduce((sum, r, i) => sum + (r * Math.cos(i * spacing)) / 1024, 0)
    expect(moment).toBeCloseTo(Math.PI / 8, 5)
  })

  test('J1 = 4, J0 = -2: transverse eigenvalue -1 + sqrt(1 - 8/pi^2)', async () => {
    const result = await run(
      ring(
        -2,
        4,
        `simulation: { dt: 0.05, duration: 60, method: rk4, initial: { expression: "1.58*cos(theta)" } }
record: { every: 20, quantities: [mean] }`,
      ),
    )
    const settled = at(result, 'mean', 60)[0]!
    const times = [8, 9, 10, 11, 12]
    const rate = slope(
      times,
      times.map((frame) => Math.log(Math.abs(at(result, 'mean', frame)[0]! - settled))),
    )
    expect(Math.abs(rate / (-1 + Math.sqrt(1 - 8 / Math.PI ** 2)) - 1)).toBeLessThan(2e-3)
  })

  /** Positions at t = 100, 200, ... of bumps that start a fraction of the spacing off a sample. */
  async function drift(j0: number, j1: number, fraction: number): Promise<number[]> {
    const start = `1.5*cos(theta - ${100 * spacing} - ${fraction * spacing})`
    const result = await run(
      ring(
        j0,
        j1,
        `simulation: { dt: 0.1, duration: 400, initial: { expression: "${start}" } }
record: { every: 1000, quantities: [position] }`,
      ),
    )
    return [1, 2, 3, 4].map((frame) => at(result, 'position', frame)[0]! / spacing - 100)
  }

  test('J1 = 4, J0 = -2 is continuous: the bump stays between the samples', async () => {
    for (const fraction of [0.2, 0.37]) {
      const [first, , , last] = await drift(-2, 4, fraction)
      expect(first).toBeCloseTo(fraction, 4)
      expect(Math.abs(last! - first!)).toBeLessThan(1e-9)
    }
  })

  test('J1 = 3, J0 = -1 is pinned: the bump creeps at -1.1e-3', async () => {
    const positions = await drift(-1, 3, 0.2)
    // inside one cell the equations are linear, so successive differences decay at the tangent eigenvalue
    const differences = [0, 1, 2].map((k) => Math.abs(positions[k + 1]! - positions[k]!))
    expect(differences[0]).toBeGreaterThan(1e-3)
    const rate = Math.log(differences[1]! / differences[0]!) / 100
    expect(rate).toBeLessThan(-1.05e-3)
    expect(rate).toBeGreaterThan(-1.15e-3)
  })
})

describe('oracle 8: six threshold-linear neurons', () => {
  const six = (ji: number, je: number) =>
    rateNetwork(
      '{ group: "C(6)" }',
      'relu',
      `{ 0: ${ji}, 1: ${je / 2} }`,
      `inputs: [{ to: p, constant: 1 }]
simulation: { dt: 0.05, duration: 440, initial: { expression: "1.5*cos(theta - 0.4)" } }
record: { every: 1200, quantities: [state] }`,
    )
  /** max |h(440) - h(60)|: frames 1 and the final state. */
  async function moved(ji: number, je: number): Promise<number> {
    const result = await run(six(ji, je))
    expect(result.status).toBe('ok')
    const after = at(result, 'state', 1)
    return Math.max(...result.finalState.p!.map((h, i) => Math.abs(h - after[i]!)))
  }

  test('J_E = 4, J_I = -6 is an exact continuous attractor', async () => {
    expect(await moved(-6, 4)).toBeLessThan(2e-8)
  })
  test('J_E = 4.4 pins', async () => {
    expect(await moved(-6, 4.4)).toBeGreaterThan(1e-3)
  })
})
