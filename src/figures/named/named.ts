/** What a named figure is: a computation of ours, its numbers as arrays, and how they are drawn on either paper. */
import type { SheetTheme } from '../certificate/sheet.ts'

export interface NamedFigure {
  readonly name: string
  /** what it shows, for the list of the command line */
  readonly shows: string
  make(): Promise<MadeFigure>
}

/** Numbers in C order, told well enough to be read without the code that made them. */
export interface FigureArray {
  readonly shape: readonly number[]
  readonly data: Float64Array
  /** one name an axis */
  readonly axes: readonly string[]
  readonly units: string
  readonly meaning: string
  /** names along the last axis */
  readonly labels?: readonly string[]
}

export interface MadeFigure {
  readonly title: string
  /** sizes used, what the marks mean; what extends the paper's abstract says so */
  readonly caption: string
  /** of the page on paper */
  readonly millimetres: 85 | 180
  /** of what is drawn between title and caption, points */
  readonly height: number
  readonly arrays: Readonly<Record<string, FigureArray>>
  /** SVG in points: 0 ... `innerWidth(millimetres)` to the right, 0 ... height down */
  draw(theme: SheetTheme): string
}

/** The sentence that ends the caption of what was not in the abstract. */
export const extendsAbstract = 'Extends the abstract of arXiv 2511.04802.'

/** Rows of equal length, one after the other. */
export function table(
  rows: readonly ArrayLike<number>[],
  described: Pick<FigureArray, 'axes' | 'units' | 'meaning' | 'labels'>,
): FigureArray {
  const columns = rows[0]?.length ?? 0
  const data = new Float64Array(rows.length * columns)
  for (const [i, row] of rows.entries()) data.set(row, i * columns)
  return { shape: [rows.length, columns], data, ...described }
}

export function column(
  values: ArrayLike<number>,
  axis: string,
  units: string,
  meaning: string,
  labels?: readonly string[],
): FigureArray {
  const data = Float64Array.from(values)
  return { shape: [data.length], data, axes: [axis], units, meaning, ...(labels ? { labels } : {}) }
}
