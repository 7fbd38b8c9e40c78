/** Populations that connections join, directly or through others: each such cluster moves on its own. */
import type { Network } from '../../model/network.ts'

export interface Cluster {
  /** ascending */
  readonly members: readonly number[]
}

/** In the order of their first members. */
export function clustersOf({ populations, connections }: Network): readonly Cluster[] {
  const root = populations.map((_, p) => p)
  const find = (p: number): number => (root[p] === p ? p : find(root[p]!))
  for (const { from, to } of connections) {
    const [a, b] = [find(from), find(to)]
    root[Math.max(a, b)] = Math.min(a, b)
  }
  const firsts = [...new Set(root.map((_, p) => find(p)))]
  return firsts.map((first) => ({ members: root.flatMap((_, p) => (find(p) === first ? [p] : [])) }))
}
