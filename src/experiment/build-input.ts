/** Input terms from their entries: what does not depend on time becomes an array. */
import { bumpForm } from '../engine/moving-bump.ts'
import { checkVelocity } from '../engine/velocity.ts'
import { InputError, placed, quoted } from '../errors.ts'
import { compileField, evaluateOn } from '../model/compile.ts'
import type { Input, InputTerm, Population } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import { neuronsOf } from '../model/population.ts'
import { freeNames } from '../model/rewrite.ts'
import type { Expression } from '../model/tree.ts'
import type { Space } from '../spaces/space.ts'
import type { BuiltPopulation } from './build-population.ts'
import { readPairs } from './build-signals.ts'
import { intoOf, namedInput, synapseOf } from './build-synapse.ts'
import type { BumpEntry, InputEntry } from './experiment.ts'
import { type Files, readNumbers } from './files.ts'

/** Throws InputError placed under the input's `place`. */
export async function inputOf(
  entry: InputEntry,
  place: string,
  to: number,
  populations: readonly BuiltPopulation[],
  signals: readonly string[],
  files: Files,
): Promise<Input> {
  const receiver = populations[to]!
  const term = await termOf(entry, place, receiver.population, signals, files)
  const { synapse } = entry
  const into =
    entry.into === undefined
      ? intoOf(synapse ?? {}, `${place}.synapse`, receiver)
      : namedInput(entry.into, `${place}.into`, receiver.population.model)
  return {
    place: term.kind === 'moving-bump' ? `${place}.bump` : place,
    to,
    from: entry.from,
    until: entry.until ?? Number.POSITIVE_INFINITY,
    term,
    ...(into === 0 ? {} : { into }),
    ...(synapse === undefined || synapse.type === 'delta' ? {} : { synapse: synapseOf(synapse) }),
  }
}

async function termOf(
  entry: InputEntry,
  place: string,
  population: Population,
  signals: readonly string[],
  files: Files,
): Promise<InputTerm> {
  const { space } = population
  if (entry.constant !== undefined)
    return { kind: 'static', values: new Float64Array(space.size).fill(entry.constant) }
  if (entry.expression !== undefined) {
    const { expression } = entry
    return placed(`${place}.expression`, () => expressionTerm(parseExpression(expression), space, signals))
  }
  if (entry.pattern !== undefined) {
    if (entry.pattern.length !== space.size)
      throw new InputError(
        `${place}.pattern`,
        `${space.size} numbers, one for each neuron`,
        `${entry.pattern.length}`,
      )
    return { kind: 'static', values: Float64Array.from(entry.pattern) }
  }
  if (entry.bump !== undefined) return bumpTerm(entry.bump, place, space)
  if (entry.velocity !== undefined) return velocityTerm(entry.velocity, `${place}.velocity`, space)
  const weight = entry.synapse?.weight ?? 1
  if (entry.poisson !== undefined) {
    const { rate } = entry.poisson
    const events = placed(`${place}.poisson.rate`, () => eventRate(rate, space, signals))
    return { kind: 'poisson', rate: events, weight: weight * entry.poisson.weight }
  }
  if (entry.spikes !== undefined)
    return trainTerm(entry.spikes, weight, `${place}.spikes.file`, population, files)
  return framesTerm(entry.file!, entry.every!, `${place}.file`, space, files)
}

/** A static array unless it changes in time; then it is tried at t = 0, so that names are checked now. */
export function expressionTerm(
  expression: Expression,
  space: Space,
  signals: readonly string[] = [],
): InputTerm {
  const names = freeNames(expression)
  if (names.some((name) => signals.includes(name))) {
    compileField(expression, space.coordinates, space.size, ['t', ...signals])
    return { kind: 'expression', expression }
  }
  const timed = names.includes('t')
  const values = evaluateOn(expression, space.coordinates, space.size, timed ? { t: 0 } : {})
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new InputError('', 'a finite value everywhere', `${values[wrong]} at point ${wrong}`)
  return timed ? { kind: 'expression', expression } : { kind: 'static', values }
}

/** Tried at t = 0 where no signal has to be known for that. */
function eventRate(text: string, space: Space, signals: readonly string[]): Expression {
  const rate = parseExpression(text)
  const term = expressionTerm(rate, space, signals)
  if (freeNames(rate).some((name) => signals.includes(name))) return rate
  const values =
    term.kind === 'static' ? term.values : evaluateOn(rate, space.coordinates, space.size, { t: 0 })
  const wrong = values.findIndex((value) => value < 0)
  if (wrong >= 0)
    throw new InputError('', 'a rate of 0 or more everywhere', `${values[wrong]} at point ${wrong}`)
  return rate
}

/** Rows (time, neuron) sorted by time; of equal times in the order of the file. */
async function trainTerm(
  { file, weight }: NonNullable<InputEntry['spikes']>,
  factor: number,
  place: string,
  population: Population,
  files: Files,
): Promise<InputTerm> {
  const { times, values } = await readPairs(files, file, place, '(time, neuron)')
  const n = neuronsOf(population)
  const early = times.findIndex((time) => time < 0)
  if (early >= 0) throw new InputError(place, 'times of 0 or more', `${times[early]} at row ${early}`)
  const strange = values.findIndex((neuron) => !Number.isInteger(neuron) || neuron < 0 || neuron >= n)
  if (strange >= 0)
    throw new InputError(
      place,
      `neurons 0 to ${n - 1} of ${population.name}`,
      `${values[strange]} at row ${strange}`,
    )
  const order = Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b)
  return {
    kind: 'spikes',
    times: Float64Array.from(order, (k) => times[k]!),
    neurons: Uint32Array.from(order, (k) => values[k]!),
    weight: factor * weight,
  }
}

function velocityTerm(entry: readonly string[], place: string, space: Space): InputTerm {
  const velocity = entry.map((text, axis) => placed(`${place}[${axis}]`, () => parseExpression(text)))
  checkVelocity(velocity, space, place)
  return { kind: 'velocity', velocity }
}

/** Formed once to see that it can be. */
function bumpTerm(
  { centre = [], velocity = [], ...shape }: BumpEntry,
  place: string,
  space: Space,
): InputTerm {
  const term = { kind: 'moving-bump', ...shape, centre, velocity } as const
  placed(place, () => bumpForm(term, space))
  return term
}

async function framesTerm(
  file: string,
  every: number,
  place: string,
  space: Space,
  files: Files,
): Promise<InputTerm> {
  const { shape, values } = await readNumbers(files, file, place)
  const n = space.size
  if (shape.length === 1 && shape[0] === n) return { kind: 'static', values }
  if (shape.length === 2 && shape[1] === n && shape[0]! > 0) return { kind: 'frames', every, frames: values }
  throw new InputError(
    place,
    `an array of shape [${n}] or [frames, ${n}]`,
    `shape [${shape.join(', ')}] in ${quoted(file)}`,
  )
}
