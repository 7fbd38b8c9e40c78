/** Connections and inputs as written to resolved ones: shorthands written out, what contradicts itself refused. */
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { DEFAULTS } from './defaults.ts'
import type {
  BumpEntry,
  ConnectionEntry,
  InputEntry,
  KernelEntry,
  NumberOrReplicas,
  SpaceEntry,
  SynapseEntry,
} from './experiment.ts'
import { formatPath } from './path.ts'
import { delayEntry, synapseEntries } from './resolve-spiking.ts'
import type { WrittenConnection, WrittenInput } from './schema.ts'

/** Throws InputError under `place`. */
export function connectionEntry(
  c: WrittenConnection,
  place: string,
  names: readonly string[],
  replicas: number,
): ConnectionEntry {
  checkPopulation(c.from, `${place}.from`, names)
  checkPopulation(c.to, `${place}.to`, names)
  const { scale: kernelScale, heterogeneity: kernelHeterogeneity, expression, ...kernel } = c.kernel
  const scale = either(c.scale, kernelScale, place, 'scale') ?? DEFAULTS.scale
  checkReplicas(scale, c.scale === undefined ? `${place}.kernel.scale` : `${place}.scale`, replicas)
  for (const [label, gain] of Object.entries(kernel.gains ?? {}))
    checkReplicas(gain, `${place}.kernel.${formatPath(['gains', label])}`, replicas)
  const heterogeneity = either(c.heterogeneity, kernelHeterogeneity, place, 'heterogeneity')
  return {
    from: c.from,
    to: c.to,
    kernel: {
      ...(kernel as KernelEntry),
      ...(expression === undefined ? {} : { expression: String(expression) }),
      ...(heterogeneity === undefined ? {} : { heterogeneity }),
    },
    scale,
    ...(c.into === undefined ? {} : { into: c.into }),
    ...(c.gain === undefined ? {} : { gain: String(c.gain) }),
    ...(c.synapse === undefined ? {} : { synapse: synapsesOf(c, `${place}.synapse`) }),
    ...(c.delay === undefined ? {} : { delay: delayEntry(c.delay) }),
    ...(c.plan === undefined ? {} : { plan: c.plan }),
    ...(c.through === undefined
      ? {}
      : {
          through: {
            space: c.through.space as SpaceEntry,
            from: mapValues(c.through.from ?? {}, String),
            to: mapValues(c.through.to ?? {}, String),
          },
        }),
  }
}

/** An input of the connection and one of the synapse, or a reversal, are one too many. */
function synapsesOf(c: WrittenConnection, place: string): SynapseEntry[] {
  const entries = synapseEntries(c.synapse!, place)
  if (c.into === undefined) return entries
  const twice = entries.findIndex(({ into, reversal }) => into !== undefined || reversal !== undefined)
  if (twice < 0) return entries
  const key = entries[twice]!.into === undefined ? 'reversal' : 'into'
  throw new InputError(
    `${Array.isArray(c.synapse) ? `${place}[${twice}]` : place}.${key}`,
    `no ${key} beside "into" of the connection`,
    quoted(entries[twice]![key]),
    'Remove one of the two',
  )
}

/** Throws InputError under `place`. */
export function inputEntry(input: WrittenInput, place: string, names: readonly string[]): InputEntry {
  checkPopulation(input.to, `${place}.to`, names)
  if (input.until !== undefined && input.until <= input.from)
    throw new InputError(`${place}.until`, `a time after from (${input.from})`, quoted(input.until))
  if (input.every !== undefined && input.file === undefined)
    throw new InputError(`${place}.every`, 'a file, whose frames it spaces', quoted(input.every), 'Remove it')
  const { expression, bump, velocity, every, poisson, synapse, ...rest } = input
  return {
    ...(rest as Pick<
      InputEntry,
      'to' | 'into' | 'constant' | 'pattern' | 'file' | 'spikes' | 'from' | 'until'
    >),
    ...(expression === undefined ? {} : { expression: String(expression) }),
    ...(bump === undefined ? {} : { bump: bumpEntry(bump) }),
    ...(velocity === undefined ? {} : { velocity: listOf(velocity).map(String) }),
    ...(input.file === undefined ? {} : { every: every ?? DEFAULTS.input.every }),
    ...(poisson === undefined ? {} : { poisson: { rate: String(poisson.rate), weight: poisson.weight } }),
    ...(synapse === undefined ? {} : { synapse: inputSynapse(input, `${place}.synapse`) }),
  }
}

/** Of a train of events, which passes through one synapse. */
function inputSynapse({ synapse, poisson, spikes, into }: WrittenInput, place: string): SynapseEntry {
  if (poisson === undefined && spikes === undefined)
    throw new InputError(place, 'poisson or spikes, which a synapse filters', quoted(synapse), 'Remove it')
  const [entry, ...more] = synapseEntries(synapse!, place)
  if (more.length > 0)
    throw new InputError(
      place,
      'one synapse of an input',
      `a list of ${more.length + 1}`,
      'Send the trains to a population of the model relay, and connect that',
    )
  if (into === undefined) return entry!
  const key = entry!.into !== undefined ? 'into' : entry!.reversal !== undefined ? 'reversal' : null
  if (key === null) return entry!
  throw new InputError(
    `${place}.${key}`,
    `no ${key} beside "into" of the input`,
    quoted(entry![key]),
    'Remove one of the two',
  )
}

function bumpEntry({ amplitude, width, centre, velocity }: NonNullable<WrittenInput['bump']>): BumpEntry {
  return {
    amplitude,
    width,
    ...(centre === undefined ? {} : { centre: listOf(centre) }),
    ...(velocity === undefined ? {} : { velocity: listOf(velocity) }),
  }
}

function checkPopulation(name: string, place: string, names: readonly string[]): void {
  if (names.includes(name)) return
  throw new InputError(
    place,
    `the name of a population (${names.join(', ')})`,
    quoted(name),
    didYouMean(name, names),
  )
}

/** Throws InputError for a list of another length. */
export function checkReplicas(value: NumberOrReplicas, place: string, replicas: number): void {
  if (typeof value === 'number' || value.length === replicas) return
  throw new InputError(
    place,
    `one number, or a list of ${replicas}, one for each replica`,
    `a list of ${value.length}`,
    'Make the list as long as simulation.replicas',
  )
}

function either<T>(outer: T | undefined, inner: T | undefined, place: string, key: string): T | undefined {
  if (outer !== undefined && inner !== undefined)
    throw new InputError(
      `${place}.${key}`,
      `${key} once`,
      `${key} on the connection and on its kernel`,
      'Remove one of the two',
    )
  return outer ?? inner
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T]
}

export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
