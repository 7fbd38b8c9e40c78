/** Runs the twins of a streamed program on the host: the device's passes in float64. */

import { programOf } from '../../../src/engine/program.ts'
import type { DeviceLimits } from '../../../src/engine/webgpu/device.ts'
import { type Moment, memoryOf } from '../../../src/engine/webgpu/passes/pass.ts'
import { signalValues } from '../../../src/engine/webgpu/signals.ts'
import { streamedWork } from '../../../src/engine/webgpu/streamed.ts'
import type { Network } from '../../../src/model/network.ts'

export const limits: DeviceLimits = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 32768,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBufferBindingSize: 2 ** 27,
  maxBufferSize: 2 ** 28,
  maxStorageBuffersPerShaderStage: 8,
  subgroups: false,
}

/** The buffers after `steps` steps and a frame. */
export function runTwins(network: Network, steps: number): Map<string, Float64Array> {
  const { dt } = network.simulation
  const { begin, step, record, program } = streamedWork(network, programOf(network), limits)
  const memory = memoryOf(program.buffers)
  const signals = signalValues(program, dt)
  const moment = (step: number, stage: number): Moment => {
    const clock = { step, stage, count: 1, time: (step + program.stageFractions[stage]!) * dt }
    return { ...clock, dt, signals: signals(clock) }
  }
  for (const work of begin) work.twin(memory, moment(0, 0))
  for (let s = 0; s < steps; s++) for (const { work, stage } of step) work.twin(memory, moment(s, stage))
  for (const work of record) work.twin(memory, moment(steps, 0))
  return memory
}
