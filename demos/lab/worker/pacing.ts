/**
 * How many steps a frame takes: what the speed asks for, and no more than fits beside the drawing. What steps last is
 * measured, less what a question without steps lasts; where that says too little, for answers come late while a
 * device draws, steps grow for as long as frames come in time.
 */
import { paceOf } from '../../../src/engine/webgpu/pace.ts'

export interface Pacing {
  /** steps of a frame `seconds` after the last, at `perSecond` units of time a second in steps of `dt` */
  due(seconds: number, perSecond: number, dt: number): number
  /** so many steps were done after so many milliseconds */
  measured(steps: number, milliseconds: number): void
  /** whether the speed asked for is not reached */
  readonly behind: boolean
}

/** Milliseconds of a frame for steps, and at most while they grow. */
const share = 8
const most = 11
/** Seconds between frames that come in time. */
const inTime = 0.02

/** `latency` in milliseconds: how long no steps at all take. */
export function pacingOf(latency: number): Pacing {
  const pace = paceOf(1, share)
  let allowed = 1
  let last = 0
  let owed = 0
  let behind = false

  function allow(seconds: number, wanted: number): number {
    if (seconds < inTime && last < most && wanted > allowed) allowed = Math.ceil(1.25 * allowed)
    else if (seconds >= inTime && last > share) allowed = Math.min(allowed, pace.steps)
    return Math.max(allowed, pace.steps)
  }

  return {
    due(seconds, perSecond, dt) {
      owed += (seconds * perSecond) / dt
      const whole = Math.floor(owed)
      const steps = Math.min(whole, allow(seconds, whole))
      behind = whole > steps
      // what cannot be done in time is not made up for
      owed = behind ? 0 : owed - steps
      return steps
    },
    measured(steps, milliseconds) {
      last = milliseconds
      pace.measured(steps, Math.max(0.05, milliseconds - latency))
    },
    get behind() {
      return behind
    },
  }
}
