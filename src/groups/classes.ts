/**
 * Element orders and conjugacy classes: by structure for cyclic groups and products, by orbits of
 * conjugation for the rest. Computed once per group.
 */
import { gcd, lcm } from '../math/integers.ts'
import { oncePerObject } from '../once.ts'
import { components } from './families.ts'
import type { ConjugacyClass, ConjugacyClasses, FiniteGroup } from './group.ts'
import { cycleTypeKey, imageTable } from './lexicographic.ts'

/** The least n >= 1 with g^n = 1. */
export function elementOrder(group: FiniteGroup, g: number): number {
  const family = group.family
  if (family.kind === 'cyclic') return family.n / gcd(g, family.n)
  if (family.kind === 'dihedral') return g >= family.n ? 2 : family.n / gcd(g, family.n)
  if (family.kind === 'product')
    return components(family.factors, g).reduce(
      (n, part, i) => lcm(n, elementOrder(family.factors[i]!, part)),
      1,
    )
  let order = 1
  for (let power = g; power !== group.identity; power = group.multiply(power, g)) order++
  return order
}

export function isAbelian(group: FiniteGroup): boolean {
  const generators = group.generators
  return generators.every((a) => generators.every((b) => group.multiply(a, b) === group.multiply(b, a)))
}

/** Index of g^exponent, exponent >= 0. */
export function power(group: FiniteGroup, g: number, exponent: number): number {
  let result = group.identity
  for (let square = g, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = group.multiply(result, square)
    square = group.multiply(square, square)
  }
  return result
}

/** The conjugacy classes, by element order, then size, then smallest representative; class 0 = {1}. */
export const conjugacyClasses: (group: FiniteGroup) => ConjugacyClasses = oncePerObject(classify)

function classify(group: FiniteGroup): ConjugacyClasses {
  const family = group.family
  if (family.kind === 'product') return productClasses(group, family.factors)
  if (isAbelian(group)) {
    const classes = Array.from({ length: group.order }, (_, g) => ({
      size: 1,
      order: elementOrder(group, g),
      representative: g,
    }))
    return ordered(classes, (g) => g, group.order)
  }
  return family.kind === 'symmetric' ? cycleTypes(group, family.degree) : orbits(group)
}

/** In S(n) permutations of one cycle type are conjugate. */
function cycleTypes(group: FiniteGroup, n: number): ConjugacyClasses {
  const images = imageTable(n, false)
  const found = new Int32Array(group.order)
  const sizes: number[] = []
  const representatives: number[] = []
  const indices = new Map<number, number>()
  for (let g = 0; g < group.order; g++) {
    const key = cycleTypeKey(images, g * n, n)
    let index = indices.get(key)
    if (index === undefined) {
      index = sizes.length
      indices.set(key, index)
      sizes.push(0)
      representatives.push(g)
    }
    found[g] = index
    sizes[index]!++
  }
  const classes = representatives.map((representative, i) => ({
    size: sizes[i]!,
    order: elementOrder(group, representative),
    representative,
  }))
  return ordered(classes, (g) => found[g]!, group.order)
}

/** Orbits of g -> s g s^-1 over the generators s. */
function orbits(group: FiniteGroup): ConjugacyClasses {
  const conjugators = group.generators.map((s) => [s, group.inverse(s)] as const)
  const found = new Int32Array(group.order).fill(-1)
  const queue = new Int32Array(group.order)
  const classes: ConjugacyClass[] = []
  for (let representative = 0; representative < group.order; representative++) {
    if (found[representative]! >= 0) continue
    let end = 0
    found[representative] = classes.length
    queue[end++] = representative
    for (let i = 0; i < end; i++)
      for (const [s, inverse] of conjugators) {
        const conjugate = group.multiply(group.multiply(s, queue[i]!), inverse)
        if (found[conjugate]! >= 0) continue
        found[conjugate] = classes.length
        queue[end++] = conjugate
      }
    classes.push({ size: end, order: elementOrder(group, representative), representative })
  }
  return ordered(classes, (g) => found[g]!, group.order)
}

function productClasses(group: FiniteGroup, factors: readonly FiniteGroup[]): ConjugacyClasses {
  const parts = factors.map(conjugacyClasses)
  let classes: ConjugacyClass[] = [{ size: 1, order: 1, representative: 0 }]
  let found: Int32Array = new Int32Array(1)
  parts.forEach((part, i) => {
    const size = factors[i]!.order
    const count = part.classes.length
    const before = found
    found = new Int32Array(before.length * size)
    for (let a = 0; a < before.length; a++)
      for (let b = 0; b < size; b++) found[a * size + b] = before[a]! * count + part.classOf[b]!
    classes = classes.flatMap((left) =>
      part.classes.map((right) => ({
        size: left.size * right.size,
        order: lcm(left.order, right.order),
        representative: left.representative * size + right.representative,
      })),
    )
  })
  return ordered(classes, (g) => found[g]!, group.order)
}

/** Puts classes in their order; `classOf` refers to the order in which they came. */
function ordered(
  classes: readonly ConjugacyClass[],
  classOf: (element: number) => number,
  order: number,
): ConjugacyClasses {
  const ranks = Int32Array.from({ length: classes.length }, (_, i) => i).sort((i, j) => {
    const [a, b] = [classes[i]!, classes[j]!]
    return a.order - b.order || a.size - b.size || a.representative - b.representative
  })
  const position = new Int32Array(classes.length)
  ranks.forEach((old, rank) => {
    position[old] = rank
  })
  return {
    classes: Array.from(ranks, (old) => classes[old]!),
    classOf: Int32Array.from({ length: order }, (_, g) => position[classOf(g)]!),
  }
}
