/**
 * The network's vector field: rates from the state, input from outside, from synapses and through the
 * connections, then every population's equations; and what happens between two steps where there are events. One
 * replica at a time, so that its vectors stay in the cache.
 */
import { compileModel } from '../model/compile.ts'
import type { CompiledModel } from '../model/model.ts'
import type { Network } from '../model/network.ts'
import { neuronWeights } from '../model/population.ts'
import { withReciprocals } from '../model/reciprocal.ts'
import { isBounded } from './divergence.ts'
import { type Drive, driveOf } from './inputs.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type Field, type NoiseSource, type Stepper, stepper } from './methods.ts'
import type { PlanChoice } from './operator.ts'
import { ofReplica, parameterTable } from './parameters.ts'
import { buildOperator } from './plan.ts'
import { compileSignal, signalsOf } from './signals.ts'
import { eventsOf } from './spiking/events.ts'
import { hasEvents } from './spiking/layout.ts'
import { type SpikeSink, type SpikeStore, spikeStore } from './spiking/spikes.ts'
import { clearCounts, spikeRates, type Window, windowSteps } from './spiking/windows.ts'

export interface System extends Field {
  readonly network: Network
  readonly layout: Layout
  readonly models: readonly CompiledModel[]
  readonly drive: Drive
  /** parameters per population, [replica][name] */
  readonly parameters: readonly Float64Array[]
  /** rates of the replica evaluated last, [population][site]; those of a spiking population are 0 */
  readonly rate: Float64Array
  /** total input of the replica evaluated last, [population][input][neuron] */
  readonly input: Float64Array
  /** spikes that are recorded */
  readonly spikes: SpikeStore
  /** fills `rate` from the state x[offset ...] at time t */
  rates(replica: number, t: number, x: Float64Array, offset: number): void
  /** as `rates`, and of spiking populations the spikes of a window per unit of time, after `step` steps */
  observe(replica: number, step: number, x: Float64Array, offset: number, window: Window): void
  /** begins the next window of frames */
  clear(x: Float64Array, offset: number): void
  /** input[...] += what the connections that act at once carry of rate[...], [population][site]; gains at t, 0 if absent */
  couple(replica: number, rate: Float64Array, input: Float64Array, t?: number): void
  /**
   * Advances a replica by a step of the network's method, with what comes before and after it where there are events.
   * Throws InputError as methods do. Where `fused` is false no loops are joined: the same bits, slower.
   */
  stepper(noise: NoiseSource | null, fused?: boolean): Stepper
  /** whether the state of a replica is finite and not too large */
  isBounded(x: Float64Array, offset: number): boolean
  /** the states of all replicas where `stepper` works on them fastest: no other array may then be given to it */
  place(state: Float64Array, noise: NoiseSource | null): Float64Array
}

/**
 * Compiles the models, builds the operators and the drive. `choices` has one plan per connection. Spikes are told to
 * `sink`, or where there is none to `spikes`, as the experiment asks for.
 */
export function systemOf(given: Network, choices: readonly PlanChoice[], sink?: SpikeSink): System {
  const network = steppedBy(given)
  const { dt, replicas } = network.simulation
  const layout = layoutOf(network)
  const { blocks } = layout
  const models = network.populations.map((p) =>
    compileModel(p.model, neuronWeights(p), p.perNeuron === undefined ? {} : { perNeuron: p.perNeuron }),
  )
  const parameters = network.populations.map((p, i) => parameterTable(p, models[i]!.parameterNames, replicas))
  const widths = models.map((m) => m.parameterNames.length)
  const signals = signalsOf(network)
  const direct = network.connections.flatMap((connection, c) => {
    if (layout.events.ringOf[c]! >= 0) return []
    const { gain } = connection
    const operator = buildOperator(network, c, choices[c]!)
    return [{ connection, operator, gainAt: gain === undefined ? null : compileSignal(gain, signals) }]
  })
  const drive = driveOf(network, layout, signals)
  const spikes = spikeStore(network)
  const events = hasEvents(layout.events)
    ? eventsOf(network, layout, choices, parameters, signals, sink ?? spikes, drive)
    : null
  const copied = blocks.some(({ copies }) => copies > 1)
  const rate = new Float64Array(layout.sites)
  const input = new Float64Array(layout.inputs)
  // without copies a neuron is a site
  const neuronRate = copied ? new Float64Array(layout.neurons) : rate
  const siteInput = copied ? new Float64Array(layout.siteInputs) : input

  function rates(replica: number, t: number, x: Float64Array, offset: number): void {
    for (let p = 0; p < blocks.length; p++) {
      const b = blocks[p]!
      if (layout.events.counts[p] !== null) continue
      models[p]!.rates(x, offset + b.state, parameters[p]!, replica * widths[p]!, t, neuronRate, b.rate)
    }
    if (copied) meanOverCopies(layout, neuronRate, rate)
  }

  function couple(replica: number, source: Float64Array, target: Float64Array, t = 0): void {
    for (let c = 0; c < direct.length; c++) {
      const { connection, operator, gainAt } = direct[c]!
      const { from, to, into = 0, scale } = connection
      const at = blocks[to]!.siteInput + into * blocks[to]!.sites
      const gain = ofReplica(scale, replica) * (gainAt === null ? 1 : gainAt(t))
      operator.apply(source, blocks[from]!.site, target, at, gain, replica)
    }
  }

  const system: System = {
    network,
    layout,
    models,
    drive,
    parameters,
    rate,
    input,
    spikes,
    length: layout.stateLength,
    rates,
    couple,
    observe(replica, step, x, offset, window) {
      rates(replica, step * dt, x, offset)
      spikeRates(network, layout, windowSteps(network, step, window), x, offset, window, rate)
    },
    clear: (x, offset) => clearCounts(layout, 'frame', x, offset),
    flow(replica, step, stage, x, offset, flow) {
      const t = (step + stage) * dt
      rates(replica, t, x, offset)
      if (copied) siteInput.fill(0)
      drive.apply(replica, step, stage, rate, input, siteInput)
      events?.add(stage, siteInput, input)
      couple(replica, rate, siteInput, t)
      if (copied) spreadOverCopies(layout, siteInput, input)
      for (let p = 0; p < blocks.length; p++) {
        const b = blocks[p]!
        const at = replica * widths[p]!
        models[p]!.flow(
          x,
          offset + b.state,
          neuronRate,
          b.rate,
          input,
          b.input,
          parameters[p]!,
          at,
          t,
          flow,
          b.state,
        )
      }
    },
    decay(replica, step, x, offset, decay) {
      const t = step * dt
      for (let p = 0; p < blocks.length; p++) {
        const b = blocks[p]!
        const at = replica * widths[p]!
        const from = offset + b.state
        models[p]!.decay(x, from, neuronRate, b.rate, input, b.input, parameters[p]!, at, t, decay, b.state)
      }
    },
    isBounded: (x, offset) => events?.isBounded(x, offset) ?? isBounded(x, offset, layout.stateLength),
    place: (state, noise) => events?.place(state, noise) ?? state,
    stepper(noise, fused = true) {
      const { method, steps } = network.simulation
      const advance = stepper(method, system, dt, noise)
      if (events === null) return advance
      const joined = fused ? events.fused(noise) : null
      const tenth = Math.max(1, Math.round(steps / 10))
      return (replica, step, x, offset) => {
        // so that the last of these windows ends with the run
        if ((steps - step) % tenth === 0) clearCounts(layout, 'tenth', x, offset)
        if (joined !== null) {
          joined(replica, step, x, offset)
          return
        }
        rates(replica, step * dt, x, offset)
        events.begin(replica, step, x, offset, rate)
        advance(replica, step, x, offset)
        events.end(replica, step, x, offset, input)
      }
    },
  }
  return system
}

/** The network with the equations that spiking populations are stepped by. */
function steppedBy(network: Network): Network {
  const populations = network.populations.map((p) =>
    p.model.spike === undefined
      ? p
      : { ...p, model: withReciprocals(p.model, Object.keys(p.perNeuron ?? {})) },
  )
  return { ...network, populations }
}

/** The rate of each site from those of its copies. */
function meanOverCopies({ blocks }: Layout, neurons: Float64Array, sites: Float64Array): void {
  for (const { rate, site, sites: count, copies } of blocks)
    for (let i = 0; i < count; i++) {
      let sum = 0
      for (let copy = 0; copy < copies; copy++) sum += neurons[rate + copy * count + i]!
      sites[site + i] = sum / copies
    }
}

/** Every input of a site to all its copies. */
function spreadOverCopies({ blocks }: Layout, sites: Float64Array, neurons: Float64Array): void {
  for (const { input, siteInput, inputs, sites: count, copies } of blocks)
    for (let k = 0; k < inputs; k++)
      for (let copy = 0, at = input + k * copies * count; copy < copies; copy++)
        for (let i = 0; i < count; i++, at++) neurons[at]! += sites[siteInput + k * count + i]!
}
