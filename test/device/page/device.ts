/**
 * A GPUDevice for tests in Node whose calls a page carries out. WebGPU is a stream of commands of which few
 * are awaited, so whatever takes a device works on a browser's as it does on Dawn's.
 */
import type { JSHandle, Page } from 'playwright'
import { deviceDescriptor } from '../../../src/engine/webgpu/device.ts'
import { type Call, type FarSide, farSide, type Told } from './far-side.ts'

/** Gives devices of a page, each a new one. */
export async function devicesOf(page: Page): Promise<() => Promise<GPUDevice>> {
  const uncaptured = new Map<number, (message: string) => void>()
  const url = 'https://goldstone.test/'
  await page.route(url, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>WebGPU for tests</title>' }),
  )
  await page.goto(url)
  await page.exposeFunction('uncaptured', (at: number, message: string) => uncaptured.get(at)!(message))
  const far = await page.evaluateHandle(farSide)
  const wire = wireTo(far)

  return async () => {
    const source = wire.number()
    const { adapter, constants } = await far.evaluate((far, at) => far.adapter(at), source)
    if (adapter === null) throw new Error('the page has no WebGPU')
    Object.assign(globalThis, constants)
    const [at, queue] = [wire.number(), wire.number()]
    await wire.ask(source, 'requestDevice', [deviceDescriptor(dataOf(adapter) as GPUAdapter)], at)
    const told = await far.evaluate((far, [at, queue]) => far.device(at!, queue!), [at, queue])
    const device = wire.thing(at, {
      ...dataOf(told),
      queue: wire.thing(queue, {
        writeBuffer: (
          to: GPUBuffer,
          offset: number,
          from: ArrayBuffer | ArrayBufferView,
          ...part: number[]
        ) => wire.tell(queue, 'writeBuffer', [to, offset, bytesOf(from, ...part)]),
      }),
      lost: far.evaluate((far, at) => far.lost(at), at).catch(() => new Promise(() => {})),
      createBuffer: (descriptor: GPUBufferDescriptor) =>
        bufferOn(wire, wire.tell(at, 'createBuffer', [descriptor]), descriptor),
    }) as GPUDevice
    uncaptured.set(at, (message) =>
      device.onuncapturederror?.({ error: { message } } as GPUUncapturedErrorEvent),
    )
    return device
  }
}

const dataOf = ({ limits, features, info }: Told) =>
  ({ limits, features: new Set(features), adapterInfo: info }) as unknown as GPUAdapter | GPUDevice

/** As queue.writeBuffer takes them, at once: the caller may change its array afterwards. */
function bytesOf(from: ArrayBuffer | ArrayBufferView, start = 0, size?: number): Uint8Array {
  const unit = ArrayBuffer.isView(from) && 'BYTES_PER_ELEMENT' in from ? Number(from.BYTES_PER_ELEMENT) : 1
  const whole = ArrayBuffer.isView(from)
    ? new Uint8Array(from.buffer, from.byteOffset, from.byteLength)
    : new Uint8Array(from)
  return whole.slice(unit * start, size === undefined ? undefined : unit * (start + size))
}

/** A buffer's mapped bytes come along when the page has mapped it. */
function bufferOn(wire: Wire, at: number, { size, usage }: GPUBufferDescriptor): object {
  let mapped: { readonly from: number; readonly bytes: Uint8Array } | null = null
  return wire.thing(at, {
    size,
    usage,
    async mapAsync(mode: number, from = 0, length = size - from) {
      const bytes = (await wire.ask(at, 'mapAsync', [mode, from, length])) as Uint8Array
      mapped = { from, bytes }
    },
    getMappedRange(from = 0, length = size - from) {
      if (mapped === null) throw new Error('this buffer is not mapped')
      const start = mapped.bytes.byteOffset + from - mapped.from
      return mapped.bytes.buffer.slice(start, start + length)
    },
    unmap() {
      mapped = null
      wire.tell(at, 'unmap', [])
    },
  })
}

interface Wire {
  /** a number for a thing of the page */
  number(): number
  /** calls sooner or later, in order; the number of what that gives */
  tell(on: number, name: string, given: readonly unknown[]): number
  /** calls now and resolves to the answer */
  ask(on: number, name: string, given: readonly unknown[], gives?: number): Promise<unknown>
  /** a thing of the page: what it has here, and for the rest methods that are called there */
  thing(at: number, own: object): object
}

const asked = new Set([
  'createComputePipelineAsync',
  'getCompilationInfo',
  'onSubmittedWorkDone',
  'popErrorScope',
])

function wireTo(far: JSHandle<FarSide>): Wire {
  let numbers = 0
  let serial = 0
  let calls: Call[] = []

  /** All calls that are waiting, in one message; resolves to the answer of the last. */
  async function flush(): Promise<unknown> {
    if (calls.length === 0) return null
    const pieces: Uint8Array[] = []
    let size = 0
    const lines = calls.map((call) =>
      JSON.stringify(call, (_, value) => {
        if (!(value instanceof Uint8Array)) return value
        pieces.push(value)
        size += value.length
        return { bytes: [size - value.length, size] }
      }),
    )
    calls = []
    const bytes = new Uint8Array(size)
    let at = 0
    for (const piece of pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    return far.evaluate((far, [serial, text, bytes]) => far.take(serial, text, bytes), [
      serial++,
      lines.join('\n'),
      bytes,
    ] as const)
  }

  const wire: Wire = {
    number: () => numbers++,
    tell(on, name, given) {
      if (calls.length === 0) queueMicrotask(flush)
      const gives = numbers++
      calls.push({ on, name, given, gives })
      return gives
    },
    ask(on, name, given, gives = numbers++) {
      calls.push({ on, name, given, gives })
      return flush()
    },
    thing(at, own) {
      const local = { ...own, toJSON: () => ({ thing: at }) }
      return new Proxy(local, {
        get(local, name) {
          if (name in local) return local[name as keyof typeof local]
          if (typeof name === 'symbol' || name === 'then' || name === 'onuncapturederror') return undefined
          if (!asked.has(name)) return (...given: unknown[]) => wire.thing(wire.tell(at, name, given), {})
          return async (...given: unknown[]) => {
            const gives = numbers++
            const answer = (await wire.ask(at, name, given, gives)) as { thing?: number } | null
            return answer?.thing === gives ? wire.thing(gives, {}) : answer
          }
        },
      })
    },
  }
  return wire
}
