/** Spike rules, synapses, delays and what single neurons or variables have of their own, written out. */
import { InputError, quoted } from '../errors.ts'
import { DEFAULTS } from './defaults.ts'
import type {
  DelayEntry,
  DistributionEntry,
  NoiseEntry,
  NoiseOf,
  SignalEntry,
  SpikeEntry,
  SynapseEntry,
  VariableStart,
} from './experiment.ts'
import type {
  Written,
  WrittenConnection,
  WrittenDistribution,
  WrittenSpike,
  WrittenSynapse,
} from './schema.ts'

export function spikeEntry({ when, hazard, reset, refractory, clamp }: WrittenSpike): SpikeEntry {
  return {
    ...(when === undefined ? {} : { when: String(when) }),
    ...(hazard === undefined ? {} : { hazard: String(hazard) }),
    reset: Object.fromEntries(Object.entries(reset).map(([name, value]) => [name, String(value)])),
    ...(refractory === undefined ? {} : { refractory: String(refractory) }),
    ...(clamp === undefined ? {} : { clamp }),
  }
}

/** What belongs to each law; the keys of the others are refused. */
const laws = { normal: ['mean', 'std'], uniform: ['from', 'to'], lorentzian: ['centre', 'width'] } as const

export function distributionEntry(written: WrittenDistribution, place: string): DistributionEntry {
  const { distribution, quantiles = false, seed } = written
  const own = laws[distribution]
  const numbers = keyed(written, own, Object.values(laws).flat(), `a ${distribution} distribution`, place)
  if (distribution === 'uniform' && !(numbers['from']! < numbers['to']!))
    throw new InputError(`${place}.to`, `a number above from (${numbers['from']})`, quoted(numbers['to']))
  if (quantiles && seed !== undefined)
    throw new InputError(
      `${place}.seed`,
      'no seed beside quantiles, which are not drawn',
      quoted(seed),
      'Remove it',
    )
  const how = quantiles ? { quantiles } : { seed: seed ?? DEFAULTS.distribution.seed }
  return { distribution, ...numbers, ...how } as DistributionEntry
}

/** One synapse or several, always as a list. */
export function synapseEntries(
  written: NonNullable<WrittenConnection['synapse']>,
  place: string,
): SynapseEntry[] {
  if (!Array.isArray(written)) return [synapseEntry(written, place)]
  return written.map((one, k) => synapseEntry(one, `${place}[${k}]`))
}

const times = {
  delta: [],
  exponential: ['time'],
  alpha: ['time'],
  'double-exponential': ['rise', 'decay'],
} as const

export function synapseEntry(written: WrittenSynapse, place: string): SynapseEntry {
  const { type, reversal, into, weight } = written
  const own: readonly string[] = times[type]
  const named = `${type === 'exponential' || type === 'alpha' ? 'an' : 'a'} ${type} synapse`
  const numbers = keyed(spelledOut(written, own, named, place), own, ['time', 'rise', 'decay'], named, place)
  const { rise, decay } = numbers
  if (rise !== undefined && !(rise < decay!))
    throw new InputError(
      `${place}.rise`,
      `a time shorter than decay (${decay})`,
      quoted(rise),
      rise === decay ? 'Equal times are the type alpha' : 'Exchange the two',
    )
  if (reversal !== undefined && into !== undefined)
    throw new InputError(
      `${place}.into`,
      'no named input beside reversal, which makes one of its own',
      quoted(into),
      'Write g*(E - v) into the equations, or leave out one of the two',
    )
  return {
    type,
    ...numbers,
    ...(reversal === undefined ? {} : { reversal }),
    ...(into === undefined ? {} : { into }),
    weight,
  }
}

/** `times` in the words that the type has. */
function spelledOut(
  written: WrittenSynapse,
  own: readonly string[],
  named: string,
  place: string,
): Readonly<Record<string, unknown>> {
  if (written.times === undefined) return written
  const list = [written.times].flat()
  const twice = own.find((key) => (written as Record<string, unknown>)[key] !== undefined)
  if (twice !== undefined)
    throw new InputError(`${place}.times`, `${twice} once`, `times and ${twice}`, 'Remove one of the two')
  if (list.length !== own.length)
    throw new InputError(
      `${place}.times`,
      own.length === 0 ? `no times of ${named}` : `${own.join(' and ')} of ${named}`,
      quoted(written.times),
    )
  return { ...written, ...Object.fromEntries(own.map((key, k) => [key, list[k]])) }
}

/** The numbers under the keys of its own; each has to be there, and none of the `others`. */
function keyed(
  written: Readonly<Record<string, unknown>>,
  own: readonly string[],
  others: readonly string[],
  named: string,
  place: string,
): Record<string, number> {
  const strange = others.find((key) => !own.includes(key) && written[key] !== undefined)
  if (strange !== undefined)
    throw new InputError(
      `${place}.${strange}`,
      own.length === 0 ? `no ${strange} of ${named}` : `only ${own.join(' and ')} of ${named}`,
      quoted(written[strange]),
      'Remove it',
    )
  const missing = own.find((key) => written[key] === undefined)
  if (missing !== undefined)
    throw new InputError(
      `${place}.${missing}`,
      `the ${missing} of ${named}`,
      'nothing',
      `Add the key "${missing}"`,
    )
  return Object.fromEntries(own.map((key) => [key, written[key] as number]))
}

export function delayEntry(written: NonNullable<WrittenConnection['delay']>): DelayEntry {
  if (typeof written === 'number') return { constant: written }
  const { speed, constant = 0 } = written
  return { ...(speed === undefined ? {} : { speed }), constant }
}

export function noiseEntry(written: Written['noise']): NoiseEntry {
  const { sigma, tau_c, ...populations } = written
  if (Object.keys(populations).length === 0) return noiseOf({ sigma, tau_c })
  return Object.fromEntries(
    Object.entries(populations).map(([population, variables]) => [
      population,
      Object.fromEntries(
        Object.entries(variables as Readonly<Record<string, number | Partial<NoiseOf>>>).map(
          ([name, own]) => [name, noiseOf(typeof own === 'number' ? { sigma: own } : own)],
        ),
      ),
    ]),
  )
}

function noiseOf({ sigma, tau_c }: { sigma?: number | undefined; tau_c?: number | undefined }): NoiseOf {
  return { sigma: sigma ?? DEFAULTS.noise.sigma, ...(tau_c === undefined ? {} : { tau_c }) }
}

type WrittenStart =
  | number
  | string
  | {
      random?: number | undefined
      uniform?: number[] | undefined
      expression?: string | number | undefined
      values?: (number | number[])[] | undefined
      file?: string | undefined
    }

/** @param flat values in one list, those of replicas without their brackets */
export function variableStart(
  written: WrittenStart,
  place: string,
  flat: (values: readonly (number | readonly number[])[], place: string) => readonly number[],
): VariableStart {
  if (typeof written !== 'object') return { expression: String(written) }
  const { random, uniform, expression, values } = written
  if (random !== undefined) return { random }
  if (expression !== undefined) return { expression: String(expression) }
  if (values !== undefined) return { values: flat(values, `${place}.values`) }
  if (uniform === undefined) return { file: written.file! }
  const [from, to] = uniform as [number, number]
  if (!(from < to))
    throw new InputError(`${place}.uniform`, 'two numbers, the smaller first', quoted(uniform))
  return { uniform: [from, to] }
}

export function signalEntries(written: NonNullable<Written['signals']>): Record<string, SignalEntry> {
  return Object.fromEntries(
    Object.entries(written).map(([name, entry]) => {
      if (typeof entry !== 'object') return [name, { expression: String(entry) }]
      return [
        name,
        entry.file === undefined ? { expression: String(entry.expression) } : { file: entry.file },
      ]
    }),
  )
}
