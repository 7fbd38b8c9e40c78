/** Permutations one by one: products, and all that some generate. */
import type { Permutation } from '../../groups/graph-automorphisms.ts'

/** All products, the identity first. */
export function listed(generators: readonly Permutation[], size: number): Permutation[] {
  const one = Int32Array.from({ length: size }, (_, v) => v)
  const known = new Map([[one.join(), one]])
  for (const g of known.values())
    for (const s of generators) {
      const made = after(s, g)
      const key = made.join()
      if (!known.has(key)) known.set(key, made)
    }
  return [...known.values()]
}

/** a after b */
export function after(a: Permutation, b: Permutation): Permutation {
  return b.map((x) => a[x]!)
}
