/** The q-quantile of values, 0 <= q <= 1, linear between neighbours of the sorted ones; NaN of none. */
export function quantile(values: Float64Array, q: number): number {
  const sorted = values.slice().sort()
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const [below, above] = [sorted[low] ?? Number.NaN, sorted[low + 1] ?? sorted[low] ?? Number.NaN]
  return at === low ? below : below + (at - low) * (above - below)
}
