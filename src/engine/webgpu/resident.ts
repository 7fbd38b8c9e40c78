/**
 * The resident program: a network that fits a workgroup lives there, one workgroup a replica, and takes many
 * steps in one dispatch. What makes two networks differ in structure makes their texts differ; numbers,
 * scales, gains and parameters do not, and may differ between replicas.
 */

import { special } from '../../../shaders/lib/special.wgsl.ts'
import { lookBarriers } from '../../../shaders/resident/look.wgsl.ts'
import { recordLibrary } from '../../../shaders/resident/record.wgsl.ts'
import { after, type ResidentText, stagesOf } from '../../../shaders/resident/structure.ts'
import { carriedLength } from '../../../shaders/resident/update.wgsl.ts'
import {
  evaluationBarriers,
  recordBarriers,
  residentBindings,
  residentBytes,
  residentShader,
} from '../../../shaders/resident.wgsl.ts'
import { lookEvery } from '../../../shaders/watch.wgsl.ts'
import type { Connection, Network } from '../../model/network.ts'
import { initialState } from '../initial.ts'
import { type Block, type Layout, layoutOf } from '../layout.ts'
import { stageFractions } from '../methods.ts'
import { stationaryNoise } from '../noise.ts'
import { parameterTable } from '../parameters.ts'
import type { Program } from '../program.ts'
import { hasEvents } from '../spiking/layout.ts'
import { bytesText } from '../units.ts'
import type { DeviceLimits } from './device.ts'
import { spread } from './passes/pass.ts'
import type { BufferSpec, DeviceProgram, Pass } from './program.ts'
import { connectionsText } from './resident/connections.ts'
import { type Called, equationsText } from './resident/equations.ts'
import { recordOf } from './resident/measures.ts'
import { keysOf, noiseOf } from './resident/noise.ts'
import { replicaNumbers, tables } from './resident/tables.ts'
import { constantInput, endless, termsOf } from './resident/terms.ts'
import { need, Unfit } from './resident/unfit.ts'
import { signalsOf } from './signals.ts'
import { foundBuffer } from './watch.ts'

/** Neurons of one population, and numbers of state, that a thread may hold; and all threads together. */
const mostSlots = 16
const mostState = 32
const mostHeldByAll = 8192
/** Numbers of the bases that a thread keeps in registers. */
const mostHeld = 32
/** Steps of one dispatch, at most; the runner takes fewer where they last long. */
const mostSteps = 4096
/** Numbers behind a clock, where anything depends on time: 16 KiB. */
const signalRoom = 4096
/** Bytes of frames that wait to be read. */
const mostFrames = 2 ** 28
/** Beyond this many columns the sums of subgroups cost more than those of sections. */
const mostSubgroupColumns = 16
/** Threads that begin a workgroup: fewer leave a subgroup of usual size half empty. */
const leastThreads = 32

/** The program, or in one sentence why the network is not for one workgroup. */
export function residentProgram(
  network: Network,
  program: Program,
  limits: DeviceLimits,
): DeviceProgram | { readonly unfit: string } {
  try {
    return fitted(network, program, limits)
  } catch (error) {
    if (error instanceof Unfit) return { unfit: error.message }
    throw error
  }
}

/** About four neurons a thread, in a power of two. */
export function threadsFor(largest: number, most: number): number {
  let threads = leastThreads
  while (4 * threads < largest && 2 * threads <= most) threads *= 2
  return Math.min(threads, most)
}

/**
 * Registers that are left for bases, by the usual 65,536 of a workgroup: each neuron takes its rate, its input and
 * four numbers for each variable, the rest of the program some 24.
 */
function spareRegisters(threads: number, blocks: readonly Block[]): number {
  const neurons = blocks.map(({ size, variables }) => Math.ceil(size / threads) * (2 + 4 * variables))
  return 65536 / threads - 24 - neurons.reduce((sum, registers) => sum + registers, 0)
}

/** What a workgroup does not keep: it has rates and inputs, one each a neuron, that act at once. */
function needRates(network: Network, layout: Layout): void {
  const { populations, connections, inputs, signals = [], noise } = network
  for (const { name, model } of populations)
    need(model.spike === undefined, `Population ${name} fires, and a workgroup keeps no events.`)
  const plain = [...connections, ...inputs].every(
    ({ into = 0, ...rest }) => into === 0 && (rest as Partial<Connection>).gain === undefined,
  )
  need(!hasEvents(layout.events), 'Synapses and delays are remembered, and a workgroup keeps no events.')
  need(
    plain && signals.length === 0 && noise.each === undefined,
    'Named inputs, gains, signals and noise on single variables are streamed.',
  )
  for (const { name, copies = 1, perNeuron } of populations)
    need(
      copies === 1 && perNeuron === undefined,
      `Population ${name} has copies or parameters of single neurons, which are streamed.`,
    )
}

function fitted(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  const { replicas, steps, method, seed } = network.simulation
  const layout = layoutOf(network)
  needRates(network, layout)
  const largest = Math.max(...layout.blocks.map((block) => block.size))
  const threads = threadsFor(largest, limits.maxComputeInvocationsPerWorkgroup)
  const slotsOf = (size: number) => Math.ceil(size / threads)
  const slots = Math.min(mostSlots, mostHeldByAll / threads)
  for (const { name, size } of layout.blocks)
    need(
      slotsOf(size) <= slots,
      `Population ${name} has ${size} neurons; a workgroup of ${threads} threads holds ${slots * threads}.`,
    )
  const held = layout.blocks.reduce((sum, block) => sum + slotsOf(block.size) * block.variables, 0)
  need(held <= mostState, `A thread would hold ${held} numbers of state; ${mostState} fit.`)
  need(steps < endless, `A run of ${steps} steps is counted in 64 bits, which the resident pass does not do.`)

  const noise = noiseOf(network)
  const called: Called = { functions: new Set(), signals: signalsOf() }
  const floats = tables()
  const words = tables()
  const numbers = replicaNumbers()
  const populations = network.populations.map((population, p) => {
    const { size, state, rate, variables } = layout.blocks[p]!
    const names = Object.keys(population.model.parameters)
    const values = parameterTable(population, names, replicas)
    const first = numbers.add(names.length, (k, replica) => values[replica * names.length + k]!)
    const text = equationsText(population, p, method === 'exponential-euler', called)
    const reduces = text.rateLevels.length + text.flowLevels.length > 0
    const { weights } = population.space
    const constant = constantInput(network, p)
    return {
      index: p,
      size,
      slots: slotsOf(size),
      quads: noise.kind !== 'none' && slotsOf(size) % 4 === 0,
      variables,
      rateAt: rate,
      stateAt: state,
      parameters: names.map((_, k) => `let p${p}_${k} = numbers[${after(first + k, 'own')}];`),
      weightsAt: reduces && weights.some((w) => w !== weights[0]) ? floats.add(weights) : null,
      ...text,
      driveAt: constant === null ? null : floats.add(constant),
      terms: termsOf(network, p, floats, words, called),
    }
  })
  const joined = connectionsText(
    network,
    program.connections,
    populations,
    Math.min(mostHeld, spareRegisters(threads, layout.blocks)),
    floats,
    words,
    numbers,
    called,
  )
  if (noise.kind !== 'none') for (const name of ['philox32', 'normals32'] as const) called.functions.add(name)
  if (method === 'exponential-euler') called.functions.add('exp32')
  const noiseAt = floats.add(noise.constants)
  const record = recordOf(network, floats, words)
  if (record !== null && record.measures > 0) for (const name of recordLibrary) called.functions.add(name)
  const common = {
    threads,
    method,
    noise: noise.kind,
    library: special(called.functions),
    signals: called.signals.taken.length,
    signalRoom: called.signals.taken.length === 0 ? 0 : signalRoom,
    stateLength: layout.stateLength,
    neurons: layout.neurons,
    numbers: numbers.length,
    populations,
    ...joined,
    noiseAt,
    endAt: words.add([steps]),
    keysAt: noise.kind === 'none' ? 0 : words.add(keysOf(seed, replicas)),
    record,
  }
  const text = fittingText(common, limits)

  const frame = record === null ? null : frameOf(network, record.length, limits)
  const fractions = stageFractions[method]
  const { taken } = called.signals
  // evaluations whose signals have room behind a clock, but the one that only records
  const evaluations =
    taken.length === 0 ? Number.POSITIVE_INFINITY : Math.floor(signalRoom / taken.length) - 1
  need(
    evaluations >= fractions.length,
    `The equations have ${taken.length} functions of time, too many for one clock.`,
  )
  const timed = Math.floor(evaluations / fractions.length)
  const stepsPerDispatch = Math.max(
    1,
    Math.min(mostSteps, timed, steps, frame === null ? steps : frame.steps),
  )
  const frames = frame === null ? 0 : Math.ceil(stepsPerDispatch / network.record.every)
  const constants = floats.floats()
  const buffers: BufferSpec[] = [
    {
      name: 'state',
      bytes: 4 * replicas * layout.stateLength,
      element: 'f32',
      holds: `state of ${replicas} replicas, ${layout.stateLength} numbers each`,
      contents: Float32Array.from(initialState(network, layout)),
    },
    {
      name: 'carried',
      bytes: 4 * replicas * carriedLength(common),
      element: 'f32',
      holds:
        noise.kind === 'coloured'
          ? 'what rounding left out of the state, noise that remembers'
          : 'what rounding left out of the state',
      contents: noise.kind === 'coloured' ? carriedAtFirst(network, layout, noise.stationary) : null,
      kept: true,
    },
    {
      name: 'numbers',
      bytes: 4 * Math.max(1, replicas * numbers.length),
      element: 'f32',
      holds: `parameters, gains and scales of ${replicas} replicas, ${numbers.length} each`,
      contents: numbers.floats(replicas),
    },
    {
      name: 'tables',
      bytes: constants.byteLength,
      element: 'f32',
      holds: 'bases, matrices, inputs and what is recorded by',
      contents: constants,
    },
    {
      name: 'indices',
      bytes: 4 * Math.max(1, words.length),
      element: 'u32',
      holds: 'columns, neighbours, windows, measures, the last step, keys of the noise',
      contents: words.words(),
    },
  ]
  buffers.push(foundBuffer(1 + replicas))
  if (frame !== null)
    buffers.push({
      name: 'frames',
      bytes: 4 * frames * frame.length,
      element: 'f32',
      holds: `${frames} frames of ${replicas} replicas, ${frame.length / replicas} numbers each`,
      contents: null,
    })
  for (const { name, bytes } of buffers)
    need(
      bytes <= limits.maxStorageBufferBindingSize,
      `The buffer ${name} would have ${bytesText(bytes)}; the device binds ${bytesText(limits.maxStorageBufferBindingSize)}.`,
    )

  const looks = 1 + Math.ceil(stepsPerDispatch / lookEvery) + frames
  const perEvaluation = evaluationBarriers(text)
  const pass: Pass = {
    name: `resident ${method}`,
    wgsl: residentShader(text),
    entry: 'main',
    bindings: residentBindings(text).map((buffer) => ({
      buffer,
      access: ['state', 'carried', 'found', 'frames'].includes(buffer)
        ? ('read-write' as const)
        : ('read' as const),
    })),
    clock: true,
    workgroups: spread(replicas, limits.maxComputeWorkgroupsPerDimension),
    workgroupSize: threads,
    workgroupBytes: residentBytes(text),
    flops: program.flopsPerStep * stepsPerDispatch,
    bytes: buffers.reduce(
      (sum, { name, bytes }) => sum + (['state', 'carried'].includes(name) ? 2 : 1) * bytes,
      0,
    ),
    barriers:
      stagesOf[method] * stepsPerDispatch * perEvaluation +
      frames * recordBarriers(text) +
      looks * lookBarriers,
  }
  return {
    mode: 'resident',
    why: `${layout.neurons} neurons fit a workgroup of ${threads} threads: ${stepsPerDispatch} steps a dispatch, ${perEvaluation} barrier${perEvaluation === 1 ? '' : 's'} an evaluation`,
    buffers,
    begin: record === null ? [] : [pass],
    step: [{ pass, stage: 0 }],
    stageFractions: [0],
    record: [],
    frame: frame === null ? null : { buffer: 'frames', length: frame.length, slots: frames },
    stepsPerDispatch,
    ...(taken.length === 0 ? {} : { signals: { expressions: taken, fractions, room: signalRoom } }),
  }
}

/** Nothing is lost yet; the noise stands behind it, replica by replica. */
function carriedAtFirst(network: Network, layout: Layout, deviation: number): Float32Array<ArrayBuffer> {
  const { neurons, stateLength } = layout
  const eta = stationaryNoise(network, layout, deviation)
  const carried = new Float32Array((eta.length / neurons) * (stateLength + neurons))
  for (let r = 0; r < eta.length / neurons; r++)
    carried.set(eta.subarray(r * neurons, (r + 1) * neurons), r * (stateLength + neurons) + stateLength)
  return carried
}

/** The text's structure with sums by subgroups where the device has them, in sections where that fits better. */
function fittingText(
  common: Omit<ResidentText, 'subgroups' | 'sections'>,
  limits: DeviceLimits,
): ResidentText {
  const { columns, threads } = common
  const sections = Math.max(1, Math.min(32, Math.floor(threads / Math.max(1, columns))))
  const few = columns <= mostSubgroupColumns
  const most = limits.maxComputeWorkgroupStorageSize
  const choices: ResidentText[] = [
    ...(limits.subgroups && few ? [{ ...common, subgroups: true, sections: null }] : []),
    { ...common, subgroups: limits.subgroups, sections },
    { ...common, subgroups: false, sections: 1 },
  ]
  const found = choices.find((choice) => residentBytes(choice) <= most)
  const least = Math.min(...choices.map(residentBytes))
  need(
    found !== undefined,
    `The network would take ${bytesText(least)} of workgroup memory; the device has ${bytesText(most)}.`,
  )
  return found
}

/** Length of a frame of all replicas, and the steps after which the buffer of frames is full. */
function frameOf(network: Network, width: number, limits: DeviceLimits): { length: number; steps: number } {
  const length = network.simulation.replicas * width
  const slots = Math.floor(Math.min(mostFrames, limits.maxStorageBufferBindingSize) / (4 * length))
  need(slots > 0, `One frame has ${bytesText(4 * length)}, more than the device binds.`)
  return { length, steps: slots * network.record.every }
}
