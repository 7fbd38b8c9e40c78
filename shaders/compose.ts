/**
 * The template tag of every shader: wgsl-preprocessor's #if, #elif, #else and #endif, with the ways in which
 * a slip would pass silently closed. A condition is a boolean. A number is a float literal (so an integer
 * must be said, by `whole`, or the device refuses the text). A string is WGSL as it stands. Whatever else,
 * a directive inside an interpolated string, one misspelt, and a third level of #if throw.
 */
import { wgsl } from 'wgsl-preprocessor/wgsl-preprocessor.js'

/** What may stand in `${}`: WGSL, a float, or (after #if and #elif) a condition. */
export type Piece = string | number | boolean

/** The text of a shader, without trailing spaces and without more than one empty line in a row. */
export function shader(strings: TemplateStringsArray, ...pieces: readonly Piece[]): string {
  let depth = 0
  const values = pieces.map((piece, i) => {
    const text = strings[i]!
    depth = depthAfter(text, depth)
    return /#(?:el)?if\s*$/.test(text) ? condition(piece) : written(piece)
  })
  const composed = wgsl(strings, ...values)
  const stray = composed.match(/^.*#.*$/m)
  if (stray !== null)
    throw new SyntaxError(`no # is left in a shader once composed; found: ${stray[0].trim()}`)
  return `${composed
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

function depthAfter(text: string, depth: number): number {
  for (const [, word] of text.matchAll(/#(if|endif)\b/g)) {
    depth += word === 'if' ? 1 : -1
    if (depth > 2) throw new SyntaxError('at most two levels of #if in a shader')
  }
  return depth
}

function condition(piece: Piece): boolean {
  if (typeof piece !== 'boolean') throw new TypeError(`a condition is a boolean; received ${typeof piece}`)
  return piece
}

function written(piece: Piece): string {
  if (typeof piece === 'number') return float(piece)
  if (typeof piece !== 'string')
    throw new TypeError(`a piece of a shader is a string or a number; received ${typeof piece}`)
  if (piece.includes('#')) throw new SyntaxError(`no # in an interpolated string; found: ${piece}`)
  return piece
}

/**
 * The WGSL literal of the float32 nearest to x: with a decimal point or an exponent, the fewest digits that
 * name it (nine at most), in parentheses when negative. Throws RangeError for NaN and beyond 3.4028235e38.
 */
export function float(x: number): string {
  const single = Math.fround(x)
  if (!Number.isFinite(single)) throw new RangeError(`a float literal is a finite float32; received ${x}`)
  let digits = 1
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits++
  const short = String(Number(single.toPrecision(digits)))
  const text = Object.is(single, -0) ? '-0.0' : /[.e]/.test(short) ? short : `${short}.0`
  return text.startsWith('-') ? `(${text})` : text
}

/** The WGSL literal of an integer, 0 <= n < 2^32: it fits i32 (below 2^31), u32 and array sizes. */
export function whole(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32)
    throw new RangeError(`a whole number is an integer from 0 to 2^32 - 1; received ${n}`)
  return String(n)
}
