/** The convolution by Fourier transform on the device against its float64 twin, and its laws. */
import { describe, expect, it } from 'vitest'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import { type FftPasses, fftPasses } from '../../src/engine/webgpu/passes/fft.ts'
import { bufferOf, memoryOf } from '../../src/engine/webgpu/passes/pass.ts'
import { cyclic, product } from '../../src/groups/families.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { random } from './agree.ts'
import { runPasses, testDevice } from './device.ts'

const limits = limitsOf(await testDevice())

function kernelOn(shape: readonly number[], seed = 5) {
  const space = finiteSpace(shape.length === 1 ? cyclic(shape[0]!) : product(...shape.map(cyclic)))
  return kernelFromValues(space, Float64Array.from(random(space.size, seed)))
}

interface Setting {
  readonly shape: readonly number[]
  readonly replicas?: number
  readonly limits?: Partial<DeviceLimits>
}

/** Rates at an offset among others, input at another, gains in a longer table. */
function setUp({ shape, replicas = 1, limits: own = {} }: Setting) {
  const kernel = kernelOn(shape)
  const n = kernel.space.size
  const description = {
    name: 'test',
    kernel,
    replicas,
    rates: { buffer: 'rates', offset: 3, stride: n + 4 },
    input: { buffer: 'input', offset: 2, stride: n + 3 },
    gains: { buffer: 'gains', offset: 1, stride: 2 },
    limits: { ...limits, ...own },
  }
  const convolution = fftPasses(description)
  const buffers = (rates: Float32Array, input = random(2 + replicas * (n + 3), 2)) => [
    bufferOf('rates', 'r', rates),
    bufferOf('input', 'I', input),
    bufferOf('gains', 'g', random(2 * replicas, 3)),
    ...convolution.buffers,
  ]
  return { kernel, n, convolution, buffers, rates: random(3 + replicas * (n + 4), 1) }
}

async function onDevice(convolution: FftPasses, buffers: ReturnType<ReturnType<typeof setUp>['buffers']>) {
  const { passes } = convolution
  const read = await runPasses(await testDevice(), { buffers, passes, read: ['input'] })
  return read.get('input') as Float32Array
}

async function agrees(setting: Setting) {
  const { convolution, buffers, rates } = setUp(setting)
  const specs = buffers(rates)
  const memory = memoryOf(specs)
  const bounds = convolution.bound(memory)
  convolution.twin(memory)
  const expected = memory.get('input')!
  const received = await onDevice(convolution, specs)
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(received[i]! - expected[i]!)
    if (!(error <= bounds[i]!))
      expect.fail(`input[${i}] is ${received[i]}, expected ${expected[i]} +- ${bounds[i]}`)
    worst = Math.max(worst, error / (bounds[i]! || 1))
  }
  return { worst, convolution }
}

describe('in one dimension', () => {
  const lengths = [1, 2, 3, 5, 7, 64, 97, 100, 243, 256, 1000, 1009, 2048, 4096]
  for (const [index, n] of lengths.entries()) {
    const replicas = [1, 3, 2, 5][index % 4]!
    it(`${n} points, ${replicas} replicas: one pass`, async () => {
      const { convolution } = await agrees({ shape: [n], replicas })
      expect(convolution.passes.length).toBe(1)
    })
  }
})
