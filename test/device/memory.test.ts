/** Memory on a device: contents as given, and what does not fit told as what was asked. */
import { describe, expect, it } from 'vitest'
import { allocate } from '../../src/engine/webgpu/memory.ts'
import type { BufferSpec } from '../../src/engine/webgpu/program.ts'
import { readBuffers } from '../../src/engine/webgpu/readback.ts'
import { InputError } from '../../src/errors.ts'
import { testDevice } from './device.ts'

const spec = (name: string, bytes: number, contents: ArrayBufferView | null): BufferSpec => ({
  name,
  bytes,
  element: 'f32',
  holds: `the ${name}`,
  contents,
})

describe('memory on a device', () => {
  it('holds what it was given, and zeros beyond', async () => {
    const device = await testDevice()
    const numbers = Float32Array.of(9, 1, 2, 3, 9)
    const memory = await allocate(device, [spec('some', 20, numbers.subarray(1, 4)), spec('none', 8, null)])
    const buffers = new Map(['some', 'none'].map((name) => [name, memory.buffer(name)]))
    const read = await readBuffers(device, buffers)
    expect([...new Float32Array(read.get('some')!)]).toEqual([1, 2, 3, 0, 0])
    expect([...new Float32Array(read.get('none')!)]).toEqual([0, 0])
    expect(memory.bytes).toBe(28)
    memory.destroy()
  })

  it('is filled in pieces when it is large', async () => {
    const device = await testDevice()
    const large = Float32Array.from({ length: 2 ** 23 + 3 * 2 ** 10 + 1 }, (_, i) => i % 1009)
    const memory = await allocate(device, [spec('large', large.byteLength, large)])
    const read = await readBuffers(device, new Map([['large', memory.buffer('large')]]))
    expect(Buffer.compare(Buffer.from(read.get('large')!), Buffer.from(large.buffer))).toBe(0)
    memory.destroy()
  })

  it('that runs out is told: all that was asked, and what did not fit; the rest is let go', async () => {
    await testDevice()
    let destroyed = 0
    let made = 0
    const scopes: string[] = []
    const full = {
      pushErrorScope: (name: string) => scopes.push(name),
      popErrorScope: async () =>
        scopes.pop() === 'out-of-memory' && made > 1 ? { message: 'no memory left' } : null,
      createBuffer() {
        made++
        return { destroy: () => destroyed++ }
      },
      queue: { writeBuffer: () => {} },
    } as unknown as GPUDevice
    const asked = allocate(full, [spec('state', 2 ** 30, null), spec('frames', 3 * 2 ** 30, null)])
    await expect(asked).rejects.toThrow(InputError)
    await expect(asked).rejects.toThrow(
      /fits into the memory of the device, received one that needs 4\.0 GiB; it ran out at 3\.0 GiB for the frames/,
    )
    expect(destroyed).toBe(1)
  })
})
