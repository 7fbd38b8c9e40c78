/**
 * Networks that fall apart: groups of numbers of state of which none enters the equations of another. Their equilibria
 * are exactly the products of those of the parts, so that a search that knows the parts' needs no luck for the rest.
 */
import type { Flow } from '../flow.ts'

/** Numbers of state up to which the Jacobian is looked at column by column. */
const most = 400
/** Entry of the Jacobian, relative to the largest, that is round-off. */
const NONE = 1e-12

/** The numbers of state of each part; a single one where all hang together, or there are too many to tell. */
export function independentParts(flow: Flow): readonly (readonly number[])[] {
  const n = flow.length
  const all = Array.from({ length: n }, (_, i) => i)
  if (n > most) return [all]
  const wave = all.map((i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
  // kinks may hide a coupling on one side
  const places = [wave, wave.map((x) => 1 + Math.abs(x)), wave.map((x) => -1 - Math.abs(x))]
  const jacobians = places.map((z) => flow.linearise(Float64Array.from(z)))
  const columns = jacobians.map((jacobian) =>
    all.map((j) => {
      const column = new Float64Array(n)
      jacobian.apply(
        Float64Array.from(all, (i) => (i === j ? 1 : 0)),
        column,
      )
      return column
    }),
  )
  const root = all.slice()
  const find = (i: number): number => {
    let at = i
    while (root[at] !== at) at = root[at] = root[root[at]!]!
    return at
  }
  for (const matrix of columns) {
    const cut = NONE * matrix.reduce((largest, c) => c.reduce((x, y) => Math.max(x, Math.abs(y)), largest), 0)
    for (const [j, column] of matrix.entries())
      for (let i = 0; i < n; i++) if (Math.abs(column[i]!) > cut) root[find(i)] = find(j)
  }
  const parts = new Map<number, number[]>()
  for (const i of all) parts.set(find(i), [...(parts.get(find(i)) ?? []), i])
  return [...parts.values()]
}

/** The state that is on each part as another is there. */
export function joinedOf(
  parts: readonly (readonly number[])[],
  on: (part: number) => Float64Array,
): Float64Array {
  const z = on(0).slice()
  for (const [p, own] of parts.entries()) {
    const from = on(p)
    for (const i of own) z[i] = from[i]!
  }
  return z
}

/** Products that are taken at most. */
export const mostProducts = 1000

/**
 * Products of the parts' equilibria, one of those that exchanges of like parts make of each.
 * @param kinds for each part the equilibria it may be in, by numbers that like parts share
 */
export function* productsOf(kinds: readonly (readonly number[])[]): Iterable<readonly number[]> {
  const like = kinds.map((own) => kinds.findIndex((other) => other.some((kind) => own.includes(kind))))
  const seen = new Set<string>()
  const chosen: number[] = []
  function* from(part: number): Iterable<readonly number[]> {
    if (part === kinds.length) {
      const key = chosen
        .map((kind, p) => `${like[p]}:${kind}`)
        .sort()
        .join()
      if (!seen.has(key)) {
        seen.add(key)
        yield chosen.slice()
      }
      return
    }
    for (const kind of kinds[part]!) {
      // of like parts the kinds ascend
      const before = like.lastIndexOf(like[part]!, part - 1)
      if (part > 0 && before >= 0 && chosen[before]! > kind) continue
      chosen[part] = kind
      yield* from(part + 1)
    }
  }
  yield* from(0)
}
