/** A group held as its whole multiplication table, for the few small groups that have no arithmetic. */
import type { Family, FiniteGroup } from './group.ts'

/** What a tabulated group is made of; `products` is row major, entry a * order + b the index of a b. */
export interface Tabulated {
  readonly name: string
  readonly order: number
  readonly identity: number
  readonly generators: readonly number[]
  readonly family: Family
  readonly products: Int32Array
  readonly describe: (element: number) => string
}

export function tabulatedGroup(parts: Tabulated): FiniteGroup {
  const { order, identity, products } = parts
  const inverses = new Int32Array(order)
  for (let a = 0; a < order; a++)
    for (let b = 0; b < order; b++) if (products[a * order + b] === identity) inverses[a] = b
  return {
    name: parts.name,
    order,
    identity,
    generators: parts.generators,
    family: parts.family,
    multiply: (a, b) => products[a * order + b]!,
    inverse: (a) => inverses[a]!,
    describe: parts.describe,
  }
}
