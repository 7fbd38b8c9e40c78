/** One line on a terminal while a run is under way: bar, share, rate, time left. Nothing elsewhere. */
import { SingleBar } from 'cli-progress'
import type { Progress } from '../engine/result.ts'
import { secondsText } from '../engine/units.ts'
import { counted, lineWidth } from './terminal.ts'

export interface ProgressLine {
  show(progress: Progress): void
  /** clears the line */
  end(): void
}

/** `work` is neurons times replicas: what one step amounts to. */
export function progressLine(stream: NodeJS.WriteStream, work: number): ProgressLine {
  if (stream.isTTY !== true) return { show: () => {}, end: () => {} }
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: Math.max(10, lineWidth(stream) - 56),
    barCompleteChar: '━',
    barIncompleteChar: '─',
    format: '{bar} {percentage} %  {rate} neuron-steps/s  {left} left',
  })
  let started = false
  return {
    show({ step, steps, stepsPerSecond }) {
      const payload = {
        rate: counted(stepsPerSecond * work),
        left: secondsText((steps - step) / stepsPerSecond),
      }
      if (started) bar.update(step, payload)
      else bar.start(steps, step, payload)
      started = true
    },
    end() {
      if (started) bar.stop()
    },
  }
}
