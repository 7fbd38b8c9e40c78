/** Where the variables start, and the noise that moves them. */
import { InputError, placed, quoted } from '../errors.ts'
import type { Initial, Noise, Population } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import { neuronsOf } from '../model/population.ts'
import { freeNames } from '../model/rewrite.ts'
import type { Expression } from '../model/tree.ts'
import { didYouMean } from '../nearest.ts'
import { expressionTerm } from './build-input.ts'
import type { InitialEntry, NoiseEntry, NoiseOf, VariableStart } from './experiment.ts'
import { type Files, readNumbers } from './files.ts'

/** Throws InputError placed under `simulation.initial`. */
export async function initialOf(
  entry: InitialEntry,
  populations: readonly Population[],
  replicas: number,
  files: Files,
): Promise<Initial> {
  const place = 'simulation.initial'
  if (entry === 'model') return { kind: 'model' }
  if (!isByPopulation(entry)) return startOf(entry, place, populations, replicas, files)
  const starts: Extract<Initial, { kind: 'each' }>['starts'][number][] = []
  for (const { at, population, variable, value } of each(entry, place, populations)) {
    const initial = await startOf(value, at, [populations[population]!], replicas, files)
    starts.push({ population, variable, initial })
  }
  return { kind: 'each', starts }
}

type Start = Exclude<Initial, { readonly kind: 'model' | 'each' }>

async function startOf(
  entry: VariableStart,
  place: string,
  populations: readonly Population[],
  replicas: number,
  files: Files,
): Promise<Start> {
  if ('random' in entry) return { kind: 'random', deviation: entry.random }
  if ('uniform' in entry) return { kind: 'uniform', from: entry.uniform[0], to: entry.uniform[1] }
  if ('expression' in entry)
    return {
      kind: 'expression',
      expression: placed(`${place}.expression`, () => startExpression(entry.expression, populations)),
    }
  if ('values' in entry)
    return checked(Float64Array.from(entry.values), `${place}.values`, populations, replicas)
  const { values } = await readNumbers(files, entry.file, `${place}.file`)
  return checked(values, `${place}.file`, populations, replicas)
}

function startExpression(text: string, populations: readonly Population[]): Expression {
  const parsed = parseExpression(text)
  for (const { space } of populations) {
    if (freeNames(parsed).includes('t'))
      throw new InputError('', 'an expression without t, since it holds at t = 0', quoted(text))
    expressionTerm(parsed, space)
  }
  return parsed
}

function checked(
  values: Float64Array,
  place: string,
  populations: readonly Population[],
  replicas: number,
): Start {
  for (const population of populations) {
    const n = neuronsOf(population)
    if (values.length === n || values.length === replicas * n) continue
    throw new InputError(
      place,
      `${n} numbers, one for each neuron of ${population.name}${replicas === 1 ? '' : `, or ${replicas} times as many`}`,
      `${values.length}`,
    )
  }
  return { kind: 'values', values }
}

/** Throws InputError placed under `noise`. */
export function noiseOf(entry: NoiseEntry, populations: readonly Population[]): Noise {
  if (!isByPopulation(entry)) return { sigma: entry.sigma, correlationTime: entry.tau_c ?? null }
  return {
    sigma: 0,
    correlationTime: null,
    each: each(entry, 'noise', populations).map(({ population, variable, value }) => ({
      population,
      variable,
      sigma: value.sigma,
      correlationTime: value.tau_c ?? null,
    })),
  }
}

type ByPopulation<T> = Readonly<Record<string, Readonly<Record<string, T>>>>

/** Whether populations stand in the entry, and not what holds for all of them. */
function isByPopulation(entry: NoiseEntry): entry is ByPopulation<NoiseOf>
function isByPopulation(entry: Exclude<InitialEntry, 'model'>): entry is ByPopulation<VariableStart>
function isByPopulation(entry: object): boolean {
  return Object.values(entry).every((value) => typeof value === 'object' && !Array.isArray(value))
}

/** The entries of single variables, with the indices that their names have. */
function each<T>(
  entry: ByPopulation<T>,
  place: string,
  populations: readonly Population[],
): { readonly at: string; readonly population: number; readonly variable: number; readonly value: T }[] {
  return Object.entries(entry).flatMap(([name, variables]) => {
    const population = populations.findIndex((known) => known.name === name)
    const names = populations[population]!.model.variables.map((known) => known.name)
    return Object.entries(variables).map(([key, value]) => {
      const at = `${place}.${name}.${key}`
      const variable = names.indexOf(key)
      if (variable < 0)
        throw new InputError(
          at,
          `a state variable of ${name} (${names.join(', ')})`,
          quoted(key),
          didYouMean(key, names),
        )
      return { at, population, variable, value }
    })
  })
}
