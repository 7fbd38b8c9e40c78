/**
 * The convolution of a connection by Fourier transform, as passes: input += gain (r * J) on a product of
 * cyclic groups of any lengths, for all replicas at once. On d axes that fit workgroup memory it takes
 * 2 d - 1 passes: the first axis, which is the last to be transformed, goes forth, through the product and
 * back in one.
 */
import { type Arrival, type FftLine, fftBindings, fftLine } from '../../../../shaders/fft-line.wgsl.ts'
import { InputError } from '../../../errors.ts'
import type { Kernel } from '../../../model/kernel.ts'
import { convolution } from '../../operators/fft.ts'
import { kernelSpectrum } from '../../operators/kernel-spectrum.ts'
import type { DeviceLimits } from '../device.ts'
import type { BufferSpec, Pass } from '../program.ts'
import { fftBound } from './fft-bound.ts'
import { type FftPlan, type FftStep, fftPlan, halfWidth, product, tileCapacity } from './fft-plan.ts'
import { multiplierTable, placeTable, rootTable, turnTable } from './fft-tables.ts'
import { bufferOf, emptyBuffer, type Memory, spread, tiny, unit, type View } from './pass.ts'
import { gainOf } from './reduce.ts'

export interface FftDescription {
  /** of the connection, for a person and as prefix of the buffers: `connections[0]` */
  readonly name: string
  /** its space must have `cyclic` */
  readonly kernel: Kernel
  readonly replicas: number
  /** N rates of a replica */
  readonly rates: View
  /** N inputs of a replica, to which the result is added */
  readonly input: View
  /** one gain per replica */
  readonly gains: View
  readonly limits: DeviceLimits
}

export interface FftPasses {
  readonly buffers: readonly BufferSpec[]
  /** to be carried out in this order */
  readonly passes: readonly Pass[]
  readonly plan: FftPlan
  /**
   * the last pass, with what is done with each sum in place of adding it to the input; null where that pass also
   * reads the rates, which what is done may write
   */
  readonly arriving: ((joined: Joined) => Pass) | null
  /** carries all the passes out on `memory` in float64, on the group's own lengths */
  twin(memory: Memory): void
  /** bound on |device - twin| for every element of the input buffer, given the same contents before */
  bound(memory: Memory): Float64Array
}

/** What is joined to the last pass: its text, its buffers in the order of `arrival.uses`, and what it costs. */
export interface Joined extends Pick<Pass, 'name' | 'clock' | 'flops' | 'bytes'> {
  readonly arrival: Arrival
  readonly buffers: readonly string[]
}

/** Throws InputError when a buffer would exceed what the device binds. */
export function fftPasses(description: FftDescription): FftPasses {
  const { name, kernel, replicas, limits, input } = description
  const plan = fftPlan(kernel.space.cyclic!, limits)
  const half = kernelSpectrum(kernel, plan.shape, plan.lifted)
  const tables = tablesOf(name, plan, half)
  const spectra = spectraOf(name, plan, replicas)
  const buffers = [...tables.buffers, ...spectra.buffers]
  for (const buffer of buffers) fits(buffer, limits)
  const { steps } = plan
  const last = steps.length - 1
  const passes = [
    ...steps.map((step, s) => linePass(s === last ? 'both' : 'forward', step, s)),
    ...steps
      .slice(0, -1)
      .map((step, s) => linePass('inverse', step, s))
      .reverse(),
  ]

  function linePass(
    direction: FftLine['direction'],
    step: FftStep,
    s: number,
    joined: Joined | null = null,
  ): Pass {
    const line = { ...lineOf(description, plan, step, direction, s), arrival: joined?.arrival ?? null }
    const inverse = direction === 'inverse'
    const names: Record<ReturnType<typeof fftBindings>[number], string> = {
      ...tables.names(step, s),
      rates: description.rates.buffer,
      gains: description.gains.buffer,
      input: input.buffer,
      // before step s lies spectrum s - 1, after it spectrum s
      spectrumIn: spectra.names[inverse ? s : s - 1] ?? '',
      spectrum: spectra.names[inverse || direction === 'both' ? s - 1 : s] ?? '',
    }
    const groups = Math.ceil(line.lines / line.lanes)
    const ways = { forward: 'forth', both: 'forth and back', inverse: 'back' }
    const cost = costOf(description, plan, line)
    const own = fftBindings(line).map((binding) => ({
      buffer: names[binding],
      access: binding === 'spectrum' || binding === 'input' ? ('read-write' as const) : ('read' as const),
    }))
    const others = (joined?.arrival.uses ?? []).map(({ written }, k) => ({
      buffer: joined!.buffers[k]!,
      access: written ? ('read-write' as const) : ('read' as const),
    }))
    return {
      name: `transform ${name} ${ways[direction]}, axis ${step.axis}${joined === null ? '' : `; ${joined.name}`}`,
      wgsl: fftLine(line),
      entry: 'main',
      bindings: [...own, ...others],
      clock: joined?.clock ?? false,
      workgroups: spread(groups, limits.maxComputeWorkgroupsPerDimension),
      workgroupSize: line.workgroupSize,
      workgroupBytes: 8 * line.length * line.lanes,
      flops: cost.flops + (joined?.flops ?? 0),
      bytes: cost.bytes + (joined?.bytes ?? 0),
      barriers: cost.barriers,
    }
  }

  return {
    buffers,
    passes,
    plan,
    arriving: last === 0 ? null : (joined) => linePass('inverse', steps[0]!, 0, joined),
    twin: (memory) => convolve(memory, description),
    bound: (memory) => boundOf(memory, description, plan, half),
  }
}

/** The structure of one pass. */
function lineOf(
  { replicas, rates, input, gains, limits }: FftDescription,
  plan: FftPlan,
  step: FftStep,
  direction: FftLine['direction'],
  s: number,
): Omit<FftLine, 'arrival'> {
  const { length, radices, outer, inner, before, after, rest } = step
  const capacity = tileCapacity(limits)
  const lines = replicas * outer * inner
  // about a thousand points a workgroup; across lines, four neighbours fill a sector of 32 bytes
  const wanted = Math.max(inner > 1 ? 4 : 1, Math.min(64, Math.floor(1024 / length)))
  // a power of two, so that a thread finds its lane without a division
  const lanes = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(lines, wanted, capacity / length))))
  const threads = 2 ** Math.ceil(Math.log2(Math.max(32, (length * lanes) / 8)))
  const first = s === 0
  const [read, write] =
    direction === 'forward' ? [before, after] : direction === 'both' ? [before, before] : [after, before]
  const workgroups = spread(Math.ceil(lines / lanes), limits.maxComputeWorkgroupsPerDimension)
  return {
    direction,
    length,
    radices,
    lanes,
    lines,
    outer,
    inner,
    read,
    write,
    packing: plan.packing,
    rates: first && direction !== 'inverse' ? rates : null,
    input: first && direction !== 'forward' ? input : null,
    gains,
    inPlace: !first && read === write,
    rest,
    roots: plan.packing === 'packed' && first ? 2 * length : length,
    workgroupSize: Math.min(limits.maxComputeInvocationsPerWorkgroup, threads),
    across: workgroups[0],
  }
}

function costOf(
  { kernel, replicas }: FftDescription,
  plan: FftPlan,
  line: FftLine,
): Pick<Pass, 'flops' | 'bytes' | 'barriers'> {
  const { direction, length, lines, radices, packing, rates, input, rest, inner, arrival } = line
  const both = direction === 'both'
  const real = 4 * kernel.space.size * replicas
  const complex = (perOuter: number) => (8 * perOuter * lines) / inner
  const points = multiplierPoints(plan)
  const tables = 8 * (line.roots + (rest > 1 ? length * rest : 0) + (both ? points : 0))
  const ends = rates !== null || input !== null
  const untangled = packing === 'packed' && ends
  const fused = both && !untangled && radices.length > 0
  const perPoint =
    5 * Math.log2(length) * (both ? 2 : 1) +
    (both ? 6 : 0) +
    (rest > 1 ? 6 : 0) +
    (untangled ? (both ? 16 : 8) : 0) +
    (input === null ? 0 : 4)
  return {
    flops: Math.ceil(perPoint * length * lines),
    bytes:
      tables +
      (rates === null ? complex(line.read) : real) +
      (input === null ? complex(line.write) : (arrival === null ? 2 * real : 0) + 4 * replicas) +
      (packing !== 'whole' && ends ? 4 * length : 0),
    barriers: 1 + (both ? 2 * (radices.length - (fused ? 1 : 0)) + 1 : radices.length),
  }
}

/** Complex numbers of one replica's spectrum when every axis is transformed. */
function multiplierPoints({ lifted, packing }: FftPlan): number {
  const last = lifted.length - 1
  return packing === 'whole' ? product(lifted) : product(lifted.slice(0, last)) * halfWidth(lifted[last]!)
}

function tablesOf(name: string, plan: FftPlan, half: Float64Array) {
  const { steps, packing } = plan
  const buffers = new Map<string, BufferSpec>()
  const hold = (key: string, make: () => BufferSpec) => {
    if (!buffers.has(key)) buffers.set(key, make())
    return key
  }
  const multiplier = hold(`${name} multiplier`, () =>
    bufferOf(
      `${name} multiplier`,
      `w J^ of ${name} on ${plan.lifted.join(' x ')}`,
      multiplierTable(plan, half),
      'vec2f',
    ),
  )
  const namesOf = steps.map(({ length, rest }, s) => {
    const packed = packing === 'packed' && s === 0
    const roots = packed ? 2 * length : length
    const rootsKey = `${name} roots of ${roots}`
    const placesKey = `${name} places of ${length}`
    const turnsKey = `${name} turns of ${length} x ${rest}`
    hold(rootsKey, () => bufferOf(rootsKey, `exp(-2 pi i t / ${roots})`, rootTable(roots), 'vec2f'))
    if (packing !== 'whole' && s === 0)
      hold(placesKey, () => bufferOf(placesKey, 'place of each frequency in a line', placeTable(length)))
    if (rest > 1)
      hold(turnsKey, () =>
        bufferOf(turnsKey, `exp(-2 pi i k j / ${length * rest})`, turnTable(length, rest), 'vec2f'),
      )
    return { roots: rootsKey, places: placesKey, turns: turnsKey, multiplier }
  })
  return { buffers: [...buffers.values()], names: (_: FftStep, s: number) => namesOf[s]! }
}

/** The spectrum after each step but the last; a step that changes no lengths works where it reads. */
function spectraOf(name: string, plan: FftPlan, replicas: number) {
  const buffers: BufferSpec[] = []
  const names: string[] = []
  for (const [s, { outer, before, after }] of plan.steps.slice(0, -1).entries()) {
    if (s === 0 || before !== after) {
      const key = `${name} spectrum${buffers.length === 0 ? '' : ` ${buffers.length + 1}`}`
      const length = replicas * outer * after
      buffers.push(emptyBuffer(key, `rates of ${name} after ${s + 1} transforms`, 2 * length, 'vec2f'))
    }
    names.push(buffers.at(-1)!.name)
  }
  return { buffers, names }
}

function fits(
  { name, bytes }: BufferSpec,
  { maxStorageBufferBindingSize, maxBufferSize }: DeviceLimits,
): void {
  const most = Math.min(maxStorageBufferBindingSize, maxBufferSize)
  if (bytes > most)
    throw new InputError(
      '',
      `buffers of at most ${most} bytes, the device's limit`,
      `${bytes} bytes for ${name}`,
      'use fewer replicas or samples, or the cpu backend',
    )
}

function convolve(memory: Memory, { kernel, rates, input, gains, replicas }: FftDescription): void {
  const apply = convolution(kernel)
  const r = memory.get(rates.buffer)!
  const out = memory.get(input.buffer)!
  for (let replica = 0; replica < replicas; replica++) {
    const from = rates.offset + replica * rates.stride
    const to = input.offset + replica * input.stride
    apply(r, from, out, to, gainOf(memory, gains, replica), replica)
  }
}

function boundOf(
  memory: Memory,
  description: FftDescription,
  plan: FftPlan,
  half: Float64Array,
): Float64Array {
  const { rates, input, gains, replicas, kernel } = description
  const n = kernel.space.size
  const r = memory.get(rates.buffer)!
  const before = memory.get(input.buffer)!
  let largest = 0
  for (let k = 0; k < half.length; k += 2) largest = Math.max(largest, Math.hypot(half[k]!, half[k + 1]!))
  const relative = fftBound(plan)
  const power = Float64Array.from({ length: replicas }, (_, replica) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += r[rates.offset + replica * rates.stride + j]! ** 2
    return sum
  })
  const bounds = new Float64Array(before.length)
  for (let replica = 0; replica < replicas; replica++) {
    const gain = Math.abs(gainOf(memory, gains, replica))
    const size = gain * largest * Math.sqrt(power[replica]!)
    for (let j = 0; j < n; j++) {
      const at = input.offset + replica * input.stride + j
      // the product with the gain and the sum round once each
      bounds[at] = (relative + 2 * unit) * (1 + relative) * size + unit * Math.abs(before[at]!) + n * tiny
    }
  }
  return bounds
}
