/**
 * Turns a program's passes into the commands of one submission: dispatches one after the other, each with
 * its clock in one uniform buffer by a dynamic offset, and copies of frames between them.
 */
import { clockBytes, writeClock } from './clock.ts'
import type { DeviceMemory } from './memory.ts'
import { pipelinesOf } from './pipelines.ts'
import type { Clock, DeviceProgram, Pass } from './program.ts'
import { signalValues } from './signals.ts'

export interface Submission {
  /** clocks that still fit; a clock may be seen by several dispatches */
  readonly clocksLeft: number
  /** writes a clock and returns its number */
  clock(clock: Clock): number
  dispatch(pass: Pass, clock: number): void
  /** the command encoder, between dispatches, for copies */
  between(): GPUCommandEncoder
  /** writes the clocks and submits the commands; afterwards the next submission begins */
  submit(): void
}

export interface Encoder {
  readonly submission: Submission
  /** encodes passes into commands of the caller's, all at one clock; no submission may be begun beside it */
  into(commands: GPUCommandEncoder, passes: readonly Pass[], clock: Clock): void
  /** dispatches submitted */
  readonly dispatches: number
  destroy(): void
}

/** Clocks of one submission. */
const leastClocks = 16
const mostClocks = 4096
const mostBytes = 2 ** 20

interface Prepared {
  readonly pipeline: GPUComputePipeline
  readonly group: GPUBindGroup
}

/** Compiles the passes and binds their buffers. A run that wants few clocks in all has room for no more. */
export async function encoderOf(
  device: GPUDevice,
  passes: readonly Pass[],
  memory: DeviceMemory,
  dt: number,
  clocksWanted: number,
  program: Pick<DeviceProgram, 'signals'>,
): Promise<Encoder> {
  const pipelines = pipelinesOf(device)
  const distinct = [...new Set(passes)]
  const compiled = await Promise.all(distinct.map((pass) => pipelines.of(pass)))
  // nothing is made before all is compiled: what fails leaves nothing behind
  const size = clockBytes(program.signals?.room)
  const alignment = device.limits.minUniformBufferOffsetAlignment
  const stride = alignment * Math.ceil(size / alignment)
  const slots = Math.max(leastClocks, Math.min(mostClocks, clocksWanted, Math.floor(mostBytes / stride)))
  const signals = signalValues(program, dt)
  const clocks = device.createBuffer({
    label: 'clocks',
    size: slots * stride,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  })
  const view = new DataView(new ArrayBuffer(slots * stride))
  const clockLayout = compiled.find((pass) => pass.clockLayout !== null)?.clockLayout
  const clockGroup =
    clockLayout == null
      ? null
      : device.createBindGroup({
          label: 'clock',
          layout: clockLayout,
          entries: [{ binding: 0, resource: { buffer: clocks, size } }],
        })
  const prepared = new Map<Pass, Prepared>()
  for (const [i, pass] of distinct.entries()) {
    const { pipeline, layout } = compiled[i]!
    const entries = pass.bindings.map(({ buffer }, binding) => ({
      binding,
      resource: { buffer: memory.buffer(buffer) },
    }))
    prepared.set(pass, { pipeline, group: device.createBindGroup({ label: pass.name, layout, entries }) })
  }

  let used = 0
  let dispatches = 0
  let commands: GPUCommandEncoder | null = null
  let compute: GPUComputePassEncoder | null = null
  let current: Prepared | null = null

  function encode(into: GPUComputePassEncoder, pass: Pass, clock: number, before: Prepared | null): Prepared {
    const found = prepared.get(pass)!
    if (before !== found) {
      into.setPipeline(found.pipeline)
      into.setBindGroup(0, found.group)
    }
    if (pass.clock) into.setBindGroup(1, clockGroup, [clock * stride])
    const [x, y, z] = pass.workgroups
    into.dispatchWorkgroups(x, y, z)
    dispatches++
    return found
  }

  function between(): GPUCommandEncoder {
    compute?.end()
    compute = null
    current = null
    return (commands ??= device.createCommandEncoder({ label: 'steps' }))
  }

  const submission: Submission = {
    get clocksLeft() {
      return slots - used
    },
    clock(clock) {
      writeClock(view, used * stride, clock, dt, signals(clock))
      return used++
    },
    dispatch(pass, clock) {
      compute ??= between().beginComputePass({ label: 'steps' })
      current = encode(compute, pass, clock, current)
    },
    between,
    submit() {
      const finished = between().finish()
      if (used > 0) device.queue.writeBuffer(clocks, 0, view.buffer, 0, used * stride)
      device.queue.submit([finished])
      commands = null
      used = 0
    },
  }
  return {
    submission,
    into(commands, passes, clock) {
      const at = submission.clock(clock)
      const inside = commands.beginComputePass({ label: 'between steps' })
      for (const pass of passes) encode(inside, pass, at, null)
      inside.end()
      device.queue.writeBuffer(clocks, 0, view.buffer, 0, used * stride)
      used = 0
    },
    get dispatches() {
      return dispatches
    },
    destroy: () => clocks.destroy(),
  }
}
