/**
 * Along a manifold of equilibria nothing pulls back, so what float32 does there adds up. A ring is turned at
 * known speeds, from places between its samples, resident on the device and in float64 on the reference
 * engine; the law of docs/decisions/0011 bounds how far their bumps come apart. Short as a test; with
 * GOLDSTONE_FULL=1 a million steps, told as a table.
 */
import { expect, it } from 'vitest'
import type { RunResult } from '../../src/engine/result.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { coupling, network, rate } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

const full = process.env['GOLDSTONE_FULL'] === '1'
const n = full ? 256 : 64
const [dt, steps, every] = full ? [0.05, 1_000_000, 50_000] : [0.01, 4000, 1000]
/** rad per tau by which float32 may be off, at most: rounding of the right-hand side, projected on the bump */
const law = 4 * 2 ** -24
/** below 2^-24 / dt, so that steps are smaller than half a unit of the state */
const speeds = full ? [0, 1e-7, 1e-6] : [0, 5e-7, 2e-6, 1e-5]
const phases = [0.013, 0.291]

it(`${steps} steps along the ring`, { timeout: 7_200_000 }, async () => {
  const space = circleSpace(n)
  const runs = speeds.flatMap((speed) => phases.map((phase) => ({ speed, phase })))
  const theta = Float64Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n)
  // coefficient c + i s turns the bump at s/c: c = 2, and s = 2 speed in each replica
  const turning = coupling(space, { 1: { re: 0, im: 2 } }, { plan: 'low-rank', place: 'connections[1]' })
  const net = network({
    populations: [rate(space)],
    connections: [
      coupling(space, { 1: 2 }, { plan: 'low-rank' }),
      { ...turning, scale: Float64Array.from(runs, ({ speed }) => speed) },
    ],
    record: { every, quantities: ['activity'] },
    simulation: {
      dt,
      steps,
      replicas: runs.length,
      initial: {
        kind: 'values',
        values: Float64Array.from(
          runs.flatMap(({ phase }) => [...theta.map((at) => 2.386013 * Math.cos(at - phase))]),
        ),
      },
    },
  })
  /** [frame][run], decoded in float64 */
  function positions({ recording }: RunResult): number[][] {
    const { data } = recording.arrays.get('p.activity')!
    return [...recording.times.keys()].map((frame) =>
      runs.map((_, r) => {
        const from = (frame * runs.length + r) * n
        const along = (wave: (angle: number) => number) =>
          theta.reduce((sum, at, i) => sum + data[from + i]! * wave(at), 0)
        return Math.atan2(along(Math.sin), along(Math.cos))
      }),
    )
  }
  const device = await simulateOnDevice(await testDevice(), net)
  expect(device.work!.mode).toBe('resident')
  const [got, want] = [positions(device), positions(await simulateNetwork(net))]
  const rows = runs.map(({ speed, phase }, r) => ({
    speed,
    phase,
    moved: want.at(-1)![r]! - want[0]![r]!,
    ...Object.fromEntries(
      got.map((frame, f) => [f * every, (frame[r]! - want[f]![r]!).toExponential(1)] as const).slice(1),
    ),
  }))
  if (full) console.table(rows)
  for (const [frame, at] of got.entries())
    for (const [r, position] of at.entries())
      expect(Math.abs(position - want[frame]![r]!), JSON.stringify(rows[r])).toBeLessThanOrEqual(
        1e-6 + law * frame * every * dt,
      )
  // the reference itself turns as it should: the law is about something
  for (const { speed, moved } of rows) expect(moved).toBeCloseTo(speed * steps * dt, 7)
})
