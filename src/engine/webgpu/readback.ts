/**
 * What comes back from a device while it works: frames, many a map, and where the state diverged. Two
 * mappable buffers take turns: one is filled while the other is read.
 */
import { stepFound } from './watch.ts'

export interface Readback {
  /** frames that the buffer being filled still takes */
  readonly room: number
  /** encodes the copy of the next frame, which stands in `from` at byte `at` */
  copy(encoder: GPUCommandEncoder, from: GPUBuffer, at: number): void
  /** hands on what was copied so far, and resolves when it was; rejects when the device is lost */
  flush(): Promise<void>
  /** resolves when there is room for a frame */
  ready(): Promise<void>
  readonly counts: ReadbackCounts
  destroy(): void
}

export interface ReadbackCounts {
  readonly maps: number
  /** bytes of frames mapped */
  readonly frames: number
  /** bytes mapped to learn whether the state diverged */
  readonly watch: number
}

export interface ReadbackOptions {
  /** number of the first frame to come */
  readonly first: number
  /** float32 numbers of a frame; 0 when nothing is recorded */
  readonly frameLength: number
  /** most frames still to come */
  readonly frames: number
  /** its first word is the step at which something was found, see watch.ts; null without a watch */
  readonly found: GPUBuffer | null
  /** `frames` frames, the first of them numbered `first`; the numbers are gone when it returns */
  onFrames(first: number, frames: number, values: Float32Array): void
  onFound(step: number): void
}

interface Staging {
  readonly buffer: GPUBuffer
  first: number
  frames: number
  /** until what it holds was handed on */
  busy: Promise<void> | null
}

/** Where the frames begin; the word of `found` stands before. */
const head = 16
const largestStaging = 2 ** 23

/** Bytes of the smallest buffer through which a frame of `length` numbers comes back. */
export const leastStaging = (length: number): number => head + 4 * length

export function readbackOf(device: GPUDevice, options: ReadbackOptions): Readback {
  const { frameLength, found } = options
  const frameBytes = 4 * frameLength
  const most = Math.min(largestStaging, device.limits.maxBufferSize - head)
  const capacity =
    frameLength === 0 ? 0 : Math.max(1, Math.min(options.frames, Math.floor(most / frameBytes)))
  const stagings = [0, 1].map((): Staging => {
    const buffer = device.createBuffer({
      label: 'readback',
      size: head + capacity * frameBytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    })
    return { buffer, first: options.first, frames: 0, busy: null }
  })
  let turn = 0
  const counts = { maps: 0, frames: 0, watch: 0 }

  async function handOn(staging: Staging): Promise<void> {
    const { buffer, first, frames } = staging
    const bytes = frames * frameBytes
    await buffer.mapAsync(GPUMapMode.READ, 0, head + bytes)
    counts.maps++
    if (found !== null) {
      counts.watch += 4
      const step = stepFound(new Uint32Array(buffer.getMappedRange(0, 4)))
      if (step !== null) options.onFound(step)
    }
    if (frames > 0) {
      counts.frames += bytes
      options.onFrames(first, frames, new Float32Array(buffer.getMappedRange(head, bytes)))
    }
    buffer.unmap()
    staging.busy = null
  }

  return {
    get room() {
      const staging = stagings[turn]!
      return staging.busy === null ? capacity - staging.frames : 0
    },
    copy(encoder, from, at) {
      const staging = stagings[turn]!
      const to = head + staging.frames * frameBytes
      encoder.copyBufferToBuffer(from, at, staging.buffer, to, frameBytes)
      staging.frames++
    },
    flush() {
      const staging = stagings[turn]!
      if (staging.busy !== null) return staging.busy
      if (found !== null) {
        const encoder = device.createCommandEncoder({ label: 'watch' })
        encoder.copyBufferToBuffer(found, 0, staging.buffer, 0, 4)
        device.queue.submit([encoder.finish()])
      } else if (staging.frames === 0) return Promise.resolve()
      turn = 1 - turn
      const other = stagings[turn]!
      // the other's last frames, if any, are handed on before: maps resolve in order
      staging.busy = (other.busy ?? Promise.resolve()).then(() => handOn(staging))
      other.first = staging.first + staging.frames
      other.frames = 0
      staging.busy.catch(() => {})
      return staging.busy
    },
    async ready() {
      await stagings[turn]!.busy
    },
    counts,
    destroy() {
      for (const { buffer } of stagings) buffer.destroy()
    },
  }
}

/** Reads whole buffers back; rejects when the device is lost. */
export async function readBuffers(
  device: GPUDevice,
  buffers: ReadonlyMap<string, GPUBuffer>,
): Promise<Map<string, ArrayBuffer>> {
  const copies = new Map<string, GPUBuffer>()
  const encoder = device.createCommandEncoder({ label: 'read' })
  for (const [name, buffer] of buffers) {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
    const copy = device.createBuffer({ label: `copy of ${name}`, size: buffer.size, usage })
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size)
    copies.set(name, copy)
  }
  device.queue.submit([encoder.finish()])
  try {
    const read = new Map<string, ArrayBuffer>()
    for (const [name, copy] of copies) {
      await copy.mapAsync(GPUMapMode.READ)
      read.set(name, copy.getMappedRange().slice(0))
    }
    return read
  } finally {
    for (const copy of copies.values()) copy.destroy()
  }
}

/** Reads `bytes` of one buffer from byte `at`; rejects when the device is lost. */
export async function readBytes(
  device: GPUDevice,
  buffer: GPUBuffer,
  at: number,
  bytes: number,
): Promise<ArrayBuffer> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
  const copy = device.createBuffer({ label: `copy of ${buffer.label}`, size: bytes, usage })
  const encoder = device.createCommandEncoder({ label: 'read' })
  encoder.copyBufferToBuffer(buffer, at, copy, 0, bytes)
  device.queue.submit([encoder.finish()])
  try {
    await copy.mapAsync(GPUMapMode.READ)
    return copy.getMappedRange().slice(0)
  } finally {
    copy.destroy()
  }
}
