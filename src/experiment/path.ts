/**
 * Places in an experiment, as messages write them and as `--set` and sweep axes read them: keys with
 * dots between, `[0]` or `.0` into lists, double quotes around a key that is not plain.
 */
import { InputError, keyText, quoted } from '../errors.ts'

/** A key of a mapping, or an index into a list. */
export type Path = readonly (string | number)[]

/** `connections[0].kernel.spectrum."1,0"` from its pieces. */
export function formatPath(path: Path): string {
  let text = ''
  for (const piece of path) {
    if (typeof piece === 'number') text += `[${piece}]`
    else text += `${text === '' ? '' : '.'}${keyText(piece)}`
  }
  return text
}

/**
 * The pieces of a path's text. Indices written `[0]` are numbers; those written `.0` stay text, since
 * only the data can tell a list's index from a label. An unquoted key may hold anything but `.`, `[`, `"`.
 *
 * @throws InputError for an empty key or a bracket or quote that is not closed
 */
export function parsePath(text: string): Path {
  const path: (string | number)[] = []
  const piece = /"(?:[^"\\]|\\.)*"|\[\d+\]|[^."[\]]+/y
  let at = 0
  while (at < text.length) {
    if (at > 0 && text[at] !== '[') {
      if (text[at] !== '.') throw badPath(text)
      at++
    }
    piece.lastIndex = at
    const found = piece.exec(text)?.[0]
    if (found === undefined) throw badPath(text)
    at += found.length
    if (found.startsWith('[')) path.push(Number(found.slice(1, -1)))
    else if (found.startsWith('"')) path.push(unquote(found, text))
    else path.push(found)
  }
  if (path.length === 0) throw badPath(text)
  return path
}

function unquote(found: string, text: string): string {
  try {
    return JSON.parse(found)
  } catch {
    throw badPath(text)
  }
}

function badPath(text: string): InputError {
  return new InputError(
    '',
    'a path such as simulation.dt or connections.0.kernel.spectrum."1,0"',
    quoted(text),
    'Put dots between keys, and double quotes around a key that contains a dot',
  )
}

/** The index that a piece means in a list, or null. */
export function indexIn(list: readonly unknown[], piece: string | number): number | null {
  const index = typeof piece === 'number' ? piece : /^\d+$/.test(piece) ? Number(piece) : -1
  return index >= 0 && index < list.length ? index : null
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at a path, `.0` and `[0]` alike; undefined where there is nothing. */
export function getPath(value: unknown, path: Path | string): unknown {
  let here = value
  for (const piece of typeof path === 'string' ? parsePath(path) : path) {
    if (Array.isArray(here)) {
      const index = indexIn(here, piece)
      here = index === null ? undefined : here[index]
    } else if (isMapping(here) && Object.hasOwn(here, String(piece))) here = here[String(piece)]
    else return undefined
  }
  return here
}
