/**
 * The streamed program of a network with events, after docs/decisions/0014. A step begins with what is sent:
 * spikes of the step before and rates that pass a synapse or a delay. What is due arrives in its channel, synapses
 * add to the inputs of every stage, the stages are those of rate networks, and at the end neurons fire.
 */
import { InputError, placed } from '../../errors.ts'
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import { stageFractions } from '../methods.ts'
import type { Program } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import { countBuffers, silenceOf, siteBuffers, spikeList } from './event-buffers.ts'
import { framePlan } from './frame.ts'
import { constantBuffers, inputWork, noiseBuffers, stateBuffer } from './parts.ts'
import { averageBuffers, averagePasses } from './passes/average.ts'
import { type Work, workOf } from './passes/connection.ts'
import { inputView, numbersOf, observedView, type Site, siteOf } from './passes/model.ts'
import { bufferOf, emptyBuffer } from './passes/pass.ts'
import { ratesPass } from './passes/rates.ts'
import { recordPasses } from './passes/record.ts'
import { frequencyPass, settlePass, tallyPass } from './passes/spiking/tally.ts'
import { readsInputs, thresholdPass } from './passes/spiking/threshold.ts'
import { kicksOf, stagePass } from './passes/stage.ts'
import { type Paths, pathsOf } from './paths.ts'
import type { BufferSpec } from './program.ts'
import { signalsOf } from './signals.ts'
import type { Streamed } from './streamed-rates.ts'

const remedy = 'Run it with --backend cpu, which is the reference engine'

/** Throws InputError for what the reference engine alone does. */
function checkSpiking(sites: readonly Site[]): void {
  for (const { name, spiking, copies, flowReductions } of sites) {
    const place = `populations.${name}`
    if (!spiking && copies > 1)
      throw new InputError(`${place}.copies`, 'on the GPU 1 where the model has a rate', `${copies}`, remedy)
    if (spiking && flowReductions.length > 0)
      throw new InputError(`${place}.model`, 'on the GPU a spiking model without mean and sum', 'one', remedy)
  }
}

/** Throws InputError where a stage has more to read and write than a pass may bind. */
function checkBindings(step: Streamed['step'], limits: DeviceLimits): void {
  const most = limits.maxStorageBuffersPerShaderStage
  for (const pass of step.flatMap(({ work }) => work.passes)) {
    const { length } = pass.bindings
    if (length > most)
      throw new InputError(
        'populations',
        `passes that bind ${most} buffers on this GPU`,
        `${pass.name} with ${length}`,
        remedy,
      )
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
  checkSpiking(sites)
  const spikes = spikeList(network, layout, limits)
  const fractions = stageFractions[method]
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
          ...{ method, stage, seed, limit },
          kicks: kicksOf(network, layout, site),
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
    ...constantBuffers(network, layout, sites),
    ...sites.flatMap(averageBuffers),
    ...noiseBuffers(network, layout),
    ...sites.flatMap((site) => siteBuffers(network, site, paths)),
    ...countBuffers(layout, replicas, spikes),
    ...[...paths.begin, ...paths.stages.flat(), ...paths.direct, ...inputs, ...record].flatMap(
      (work) => work.buffers,
    ),
  ]
  checkBindings(step, limits)
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
