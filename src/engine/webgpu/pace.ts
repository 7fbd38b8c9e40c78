/**
 * How many steps to submit at once, so that the two submissions under way together take about 20 ms: long
 * against their own cost, short enough that no driver's watchdog fires, a page stays alive and an abort acts
 * at once.
 */

export interface Pace {
  /** steps of the next submission */
  readonly steps: number
  /** a submission of so many steps took so long */
  measured(steps: number, milliseconds: number): void
}

/** Submissions that are queued or running at most, and how long they last together. */
export const mostUnderWay = 2
export const millisecondsUnderWay = 20

/** Grows at most fourfold at a time, for the first submissions are short and carry the start. */
export function paceOf(target = millisecondsUnderWay / mostUnderWay): Pace {
  let steps = 1
  return {
    get steps() {
      return steps
    },
    measured(done, milliseconds) {
      if (done <= 0) return
      const fitting = (done * target) / Math.max(milliseconds, 1e-3)
      // one that was cut short by a frame or the end says little about longer ones
      if (done < steps && fitting >= steps) return
      steps = Math.max(1, Math.min(4 * steps, Math.round(fitting)))
    },
  }
}
