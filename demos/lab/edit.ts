/**
 * The experiment's text and its numbers: read as plain data, and changed in place. Where a number stands already
 * only its characters are replaced; comments, quotes and layout stay as they were written.
 */
import { type Document, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml'

/** Keys of mappings and indices of lists. */
export type Path = readonly (string | number)[]

/** The data of a text, null where its grammar is broken (the worker says how). */
export function dataOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const document = parseDocument(text, { logLevel: 'silent' })
    if (document.errors.length > 0) return null
    const data: unknown = document.toJS({ maxAliasCount: 100 })
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** The text with a value at a path, made where it was missing; null where the text cannot take it. */
export function withValue(text: string, path: Path, value: number | string): string | null {
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length > 0) return null
  const written = typeof value === 'number' ? numberText(value) : value
  const { node, rest } = walk(document, path)
  if (rest.length === 0) {
    if (!isScalar(node) || !node.range) return null
    const [start, end] = node.range
    const old = text.slice(start, end)
    if (old.startsWith('|') || old.startsWith('>')) return null
    return text.slice(0, start) + quotedLike(old, written) + text.slice(end)
  }
  if (!isMap(node) && !(isScalar(node) && node.value === null && node === document.contents)) return null
  if (rest.some((piece) => typeof piece === 'number')) return null
  document.setIn([...keysTo(document, path.slice(0, path.length - rest.length)), ...rest], value)
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

/** The first comment of a text, which says what the experiment is: its lines as one sentence or two. */
export function glossOf(text: string): string {
  const lines: string[] = []
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break
    lines.push(line.slice(1).trim())
  }
  return lines.join(' ').trim()
}

/** The shortest digits that give the number back within a part in 10^9; no `1e+21` of a slider's making. */
export function numberText(value: number): string {
  if (value === 0) return '0'
  return String(Number(value.toPrecision(9)))
}

/** As far as the path leads: the node there and what is left of the path. */
function walk(document: Document, path: Path): { readonly node: unknown; readonly rest: Path } {
  let node: unknown = document.contents
  for (let k = 0; k < path.length; k++) {
    const next = stepInto(node, path[k]!)
    if (next === undefined) return { node, rest: path.slice(k) }
    node = next.node
  }
  return { node, rest: [] }
}

/** Labels are keys that YAML may read as numbers: 1 and "1" are one key. */
function stepInto(node: unknown, piece: string | number): { node: unknown; key: unknown } | undefined {
  if (isSeq(node)) {
    const index = Number(piece)
    return Number.isInteger(index) && index >= 0 && index < node.items.length
      ? { node: node.items[index], key: index }
      : undefined
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(piece),
  )
  return pair === undefined ? undefined : { node: pair.value, key: (pair.key as { value: unknown }).value }
}

/** The path in the keys that the document itself has. */
function keysTo(document: Document, path: Path): unknown[] {
  let node: unknown = document.contents
  return path.map((piece) => {
    const next = stepInto(node, piece)!
    node = next.node
    return next.key
  })
}

/** New text in the quotes of the old, which it may need. */
function quotedLike(old: string, value: string): string {
  if (old.startsWith('"')) return JSON.stringify(value)
  if (old.startsWith("'")) return `'${value.replaceAll("'", "''")}'`
  return /^[\w.+-]+$/.test(value) ? value : JSON.stringify(value)
}
