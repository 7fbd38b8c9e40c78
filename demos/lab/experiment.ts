/** The experiment that runs: opened whole, then changed in its numbers. One question at a time, the newest text wins. */
import { RefusedError, type Simulation } from './client.ts'
import type { NetworkSummary, Refusal, Source } from './protocol.ts'

/** Of the first copy, where it does not begin at its beginning. */
interface Start {
  readonly state?: Float32Array
  readonly step?: number
}

export interface Running {
  readonly source: Source
  readonly network: NetworkSummary | null
  /** false where it was refused; its text stands all the same, to be mended */
  open(next: Source, start?: Start): Promise<boolean>
  change(text: string): Promise<void>
  /** files that the text can name from now on; what runs goes on */
  beside(files: Readonly<Record<string, Uint8Array>>): Promise<void>
}

export interface RunningOptions {
  readonly simulation: Simulation
  /** another experiment is there */
  readonly opened: (network: NetworkSummary) => void
  /** the same with other numbers; `anew`: its state begins anew; `other`: its populations are others as well */
  readonly changed: (
    network: NetworkSummary,
    how: { readonly anew: boolean; readonly other: boolean },
  ) => void
  /** the text was refused; null: what it says runs */
  readonly refused: (refusal: Refusal | null) => void
}

export function runExperiments(options: RunningOptions): Running {
  const { simulation, opened, changed, refused } = options
  let source: Source = { text: '', name: 'experiment.yaml' }
  let network: NetworkSummary | null = null
  let changing = false
  let wanted: string | null = null

  /** Tells of a refusal; any other fault is the caller's. */
  async function heeded(action: () => Promise<void>): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      refused(error.refusal)
      return false
    }
  }

  async function begin(next: Source, start: Start = {}): Promise<void> {
    const answer = await simulation.ask({ kind: 'open', source: next, ...start })
    network = answer.network
    refused(null)
    opened(network)
  }

  async function tryText(text: string): Promise<void> {
    await heeded(async () => {
      const before = network
      // nothing runs yet: the text that was refused has been mended
      if (before === null) return begin({ ...source, text })
      const answer = await simulation.ask({ kind: 'change', source: { ...source, text } })
      network = answer.network
      refused(null)
      const anew = answer.taken === 'state'
      const other = JSON.stringify(before.populations) !== JSON.stringify(network.populations)
      changed(network, { anew, other: anew && other })
    })
  }

  /** The newest source, once what was asked before it is answered. */
  async function change(next: Source): Promise<void> {
    source = next
    if (changing) {
      wanted = next.text
      return
    }
    changing = true
    try {
      for (let text: string | null = next.text; text !== null; text = wanted) {
        wanted = null
        await tryText(text)
      }
    } finally {
      changing = false
    }
  }

  return {
    get source() {
      return source
    },
    get network() {
      return network
    },
    open: (next, start = {}) => {
      source = next
      // a change that waits belongs to the experiment before
      wanted = null
      return heeded(() => begin(next, start))
    },
    change: (text) => change({ ...source, text }),
    beside: (files) => change({ ...source, files: { ...source.files, ...files } }),
  }
}
