/** Where populations may stand beside words: a key that is neither is told before anything in it. */
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { formatPath, isMapping, type Path } from './path.ts'
import { INITIAL_KINDS } from './schema-words.ts'

/** Throws InputError for a key of `noise` or `simulation.initial` that is no word and no population. */
export function checkPopulationKeys(experiment: Readonly<Record<string, unknown>>): void {
  const { populations, simulation, noise } = experiment
  const names = isMapping(populations) ? Object.keys(populations) : []
  check(noise, ['noise'], ['sigma', 'tau_c'], names)
  if (isMapping(simulation)) check(simulation['initial'], ['simulation', 'initial'], INITIAL_KINDS, names)
}

function check(mapping: unknown, path: Path, words: readonly string[], names: readonly string[]): void {
  if (!isMapping(mapping)) return
  const known = [...words, ...names]
  const key = Object.keys(mapping).find((key) => !known.includes(key))
  if (key === undefined) return
  throw new InputError(
    formatPath([...path, key]),
    `one of the keys ${words.join(', ')}, or the name of a population${names.length > 0 ? ` (${names.join(', ')})` : ''}`,
    quoted(key),
    didYouMean(key, known) || 'Remove it',
  )
}
