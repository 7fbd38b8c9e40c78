/** The ground of all tests on a device: passes are carried out, and what is wrong with them is noticed. */
import { describe, expect, it } from 'vitest'
import { clockText } from '../../shaders/lib/clock.wgsl.ts'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import type { BufferSpec, Pass } from '../../src/engine/webgpu/program.ts'
import { runPasses, testDevice } from './device.ts'

const double = `${clockText}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&y)) { return; }
  y[id.x] = 2.0 * x[id.x] + f32(clock.stepHigh) + clock.time;
}`

const pass: Pass = {
  name: 'double',
  wgsl: double,
  entry: 'main',
  bindings: [
    { buffer: 'x', access: 'read' },
    { buffer: 'y', access: 'read-write' },
  ],
  clock: true,
  workgroups: [2, 1, 1],
  workgroupSize: 64,
  workgroupBytes: 0,
  flops: 0,
  bytes: 0,
  barriers: 0,
}
const n = 97
const x = Float32Array.from({ length: n }, (_, i) => i)
const buffers: BufferSpec[] = [
  { name: 'x', bytes: 4 * n, element: 'f32', holds: 'x', contents: x },
  { name: 'y', bytes: 4 * n, element: 'f32', holds: 'y', contents: null },
]

describe('a device for tests', () => {
  it('has the limits of a software device, not the least ones', async () => {
    const limits = limitsOf(await testDevice())
    expect(limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256)
    expect(limits.maxStorageBuffersPerShaderStage).toBeGreaterThan(8)
  })

  it('carries passes out, with their clock', async () => {
    const clock = { step: 3 * 2 ** 32 + 5, time: 0.5 }
    const got = await runPasses(await testDevice(), { buffers, passes: [pass], clock, read: ['y'] })
    expect([...got.get('y')!]).toEqual([...x].map((v) => 2 * v + 3.5))
  })

  it('fails on an error, on a warning, and on what does not fit together', async () => {
    const device = await testDevice()
    const wrong = { ...pass, wgsl: double.replace('2.0', 'two') }
    await expect(runPasses(device, { buffers, passes: [wrong], read: [] })).rejects.toThrow(
      /unresolved value 'two'/,
    )
    const loose = { ...pass, wgsl: double.replace('y[id.x] =', 'let u = 1u; return; y[id.x] =') }
    await expect(runPasses(device, { buffers, passes: [loose], read: [] })).rejects.toThrow(
      /warning line \d+/,
    )
    const misfit: Pass = { ...pass, bindings: pass.bindings.map((b) => ({ ...b, access: 'read' })) }
    await expect(runPasses(device, { buffers, passes: [misfit], read: [] })).rejects.toThrow()
  })
})
