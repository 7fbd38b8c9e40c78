/** Steps of a frame: as many as are asked for, and as many as fit, whatever a device takes to answer. */
import { describe, expect, it } from 'vitest'
import { pacingOf } from '../../../demos/lab/worker/pacing.ts'

/** Frames at 60 a second of a device that takes `latency` and `each` a step; the steps of each. */
function frames(count: number, latency: number, each: number, told: number, perSecond = 1e9): number[] {
  const pacing = pacingOf(told)
  let seconds = 1 / 60
  return Array.from({ length: count }, () => {
    const steps = pacing.due(seconds, perSecond, 0.05)
    const milliseconds = latency + each * steps
    if (steps > 0) pacing.measured(steps, milliseconds)
    // drawing takes 3 ms more; a frame that is late waits for the next beat
    seconds = Math.ceil((milliseconds + 3) / 16.7) / 60
    return steps
  })
}

describe('pacing', () => {
  it('takes the steps that the speed asks for', () => {
    const steps = frames(600, 1, 0.001, 1, 20)
    expect(steps.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(3990)
    expect(steps.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(4000)
    expect(Math.max(...steps)).toBeLessThanOrEqual(8)
  })

  it('fills its share of a frame and no more', () => {
    for (const each of [0.001, 0.1, 2]) {
      const last = frames(200, 1, each, 1).slice(100)
      for (const steps of last) expect(each * steps).toBeLessThan(12)
      expect(each * Math.max(...last)).toBeGreaterThan(5)
    }
  })

  it('is not held by answers that come late', () => {
    // told 1 ms, while a device that draws takes 7
    expect(frames(300, 7, 0.001, 1).at(-1)).toBeGreaterThan(1000)
  })

  it('takes one step a frame where one is too many', () => {
    expect(new Set(frames(50, 1, 100, 1).slice(2))).toEqual(new Set([1]))
  })
})
