/** Buffers of a program on a device. What the device cannot hold is told as what was asked and what it offers. */
import { InputError } from '../../errors.ts'
import { bytesText } from '../units.ts'
import type { DeviceLimits } from './device.ts'
import type { BufferSpec, DeviceProgram, Pass } from './program.ts'
import { leastStaging } from './readback.ts'

export interface DeviceMemory {
  buffer(name: string): GPUBuffer
  /** of all buffers together */
  readonly bytes: number
  destroy(): void
}

const remedy = 'Use fewer replicas or a smaller space, or run with --backend cpu'
const writtenAtOnce = 2 ** 25

/**
 * Refuses what the limits say will not run: InputError for buffers that are too large, Error for a pass that
 * a program should not have made for such a device.
 */
export function checkLimits(program: DeviceProgram, limits: DeviceLimits): void {
  const refuse = (most: number, bytes: number, holds: string): void => {
    if (bytes <= most) return
    throw new InputError(
      'simulation',
      `buffers of at most ${bytesText(most)}, which the device offers`,
      `one of ${bytesText(bytes)} (${holds})`,
      remedy,
    )
  }
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize)
  for (const { bytes, holds } of program.buffers) refuse(largest, bytes, holds)
  if (program.frame !== null)
    refuse(limits.maxBufferSize, leastStaging(program.frame.length), 'a frame on its way to the host')
  for (const pass of passesOf(program)) {
    const asked: [string, number, number][] = [
      ['workgroups', Math.max(...pass.workgroups), limits.maxComputeWorkgroupsPerDimension],
      ['invocations', pass.workgroupSize, limits.maxComputeInvocationsPerWorkgroup],
      ['bytes of workgroup memory', pass.workgroupBytes, limits.maxComputeWorkgroupStorageSize],
      ['buffers', pass.bindings.length, limits.maxStorageBuffersPerShaderStage],
    ]
    for (const [what, wanted, offered] of asked)
      if (wanted > offered)
        throw new Error(`the pass ${pass.name} asks for ${wanted} ${what}, the device offers ${offered}`)
  }
}

/** Every pass of a program, in order. */
export function passesOf({ begin, step, record }: DeviceProgram): Pass[] {
  return [...begin, ...step.map(({ pass }) => pass), ...record]
}

/**
 * Makes and fills the buffers. Rejects with InputError when the device is out of memory: what was asked in
 * all, and which buffer did not fit. A device does not tell how much it has left.
 */
export async function allocate(device: GPUDevice, specs: readonly BufferSpec[]): Promise<DeviceMemory> {
  const made = new Map<string, GPUBuffer>()
  const bytes = specs.reduce((sum, spec) => sum + spec.bytes, 0)
  const destroy = () => {
    for (const buffer of made.values()) buffer.destroy()
  }
  try {
    for (const spec of specs) {
      const buffer = await makeBuffer(device, spec, bytes)
      made.set(spec.name, buffer)
      if (spec.contents !== null) writeBuffer(device, buffer, spec.contents)
    }
  } catch (error) {
    destroy()
    throw error
  }
  return {
    buffer(name) {
      const found = made.get(name)
      if (found === undefined) throw new Error(`a pass binds ${name}, which is no buffer of its program`)
      return found
    },
    bytes,
    destroy,
  }
}

async function makeBuffer(device: GPUDevice, { name, bytes, holds }: BufferSpec, all: number) {
  device.pushErrorScope('validation')
  device.pushErrorScope('out-of-memory')
  const buffer = device.createBuffer({
    label: name,
    size: Math.max(4, Math.ceil(bytes / 4) * 4),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  })
  const [memory, validation] = await Promise.all([device.popErrorScope(), device.popErrorScope()])
  if (memory !== null)
    throw new InputError(
      'simulation',
      'a run that fits into the memory of the device',
      `one that needs ${bytesText(all)}; it ran out at ${bytesText(bytes)} for ${holds}`,
      remedy,
    )
  if (validation !== null) throw new Error(`the buffer ${name}: ${validation.message}`)
  return buffer
}

/** Writes from byte `to`, in pieces: what is under way on its way to the device is memory too. */
export function writeBuffer(device: GPUDevice, buffer: GPUBuffer, contents: ArrayBufferView, to = 0): void {
  const { byteOffset, byteLength } = contents
  for (let at = 0; at < byteLength; at += writtenAtOnce) {
    const length = Math.min(writtenAtOnce, byteLength - at)
    device.queue.writeBuffer(buffer, to + at, contents.buffer as ArrayBuffer, byteOffset + at, length)
  }
}
