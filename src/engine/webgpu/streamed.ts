/**
 * The streamed program: networks of any size up to the device's limits, one step as a sequence of passes.
 * An evaluation of the right-hand side is: what outside adds to the inputs, what every connection adds, then
 * per population one pass that fuses flow, noise, update and the rates of the new state. Models with means
 * need two more passes for each level of them.
 */
import { InputError, placed } from '../../errors.ts'
import { keyInto } from '../../math/philox.ts'
import type { Network } from '../../model/network.ts'
import { initialState } from '../initial.ts'
import { driveOf, isAlwaysOn } from '../inputs.ts'
import { layoutOf } from '../layout.ts'
import { stageFractions } from '../methods.ts'
import { colouredNoise, stationaryNoise } from '../noise.ts'
import { ofReplica, parameterTable } from '../parameters.ts'
import { choosePlan } from '../plan.ts'
import type { Program } from '../program.ts'
import { velocityParts } from '../velocity.ts'
import type { DeviceLimits } from './device.ts'
import { framePlan } from './frame.ts'
import { averageBuffers, averagePasses } from './passes/average.ts'
import { connectionWork, type Work, workOf } from './passes/connection.ts'
import { inputPass, pacePass } from './passes/inputs.ts'
import { numbersOf, rateView, type Site, siteOf } from './passes/model.ts'
import { bufferOf, emptyBuffer } from './passes/pass.ts'
import { ratesPass } from './passes/rates.ts'
import { recordPasses } from './passes/record.ts'
import { noiseKind, type Stage, stagePass } from './passes/stage.ts'
import type { BufferSpec, DeviceProgram } from './program.ts'
import { type Signals, signalsOf } from './signals.ts'

/** A program with the twins of its passes, in the same order: the device's arithmetic on the host. */
export interface Streamed {
  readonly program: DeviceProgram
  readonly begin: readonly Work[]
  readonly step: readonly { readonly work: Work; readonly stage: number }[]
  readonly record: readonly Work[]
}

/** Throws InputError for what does not run on this device. Allocates the initial contents, nothing else. */
export function streamedProgram(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  return streamedWork(network, program, limits).program
}

export function streamedWork(network: Network, program: Program, limits: DeviceLimits): Streamed {
  const { method, replicas, steps, seed } = network.simulation
  if (steps >= 2 ** 32)
    throw new InputError('simulation.duration', 'fewer than 2^32 steps on the GPU', `${steps}`)
  const limit = limits.maxComputeWorkgroupsPerDimension
  const layout = layoutOf(network)
  const signals = signalsOf()
  const sites = layout.blocks.map((_, p) => siteOf(network, layout, p, signals))
  const fractions = stageFractions[method]
  const noise = noiseKind(network)
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
      inputs: rateView(sites[connection.to]!, 'inputs'),
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
      inModel(site, () => stagePass(site, { method, stage, noise, seed, slopes, limit })),
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
    bufferOf(
      'state',
      `state, ${layout.stateLength} numbers of each replica`,
      singles(initialState(network, layout)),
    ),
    ...(fractions.length > 1
      ? [emptyBuffer('stages', 'state of the stage, then slopes', 2 * replicas * layout.stateLength)]
      : []),
    emptyBuffer('rates', `rates of ${layout.neurons} neurons of each replica`, replicas * layout.neurons),
    ...constantBuffers(network, sites, layout.neurons),
    ...sites.flatMap(averageBuffers),
    ...noiseBuffers(network),
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
      signals: { expressions: signals.taken, fractions: null, room: signals.taken.length },
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

/** What is not always the same: windows, frames, expressions, bumps, velocity drives. */
function inputWork(network: Network, sites: readonly Site[], signals: Signals, limits: DeviceLimits): Work[] {
  const { dt, replicas } = network.simulation
  const limit = limits.maxComputeWorkgroupsPerDimension
  return network.inputs.flatMap((input): Work[] => {
    const site = sites[input.to]!
    if (input.term.kind === 'static' && isAlwaysOn(input)) return []
    if (input.term.kind !== 'velocity') {
      const { space } = network.populations[input.to]!
      const made = inputPass(input, space, dt, rateView(site, 'inputs'), replicas, signals, limit)
      return [workOf(made.buffers, [made.built])]
    }
    return velocityParts(network, input).map(({ connection, network: extended, speed, tau }, k) => {
      const name = `${input.place} part ${k}`
      return connectionWork({
        name,
        network: extended,
        index: 0,
        choice: choosePlan(extended, 0),
        rates: rateView(sites[connection.from]!),
        inputs: rateView(site, 'inputs'),
        scale: Float64Array.from(
          { length: replicas },
          (_, r) => -ofReplica(tau, r) * ofReplica(connection.scale, r),
        ),
        limits,
        pace: (base, gains) => pacePass(name, input, speed, dt, base, gains, signals, limit),
      })
    })
  })
}

/** Inputs start as their constant part. */
function constantBuffers(network: Network, sites: readonly Site[], neurons: number): BufferSpec[] {
  const { replicas } = network.simulation
  const { constant } = driveOf(network, layoutOf(network))
  const inputs = new Float32Array(replicas * neurons)
  for (let replica = 0; replica < replicas; replica++) inputs.set(constant, replica * neurons)
  return [
    bufferOf('inputs', `inputs of ${neurons} neurons of each replica`, inputs),
    ...numbersBuffers(network, sites, constant),
  ]
}

/** Each population's own constant input, with its parameters. */
export function numbersBuffers(
  network: Network,
  sites: readonly Site[],
  constant: Float64Array,
): BufferSpec[] {
  const { replicas } = network.simulation
  return sites.map((site) => {
    const { population, points, parameters, rate } = site
    const table = parameterTable(network.populations[population]!, parameters, replicas)
    const numbers = new Float32Array(points + table.length)
    numbers.set(constant.subarray(rate.offset, rate.offset + points))
    numbers.set(table, points)
    const holds = `constant input of ${site.name}, then ${parameters.length} parameters a replica`
    return bufferOf(numbersOf(site), holds, numbers)
  })
}

function noiseBuffers(network: Network): BufferSpec[] {
  const { sigma, correlationTime } = network.noise
  const { seed, dt } = network.simulation
  const kind = noiseKind(network)
  if (kind === 'none') return []
  const words = new Uint32Array(8)
  const numbers = new Float32Array(words.buffer)
  numbers[2] = sigma * Math.sqrt(dt)
  const buffers: BufferSpec[] = [bufferOf('noise', 'key and numbers of the noise', words)]
  if (kind === 'coloured') {
    const { mu, s1, fromEta, along, across, stationary } = colouredNoise(sigma, correlationTime!, dt)
    numbers.set([mu, s1, fromEta, along, across], 3)
    const eta = singles(stationaryNoise(network, layoutOf(network), stationary))
    buffers.push({ ...bufferOf('eta', 'noise that remembers, one a neuron', eta), kept: true })
  }
  const key = new Uint32Array(2)
  keyInto(seed, 0, key)
  words.set(key)
  return buffers
}

const singles = (values: Float64Array): Float32Array => Float32Array.from(values)
