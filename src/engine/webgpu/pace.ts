/**
 * How many steps to submit at once, so that the two submissions under way together take about 20 ms: long
 * against their own cost, short enough that no driver's watchdog fires, a page stays alive and an abort acts
 * at once.
 */
import { mostPipelines } from './pipelines.ts'
import type { DeviceProgram } from './program.ts'
import { type Recent, recent } from './recent.ts'

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
export function paceOf(begin = 1, target = millisecondsUnderWay / mostUnderWay): Pace {
  let steps = begin
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

const known = new WeakMap<GPUDevice, Recent<number>>()

/** Begins where the last run on the device left off whose steps are these passes, whatever its numbers. */
export function paceOn(device: GPUDevice, { step }: Pick<DeviceProgram, 'step'>): Pace {
  const structure = step.map(({ pass }) => `${pass.entry} ${pass.workgroups}\n${pass.wgsl}`).join('\n')
  const found = known.get(device) ?? recent<number>(mostPipelines)
  known.set(device, found)
  const pace = paceOf(found.get(structure))
  return {
    get steps() {
      return pace.steps
    },
    measured(done, milliseconds) {
      pace.measured(done, milliseconds)
      found.set(structure, pace.steps)
    },
  }
}
