/**
 * A software device for the tests of device code, or this machine's GPU with GOLDSTONE_TEST_DEVICE=real, and the
 * carrying out of buffers and passes on it. Where there is no device these throw: such a test fails, it is never
 * skipped.
 */
import { afterAll } from 'vitest'
import { clockBytes, writeClock } from '../../src/engine/webgpu/clock.ts'
import { deviceDescriptor } from '../../src/engine/webgpu/device.ts'
import type { BufferSpec, Clock, Pass } from '../../src/engine/webgpu/program.ts'
import { type OpenGpu, openGpu, softwareDriver } from '../../src/io/node/gpu.ts'

const isReal = process.env['GOLDSTONE_TEST_DEVICE'] === 'real'
let opened: Promise<OpenGpu> | undefined
const devices: GPUDevice[] = []
let shared: Promise<GPUDevice> | undefined

afterAll(async () => {
  for (const device of devices) device.destroy()
  ;(await opened?.catch(() => null))?.close()
})

/** A new device, closed when the file's tests are over. */
export async function anotherDevice(): Promise<GPUDevice> {
  opened ??= openGpu(isReal ? null : softwareDriver())
  const found = (await (await opened).adapters()).find(({ report }) => report.software !== isReal)
  if (found === undefined)
    throw new Error(
      isReal
        ? 'no GPU offers an adapter: see goldstone devices'
        : 'no software device: apt-get install chromium libvulkan1, or set GOLDSTONE_SOFTWARE_GPU to a Vulkan driver file',
    )
  const device = await found.adapter.requestDevice(deviceDescriptor(found.adapter))
  device.onuncapturederror = ({ error }) => {
    throw new Error(`uncaptured: ${error.message}`)
  }
  devices.push(device)
  return device
}

/** The one device of a test file. */
export function testDevice(): Promise<GPUDevice> {
  shared ??= anotherDevice()
  return shared
}

export interface PassesToRun {
  readonly buffers: readonly BufferSpec[]
  readonly passes: readonly Pass[]
  /** the clock of every pass that has one; default step 0, stage 0, count 1, time 0, dt 0.1 */
  readonly clock?: Partial<Clock> & { readonly dt?: number }
  /** names of the buffers to read back, all of their bytes */
  readonly read: readonly string[]
}

/** Carries the passes out in order. Throws for any validation error and for any warning of the compiler. */
export async function runPasses(
  device: GPUDevice,
  work: PassesToRun,
): Promise<Map<string, Float32Array | Uint32Array>> {
  const made: GPUBuffer[] = []
  device.pushErrorScope('validation')
  device.pushErrorScope('out-of-memory')
  try {
    return await carryOut(device, work, made)
  } finally {
    for (const buffer of made) buffer.destroy()
    const [memory, validation] = [await device.popErrorScope(), await device.popErrorScope()]
    // biome-ignore lint/correctness/noUnsafeFinally: the device's own complaint says more than what follows it
    if (memory ?? validation) throw new Error(`the device: ${(memory ?? validation)!.message}`)
  }
}

async function carryOut(
  device: GPUDevice,
  { buffers, passes, clock = {}, read }: PassesToRun,
  made: GPUBuffer[],
): Promise<Map<string, Float32Array | Uint32Array>> {
  const make = (descriptor: GPUBufferDescriptor) => {
    const buffer = device.createBuffer(descriptor)
    made.push(buffer)
    return buffer
  }
  const held = new Map<string, GPUBuffer>()
  for (const { name, bytes, contents } of buffers) {
    const size = Math.max(16, Math.ceil(bytes / 4) * 4)
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC
    const buffer = make({ label: name, size, usage })
    if (contents !== null)
      device.queue.writeBuffer(
        buffer,
        0,
        contents.buffer as ArrayBuffer,
        contents.byteOffset,
        contents.byteLength,
      )
    held.set(name, buffer)
  }
  const uniform = make({ size: clockBytes, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const view = new DataView(new ArrayBuffer(clockBytes))
  writeClock(view, 0, { step: 0, stage: 0, count: 1, time: 0, ...clock }, clock.dt ?? 0.1)
  device.queue.writeBuffer(uniform, 0, view.buffer)

  const encoder = device.createCommandEncoder()
  for (const pass of passes) {
    const module = device.createShaderModule({ label: pass.name, code: pass.wgsl })
    const messages = (await module.getCompilationInfo()).messages.filter(({ type }) => type !== 'info')
    if (messages.length > 0) {
      const lines = pass.wgsl.split('\n')
      const told = messages.map(
        (m) => `${m.type} line ${m.lineNum}: ${m.message}\n  ${lines[m.lineNum - 1] ?? ''}`,
      )
      throw new Error(`${pass.name} does not compile cleanly:\n${told.join('\n')}`)
    }
    const visibility = GPUShaderStage.COMPUTE
    const layouts = [
      device.createBindGroupLayout({
        entries: pass.bindings.map(({ access }, binding) => ({
          binding,
          visibility,
          buffer: { type: access === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      }),
    ]
    if (pass.clock)
      layouts.push(
        device.createBindGroupLayout({ entries: [{ binding: 0, visibility, buffer: { type: 'uniform' } }] }),
      )
    const pipeline = await device.createComputePipelineAsync({
      label: pass.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: layouts }),
      compute: { module, entryPoint: pass.entry },
    })
    const compute = encoder.beginComputePass()
    compute.setPipeline(pipeline)
    const entries = pass.bindings.map(({ buffer }, binding) => {
      const found = held.get(buffer)
      if (found === undefined) throw new Error(`${pass.name} binds ${buffer}, which is no buffer`)
      return { binding, resource: { buffer: found } }
    })
    compute.setBindGroup(0, device.createBindGroup({ layout: layouts[0]!, entries }))
    if (pass.clock)
      compute.setBindGroup(
        1,
        device.createBindGroup({
          layout: layouts[1]!,
          entries: [{ binding: 0, resource: { buffer: uniform } }],
        }),
      )
    compute.dispatchWorkgroups(...pass.workgroups)
    compute.end()
  }
  const copies = read.map((name) => {
    const buffer = held.get(name)!
    const copy = make({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size)
    return copy
  })
  device.queue.submit([encoder.finish()])
  const results = new Map<string, Float32Array | Uint32Array>()
  for (const [i, copy] of copies.entries()) {
    await copy.mapAsync(GPUMapMode.READ)
    const { name, element, bytes } = buffers.find((spec) => spec.name === read[i])!
    const data = copy.getMappedRange().slice(0, bytes)
    results.set(name, element === 'u32' || element === 'i32' ? new Uint32Array(data) : new Float32Array(data))
  }
  return results
}
