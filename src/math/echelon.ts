/** Reduced row echelon form, by which a person reads a basis. */

/**
 * Rows that span the same space, each with 1 at its pivot and 0 at the others', pivots as early as they exceed
 * `least`; entries within `rounding` of an integer become it. Rows have n numbers each and are left as they are.
 */
export function reducedEchelon(
  rows: readonly Float64Array[],
  least: number,
  rounding: number,
): Float64Array[] {
  const left = rows.map((row) => row.slice())
  const done: Float64Array[] = []
  const n = rows[0]?.length ?? 0
  for (let column = 0; column < n && left.length > 0; column++) {
    const sizes = left.map((row) => Math.abs(row[column]!))
    const at = sizes.indexOf(Math.max(...sizes))
    if (sizes[at]! < least) continue
    const pivot = left.splice(at, 1)[0]!
    const head = pivot[column]!
    for (let i = 0; i < n; i++) pivot[i]! /= head
    for (const row of [...left, ...done]) {
      const factor = row[column]!
      for (let i = 0; i < n; i++) row[i]! -= factor * pivot[i]!
    }
    done.push(pivot)
  }
  return done.map((row) => row.map((x) => (Math.abs(x - Math.round(x)) < rounding ? Math.round(x) + 0 : x)))
}
