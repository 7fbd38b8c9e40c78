/** The device of the simulation's worker, or in one sentence why there is none. */
import { adapterName, deviceDescriptor } from '../../../src/engine/webgpu/device.ts'

export interface Opened {
  /** null: the reference engine runs */
  readonly device: GPUDevice | null
  /** for a person */
  readonly name: string
  /** why it is this one; '' where nothing else was to be expected */
  readonly why: string
}

export const referenceName = 'reference engine, float64 on the CPU'

const reference = (why: string): Opened => ({ device: null, name: referenceName, why })

export async function openDevice(backend: 'auto' | 'webgpu' | 'cpu'): Promise<Opened> {
  if (backend === 'cpu') return reference('asked for')
  // a page without WebGPU has no such property
  const gpu = (navigator as { gpu?: GPU }).gpu
  if (gpu === undefined) return reference('this browser has no WebGPU, or the page is not served securely')
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (adapter === null) return reference('WebGPU is there, but offers no adapter')
    const device = await adapter.requestDevice(deviceDescriptor(adapter))
    return { device, name: adapterName(adapter.info), why: '' }
  } catch (error) {
    return reference(`WebGPU gave no device: ${error instanceof Error ? error.message : error}`)
  }
}

/** After a loss a browser may need a moment before it gives a device again. */
export async function openAgain(): Promise<Opened> {
  let opened = await openDevice('webgpu')
  for (let k = 0; opened.device === null && k < 4; k++) {
    await new Promise((resolve) => setTimeout(resolve, 250 << k))
    opened = await openDevice('webgpu')
  }
  return opened
}
