/** A canvas that a device paints on, and the small numbers of its passes: one slot of a uniform buffer for each. */
import { samples } from './device-pipelines.ts'
import { paperOf } from './palette.ts'

export interface Slots {
  /** numbers of a computing pass: k, m (whole), a.x */
  job(k: readonly number[], m: readonly number[], share?: number): GPUBufferBinding
  /** numbers of a drawing: 32 floats and 12 more (a, b, c), then k and m (whole) */
  draw(floats: readonly number[] | Float32Array, whole: readonly number[]): GPUBufferBinding
  /** sends what was said since the last time; before the work that reads it is submitted */
  write(): void
  readonly bytes: number
  destroy(): void
}

const slotBytes = 256
const slotCount = 1024

export function slotsOf(device: GPUDevice): Slots {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST
  const buffer = device.createBuffer({ label: 'slots', size: slotBytes * slotCount, usage })
  const contents = new ArrayBuffer(slotBytes * slotCount)
  let used = 0
  const next = (bytes: number): GPUBufferBinding => {
    if (used === slotCount) throw new Error(`a drawing of more than ${slotCount} marks`)
    return { buffer, offset: slotBytes * used++, size: bytes }
  }
  return {
    job(k, m, share = 0) {
      const slot = next(48)
      const whole = new Uint32Array(contents, slot.offset, 8)
      whole.fill(0)
      whole.set(k, 0)
      whole.set(m, 4)
      new Float32Array(contents, slot.offset! + 32, 4).fill(share)
      return slot
    },
    draw(floats, whole) {
      const slot = next(208)
      new Float32Array(contents, slot.offset, 44).set(floats)
      const counts = new Uint32Array(contents, slot.offset! + 176, 8)
      counts.fill(0)
      counts.set(whole)
      return slot
    },
    write() {
      device.queue.writeBuffer(buffer, 0, contents, 0, slotBytes * used)
      used = 0
    },
    bytes: slotBytes * slotCount,
    destroy: () => buffer.destroy(),
  }
}

/** CSS pixels, and device pixels to each. */
export interface Size {
  readonly width: number
  readonly height: number
  readonly ratio: number
}

export interface DeviceCanvas {
  readonly canvas: OffscreenCanvas
  resize(width: number, height: number, ratio: number): void
  paint(dark: boolean, work: (pass: GPURenderPassEncoder, size: Size) => void, slots: Slots): void
  readonly bytes: number
  destroy(): void
}

export function canvasOf(canvas: OffscreenCanvas, device: GPUDevice): DeviceCanvas {
  const context = canvas.getContext('webgpu')
  if (context === null) throw new Error('the canvas gives no WebGPU context')
  const format = navigator.gpu.getPreferredCanvasFormat()
  context.configure({ device, format, alphaMode: 'opaque' })
  let size: Size = { width: canvas.width, height: canvas.height, ratio: 1 }
  let layers: readonly GPUTexture[] = []

  function layersNow(): readonly GPUTexture[] {
    const [first] = layers
    if (first !== undefined && first.width === canvas.width && first.height === canvas.height) return layers
    for (const texture of layers) texture.destroy()
    const made = (format: GPUTextureFormat) =>
      device.createTexture({
        size: [canvas.width, canvas.height],
        sampleCount: samples,
        format,
        usage: GPUTextureUsage.RENDER_ATTACHMENT,
      })
    layers = [made(format), made('depth24plus')]
    return layers
  }

  return {
    canvas,
    resize(width, height, ratio) {
      size = { width, height, ratio }
      canvas.width = Math.max(1, Math.round(width * ratio))
      canvas.height = Math.max(1, Math.round(height * ratio))
    },
    paint(dark, work, slots) {
      const [colour, depth] = layersNow()
      const [r, g, b] = paperOf(dark)
      const encoder = device.createCommandEncoder({ label: 'a drawing' })
      const pass = encoder.beginRenderPass({
        colorAttachments: [
          {
            view: colour!.createView(),
            resolveTarget: context.getCurrentTexture().createView(),
            clearValue: { r, g, b, a: 1 },
            loadOp: 'clear',
            storeOp: 'discard',
          },
        ],
        depthStencilAttachment: {
          view: depth!.createView(),
          depthClearValue: 1,
          depthLoadOp: 'clear',
          depthStoreOp: 'discard',
        },
      })
      work(pass, size)
      pass.end()
      slots.write()
      device.queue.submit([encoder.finish()])
    },
    get bytes() {
      // four samples of colour and of depth, and two pictures that the canvas shows in turn
      return canvas.width * canvas.height * 4 * (2 * samples + 2)
    },
    destroy() {
      for (const texture of layers) texture.destroy()
      context.unconfigure()
    },
  }
}
