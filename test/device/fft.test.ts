/** The convolution by Fourier transform on the device against its float64 twin, and its laws. */
import { describe, expect, it } from 'vitest'
import { type DeviceLimits, limitsOf } from '../../src/engine/webgpu/device.ts'
import { type FftPasses, fftPasses } from '../../src/engine/webgpu/passes/fft.ts'
import { fftBound } from '../../src/engine/webgpu/passes/fft-bound.ts'
import { bufferOf, memoryOf, unit } from '../../src/engine/webgpu/passes/pass.ts'
import { cyclic, product } from '../../src/groups/families.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { random } from './agree.ts'
import { sizes } from './cases/factors.ts'
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
  const { convolution, buffers, rates, n } = setUp(setting)
  const specs = buffers(rates)
  const memory = memoryOf(specs)
  const bounds = convolution.bound(memory)
  convolution.twin(memory)
  const expected = memory.get('input')!
  const received = await onDevice(convolution, specs)
  for (let i = 0; i < expected.length; i++)
    if (!(Math.abs(received[i]! - expected[i]!) <= bounds[i]!))
      expect.fail(`input[${i}] is ${received[i]}, expected ${expected[i]} +- ${bounds[i]}`)
  // the bound is one of the 2-norm, so all errors of a replica together keep it
  for (let replica = 0; replica < (setting.replicas ?? 1); replica++) {
    const start = 2 + replica * (n + 3)
    let error = 0
    let allowed = 0
    for (let i = start; i < start + n; i++) {
      error = Math.hypot(error, received[i]! - expected[i]!)
      allowed = Math.max(allowed, bounds[i]!)
    }
    const before = specs.find(({ name }) => name === 'input')!.contents as Float32Array
    expect(error).toBeLessThanOrEqual(allowed + unit * norm(before.subarray(start, start + n)))
  }
  return convolution
}

function norm(x: Float32Array): number {
  return Math.hypot(...x)
}

describe('in one dimension', () => {
  const lengths = [...sizes, 2048, 4096]
  for (const [index, n] of lengths.entries()) {
    const replicas = [1, 3, 2, 5][index % 4]!
    it(`${n} points, ${replicas} replicas: one pass`, async () => {
      const convolution = await agrees({ shape: [n], replicas })
      expect(convolution.passes.length).toBe(1)
    })
  }
})

/** Workgroup memory for that many complex points: short lines then count as long. */
const room = (points: number) => ({ maxComputeWorkgroupStorageSize: 8 * points })

describe('lines longer than a workgroup holds', () => {
  const cases = [
    { shape: [8192], replicas: 2, limits: room(2048) },
    { shape: [1000], replicas: 3, limits: room(100) },
    // 97 is lifted to 200, which is cut in 10 x 20 with a row that is filled in part
    { shape: [97], replicas: 1, limits: room(32) },
    // three parts
    { shape: [1000], replicas: 2, limits: room(16) },
    { shape: [3, 97], replicas: 2, limits: room(32) },
    { shape: [97, 6], replicas: 3, limits: room(32) },
    { shape: [60, 5], replicas: 1, limits: room(16) },
  ]
  for (const setting of cases) {
    const { shape, replicas, limits: own } = setting
    it(`${shape.join(' x ')}, ${replicas} replicas, room for ${own.maxComputeWorkgroupStorageSize / 8}`, async () => {
      const convolution = await agrees(setting)
      expect(convolution.plan.parts.some((parts) => parts.length > 1)).toBe(true)
      for (const pass of convolution.passes)
        expect(pass.workgroupBytes).toBeLessThanOrEqual(own.maxComputeWorkgroupStorageSize)
    })
  }
})

describe('in two and three dimensions', () => {
  const cases: Setting[] = [
    { shape: [48, 48], replicas: 2 },
    { shape: [30, 25], replicas: 3 },
    { shape: [1, 7], replicas: 2 },
    { shape: [97, 3], replicas: 1 },
    { shape: [3, 97], replicas: 2 },
    { shape: [64, 100], replicas: 1 },
    { shape: [2, 2], replicas: 1 },
    { shape: [5, 7, 8], replicas: 3 },
    { shape: [4, 17, 9], replicas: 2 },
    { shape: [15, 21], replicas: 3 },
    { shape: [4, 3, 11], replicas: 1 },
    { shape: [2, 3, 2, 5], replicas: 1 },
  ]
  for (const setting of cases)
    it(`${setting.shape.join(' x ')}, ${setting.replicas} replicas`, async () => {
      const convolution = await agrees(setting)
      const axes = setting.shape.filter((n) => n > 1).length
      expect(convolution.passes.length).toBe(2 * axes - 1)
    })

  it('spreads many lines over two dimensions of workgroups', async () => {
    const convolution = await agrees({
      shape: [30, 12],
      replicas: 7,
      limits: { maxComputeWorkgroupsPerDimension: 3, ...room(64) },
    })
    expect(convolution.passes.every(({ workgroups: [x, y] }) => x <= 3 && y >= 2)).toBe(true)
  })
})

describe('laws', () => {
  const shapes = [[35], [12, 10], [17, 6]]

  /** Result alone: nothing in the input before. */
  async function convolve(shape: readonly number[], rates: (at: number) => number) {
    const { convolution, buffers, n } = setUp({ shape })
    const specs = buffers(
      Float32Array.from({ length: n + 7 }, (_, i) => rates(i - 3)),
      new Float32Array(n + 5),
    )
    const result = await onDevice(convolution, specs)
    const bound = convolution.bound(memoryOf(specs))[2]!
    return { y: result.subarray(2, 2 + n), bound }
  }

  for (const shape of shapes) {
    const n = shape.reduce((size, length) => size * length, 1)
    const [f, g] = [random(n, 11), random(n, 12)]
    const last = shape.at(-1)!

    it(`is linear on ${shape.join(' x ')}`, async () => {
      const a = await convolve(shape, (j) => f[j]!)
      const b = await convolve(shape, (j) => g[j]!)
      // a quarter and a half keep the rates float32 to within one rounding of their sum
      const both = await convolve(shape, (j) => 0.25 * f[j]! + 0.5 * g[j]!)
      for (let j = 0; j < n; j++)
        expect(Math.abs(both.y[j]! - 0.25 * a.y[j]! - 0.5 * b.y[j]!)).toBeLessThan(
          both.bound * 1.1 + 0.25 * a.bound + 0.5 * b.bound,
        )
    })

    it(`commutes with shifts along both axes of ${shape.join(' x ')}`, async () => {
      const shifted = (j: number) => {
        const column = ((j % last) + 2) % last
        return shape.length === 1 ? column : ((Math.floor(j / last) + 5) % shape[0]!) * last + column
      }
      const a = await convolve(shape, (j) => f[j]!)
      const b = await convolve(shape, (j) => f[shifted(j)]!)
      for (let j = 0; j < n; j++) expect(Math.abs(b.y[j]! - a.y[shifted(j)]!)).toBeLessThan(a.bound + b.bound)
    })
  }

  for (const { shape, ...own } of [
    { shape: [15] },
    { shape: [16] },
    { shape: [5, 9] },
    { shape: [100], limits: room(16) },
  ])
    it(`keeps replicas apart on ${shape.join(' x ')}: one that diverges leaves the others as they are`, async () => {
      const { convolution, buffers, rates, n } = setUp({ shape, replicas: 3, ...own })
      const before = await onDevice(convolution, buffers(rates))
      const start = 3 + n + 4
      const after = await onDevice(convolution, buffers(rates.slice().fill(Number.NaN, start, start + n)))
      const second = 2 + n + 3
      for (let i = 0; i < after.length; i++)
        if (i < second || i >= second + n) expect(after[i]).toBe(before[i])
        else expect(after[i]).toBeNaN()
    })

  it('keeps the norm (Parseval) over the rows of 6 x 20', async () => {
    const { convolution, buffers, n, rates } = setUp({ shape: [6, 20] })
    const [first] = convolution.passes
    const specs = buffers(rates)
    const read = await runPasses(await testDevice(), {
      buffers: specs,
      passes: [first!],
      read: ['test spectrum'],
    })
    const spectrum = read.get('test spectrum')!
    let power = 0
    // the frequencies 1 ... 9 stand for their mirror images too
    for (let k = 0; k < 6 * 11; k++)
      power +=
        (k % 11 === 0 || k % 11 === 10 ? 1 : 2) * Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!) ** 2
    const expected = 20 * norm(rates.subarray(3, 3 + n)) ** 2
    expect(Math.abs(power / expected - 1)).toBeLessThan(2 * fftBound(convolution.plan))
  })
})

describe('as plain data', () => {
  for (const [side, text] of [
    [1024, '1024 x 1024'],
    [1000, '1000 x 1000'],
  ] as const)
    it(`passes over memory four times on ${text}: three passes, one of them reading the multiplier`, () => {
      const space = torusSpace([side, side], 'rectangular')
      const kernel = kernelFromValues(space, Float64Array.from(space.coordinates.get('distance')!))
      const n = side * side
      const at = (buffer: string) => ({ buffer, offset: 0, stride: n })
      const { passes } = fftPasses({
        name: 'test',
        kernel,
        replicas: 1,
        rates: at('rates'),
        input: at('input'),
        gains: { buffer: 'gains', offset: 0, stride: 1 },
        limits: { ...limits, maxComputeWorkgroupStorageSize: 32768 },
      })
      const bytes = passes.reduce((sum, pass) => sum + pass.bytes, 0)
      expect(passes.length).toBe(3)
      // a pass over memory reads and writes every number of the field once
      expect(bytes / (8 * n)).toBeLessThan(4.02)
      expect(bytes / (8 * n)).toBeGreaterThan(3.98)
    })

  it('says what does not fit the device', () => {
    const limits = { maxStorageBufferBindingSize: 1000 }
    expect(() => setUp({ shape: [20, 20], limits })).toThrow(/at most 1000 bytes.*test multiplier/s)
  })
})
