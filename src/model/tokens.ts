/** The words of the model language, and how a place in a text is told. */
import { InputError } from '../errors.ts'
import type { Span } from './tree.ts'

export interface Token extends Span {
  readonly kind: 'number' | 'name' | 'operator' | 'symbol' | 'end'
  readonly text: string
}

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const name = /[A-Za-z][A-Za-z0-9_]*/y
const operator = /<=|>=|==|!=|&&|\|\||\*\*|[-+*/^<>!]/y
const blank = /\s+/y

/** What people write instead, and what to write. */
const instead: Readonly<Record<string, string>> = {
  '**': '^',
  '=': '==',
  '&': '&&',
  '|': '||',
  '%': 'mod(a, b)',
  '?': 'where(condition, a, b)',
  ':': 'where(condition, a, b)',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '·': '*',
  '×': '*',
  '⋅': '*',
  '∗': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '²': '^2',
  '³': '^3',
  '√': 'sqrt(x)',
  π: 'pi',
  θ: 'theta',
  φ: 'phi',
  ϕ: 'phi',
  τ: 'tau',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  ω: 'omega',
  σ: 'sigma',
  η: 'eta',
  Δ: 'Delta',
}

/** The tokens of a text, an `end` last. Throws InputError for a character outside the language. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0] ?? null
  }

  while (at < text.length) {
    const space = match(blank)
    if (space !== null) {
      at += space.length
      continue
    }
    const character = String.fromCodePoint(text.codePointAt(at)!)
    const [kind, word] = '(),'.includes(character)
      ? (['symbol', character] as const)
      : (firstOf(['number', match(number)], ['name', match(name)], ['operator', match(operator)]) ??
        (['end', character] as const))
    const token = { kind, text: word, start: at, end: at + word.length }
    if (kind === 'end' || word === '**') {
      const better = instead[word]
      throw new InputError(
        '',
        'plain numbers, names, operators and parentheses',
        pointed(text, token),
        better === undefined ? '' : `Write ${better}`,
      )
    }
    if (kind === 'number' && !Number.isFinite(Number(word)))
      throw new InputError('', 'a number that float64 can hold', pointed(text, token))
    found.push(token)
    at = token.end
  }
  found.push({ kind: 'end', text: '', start: text.length, end: text.length })
  return found
}

function firstOf(
  ...choices: (readonly ['number' | 'name' | 'operator', string | null])[]
): readonly ['number' | 'name' | 'operator', string] | null {
  for (const [kind, word] of choices) if (word !== null) return [kind, word]
  return null
}

/** `")" at character 6 of "2*(x+)"`, the text cut to what stands around; just the text without a span. */
export function pointed(text: string, span: Span | null): string {
  const start = span?.start ?? 0
  const from = text.length <= 60 ? 0 : Math.max(0, Math.min(start - 30, text.length - 60))
  const cut = text.slice(from, from + 60)
  const shown = `"${from > 0 ? '...' : ''}${cut}${from + 60 < text.length ? '...' : ''}"`
  if (span === null) return shown
  if (text.trim() === '') return 'an empty text'
  if (span.start >= text.length) return `the end of ${shown}`
  return `"${text.slice(span.start, span.end)}" at character ${span.start + 1} of ${shown}`
}
