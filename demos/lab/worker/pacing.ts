/**
 * How many steps a frame takes: what the speed asks for, and no more than fits beside the drawing, by what steps
 * were measured to last. Asking a device takes time of its own, which is no time of the steps.
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

/** Milliseconds of a frame for steps. */
const share = 8

/** `latency` in milliseconds: how long no steps at all take. */
export function pacingOf(latency: number): Pacing {
  const pace = paceOf(1, share)
  let owed = 0
  let behind = false
  return {
    due(seconds, perSecond, dt) {
      owed += (seconds * perSecond) / dt
      const whole = Math.floor(owed)
      const steps = Math.min(whole, pace.steps)
      behind = whole > steps
      // what cannot be done in time is not made up for
      owed = behind ? 0 : owed - steps
      return steps
    },
    measured: (steps, milliseconds) => pace.measured(steps, Math.max(0.05, milliseconds - latency)),
    get behind() {
      return behind
    },
  }
}
