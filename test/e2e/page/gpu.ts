/** What a page does with a GPU: it opens a device as the README shows and runs on it. */
import { loadExperiment, simulate } from '../../../src/index.ts'
import { faults, openDevice } from './device.ts'
import { runOf, type Told, told } from './runs.ts'
import { drawWords, givenWords } from './words.ts'

/** The device of a page, its loss counted as a fault. */
let shared: Promise<GPUDevice> | undefined
function pageDevice(): Promise<GPUDevice> {
  shared ??= openDevice().then((device) => {
    device.lost.then(({ message }) => faults.push(`lost: ${message}`))
    return device
  })
  return shared
}

/** A GPU process that crashed is started again, which takes a moment. */
async function openAgain(): Promise<GPUDevice> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await openDevice()
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export interface Crashed {
  /** the run that has no other device */
  readonly ended: Told & { readonly advice: string }
  /** the run that goes on on a new device */
  readonly resumed: Told
  /** the step of the last snapshot before the crash, and the first step told after it */
  readonly snapshot: number
  readonly next: number
  /** the same run, undisturbed */
  readonly whole: Told
}

let crashed: Promise<Crashed> | undefined

const verbs = {
  run: async (text: string, size: { steps: number; replicas: number }) =>
    runOf(text, size, await pageDevice()),

  words: async (count: number) => [...(await drawWords(await pageDevice(), givenWords(count)))],

  faults: () => faults,

  /** Starts two runs; resolves when both are under way and of the second there is a snapshot. */
  async startTwo(text: string, steps: number): Promise<void> {
    const loaded = await loadExperiment(text)
    const { simulation } = loaded.network
    const network = { ...loaded.network, simulation: { ...simulation, steps } }
    const endless = { ...network, simulation: { ...simulation, steps: 1e7 } }
    const devices = [await openDevice(), await openDevice()]
    const first = simulate(endless, { device: devices[0]!, progressEvery: 0 })
    let taken = 0
    let snapshot: number | undefined
    let next: number | undefined
    const second = simulate(network, {
      device: devices[1]!,
      again() {
        snapshot = taken
        return openAgain()
      },
      snapshotEvery: 50,
      onSnapshot({ step }) {
        taken = step
      },
      progressEvery: 0,
      onProgress({ step }) {
        if (snapshot !== undefined) next ??= step
      },
    })
    crashed = (async () => {
      const [ended, resumed] = [await first, await second]
      const whole = await simulate(network, { device: await openDevice() })
      return {
        ended: { ...told(ended), advice: ended.advice ?? '' },
        resumed: told(resumed),
        snapshot: snapshot ?? 0,
        next: next ?? 0,
        whole: told(whole),
      }
    })()
    for await (const { step } of first) if (step > 0) break
    for await (const _ of second) if (taken > 0) break
  },

  async afterCrash(): Promise<Crashed> {
    return crashed!
  },
}

declare global {
  interface Window {
    goldstone: typeof verbs
  }
}

window.goldstone = verbs
