/** Input terms and initial states from their entries: what does not depend on time becomes an array. */
import { bumpForm } from '../engine/moving-bump.ts'
import { checkVelocity } from '../engine/velocity.ts'
import { InputError, placed, quoted } from '../errors.ts'
import { evaluateOn } from '../model/compile.ts'
import type { Initial, InputTerm, Population } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import { freeNames } from '../model/rewrite.ts'
import type { Expression } from '../model/tree.ts'
import type { Space } from '../spaces/space.ts'
import type { BumpEntry, InitialEntry, InputEntry } from './experiment.ts'
import { type Files, readNumbers } from './files.ts'

/** Throws InputError placed under the input's `place`. */
export async function termOf(
  entry: InputEntry,
  place: string,
  space: Space,
  files: Files,
): Promise<InputTerm> {
  if (entry.constant !== undefined)
    return { kind: 'static', values: new Float64Array(space.size).fill(entry.constant) }
  if (entry.expression !== undefined) {
    const { expression } = entry
    return placed(`${place}.expression`, () => expressionTerm(parseExpression(expression), space))
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
  return framesTerm(entry.file!, entry.every!, `${place}.file`, space, files)
}

/** A static array unless it mentions t; then it is tried at t = 0, so that names are checked now. */
function expressionTerm(expression: Expression, space: Space): InputTerm {
  const timed = freeNames(expression).includes('t')
  const values = evaluateOn(expression, space.coordinates, space.size, timed ? { t: 0 } : {})
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new InputError('', 'a finite value everywhere', `${values[wrong]} at point ${wrong}`)
  return timed ? { kind: 'expression', expression } : { kind: 'static', values }
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

/** Throws InputError placed under `simulation.initial`. */
export async function initialOf(
  entry: InitialEntry,
  populations: readonly Population[],
  replicas: number,
  files: Files,
): Promise<Initial> {
  const place = 'simulation.initial'
  if (entry === 'model') return { kind: 'model' }
  if ('random' in entry) return { kind: 'random', deviation: entry.random }
  if ('expression' in entry) {
    const expression = placed(`${place}.expression`, () => {
      const parsed = parseExpression(entry.expression)
      for (const { space } of populations) {
        if (freeNames(parsed).includes('t'))
          throw new InputError(
            '',
            'an expression without t, since it holds at t = 0',
            quoted(entry.expression),
          )
        expressionTerm(parsed, space)
      }
      return parsed
    })
    return { kind: 'expression', expression }
  }
  if ('values' in entry)
    return checked(Float64Array.from(entry.values), `${place}.values`, populations, replicas)
  const { values } = await readNumbers(files, entry.file, `${place}.file`)
  return checked(values, `${place}.file`, populations, replicas)
}

function checked(
  values: Float64Array,
  place: string,
  populations: readonly Population[],
  replicas: number,
): Initial {
  for (const { name, space } of populations) {
    if (values.length === space.size || values.length === replicas * space.size) continue
    throw new InputError(
      place,
      `${space.size} numbers, one for each neuron of ${name}${replicas === 1 ? '' : `, or ${replicas} times as many`}`,
      `${values.length}`,
    )
  }
  return { kind: 'values', values }
}
