/**
 * The streamed program of a network with events, after docs/decisions/0014. A step begins with what is sent:
 * spikes of the step before and rates that pass a synapse or a delay. What is due arrives in its channel, synapses
 * add to the inputs of every stage, the stages are those of rate networks, and at the end neurons fire.
 */
import { InputError, placed } from '../../errors.ts'
import { keyInto } from '../../math/philox.ts'
import { compileEvents } from '../../model/compile.ts'
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import { stageFractions } from '../methods.ts'
import { parameterTable } from '../parameters.ts'
import type { Program } from '../program.ts'
import { stepsOf } from '../spiking/delays.ts'
import { defaultMostSpikes } from '../spiking/spikes.ts'
import type { DeviceLimits } from './device.ts'
import { framePlan } from './frame.ts'
import { constantBuffers, inputWork, noiseBuffers, stateBuffer } from './parts.ts'
import { averageBuffers, averagePasses } from './passes/average.ts'
import { type Work, workOf } from './passes/connection.ts'
import {
  firingOf,
  inputView,
  numbersOf,
  observedView,
  ownInputsOf,
  type Site,
  siteOf,
  totalsOf,
} from './passes/model.ts'
import { bufferOf, emptyBuffer } from './passes/pass.ts'
import { ratesPass } from './passes/rates.ts'
import { recordPasses } from './passes/record.ts'
import { frequencyPass, settlePass, tallyPass } from './passes/spiking/tally.ts'
import { readsInputs, thresholdPass } from './passes/spiking/threshold.ts'
import { noiseKind, stagePass } from './passes/stage.ts'
import { type Paths, pathsOf } from './paths.ts'
import type { BufferSpec } from './program.ts'
import { signalsOf } from './signals.ts'
import type { Streamed } from './streamed-rates.ts'

const remedy = 'Run it with --backend cpu, which is the reference engine'

/** Spikes that the list on the device has room for: those of so many steps, within bounds. */
const roomySteps = 64
const leastRoom = 2 ** 20
const mostRoom = 2 ** 24

/** Throws InputError for what the reference engine alone does. */
function checkSpiking(network: Network, sites: readonly Site[]): void {
  if (network.noise.each !== undefined)
    throw new InputError(
      'noise',
      'on the GPU noise on the first variable',
      'noise on single variables',
      remedy,
    )
  for (const { name, spiking, copies, flowReductions } of sites) {
    const place = `populations.${name}`
    if (!spiking && copies > 1)
      throw new InputError(`${place}.copies`, 'on the GPU 1 where the model has a rate', `${copies}`, remedy)
    if (spiking && flowReductions.length > 0)
      throw new InputError(`${place}.model`, 'on the GPU a spiking model without mean and sum', 'one', remedy)
  }
}

export function spikingWork(
  network: Network,
  program: Program,
  layout: Layout,
  limits: DeviceLimits,
): Streamed {
  const { method, replicas, steps, seed, dt } = network.simulation
  const limit = limits.maxComputeWorkgroupsPerDimension
  const signals = signalsOf(network.signals)
  const sites = layout.blocks.map((_, p) => siteOf(network, layout, p, signals))
  checkSpiking(network, sites)
  const spikes = spikeList(network, layout, limits)
  const fractions = stageFractions[method]
  const noise = noiseKind(network)
  const inModel = <T>(site: Site, make: () => T): T => placed(`populations.${site.name}.model`, make)
  const paths = pathsOf(network, program, layout, sites, signals, fractions, limits)
  const inputs = inputWork(network, sites, signals, limits)

  const separate = (state: string): Work[] =>
    sites
      .filter((site) => !site.fused && !site.spiking)
      .map((site) =>
        inModel(site, () =>
          workOf([], [...averagePasses(site, 'rate', state, limit), ratesPass(site, state, limit)]),
        ),
      )
  const settled = workOf(
    [],
    sites.flatMap((site) => settlePasses(site, limit)),
  )
  const stages = fractions.map((_, stage): Work[] => {
    const state = stage === 0 ? 'state' : 'stages'
    const advance = sites.map((site) =>
      inModel(site, () =>
        stagePass(site, {
          ...{ method, stage, noise, seed, limit },
          slopes: replicas * layout.stateLength,
          ...(site.spiking
            ? { spiking: { ...ruleNeeds(network, site), own: paths.own.has(site.population) } }
            : {}),
        }),
      ),
    )
    const averages = sites.flatMap((site) => inModel(site, () => averagePasses(site, 'flow', state, limit)))
    return [
      ...separate(state),
      settled,
      ...(stage === 0 ? paths.begin : []),
      ...paths.stages[stage]!,
      ...inputs,
      ...paths.direct,
      workOf([], averages),
      workOf([], advance),
    ]
  })
  const end = sites
    .filter(({ spiking }) => spiking)
    .map((site) => firing(network, layout, site, paths, limit))
  const step = [...stages, end].flatMap((works, stage) =>
    works.filter(({ passes }) => passes.length > 0).map((work) => ({ work, stage })),
  )

  const begin = sites
    .filter((site) => site.fused)
    .map((site) => inModel(site, () => workOf([], [ratesPass(site, 'state', limit)])))
  const plan = framePlan(network)
  const recorded = recordPasses(network, sites, plan, limit)
  const rates = frequencies(network, layout, sites, limit)
  const record =
    plan.length === 0 ? [] : [...separate('state'), rates, workOf(recorded.buffers, recorded.built)]

  const buffers: BufferSpec[] = [
    stateBuffer(network, layout),
    ...(fractions.length > 1
      ? [emptyBuffer('stages', 'state of the stage, then slopes', 2 * replicas * layout.stateLength)]
      : []),
    {
      ...emptyBuffer('rates', `rates, or areas of spikes, of ${layout.sites} sites`, replicas * layout.sites),
      kept: true,
    },
    ...constantBuffers(network, layout, sites),
    ...sites.flatMap(averageBuffers),
    ...noiseBuffers(network),
    ...sites.flatMap((site) => siteBuffers(network, site, paths)),
    emptyBuffer('fired', 'spikes of each site in this step', replicas * layout.sites, 'u32'),
    {
      ...emptyBuffer(
        'windows',
        'spikes since the last frame, then in this tenth',
        2 * replicas * layout.sites,
        'u32',
      ),
      kept: true,
    },
    ...(spikes === null
      ? []
      : [emptyBuffer('spikes', `spikes recorded, ${spikes.room} at most`, 2 + 2 * spikes.room, 'u32')]),
    ...[...paths.begin, ...paths.stages.flat(), ...paths.direct, ...inputs, ...record].flatMap(
      (work) => work.buffers,
    ),
  ]
  const once = [...new Map(buffers.map((buffer) => [buffer.name, buffer])).values()]
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
      buffers: once,
      begin: passes(begin),
      step: step.flatMap(({ work, stage }) => work.passes.map((pass) => ({ pass, stage }))),
      // neurons fire at the end of the step
      stageFractions: [...fractions, 1],
      record: passes(record),
      frame: plan.length === 0 ? null : { buffer: 'frame', length: plan.length * replicas },
      stepsPerDispatch: 1,
      signals: {
        expressions: signals.taken,
        fractions: null,
        room: signals.taken.length,
        ...(network.signals === undefined ? {} : { given: network.signals }),
      },
      ...(spikes === null ? {} : { spikes }),
    },
  }

  /** The end of a step of one population: who fires, and what of it is counted. */
  function firing(network: Network, layout: Layout, site: Site, { lists }: Paths, limit: number): Work {
    const { population, copies, rate, name } = site
    const rule = network.populations[population]!.model.spike!
    const events = lists.get(population) ?? null
    const fired = { buffer: 'fired', ...rate }
    const threshold = placed(`populations.${name}.model.spike`, () =>
      thresholdPass(site, signals, {
        ...{ rule, seed, fired, events, limit },
        refractory: rule.refractory === null ? null : silenceOf(network, site).shape,
        recorded: spikes === null ? null : { first: site.neurons.offset, neurons: layout.neurons },
      }),
    )
    const tally = tallyPass({
      ...{ name, replicas, copies, fired, events, steps, limit },
      sites: site.sites,
      rates: { buffer: 'rates', ...rate },
      windows: 'windows',
      window: replicas * layout.sites,
    })
    return workOf([], [threshold, tally])
  }

  /** Rates of the window since the last frame. */
  function frequencies(network: Network, layout: Layout, sites: readonly Site[], limit: number): Work {
    const { every } = network.record
    const spiking = sites.filter((site) => site.spiking)
    if (every <= 0 || spiking.length === 0) return workOf([], [])
    const worth = (site: Site) =>
      bufferOf(
        `worth ${site.name}`,
        `what a spike of ${site.name} counts`,
        Float32Array.of(1 / (site.copies * every * dt)),
      )
    const all = emptyBuffer('frequencies', 'rates of spikes since the last frame', replicas * layout.sites)
    return workOf(
      [all, ...spiking.map(worth)],
      spiking.map((site) => {
        const windows = { buffer: 'windows', ...site.rate }
        return frequencyPass(
          site.name,
          site.sites,
          replicas,
          windows,
          worth(site).name,
          observedView(site),
          limit,
        )
      }),
    )
  }
}

function ruleNeeds(network: Network, site: Site): { keeps: boolean; clamped: readonly number[] } {
  const rule = network.populations[site.population]!.model.spike!
  return { keeps: readsInputs(site, rule), clamped: rule.refractory === null ? [] : rule.clamp }
}

/** Inputs that several copies read are set back by a pass of its own. */
function settlePasses(site: Site, limit: number) {
  const { name, copies, named, sites, replicas } = site
  if (copies === 1) return []
  return ['I', ...named].map((input, k) =>
    settlePass(`${input} of ${name}`, sites, replicas, inputView(site, k), numbersOf(site), k * sites, limit),
  )
}

/** Refractory steps of every neuron that differs, and how they lie. */
function silenceOf(network: Network, site: Site) {
  const { replicas, dt } = network.simulation
  const population = network.populations[site.population]!
  const { perNeuron } = population
  const events = compileEvents(
    population.model,
    site.points,
    (network.signals ?? []).map(({ name }) => name),
    perNeuron === undefined ? {} : { perNeuron },
  )
  const names = Object.keys(population.model.parameters)
  const table = parameterTable(population, names, replicas)
  const at = (replica: number, i: number) => stepsOf(events.refractory(table, replica * names.length, i), dt)
  const own = site.varied.length > 0
  const several = names.some((name) => typeof population.parameters[name] === 'object')
  const width = own ? site.points : 1
  const steps = Uint32Array.from({ length: (several ? replicas : 1) * width }, (_, k) =>
    at(Math.floor(k / width), k % width),
  )
  return { shape: { perNeuron: own, perReplica: several }, steps }
}

/** What one population remembers, and what its stages hand on. */
function siteBuffers(network: Network, site: Site, { own, lists }: Paths): BufferSpec[] {
  const { name, points, replicas, named, population, spiking, sites } = site
  if (!spiking) return []
  const rule = network.populations[population]!.model.spike!
  const inputs = (1 + named.length) * points * replicas
  const buffers: BufferSpec[] = []
  if (rule.refractory !== null) {
    const { steps } = silenceOf(network, site)
    const firing = new Uint32Array(points * replicas + steps.length)
    firing.set(steps, points * replicas)
    const holds = `steps for which neurons of ${name} are silent, then those after a spike`
    buffers.push({ ...bufferOf(firingOf(site), holds, firing), kept: true })
  }
  if (rule.kind === 'hazard') {
    const key = new Uint32Array(2)
    keyInto(network.simulation.seed, 0, key)
    buffers.push(bufferOf('key', 'key of the chances', key))
  }
  if (readsInputs(site, rule))
    buffers.push(emptyBuffer(totalsOf(site), `inputs of the neurons of ${name}`, inputs))
  if (own.has(population))
    buffers.push(emptyBuffer(ownInputsOf(site), `inputs of their own of the neurons of ${name}`, inputs))
  const list = lists.get(population)
  if (list !== undefined) {
    const holds = `sites of ${name} that fired in the last step`
    buffers.push({ ...emptyBuffer(list, holds, 1 + 2 * sites * replicas, 'u32'), kept: true })
  }
  return buffers
}

/** Null where spikes are not recorded. Throws InputError where neurons are too many to be numbered. */
function spikeList(
  network: Network,
  layout: Layout,
  limits: DeviceLimits,
): { room: number; perStep: number } | null {
  const { record, populations, simulation } = network
  if (!record.quantities.includes('spikes')) return null
  const { replicas, steps } = simulation
  const perStep = layout.blocks.reduce(
    (sum, { size }, p) => sum + (populations[p]!.model.spike === undefined ? 0 : size * replicas),
    0,
  )
  if (perStep === 0) return null
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize) / 8 - 1
  if (layout.neurons * replicas >= 2 ** 32 || perStep > largest)
    throw new InputError(
      'record.quantities',
      `on the GPU spikes of at most ${Math.floor(Math.min(largest, 2 ** 32 - 1))} neurons and replicas`,
      `${layout.neurons * replicas}`,
      remedy,
    )
  const wanted = Math.min(mostRoom, Math.max(leastRoom, roomySteps * perStep), steps * perStep)
  const most = Math.max(perStep, record.most ?? defaultMostSpikes)
  return { room: Math.floor(Math.min(largest, Math.max(perStep, Math.min(wanted, most)))), perStep }
}
