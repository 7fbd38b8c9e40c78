import { expect, it } from 'vitest'
import { programOf } from '../../../src/engine/program.ts'
import { describeDeviceProgram } from '../../../src/engine/webgpu/describe.ts'
import { streamedProgram } from '../../../src/engine/webgpu/streamed.ts'
import { driven, suite } from './networks.ts'
import { limits } from './twins.ts'

it('prints a program in lines of at most 80 characters', () => {
  for (const [name, make] of suite) {
    const network = make()
    const text = describeDeviceProgram(streamedProgram(network, programOf(network), limits))
    for (const line of text.split('\n')) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(80)
    expect(text).toMatch(/^streamed: /)
  }
})

it('names every buffer and every pass', () => {
  const network = driven()
  const program = streamedProgram(network, programOf(network), limits)
  const text = describeDeviceProgram(program).replace(/\s+/g, ' ')
  for (const { name } of program.buffers) expect(text).toContain(name)
  for (const { pass } of program.step) expect(text).toContain(pass.name.slice(0, 20))
})
