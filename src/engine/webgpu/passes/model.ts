/**
 * A population on the device: where its numbers lie, what its model's names read there, and the same names
 * for the twins. Buffers: `state`, `stages` (the stage's state, then slopes), `rates` and `inputs` of all
 * populations; per population `numbers` (a constant input a point, then parameters [replica][name]), and
 * where its model averages, `means` [replica][slot].
 */
import { clockWith, signalText } from '../../../../shaders/lib/clock.wgsl.ts'
import { type SpecialName, special } from '../../../../shaders/lib/special.wgsl.ts'
import type { ModelShape } from '../../../../shaders/rates.wgsl.ts'
import { derivativeThroughRate } from '../../../model/derivative.ts'
import type { Leaf } from '../../../model/emit.ts'
import type { Network } from '../../../model/network.ts'
import { freeNames, type TakenReduction, takeReductions } from '../../../model/rewrite.ts'
import type { Expression } from '../../../model/tree.ts'
import type { Layout } from '../../layout.ts'
import { type Signals, signalNumber, signalsOf, signalsRead } from '../signals.ts'
import type { Memory, Moment, View } from './pass.ts'
import { exact, plus, type Rounded } from './rounding.ts'

export interface Site {
  readonly population: number
  readonly name: string
  /** neurons, [copy][site] */
  readonly points: number
  readonly sites: number
  readonly copies: number
  readonly replicas: number
  readonly variables: readonly string[]
  readonly parameters: readonly string[]
  /** of these, those that differ between neurons, N numbers each behind the others */
  readonly varied: readonly string[]
  /** inputs beside I */
  readonly named: readonly string[]
  /** fires, and has no rate of its own */
  readonly spiking: boolean
  readonly state: { readonly offset: number; readonly stride: number }
  readonly rate: { readonly offset: number; readonly stride: number }
  /** numbers of neurons, where noise that remembers lies */
  readonly neurons: { readonly offset: number; readonly stride: number }
  readonly weights: Float64Array
  /** of the expressions below, reductions taken out; rate's come first in the slots of means */
  readonly rateExpression: Expression
  readonly equations: readonly Expression[]
  /** d(equation)/d(own variable), for exponential Euler; else empty */
  readonly decays: readonly Expression[]
  readonly rateReductions: readonly TakenReduction[]
  readonly flowReductions: readonly TakenReduction[]
  /** whether the stage that makes a state makes its rates too: neither mean nor time is in them */
  readonly fused: boolean
}

export const numbersOf = (site: Site): string => `numbers ${site.name}`
export const meansOf = (site: Site): string => `means ${site.name}`
/** named inputs of the sites, [replica][input][site] */
export const moreOf = (site: Site): string => `named inputs ${site.name}`
/** inputs of single neurons, [replica][input][neuron], where trains of their own come to several copies */
export const ownInputsOf = (site: Site): string => `own inputs ${site.name}`
/** all inputs of the neurons as they were at the last stage, likewise, where the spike rule reads them */
export const totalsOf = (site: Site): string => `totals ${site.name}`
/** steps for which each neuron is silent, then those that a spike leaves */
export const firingOf = (site: Site): string => `firing ${site.name}`
export const weightsOf = (site: Site): string => `weights ${site.name}`
export const slotsOf = (site: Site): number => site.rateReductions.length + site.flowReductions.length

/** What depends on time alone is taken out of the equations. */
export function siteOf(
  network: Network,
  layout: Layout,
  population: number,
  signals: Signals = signalsOf(),
): Site {
  const { name, space, model, perNeuron = {} } = network.populations[population]!
  const { method, replicas } = network.simulation
  const block = layout.blocks[population]!
  const equations = model.variables.map((v) => v.equation)
  const decays =
    method === 'exponential-euler'
      ? model.variables.map((v) => derivativeThroughRate(v.equation, v.name, model.rate))
      : []
  const spiking = model.spike !== undefined
  const ofRate = takeReductions([signals.take(model.rate)])
  const ofFlow = takeReductions([...equations, ...decays].map(signals.take))
  return {
    population,
    name,
    points: block.size,
    sites: space.size,
    copies: block.copies,
    replicas,
    variables: model.variables.map((v) => v.name),
    parameters: Object.keys(model.parameters),
    varied: Object.keys(perNeuron),
    named: model.inputs ?? [],
    spiking,
    state: { offset: block.state, stride: layout.stateLength },
    rate: { offset: block.site, stride: layout.sites },
    neurons: { offset: block.rate, stride: layout.neurons },
    weights: space.weights,
    rateExpression: ofRate.expressions[0]!,
    equations: ofFlow.expressions.slice(0, equations.length),
    decays: ofFlow.expressions.slice(equations.length),
    rateReductions: ofRate.reductions,
    flowReductions: ofFlow.reductions,
    fused: !spiking && ofRate.reductions.length === 0 && !dependsOnTime(ofRate.expressions),
  }
}

/** Slot of `$k`, the k-th reduction of the rate or, after all of those, of the equations. */
export function slotOf(site: Site, name: string, of: 'rate' | 'flow'): number {
  return Number(name.slice(1)) + (of === 'rate' ? 0 : site.rateReductions.length)
}

/** Place of the k-th input, k > 0, of a neuron's site. */
const moreAt = ({ named, sites }: Site, replica: number, k: number, point: number): number =>
  (replica * named.length + k - 1) * sites + (point % sites)

/** Place of the k-th input of a neuron. */
export const ownInputAt = ({ named, points }: Site, replica: number, k: number, point: number): number =>
  (replica * (1 + named.length) + k) * points + point

/** Codes of names in a pass; variables are `prefix`0, ... */
export function leafOf(site: Site, of: 'rate' | 'flow', prefix = 'x'): (name: string) => Leaf {
  return (name) => {
    const variable = site.variables.indexOf(name)
    if (variable >= 0) return { code: `${prefix}${variable}`, varies: true }
    const varied = site.varied.indexOf(name)
    if (varied >= 0) return { code: `numbers[${variedAt(site, varied)}u + point]`, varies: true }
    const parameter = site.parameters.indexOf(name)
    if (parameter >= 0) return { code: `numbers[p + ${parameter}u]`, varies: false }
    if (name.startsWith('$')) return { code: `means[m + ${slotOf(site, name, of)}u]`, varies: false }
    if (name === 'r') return { code: 'r', varies: true }
    if (name === 'I') return { code: 'total', varies: true }
    const named = site.named.indexOf(name)
    if (named >= 0) return { code: `total${1 + named}`, varies: true }
    return { code: signalText(signalNumber(name)!), varies: false }
  }
}

/** Where the k-th parameter that differs between neurons begins in `numbers`. */
export function variedAt({ sites, named, replicas, parameters, points }: Site, k: number): number {
  return sites * (1 + named.length) + replicas * parameters.length + k * points
}

/** Whether any of the expressions names one of `names`. */
export function uses(expressions: readonly Expression[], ...names: readonly string[]): boolean {
  return expressions.some((e) => freeNames(e).some((name) => names.includes(name)))
}

/** Whether any of the expressions depends on time. */
export const dependsOnTime = (expressions: readonly Expression[]): boolean => signalsRead(expressions) > 0

export function usesMeans(expressions: readonly Expression[]): boolean {
  return expressions.some((e) => freeNames(e).some((name) => name.startsWith('$')))
}

export function shapeOf(
  site: Site,
  means: boolean,
  functions: Iterable<SpecialName>,
  expressions: readonly Expression[],
): ModelShape {
  return {
    points: site.points,
    copies: site.copies,
    named: site.named.length,
    variables: site.variables.length,
    replicas: site.replicas,
    state: site.state,
    rate: site.rate,
    parameters: site.parameters.length,
    means: means ? slotsOf(site) : 0,
    library: special(functions),
    clock: clockWith(signalsRead(expressions)),
  }
}

/** What a name is at a point of a replica, for the twins. `state` is the buffer that the variables are in. */
export function readerOf(
  site: Site,
  of: 'rate' | 'flow',
  state: string,
  memory: Memory,
  moment: Moment,
): (replica: number, point: number) => (name: string) => Rounded {
  const x = memory.get(state)!
  const numbers = memory.get(numbersOf(site))!
  const means = memory.get(meansOf(site))
  const rates = memory.get('rates')!
  const inputs = memory.get('inputs')!
  const { sites, named } = site
  return (replica, point) => (name) => {
    const variable = site.variables.indexOf(name)
    const own = site.state.offset + replica * site.state.stride + point
    if (variable >= 0) return exact(x[own + variable * site.points]!)
    const varied = site.varied.indexOf(name)
    if (varied >= 0) return exact(numbers[variedAt(site, varied) + point]!)
    const parameter = site.parameters.indexOf(name)
    const first = sites * (1 + named.length)
    if (parameter >= 0) return exact(numbers[first + replica * site.parameters.length + parameter]!)
    if (name.startsWith('$')) return exact(means![replica * slotsOf(site) + slotOf(site, name, of)]!)
    const at = site.rate.offset + replica * site.rate.stride + (point % sites)
    if (name === 'r') return exact(rates[at]!)
    if (name === 'I' || named.includes(name)) {
      const input = name === 'I' ? 0 : 1 + named.indexOf(name)
      const shared =
        input === 0 ? inputs[at]! : memory.get(moreOf(site))![moreAt(site, replica, input, point)]!
      const own = memory.get(ownInputsOf(site))
      return own === undefined
        ? exact(shared)
        : plus(exact(shared), exact(own[ownInputAt(site, replica, input, point)]!))
    }
    return exact(moment.signals![signalNumber(name)!]!)
  }
}

/** One variable's numbers in a buffer laid out as the state. */
export function variableView(site: Site, variable: number, buffer = 'state'): View {
  return { buffer, offset: site.state.offset + variable * site.points, stride: site.state.stride }
}

/** What a frame shows as rates: of a spiking population those of its spikes since the frame before. */
export const observedView = (site: Site): View => ({
  buffer: site.spiking ? 'frequencies' : 'rates',
  ...site.rate,
})

/** The k-th input of the sites: 0 is I. */
export function inputView(site: Site, k = 0): View {
  const { named, sites } = site
  if (k === 0) return rateView(site, 'inputs')
  return { buffer: moreOf(site), offset: (k - 1) * sites, stride: named.length * sites }
}

export function rateView(site: Site, buffer: 'rates' | 'inputs' = 'rates'): View {
  return { buffer, ...site.rate }
}
