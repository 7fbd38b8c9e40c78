/** Partitions of n, written as descending lists, and the characters of S(n) that they label. */

export type Partition = readonly number[]

/** All partitions of n in descending lexicographic order: 4; 3,1; 2,2; 2,1,1; 1,1,1,1. */
export function partitions(n: number, largest = n): readonly Partition[] {
  if (n === 0) return [[]]
  const all: Partition[] = []
  for (let first = Math.min(n, largest); first >= 1; first--)
    for (const rest of partitions(n - first, first)) all.push([first, ...rest])
  return all
}

/** The conjugate (transposed) partition. */
export function transposed(partition: Partition): Partition {
  return Array.from({ length: partition[0] ?? 0 }, (_, i) => partition.filter((row) => row > i).length)
}

/** -1, 0, 1 by lexicographic order of the parts. */
export function comparePartitions(a: Partition, b: Partition): number {
  const i = a.findIndex((part, at) => part !== b[at])
  return i < 0 ? 0 : Math.sign(a[i]! - (b[i] ?? 0))
}

/**
 * The character of S(n) labelled by `partition` on permutations of the given cycle type, by the
 * Murnaghan-Nakayama rule on first-column hook lengths: removing a rim hook of length m lowers one of
 * them by m, with the sign of the number of hooks jumped over.
 */
export function symmetricCharacter(partition: Partition, cycleType: Partition): number {
  const hooks = partition.map((row, i) => row + partition.length - 1 - i)
  const removed = (beta: readonly number[], cycle: number): number => {
    const m = cycleType[cycle]
    if (m === undefined) return 1
    let total = 0
    beta.forEach((hook, at) => {
      const lowered = hook - m
      if (lowered < 0 || beta.includes(lowered)) return
      const jumped = beta.filter((other) => other > lowered && other < hook).length
      const next = beta.slice()
      next[at] = lowered
      total += (jumped % 2 === 0 ? 1 : -1) * removed(next, cycle + 1)
    })
    return total
  }
  return removed(hooks, 0)
}
