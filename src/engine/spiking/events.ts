/**
 * The events of a network at work, one replica at a time: before a step what arrives is taken from the rings and
 * drawn, in every stage the channels add to the inputs, after the step levels decay, neurons fire, and what they
 * send is put on its way. See docs/decisions/0014.
 */
import type { Network } from '../../model/network.ts'
import { isBounded, largest } from '../divergence.ts'
import type { Drive } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import { type NoiseSource, type Stepper, stageFractions } from '../methods.ts'
import type { PlanChoice } from '../operator.ts'
import type { Slots } from '../operators/event.ts'
import { compileSignal, type Signals } from '../signals.ts'
import { actingChannel } from './channels.ts'
import { isFusable } from './fusable.ts'
import { fusedStep } from './fused.ts'
import { reachedLists } from './reached.ts'
import { type Sender, senderOf } from './sender.ts'
import type { SpikeSink } from './spikes.ts'
import { thresholdOf } from './threshold.ts'
import { trainOf } from './trains.ts'
import { type Vectors, vectorsOf } from './vector.ts'

export interface Events {
  /** Takes what arrives at the start of a step; `rate` are the rates of all sites then. */
  begin(replica: number, step: number, state: Float64Array, offset: number, rate: Float64Array): void
  /** Adds what the channels hold at (step + stage) dt, to the inputs of sites and of neurons. */
  add(stage: number, sites: Float64Array, neurons: Float64Array): void
  /** Whether a replica's state is finite and not too large. */
  isBounded(state: Float64Array, offset: number): boolean
  /** The states of all replicas, brought to where loops over pairs work on them, where that can be; before `fused` takes its first step. */
  place(state: Float64Array, noise: NoiseSource | null): Float64Array
  /** What takes whole steps, where every population can by itself; null where not. */
  fused(noise: NoiseSource | null): Stepper | null
  /** Ends a step: `input` is that of the neurons as it was evaluated last. */
  end(replica: number, step: number, state: Float64Array, offset: number, input: Float64Array): void
}

interface Path {
  readonly connection: number
  readonly from: number
  readonly ring: number
  readonly sender: Sender
}

/** `choices` has one plan per connection; spikes are kept in `store`. */
export function eventsOf(
  network: Network,
  layout: Layout,
  choices: readonly PlanChoice[],
  parameters: readonly Float64Array[],
  signals: Signals,
  store: SpikeSink,
  drive: Drive,
): Events {
  const { dt } = network.simulation
  const { events: plan, blocks, stateLength } = layout
  const isSpiking = (p: number) => plan.counts[p] !== null
  const paths = network.connections.flatMap(({ from }, connection): Path[] => {
    const ring = plan.ringOf[connection]!
    if (ring < 0) return []
    return [{ connection, from, ring, sender: senderOf(network, connection, choices[connection]!) }]
  })
  const ofRates = paths.filter(({ from }) => !isSpiking(from))
  const ofSpikes = blocks.map((_, p) => paths.filter(({ from }) => from === p && isSpiking(p)))
  const gains = plan.rings.map(({ gain }) => (gain === null ? null : compileSignal(gain, signals)))
  const lists = plan.rings.map(({ size, length }) => reachedLists(size, length))
  const channels = plan.channels.map((channel, c) =>
    actingChannel(channel, layout, dt, stageFractions[network.simulation.method], {
      rings: plan.rings.flatMap((ring, r) =>
        ring.channel === c ? [{ ...ring, gainAt: gains[r]!, lists: lists[r]! }] : [],
      ),
      trains: network.inputs.flatMap((_, k) =>
        plan.channelOf[k] === c ? [trainOf(network, k, signals)] : [],
      ),
    }),
  )
  const thresholds = blocks.map((_, p) =>
    isSpiking(p) ? thresholdOf(network, layout, p, parameters[p]!, signals) : null,
  )
  let vectors: Vectors | null = null
  const isByChance = network.populations.map(({ model }) => model.spike?.kind === 'hazard')
  const slots: Slots = { memory: new Float64Array(0), at: 0, size: 0, length: 1, step: 0, reached: null }
  /** areas of the sites that fired, for plans that multiply a vector */
  const areas = blocks.map(({ sites }, p) => new Float64Array(isSpiking(p) ? sites : 0))
  const sitesFired = blocks.map(({ size, copies }) => new Int32Array(copies > 1 ? size : 0))
  const none = new Int32Array(0)

  /** Points `slots` at the ring of a path and marks those that it sends into at `step`. */
  function aim(
    { ring, sender }: Path,
    replica: number,
    step: number,
    state: Float64Array,
    memory: number,
  ): void {
    const { at, sent, size, length } = plan.rings[ring]!
    slots.memory = state
    slots.at = memory + at
    slots.size = size
    slots.length = length
    slots.step = step
    slots.reached = sender.delays.length === 1 ? lists[ring]!.open(replica, step + sender.delays[0]!) : null
    for (let k = 0; k < sender.delays.length; k++)
      state[memory + sent + ((step + sender.delays[k]!) % length)]! += 1
  }

  function send(
    p: number,
    count: number,
    fired: Int32Array,
    replica: number,
    step: number,
    state: Float64Array,
    memory: number,
  ): void {
    const { sites, copies } = blocks[p]!
    const { frame, tenth } = plan.counts[p]!
    const vector = areas[p]!
    let list = fired
    if (copies > 1) {
      list = sitesFired[p]!
      for (let k = 0; k < count; k++) list[k] = fired[k]! % sites
    }
    for (let k = 0; k < count; k++) {
      const site = list[k]!
      state[memory + frame + site]! += 1
      state[memory + tenth + site]! += 1
      vector[site]! += 1
    }
    // several copies of one site may fire together: each site is divided once
    if (copies > 1) for (let i = 0; i < sites; i++) vector[i]! /= copies
    for (const path of ofSpikes[p]!) {
      aim(path, replica, step, state, memory)
      path.sender.send(vector, 0, list, count, slots, replica)
    }
    for (let k = 0; k < count; k++) vector[list[k]!] = 0
  }

  /** What those who fired leave: their resets, their spikes, and what is on its way from them. */
  function leave(
    p: number,
    count: number,
    replica: number,
    step: number,
    state: Float64Array,
    offset: number,
  ): void {
    const threshold = thresholds[p]!
    threshold.reset(replica, step, state, offset, count)
    if (store.keeps(p)) store.add(p, replica, step + 1, threshold.fired, count)
    send(p, count, threshold.fired, replica, step + 1, state, offset + stateLength)
  }

  return {
    begin(replica, step, state, offset, rate) {
      const memory = offset + stateLength
      for (let k = 0; k < ofRates.length; k++) {
        const path = ofRates[k]!
        aim(path, replica, step, state, memory)
        path.sender.send(rate, blocks[path.from]!.site, none, 0, slots, replica)
      }
      for (let c = 0; c < channels.length; c++) channels[c]!.take(replica, step, state, memory)
      for (const threshold of thresholds) threshold?.hold(state, offset)
    },
    add(stage, sites, neurons) {
      for (let c = 0; c < channels.length; c++) channels[c]!.add(stage, sites, neurons)
    },
    isBounded: (state, offset) =>
      vectors === null
        ? isBounded(state, offset, stateLength)
        : vectors.bounded(8 * offset, 8 * stateLength, largest) === 1,
    place(state, noise) {
      if (!isFusable(network)) return state
      vectors = vectorsOf(network, layout, channels, drive, noise, signals.names, state)
      if (vectors === null) return state
      for (const channel of channels) channel.takeBy(vectors.take)
      return vectors.arena.state
    },
    fused(noise) {
      if (!isFusable(network)) return null
      const fractions = [...new Set(stageFractions[network.simulation.method])]
      const steps = blocks.map((_, p) => fusedStep(network, layout, p, channels, drive, noise, signals.names))
      const widths = network.populations.map(({ model }) => Object.keys(model.parameters).length)
      const outside = fractions.map(() => drive.constant)
      return (replica, step, state, offset) => {
        const memory = offset + stateLength
        for (let c = 0; c < channels.length; c++) channels[c]!.take(replica, step, state, memory)
        if (!drive.steady)
          for (const [f, stage] of fractions.entries()) outside[f] = drive.outside(step, stage)
        noise?.draw(replica, step)
        const now = signals.at((step + 1) * dt)
        for (let p = 0; p < steps.length; p++) {
          const threshold = thresholds[p]!
          const { fired, hazards } = threshold
          const s = offset + blocks[p]!.state
          const own = replica * widths[p]!
          const loop = vectors?.steps[p]
          let count =
            loop !== undefined
              ? loop.run(s, memory, parameters[p]!, own, step, outside, now, fired)
              : steps[p]!(state, s, memory, parameters[p]!, own, step, outside, now, fired, hazards)
          if (isByChance[p]) count = threshold.draw(replica, step)
          // copies of a site were visited together
          else if (blocks[p]!.copies > 1 && count > 1) fired.subarray(0, count).sort()
          if (count > 0) leave(p, count, replica, step, state, offset)
        }
      }
    },
    end(replica, step, state, offset, input) {
      const memory = offset + stateLength
      for (let c = 0; c < channels.length; c++) channels[c]!.decay(state, memory)
      for (let p = 0; p < thresholds.length; p++) {
        const threshold = thresholds[p]
        if (threshold == null) continue
        const count = threshold.fire(replica, step, state, offset, input)
        if (count === 0) continue
        if (store.keeps(p)) store.add(p, replica, step + 1, threshold.fired, count)
        send(p, count, threshold.fired, replica, step + 1, state, memory)
      }
    },
  }
}
