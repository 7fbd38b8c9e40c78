/** Holds passes on the device against their twins, each within its own bound. */
import { expect } from 'vitest'
import { type Built, type Moment, memoryOf } from '../../src/engine/webgpu/passes/pass.ts'
import type { BufferSpec } from '../../src/engine/webgpu/program.ts'
import { runPasses, testDevice } from './device.ts'

/** Numbers in [-1, 1) that are float32. */
export function random(count: number, seed = 1): Float32Array {
  let state = Math.imul(seed, 2654435761) >>> 0
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

const now: Moment = { step: 0, stage: 0, time: 0, dt: 0.1 }

/**
 * Runs the passes one after the other, each on what the device itself left, and expects every written buffer
 * within the bound of its twin. Gives back what the device holds at the end.
 */
export async function agree(
  buffers: readonly BufferSpec[],
  built: readonly Built[],
  moment: Moment = now,
): Promise<Map<string, Float64Array>> {
  const device = await testDevice()
  let specs = buffers
  let memory = memoryOf(specs)
  for (const { pass, twin, bound } of built) {
    const written = pass.bindings.filter(({ access }) => access === 'read-write').map(({ buffer }) => buffer)
    const bounds = bound(memory, moment)
    const read = await runPasses(device, {
      buffers: specs,
      passes: [pass],
      read: written,
      clock: { ...moment, count: 1 },
    })
    twin(memory, moment)
    for (const name of written) {
      const got = read.get(name)!
      const want = memory.get(name)!
      const allowed = bounds.get(name)!
      let worst = 0
      let where = -1
      for (let i = 0; i < want.length; i++) {
        const excess = Math.abs(got[i]! - want[i]!) - allowed[i]!
        if (!(excess <= worst)) [worst, where] = [excess, i]
      }
      if (where >= 0) {
        expect.fail(
          `${pass.name}, ${name}[${where}]: ${got[where]} on the device, ${want[where]} by its twin, ` +
            `bound ${allowed[where]}`,
        )
      }
    }
    specs = specs.map((spec) => (read.has(spec.name) ? { ...spec, contents: read.get(spec.name)! } : spec))
    memory = memoryOf(specs)
  }
  return memory
}
