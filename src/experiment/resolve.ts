/**
 * From an experiment as written to the resolved one: shorthands written out, defaults that depend on
 * other entries filled in, and everything checked that needs no space, model or file.
 */
import { InputError, quoted } from '../errors.ts'
import { DEFAULTS, LIMITS } from './defaults.ts'
import {
  type Experiment,
  type InitialEntry,
  type PopulationEntry,
  type SpaceEntry,
  stepsOf,
  type TransferEntry,
} from './experiment.ts'
import { formatPath } from './path.ts'
import { checkReplicas, connectionEntry, inputEntry, mapValues } from './resolve-network.ts'
import { distributionEntry, noiseEntry, signalEntries, spikeEntry, variableStart } from './resolve-spiking.ts'
import type { Written, WrittenDistribution, WrittenPopulation } from './schema.ts'
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
    connections: written.connections.map((c, i) => connectionEntry(c, `connections[${i}]`, names, replicas)),
    inputs: written.inputs.map((input, i) => inputEntry(input, `inputs[${i}]`, names)),
    ...(written.signals === undefined ? {} : { signals: signalEntries(written.signals) }),
    noise: noiseEntry(written.noise),
    simulation: { ...timing(written.simulation), initial: initial(written.simulation.initial, replicas) },
    record: recordOf(written.record),
    certify: {
      starts: written.certify.starts,
      seed: written.certify.seed ?? written.simulation.seed,
      tolerance: written.certify.tolerance,
    },
    ...(written.sweep ? { sweep: { axes: written.sweep.axes } } : {}),
  }
}

function recordOf({ every, quantities, most }: Written['record']): Experiment['record'] {
  const recorded = { every, quantities: distinct(quantities) }
  if (quantities.includes('spikes')) return { ...recorded, most: most ?? DEFAULTS.most }
  if (most === undefined) return recorded
  throw new InputError(
    'record.most',
    'the quantity spikes, of which it is the limit',
    quoted(most),
    'Remove it',
  )
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
    if (isDistribution(value)) continue
    checkReplicas(value, `${place}.parameters.${name}`, replicas)
    if (typeof p.model === 'string') checkTimeConstant(name, value, `${place}.parameters.${name}`)
  }
  const model =
    typeof p.model === 'string'
      ? p.model
      : {
          state: mapValues(p.model.state, equation),
          ...(p.model.rate === undefined ? {} : { rate: String(p.model.rate) }),
          ...(p.model.spike === undefined ? {} : { spike: spikeEntry(p.model.spike) }),
          ...(p.model.inputs === undefined ? {} : { inputs: p.model.inputs }),
          parameters: p.model.parameters,
        }
  return {
    ...(p.space === undefined ? {} : { space: p.space as SpaceEntry }),
    ...(p.neurons === undefined ? {} : { neurons: p.neurons }),
    ...(p.copies === undefined || p.copies === DEFAULTS.copies ? {} : { copies: p.copies }),
    model,
    ...(p.transfer === undefined ? {} : { transfer: transfer(p.transfer, `${place}.transfer`) }),
    parameters: mapValues(p.parameters, (value, name) =>
      isDistribution(value) ? distributionEntry(value, `${place}.parameters.${name}`) : value,
    ),
  }
}

function isDistribution(value: WrittenPopulation['parameters'][string]): value is WrittenDistribution {
  return typeof value === 'object' && !Array.isArray(value)
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

function initial(written: Written['simulation']['initial'], replicas: number): InitialEntry {
  if (typeof written === 'string') return written
  const { random, expression, values, file, ...populations } = written
  const place = 'simulation.initial'
  if (values !== undefined) return { values: flatValues(values, `${place}.values`, replicas) }
  if (expression !== undefined) return { expression: String(expression) }
  if (random !== undefined) return { random }
  if (file !== undefined) return { file }
  return mapValues(populations, (variables, population) =>
    mapValues(variables, (start, variable) =>
      variableStart(start, `${place}.${formatPath([population, variable])}`, (rows, at) =>
        flatValues(rows, at, replicas),
      ),
    ),
  )
}

/** Values in one list; nested, one list per replica, they lose their brackets. */
function flatValues(
  values: readonly (number | readonly number[])[],
  place: string,
  replicas: number,
): readonly number[] {
  if (values.every((value) => typeof value === 'number')) return values
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
  for (const [name, { space, neurons: listed, copies = 1 }] of Object.entries(populations)) {
    const size = copies * (space === undefined ? listed! : (neuronsOf(space) ?? 1))
    if (size > LIMITS.neurons) {
      throw new InputError(
        `populations.${name}.${copies > 1 ? 'copies' : 'space'}`,
        `at most ${LIMITS.neurons} neurons`,
        `${size}`,
        copies > 1 ? 'Take fewer copies' : 'Take fewer samples',
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
