/**
 * Experiment text to plain data, remembering where everything stands. YAML 1.2 and, since JSON is
 * YAML, JSON; only what both can say passes: mappings with text keys, lists, text, numbers, booleans.
 */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { InputError, quoted } from '../errors.ts'
import { indexIn, isMapping, type Path, parsePath } from './path.ts'

export interface Source {
  /** the data as written */
  readonly value: unknown
  /** `ring.yaml:12:7` for a place in it, as much as is known; '' when nothing is */
  locate(place: string): string
}

/** 1 and "1" are one key, as they are one label. */
const sameKey = (a: Node, b: Node): boolean =>
  isScalar(a) && isScalar(b) && String(a.value) === String(b.value)

/** Longest text read; larger arrays belong in a file of their own. */
const MAX_CHARACTERS = 16 * 2 ** 20
/** Deepest nesting; an experiment needs about eight levels. */
const MAX_DEPTH = 40

/**
 * Reads an experiment given as text, as bytes (UTF-8) or as data.
 *
 * @param name the file's name, for messages
 * @throws InputError, its message beginning with `name:line:column`, when it cannot be read
 */
export function readSource(given: unknown, name = ''): Source {
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) {
    const locate = () => name
    return located({ locate }, () => ({ value: plain(given, 0), locate }))
  }
  const start = { locate: () => name }
  const text = located(start, () => textOf(given))
  const lines = new LineCounter()
  const options = { lineCounter: lines, uniqueKeys: sameKey }
  const document = located(start, () => guarded(() => parseDocument(text, options)))
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${name === '' ? 'line ' : `${name}:`}${line}:${col}`
  }
  const locate = (place: string): string => at(offsetOf(document, place))
  const fault = document.errors[0] ?? document.warnings.find((w) => w.code === 'TAG_RESOLVE_FAILED')
  if (fault?.message.startsWith('Maximum call stack')) throw prefixed(tooDeep(), name)
  if (fault) throw prefixed(syntaxError(fault.code, fault.message), at(fault.pos[0]))
  refuseOddKeys(document, at)
  return located(start, () => {
    const value = guarded(() => plain(document.toJS({ maxAliasCount: 100 }), 0))
    return { value, locate }
  })
}

/** Runs `action`; an InputError from it gets the file, line and column put before its message. */
export function located<T>(source: Pick<Source, 'locate'>, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw locatedError(source, error)
  }
}

/** As `located`, for a promise. */
export async function locatedLater<T>(source: Pick<Source, 'locate'>, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw locatedError(source, error)
  }
}

function locatedError(source: Pick<Source, 'locate'>, error: unknown): unknown {
  return error instanceof InputError ? prefixed(error, source.locate(error.place)) : error
}

function prefixed(error: InputError, where: string): InputError {
  const told = new InputError(error.place, error.expected, error.received, error.remedy)
  if (where !== '') told.message = `${where}: ${told.message}`
  return told
}

function textOf(given: string | Uint8Array): string {
  let text: string
  try {
    text = typeof given === 'string' ? given : new TextDecoder('utf-8', { fatal: true }).decode(given)
  } catch {
    throw new InputError(
      '',
      'an experiment as UTF-8 text',
      'bytes that are not UTF-8',
      'Save the file as UTF-8',
    )
  }
  if (text.length > MAX_CHARACTERS) {
    throw new InputError(
      '',
      `at most ${MAX_CHARACTERS} characters`,
      `${text.length}`,
      'Keep large arrays in a .npy file and name it',
    )
  }
  const control = [...'\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f\x1b\x7f'].find((c) => text.includes(c))
  if (control !== undefined) {
    throw new InputError('', 'an experiment as text', 'binary data', 'Give a YAML or JSON file')
  }
  if (
    text
      .replace(/^\ufeff/, '')
      .replace(/^[ \t]*(#.*)?$/gm, '')
      .trim() === ''
  ) {
    throw new InputError('', 'an experiment', 'an empty file', 'Begin with "goldstone: 1" and "populations:"')
  }
  return text.replace(/^\ufeff/, '')
}

/** Nesting beyond the stack, and aliases beyond their budget, are bad input too. */
function guarded<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep()
    if (error instanceof ReferenceError) {
      throw new InputError(
        '',
        'aliases that stand for at most 100 values',
        'more',
        'Write the values out instead of using "*"',
      )
    }
    throw error
  }
}

function tooDeep(): InputError {
  return new InputError('', `at most ${MAX_DEPTH} levels of nesting`, 'more', 'Check the brackets')
}

const SYNTAX: Readonly<Record<string, readonly [expected: string, received: string, remedy: string]>> = {
  DUPLICATE_KEY: ['every key once', 'a key for the second time', 'Remove one of the two'],
  TAB_AS_INDENT: ['spaces as indentation', 'a tab', 'Replace tabs by spaces'],
  MULTIPLE_DOCS: [
    'one experiment',
    'a second document after "---"',
    'Put each experiment in a file of its own',
  ],
  TAG_RESOLVE_FAILED: ['plain YAML', 'a tag', 'Remove the word that begins with "!"'],
  BAD_ALIAS: ['plain values', 'a badly written alias', 'Put text that begins with "*" or "&" in quotes'],
}

function syntaxError(code: string, message: string): InputError {
  const [expected, received, remedy] = SYNTAX[code] ?? [
    'YAML or JSON',
    `a fault of grammar (${message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')})`,
    'Check indentation, quotes and brackets here',
  ]
  return new InputError('', expected, received, remedy)
}

/** A list or mapping as key, which YAML allows, is nearly always a label without its quotes. */
function refuseOddKeys(document: Document, at: (offset: number) => string): void {
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined
      const received = `"*${alias.source}", which no "&${alias.source}" precedes`
      throw prefixed(
        new InputError('', 'plain values', received, 'Put text that begins with "*" in quotes'),
        at(alias.range?.[0] ?? 0),
      )
    },
    Pair(_, pair) {
      const key = pair.key
      if (!isCollection(key) && !isAlias(key)) return undefined
      throw prefixed(
        new InputError(
          '',
          'text or a number as key',
          'a list, mapping or alias',
          'Put the key in double quotes',
        ),
        at(key.range?.[0] ?? 0),
      )
    },
  })
}

/** Where a place stands in the text: its key, or its item of a list; as deep as the text goes. */
function offsetOf(document: Document, place: string): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  let path: Path
  try {
    path = parsePath(place)
  } catch {
    return offset
  }
  for (const piece of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isSeq(node)) {
      const index = indexIn(node.items, piece)
      if (index === null) break
      node = node.items[index]
      offset = (node as { range?: readonly number[] }).range?.[0] ?? offset
    } else if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && String((item.key as { value?: unknown } | null)?.value) === String(piece),
      )
      if (!pair) break
      offset = (pair.key as { range?: readonly number[] } | null)?.range?.[0] ?? offset
      node = pair.value
    } else break
  }
  return offset
}

/** A copy that is certainly plain data, however the value came. */
function plain(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw tooDeep()
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item, depth + 1))
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => plain(item, depth + 1))
  }
  if (isMapping(value) && isPlain(value)) {
    const copy: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__')
        throw new InputError('', 'an ordinary key', '"__proto__"', 'Choose another name')
      if (item !== undefined) copy[key] = plain(item, depth + 1)
    }
    return copy
  }
  throw new InputError('', 'plain data: mappings, lists, text, numbers, true, false', describe(value))
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object') return `an instance of ${value?.constructor?.name ?? 'a class'}`
  return typeof value === 'bigint' || typeof value === 'symbol' ? `a ${typeof value}` : quoted(value)
}
