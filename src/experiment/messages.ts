/**
 * zod's issues as one InputError: the place as a path, what was expected, what came, what to do. Of
 * several issues the one is told from which the others most likely follow.
 */
import type { z } from 'zod'
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { formatPath, getPath, isMapping, type Path } from './path.ts'
import type { Complaint } from './schema-words.ts'

type Issue = z.core.$ZodIssue

/**
 * @param issues what zod found, at least one
 * @param data the data that it looked at
 * @param allowedKeys the keys allowed in the mapping at a path, for "did you mean"
 */
export function toldIssue(
  issues: readonly Issue[],
  data: unknown,
  allowedKeys: (path: Path) => readonly string[],
): InputError {
  const { issue, base } = meant(issues, data, [])
  const path = [...base, ...(issue.path as Path)]
  const value = getPath(data, path)
  const at = (expected: string, received = quoted(value), remedy = ''): InputError =>
    new InputError(formatPath(path), expected, received, remedy)

  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0]!
      const allowed = allowedKeys(path)
      return new InputError(
        formatPath([...path, key]),
        allowed.length === 0 ? 'no such key' : `one of the keys ${allowed.join(', ')}`,
        quoted(key),
        didYouMean(key, allowed) || 'Remove it',
      )
    }
    case 'invalid_type':
      return at(noun(issue.expected), received(value), typeRemedy(issue.expected, value, path))
    case 'invalid_value': {
      const values = issue.values.map((v) => (typeof v === 'string' ? v : quoted(v)))
      const words = values.length === 1 ? values[0]! : `one of ${values.join(', ')}`
      return at(words, received(value), typeof value === 'string' ? didYouMean(value, values) : '')
    }
    case 'too_small': {
      if (issue.origin === 'array' || issue.origin === 'string')
        return at(issue.origin === 'array' ? 'a list that is not empty' : 'text that is not empty')
      return at(`a number ${issue.inclusive ? 'of at least' : 'greater than'} ${issue.minimum}`)
    }
    case 'too_big':
      return at(`a number of at most ${issue.maximum}`)
    case 'invalid_key': {
      const key = path.at(-1)
      return at(
        path.length === 2 && path[0] === 'populations'
          ? 'a name of letters, digits, _ and -, beginning with a letter'
          : 'a name of letters, digits and _, beginning with a letter',
        quoted(key),
        'Rename it',
      )
    }
    case 'invalid_union': {
      const branches = issue.errors.flat().flatMap((inner) => {
        if (inner.code === 'invalid_type') return [noun(inner.expected)]
        return inner.code === 'invalid_value' ? inner.values.map((v) => quoted(v)) : []
      })
      const nouns = path.at(-2) === 'spectrum' ? COEFFICIENTS : [...new Set(branches)]
      const words =
        nouns.length > 1
          ? `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1)}`
          : (nouns[0] ?? 'another value')
      return at(words, received(value), typeRemedy(nouns.includes('a number') ? 'number' : '', value, path))
    }
    case 'custom': {
      const complaint = (issue.params ?? {}) as Partial<Complaint>
      return at(complaint.expected ?? 'another value', complaint.received, complaint.remedy)
    }
    default:
      return at('another value', received(value))
  }
}

const COEFFICIENTS = ['a number', '{ re, im }', 'a list of rows']

/** The issue that the user should hear of, inside the alternative that they evidently meant. */
function meant(
  issues: readonly Issue[],
  data: unknown,
  base: Path,
): { readonly issue: Issue; readonly base: Path } {
  const issue = issues.find((i) => i.code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code !== 'invalid_union') return { issue, base }
  const path = [...base, ...(issue.path as Path)]
  const value = getPath(data, path)
  const fitting = issue.errors.filter((branch) => branch.length > 0 && !branch.some(wrongAtRoot))
  if (value === undefined || fitting.length === 0) return { issue, base }
  const fewest = fitting.reduce((a, b) => (b.length < a.length ? b : a))
  return meant(fewest, data, path)
}

/** True where the value is of another type altogether than the alternative wants. */
function wrongAtRoot(issue: Issue): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || issue.code === 'invalid_value') &&
    !almost(issue)
  )
}

/** A number that only fails to be whole or finite is meant as a number all the same. */
function almost(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'int'
}

function noun(expected: string): string {
  switch (expected) {
    case 'number':
      return 'a number'
    case 'int':
      return 'a whole number'
    case 'string':
      return 'text'
    case 'array':
      return 'a list'
    case 'boolean':
      return 'true or false'
    case 'object':
    case 'record':
      return 'a mapping'
    default:
      return expected
  }
}

function received(value: unknown): string {
  if (isMapping(value))
    return Object.keys(value).length === 0 ? 'an empty mapping' : `the mapping ${quoted(value)}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `the list ${quoted(value)}`
  return quoted(value)
}

function typeRemedy(expected: string, value: unknown, path: Path): string {
  const key = path.at(-1)
  if (value === undefined) return typeof key === 'string' ? `Add the key ${quoted(key)}` : ''
  if (value === null) {
    return path.includes('spectrum')
      ? 'Give it a value, and put a label that contains a comma in double quotes'
      : 'Give it a value, or leave the key out'
  }
  if (expected === 'number' || expected === 'int') {
    if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
      return 'Write the number without quotes'
    if (typeof value === 'number' && !Number.isFinite(value)) return 'Write a finite number'
  }
  if (expected === 'string' && typeof value === 'number') return `Put it in quotes: ${quoted(String(value))}`
  if (key === 'space' && typeof value === 'string') return `Write { group: ${quoted(value)} }`
  if (expected === 'array' && !isMapping(value)) return 'Write it as a list, in square brackets'
  if ((expected === 'object' || expected === 'record') && Array.isArray(value))
    return 'Write names with colons, without dashes'
  return ''
}
