/**
 * The irreducible characters of a finite group modulo a prime (Burnside 1911, Dixon 1967, Schneider 1990).
 * A random class function c acts on the class sums by a matrix whose eigenvectors, one per irrep, are
 * the central characters omega(C) = |C| chi(C) / d. One matrix is enough, since for a large prime its
 * eigenvalues are almost surely distinct; a repeated one is noticed and c drawn again.
 */
import { lcm } from '../math/integers.ts'
import { inverseModulo, primeWithRoots } from '../math/modular.ts'
import { simpleEigenvectors } from '../math/modular-eigen.ts'
import type { ConjugacyClasses, FiniteGroup } from './group.ts'

/** Characters modulo p, one row of class values per irrep; p = 1 mod the exponent of the group. */
export interface ModularCharacters {
  readonly p: number
  readonly degrees: readonly number[]
  readonly rows: readonly Float64Array[]
}

/** large enough that two of 500 eigenvalues seldom agree, small enough for exact sums of products */
const smallestPrime = 2 ** 22

/** The least common multiple of all element orders. */
export function exponentOf(classes: ConjugacyClasses): number {
  return classes.classes.reduce((n, { order }) => lcm(n, order), 1)
}

/** A prime p = 1 mod the exponent, large against 2 sqrt(|G|), so that multiplicities lift. */
export function characterPrime(classes: ConjugacyClasses): number {
  return primeWithRoots(exponentOf(classes), smallestPrime)
}

export function modularCharacters(group: FiniteGroup, classes: ConjugacyClasses): ModularCharacters {
  const k = classes.classes.length
  const p = characterPrime(classes)
  const inverseClass = classes.classes.map(
    ({ representative }) => classes.classOf[group.inverse(representative)]!,
  )
  const random = residues(p)
  for (let attempt = 0; attempt < 20; attempt++) {
    const matrix = classFunctionMatrix(group, classes, Float64Array.from({ length: k }, random), p)
    const vectors = simpleEigenvectors(matrix, k, p, random)
    if (vectors === null) continue
    const found = Array.from({ length: k }, (_, i) =>
      scaled(vectors.subarray(i * k, (i + 1) * k), group.order, classes, inverseClass, p),
    )
    return { p, degrees: found.map(({ degree }) => degree), rows: found.map(({ row }) => row) }
  }
  throw new Error(`no class function of ${group.name} with a simple spectrum was found`)
}

/** A[s][t] = sum of c(x) over the x with x y = z_t, y in C_s: multiplication by c on the class sums. */
function classFunctionMatrix(
  group: FiniteGroup,
  { classes, classOf }: ConjugacyClasses,
  c: Float64Array,
  p: number,
): Float64Array {
  const k = classes.length
  const matrix = new Float64Array(k * k)
  const weight = new Float64Array(group.order)
  for (let x = 0; x < group.order; x++) weight[group.inverse(x)] = c[classOf[x]!]!
  classes.forEach(({ representative }, t) => {
    for (let x = 0; x < group.order; x++) {
      const s = classOf[group.multiply(x, representative)]!
      matrix[s * k + t] = matrix[s * k + t]! + weight[x]!
    }
  })
  return matrix.map((entry) => entry % p)
}

/** The character whose central character is proportional to `vector`: sum_C omega(C) omega(C^-1) / |C| = |G| / d^2. */
function scaled(
  vector: Float64Array,
  order: number,
  { classes }: ConjugacyClasses,
  inverseClass: readonly number[],
  p: number,
): { degree: number; row: Float64Array } {
  const atIdentity = inverseModulo(vector[0]!, p)
  const omega = vector.map((value) => (value * atIdentity) % p)
  const ratio = omega.map((value, i) => (value * inverseModulo(classes[i]!.size % p, p)) % p)
  let norm = 0
  for (let i = 0; i < omega.length; i++) norm = (norm + omega[i]! * ratio[inverseClass[i]!]!) % p
  const target = order % p
  let degree = 1
  while ((((norm * degree) % p) * degree) % p !== target) {
    degree++
    if (degree * degree > order) throw new Error('no degree fits a central character')
  }
  return { degree, row: ratio.map((value) => (value * degree) % p) }
}

/** A fixed stream of residues (Numerical Recipes' 32-bit congruential generator): results repeat. */
function residues(p: number): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * p)
  }
}
