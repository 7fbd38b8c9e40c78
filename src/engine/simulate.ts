/**
 * The simulation loop on the reference engine. Replicas are independent, so each runs a chunk of steps by
 * itself while its vectors are in the cache; chunks end at frames. Between slices of some milliseconds the
 * loop yields to the event loop, so that Ctrl-C and AbortSignal act and a page stays alive. What the run
 * gives does not depend on the wall clock.
 */
import type { Network } from '../model/network.ts'
import { checkEvery, divergenceAdvice, isBounded, locateDivergence } from './divergence.ts'
import { endOf } from './final.ts'
import { initialState } from './initial.ts'
import { noiseSource } from './noise.ts'
import { type Program, type ProgramOptions, programOf } from './program.ts'
import { frameCount, recorderOf } from './recorder.ts'
import type { Divergence, Progress, Run, RunResult } from './result.ts'
import { progressAt, startRun } from './run.ts'
import {
  checkSnapshot,
  defaultSnapshotEvery,
  type RunSnapshot,
  type SnapshotOptions,
  snapshotClock,
  spikeBuffers,
  spikesIn,
} from './snapshot.ts'
import { systemOf } from './system.ts'
import { chunkSteps, nextTurn } from './turns.ts'

export interface SimulateOptions extends ProgramOptions, SnapshotOptions {
  readonly signal?: AbortSignal
  /** called at the same moments as the iterator yields */
  readonly onProgress?: (progress: Progress) => void
  /** milliseconds between progress reports; default 100. The last report comes at the end in any case */
  readonly progressEvery?: number
  /** milliseconds between turns given to the event loop; default 20 */
  readonly yieldEvery?: number
}

/**
 * Runs a network. Throws InputError at once for one that cannot run; the result then tells what happened:
 * `ok`, `diverged` or `aborted`, with everything recorded until then.
 */
export function simulateNetwork(network: Network, options: SimulateOptions = {}): Run {
  const program = programOf(network, options)
  const job = prepare(network, program, options.from)
  return startRun((report) => job(options, report))
}

type Job = (options: SimulateOptions, report: (progress: Progress) => void) => Promise<RunResult>

/** Everything that can be refused is refused here, before the first step. */
function prepare(network: Network, program: Program, from: RunSnapshot | undefined): Job {
  const { steps, replicas } = network.simulation
  const { every } = network.record
  const system = systemOf(network, program.connections)
  const { layout, length } = system
  const { stride } = layout
  const noise = noiseSource(network, layout)
  const advance = system.stepper(noise)
  const state = system.place(initialState(network, layout), noise)
  const recorder = recorderOf(system)
  const frames = frameCount(network)
  const plan = program.connections.map((connection) => connection.plan)
  const remembered = new Map([['state', state]])
  if (noise?.memory !== undefined) remembered.set('eta', noise.memory)
  if (from !== undefined) {
    checkSnapshot(from, {
      backend: 'cpu',
      plan,
      steps,
      every: frames > 0 ? every : 0,
      buffers: new Map([...remembered].map(([name, { byteLength }]) => [name, byteLength])),
      widths: new Map([...recorder.soFar(1)].map(([name, { length: width }]) => [name, width])),
    })
    for (const [name, values] of remembered) values.set(new Float64Array(from.buffers.get(name)!))
    recorder.restore(from.recorded)
    system.spikes.restore(spikesIn(from))
  }
  const start = from?.step ?? 0
  const longest = chunkSteps(system, program.nanosecondsPerStep, replicas)

  return async (options, report) => {
    const { signal, onProgress, onSnapshot, progressEvery = 100, yieldEvery = 20 } = options
    const began = performance.now()
    let lastYield = began
    let lastReport = began
    let step = start
    let done = from?.frames ?? 0
    let divergence: Divergence | null = null

    /** Runs one replica from `step` to `end`, or to where it is found diverged. */
    function runReplica(replica: number, end: number): void {
      const offset = replica * stride
      for (let s = step; s < end; s++) {
        advance(replica, s, state, offset)
        if ((s + 1) % checkEvery !== 0 && s + 1 !== end) continue
        if (isBounded(state, offset, length)) continue
        const found = locateDivergence(network, layout, replica, s + 1, state, offset)
        if (divergence === null || found.step < divergence.step) divergence = found
        return
      }
    }

    const isDue = () => performance.now() >= Math.min(lastReport + progressEvery, lastYield + yieldEvery)
    function tell(partial: number): void {
      lastReport = performance.now()
      const progress = progressAt(partial, network.simulation, start, began)
      onProgress?.(progress)
      report(progress)
    }
    async function breathe(partial: number): Promise<void> {
      const now = performance.now()
      if (now - lastReport >= progressEvery) tell(partial)
      if (now - lastYield >= yieldEvery) {
        await nextTurn()
        lastYield = performance.now()
      }
    }

    async function captureFrame(): Promise<void> {
      for (let replica = 0; replica < replicas; replica++) {
        recorder.capture(step / every, replica, state, replica * stride)
        if (isDue()) await breathe(step)
      }
      done = step / every + 1
    }

    function takeSnapshot(): void {
      const buffers = new Map([...remembered].map(([name, values]) => [name, bufferOf(values)]))
      for (const [name, spikes] of spikeBuffers(system.spikes.trains())) buffers.set(name, spikes)
      const recorded = recorder.soFar(done)
      onSnapshot?.({ backend: 'cpu', plan, step, buffers, frames: done, recorded })
    }

    const snapshots = snapshotClock(
      onSnapshot === undefined ? undefined : (options.snapshotEvery ?? defaultSnapshotEvery),
    )
    if (frames > 0 && from === undefined) await captureFrame()
    await nextTurn()
    while (step < steps && divergence === null && !signal?.aborted) {
      const frame = every > 0 ? every - (step % every) : steps
      const end = Math.min(steps, step + Math.min(longest, frame))
      for (let replica = 0; replica < replicas; replica++) {
        runReplica(replica, end)
        if (isDue()) await breathe(Math.floor(step + ((end - step) * (replica + 1)) / replicas))
      }
      step = end
      if (divergence === null && every > 0 && step % every === 0) await captureFrame()
      if (divergence === null && step < steps && snapshots.isDue()) snapshots.run(takeSnapshot)
    }
    if (divergence === null && step < steps) takeSnapshot()
    tell(step)
    const wallSeconds = (performance.now() - began) / 1000

    const found = divergence as Divergence | null
    const status = found !== null ? 'diverged' : step < steps ? 'aborted' : 'ok'
    return {
      status,
      ...(found === null ? {} : { advice: divergenceAdvice(network, found), divergedAt: found }),
      backend: 'cpu',
      device: null,
      steps: found?.step ?? step,
      recording: recorder.finish(done),
      ...endOf(system, program, state, step, step - start, wallSeconds),
    }
  }
}

/** The numbers' own memory, or a copy where they are part of a larger one. */
function bufferOf(values: Float64Array): ArrayBuffer {
  const whole = values.buffer.byteLength === values.byteLength ? values : values.slice()
  return whole.buffer as ArrayBuffer
}
