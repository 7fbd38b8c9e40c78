/** What the engine promises by the structure of its programs, at full size; no device, no clock. */
import { describe, expect, it } from 'vitest'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import { commonLimits } from './bench.ts'
import { claimsOf, structureOf } from './structure.ts'
import { type WorkloadName, workload } from './workloads.ts'

const devices: readonly (readonly [string, Partial<DeviceLimits>])[] = [
  ['a common GPU', {}],
  ['one without subgroups', { subgroups: false }],
  [
    'one that offers the least that WebGPU allows',
    {
      subgroups: false,
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupStorageSize: 16384,
      maxStorageBufferBindingSize: 2 ** 27,
      maxBufferSize: 2 ** 28,
      maxStorageBuffersPerShaderStage: 8,
    },
  ],
]

describe('promises of the programs', () => {
  for (const name of ['W1', 'W2'] satisfies WorkloadName[])
    it(`${name} keeps them at full size`, async () => {
      const { loaded, reduced } = await workload(name, 'full', 1)
      expect(reduced).toBeNull()
      for (const [device, limits] of devices) {
        const structure = structureOf(loaded.network, { ...commonLimits, ...limits })
        const claims = claimsOf(name, structure)
        expect(claims).toHaveLength(2)
        for (const { says, found, holds } of claims) expect(holds, `${device}: ${says}: ${found}`).toBe(true)
      }
    })

  it('W1 lives in workgroups: 2,000 steps a dispatch; 2 barriers an evaluation, 3 without subgroups', async () => {
    const { network } = (await workload('W1', 'full', 1)).loaded
    const [with_, without] = [true, false].map((subgroups) =>
      structureOf(network, { ...commonLimits, subgroups }),
    )
    expect(with_).toMatchObject({ mode: 'resident', stepsPerDispatch: 2000, barriersPerEvaluation: 2 })
    expect(without).toMatchObject({ mode: 'resident', stepsPerDispatch: 2000, barriersPerEvaluation: 3 })
  })

  it('W2 takes three dispatches a step and moves its field five times; by Heun twice that', async () => {
    const { network } = (await workload('W2', 'full', 1)).loaded
    const structure = structureOf(network, commonLimits)
    expect(structure).toMatchObject({ mode: 'streamed', plans: ['fft'], dispatchesPerStep: 3 })
    expect(structure.passesOverMemory).toBeCloseTo(5, 1)
    // forth 1; there and back with the multiplier 1.5; back 0.5, and the stage joined to it 2
    const passes = structure.passes.map(({ bytes }) => bytes / (8 * 1024 ** 2))
    for (const [k, expected] of [1, 1.5, 2.5].entries()) expect(passes[k]).toBeCloseTo(expected, 1)
    const heun = { ...network, simulation: { ...network.simulation, method: 'heun' as const } }
    expect(structureOf(heun, commonLimits).dispatchesPerStep).toBe(6)
  })
})
