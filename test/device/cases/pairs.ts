/**
 * Rows of factors in which every wanted pair of values stands together at least once, where the product of
 * all values would be too many. Greedy and without chance: the same factors give the same
 * rows; where several values close as many pairs the first is taken, so cheap values go first.
 */

/** A factor's name and its values. */
export type Factors = Readonly<Record<string, readonly string[]>>

/** One value of each factor. */
export type Row<F extends Factors> = { readonly [K in keyof F]: F[K][number] }

interface Pair {
  readonly a: string
  readonly x: string
  readonly b: string
  readonly y: string
}

const keyOf = (a: string, x: string, b: string, y: string): string => `${a}=${x} ${b}=${y}`

/**
 * The rows, for the pairs of factors in `wanted` (default: all pairs). `allowed` sees rows that may lack
 * values and refuses those that no further value makes good; a pair that stands in no allowed row is left out.
 */
export function pairwise<F extends Factors>(
  factors: F,
  allowed: (row: Partial<Row<F>>) => boolean = () => true,
  wanted: readonly (readonly [keyof F & string, keyof F & string])[] = pairsOf(Object.keys(factors)),
): Row<F>[] {
  const names: readonly string[] = Object.keys(factors)
  const rows: Row<F>[] = []
  const open = new Map<string, Pair>()
  for (const [a, b] of wanted)
    for (const x of factors[a]!) for (const y of factors[b]!) open.set(keyOf(a, x, b, y), { a, x, b, y })
  const partners = new Map(names.map((name) => [name, names.filter((other) => joined(name, other))]))
  function joined(a: string, b: string): boolean {
    return wanted.some(([c, d]) => (a === c && b === d) || (a === d && b === c))
  }

  const isOpen = (a: string, x: string, b: string, y: string): boolean =>
    open.has(keyOf(a, x, b, y)) || open.has(keyOf(b, y, a, x))

  /** The row completed, with values that close the most open pairs; null where none is allowed. */
  function completed(row: Record<string, string>): Record<string, string> | null {
    if (!allowed(row as Partial<Row<F>>)) return null
    const name = names.find((candidate) => !(candidate in row))
    if (name === undefined) return row
    const ranked = factors[name]!.map((value, index) => ({
      value,
      index,
      gain: partners.get(name)!.filter((other) => other in row && isOpen(name, value, other, row[other]!))
        .length,
    })).sort((p, q) => q.gain - p.gain || p.index - q.index)
    for (const { value } of ranked) {
      const found = completed({ ...row, [name]: value })
      if (found !== null) return found
    }
    return null
  }

  for (const [key, { a, x, b, y }] of open) {
    if (!open.has(key)) continue
    const found = completed({ [a]: x, [b]: y })
    if (found === null) {
      open.delete(key)
      continue
    }
    for (const [c, d] of wanted) open.delete(keyOf(c, found[c]!, d, found[d]!))
    rows.push(Object.fromEntries(names.map((name) => [name, found[name]])) as unknown as Row<F>)
  }
  return rows
}

/** Every allowed row, the last factor fastest. */
export function* everyRow<F extends Factors>(
  factors: F,
  allowed: (row: Partial<Row<F>>) => boolean = () => true,
): Generator<Row<F>> {
  const names = Object.keys(factors)
  function* from(index: number, row: Record<string, string>): Generator<Row<F>> {
    if (!allowed(row as Partial<Row<F>>)) return
    if (index === names.length) yield row as unknown as Row<F>
    else
      for (const value of factors[names[index]!]!) yield* from(index + 1, { ...row, [names[index]!]: value })
  }
  yield* from(0, {})
}

export function pairsOf<T>(values: readonly T[]): [T, T][] {
  return values.flatMap((a, i) => values.slice(i + 1).map((b): [T, T] => [a, b]))
}
