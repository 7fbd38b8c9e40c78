/**
 * The loop of fused.ts over pairs of neurons: where the equations are arithmetic and every site has one neuron.
 * Operation by operation the same, so bit for bit the same.
 */
import { derivativeThroughRate } from '../../model/derivative.ts'
import type { Network } from '../../model/network.ts'
import { freeNames } from '../../model/rewrite.ts'
import type { Expression } from '../../model/tree.ts'
import type { Drive } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import { type NoiseSource, stageFractions } from '../methods.ts'
import { type Body, pair } from './assembly.ts'
import type { ActingChannel } from './channels.ts'
import { isWhite, literal } from './leaves.ts'
import { isArithmetic, pairMask, pairValue } from './pair-expressions.ts'
import { loopOf } from './pair-loops.ts'
import { steppedPair } from './pair-method.ts'
import { type Placed, placesOf } from './pair-places.ts'
import { pairsOf, type Value } from './pairs.ts'
import { filterOf } from './synapse.ts'

/** A population's loop, and what it needs beside the state. */
export interface PairStep extends Placed {
  readonly body: Body
  /** where the loop lists who fired */
  readonly firedAt: number
}

/** Of population p, with what it needs from address `from` on; null where it can not be stepped so. */
export function pairStep(
  network: Network,
  layout: Layout,
  p: number,
  channels: readonly ActingChannel[],
  drive: Drive,
  noise: NoiseSource | null,
  signalNames: readonly string[],
  from: number,
): PairStep | null {
  const { dt, method } = network.simulation
  const population = network.populations[p]!
  const { model, perNeuron = {} } = population
  const spike = model.spike!
  const { variables } = model
  const { size: N, inputs, input: inputAt, state: blockAt } = layout.blocks[p]!
  if (layout.blocks.some(({ copies }) => copies > 1) || N % 2 === 1 || spike.kind !== 'when') return null
  const names = variables.map(({ name }) => name)
  const inputNames = ['I', ...(model.inputs ?? [])]
  const varies = (name: string) =>
    names.includes(name) || inputNames.includes(name) || Object.hasOwn(perNeuron, name)
  if (![...variables.map((v) => v.equation), spike.condition].every((e) => isArithmetic(e, varies)))
    return null
  const decays =
    method === 'exponential-euler'
      ? variables.map((v) => derivativeThroughRate(v.equation, v.name, model.rate))
      : []
  if (decays.some((decay) => freeNames(decay).some(varies))) return null

  const fractions = [...new Set(stageFractions[method])]
  const places = placesOf(population, from)
  const pairs = pairsOf()
  const { i, ps, pm, load, store, apply, number } = pairs
  const uniform = (code: string): Value => pairs.shared(places.uniform(code))

  // arrays beside the state: input from outside, the same number for all or an address a stage; areas; noise
  const outside = Array.from({ length: inputs }, (_, k): { same: number } | { at: number[] } => {
    const first = inputAt + k * N
    const part = (whole: Float64Array) => whole.subarray(first, first + N)
    if (!drive.steady) return { at: fractions.map((_, f) => places.copied(N, (all) => part(all[f]!))) }
    const constant = part(drive.constant)
    if (constant.every((value) => value === constant[0])) return { same: constant[0]! }
    const at = places.constant(constant)
    return { at: fractions.map(() => at) }
  })
  const own = layout.events.channels.flatMap((channel, c) =>
    channel.population === p
      ? [{ ...channel, area: channel.levels === 0 ? places.copied(N, () => channels[c]!.arrived) : -1 }]
      : [],
  )
  const each = new Map(Object.entries(perNeuron).map(([name, array]) => [name, places.constant(array)]))
  const kickAt = names.map((_, v) =>
    noise === null ? -1 : places.copied(N, () => noise.kick.subarray(blockAt + v * N, blockAt + (v + 1) * N)),
  )

  /** What arrives at each stage and input; the levels decay. */
  function receive(): Value[][] {
    const held = own.map((channel) => ({
      ...channel,
      a: channel.levels === 0 ? load(i, channel.area) : load(pm, 8 * channel.at),
      b: channel.levels === 2 ? load(pm, 8 * (channel.at + N)) : -1,
    }))
    const received = fractions.map((fraction, f) =>
      outside.map((first, k) => {
        let sum = 'same' in first ? number(first.same) : load(i, first.at[f]!)
        for (const { input, levels, synapse, a, b } of held) {
          if (input !== k) continue
          let part = a
          if (levels > 0) {
            const { fromA, fromB } = filterOf(synapse!).readout(fraction * dt)
            if (fromA !== 1) part = apply(pair.multiply, number(fromA), a)
            if (levels === 2 && fromB !== 0)
              part = apply(pair.add, part, apply(pair.multiply, number(fromB), b))
          }
          sum = apply(pair.add, sum, part)
        }
        return sum
      }),
    )
    for (const { at, levels, synapse, a, b } of held) {
      if (levels === 0) continue
      const { aa, ab, bb } = filterOf(synapse!).decay(dt)
      let next = apply(pair.multiply, number(aa), a)
      if (ab !== 0) next = apply(pair.add, next, apply(pair.multiply, number(ab), b))
      store(pm, 8 * at, next)
      if (levels === 2) store(pm, 8 * (at + N), apply(pair.multiply, number(bb), b))
    }
    return received
  }

  /** One pair through the step; the mask of who fires. */
  function neurons(): Value {
    const received = receive()
    const x = names.map((_, v) => load(ps, 8 * v * N))
    const time = (stage: number): string => `(step + ${stage}) * ${literal(dt)}`
    const at = (
      stage: number,
      state: readonly Value[],
      own = time(stage),
      signals: readonly string[] = [],
    ) => ({
      value(name: string): Value | null {
        const v = names.indexOf(name)
        if (v >= 0) return state[v]!
        const k = inputNames.indexOf(name)
        if (k >= 0) return received[fractions.indexOf(stage)]![k]!
        return each.has(name) ? load(i, each.get(name)!) : null
      },
      shared: (e: Expression): Value =>
        e.kind === 'number' ? number(e.value) : uniform(places.code(e, own, signals)),
    })
    const lambda = (v: number): string => `${literal(dt)} * ${places.code(decays[v]!, time(0))}`
    const y = steppedPair(
      pairs,
      method,
      dt,
      x,
      {
        flow: (stage, state) => variables.map((v) => pairValue(pairs, v.equation, at(stage, state))),
        gain: (v) => uniform(`${literal(dt)} * grown(${lambda(v)})`),
        share: (v) =>
          uniform(
            isWhite(noise!, blockAt + v * N) ? `Math.sqrt(grown(2 * (${lambda(v)})))` : `grown(${lambda(v)})`,
          ),
      },
      noise === null ? null : kickAt.map((address) => load(i, address)),
    )

    // refractory neurons: clamped variables stay, nothing fires, a step less is left
    const { refractory } = layout.events.counts[p]!
    let free = -1
    if (refractory >= 0) {
      const left = load(pm, 8 * refractory)
      free = apply(pair.equal, left, number(0))
      store(pm, 8 * refractory, apply(pair.larger, apply(pair.subtract, left, number(1)), number(0)))
      for (const v of spike.clamp) y[v] = apply(pair.select, y[v]!, x[v]!, free)
    }
    for (const [v, value] of y.entries()) store(ps, 8 * v * N, value)
    const end = at(stageFractions[method].at(-1)!, y, time(1), signalNames)
    const fires = pairMask(pairs, spike.condition, end)
    return free < 0 ? fires : apply(pair.and, fires, free)
  }

  const together = [2, 1].find((count) => N % (2 * count) === 0)!
  const fires: Value[] = []
  for (let k = 0; k < together; k++) {
    fires.push(neurons())
    pairs.next()
  }
  const firedAt = places.claim(Math.ceil(N / 2))
  const placed = places.finish()
  return placed && { ...placed, body: loopOf(pairs, fires, firedAt, 8 * N), firedAt }
}
