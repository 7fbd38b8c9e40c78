/** What plots are drawn of: the kernels of the network that runs, the eigenvalues of what was found. */
import type { Direction, NetworkSummary } from './protocol.ts'

export type Plot = 'kernel' | 'eigenvalues'

export interface Eigen {
  readonly re: number
  readonly im: number
  readonly multiplicity: number
}

export interface Eigenvalues {
  /** of which manifold */
  readonly of: string
  readonly values: readonly Eigen[]
  /** along which one can push; none before the network was moved there */
  readonly directions: readonly Direction[]
  readonly push: (direction: Direction) => void
}

export interface Plotted {
  readonly kernels: NetworkSummary['kernels']
  /** null where nothing was found yet */
  readonly eigenvalues: Eigenvalues | null
}

export interface PlottedNow {
  readonly now: Plotted
  tell(change: Partial<Plotted>): void
  /** calls at every change; returns what ends it */
  hear(changed: () => void): () => void
}

export function plottedNow(): PlottedNow {
  let now: Plotted = { kernels: [], eigenvalues: null }
  const hearers = new Set<() => void>()
  return {
    get now() {
      return now
    },
    tell(change) {
      now = { ...now, ...change }
      for (const hearer of hearers) hearer()
    },
    hear(changed) {
      hearers.add(changed)
      return () => hearers.delete(changed)
    },
  }
}
