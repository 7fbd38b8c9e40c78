/** One thing that a hand may turn in the margin, or that is said there, and how data of any shape is read for it. */
import type { Path } from './edit.ts'
import { aboveZero, type Range, symmetric } from './range.ts'

export interface NumberControl {
  readonly kind: 'number'
  readonly path: Path
  /** what stands before the slider: a label of an irrep, a symbol, a word */
  readonly name: string
  /** for a screen reader and a hover */
  readonly gloss: string
  readonly value: number
  readonly range: Range
  readonly whole: boolean
}

export interface ChoiceControl {
  readonly kind: 'choice'
  readonly path: Path
  readonly name: string
  readonly gloss: string
  readonly value: string
  readonly options: readonly string[]
}

/** A square matrix of coefficients: numbers without sliders. */
export interface MatrixControl {
  readonly kind: 'matrix'
  readonly path: Path
  readonly name: string
  readonly gloss: string
  readonly rows: readonly (readonly number[])[]
}

/** Something said, not turned. */
export interface Words {
  readonly kind: 'words'
  readonly text: string
  /** set as code */
  readonly code?: boolean
}

export type Control = NumberControl | ChoiceControl | MatrixControl | Words

export type Data = Readonly<Record<string, unknown>>

/** Where nothing else is said, of unknown sign and size: above zero on a logarithmic scale, else about zero. */
export function numberAt(
  path: Path,
  name: string,
  gloss: string,
  value: number,
  { range, whole = false }: { readonly range?: Range; readonly whole?: boolean } = {},
): NumberControl {
  const usual = () => (value > 0 ? aboveZero(value / 20, value * 20) : symmetric(value))
  return { kind: 'number', path, name, gloss, value, range: range ?? usual(), whole }
}

export function isMapping(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function mapping(value: unknown): Data {
  return isMapping(value) ? value : {}
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
