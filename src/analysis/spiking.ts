/**
 * A spiking network beside its rate model: the exact mean field where there is one, else an effective rate model of
 * the measured transfer function; the rate model is certified, the spiking network simulated, and what was foretold of
 * rates held against what was found.
 */

import { driveOf } from '../engine/inputs.ts'
import { layoutOf } from '../engine/layout.ts'
import { orderLabels, orderOf } from '../engine/observables/order.ts'
import { ofReplica } from '../engine/parameters.ts'
import { buildOperator, choosePlan } from '../engine/plan.ts'
import { meanOf } from '../engine/recorder.ts'
import { simulateNetwork } from '../engine/simulate.ts'
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { type CertifyOptions, certifyNetwork } from './certify.ts'
import { effectiveRate } from './effective-rate.ts'
import { flowOf } from './flow.ts'
import { exactMeanField } from './mean-field.ts'
import type { Certificate, Manifold, SpikingReport } from './report.ts'

/**
 * Simulates the spiking network, certifies its rate model, and holds one against the other. An abort ends
 * whatever is under way.
 *
 * @throws InputError for a network that has no rate model
 */
export async function certifySpiking(network: Network, options: CertifyOptions = {}): Promise<Certificate> {
  const { signal, onProgress } = options
  onProgress?.({ phase: 'simulating', done: 0, of: 1, found: 0 })
  const found = await simulated(network, signal)
  onProgress?.({ phase: 'measuring', done: 0, of: 1, found: 0 })
  const model = await rateModelOf(network, found, signal)
  const certificate = await certifyNetwork(model.network, options)
  const lowest = lowestRateOf(network, model.network)
  const manifolds = certificate.manifolds.map((manifold) => {
    const rate = lowest(manifold)
    if (rate >= 0) return manifold
    const reason = `rates go down to ${rate.toPrecision(4)}: the rate model rests there, spikes cannot`
    return { ...manifold, reasons: [...manifold.reasons, reason] }
  })
  const possible = manifolds.filter((manifold) => lowest(manifold) >= 0)
  const spiking = compare(network, model, found, possible)
  const notes = [`All of this is of the ${model.kind} of the spiking network.`, ...certificate.notes]
  return { ...certificate, manifolds, spiking, notes }
}

/** The lowest rate of the spiking populations at a state of the rate model; 0 where none is below what a fit misses by. */
function lowestRateOf({ populations }: Network, model: Network): (manifold: Manifold) => number {
  const { blocks, neurons } = layoutOf(model)
  const flow = flowOf(model)
  const rates = new Float64Array(neurons)
  return ({ state }) => {
    flow.rates(state, rates)
    const lowest = populations.reduce((least, { space, model: { spike } }, p) => {
      const { rate } = blocks[p]!
      return spike === undefined ? least : Math.min(least, ...rates.subarray(rate, rate + space.size))
    }, 0)
    const size = rates.reduce((most, rate) => Math.max(most, Math.abs(rate)), 0)
    return lowest < -0.1 * size ? lowest : 0
  }
}

/** What a simulation of the spiking network showed, averaged over the second half of it and all replicas. */
export interface Simulated {
  /** per population the mean rate of every site, [site] */
  readonly profile: readonly Float64Array[]
  /** per population: mean, and the root mean square of each label's part, averaged over frames */
  readonly rates: readonly { readonly mean: number; readonly rms: Readonly<Record<string, number>> }[]
  readonly duration: number
}

const frames = 20

/** Simulates the network as it is written, over its own duration. */
export async function simulated(network: Network, signal?: AbortSignal): Promise<Simulated> {
  const { steps, dt, replicas } = network.simulation
  const every = Math.max(1, Math.floor(steps / frames))
  const run = { ...network, record: { every, quantities: ['rate' as const] } }
  const { recording, status, advice } = await simulateNetwork(run, signal === undefined ? {} : { signal })
  if (status === 'diverged')
    throw new InputError('simulation', 'a run that stays bounded', 'one that diverged', advice ?? '')
  const first = Math.max(1, Math.ceil(recording.times.length / 2))
  const count = (recording.times.length - first) * replicas
  const profile: Float64Array[] = []
  const rates: { mean: number; rms: Record<string, number> }[] = []
  for (const [p, { name, space }] of network.populations.entries()) {
    const { data } = recording.arrays.get(`${name}.rate`)!
    const labels = turningLabels(network, p)
    const n = space.size
    const sum = new Float64Array(n)
    const parts = new Float64Array(labels.length)
    const part = new Float64Array(labels.length)
    for (let at = first * replicas * n; at < data.length; at += n) {
      const frame = data.subarray(at, at + n)
      for (let i = 0; i < n; i++) sum[i]! += frame[i]! / count
      orderOf(space, labels, frame, part, 0)
      for (let k = 0; k < labels.length; k++) parts[k]! += part[k]! / count
    }
    profile.push(sum)
    rates.push({
      mean: meanOf(sum, 0, space.weights),
      rms: Object.fromEntries(labels.map((label, k) => [label, parts[k]!])),
    })
  }
  return { profile, rates, duration: recording.times.length === 0 ? 0 : steps * dt }
}

export interface RateModel {
  readonly network: Network
  readonly kind: SpikingReport['kind']
  readonly said: readonly string[]
}

/** The exact mean field where there is one; else the effective rate model, and why no exact one. */
export async function rateModelOf(
  network: Network,
  { profile }: Simulated,
  signal?: AbortSignal,
): Promise<RateModel> {
  try {
    const exact = exactMeanField(network)
    return {
      network: exact,
      kind: 'exact mean field',
      said: ['R and V of quadratic integrate-and-fire neurons, exact as the copies of a site become many'],
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { network: effective, said } = await effectiveRate(network, rangesOf(network, profile), signal)
    const why = `no exact mean field: at ${error.place} it expects ${error.expected}, and there is ${error.received}`
    return { network: effective, kind: 'effective rate model', said: [why, ...said] }
  }
}

/** Per population the smallest and largest constant input that a neuron meets under these rates. */
function rangesOf(network: Network, profile: readonly Float64Array[]): [number, number][] {
  const layout = layoutOf(network)
  const { constant } = driveOf(network, layout)
  const inputs = network.populations.map(({ space }, p) => {
    const from = layout.blocks[p]!.rate
    return constant.slice(from, from + space.size)
  })
  for (const [index, { from, to, scale }] of network.connections.entries())
    buildOperator(network, index, choosePlan(network, index)).apply(
      profile[from]!,
      0,
      inputs[to]!,
      0,
      ofReplica(scale, 0),
      0,
    )
  return inputs.map((values) => [Math.min(...values, 0), Math.max(...values)])
}

/** What the rate model foretells on a manifold, against the simulation. */
export function compare(
  network: Network,
  { network: model, kind, said }: RateModel,
  { rates, duration }: Simulated,
  manifolds: readonly Manifold[],
): SpikingReport {
  const flow = flowOf(model)
  const out = new Float64Array(layoutOf(model).neurons)
  const foretold = manifolds
    .filter(({ stability }) => stability === 'attracting')
    .map((manifold) => {
      flow.rates(manifold.state, out)
      return { manifold, rates: ratesOf(model, out) }
    })
  const distance = (predicted: Simulated['rates']) => {
    let [difference, size] = [0, 0]
    for (const [p, { mean, rms }] of predicted.entries()) {
      const found = rates[p]!
      for (const [a, b] of [[mean, found.mean], ...Object.keys(rms).map((l) => [rms[l]!, found.rms[l]!])] as [
        number,
        number,
      ][]) {
        difference += (a - b) ** 2
        size += a ** 2
      }
    }
    return Math.sqrt(difference / Math.max(size, Number.MIN_VALUE))
  }
  const nearest = foretold
    .map((one) => ({ ...one, error: distance(one.rates) }))
    .sort((a, b) => a.error - b.error)[0]
  return {
    kind,
    said,
    duration,
    replicas: network.simulation.replicas,
    network: model,
    manifold: nearest?.manifold.id ?? null,
    error: nearest?.error ?? null,
    populations: network.populations.map((population, p) => ({
      name: population.name,
      neurons: neuronsOf(population),
      copies: population.copies ?? 1,
      simulated: rates[p]!,
      predicted: nearest?.rates[p] ?? null,
    })),
  }
}

/** The labels observed but for the trivial one, which is the mean. */
function turningLabels(network: Network, population: number): string[] {
  const { space } = network.populations[population]!
  const isTrivial = (label: string) => {
    const { copies, width, basis } = space.harmonic(label)
    return copies * width === 1 && basis().every((value, _, all) => Math.abs(value - all[0]!) < 1e-12)
  }
  return orderLabels(network, population).filter((label) => !isTrivial(label))
}

function ratesOf(network: Network, rate: Float64Array): Simulated['rates'] {
  const { blocks } = layoutOf(network)
  return network.populations.map(({ space }, p) => {
    const { rate: from } = blocks[p]!
    const values = rate.slice(from, from + space.size)
    const labels = turningLabels(network, p)
    const parts = new Float64Array(labels.length)
    orderOf(space, labels, values, parts, 0)
    return {
      mean: meanOf(values, 0, space.weights),
      rms: Object.fromEntries(labels.map((label, k) => [label, parts[k]!])),
    }
  })
}
