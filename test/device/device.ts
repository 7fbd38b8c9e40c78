/**
 * A device for the tests of device code, and the carrying out of buffers and passes on it: software in Node; with
 * GOLDSTONE_TEST_DEVICE=page Chromium's, so that every test of a device runs on both; with =real this machine's
 * GPU. Where there is no device these throw: such a test fails, it is never skipped.
 */
import { afterAll, inject } from 'vitest'
import { clockBytes, writeClock } from '../../src/engine/webgpu/clock.ts'
import { deviceDescriptor } from '../../src/engine/webgpu/device.ts'
import type { BufferSpec, Clock, Pass } from '../../src/engine/webgpu/program.ts'
import { openGpu, softwareDriver } from '../../src/io/node/gpu.ts'
import { devicesOf } from './page/device.ts'

const where = process.env['GOLDSTONE_TEST_DEVICE'] ?? 'software'
const isReal = where === 'real'

/** Where devices come from. */
interface Source {
  device(): Promise<GPUDevice>
  close(): Promise<void>
}

async function inNode(): Promise<Source> {
  const gpu = await openGpu(isReal ? null : softwareDriver())
  return {
    async device() {
      const found = (await gpu.adapters()).find(({ report }) => report.software !== isReal)
      if (found === undefined)
        throw new Error(
          isReal
            ? 'no GPU offers an adapter: see goldstone devices'
            : 'no software device: apt-get install chromium libvulkan1, or set GOLDSTONE_SOFTWARE_GPU to a Vulkan driver file',
        )
      return found.adapter.requestDevice(deviceDescriptor(found.adapter))
    },
    close: async () => gpu.close(),
  }
}

/** A page of the project's one browser. */
async function inPage(): Promise<Source> {
  const { chromium } = await import('playwright')
  const browser = await chromium.connect(inject('browser'))
  return { device: await devicesOf(await browser.newPage()), close: () => browser.close() }
}

let opened: Promise<Source> | undefined
/** those not lost: what was compiled for a device goes with it */
const devices = new Set<GPUDevice>()
let shared: Promise<GPUDevice> | undefined

afterAll(async () => {
  const left = [...devices]
  // SwiftShader does not bear to be ended milliseconds after it began: one process in four died of it
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const device of left) device.destroy()
  await Promise.all(left.map(({ lost }) => lost))
  await (await opened?.catch(() => null))?.close()
})

/** A new device, closed when the file's tests are over. */
export async function anotherDevice(): Promise<GPUDevice> {
  opened ??= where === 'page' ? inPage() : inNode()
  const device = await (await opened).device()
  device.onuncapturederror = ({ error }) => {
    throw new Error(`uncaptured: ${error.message}`)
  }
  devices.add(device)
  device.lost.then(() => devices.delete(device))
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
  readonly clock?: Partial<Clock> & {
    readonly dt?: number
    readonly signals?: ArrayLike<number>
    readonly room?: number
  }
  /** names of the buffers to read back, all of their bytes */
  readonly read: readonly string[]
}

/** Carries the passes out in order. Throws for any validation error and for any warning of the compiler. */
export async function runPasses(
  device: GPUDevice,
  work: PassesToRun,
): Promise<Map<string, Float32Array | Uint32Array | Int32Array>> {
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
): Promise<Map<string, Float32Array | Uint32Array | Int32Array>> {
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
  const size = clockBytes(Math.max(8, 4 * Math.ceil((clock.room ?? clock.signals?.length ?? 0) / 4)))
  const uniform = make({ size, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const view = new DataView(new ArrayBuffer(size))
  writeClock(view, 0, { step: 0, stage: 0, count: 1, time: 0, ...clock }, clock.dt ?? 0.1, clock.signals)
  device.queue.writeBuffer(uniform, 0, view.buffer)

  // all at once: a software device compiles on every core that is free
  const compiled = await Promise.all(passes.map((pass) => compile(device, pass)))
  const encoder = device.createCommandEncoder()
  for (const [i, pass] of passes.entries()) {
    const { pipeline, layouts } = compiled[i]!
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
  const results = new Map<string, Float32Array | Uint32Array | Int32Array>()
  for (const [i, copy] of copies.entries()) {
    await copy.mapAsync(GPUMapMode.READ)
    const { name, element, bytes } = buffers.find((spec) => spec.name === read[i])!
    const data = copy.getMappedRange().slice(0, bytes)
    results.set(
      name,
      element === 'i32'
        ? new Int32Array(data)
        : element === 'u32'
          ? new Uint32Array(data)
          : new Float32Array(data),
    )
  }
  return results
}

async function compile(
  device: GPUDevice,
  pass: Pass,
): Promise<{ pipeline: GPUComputePipeline; layouts: GPUBindGroupLayout[] }> {
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
  return { pipeline, layouts }
}
