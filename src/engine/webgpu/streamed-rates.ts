/**
 * The streamed program: networks of any size up to the device's limits, one step as a sequence of passes.
 * An evaluation of the right-hand side is: what outside adds to the inputs, what every connection adds, then
 * per population one pass that fuses flow, noise, update and the rates of the new state. Models with means
 * need two more passes for each level of them.
 */
import { InputError, placed } from '../../errors.ts'
import type { Network } from '../../model/network.ts'
import { type Layout, layoutOf } from '../layout.ts'
import { stageFractions } from '../methods.ts'
import type { Program } from '../program.ts'
import { hasEvents } from '../spiking/layout.ts'
import type { DeviceLimits } from './device.ts'
import { framePlan } from './frame.ts'
import { constantBuffers, inputWork, noiseBuffers, stateBuffer } from './parts.ts'
import { averageBuffers, averagePasses } from './passes/average.ts'
import { connectionWork, type Work, workOf } from './passes/connection.ts'
import { inputView, rateView, type Site, siteOf } from './passes/model.ts'
import { emptyBuffer } from './passes/pass.ts'
import { ratesPass } from './passes/rates.ts'
import { recordPasses } from './passes/record.ts'
import { kicksOf, type Stage, stagePass } from './passes/stage.ts'
import type { BufferSpec, DeviceProgram } from './program.ts'
import { signalsOf } from './signals.ts'

/** A program with the twins of its passes, in the same order: the device's arithmetic on the host. */
export interface Streamed {
  readonly program: DeviceProgram
  readonly begin: readonly Work[]
  readonly step: readonly { readonly work: Work; readonly stage: number }[]
  readonly record: readonly Work[]
}

/** Of a network of rates that act at once. Throws InputError for what does not run on this device. */
export function streamedRates(network: Network, program: Program, limits: DeviceLimits): Streamed {
  const { method, replicas, steps, seed } = network.simulation
  if (steps >= 2 ** 32)
    throw new InputError('simulation.duration', 'fewer than 2^32 steps on the GPU', `${steps}`)
  const limit = limits.maxComputeWorkgroupsPerDimension
  const layout = layoutOf(network)
  const signals = signalsOf(network.signals)
  const sites = layout.blocks.map((_, p) => siteOf(network, layout, p, signals))
  const fractions = stageFractions[method]
  const slopes = replicas * layout.stateLength
  const inModel = <T>(site: Site, make: () => T): T => placed(`populations.${site.name}.model`, make)

  const inputs = inputWork(network, sites, signals, limits)
  const connections = network.connections.map((connection, index) =>
    connectionWork({
      name: connection.place,
      network,
      index,
      choice: program.connections[index]!,
      rates: rateView(sites[connection.from]!),
      inputs: inputView(sites[connection.to]!, connection.into),
      scale: connection.scale,
      limits,
    }),
  )

  // rates that need means or the time are not fused into the stage before
  const separate = (state: string): Work[] =>
    sites
      .filter((site) => !site.fused)
      .map((site) =>
        inModel(site, () =>
          workOf([], [...averagePasses(site, 'rate', state, limit), ratesPass(site, state, limit)]),
        ),
      )
  const step = fractions.flatMap((_, stage) => {
    const state = stage === 0 ? 'state' : 'stages'
    const advance = sites.map((site) =>
      inModel(site, () =>
        stagePass(site, { method, stage, kicks: kicksOf(network, layout, site), seed, slopes, limit }),
      ),
    )
    const averages = sites.flatMap((site) => inModel(site, () => averagePasses(site, 'flow', state, limit)))
    const alone = inputs.length === 0 && connections.length === 1
    const joined =
      sites.length === 1 && averages.length === 0
        ? joinedWork(connections.at(-1), advance[0]!, alone, limits)
        : null
    const works =
      joined !== null
        ? [...separate(state), ...inputs, ...connections.slice(0, -1), joined]
        : [...separate(state), ...inputs, ...connections, workOf([], averages), workOf([], advance)]
    return works.filter(({ passes }) => passes.length > 0).map((work) => ({ work, stage }))
  })

  const begin = sites
    .filter((site) => site.fused)
    .map((site) => inModel(site, () => workOf([], [ratesPass(site, 'state', limit)])))
  const plan = framePlan(network)
  const recorded = recordPasses(network, sites, plan, limit)
  const record = plan.length === 0 ? [] : [...separate('state'), workOf(recorded.buffers, recorded.built)]

  const buffers: BufferSpec[] = [
    stateBuffer(network, layout),
    ...(fractions.length > 1
      ? [emptyBuffer('stages', 'state of the stage, then slopes', 2 * replicas * layout.stateLength)]
      : []),
    emptyBuffer('rates', `rates of ${layout.sites} neurons of each replica`, replicas * layout.sites),
    ...constantBuffers(network, layout, sites),
    ...sites.flatMap(averageBuffers),
    ...noiseBuffers(network, layout),
    ...[...inputs, ...connections, ...record].flatMap((work) => work.buffers),
  ]
  const passes = (works: readonly Work[]) => works.flatMap((work) => work.passes)
  const perStep = step.reduce((sum, { work }) => sum + work.passes.length, 0)
  return {
    begin,
    step,
    record,
    program: {
      mode: 'streamed',
      why:
        `${perStep} passes a step over ${layout.neurons} neurons of ${replicas} ` +
        `replica${replicas === 1 ? '' : 's'}, state in device memory`,
      buffers,
      begin: passes(begin),
      step: step.flatMap(({ work, stage }) => work.passes.map((pass) => ({ pass, stage }))),
      stageFractions: fractions,
      record: passes(record),
      frame: plan.length === 0 ? null : { buffer: 'frame', length: plan.length * replicas },
      stepsPerDispatch: 1,
      signals: {
        expressions: signals.taken,
        fractions: null,
        room: signals.taken.length,
        ...(network.signals === undefined ? {} : { given: network.signals }),
      },
    },
  }
}

/**
 * The last connection with the stage joined to its last pass, so that sums are used where they arrive: on
 * 1,024 x 1,024 points a step of Euler passes over memory 5 times, not 7.5. Null where it cannot be, or where
 * the pass would bind more buffers than the device does.
 */
function joinedWork(
  connection: Work | undefined,
  stage: Stage,
  alone: boolean,
  limits: DeviceLimits,
): Work | null {
  if (!connection?.arriving) return null
  const last = connection.arriving(stage.joined(alone))
  if (last.bindings.length > limits.maxStorageBuffersPerShaderStage) return null
  return {
    buffers: [],
    passes: [...connection.passes.slice(0, -1), last],
    built: [],
    twin(memory, moment) {
      connection.twin(memory, moment)
      stage.twin(memory, moment)
    },
  }
}

/** Whether a network is run as one with events: memory of events, copies, or gains that change. */
export function hasMore({ connections }: Network, { blocks, events }: Layout): boolean {
  return (
    hasEvents(events) ||
    blocks.some(({ copies }) => copies > 1) ||
    connections.some(({ gain }) => gain !== undefined)
  )
}
