/**
 * A step of a spiking population as one loop over its neurons: what synapses hold, every stage of the method, the
 * decay of the synapses and the threshold, in local variables. It does what the general path does in many
 * passes, operation by operation, so that it gives the same bits; it applies where populations see one another
 * only through channels, so that a neuron's step needs nothing but its own numbers.
 */
import { built } from '../../model/compile.ts'
import { derivativeThroughRate } from '../../model/derivative.ts'
import { emit } from '../../model/javascript.ts'
import type { Network } from '../../model/network.ts'
import type { Expression } from '../../model/tree.ts'
import type { Drive } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import { type NoiseSource, stageFractions } from '../methods.ts'
import type { ActingChannel } from './channels.ts'
import { grownText, isWhite, leaves, literal } from './leaves.ts'
import { filterOf } from './synapse.ts'

/** Advances one replica's population; returns how many neurons are in `fired`, or 0 where a hazard decides later. */
export type FusedStep = (
  state: Float64Array,
  /** where the population's state, its replica's memory and its parameters begin */
  s: number,
  m: number,
  parameters: Float64Array,
  p: number,
  step: number,
  /** input from outside at each stage, where it is not the same always */
  outside: readonly Float64Array[],
  signals: Float64Array,
  fired: Int32Array,
  hazards: Float64Array,
) => number

/** The loop of population p. `channels` are all those that act, in the layout's order. */
export function fusedStep(
  network: Network,
  layout: Layout,
  p: number,
  channels: readonly ActingChannel[],
  drive: Drive,
  noise: NoiseSource | null,
  signalNames: readonly string[],
): FusedStep {
  const { dt, method } = network.simulation
  const population = network.populations[p]!
  const { model } = population
  const spike = model.spike!
  const { size, sites, copies, inputs, input: inputAt, state: blockAt } = layout.blocks[p]!
  const fractions = [...new Set(stageFractions[method])]
  const arrays: Float64Array[] = Object.values(population.perNeuron ?? {})
  const held = (array: Float64Array): string => `c${arrays.push(array) - 1}`
  const { variables } = model

  const head: string[] = []
  const perSite: string[] = []
  const local: string[] = []
  const after: string[] = []

  // what arrives at each input at each stage: from outside, then channel by channel
  const terms = fractions.map(() => Array.from({ length: inputs }, () => [] as string[]))
  // where there are copies, what all copies share is summed by itself
  const shared = fractions.map(() => Array.from({ length: inputs }, () => [] as string[]))
  const copied = layout.blocks.some((block) => block.copies > 1)
  for (let k = 0; k < inputs; k++) {
    const constant = drive.constant.subarray(inputAt + k * size, inputAt + (k + 1) * size)
    if (drive.steady && constant.every((value) => value === constant[0])) {
      for (const stage of terms) stage[k]!.push(literal(constant[0]!))
      continue
    }
    const from = inputAt + k * size
    if (drive.steady) local.push(`const d${k} = ${held(drive.constant)}[${from} + j]`)
    for (const [f, stage] of terms.entries()) {
      if (!drive.steady) local.push(`const d${k}_${f} = outside[${f}][${from} + j]`)
      stage[k]!.push(drive.steady ? `d${k}` : `d${k}_${f}`)
    }
  }
  for (const [c, channel] of layout.events.channels.entries()) {
    if (channel.population !== p) continue
    const place = channel.perNeuron ? 'j' : 'i'
    const lines = channel.perNeuron ? local : perSite
    const into = copied && !channel.perNeuron ? shared : terms
    if (channel.levels === 0) {
      lines.push(`const q${c} = ${held(channels[c]!.arrived)}[${place}]`)
      for (const stage of into) stage[channel.input]!.push(`q${c}`)
      continue
    }
    const filter = filterOf(channel.synapse!)
    const { aa, ab, bb } = filter.decay(dt)
    const two = channel.levels === 2
    const a = `state[m + ${channel.at} + ${place}]`
    const b = `state[m + ${channel.at + channel.size} + ${place}]`
    lines.push(`const a${c} = ${a}`, ...(two ? [`const b${c} = ${b}`] : []))
    for (const [f, stage] of into.entries()) {
      const { fromA, fromB } = filter.readout(fractions[f]! * dt)
      const first = fromA === 1 ? `a${c}` : `${literal(fromA)} * a${c}`
      stage[channel.input]!.push(two && fromB !== 0 ? `(${first} + ${literal(fromB)} * b${c})` : first)
    }
    const decayed = `${a} = ${literal(aa)} * a${c}${ab === 0 ? '' : ` + ${literal(ab)} * b${c}`}`
    ;(channel.perNeuron ? local : after).push(decayed, ...(two ? [`${b} = ${literal(bb)} * b${c}`] : []))
  }
  for (const [f, stage] of terms.entries())
    for (let k = 0; k < inputs; k++) {
      const sum = shared[f]![k]!
      if (sum.length > 0) perSite.push(`const S${f}_${k} = ${sum.join(' + ')}`)
      local.push(
        `const I${f}_${k} = ${[...stage[k]!, ...(sum.length > 0 ? [`S${f}_${k}`] : [])].join(' + ')}`,
      )
    }

  // the state, then the stages
  const N = size
  const body: string[] = []
  for (const v of variables.keys()) body.push(`const x${v} = state[s + ${v * N} + j]`)
  const kick = (v: number): string => `kick[${blockAt + v * N} + j]`
  if (noise !== null) head.push(`const kick = ${held(noise.kick)}`)
  const evaluate = (
    stage: number,
    state: string,
    prefix: string,
    expressions: readonly Expression[],
  ): string[] => {
    const time = `(step + ${stage}) * ${literal(dt)}`
    const made = emit(expressions, leaves(population, state, fractions.indexOf(stage), time), prefix)
    head.push(...made.uniform)
    body.push(...made.local)
    return made.results
  }
  const equations = model.variables.map((v) => v.equation)
  const put = (name: string, v: number, code: string) => body.push(`const ${name}${v} = ${code}`)
  switch (method) {
    case 'euler': {
      const f = evaluate(0, 'x', 'f', equations)
      for (const v of variables.keys())
        put('y', v, `x${v} + ${literal(dt)} * ${f[v]}${noise === null ? '' : ` + ${kick(v)}`}`)
      break
    }
    case 'heun': {
      const f = evaluate(0, 'x', 'f', equations)
      const drawn = noise === null ? '' : ' + '
      for (const v of variables.keys())
        put('u', v, `x${v} + ${literal(dt)} * ${f[v]}${drawn}${noise === null ? '' : kick(v)}`)
      const g = evaluate(1, 'u', 'g', equations)
      for (const v of variables.keys())
        put(
          'y',
          v,
          `x${v} + ${literal(0.5 * dt)} * (${f[v]} + ${g[v]})${drawn}${noise === null ? '' : kick(v)}`,
        )
      break
    }
    case 'rk4': {
      const f = evaluate(0, 'x', 'f', equations)
      for (const v of variables.keys()) put('u', v, `x${v} + ${literal(0.5 * dt)} * ${f[v]}`)
      const g = evaluate(0.5, 'u', 'g', equations)
      for (const v of variables.keys()) put('w', v, `x${v} + ${literal(0.5 * dt)} * ${g[v]}`)
      const h = evaluate(0.5, 'w', 'h', equations)
      for (const v of variables.keys()) put('z', v, `x${v} + ${literal(dt)} * ${h[v]}`)
      const e = evaluate(1, 'z', 'e', equations)
      for (const v of variables.keys())
        put('y', v, `x${v} + ${literal(dt / 6)} * (${f[v]} + 2 * ${g[v]} + 2 * ${h[v]} + ${e[v]})`)
      break
    }
    case 'exponential-euler': {
      const f = evaluate(0, 'x', 'f', equations)
      const decays = model.variables.map((v) => derivativeThroughRate(v.equation, v.name, model.rate))
      const lambda = evaluate(0, 'x', 'l', decays)
      for (const v of variables.keys()) {
        const code = lambda[v]!
        // the same for every neuron: known before the loop
        const same = /^[\d(]/.test(code) || head.some((line) => line.startsWith(`const ${code} =`))
        const lines = same ? head : body
        lines.push(
          `const phi${v} = grown(${literal(dt)} * ${code})`,
          `const gain${v} = ${literal(dt)} * phi${v}`,
        )
        const white = noise !== null && isWhite(noise, blockAt + v * N)
        if (noise !== null)
          lines.push(
            `const share${v} = ${white ? `Math.sqrt(grown(2 * (${literal(dt)} * ${code})))` : `phi${v}`}`,
          )
        put('y', v, `x${v} + gain${v} * ${f[v]}${noise === null ? '' : ` + share${v} * ${kick(v)}`}`)
      }
    }
  }

  const last = stageFractions[method].at(-1)!
  const end = leaves(population, 'y', fractions.indexOf(last), `(step + 1) * ${literal(dt)}`, signalNames)
  const condition = emit([spike.condition], end, 'k')
  head.push(...condition.uniform)
  const store = variables.map((_, v) => `state[s + ${v * N} + j] = y${v}`)
  const decide =
    spike.kind === 'when'
      ? [...condition.local, `if (${condition.results[0]} !== 0) fired[count++] = j`]
      : [...condition.local, `hazards[j] = ${condition.results[0]}`]
  const { refractory } = layout.events.counts[p]!
  const free = [...body, ...store, ...decide]
  const allHeld = spike.clamp.length === variables.length
  const neuron =
    refractory < 0
      ? free
      : [
          `const r = state[m + ${refractory} + j]`,
          'if (r === 0) {',
          ...free,
          '} else {',
          `state[m + ${refractory} + j] = r - 1`,
          ...(allHeld ? [] : [...body, ...store.filter((_, v) => !spike.clamp.includes(v))]),
          ...(spike.kind === 'hazard' ? ['hazards[j] = 0'] : []),
          '}',
        ]
  const loop =
    copies === 1
      ? [
          `for (let i = 0; i < ${sites}; i++) {`,
          'const j = i',
          ...perSite,
          ...local,
          ...neuron,
          ...after,
          '}',
        ]
      : [
          `for (let i = 0; i < ${sites}; i++) {`,
          ...perSite,
          `for (let j = i; j < ${size}; j += ${sites}) {`,
          ...local,
          ...neuron,
          '}',
          ...after,
          '}',
        ]
  const text = [
    ...arrays.map((_, k) => `const c${k} = c[${k}]`),
    grownText,
    'let count = 0',
    ...head,
    ...loop,
    'return count',
  ]
  return built(
    'state, s, m, parameters, p, step, outside, signals, fired, hazards',
    text.join('\n'),
    new Float64Array(0),
    arrays,
  )
}
