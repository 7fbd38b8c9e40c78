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
    // the samples at +-90 degrees are at zero
    expect(Math.abs(active * spacing - Math.PI)).toBeLessThan(1.5 * spacing)
    expect(result.final.p!.max[0]).toBeCloseTo(Math.PI / 2, 5)
    expect(result.final.p!.mean[0]).toBeCloseTo(0.5, 5)
    const moment = rate.reduce((sum, r, i) => sum + (r * Math.cos(i * spacing)) / 1024, 0)
    expect(moment).toBeCloseTo(Math.PI / 8, 5)
  })

  test('J1 = 4, J0 = -2: transverse eigenvalue -1 + sqrt(1 - 8/pi^2)', async () => {
    // between two samples, so that half of them are active and none is at its threshold
    const result = await run(
      ring(
        -2,
        4,
        `simulation: { dt: 0.05, duration: 60, method: rk4, initial: { expression: "1.6*cos(theta - ${spacing / 2})" } }
record: { every: 20, quantities: [mean] }`,
      ),
    )
    const settled = at(result, 'mean', 60)[0]!
    const times = [14, 15, 16, 17, 18]
    const rate = slope(
      times,
      times.map((frame) => Math.log(Math.abs(at(result, 'mean', frame)[0]! - settled))),
    )
    expect(Math.abs(rate / (-1 + Math.sqrt(1 - 8 / Math.PI ** 2)) - 1)).toBeLessThan(1e-4)
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
      expect(first).toBeCloseTo(fraction, 2)
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
  /** Final angle, and max |h(440) - h(60)|, of a bump that starts at `start`. */
  async function settled(ji: number, je: number, start: number): Promise<[number, number]> {
    const result = await run(
      rateNetwork(
        '{ group: "C(6)" }',
        'relu',
        `{ 0: ${ji}, 1: ${je / 2} }`,
        `inputs: [{ to: p, constant: 1 }]
simulation: { dt: 0.05, duration: 440, initial: { expression: "1.5*cos(theta - ${start})" } }
record: { every: 1200, quantities: [state] }`,
      ),
    )
    const after = at(result, 'state', 1)
    const moved = Math.max(...result.finalState.p!.map((h, i) => Math.abs(h - after[i]!)))
    return [result.final.p!.position[0] as number, moved]
  }

  test.each([
    [-6, 4],
    [-8, 12],
    [-6, 2.4],
  ])('J_I = %d, J_E = %d is an exact continuous attractor', async (ji, je) => {
    const ends: number[] = []
    for (const start of [0.1, 0.2, 0.3, 0.4]) {
      const [angle, moved] = await settled(ji, je, start)
      expect(moved).toBeLessThan(2e-8)
      ends.push(angle)
    }
    for (let k = 1; k < 4; k++) expect(ends[k]! - ends[k - 1]!).toBeGreaterThan(0.005)
  })

  test('J_E = 4.4 pins: wherever it starts, the bump ends between two neurons', async () => {
    for (const start of [0.1, 0.2, 0.3, 0.4]) {
      const [angle] = await settled(-6, 4.4, start)
      expect(angle).toBeCloseTo(Math.PI / 6, 10)
    }
  })
})
