/** Trains of events from outside: Poisson, drawn as they are needed, and recorded. */
import { InputError, placed } from '../../errors.ts'
import { keyInto, philoxInto, streamOf, uniform } from '../../math/philox.ts'
import { compileField } from '../../model/compile.ts'
import type { Input, Network } from '../../model/network.ts'
import { neuronsOf } from '../../model/population.ts'
import { freeNames } from '../../model/rewrite.ts'
import { isOn } from '../inputs.ts'
import type { Signals } from '../signals.ts'

/** Adds the areas of the events of one step, neuron by neuron; false where there are none. */
export type Train = (replica: number, step: number, areas: Float64Array) => boolean

/** A step's events are counted by inversion, which takes as many turns as there are events. */
export const mostExpected = 500

export function rateRefused(place: string, rate: number, site: number, t: number, dt: number): InputError {
  return new InputError(
    `${place}.poisson.rate`,
    `a rate from 0 to ${mostExpected} events a step of ${dt}`,
    `${rate} at site ${site} and t = ${t}`,
    'Keep it in its range, or use noise for very many events',
  )
}

/** Throws InputError under the input's place for a train that its population cannot take. */
export function trainOf(network: Network, index: number, signals: Signals): Train {
  const input = network.inputs[index]!
  return placed(input.place, () =>
    input.term.kind === 'poisson' ? poissonTrain(network, index, signals) : recordedTrain(network, input),
  )
}

/**
 * Counts of mean rate(t_n) dt, by inversion of one uniform number for each neuron: Philox stream `poisson` of
 * the input's place in the list, words in the order of the neurons.
 */
function poissonTrain(network: Network, index: number, signals: Signals): Train {
  const input = network.inputs[index]!
  const { term, place } = input
  if (term.kind !== 'poisson') throw new Error('no Poisson train')
  const { dt, seed } = network.simulation
  const population = network.populations[input.to]!
  const { space } = population
  const neurons = neuronsOf(population)
  const sites = space.size
  const field = compileField(term.rate, space.coordinates, sites, signals.names)
  const changes = freeNames(term.rate).some((name) => signals.names.includes(name))
  /** expected events of a step, and the probability of none */
  const expected = new Float64Array(sites)
  const none = new Float64Array(sites)
  let known = false
  function prepare(t: number): void {
    field(signals.at(t), expected, 0)
    for (let i = 0; i < sites; i++) {
      const mean = expected[i]! * dt
      if (!(mean >= 0 && mean <= mostExpected)) throw rateRefused(place, expected[i]!, i, t, dt)
      expected[i] = mean
      none[i] = Math.exp(-mean)
    }
    known = !changes
  }
  const words = new Uint32Array(4)
  const key = new Uint32Array(2)
  const stream = streamOf('poisson', index)
  return (replica, step, areas) => {
    if (!isOn(input, step, dt)) return false
    if (!known) prepare(step * dt)
    keyInto(seed, replica, key)
    const high = Math.floor(step / 2 ** 32)
    let any = false
    for (let i = 0, site = 0; i < neurons; i++, site++) {
      if (site === sites) site = 0
      if ((i & 3) === 0) philoxInto(i >>> 2, stream, step >>> 0, high, key[0]!, key[1]!, words)
      const u = uniform(words[i & 3]!)
      if (u < none[site]!) continue
      areas[i]! += term.weight * eventsOf(u, expected[site]!, none[site]!)
      any = true
    }
    return any
  }
}

/** The number of events k for which u lies between the distribution's values at k - 1 and k. */
export function eventsOf(u: number, mean: number, none: number): number {
  let count = 0
  let probability = none
  let sum = none
  while (u >= sum) {
    count++
    probability *= mean / count
    const next = sum + probability
    // beyond this the sum no longer grows
    if (next === sum && count > mean) return count
    sum = next
  }
  return count
}

/** A time that a rounding error puts before its step belongs to it. */
const slack = 1e-6

function recordedTrain(network: Network, input: Input): Train {
  const { term, to } = input
  if (term.kind !== 'spikes') throw new Error('no recorded train')
  const { dt } = network.simulation
  const neurons = neuronsOf(network.populations[to]!)
  const { times, neurons: places, weight } = term
  for (const [k, place] of places.entries())
    if (place >= neurons)
      throw new InputError('spikes', `neurons from 0 to ${neurons - 1}`, `${place} at event ${k}`)
  const stepOf = (k: number) => Math.floor(times[k]! / dt + slack)
  return (_replica, step, areas) => {
    if (!isOn(input, step, dt)) return false
    let any = false
    for (let k = firstFrom(times.length, stepOf, step); k < times.length && stepOf(k) === step; k++) {
      areas[places[k]!]! += weight
      any = true
    }
    return any
  }
}

/** The first k whose step is `step` or later. */
function firstFrom(count: number, stepOf: (k: number) => number, step: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (stepOf(middle) < step) low = middle + 1
    else high = middle
  }
  return low
}
