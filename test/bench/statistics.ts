/** What several measurements of one thing say. */

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  /** quartiles, by linear interpolation between the measurements in order */
  readonly lower: number
  readonly upper: number
  readonly count: number
}

/** Of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('a spread of at least one number')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (fraction: number): number => {
    const place = fraction * (sorted.length - 1)
    const below = Math.floor(place)
    const share = place - below
    return sorted[below]! + (share === 0 ? 0 : share * (sorted[below + 1]! - sorted[below]!))
  }
  return {
    median: at(0.5),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    lower: at(0.25),
    upper: at(0.75),
    count: sorted.length,
  }
}
