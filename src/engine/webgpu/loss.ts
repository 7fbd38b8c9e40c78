/** The loss of a device: not every call notices it, and its news may come after the errors that it causes. */
import { InputError } from '../../errors.ts'

export interface Loss {
  isLost(): boolean
  /** `work`, or a rejection as soon as the device is lost, which not every call notices */
  instead<T>(work: Promise<T>): Promise<T>
  /** why the device was lost, when that is what the error comes from; null when it is not lost */
  explains(error: unknown): Promise<string | null>
}

/** Milliseconds given to the news after an error that it may explain. */
const newsDelay = 250

export function lossOf(device: GPUDevice): Loss {
  let reason: string | null = null
  const lost = device.lost.then(({ reason: why, message }) => {
    reason = [why === 'unknown' ? '' : why, message].filter((part) => part !== '').join(': ') || 'unknown'
    throw new Error(`the device was lost: ${reason}`)
  })
  lost.catch(() => {})
  return {
    isLost: () => reason !== null,
    instead: (work) => Promise.race([work, lost as Promise<never>]),
    async explains(error) {
      if (reason !== null || error instanceof InputError) return reason
      let timer: ReturnType<typeof setTimeout> | undefined
      const delay = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, newsDelay)
      })
      await Promise.race([lost.catch(() => {}), delay])
      clearTimeout(timer)
      return reason
    },
  }
}
