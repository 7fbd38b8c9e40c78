/** What passes on the way: synapses, delays, gains, and the input that they end in. */
import { InputError, placed, quoted } from '../errors.ts'
import type { Conductance } from '../model/conductance.ts'
import type { Model } from '../model/model.ts'
import { checkNames } from '../model/names.ts'
import type { Connection, Coupling, Delay, PerReplica, Population, Synapse } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import { contains } from '../model/rewrite.ts'
import { didYouMean } from '../nearest.ts'
import { isList } from '../spaces/list.ts'
import { perReplica } from './build-kernel.ts'
import type { BuiltPopulation } from './build-population.ts'
import type { ConnectionEntry, DelayEntry, Experiment, SynapseEntry } from './experiment.ts'

/** Reversal potentials of what arrives at a population, in the order of the file, and the place of each. */
export function reversalsAt({ connections, inputs }: Experiment, name: string): Map<number, string> {
  const found = new Map<number, string>()
  const take = (entry: SynapseEntry | undefined, place: string): void => {
    if (entry?.reversal !== undefined && !found.has(entry.reversal))
      found.set(entry.reversal, `${place}.reversal`)
  }
  for (const [i, { to, synapse = [] }] of connections.entries())
    if (to === name)
      for (const [k, entry] of synapse.entries()) take(entry, `connections[${i}].synapse[${k}]`)
  for (const [i, { to, synapse }] of inputs.entries()) if (to === name) take(synapse, `inputs[${i}].synapse`)
  return found
}

/**
 * One connection for each synapse of the entry, or one that acts at once; all carry the same coupling object.
 * Throws InputError under `place`.
 */
export function connectionsOf(
  entry: ConnectionEntry,
  place: string,
  coupling: Coupling,
  ends: { readonly from: number; readonly to: number },
  populations: readonly BuiltPopulation[],
  signals: readonly string[],
): Connection[] {
  const [sender, receiver] = [populations[ends.from]!.population, populations[ends.to]!]
  const delay =
    entry.delay === undefined ? null : delayOf(entry.delay, entry, place, sender, receiver.population)
  checkPlan(entry, place, sender)
  const shared = {
    ...(delay === null ? {} : { delay }),
    ...(entry.gain === undefined ? {} : { gain: gainOf(entry.gain, `${place}.gain`, signals) }),
    ...(entry.plan ? { plan: entry.plan } : {}),
  }
  const scale = perReplica(entry.scale)
  const { synapse = [null] } = entry
  return synapse.map((one, k) => {
    const at = `${place}.synapse[${k}]`
    const into = one === null ? 0 : intoOf(one, at, receiver)
    const own =
      entry.into === undefined ? into : namedInput(entry.into, `${place}.into`, receiver.population.model)
    return {
      place,
      ...ends,
      coupling,
      scale: one === null ? scale : times(scale, one.weight),
      ...(own === 0 ? {} : { into: own }),
      ...(one === null || one.type === 'delta' ? {} : { synapse: synapseOf(one) }),
      ...shared,
    }
  })
}

/** The index of the input in which the synapse ends: 0 is I. */
export function intoOf(
  { into, reversal }: Pick<SynapseEntry, 'into' | 'reversal'>,
  place: string,
  { population: { model }, conductances }: BuiltPopulation,
): number {
  if (into !== undefined) return namedInput(into, `${place}.into`, model)
  const conductance: Conductance | undefined = conductances.find((known) => known.reversal === reversal)
  return conductance === undefined ? 0 : 1 + model.inputs!.indexOf(conductance.name)
}

/** The index of the input of that name. Throws InputError for a model without it. */
export function namedInput(name: string, place: string, { name: model, inputs = [] }: Model): number {
  if (name === 'I') return 0
  const index = inputs.indexOf(name)
  if (index >= 0) return index + 1
  const known = inputs.length === 0 ? 'I, for it names no others' : `I or ${inputs.join(', ')}`
  throw new InputError(
    place,
    `an input of the model ${model} (${known})`,
    quoted(name),
    didYouMean(name, inputs) || `Use it in your own equations, and add "inputs: [${name}]"`,
  )
}

export function synapseOf({ type, time, rise, decay }: SynapseEntry): Synapse {
  if (type === 'double-exponential') return { kind: type, rise: rise!, decay: decay! }
  if (type === 'delta') throw new Error('a delta synapse is none')
  return { kind: type, decay: time! }
}

function times(scale: PerReplica, weight: number): PerReplica {
  return typeof scale === 'number' ? scale * weight : scale.map((value) => value * weight)
}

function gainOf(text: string, place: string, signals: readonly string[]) {
  return placed(place, () => {
    const gain = parseExpression(text)
    if (contains(gain, 'transfer') || contains(gain, 'reduction'))
      throw new InputError('', 'an expression in t and the signals', quoted(text))
    checkNames(gain, ['t', ...signals])
    return gain
  })
}

function delayOf(
  { speed, constant }: DelayEntry,
  { plan, through }: ConnectionEntry,
  place: string,
  from: Population,
  to: Population,
): Delay | null {
  if (speed === undefined) return constant === 0 ? null : { kind: 'constant', time: constant }
  const refuse = (expected: string, received: string, remedy: string): never => {
    throw new InputError(`${place}.delay.speed`, expected, received, remedy)
  }
  const constantly = 'Give the delay as a constant'
  if (through !== undefined) refuse('no speed where two spaces meet in a quotient', quoted(speed), constantly)
  if (from.space !== to.space || isList(to.space))
    refuse(
      'populations on one and the same space, on which there are distances',
      `${from.name} on ${from.space.name} and ${to.name} on ${to.space.name}`,
      constantly,
    )
  if (plan === 'low-rank' || plan === 'fft')
    throw new InputError(
      `${place}.plan`,
      'gather, dense, sparse or event, which know the distance of every pair',
      quoted(plan),
      'Remove it, or give the delay as a constant',
    )
  return { kind: 'speed', speed, time: constant }
}

function checkPlan({ plan }: ConnectionEntry, place: string, { name, model }: Population): void {
  if (plan === 'event' && model.spike === undefined)
    throw new InputError(
      `${place}.plan`,
      `a plan for the rates of ${name} (low-rank, fft, gather, dense or sparse)`,
      quoted(plan),
      'Event follows spikes: give the population a spiking model',
    )
}
