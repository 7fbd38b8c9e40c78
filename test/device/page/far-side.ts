/** What a page does for tests in Node: it carries out the calls of WebGPU that they send, in their order. */

/** One call on a thing of the page; what it gives is from then on known by the number `gives`. */
export interface Call {
  readonly on: number
  readonly name: string
  /** `{ thing: number }` stands for a thing, `{ bytes: [from, to] }` for a part of the bytes sent along */
  readonly given: readonly unknown[]
  readonly gives: number
}

/** An adapter or a device as data. */
export interface Told {
  readonly limits: Record<string, number>
  readonly features: readonly string[]
  readonly info: Record<string, unknown>
}

export interface FarSide {
  /** carries calls out, a line of JSON each, and their bytes; resolves to what the last of them resolves to */
  take(serial: number, calls: string, bytes: Uint8Array): Promise<unknown>
  /** the page's adapter, or null, and the constants of WebGPU */
  adapter(number: number): Promise<{ adapter: Told | null; constants: Record<string, unknown> }>
  /** a device that was given before; its queue gets a number */
  device(number: number, queue: number): Told
  lost(number: number): Promise<{ reason: string; message: string }>
}

/** Runs in the page, so it names nothing outside itself. Errors of nobody go to `window.uncaptured`. */
export function farSide(): FarSide {
  // biome-ignore lint/suspicious/noExplicitAny: things of WebGPU, called by name
  const things = new Map<number, any>()
  let next = 0

  function told(has: GPUAdapter | GPUDevice, info: GPUAdapterInfo): Told {
    const data = (from: object) =>
      Object.fromEntries(
        Object.keys(Object.getPrototypeOf(from)).map((key) => [key, from[key as keyof typeof from]]),
      )
    return { limits: data(has.limits), features: [...has.features], info: data(info) }
  }

  /** What is awaited in Node: bytes that were mapped, or a thing's words. */
  async function answer(given: Promise<unknown>, call: Call): Promise<unknown> {
    const found = await given
    if (call.name === 'mapAsync') {
      const [, offset, size] = call.given as number[]
      return new Uint8Array(things.get(call.on).getMappedRange(offset, size).slice(0))
    }
    if (found instanceof GPUError) return { message: found.message }
    if (found instanceof GPUCompilationInfo)
      return {
        messages: [...found.messages].map(({ type, message, lineNum }) => ({ type, message, lineNum })),
      }
    if (found == null) return null
    things.set(call.gives, found)
    return { thing: call.gives }
  }

  return {
    async take(serial, calls, bytes) {
      if (serial !== next++) throw new Error(`calls ${serial} came out of their order`)
      for (const text of calls.split('\n')) {
        // only now: what a call is given may have been made by the one before
        const call: Call = JSON.parse(text, (_, value) => {
          if (typeof value?.thing === 'number') return things.get(value.thing)
          return Array.isArray(value?.bytes) ? bytes.subarray(value.bytes[0], value.bytes[1]) : value
        })
        const found = things.get(call.on)[call.name](...call.given)
        if (found instanceof Promise) return answer(found, call)
        things.set(call.gives, found)
      }
      return null
    },
    async adapter(number) {
      const constants = {
        GPUBufferUsage: { ...GPUBufferUsage },
        GPUShaderStage: { ...GPUShaderStage },
        GPUMapMode: { ...GPUMapMode },
      }
      const adapter = await navigator.gpu?.requestAdapter()
      things.set(number, adapter)
      return { adapter: adapter ? told(adapter, adapter.info) : null, constants }
    },
    device(number, queue) {
      const device: GPUDevice = things.get(number)
      things.set(queue, device.queue)
      const { uncaptured } = window as unknown as { uncaptured(number: number, message: string): void }
      device.onuncapturederror = ({ error }) => uncaptured(number, error.message)
      return told(device, device.adapterInfo)
    },
    async lost(number) {
      const { reason, message } = await (things.get(number) as GPUDevice).lost
      return { reason, message }
    },
  }
}
