/**
 * `--set path=value`: changes the experiment as written, before validation, so that validation tells
 * what is wrong with the new value in the same words as for the file.
 */
import { parseDocument } from 'yaml'
import { InputError, placed, quoted } from '../errors.ts'
import { formatPath, indexIn, isMapping, type Path, parsePath } from './path.ts'

/** The two halves of `path=value`; a bare word is text, everything else JSON (or a YAML flow). */
export function parseAssignment(assignment: string): { readonly path: Path; readonly value: unknown } {
  const match = /^((?:"(?:[^"\\]|\\.)*"|[^="])+)=(.*)$/s.exec(assignment)
  if (!match)
    throw new InputError('--set', 'path=value', quoted(assignment), 'Write for example simulation.dt=0.01')
  const path = placed('--set', () => parsePath(match[1]!.trim()))
  return { path, value: valueFrom(match[2]!.trim()) }
}

function valueFrom(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    if (!/^[[{]/.test(text)) return text
  }
  try {
    const document = parseDocument(text, { logLevel: 'silent' })
    if (document.errors.length === 0) return document.toJS({ maxAliasCount: 0 })
  } catch {
    // an alias, or nesting beyond the stack
  }
  throw new InputError('--set', 'a JSON value', quoted(text), 'Close every bracket and quote')
}

/**
 * A copy of `experiment` with the value at the path set. Mappings on the way are made where the
 * experiment leaves them out (validation refuses those that the schema does not know).
 *
 * A list grows when its next entry is set whole.
 *
 * @throws InputError when the path leads through text or a number, or further past the end of a list
 */
export function applySet(experiment: unknown, assignment: string): unknown {
  const { path, value } = parseAssignment(assignment)
  return setPath(experiment, path, value)
}

/** The sections that are lists: where the file leaves one out, its entry 0 begins it. */
const lists = new Set<unknown>(['connections', 'inputs'])

/** True when a piece of a path names the place just after the end of a list. */
function isNext(list: readonly unknown[], piece: string | number): boolean {
  return String(piece) === String(list.length)
}

/** As applySet, for a path and a value already parsed. */
export function setPath(experiment: unknown, path: Path, value: unknown, depth = 0): unknown {
  if (depth === path.length) return value
  const piece = path[depth]!
  if (Array.isArray(experiment)) {
    const isWhole = depth + 1 === path.length
    const index = isWhole && isNext(experiment, piece) ? experiment.length : indexIn(experiment, piece)
    if (index === null) {
      throw new InputError(
        formatPath(path.slice(0, depth + 1)),
        experiment.length === 0
          ? 'no index, since the list is empty'
          : `an index of 0 to ${experiment.length - 1}`,
        quoted(piece),
        `Set the whole entry ${experiment.length} to make the list longer`,
      )
    }
    const longer = index === experiment.length ? [...experiment, undefined] : experiment
    return longer.with(index, setPath(experiment[index], path, value, depth + 1))
  }
  if (experiment !== undefined && experiment !== null && !isMapping(experiment)) {
    throw new InputError(
      formatPath(path.slice(0, depth)),
      `a mapping or a list, to set ${formatPath(path.slice(depth))} in it`,
      quoted(experiment),
      'Set the whole entry instead',
    )
  }
  if (typeof piece === 'number' || piece === '__proto__') {
    throw new InputError(
      formatPath(path.slice(0, depth + 1)),
      typeof piece === 'number' ? 'a list' : 'an ordinary key',
      typeof piece === 'number' ? 'a mapping' : quoted(piece),
    )
  }
  if (experiment === undefined && depth === 1 && path.length === 2 && lists.has(path[0]) && isNext([], piece))
    return [setPath(undefined, path, value, depth + 1)]
  const mapping = experiment ?? {}
  const old = Object.hasOwn(mapping, piece) ? (mapping as Record<string, unknown>)[piece] : undefined
  return { ...mapping, [piece]: setPath(old, path, value, depth + 1) }
}
