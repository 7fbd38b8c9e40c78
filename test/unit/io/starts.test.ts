/** States to begin a certificate with, from recordings and arrays. */
import { describe, expect, it } from 'vitest'
import { certifyNetwork } from '../../../src/analysis/certify.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { writeNpy } from '../../../src/io/npy.ts'
import { writeNpz } from '../../../src/io/npz.ts'
import { readStarts } from '../../../src/io/starts.ts'

const { network } = await loadExperiment(`
goldstone: 1
title: ring
populations: { p: { space: { group: SO(2), samples: 24 }, transfer: erf } }
connections: [{ from: p, to: p, kernel: { spectrum: { 1: 2 } } }]
simulation: { dt: 0.1, duration: 30, replicas: 3, seed: 3, initial: { random: 0.5 } }`)
const { finalState } = await simulateNetwork(network)
const final = { shape: [3, 1, 24], data: finalState.p! }

describe('starts', () => {
  it('are the final states of a recording, a state a replica, and lead back to where it ended', async () => {
    const given = readStarts(writeNpz(new Map([['p.final', final]])), network, '--from r.npz')
    expect(given.map((state) => [...state])).toEqual(
      [0, 1, 2].map((r) => [...finalState.p!.subarray(24 * r, 24 * (r + 1))]),
    )
    const { search } = await certifyNetwork(network, { starts: 0, given })
    expect(search.solved.given).toEqual({ tried: 3, converged: 3 })
  })

  it('are the last frame of the activity where no final state is kept', () => {
    const data = Float64Array.from({ length: 2 * 3 * 24 }, (_, i) => i)
    const activity = new Map([['p.activity', { shape: [2, 3, 24], data }]])
    expect(readStarts(writeNpz(activity), network, 'r').map((state) => state[0])).toEqual([72, 96, 120])
  })

  it('are the rows of an array, or one', () => {
    expect(readStarts(writeNpy({ shape: [3, 24], data: finalState.p! }), network, 's')).toHaveLength(3)
    expect(readStarts(writeNpy({ shape: [24], data: new Float64Array(24) }), network, 's')).toHaveLength(1)
  })

  it('are refused with one clear error where shapes differ or numbers are not finite', () => {
    const other = { shape: [3, 1, 8], data: new Float64Array(24) }
    expect(() => readStarts(writeNpz(new Map([['p.final', other]])), network, '--from r.npz')).toThrow(
      /--from r\.npz.*shape \[replica, 1, 24\].*\[3, 1, 8\]/,
    )
    expect(() => readStarts(writeNpz(new Map([['q.final', final]])), network, 'r')).toThrow(
      /p\.final.*q\.final/,
    )
    expect(() => readStarts(writeNpy({ shape: [5], data: new Float64Array(5) }), network, 's')).toThrow(
      /24 numbers/,
    )
    const bad = { shape: [24], data: new Float64Array(24).fill(Number.NaN) }
    expect(() => readStarts(writeNpy(bad), network, 's')).toThrow(/finite/)
    expect(() => readStarts(new Uint8Array(40), network, 's')).toThrow(/\.npy/)
  })
})
