/** Every experiment in demos/spiking, run from its file to its end: the claims of its comment, as numbers. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { loadExperiment } from '../../src/experiment/load.ts'

const folder = new URL('../../demos/spiking/', import.meta.url)

type Result = Awaited<ReturnType<typeof simulateNetwork>>

/** Replica by replica the decoded position of a population at a time, all coordinates. */
function places({ recording }: Result, name: string, time: number): number[][] {
  const { data, shape } = recording.arrays.get(`${name}.position`)!
  const frame = recording.times.findIndex((t) => Math.abs(t - time) < 1e-6)
  expect(frame).toBeGreaterThanOrEqual(0)
  const [replicas, width] = [shape[1]!, shape[2]!]
  return Array.from({ length: replicas }, (_, r) =>
    Array.from(data.subarray((frame * replicas + r) * width).subarray(0, width)),
  )
}

/** The largest difference of angles from the truth, over replicas. */
const farthest = (angles: readonly number[], truth: number) =>
  Math.max(...angles.map((angle) => Math.abs(2 * Math.asin(Math.sin((angle - truth) / 2)))))

const claims: Readonly<Record<string, (result: Result) => void>> = {
  'ring.yaml': (result) => {
    const at = (time: number) => places(result, 'ring', time).map(([angle]) => angle!)
    expect(farthest(at(200), 2)).toBeLessThan(0.1)
    expect(farthest(at(1200), 2)).toBeLessThan(0.6)
    // a bump: silent opposite of it, and about 14 spikes a second at its top, over the last 0.6 s of all replicas
    const { data, shape } = result.recording.arrays.get('ring.rate')!
    const n = shape[2]!
    const late = data.subarray(13 * shape[1]! * n)
    const profile = new Float64Array(n)
    for (const [k, rate] of late.entries()) profile[k % n]! += (rate * n) / late.length
    expect(Math.min(...profile)).toBe(0)
    expect(Math.max(...profile)).toBeGreaterThan(0.011)
    expect(Math.max(...profile)).toBeLessThan(0.018)
  },
  'head-direction.yaml': (result) => {
    const at = (time: number) => places(result, 'ring', time).map(([angle]) => angle!)
    expect(farthest(at(300), 2)).toBeLessThan(0.15)
    expect(farthest(at(700), 3.6)).toBeLessThan(0.35)
    expect(farthest(at(1100), 2)).toBeLessThan(0.5)
  },
  'grid-cells.yaml': (result) => {
    const way = [(4 / 3) * Math.sin(0.003 * 600), 0.8 * (1 - Math.cos(0.005 * 600))] as const
    const ends = places(result, 'grid', 900)
    for (const axis of [0, 1] as const)
      expect(
        farthest(
          ends.map((place) => place[axis]!),
          [2, 4][axis]! + way[axis],
        ),
      ).toBeLessThan(0.35)
  },
  'sphere.yaml': (result) => {
    for (const [x] of places(result, 'sphere', 800)) expect(x).toBeGreaterThan(0.97)
  },
  'mean-field.yaml': (result) => {
    const { data, shape } = result.recording.arrays.get('ring.rate')!
    const late = data.subarray(data.length / 2)
    const mean = late.reduce((sum, rate) => sum + rate, 0) / late.length
    expect(shape[2]).toBe(32)
    // the certified bump's mean rate
    expect(Math.abs(mean / 0.32304 - 1)).toBeLessThan(0.05)
  },
  'cuba.yaml': (result) => expect(irregular(result)).toBe(true),
  'coba.yaml': (result) => expect(irregular(result)).toBe(true),
}

/** Active to the end, and no two neurons alike: what its rates are is held against Brian2 in test/oracles. */
function irregular({ final, recording }: Result): boolean {
  const { neuron, step } = recording.spikes.get('excitatory')!
  return final['excitatory']!.mean[0]! > 0.001 && new Set(neuron).size > 2000 && new Set(step).size > 5000
}

it('covers every file', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(claims).sort())
})

it.each(Object.entries(claims))('%s', async (name, claim) => {
  const { network } = await loadExperiment(readFileSync(new URL(name, folder)), { name })
  const result = await simulateNetwork(network)
  expect(result.status).toBe('ok')
  claim(result)
})
