/**
 * Experiment text to the resolved experiment. The order of complaints is: grammar, reserved words,
 * structure, then meaning; each names its place, and in text its line.
 */
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { VERSION } from './defaults.ts'
import type { Experiment } from './experiment.ts'
import { keysAt } from './keys.ts'
import { toldIssue } from './messages.ts'
import { formatPath, getPath, isMapping, type Path, parsePath } from './path.ts'
import { checkPopulationKeys } from './population-keys.ts'
import { refuseReserved } from './reserved.ts'
import { resolve } from './resolve.ts'
import { experimentSchema } from './schema.ts'
import { FAMILIES, KERNEL_KINDS } from './schema-words.ts'
import { parseAssignment, setPath } from './set.ts'
import { located, readSource, type Source } from './source.ts'

export interface ParseOptions {
  /** the file's name, for messages */
  readonly name?: string
  /** `path=value`, applied in order before anything is checked */
  readonly set?: readonly string[]
}

/**
 * @param given YAML or JSON as text or UTF-8 bytes, or the data itself
 * @throws InputError; `place` is the path in the experiment, and the message of an error in text begins
 *   with `name:line:column`
 */
export function parseExperiment(given: unknown, options: ParseOptions = {}): Experiment {
  return parseWithSource(given, options).experiment
}

/** As parseExperiment, with the source, which knows where a later complaint belongs. */
export function parseWithSource(
  given: unknown,
  options: ParseOptions = {},
): { readonly experiment: Experiment; readonly source: Source } {
  const source = changedSource(readSource(given, options.name), options.set ?? [])
  const experiment = located(source, () => {
    const experiment = check(source.value)
    checkAxes(experiment, source.value)
    return experiment
  })
  return { experiment, source }
}

/** The source with `--set` applied; complaints about what was set are placed there. */
function changedSource(source: Source, set: readonly string[]): Source {
  if (set.length === 0) return source
  const assignments = set.map((assignment) => parseAssignment(assignment))
  const locate = (place: string): string => {
    const path = place === '' ? [] : parsePath(place)
    const missing = path.length > 0 && getPath(source.value, path) === undefined
    const culprit = assignments.find((a) => begins(path, a.path) || (missing && begins(a.path, path)))
    return culprit ? '--set' : source.locate(place)
  }
  const value = located({ locate }, () =>
    assignments.reduce((data, { path, value }) => setPath(data, path, value), source.value),
  )
  return { value, locate }
}

function begins(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((piece, i) => String(piece) === String(path[i]))
}

function check(data: unknown): Experiment {
  if (!isMapping(data)) {
    throw new InputError(
      '',
      'an experiment, a mapping of keys to values',
      quoted(data),
      'Begin with "goldstone: 1"',
    )
  }
  checkVersion(data)
  refuseReserved(data)
  checkPopulationKeys(data)
  const plain = namedFamilies(data)
  const result = experimentSchema.safeParse(plain, { reportInput: false })
  if (!result.success) throw toldIssue(result.error.issues, plain, keysAt)
  return resolve(result.data)
}

function checkVersion(data: Readonly<Record<string, unknown>>): void {
  const version = data['goldstone']
  if (version === VERSION) return
  const expected = `${VERSION}, the version of the format`
  if (version === undefined) {
    const typo = Object.keys(data).find((key) => didYouMean(key, ['goldstone']) !== '')
    throw new InputError(
      'goldstone',
      expected,
      typo ? quoted(typo) : 'nothing',
      'Begin the file with "goldstone: 1"',
    )
  }
  const newer = typeof version === 'number' && version > VERSION
  throw new InputError(
    'goldstone',
    expected,
    quoted(version),
    newer ? 'Update Goldstone to read a newer format' : `Write "goldstone: ${VERSION}"`,
  )
}

/** `{ name: von-mises, kappa: 2 }` is another way to write `{ von-mises: { kappa: 2 } }`. */
function namedFamilies(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!Array.isArray(data['connections'])) return data
  const connections = data['connections'].map((connection, index) => {
    const kernel = isMapping(connection) ? connection['kernel'] : null
    if (!isMapping(kernel) || KERNEL_KINDS.some((kind) => Object.hasOwn(kernel, kind))) return connection
    const word = ['name', 'family'].find((key) => typeof kernel[key] === 'string')
    if (word === undefined) return connection
    const name = kernel[word] as string
    if (!(FAMILIES as readonly string[]).includes(name)) {
      throw new InputError(
        `connections[${index}].kernel.${word}`,
        `one of ${FAMILIES.join(', ')}`,
        quoted(name),
        didYouMean(name, FAMILIES),
      )
    }
    const { [word]: _, gains, heterogeneity, scale, ...parameters } = kernel
    const rest = Object.fromEntries(
      Object.entries({ gains, heterogeneity, scale }).filter(([, value]) => value !== undefined),
    )
    return { ...(connection as object), kernel: { [name]: parameters, ...rest } }
  })
  return { ...data, connections }
}

/** Every axis must lead somewhere, and the experiment must accept its first and last value there. */
function checkAxes(experiment: Experiment, data: unknown): void {
  const { sweep: _, ...bare } = data as Record<string, unknown>
  for (const [text, axis] of Object.entries(experiment.sweep?.axes ?? {})) {
    try {
      const path = parsePath(text)
      check(setPath(bare, path, axis.from))
      check(setPath(bare, path, axis.to))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      const told = error.place === '' ? error.expected : `${error.expected} at ${error.place}`
      throw new InputError(formatPath(['sweep', 'axes', text]), told, error.received, error.remedy)
    }
  }
}
