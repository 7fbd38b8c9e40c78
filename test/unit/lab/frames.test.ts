/** The beat of the worker: by the display's clock, and by a timer while that stands. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { framesOf } from '../../../demos/lab/worker/frames.ts'

let goes = true

beforeEach(() => {
  vi.useFakeTimers()
  goes = true
  vi.stubGlobal('requestAnimationFrame', (then: (now: number) => void) =>
    goes ? Number(setTimeout(() => then(performance.now()), 10)) : 0,
  )
  vi.stubGlobal('cancelAnimationFrame', (asked: number) => clearTimeout(asked))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('goes on while the display’s clock stands, and with it again when it goes', async () => {
  const beats: number[] = []
  const frames = framesOf(async (seconds) => {
    beats.push(Math.round(1000 * seconds))
  }, 1)
  frames.start()
  await vi.advanceTimersByTimeAsync(55)
  expect(beats).toEqual([10, 10, 10, 10, 10])
  // what was asked already still comes
  goes = false
  await vi.advanceTimersByTimeAsync(5 + 250 + 10 * 18)
  expect(beats.slice(5)).toEqual([10, 250, ...new Array(10).fill(18)])
  goes = true
  await vi.advanceTimersByTimeAsync(18 + 30)
  expect(beats.slice(17)).toEqual([18, 10, 10, 10])
  frames.stop()
  await vi.advanceTimersByTimeAsync(1000)
  expect(frames.count).toBe(21)
})
