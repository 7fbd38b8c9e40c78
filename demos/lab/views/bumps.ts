/** How many bumps a coarse picture of the activity has, and which way a stripe runs: connected parts above half. */

export interface Bumps {
  readonly count: number
  /** of the parts, those that go right round along rows (a band at one column), and along columns */
  readonly bands: readonly ['rows' | 'columns', number] | null
}

/**
 * Parts of the coarse grid whose values are above the middle of least and largest. Columns go round; so do rows,
 * unless the first and the last lie about the poles of a sphere: there one goes straight over.
 */
export function bumpsOf(values: ArrayLike<number>, rows: number, columns: number, onSphere = false): Bumps {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < rows * columns; i++) {
    least = Math.min(least, values[i]!)
    largest = Math.max(largest, values[i]!)
  }
  const middle = (least + largest) / 2
  const part = new Int32Array(rows * columns).fill(-1)
  let count = 0
  const around = { rows: 0, columns: 0 }
  for (let start = 0; start < part.length; start++) {
    if (part[start] !== -1 || !(values[start]! > middle)) continue
    const [inRows, inColumns] = [new Set<number>(), new Set<number>()]
    const stack = [start]
    part[start] = count
    while (stack.length > 0) {
      const at = stack.pop()!
      const [i, j] = [Math.floor(at / columns), at % columns]
      inRows.add(i)
      inColumns.add(j)
      for (const next of neighbours(i, j, rows, columns, onSphere)) {
        if (part[next] !== -1 || !(values[next]! > middle)) continue
        part[next] = count
        stack.push(next)
      }
    }
    if (rows > 2 && inRows.size === rows) around.rows++
    if (columns > 2 && inColumns.size === columns) around.columns++
    count++
  }
  const bands =
    onSphere || rows < 3 || around.rows + around.columns === 0
      ? null
      : around.rows >= around.columns
        ? (['rows', around.rows] as const)
        : (['columns', around.columns] as const)
  return { count, bands }
}

function neighbours(i: number, j: number, rows: number, columns: number, onSphere: boolean): number[] {
  const at = (row: number, column: number) => ((row + rows) % rows) * columns + ((column + columns) % columns)
  // of an odd number of columns two are opposite
  const opposite = [Math.floor(columns / 2), Math.ceil(columns / 2)].map((half) => at(i, j + half))
  const along = (row: number) => (onSphere && (row < 0 || row === rows) ? opposite : [at(row, j)])
  return [...along(i - 1), ...along(i + 1), at(i, j - 1), at(i, j + 1)]
}

const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** `one bump`, `two stripes` */
export function counted(count: number, singular: string): string {
  return `${numerals[count] ?? count} ${singular}${count === 1 ? '' : 's'}`
}
