/** The loss of a device: not every call notices it, and its news may come after the errors that it causes. */
import { InputError } from '../../errors.ts'

export interface Loss {
  isLost(): boolean
  /** `work`, or a rejection as soon as the device is lost */
  instead<T>(work: Promise<T>): Promise<T>
  /** why the device was lost, when that is what the error comes from; null when it is not lost */
  explains(error: unknown): Promise<string | null>
}

/** Milliseconds given to the news after an error that it may explain. */
const newsDelay = 250

const known = new WeakMap<GPUDevice, Loss>()

/** One listener a device, however many runs it sees. */
export function lossOf(device: GPUDevice): Loss {
  const found = known.get(device)
  if (found !== undefined) return found
  const made = listen(device)
  known.set(device, made)
  return made
}

function listen(device: GPUDevice): Loss {
  let reason: string | null = null
  // A race against one promise that lives as long as the device would keep every piece of work that ever ran.
  const waiting = new Set<(error: Error) => void>()
  const lost = () => new Error(`the device was lost: ${reason}`)
  device.lost.then(({ reason: why, message }) => {
    reason = [why === 'unknown' ? '' : why, message].filter((part) => part !== '').join(': ') || 'unknown'
    for (const reject of waiting) reject(lost())
  })
  function instead<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (reason !== null) reject(lost())
      waiting.add(reject)
      const over = () => waiting.delete(reject)
      work.then(resolve, reject).then(over)
    })
  }
  return {
    isLost: () => reason !== null,
    instead,
    async explains(error) {
      if (reason !== null || error instanceof InputError) return reason
      await instead(new Promise<void>((resolve) => setTimeout(resolve, newsDelay))).catch(() => {})
      return reason
    },
  }
}
