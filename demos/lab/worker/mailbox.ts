/**
 * Messages are answered one after the other, each when the one before is done. Of changes that wait in a row only
 * the last is made: it answers for all of them, so that a slider never runs ahead of the network.
 */
import type { Ask } from '../protocol.ts'

export type Change = Extract<Ask, { kind: 'change' }>

export interface Answers {
  /** anything but a change */
  answer(ask: Exclude<Ask, Change>): Promise<void> | void
  /** the last of several, with the ids of all */
  change(last: Change, ids: readonly number[]): Promise<void>
  /** a message was answered, or refused */
  answered(): void
  /** what went wrong in an answer, and nobody expected */
  fault(error: unknown, ask: Ask): void
}

/** Takes a message; those before it may still wait. */
export function mailboxOf({ answer, change, answered, fault }: Answers): (ask: Ask) => void {
  const waiting: Ask[] = []
  let busy = false

  async function next(ask: Ask): Promise<void> {
    if (ask.kind !== 'change') return answer(ask)
    const ids = [ask.id]
    let last = ask
    while (waiting[0]?.kind === 'change') {
      last = waiting.shift() as Change
      ids.push(last.id)
    }
    await change(last, ids)
  }

  return async (ask) => {
    waiting.push(ask)
    if (busy) return
    busy = true
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      try {
        await next(one)
      } catch (error) {
        fault(error, one)
      }
      answered()
    }
    busy = false
  }
}
