/** The engine in a module worker: it opens a device of its own, runs, tells its progress, and stops when told. */
import { loadExperiment, simulate } from '../../../src/index.ts'
import { faults, openDevice } from './device.ts'
import { type Recorded, recorded } from './runs.ts'

export interface Asked {
  readonly text: string
  readonly steps: number
}

export type Answer =
  | { readonly step: number }
  | { readonly result: Recorded; readonly faults: readonly string[] }
  | { readonly error: string }

const controller = new AbortController()
const tell = (answer: Answer) => postMessage(answer)

async function run({ text, steps }: Asked): Promise<void> {
  const { network } = await loadExperiment(text)
  const { simulation } = network
  const result = await simulate(
    { ...network, simulation: { ...simulation, steps } },
    {
      device: await openDevice(),
      signal: controller.signal,
      progressEvery: 50,
      onProgress: ({ step }) => tell({ step }),
    },
  )
  tell({ result: recorded(result), faults })
}

addEventListener('message', ({ data }: MessageEvent<Asked | 'abort'>) => {
  if (data === 'abort') controller.abort()
  else run(data).catch((error) => tell({ error: String(error) }))
})
