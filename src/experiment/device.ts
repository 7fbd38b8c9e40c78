/** What is given as a device, looked at before anything is asked of it. */
import { InputError, quoted } from '../errors.ts'

/** An adapter, or the promise of a device, is easily given in its place. */
export function checkDevice(device: GPUDevice): void {
  if (typeof device === 'object' && 'queue' in device) return
  const received = Object.prototype.toString.call(device).slice(8, -1)
  throw new InputError(
    'device',
    'a GPUDevice',
    received === 'Object' ? quoted(device) : received,
    'Give what `await adapter.requestDevice(deviceDescriptor(adapter))` gives',
  )
}
