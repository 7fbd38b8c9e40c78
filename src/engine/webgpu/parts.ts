/**
 * What streamed programs of rates and of spikes have in common: inputs from outside, constants and parameters,
 * noise.
 */
import { keyInto } from '../../math/philox.ts'
import type { Network } from '../../model/network.ts'
import { initialState } from '../initial.ts'
import { driveOf, isAlwaysOn } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import { colouredNoise, noiseSource, noiseTerms } from '../noise.ts'
import { ofReplica, parameterTable } from '../parameters.ts'
import { choosePlan } from '../plan.ts'
import { velocityParts } from '../velocity.ts'
import type { DeviceLimits } from './device.ts'
import { connectionWork, type Work, workOf } from './passes/connection.ts'
import { inputPass, pacePass } from './passes/inputs.ts'
import { inputView, moreOf, numbersOf, rateView, type Site } from './passes/model.ts'
import { bufferOf } from './passes/pass.ts'
import type { BufferSpec } from './program.ts'
import type { Signals } from './signals.ts'

/** Where the run starts. */
export function stateBuffer(network: Network, layout: Layout): BufferSpec {
  const { stateLength, stride } = layout
  const state = singles(initialState(network, layout))
  const holds = `state, ${stateLength} numbers of each replica`
  if (stride === stateLength) return bufferOf('state', holds, state)
  // what is remembered of events has buffers of its own
  const { replicas } = network.simulation
  const alone = new Float32Array(replicas * stateLength)
  for (let replica = 0; replica < replicas; replica++)
    alone.set(state.subarray(replica * stride, replica * stride + stateLength), replica * stateLength)
  return bufferOf('state', holds, alone)
}

/** What is not always the same: windows, frames, expressions, bumps, velocity drives. */
export function inputWork(
  network: Network,
  sites: readonly Site[],
  signals: Signals,
  limits: DeviceLimits,
): Work[] {
  const { dt, replicas } = network.simulation
  const limit = limits.maxComputeWorkgroupsPerDimension
  return network.inputs.flatMap((input): Work[] => {
    const { kind } = input.term
    // trains of events arrive in channels
    if (kind === 'poisson' || kind === 'spikes') return []
    const site = sites[input.to]!
    const target = inputView(site, input.into)
    if (input.term.kind === 'static' && isAlwaysOn(input)) return []
    if (input.term.kind !== 'velocity') {
      const { space } = network.populations[input.to]!
      const made = inputPass(input, space, dt, target, replicas, signals, limit)
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
        inputs: target,
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

/** Inputs of the sites, which start as their constant part. */
export function constantBuffers(network: Network, layout: Layout, sites: readonly Site[]): BufferSpec[] {
  const { replicas } = network.simulation
  const { constant } = driveOf(network, layout)
  const inputs = new Float32Array(replicas * layout.sites)
  const named = sites.flatMap((site): BufferSpec[] => {
    const constants = constantsOf(layout, site, constant)
    const [own, more] = [constants.subarray(0, site.sites), constants.subarray(site.sites)]
    for (let replica = 0; replica < replicas; replica++)
      inputs.set(own, site.rate.offset + replica * site.rate.stride)
    if (more.length === 0) return []
    const all = new Float32Array(replicas * more.length)
    for (let replica = 0; replica < replicas; replica++) all.set(more, replica * more.length)
    return [bufferOf(moreOf(site), `inputs ${site.named.join(', ')} of ${site.name}`, all)]
  })
  return [
    bufferOf('inputs', `inputs of ${layout.sites} neurons of each replica`, inputs),
    ...named,
    ...numbersBuffers(network, layout, sites, constant),
  ]
}

/** The constant inputs of a population's sites, [input][site]. */
function constantsOf(layout: Layout, site: Site, constant: Float64Array): Float64Array {
  const { input, size, inputs } = layout.blocks[site.population]!
  const constants = new Float64Array(inputs * site.sites)
  for (let k = 0; k < inputs; k++) {
    const from = input + k * size
    constants.set(constant.subarray(from, from + site.sites), k * site.sites)
  }
  return constants
}

/** Each population's own constant inputs, its parameters, and those that differ between neurons. */
export function numbersBuffers(
  network: Network,
  layout: Layout,
  sites: readonly Site[],
  constant: Float64Array,
): BufferSpec[] {
  const { replicas } = network.simulation
  return sites.map((site) => {
    const { population, parameters, varied, points } = site
    const { perNeuron = {} } = network.populations[population]!
    const constants = constantsOf(layout, site, constant)
    const table = parameterTable(network.populations[population]!, parameters, replicas)
    const numbers = new Float32Array(constants.length + table.length + varied.length * points)
    numbers.set(constants)
    numbers.set(table, constants.length)
    for (const [k, name] of varied.entries())
      numbers.set(perNeuron[name]!, constants.length + table.length + k * points)
    const each = varied.length === 0 ? '' : `, then ${varied.join(', ')} of each neuron`
    const holds = `constant input of ${site.name}, then ${parameters.length} parameters a replica${each}`
    return bufferOf(numbersOf(site), holds, numbers)
  })
}

/** Eight words for each variable with noise: the key, then the numbers; and what is remembered. */
export function noiseBuffers(network: Network, layout: Layout): BufferSpec[] {
  const { seed, dt } = network.simulation
  const terms = noiseTerms(network, layout)
  if (terms.length === 0) return []
  const many = network.noise.each === undefined ? terms.slice(0, 1) : terms
  const words = new Uint32Array(8 * many.length)
  const numbers = new Float32Array(words.buffer)
  const key = new Uint32Array(2)
  keyInto(seed, 0, key)
  for (const [k, { sigma, correlationTime }] of many.entries()) {
    words.set(key, 8 * k)
    numbers[8 * k + 2] = sigma * Math.sqrt(dt)
    if (correlationTime === null) continue
    const { mu, s1, fromEta, along, across } = colouredNoise(sigma, correlationTime, dt)
    numbers.set([mu, s1, fromEta, along, across], 8 * k + 3)
  }
  const buffers: BufferSpec[] = [bufferOf('noise', 'key and numbers of the noise', words)]
  const { memory } = noiseSource(network, layout)!
  if (memory !== undefined)
    buffers.push({ ...bufferOf('eta', 'noise that remembers, one a neuron', singles(memory)), kept: true })
  return buffers
}

const singles = (values: Float64Array): Float32Array => Float32Array.from(values)
