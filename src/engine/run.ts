/** A run as two things at once: a promise of its result and a stream of its progress. */
import type { Simulation } from '../model/network.ts'
import type { Progress, Run, RunResult } from './result.ts'

/** How far a run is that stood at `start` when `performance.now()` was `began`. */
export function progressAt(
  step: number,
  { steps, dt }: Pick<Simulation, 'steps' | 'dt'>,
  start: number,
  began: number,
): Progress {
  const seconds = (performance.now() - began) / 1000
  return { step, steps, time: step * dt, seconds, stepsPerSecond: (step - start) / Math.max(seconds, 1e-9) }
}

/**
 * Starts the work. Progress that nobody has taken yet is replaced by newer; an iterator ends when the run
 * does, and throws what the run throws.
 */
export function startRun(work: (report: (progress: Progress) => void) => Promise<RunResult>): Run {
  let latest: Progress | null = null
  let count = 0
  let finished = false
  let wake: (() => void)[] = []
  const notify = () => {
    const waiting = wake
    wake = []
    for (const resume of waiting) resume()
  }
  const result = work((progress) => {
    latest = progress
    count++
    notify()
  }).finally(() => {
    finished = true
    notify()
  })
  // an error is told to whoever awaits or iterates; a run that nobody watches must not end the process twice
  result.catch(() => {})

  async function* progress(): AsyncGenerator<Progress, void, undefined> {
    let seen = 0
    while (true) {
      if (latest !== null && count > seen) {
        seen = count
        yield latest
      } else if (finished) {
        await result
        return
      } else {
        await new Promise<void>((resume) => wake.push(resume))
      }
    }
  }

  return {
    // biome-ignore lint/suspicious/noThenProperty: a run is a promise of its result
    then: (fulfilled, rejected) => result.then(fulfilled, rejected),
    [Symbol.asyncIterator]: progress,
  }
}
