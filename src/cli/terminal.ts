/**
 * The terminal as part of the look: aligned columns in 80 characters, a rule, colour only for errors and
 * only where a person sees it (NO_COLOR is honoured).
 */
import type { Stability } from '../analysis/report.ts'
import { grouped } from '../engine/units.ts'

export interface Streams {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
}

/** Characters in a line: the window's width, or what COLUMNS says, at most 80. */
export function lineWidth(stream: NodeJS.WriteStream): number {
  return Math.max(40, Math.min(80, stream.columns || Number(process.env['COLUMNS']) || 80))
}

function coloured(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb'
}

/** Red on a terminal, plain elsewhere. */
export function alarming(text: string, stream: NodeJS.WriteStream): string {
  return coloured(stream) ? `\u001b[31m${text}\u001b[39m` : text
}

/** The fixed colours of stability, as 24-bit escapes; plain where colour is not wanted. */
const colours: Readonly<Record<Stability, readonly [number, number, number]>> = {
  attracting: [0x3f, 0x9f, 0xbb],
  saddle: [0xd9, 0x73, 0x34],
  repelling: [0xb8, 0x4f, 0x70],
  degenerate: [0xa8, 0x95, 0x3a],
}

export function stable(stability: Stability, stream: NodeJS.WriteStream): string {
  const [r, g, b] = colours[stability]
  return coloured(stream) ? `\u001b[38;2;${r};${g};${b}m${stability}\u001b[39m` : stability
}

export function rule(width: number): string {
  return '─'.repeat(width)
}

export type Align = 'left' | 'right'

/** Rows as columns two spaces apart; cells that begin with nothing stay blank. */
export function table(rows: readonly (readonly string[])[], align: readonly Align[], indent = 0): string[] {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, width(cell))
    })
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const space = ' '.repeat(widths[i]! - width(cell))
      return align[i] === 'right' ? space + cell : cell + space
    })
    return `${' '.repeat(indent)}${cells.join('  ')}`.trimEnd()
  })
}

/** The same, without the `spare` columns that it takes to fit, the first first; a line that is still too long is cut. */
export function fittedTable(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
  limit: number,
  spare: readonly number[],
): string[] {
  const without = (left: readonly number[]) =>
    table(
      rows.map((row) => row.filter((_, i) => !left.includes(i))),
      align.filter((_, i) => !left.includes(i)),
    )
  let printed = without([])
  for (let k = 1; k <= spare.length && printed.some((line) => width(line) > limit); k++)
    printed = without(spare.slice(0, k))
  return printed.map((line) => (width(line) > limit ? `${[...line].slice(0, limit - 1).join('')}…` : line))
}

/** Columns that a text takes: code points without combining marks. */
export function width(text: string): number {
  return [...text.replace(/\p{M}/gu, '')].length
}

/** A text broken between words; following lines are indented. */
export function wrap(text: string, limit: number, indent = 0): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > limit - (lines.length > 0 ? indent : 0)) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((text, i) => (i === 0 ? text : ' '.repeat(indent) + text))
}

/** Large counts for a person: `4.5 million`. */
export function counted(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} billion`
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} million`
  return grouped(value)
}
