/** What a device's cache keeps, and what it lets go. */
import { describe, expect, it, vi } from 'vitest'
import { mostPipelines, pipelinesOf } from '../../../src/engine/webgpu/pipelines.ts'
import type { Pass } from '../../../src/engine/webgpu/program.ts'
import { recent } from '../../../src/engine/webgpu/recent.ts'

describe('what was used lately', () => {
  it('is kept; what was left longest makes room', () => {
    const entries = recent<number>(2)
    entries.set('a', 1)
    entries.set('b', 2)
    expect(entries.get('a')).toBe(1)
    entries.set('c', 3)
    expect([entries.get('a'), entries.get('b'), entries.get('c')]).toEqual([1, undefined, 3])
    // setting is a use, and no second entry
    entries.set('a', 4)
    entries.set('d', 5)
    expect([entries.get('a'), entries.get('c'), entries.get('d')]).toEqual([4, undefined, 5])
    entries.delete('a')
    entries.set('e', 6)
    expect([entries.get('a'), entries.get('d'), entries.get('e')]).toEqual([undefined, 5, 6])
  })
})

describe('the pipelines of a device', () => {
  it('are compiled once while they are used, however many structures come by', async () => {
    vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 })
    const nothing = () => ({})
    const device = {
      pushErrorScope: nothing,
      popErrorScope: async () => null,
      createShaderModule: () => ({ getCompilationInfo: async () => ({ messages: [] }) }),
      createBindGroupLayout: nothing,
      createPipelineLayout: nothing,
      createComputePipelineAsync: async () => ({}),
    } as unknown as GPUDevice
    const pipelines = pipelinesOf(device)
    const structure = (k: number) =>
      ({ name: '', wgsl: `${k}`, entry: 'main', bindings: [] }) as unknown as Pass
    const used = await pipelines.of(structure(0))
    const left = await pipelines.of(structure(1))
    for (let k = 2; k < 2 * mostPipelines; k++) {
      await pipelines.of(structure(k))
      expect(await pipelines.of(structure(0))).toBe(used)
    }
    expect(pipelines.compilations).toBe(2 * mostPipelines)
    expect(await pipelines.of(structure(1))).not.toBe(left)
    expect(pipelines.compilations).toBe(2 * mostPipelines + 1)
    vi.unstubAllGlobals()
  })
})
