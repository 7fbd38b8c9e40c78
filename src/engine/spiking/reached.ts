/**
 * Where arrivals are few, they are taken site by site from a list instead of by a pass over the whole slot. A list
 * lives beside the ring, not in the memory that snapshots keep: one that does not cover everything that its slot
 * counts as sent, after a resume or where another way to send was at work, is not used.
 */
import type { Reached } from '../operators/event.ts'

export interface ReachedLists {
  /** The list of what arrives at a replica at `step`, to be added to. */
  open(replica: number, step: number): Reached
  /** That list where it has all of the `scatters` that were sent, else null. */
  all(replica: number, step: number, scatters: number): Reached | null
}

/** Of a ring of `length` slots of `size` sites. A pass over the slot is faster than a longer list than these. */
export function reachedLists(size: number, length: number): ReachedLists {
  const slots = Array.from({ length }, () => ({
    replica: -1,
    step: -1,
    count: 0,
    scatters: 0,
    sites: new Int32Array(size >> 3),
  }))
  return {
    open(replica, step) {
      const slot = slots[step % length]!
      if (slot.step !== step || slot.replica !== replica) {
        slot.replica = replica
        slot.step = step
        slot.count = 0
        slot.scatters = 0
      }
      return slot
    },
    all(replica, step, scatters) {
      const slot = slots[step % length]!
      return slot.step === step && slot.replica === replica && slot.scatters === scatters ? slot : null
    },
  }
}

/** Numbers behind `first`, and behind `second` unless it is negative, jump by gain times the areas behind `from`, which are cleared. */
export function takeReached(
  { sites, count }: Reached,
  state: Float64Array,
  from: number,
  gain: number,
  first: number,
  jumpFirst: number,
  second: number,
  jumpSecond: number,
): void {
  for (let k = 0; k < count; k++) {
    const i = sites[k]!
    const area = gain * state[from + i]!
    state[from + i] = 0
    state[first + i]! += jumpFirst * area
    if (second >= 0) state[second + i]! += jumpSecond * area
  }
}
