/** A page's or a worker's device, opened as the README shows, and what devices said that nobody asked them. */
import { deviceDescriptor } from '../../../src/index.ts'

export const faults: string[] = []

export async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter()
  if (!adapter) throw new Error('there is no WebGPU here')
  const device = await adapter.requestDevice(deviceDescriptor(adapter))
  device.onuncapturederror = ({ error }) => faults.push(error.message)
  return device
}
