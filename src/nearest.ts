/** "Did you mean": the known word nearest to an unknown one, if one is near. */

/** Least number of insertions, deletions, substitutions and swaps of neighbours (Damerau-Levenshtein). */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}

/** The word nearest to `unknown`, within about a third of its length, of equally near ones one as long. */
export function nearest(unknown: string, words: readonly string[]): string | null {
  if (unknown.length > 60) return null
  let found: string | null = null
  let least = Math.min(unknown.length, Math.max(1, Math.floor(unknown.length / 3)) + 1)
  for (const word of words) {
    const distance = editDistance(unknown.toLowerCase(), word.toLowerCase())
    const alike = word.length === unknown.length && found?.length !== unknown.length
    if (distance < least || (found !== null && distance === least && alike)) {
      least = distance
      found = word
    }
  }
  return found
}

/** `Did you mean "dt"`, or '' when nothing is near. */
export function didYouMean(unknown: string, words: readonly string[]): string {
  const word = nearest(unknown, words)
  return word === null ? '' : `Did you mean ${JSON.stringify(word)}`
}
