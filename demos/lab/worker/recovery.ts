/**
 * What a lost device leaves: a snapshot of the state, taken every few seconds while the network runs. It is the one
 * thing read back whose size grows with the network, and it is counted by itself.
 */
import type { Live, LiveSnapshot } from '../../../src/index.ts'

export interface Keeper {
  /** the last one, and when it was taken (performance.now) */
  readonly kept: { readonly snapshot: LiveSnapshot; readonly at: number } | null
  /** bytes read for snapshots so far */
  readonly bytes: number
  /** takes one when it is due and none is under way */
  keep(live: Live): void
  /** another network: what was kept is of no use */
  forget(): void
}

const every = 4000
/** Bytes above which a state is too much to be read again and again. */
const most = 2 ** 26

export function keeperOf(): Keeper {
  let kept: Keeper['kept'] = null
  let bytes = 0
  let last = -every
  let busy = false
  let age = 0
  return {
    get kept() {
      return kept
    },
    get bytes() {
      return bytes
    },
    keep(live) {
      const now = performance.now()
      const size = 4 * live.layout.stateLength * live.network.simulation.replicas
      if (busy || now - last < every || size > most || live.backend === 'cpu' || live.diverged !== null)
        return
      busy = true
      last = now
      const own = age
      live
        .snapshot()
        .then((snapshot) => {
          bytes += snapshot.bytes
          if (own === age) kept = { snapshot, at: now }
        })
        // a loss is told elsewhere
        .catch(() => {})
        .finally(() => {
          busy = false
        })
    },
    forget() {
      kept = null
      last = -every
      age++
    },
  }
}
