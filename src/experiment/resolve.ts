/**
 * From an experiment as written to the resolved one: shorthands written out, defaults that depend on
 * other entries filled in, and everything checked that needs no space, model or file.
 */
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { DEFAULTS, LIMITS } from './defaults.ts'
import {
  type BumpEntry,
  type ConnectionEntry,
  type Experiment,
  type InitialEntry,
  type InputEntry,
  type KernelEntry,
  type NumberOrReplicas,
  type PopulationEntry,
  type SpaceEntry,
  stepsOf,
  type TransferEntry,
} from './experiment.ts'
import { formatPath } from './path.ts'
import type { Written, WrittenConnection, WrittenInput, WrittenPopulation } from './schema.ts'
import { neuronsOf } from './size.ts'

/** Throws InputError for what contradicts itself. */
export function resolve(written: Written): Experiment {
  const { replicas } = written.simulation
  const names = Object.keys(written.populations)
  if (names.length === 0) {
    throw new InputError(
      'populations',
      'at least one population',
      'an empty mapping',
      'Add a name and a space',
    )
  }
  const populations = mapValues(written.populations, (p, name) =>
    population(p, `populations.${name}`, replicas),
  )
  checkStates(populations, replicas)
  return {
    goldstone: 1,
    title: written.title,
    populations,
    connections: written.connections.map((c, i) => connection(c, `connections[${i}]`, names, replicas)),
    inputs: written.inputs.map((input, i) => inputEntry(input, `inputs[${i}]`, names)),
    noise: {
      sigma: written.noise.sigma,
      ...(written.noise.tau_c === undefined ? {} : { tau_c: written.noise.tau_c }),
    },
    simulation: { ...timing(written.simulation), initial: initial(written.simulation.initial, replicas) },
    record: {
      every: written.record.every,
      quantities: distinct(written.record.quantities),
    },
    certify: {
      starts: written.certify.starts,
      seed: written.certify.seed ?? written.simulation.seed,
      tolerance: written.certify.tolerance,
    },
    ...(written.sweep ? { sweep: { axes: written.sweep.axes } } : {}),
  }
}

function distinct<T>(quantities: readonly T[]): T[] {
  quantities.forEach((quantity, i) => {
    if (quantities.indexOf(quantity) !== i)
      throw new InputError(`record.quantities[${i}]`, 'every quantity once', quoted(quantity), 'Remove it')
  })
  return [...quantities]
}

function population(p: WrittenPopulation, place: string, replicas: number): PopulationEntry {
  for (const [name, value] of Object.entries(p.parameters)) {
    checkReplicas(value, `${place}.parameters.${name}`, replicas)
    if (typeof p.model === 'string') checkTimeConstant(name, value, `${place}.parameters.${name}`)
  }
  const model =
    typeof p.model === 'string'
      ? p.model
      : {
          state: mapValues(p.model.state, equation),
          rate: String(p.model.rate),
          parameters: p.model.parameters,
        }
  return {
    space: p.space as SpaceEntry,
    model,
    ...(p.transfer === undefined ? {} : { transfer: transfer(p.transfer, `${place}.transfer`) }),
    parameters: p.parameters,
  }
}

/** The time constants of the built-in models, tau and tau_something, divide. */
function checkTimeConstant(name: string, value: number | readonly number[], place: string): void {
  if (!/^tau(_|$)/.test(name)) return
  const wrong = [value].flat().find((tau) => !(tau > 0))
  if (wrong !== undefined) throw new InputError(place, 'a time constant above 0', quoted(wrong))
}

type StateText = Exclude<WrittenPopulation['model'], string>['state'][string]

function equation(text: StateText): { readonly equation: string; readonly initial: string } {
  if (typeof text !== 'object') return { equation: String(text), initial: '0' }
  return { equation: String(text.equation), initial: String(text.initial ?? 0) }
}

function transfer(written: NonNullable<WrittenPopulation['transfer']>, place: string): TransferEntry {
  if (typeof written === 'string') return written
  const { name, expression, ...parameters } = written
  const extra = Object.keys(parameters)
  if (name === undefined) {
    if (extra.length > 0) {
      throw new InputError(
        `${place}.${formatPath([extra[0]!])}`,
        'only the key expression',
        quoted(extra[0]),
        'Write the number into the expression',
      )
    }
    return { expression: String(expression) }
  }
  return extra.length === 0 ? name : { name, ...(parameters as Record<string, number>) }
}

function connection(
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

function inputEntry(input: WrittenInput, place: string, names: readonly string[]): InputEntry {
  checkPopulation(input.to, `${place}.to`, names)
  if (input.until !== undefined && input.until <= input.from)
    throw new InputError(`${place}.until`, `a time after from (${input.from})`, quoted(input.until))
  if (input.every !== undefined && input.file === undefined)
    throw new InputError(`${place}.every`, 'a file, whose frames it spaces', quoted(input.every), 'Remove it')
  const { expression, bump, velocity, every, ...rest } = input
  return {
    ...(rest as Pick<InputEntry, 'to' | 'constant' | 'pattern' | 'file' | 'from' | 'until'>),
    ...(expression === undefined ? {} : { expression: String(expression) }),
    ...(bump === undefined ? {} : { bump: bumpEntry(bump) }),
    ...(velocity === undefined ? {} : { velocity: listOf(velocity).map(String) }),
    ...(input.file === undefined ? {} : { every: every ?? DEFAULTS.input.every }),
  }
}

function bumpEntry({ amplitude, width, centre, velocity }: NonNullable<WrittenInput['bump']>): BumpEntry {
  return {
    amplitude,
    width,
    ...(centre === undefined ? {} : { centre: listOf(centre) }),
    ...(velocity === undefined ? {} : { velocity: listOf(velocity) }),
  }
}

function initial(written: Written['simulation']['initial'], replicas: number): InitialEntry {
  if (typeof written === 'string') return written
  if (written.values !== undefined) return { values: flatValues(written.values, replicas) }
  if (written.expression === undefined) return written as InitialEntry
  return { expression: String(written.expression) }
}

/** Values in one list; nested, one list per replica, they lose their brackets. */
function flatValues(values: readonly (number | readonly number[])[], replicas: number): readonly number[] {
  if (values.every((value) => typeof value === 'number')) return values
  const place = 'simulation.initial.values'
  const [first] = values
  if (typeof first === 'number' || values.some((row) => typeof row === 'number'))
    throw new InputError(place, 'numbers, or a list of numbers per replica', 'a mixture of both')
  const rows = values as readonly (readonly number[])[]
  if (rows.length !== replicas)
    throw new InputError(place, `${replicas} lists, one per replica`, `${rows.length}`)
  const odd = rows.findIndex((row) => row.length !== rows[0]!.length)
  if (odd >= 0)
    throw new InputError(
      `${place}[${odd}]`,
      `${rows[0]!.length} numbers as in the first`,
      `${rows[odd]!.length}`,
    )
  return rows.flat()
}

function timing(simulation: Written['simulation']): Omit<Experiment['simulation'], 'initial'> {
  const { dt, duration, method, replicas, seed } = simulation
  const steps = stepsOf(simulation)
  if (steps < 1)
    throw new InputError(
      'simulation.duration',
      `at least one step of dt (${dt})`,
      quoted(duration),
      'Lengthen it, or take a smaller dt',
    )
  if (steps > LIMITS.steps)
    throw new InputError(
      'simulation.duration',
      `at most ${LIMITS.steps} steps of dt (${dt})`,
      `${steps}`,
      'Take a larger dt',
    )
  const whole = Math.abs(steps * dt - duration) <= 1e-9 * duration ? duration : steps * dt
  return { dt, duration: whole, method, replicas, seed }
}

function checkStates(populations: Readonly<Record<string, PopulationEntry>>, replicas: number): void {
  let neurons = 0
  for (const [name, { space }] of Object.entries(populations)) {
    const size = neuronsOf(space) ?? 1
    if (size > LIMITS.neurons) {
      throw new InputError(
        `populations.${name}.space`,
        `at most ${LIMITS.neurons} neurons`,
        `${size}`,
        'Take fewer samples',
      )
    }
    neurons += size
  }
  if (neurons * replicas > LIMITS.states) {
    throw new InputError(
      'simulation.replicas',
      `at most ${LIMITS.states} neurons in all replicas together`,
      `${replicas} x ${neurons}`,
      'Take fewer replicas or samples',
    )
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

function checkReplicas(value: NumberOrReplicas, place: string, replicas: number): void {
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

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
