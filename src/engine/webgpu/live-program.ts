/**
 * What a live network does on a device, as plain data: the program of a run that does not end and records
 * nothing, beside it the passes that make its rates for whoever draws them, and one that adds to its state.
 */
import { InputError } from '../../errors.ts'
import type { Input, Network } from '../../model/network.ts'
import { type Layout, layoutOf } from '../layout.ts'
import { type Program, programOf } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import { fittingProgram } from './fit.ts'
import { passesOf } from './memory.ts'
import { numbersBuffers } from './parts.ts'
import { addBuffers, addPass } from './passes/add.ts'
import { averageBuffers, averagePasses } from './passes/average.ts'
import { siteOf } from './passes/model.ts'
import { emptyBuffer } from './passes/pass.ts'
import { ratesPass } from './passes/rates.ts'
import type { BufferSpec, DeviceProgram, Pass } from './program.ts'
import { signalsOf } from './signals.ts'
import { hasMore, streamedRates } from './streamed-rates.ts'
import { type Watch, watchOf } from './watch.ts'

export interface LiveProgram {
  readonly network: Network
  readonly layout: Layout
  readonly program: Program
  readonly composed: DeviceProgram
  readonly watch: Watch
  /** bring the buffer `rates` up to date with `state` */
  readonly rates: { readonly passes: readonly Pass[] } & Required<Pick<DeviceProgram, 'signals'>>
  readonly add: Pass
  /** of all of these, each name once */
  readonly buffers: readonly BufferSpec[]
}

/** The last step that the passes count in 32 bits. */
const lastStep = 2 ** 32 - 2

/**
 * Windows of inputs stand in 32 bits. From this step on the numbers of a program are those of `after`, and its steps
 * may go round.
 */
export const settledFrom = 2 ** 31

/**
 * Throws InputError for what does not run on a device of these limits. For steps from `settledFrom` on, `after` is
 * the time at which they begin: windows that are open then stay so but for the step before each multiple of 2^32, others do not open any more.
 */
export function liveProgram(
  network: Network,
  limits: DeviceLimits,
  after: number | null = null,
): LiveProgram {
  checkLive(network)
  const endless: Network = {
    ...network,
    inputs: after === null ? network.inputs : network.inputs.map((input) => settled(network, input, after)),
    simulation: { ...network.simulation, steps: lastStep },
    record: { every: 0, quantities: [] },
  }
  const { replicas } = network.simulation
  const layout = layoutOf(network)
  const program = programOf(endless)
  const stream = () => streamedRates(endless, program, limits).program
  const composed = fittingProgram(endless, program, limits, stream)
  const watch = watchOf(composed, limits)
  const limit = limits.maxComputeWorkgroupsPerDimension
  const signals = signalsOf()
  const sites = layout.blocks.map((_, p) => siteOf(network, layout, p, signals))
  const passes = sites.flatMap((site) =>
    [...averagePasses(site, 'rate', 'state', limit), ratesPass(site, 'state', limit)].map(({ pass }) => pass),
  )
  const add = addPass(layout.stateLength, replicas, limit).pass
  const buffers = new Map<string, BufferSpec>()
  for (const spec of [
    ...composed.buffers,
    watch.buffer,
    emptyBuffer('rates', `rates of ${layout.neurons} neurons of each replica`, replicas * layout.neurons),
    // rates read parameters, not inputs
    ...numbersBuffers(network, layout, sites, new Float64Array(layout.inputs)),
    ...sites.flatMap(averageBuffers),
    // means bind inputs; those of rates read none, and a resident program keeps its own to itself
    ...(passes.length > sites.length
      ? [emptyBuffer('inputs', 'inputs that means of rates do not read', 1)]
      : []),
    ...addBuffers(layout.stateLength),
  ])
    if (!buffers.has(spec.name)) buffers.set(spec.name, spec)
  const taken = { expressions: signals.taken, fractions: null, room: signals.taken.length }
  return {
    ...{ network, layout, program, composed, watch, add },
    rates: { passes, signals: taken },
    buffers: [...buffers.values()],
  }
}

/** Throws InputError for what goes on without end on the reference engine alone. */
function checkLive(network: Network): void {
  if (!hasMore(network, layoutOf(network)) && network.noise.each === undefined) return
  const spikes = network.populations.find(({ model }) => model.spike !== undefined)
  throw new InputError(
    spikes === undefined ? 'network' : `populations.${spikes.name}`,
    'live networks of rates that act at once',
    spikes === undefined
      ? 'synapses, delays, gains, copies or noise on single variables'
      : 'neurons that fire',
    'Leave out the device: the reference engine runs it',
  )
}

/** An input of the same kind, always or never on, its last frame in the place of all: nothing but numbers differs. */
function settled(network: Network, input: Input, time: number): Input {
  const { term, from, until, to } = input
  const never = Number.POSITIVE_INFINITY
  if (from > time || until < never) return { ...input, from: never, until: never }
  // above 0, so that it goes on by its window
  const begun = { ...input, from: from <= 0 ? from : Number.MIN_VALUE }
  if (term.kind !== 'frames') return begun
  const last = term.frames.slice(-network.populations[to]!.space.size)
  return { ...begun, term: { ...term, frames: term.frames.map((_, k) => last[k % last.length]!) } }
}

/** Whether two programs differ in the contents of their buffers alone. */
export function sameStructure(a: LiveProgram, b: LiveProgram): boolean {
  const [one, other] = [passes(a), passes(b)]
  return (
    a.composed.mode === b.composed.mode &&
    a.composed.stepsPerDispatch === b.composed.stepsPerDispatch &&
    a.composed.signals?.room === b.composed.signals?.room &&
    a.buffers.length === b.buffers.length &&
    a.buffers.every(({ name, bytes }, k) => name === b.buffers[k]!.name && bytes === b.buffers[k]!.bytes) &&
    one.length === other.length &&
    one.every((pass, k) => samePass(pass, other[k]!))
  )
}

const passes = ({ composed, watch, rates }: LiveProgram): readonly Pass[] => [
  ...passesOf(composed),
  ...watch.passes,
  ...rates.passes,
]

function samePass(a: Pass, b: Pass): boolean {
  return (
    a.wgsl === b.wgsl &&
    a.entry === b.entry &&
    a.workgroups.join() === b.workgroups.join() &&
    a.bindings.map(({ buffer }) => buffer).join('\n') === b.bindings.map(({ buffer }) => buffer).join('\n')
  )
}

/** Whether a buffer begins with the same bits; null is zeros, of which nothing is known later. */
export function sameContents(a: BufferSpec, b: BufferSpec): boolean {
  if (a.contents === b.contents) return true
  if (a.contents === null || b.contents === null) return false
  const [one, other] = [words(a.contents), words(b.contents)]
  return one.length === other.length && one.every((word, k) => word === other[k])
}

const words = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4)
