/** How the reference engine shares its thread: steps that a replica takes by itself, and turns given away between them. */
import type { System } from './system.ts'

/**
 * Steps that one replica runs by itself: about 4 ms of work, and at most about 80 ms over all replicas, so
 * that an abort finds the replicas level soon. From the estimate, not the clock: a run repeats exactly.
 */
export function chunkSteps(system: System, nanosecondsPerStep: number, replicas: number): number {
  if (system.drive.timed && replicas > 1) return 1
  const most = Math.min(4e6, 8e7 / replicas) / Math.max(nanosecondsPerStep, 1)
  return Math.max(1, Math.min(4096, Math.floor(most)))
}

/** Resolves in the next turn of the event loop, after timers, signals and input had theirs. */
export function nextTurn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
