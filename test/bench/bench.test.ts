/** The benchmark itself, in miniature: all five workloads on the software device and the reference engine. */
import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import { simulate } from '../../src/index.ts'
import { anotherDevice, testDevice } from '../device/device.ts'
import { type Benched, runBench } from './bench.ts'
import { askedOf } from './options.ts'
import { openPeers } from './peers.ts'
import type { BenchReport } from './report.ts'
import { spreadOf } from './statistics.ts'
import { endBytes, recordedBytes } from './structure.ts'
import { reportLines } from './table.ts'
import { workload, workloadNames } from './workloads.ts'

const options = { scale: 'tiny', only: workloadNames, repeats: 2, seed: 3 } as const

function reportOf(benched: Benched, backend: 'cpu' | 'webgpu'): BenchReport {
  return {
    goldstone: 1,
    commit: 'c0ffee',
    seed: 3,
    repeats: 2,
    warmup: 1,
    scale: 'tiny',
    reduced: 'the workloads are tiny, as asked for; each says how',
    host: 'node',
    platform: 'test',
    backend,
    adapter: null,
    ...benched,
  }
}

/** What every report has, whatever the machine. */
function check(benched: Benched): void {
  expect(benched.workloads.map(({ name }) => name)).toEqual(workloadNames)
  for (const one of benched.workloads) {
    const { secondsPerStep, stepping, wall, neuronStepsPerSecond, neurons, replicas, steps } = one
    expect(one.reduced).toMatch(/instead of/)
    expect(one.claims.every(({ holds }) => holds)).toBe(true)
    for (const spread of [secondsPerStep, stepping, wall, neuronStepsPerSecond]) {
      expect(spread.count).toBe(2)
      const { min, lower, median, upper, max } = spread
      const inOrder = [min, lower, median, upper, max]
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
      expect(min).toBeGreaterThan(0)
    }
    expect(secondsPerStep.median * steps).toBeCloseTo(stepping.median, 9)
    expect(neuronStepsPerSecond.max).toBeCloseTo((neurons * replicas) / secondsPerStep.min, 3)
    expect(one.structure.flopsPerStep).toBeGreaterThan(0)
  }
}

describe('the benchmark', () => {
  it('measures all workloads on the software device, and prints them in 80 columns', async () => {
    const tell = () => {}
    const device = await testDevice()
    const benched = await runBench({ device, software: true, tell, peers: async () => [] }, options)
    check(benched)
    expect(benched.peak!.flops).toBeGreaterThan(1e6)
    expect(benched.peak!.bytes).toBeGreaterThan(1e6)
    for (const { device, roofline } of benched.workloads) {
      expect(device!.readBack.frames).toBe(device!.readBack.recording)
      expect(device!.overhead.idle.min).toBeGreaterThanOrEqual(0)
      expect(device!.overhead.idle.max).toBeLessThanOrEqual(1)
      expect(roofline!.reached.median).toBeGreaterThan(0)
      expect(roofline!.reached.median).toBeGreaterThanOrEqual(
        Math.max(roofline!.flops.median, roofline!.bytes.median) * (1 - 1e-9),
      )
    }
    const report = reportOf(benched, 'webgpu')
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const lines = reportLines(report, 80)
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80)
    for (const name of workloadNames) expect(lines.some((line) => line.startsWith(name))).toBe(true)
  })

  it('measures the reference engine beside NumPy, whose results are equal', async () => {
    const peers = (network: Parameters<typeof openPeers>[0]) => openPeers(network, ['numpy'])
    const benched = await runBench({ device: null, software: true, tell: () => {}, peers }, options)
    check(benched)
    for (const { name, device, roofline, peers } of benched.workloads) {
      expect([device, roofline]).toEqual([null, null])
      const [numpy] = peers
      if (numpy === undefined) throw new Error('one peer was asked for')
      if ('missing' in numpy) {
        // a machine without it says so, and prints no ratio
        expect(numpy.missing).toMatch(/not installed|not found/)
        continue
      }
      expect(numpy.agreement.holds, `${name}: ${numpy.agreement.difference}`).toBe(true)
      expect(numpy.ratio!.count).toBe(2)
    }
  })

  it('prints no ratio where a peer disagrees', async () => {
    const wrong = {
      name: 'wrong',
      form: 'dense',
      how: 'off by one part in a hundred',
      secondsPerStep: 1,
      run: async () => 1,
      close: () => {},
    }
    const peers = async (network: Parameters<typeof openPeers>[0]) => {
      const { finalState } = await simulate({
        ...network,
        simulation: { ...network.simulation, steps: 20 },
        record: { every: 0, quantities: [] },
      })
      const state = Float32Array.from(Object.values(finalState)[0]!, (x) => 1.01 * x)
      return [{ ...wrong, state: async () => state }]
    }
    const { workloads } = await runBench(
      { device: null, software: true, tell: () => {}, peers },
      { ...options, only: ['W5'] },
    )
    const [peer] = workloads[0]!.peers
    expect(peer).toMatchObject({ agreement: { holds: false } })
    expect(peer).not.toHaveProperty('ratio')
  })
})

describe('what comes back from a device', () => {
  it('is the recording, 16 bytes a look and once the end', async () => {
    const device = await anotherDevice()
    const mapped: number[] = []
    const { createBuffer } = device
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer.call(device, descriptor)
      const { mapAsync } = buffer
      buffer.mapAsync = (mode, offset = 0, size = buffer.size - offset) => {
        mapped.push(size)
        return mapAsync.call(buffer, mode, offset, size)
      }
      return buffer
    }
    for (const name of workloadNames) {
      const { network } = (await workload(name, 'tiny', 1)).loaded
      mapped.length = 0
      const { work } = await simulate(network, { device })
      const recorded = recordedBytes(network, limitsOf(device))
      const end = endBytes(network, limitsOf(device))
      expect(recorded).toBeGreaterThan(0)
      const sum = (numbers: readonly number[]) => numbers.reduce((total, bytes) => total + bytes, 0)
      expect(sum(mapped), name).toBe(recorded + 16 * work!.maps + sum(end))
      expect(mapped).toHaveLength(work!.maps + end.length)
    }
  })
})

describe('what the commands are asked', () => {
  it('has defaults, and refuses what it does not know', () => {
    expect(askedOf([])).toMatchObject({ backend: 'auto', scale: null, repeats: 5, seed: 1, json: null })
    expect(askedOf(['--only', 'W3,W1', '--small', '--peers', 'none', '--json', '-'])).toMatchObject({
      only: ['W1', 'W3'],
      scale: 'small',
      peers: [],
      json: '-',
    })
    expect(askedOf(['--help'])).toBeNull()
    expect(() => askedOf(['--only', 'W6'])).toThrow(
      '--only: expected one of W1, W2, W3, W4, W5, received "W6"',
    )
    expect(() => askedOf(['--repeats', '0'])).toThrow(/--repeats: expected a whole number from 1/)
    expect(() => askedOf(['--small', '--scale', 'full'])).toThrow(/--small/)
    expect(() => askedOf(['--fast'])).toThrow(/options/)
  })
})

it('tells a spread by quartiles between the measurements', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4, lower: 1.75, upper: 3.25, count: 4 })
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7, lower: 7, upper: 7, count: 1 })
  expect(() => spreadOf([])).toThrow(RangeError)
})
