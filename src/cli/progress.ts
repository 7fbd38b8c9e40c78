/** One line on a terminal while something is under way: a bar, and what is said beside it. Nothing elsewhere. */
import { SingleBar } from 'cli-progress'
import type { Progress } from '../engine/result.ts'
import { secondsText } from '../engine/units.ts'
import { counted, lineWidth } from './terminal.ts'

export interface ProgressLine<Told> {
  show(told: Told): void
  /** clears the line */
  end(): void
}

interface Shown {
  readonly done: number
  readonly of: number
  readonly words: string
}

/**
 * @param room columns for the words
 * @param shownOf what to show of what is told
 */
export function progressBar<Told>(
  stream: NodeJS.WriteStream,
  room: number,
  shownOf: (told: Told) => Shown,
): ProgressLine<Told> {
  if (stream.isTTY !== true) return { show: () => {}, end: () => {} }
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: Math.max(10, lineWidth(stream) - room),
    barCompleteChar: '━',
    barIncompleteChar: '─',
    format: '{bar} {words}',
  })
  let started = false
  return {
    show(told) {
      const { done, of, words } = shownOf(told)
      if (started) {
        bar.setTotal(of)
        bar.update(done, { words })
      } else bar.start(of, done, { words })
      started = true
    },
    end() {
      if (started) bar.stop()
      started = false
    },
  }
}

/** Of a run: share, rate, time left. `work` is neurons times replicas: what one step amounts to. */
export function runProgress(stream: NodeJS.WriteStream, work: number): ProgressLine<Progress> {
  return progressBar(stream, 56, ({ step, steps, stepsPerSecond }) => ({
    done: step,
    of: steps,
    words: `${Math.floor((100 * step) / steps)} %  ${counted(stepsPerSecond * work)} neuron-steps/s  ${secondsText((steps - step) / stepsPerSecond)} left`,
  }))
}
