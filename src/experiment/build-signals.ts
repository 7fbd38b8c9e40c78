/** Signals from their entries: functions of time that inputs, gains and spike rules may name. */
import { InputError, placed, quoted } from '../errors.ts'
import { compileExpression } from '../model/compile.ts'
import { checkGivenName } from '../model/names.ts'
import type { Population, Signal } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import type { SignalEntry } from './experiment.ts'
import { type Files, readNumbers } from './files.ts'

/** In the order of the file; each expression may name those before it. Throws InputError under `signals`. */
export async function signalsOf(
  entries: Readonly<Record<string, SignalEntry>>,
  files: Files,
): Promise<Signal[]> {
  const signals: Signal[] = []
  for (const [name, entry] of Object.entries(entries)) {
    const place = `signals.${name}`
    placed(place, () => checkGivenName(name))
    const before = ['t', ...signals.map((signal) => signal.name)]
    signals.push({
      name,
      value:
        'file' in entry
          ? await samplesOf(entry.file, `${place}.file`, files)
          : placed(place, () => expressionOf(entry.expression, before)),
    })
  }
  return signals
}

/** A name that two things have in one expression would hide one of them. Throws InputError under `signals`. */
export function checkSignalNames(signals: readonly Signal[], populations: readonly Population[]): void {
  for (const { name: population, space, model } of populations) {
    const own =
      model.spike === undefined
        ? []
        : [...model.variables.map((v) => v.name), ...Object.keys(model.parameters)]
    for (const { name } of signals) {
      const what = space.coordinates.has(name)
        ? 'coordinate'
        : own.includes(name)
          ? 'variable or parameter'
          : (model.inputs ?? []).includes(name)
            ? 'named input'
            : null
      if (what !== null)
        throw new InputError(
          `signals.${name}`,
          `a name that is no ${what} of ${population}`,
          quoted(name),
          'Rename the signal',
        )
    }
  }
}

function expressionOf(text: string, names: readonly string[]): Signal['value'] {
  const expression = parseExpression(text)
  compileExpression(expression, names)
  return { kind: 'expression', expression }
}

async function samplesOf(file: string, place: string, files: Files): Promise<Signal['value']> {
  const { times, values } = await readPairs(files, file, place, '(time, value)')
  const late = times.findIndex((time, k) => k > 0 && !(time > times[k - 1]!))
  if (late >= 0)
    throw new InputError(
      place,
      'times that increase',
      `${times[late]} after ${times[late - 1]} at row ${late}`,
    )
  return { kind: 'samples', times, values }
}

/** The two columns of a .npy file of shape [rows, 2]. Throws InputError at `place`. */
export async function readPairs(
  files: Files,
  file: string,
  place: string,
  columns: string,
): Promise<{ readonly times: Float64Array; readonly values: Float64Array }> {
  const { shape, values } = await readNumbers(files, file, place)
  if (shape.length !== 2 || shape[1] !== 2 || shape[0] === 0)
    throw new InputError(
      place,
      `an array of shape [rows, 2], each row ${columns}`,
      `shape [${shape.join(', ')}] in ${quoted(file)}`,
    )
  const rows = shape[0]!
  return {
    times: Float64Array.from({ length: rows }, (_, k) => values[2 * k]!),
    values: Float64Array.from({ length: rows }, (_, k) => values[2 * k + 1]!),
  }
}
