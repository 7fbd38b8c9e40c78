/** Trains of events from outside, into the areas of a channel; see shaders/spiking/train.wgsl.ts. */
import { clockWith, signalText } from '../../../../../shaders/lib/clock.wgsl.ts'
import { special } from '../../../../../shaders/lib/special.wgsl.ts'
import { poissonText, recordedText } from '../../../../../shaders/spiking/train.wgsl.ts'
import { InputError, placed } from '../../../../errors.ts'
import { fillUniforms, keyInto, streamOf } from '../../../../math/philox.ts'
import { evaluateOn } from '../../../../model/compile.ts'
import type { Leaf } from '../../../../model/emit.ts'
import { checkNames } from '../../../../model/names.ts'
import type { Input, Network } from '../../../../model/network.ts'
import { neuronsOf } from '../../../../model/population.ts'
import { freeNames } from '../../../../model/rewrite.ts'
import { emitWgsl } from '../../../../model/wgsl.ts'
import { isOn } from '../../../inputs.ts'
import { eventsOf, mostExpected, rateRefused } from '../../../spiking/trains.ts'
import { stepAt } from '../../resident/terms.ts'
import { type Signals, signalNumber, signalsRead } from '../../signals.ts'
import type { InputPass } from '../inputs.ts'
import { type Built, bufferOf, type Memory, type View } from '../pass.ts'
import { evaluate, exact, plus, times } from '../rounding.ts'
import { noBounds, passOf, read, written } from './shared.ts'

/** The pass of input `index`, a Poisson or a recorded train. Buffers are named after its place. */
export function trainPass(
  network: Network,
  index: number,
  area: View,
  signals: Signals,
  limit?: number,
): InputPass {
  const input = network.inputs[index]!
  if (input.term.kind === 'poisson') return poissonPass(network, index, area, signals, limit)
  return placed(input.place, () => recordedPass(network, input, area, limit))
}

function poissonPass(
  network: Network,
  index: number,
  area: View,
  signals: Signals,
  limit?: number,
): InputPass {
  const input = network.inputs[index]!
  const { place, term } = input
  if (term.kind !== 'poisson') throw new Error('no Poisson train')
  const { dt, seed, replicas } = network.simulation
  const population = network.populations[input.to]!
  const { space } = population
  const points = neuronsOf(population)
  placed(place, () => checkNames(term.rate, [...space.coordinates.keys(), ...signals.names]))
  const rate = signals.take(term.rate)
  const coordinates = freeNames(rate).filter((name) => signalNumber(name) === null)
  const leaf = (name: string): Leaf => {
    const signal = signalNumber(name)
    return signal === null ? { code: `c_${name}`, varies: true } : { code: signalText(signal), varies: false }
  }
  const emitted = placed(place, () => emitWgsl([rate], leaf, 'e'))
  if (signalsRead([rate]) === 0)
    for (const [i, events] of evaluateOn(rate, space.coordinates, space.size).entries())
      if (!(events * dt >= 0 && events * dt <= mostExpected)) throw rateRefused(place, events, i, 0, dt)
  const numbers = new Float32Array(1 + coordinates.length * space.size)
  numbers[0] = term.weight
  for (const [k, name] of coordinates.entries()) numbers.set(space.coordinates.get(name)!, 1 + k * space.size)
  const words = new Uint32Array(4)
  words.set([stepAt(input.from, dt), stepAt(input.until, dt)])
  keyInto(seed, 0, words.subarray(2))
  const window = bufferOf(`${place} window`, `steps in which ${place} is on, and its key`, words)
  const table = bufferOf(`${place} numbers`, `weight of ${place}, then coordinates`, numbers)
  const stream = streamOf('poisson', index)
  const jobs = points * replicas

  function each(
    memory: Memory,
    moment: { step: number; dt: number; signals?: ArrayLike<number> },
    write: (at: number, u: number, mean: number, off: number, weight: number) => void,
  ): void {
    if (moment.step < words[0]! || moment.step >= words[1]!) return
    const values = memory.get(table.name)!
    const drawn = new Float64Array(points)
    for (let replica = 0; replica < replicas; replica++) {
      fillUniforms(drawn, 0, points, { seed, replica, step: moment.step, stream })
      for (let i = 0; i < points; i++) {
        const site = i % space.size
        const found = evaluate(rate, (name) => {
          const signal = signalNumber(name)
          return exact(
            signal === null
              ? values[1 + coordinates.indexOf(name) * space.size + site]!
              : moment.signals![signal]!,
          )
        })
        const mean = times(found, exact(Math.fround(moment.dt)))
        if (mean.value >= 0 && mean.value <= mostExpected)
          write(area.offset + replica * area.stride + i, drawn[i]!, mean.value, mean.error, values[0]!)
      }
    }
  }
  const countOf = (u: number, mean: number) => eventsOf(u, mean, Math.exp(-mean))

  const built: Built = {
    pass: passOf(jobs, limit, {
      name: `poisson ${place}`,
      wgsl: poissonText(
        {
          points,
          sites: space.size,
          replicas,
          area,
          stream,
          clock: clockWith(signalsRead([rate])),
          library: special([...emitted.functions, 'philox32', 'exp32', 'nan32']),
          most: mostExpected,
          coordinates: coordinates.map((name) => `c_${name}`),
        },
        { lines: [...emitted.uniform, ...emitted.local], results: emitted.results },
      ),
      entry: 'poisson',
      bindings: [read(window.name), read(table.name), written(area.buffer)],
      clock: true,
      flops: 60 * jobs,
      bytes: 8 * jobs,
    }),
    twin(memory, moment) {
      const out = memory.get(area.buffer)!
      each(memory, moment, (at, u, mean, _off, weight) => {
        out[at] = out[at]! + weight * countOf(u, mean)
      })
    },
    bound(memory, moment) {
      const before = memory.get(area.buffer)!
      const bounds = noBounds(memory, area.buffer)
      each(memory, moment, (at, u, mean, off, weight) => {
        const count = countOf(u, mean)
        // shares in float32, each of some 2 k roundings, and the exponential of the mean
        const slack = off + (4 * count + 3 * mean + 10) * 2 ** -23
        const [low, high] = [
          countOf(Math.max(0, u - slack), mean),
          countOf(Math.min(1 - 1e-9, u + slack), mean),
        ]
        const rounding = plus(exact(before[at]!), times(exact(weight), exact(count))).error
        bounds.get(area.buffer)![at] = rounding + Math.abs(weight) * Math.max(count - low, high - count)
      })
      return bounds
    },
  }
  return { buffers: [window, table], built }
}

/** A time that a rounding error puts before its step belongs to it, as on the host. */
const slack = 1e-6

function recordedPass(network: Network, input: Input, area: View, limit?: number): InputPass {
  const { term, place } = input
  if (term.kind !== 'spikes') throw new Error('no recorded train')
  const { dt, replicas } = network.simulation
  const neurons = neuronsOf(network.populations[input.to]!)
  const counts = new Map<number, Map<number, number>>()
  for (const [k, neuron] of term.neurons.entries()) {
    if (neuron >= neurons)
      throw new InputError('spikes', `neurons from 0 to ${neurons - 1}`, `${neuron} at event ${k}`)
    const step = Math.floor(term.times[k]! / dt + slack)
    if (step < 0 || step >= 2 ** 32 || !isOn(input, step, dt)) continue
    const own = counts.get(step) ?? new Map<number, number>()
    counts.set(step, own.set(neuron, (own.get(neuron) ?? 0) + 1))
  }
  const steps = [...counts.keys()].sort((a, b) => a - b)
  const begins = [0]
  const places: number[] = []
  const areas: number[] = []
  let most = 1
  for (const step of steps) {
    const own = counts.get(step)!
    for (const [neuron, count] of own) {
      places.push(neuron)
      areas.push(count * term.weight)
    }
    begins.push(places.length)
    most = Math.max(most, own.size)
  }
  const train = bufferOf(
    `${place} train`,
    `steps, and neurons of each, of ${place}`,
    Uint32Array.from([...steps, ...begins, ...places]),
  )
  const values = bufferOf(
    `${place} areas`,
    `areas of the events of ${place}`,
    Float32Array.from(areas.length === 0 ? [0] : areas),
  )

  function each(memory: Memory, step: number, write: (at: number, value: number) => void): void {
    const k = steps.indexOf(step)
    if (k < 0) return
    for (let replica = 0; replica < replicas; replica++)
      for (let e = begins[k]!; e < begins[k + 1]!; e++)
        write(area.offset + replica * area.stride + places[e]!, memory.get(values.name)![e]!)
  }
  const built: Built = {
    pass: passOf(most * replicas, limit, {
      name: `recorded ${place}`,
      wgsl: recordedText({ replicas, most, steps: steps.length, area }),
      entry: 'recorded',
      bindings: [read(train.name), read(values.name), written(area.buffer)],
      clock: true,
      flops: most * replicas,
      bytes: 16 * most * replicas,
    }),
    twin(memory, { step }) {
      const out = memory.get(area.buffer)!
      each(memory, step, (at, value) => {
        out[at] = out[at]! + value
      })
    },
    bound(memory, { step }) {
      const before = memory.get(area.buffer)!
      const bounds = noBounds(memory, area.buffer)
      each(memory, step, (at, value) => {
        bounds.get(area.buffer)![at] = plus(exact(before[at]!), exact(value)).error
      })
      return bounds
    },
  }
  return { buffers: [train, values], built }
}
