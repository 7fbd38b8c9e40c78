/** The structure of finite abelian groups: a basis of cyclic factors, and coordinates in it. */
import { factorise } from '../math/integers.ts'
import { elementOrder, power } from './classes.ts'
import type { FiniteGroup } from './group.ts'

export interface AbelianBasis {
  /** invariant factors, each a multiple of the next; empty for the trivial group */
  readonly orders: readonly number[]
  /** independent elements of these orders */
  readonly generators: readonly number[]
  /** the exponent of each generator in each element: element e, generator i at e * orders.length + i */
  readonly coordinates: Int32Array
}

/**
 * A basis of an abelian group: again and again an element of largest order whose powers meet the
 * subgroup so far only in 1 (such an element always spans a complement's largest cyclic factor).
 */
export function abelianBasis(group: FiniteGroup): AbelianBasis {
  const orders: number[] = []
  const generators: number[] = []
  const inside = new Uint8Array(group.order)
  inside[group.identity] = 1
  let span = [group.identity]
  const elements = Array.from({ length: group.order }, (_, g) => ({ g, n: elementOrder(group, g) }))
  elements.sort((a, b) => b.n - a.n || a.g - b.g)
  for (const { g, n } of elements) {
    if (span.length === group.order) break
    if (n === 1 || factorise(n).some(([p]) => inside[power(group, g, n / p)] === 1)) continue
    orders.push(n)
    generators.push(g)
    // row major: the new coordinate runs fastest
    span = span.flatMap((h) => {
      const coset = [h]
      for (let i = 1; i < n; i++) coset.push(group.multiply(coset[i - 1]!, g))
      return coset
    })
    for (const h of span) inside[h] = 1
  }
  const coordinates = new Int32Array(group.order * orders.length)
  span.forEach((element, index) => {
    for (let i = orders.length - 1, rest = index; i >= 0; rest = Math.floor(rest / orders[i--]!))
      coordinates[element * orders.length + i] = rest % orders[i]!
  })
  return { orders, generators, coordinates }
}
