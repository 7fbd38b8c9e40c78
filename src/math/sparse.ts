/** A matrix by its entries that are not zero, row after row (compressed sparse rows). */

export interface SparseRows {
  /** rows + 1 places: the entries of row i are those from starts[i] to starts[i + 1] */
  readonly starts: Uint32Array
  /** of each entry; ascending in a row */
  readonly columns: Uint32Array
  readonly values: Float64Array
}

/** How many entries are not zero. */
export function entriesOf(matrix: Float64Array): number {
  let entries = 0
  for (const value of matrix) if (value !== 0) entries++
  return entries
}

/** The entries of a row-major matrix; `matrix.length` is a multiple of `columns`. */
export function sparseRows(matrix: Float64Array, columns: number): SparseRows {
  const rows = matrix.length / columns
  const entries = entriesOf(matrix)
  const starts = new Uint32Array(rows + 1)
  const places = new Uint32Array(entries)
  const values = new Float64Array(entries)
  for (let i = 0, at = 0, e = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = matrix[at]!
      if (value === 0) continue
      places[e] = j
      values[e++] = value
    }
    starts[i + 1] = e
  }
  return { starts, columns: places, values }
}

/** Entries of the row that has most. */
export function longestRow({ starts }: SparseRows): number {
  let longest = 0
  for (let i = 1; i < starts.length; i++) longest = Math.max(longest, starts[i]! - starts[i - 1]!)
  return longest
}
