/** A page that leaves the engine to a worker, and counts how often its own loop turned meanwhile. */
import { loadExperiment, simulate } from '../../../src/index.ts'
import { openDevice } from './device.ts'
import type { Answer, Asked } from './engine.ts'
import { type Recorded, recorded } from './runs.ts'

export interface Watched {
  readonly result: Recorded
  readonly faults: readonly string[]
  /** steps that the worker told before its end */
  readonly told: readonly number[]
  /** timers of 5 ms that the page's loop served meanwhile, and the longest wait for one, in milliseconds */
  readonly turns: number
  readonly longest: number
  /** milliseconds in all, and from the word to stop */
  readonly milliseconds: number
  readonly afterAbort: number
}

const verbs = {
  /** In a worker; told to stop at the first progress from `abortAt` on. */
  inWorker(asked: Asked, abortAt = Number.POSITIVE_INFINITY): Promise<Watched> {
    const worker = new Worker(new URL('./engine.ts', import.meta.url), { type: 'module' })
    const began = performance.now()
    const told: number[] = []
    let [turns, longest, last, aborted] = [0, 0, began, Number.NaN]
    const timer = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      turns++
    }, 5)
    return new Promise<Watched>((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('error' in data) reject(new Error(data.error))
        else if ('step' in data) {
          told.push(data.step)
          if (data.step < abortAt || !Number.isNaN(aborted)) return
          aborted = performance.now()
          worker.postMessage('abort')
        } else {
          const now = performance.now()
          resolve({ ...data, told, turns, longest, milliseconds: now - began, afterAbort: now - aborted })
        }
      }
      worker.postMessage(asked)
    }).finally(() => {
      clearInterval(timer)
      worker.terminate()
    })
  },

  async inPage({ text, steps }: Asked): Promise<Recorded> {
    const { network } = await loadExperiment(text)
    const whole = { ...network, simulation: { ...network.simulation, steps } }
    return recorded(await simulate(whole, { device: await openDevice() }))
  },
}

declare global {
  interface Window {
    worker: typeof verbs
  }
}

window.worker = verbs
