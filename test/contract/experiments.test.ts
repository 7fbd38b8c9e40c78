/**
 * Every experiment in demos/experiments, run from its file to its end: the claims of its comment, as
 * numbers. Each runs in seconds.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { loadExperiment } from '../../src/experiment/load.ts'

const folder = new URL('../../demos/experiments/', import.meta.url)

type Result = Awaited<ReturnType<typeof simulateNetwork>>
type Final = Result['final'][string]

/** Replica by replica: an order parameter is a list of one number per replica. */
const all = (values: readonly (number | null)[], holds: (value: number) => boolean) =>
  values.length > 0 && values.every((value) => value !== null && holds(value))
const near = (truth: number, tolerance: number) => (value: number) => Math.abs(value - truth) <= tolerance

/** Whether a picture of these angles shows a ring: each third of the circle has some. */
const isSpread = (angles: readonly number[]) =>
  new Set(angles.map((angle) => Math.floor((3 * angle) / (2 * Math.PI)))).size === 3

const claims: Readonly<Record<string, (final: Readonly<Record<string, Final>>, result: Result) => void>> = {
  'ring.yaml': ({ ring }) => {
    expect(all(ring!.order['1']!, near(2.386013 / Math.SQRT2, 1e-3))).toBe(true)
    expect(new Set(ring!.position.map((p) => Math.round(3 * (p as number)))).size).toBeGreaterThan(10)
  },
  'drifting-ring.yaml': ({ ring }, { recording }) => {
    expect(all(ring!.order['1']!, near(2.386013 / Math.SQRT2, 1e-3))).toBe(true)
    const { data, shape } = recording.arrays.get('ring.position')!
    const at = (time: number) =>
      data.subarray(recording.times.indexOf(time) * shape[1]!).subarray(0, shape[1]!)
    const [early, late] = [at(40), at(100)]
    const errors = Array.from(early, (start, r) => Math.sin((late[r]! - start - 0.15 * 60) / 2))
    expect(all(errors, near(0, 0.025))).toBe(true)
    expect(isSpread(ring!.position as number[])).toBe(true)
  },
  'two-circles-on-a-torus.yaml': ({ grid }) => {
    const [one, other] = [grid!.order['1,0']!, grid!.order['0,1']!]
    const larger = one.map((a, i) => Math.max(a!, other[i]!))
    const smaller = one.map((a, i) => Math.min(a!, other[i]!))
    expect(all(larger, near(2.386013 / Math.SQRT2, 1e-3))).toBe(true)
    expect(all(smaller, near(0, 1e-4))).toBe(true)
    expect(one.some((a) => a! > 1) && one.some((a) => a! < 1)).toBe(true)
  },
  'grid-cell-torus.yaml': ({ grid }, { recording }) => {
    const [a, b, c] = ['1,0', '0,1', '1,-1'].map((label) => grid!.order[label]!)
    expect(a!.every((v, i) => v! > 0.3 && near(b![i]!, 1e-2)(v!) && near(c![i]!, 1e-2)(v!))).toBe(true)
    const { data, shape } = recording.arrays.get('grid.position')!
    const at = (time: number, angle: number) => data[recording.times.indexOf(time) * shape[1]! * 2 + angle]!
    const way = [8, 0.5 * (Math.sin(10) - Math.sin(2))]
    for (const angle of [0, 1]) {
      const error = at(100, angle) - at(20, angle) - way[angle]!
      expect(Math.abs(Math.sin(error / 2))).toBeLessThan(0.05)
    }
  },
  'sphere.yaml': ({ sphere }) => {
    expect(all(sphere!.order['1']!, near(2.747218 / Math.sqrt(3), 1e-4))).toBe(true)
  },
  'so3.yaml': ({ body }) => {
    expect(all(body!.order['1']!, near(2.747218 / Math.sqrt(3), 1e-3))).toBe(true)
  },
  's4.yaml': ({ permutations }) => {
    expect(Object.keys(permutations!.order)).toEqual(['3,1'])
    expect(all(permutations!.order['3,1']!, (v) => v > 0.5)).toBe(true)
  },
  'dihedral.yaml': ({ polygon }) => {
    expect(all(polygon!.order['E1']!, (v) => v > 1.68)).toBe(true)
    expect(new Set((polygon!.position as number[][]).map((p) => p[1])).size).toBe(2)
  },
  'threshold-linear-ring.yaml': ({ ring }) => {
    expect(all(ring!.max, near(Math.PI / 2, 1e-4))).toBe(true)
    expect(all(ring!.mean, near(0.5, 1e-5))).toBe(true)
    expect(isSpread(ring!.position as number[])).toBe(true)
  },
  'six-neurons.yaml': ({ cells }) => {
    expect(all(cells!.mean, near(1 / 6, 1e-6))).toBe(true)
    expect(new Set((cells!.position as number[]).map((p) => Math.round(p / 0.2))).size).toBeGreaterThan(6)
  },
  'excitatory-inhibitory-ring.yaml': ({ excitatory, inhibitory }) => {
    const positions = excitatory!.position as number[]
    expect(positions.every((p, i) => Math.cos(p - (inhibitory!.position[i] as number)) > 0.999)).toBe(true)
    expect(all(excitatory!.order['1']!, (v) => v > 1)).toBe(true)
  },
  'normalised-cann.yaml': ({ ring }) => {
    const lag = 1.8 - (ring!.position[0] as number)
    expect(lag).toBeGreaterThan(0.02)
    expect(lag).toBeLessThan(1)
  },
  'million-neuron-torus.yaml': ({ sheet }) => {
    expect(sheet!.max[0]).toBeLessThan(1)
  },
}

it('covers every file', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(claims).sort())
})

it.each(Object.entries(claims))('%s', async (name, claim) => {
  const { network } = await loadExperiment(readFileSync(new URL(name, folder)), { name })
  const result = await simulateNetwork(network)
  expect(result.status).toBe('ok')
  claim(result.final, result)
})
