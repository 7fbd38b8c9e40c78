/** The passes of spiking networks, each within the bound of its twin on what the device itself left. */
import { describe, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { type Memory, memoryOf } from '../../src/engine/webgpu/passes/pass.ts'
import type { BufferSpec } from '../../src/engine/webgpu/program.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import { streamedWork } from '../../src/engine/webgpu/streamed.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree } from './agree.ts'
import { chances, exactSuite } from './spiking-networks.ts'

describe('every pass of a step within the bound of its twin', () => {
  const some = [
    ...exactSuite.filter(([name]) => /copied|gain|Heun/.test(name)),
    ['chances', () => chances('exponential-euler')] as const,
  ]
  it.each(some)('%s', async (_, make) => {
    const network = make()
    const { dt } = network.simulation
    const { begin, step, record, program } = streamedWork(network, programOf(network), limits)
    const values = signalValues(program, dt)
    const moment = (now: number, stage: number) => {
      const clock = { step: now, stage, count: 1, time: (now + program.stageFractions[stage]!) * dt }
      return { ...clock, dt, signals: values(clock) }
    }
    // the twins alone take the network to where neurons fire and others are silent
    const memory = memoryOf(program.buffers)
    for (const work of begin) work.twin(memory, moment(0, 0))
    for (let s = 0; s < warm; s++) for (const { work, stage } of step) work.twin(memory, moment(s, stage))
    let buffers = program.buffers.map((spec) => withContents(spec, memory))
    for (const { work, stage } of [...step, ...record.map((work) => ({ work, stage: 0 }))]) {
      const after = await agree(buffers, work.built, moment(warm, stage))
      buffers = buffers.map((spec) => withContents(spec, after))
    }
  })
})

/** a tenth of each run ends here */
const warm = 40

function withContents(spec: BufferSpec, memory: Memory): BufferSpec {
  const held = memory.get(spec.name)!
  const kinds = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, vec2f: Float32Array }
  return { ...spec, contents: kinds[spec.element].from(held) }
}
