/**
 * Carries a device program out: its passes, many steps a submission, with one submission queued behind the
 * one that runs, so that the device never waits for the host. The two together last about 20 ms. After an abort no
 * step is submitted any more, and the run ends with the state after these two: what is submitted cannot be called
 * back, and what reads the state waits behind it. What is recorded comes back rarely, many frames a map. What the
 * run gives does not depend on the wall clock: how steps are cut into submissions changes nothing in them.
 */
import { snapshotClock } from '../snapshot.ts'
import { limitsOf } from './device.ts'
import { drainOf } from './drain.ts'
import { type Encoder, encoderOf, type Submission } from './encoder.ts'
import { guardOf } from './guard.ts'
import { type Loss, lossOf } from './loss.ts'
import { allocate, checkLimits, type DeviceMemory, passesOf, writeBuffer } from './memory.ts'
import { mostUnderWay, paceOn } from './pace.ts'
import type { BufferSpec, DeviceProgram } from './program.ts'
import { type Readback, type ReadbackCounts, readBuffers, readbackOf } from './readback.ts'
import type { Found, Watch } from './watch.ts'

/** Where a run stands: what the next step starts from. Whoever has it goes on, on whatever device. */
export interface Snapshot {
  /** steps done */
  readonly step: number
  /** by buffer name: `state` and every buffer that is `kept` */
  readonly buffers: ReadonlyMap<string, ArrayBuffer>
}

/** The buffers that a snapshot holds. */
export function keptBuffers(program: DeviceProgram): BufferSpec[] {
  return program.buffers.filter((spec) => spec.kept === true || spec.name === 'state')
}

export interface Job {
  readonly program: DeviceProgram
  readonly dt: number
  readonly steps: number
  /** steps between frames; 0 records nothing */
  readonly every: number
  readonly watch?: Watch
  /** go on from here; frames up to its step are taken for recorded */
  readonly from?: Snapshot
  readonly signal?: AbortSignal
  /** `count` frames, numbered from `first`, one after the other; the numbers are gone when it returns */
  readonly onFrames?: (first: number, count: number, values: Float32Array) => void
  /** spikes recorded: of each the neuron among those of all replicas, and the step, in no order */
  readonly onSpikes?: (words: Uint32Array) => void
  /** after every submission that is done; `step` is where it ended */
  readonly onProgress?: (step: number) => void
  /** milliseconds between snapshots; absent takes none */
  readonly snapshotEvery?: number
  /** every frame up to its step was handed to `onFrames` before */
  readonly onSnapshot?: (snapshot: Snapshot) => void
  /** milliseconds after which what was recorded is read back though more would fit; default 500, less at first */
  readonly flushEvery?: number
}

export interface Outcome {
  readonly status: 'ok' | 'aborted' | 'diverged' | 'device-lost'
  /** why the device was lost, in its own words */
  readonly reason?: string
  /** where the state was first found not finite or too large */
  readonly found?: Found
  /** the end of the run; null when the device was lost */
  readonly end: Snapshot | null
  readonly counts: RunCounts
}

/** What was done, for tests and reports. */
export interface RunCounts extends ReadbackCounts {
  readonly submissions: number
  readonly dispatches: number
  /** bytes mapped for snapshots, the end included */
  readonly snapshots: number
  /** bytes of buffers on the device */
  readonly memory: number
  /** seconds from the first step's submission until the last step was known to be done */
  readonly marched: number
  /** of these, those in which the host encoded and submitted */
  readonly encoded: number
  /** of these, those in which no submission was known to be under way: the device waited for the host */
  readonly starved: number
}

/**
 * Runs the job. Rejects with InputError for what does not fit the device, with Error for a fault of ours; a
 * lost device is an outcome.
 */
export async function carryOut(device: GPUDevice, job: Job): Promise<Outcome> {
  const { program, watch } = job
  checkLimits(program, limitsOf(device))
  const loss = lossOf(device)
  const extra = watch === undefined || program.buffers.includes(watch.buffer) ? [] : [watch.buffer]
  const specs = [...program.buffers, ...extra]
  const passes = [...passesOf(program), ...(watch?.passes ?? [])]
  let memory: DeviceMemory | undefined
  let encoder: Encoder | undefined
  try {
    memory = await loss.instead(allocate(device, specs))
    const clocks = (program.stageFractions.length + 2) * (job.steps + 2)
    encoder = await loss.instead(encoderOf(device, passes, memory, job.dt, clocks, program))
    return await march(device, job, memory, encoder, loss)
  } catch (error) {
    const reason = await loss.explains(error)
    if (reason === null) throw error
    const times = { marched: 0, encoded: 0, starved: 0 }
    const counts = { submissions: 0, dispatches: 0, snapshots: 0, memory: 0, maps: 0, frames: 0, watch: 0 }
    return { status: 'device-lost', reason, end: null, counts: { ...counts, ...times } }
  } finally {
    encoder?.destroy()
    memory?.destroy()
  }
}

async function march(
  device: GPUDevice,
  job: Job,
  memory: DeviceMemory,
  encoder: Encoder,
  loss: Loss,
): Promise<Outcome> {
  const { program, watch, steps, every, signal } = job
  const { submission } = encoder
  const { frame } = program
  const start = job.from?.step ?? 0
  const recorded = every > 0 && frame !== null
  const inside = recorded && frame.slots !== undefined
  const frameBytes = recorded ? 4 * frame.length : 0
  const frameBuffer = recorded ? memory.buffer(frame.buffer) : null
  const kept = new Map(keptBuffers(program).map(({ name }) => [name, memory.buffer(name)]))
  const guarded = guardOf(device)
  const { faults } = guarded
  const pace = paceOn(device, program)
  const counts = { submissions: 0, snapshots: 0 }
  const times = { marched: 0, encoded: 0, starved: 0 }
  let running = 0
  let foundAt: number | undefined
  let found: Found | undefined
  const readback: Readback = readbackOf(device, {
    first: job.from === undefined ? 0 : Math.floor(start / Math.max(every, 1)) + 1,
    frameLength: recorded ? frame.length : 0,
    frames: recorded ? Math.floor(steps / every) + 1 : 0,
    found: watch === undefined ? null : memory.buffer(watch.buffer.name),
    onFrames: (first, count, values) => job.onFrames?.(first, count, values),
    onFound: (step) => {
      foundAt ??= step
    },
  })

  const drain =
    program.spikes === undefined
      ? null
      : drainOf(device, program.spikes, memory.buffer('spikes'), (words) => job.onSpikes?.(words))

  function look(step: number): void {
    if (watch === undefined || watch.passes.length === 0) return
    const clock = submission.clock({ step, stage: 0, count: 0, time: step * job.dt })
    for (const pass of watch.passes) submission.dispatch(pass, clock)
  }

  function record(step: number): void {
    const clock = submission.clock({ step, stage: 0, count: 0, time: step * job.dt })
    for (const pass of program.record) submission.dispatch(pass, clock)
    readback.copy(submission.between(), frameBuffer!, 0)
  }

  /** What begins a run is made from the state that the run begins with: the snapshot's comes first. */
  function begin(): void {
    for (const [name, buffer] of job.from === undefined ? [] : kept)
      writeBuffer(device, buffer, new Uint8Array(job.from!.buffers.get(name)!))
    const clock = submission.clock({ step: 0, stage: 0, count: 0, time: 0 })
    for (const pass of program.begin) submission.dispatch(pass, clock)
    if (job.from === undefined && recorded) {
      if (inside) readback.copy(submission.between(), frameBuffer!, 0)
      else record(0)
    }
    submission.submit()
  }

  /** Encodes up to `most` steps from `step`, submits them, returns where they end. */
  function advance(from: number, most: number): number {
    let step = from
    const end = Math.min(steps, from + most)
    while (step < end && submission.clocksLeft > program.stageFractions.length + 2) {
      const room = recorded ? readback.room : 0
      const count = unit(step, end, room)
      if (count === 0) break
      encodeStep(submission, program, step, count, job.dt)
      const before = step
      step += count
      const due = recorded && Math.floor(step / every) > Math.floor(before / every)
      if (watch !== undefined && (step % watch.every === 0 || step === steps || (due && !inside))) look(step)
      if (!due) continue
      if (inside) {
        const frames = Math.floor(step / every) - Math.floor(before / every)
        for (let j = 0; j < frames; j++) readback.copy(submission.between(), frameBuffer!, j * frameBytes)
      } else record(step)
    }
    submission.submit()
    return step
  }

  /** Steps of the next dispatch: none when a frame would fall due that there is no room for. */
  function unit(step: number, end: number, room: number): number {
    let count = Math.min(program.stepsPerDispatch, end - step)
    if (watch !== undefined) count = Math.min(count, watch.every - (step % watch.every))
    if (!recorded) return count
    const next = every - (step % every)
    if (!inside) return next > count || room > 0 ? Math.min(count, next) : Math.min(count, next - 1)
    return Math.min(count, next + Math.min(frame.slots!, room) * every - 1)
  }

  /** Hands on what was recorded until now. */
  function flush(): Promise<void> {
    return guarded(() => readback.flush())
  }

  /** Every spike recorded until now handed on. */
  async function emptied(): Promise<void> {
    if (drain === null) return
    await Promise.all(underWay.splice(0))
    await loss.instead(guarded(() => drain.settle(true)))
  }

  /** Reads the kept buffers; what was recorded until then is handed on first. Only when there is room. */
  async function snapshot(step: number): Promise<Snapshot> {
    const [buffers] = await Promise.all([guarded(() => readBuffers(device, kept)), flush()])
    for (const { byteLength } of buffers.values()) counts.snapshots += byteLength
    return { step, buffers }
  }

  let step = start
  let finished = performance.now()
  const opened = finished
  let lastFlush = finished
  let snapshotting: Promise<void> | null = null
  const snapshots = snapshotClock(job.snapshotEvery)
  const underWay: Promise<void>[] = []

  function finish(status: Outcome['status'], end: Snapshot | null, reason?: string): Outcome {
    return {
      status,
      end,
      ...(reason === undefined ? {} : { reason }),
      ...(found === undefined ? {} : { found }),
      counts: {
        ...counts,
        ...times,
        ...readback.counts,
        dispatches: encoder.dispatches,
        memory: memory.bytes,
      },
    }
  }

  try {
    guarded(begin)
    while (
      step < steps &&
      foundAt === undefined &&
      !signal?.aborted &&
      !loss.isLost() &&
      faults.length === 0
    ) {
      if (recorded && readback.room === 0) {
        lastFlush = performance.now()
        flush().catch(() => {})
        await loss.instead(readback.ready())
        // meanwhile the run may have ended
        continue
      }
      if (drain !== null && drain.steps < 1) {
        await Promise.all(underWay.splice(0))
        await loss.instead(guarded(() => drain.settle()))
      }
      const from = step
      const began = performance.now()
      step = guarded(() => advance(from, Math.min(pace.steps, drain?.steps ?? pace.steps)))
      drain?.sent(step - from)
      const submitted = performance.now()
      times.encoded += (submitted - began) / 1000
      if (running++ === 0) times.starved += (submitted - finished) / 1000
      const to = step
      counts.submissions++
      const over = loss.instead(device.queue.onSubmittedWorkDone()).then(() => {
        const now = performance.now()
        pace.measured(to - from, now - Math.max(began, finished))
        finished = now
        running--
        times.marched = (now - opened) / 1000
        job.onProgress?.(to)
      })
      over.catch(() => {})
      underWay.push(over)
      if (underWay.length >= mostUnderWay) await underWay.shift()
      const now = performance.now()
      if (now - lastFlush >= Math.min(job.flushEvery ?? 500, 50 + (now - opened) / 4)) {
        lastFlush = now
        flush().catch(() => {})
      }
      if (snapshotting === null && snapshots.isDue()) {
        await loss.instead(readback.ready())
        await emptied()
        snapshotting = snapshot(step).then((taken) => {
          snapshotting = null
          snapshots.run(() => foundAt === undefined && job.onSnapshot?.(taken))
        })
        snapshotting.catch(() => {})
        // spikes of later steps are not handed on before those of the snapshot were kept
        if (drain !== null) await snapshotting
      }
    }
    await Promise.all(underWay)
    await snapshotting
    if (faults.length > 0) throw faults[0]!
    await loss.instead(readback.ready())
    await emptied()
    const end = await loss.instead(snapshot(step))
    if (foundAt !== undefined && watch !== undefined) {
      const { name } = watch.buffer
      const read = await loss.instead(
        guarded(() => readBuffers(device, new Map([[name, memory.buffer(name)]]))),
      )
      const state = new Float32Array(end.buffers.get('state')!)
      found = watch.locate(new Uint32Array(read.get(name)!), state)
    }
    if (faults.length > 0) throw faults[0]!
    return finish(found !== undefined ? 'diverged' : step < steps ? 'aborted' : 'ok', end)
  } catch (error) {
    const reason = await loss.explains(error)
    if (reason === null) throw error
    return finish('device-lost', null, reason)
  } finally {
    readback.destroy()
  }
}

/** The passes of one step, or of a resident dispatch of `count` steps. */
export function encodeStep(
  submission: Submission,
  { step: passes, stageFractions }: DeviceProgram,
  step: number,
  count: number,
  dt: number,
): void {
  const clocks = stageFractions.map((fraction, stage) =>
    submission.clock({ step, stage, count, time: (step + fraction) * dt }),
  )
  for (const { pass, stage } of passes) submission.dispatch(pass, clocks[stage]!)
}
