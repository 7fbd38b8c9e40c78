/**
 * From characters modulo p to exact ones: chi(g) is a sum of n-th roots of unity, n the order of g, and
 * the multiplicity of the k-th is (1/n) sum_l chi(g^l) exp(-2 pi i k l / n), a small integer known mod p.
 */
import { inverseModulo, rootOfOrder } from '../math/modular.ts'
import { exponentOf, type ModularCharacters } from './dixon.ts'
import type { ConjugacyClasses, FiniteGroup, IrrepType } from './group.ts'

/** An irreducible character without a label yet. */
export interface BareCharacter {
  readonly dimension: number
  readonly type: IrrepType
  /** position of the complex conjugate in the same list */
  readonly conjugate: number
  /** exponents k of the d eigenvalues exp(2 pi i k / n) on a class of elements of order n */
  readonly exponents: (classIndex: number) => ArrayLike<number>
}

/** The class of g is that of root^power, where root represents the class `source`. */
interface Root {
  readonly source: number
  readonly power: number
}

export function liftCharacters(
  group: FiniteGroup,
  classes: ConjugacyClasses,
  { p, degrees, rows }: ModularCharacters,
): readonly BareCharacter[] {
  const powers = powerMap(group, classes)
  const roots = cyclicRoots(classes, powers)
  const zeta = rootOfOrder(exponentOf(classes), p)
  const exponent = exponentOf(classes)
  const lifted = rows.map(() => new Map<number, Int32Array>())
  for (const source of new Set(roots.map((root) => root.source))) {
    const n = classes.classes[source]!.order
    const table = rootTable(zeta, exponent / n, n, p)
    const scale = inverseModulo(n, p)
    const path = powers[source]!
    rows.forEach((row, i) => {
      lifted[i]!.set(source, multiplicities(row, path, table, scale, degrees[i]!, p))
    })
  }
  const inverseClass = classes.classes.map(({ order }, c) => powers[c]![order - 1]!)
  const positions = new Map(rows.map((row, i) => [row.join(), i]))
  return rows.map((row, i) => ({
    dimension: degrees[i]!,
    type: frobeniusSchur(row, classes, powers, group.order, p),
    conjugate: positions.get(row.map((_, c) => row[inverseClass[c]!]!).join())!,
    exponents: (classIndex) => {
      const { source, power } = roots[classIndex]!
      const n = classes.classes[source]!.order
      const ratio = n / classes.classes[classIndex]!.order
      return lifted[i]!.get(source)!.map((k) => ((k * power) % n) / ratio)
    },
  }))
}

/** For each class the classes of g^0, g^1, ..., g^(n-1). */
function powerMap(group: FiniteGroup, { classes, classOf }: ConjugacyClasses): readonly Int32Array[] {
  return classes.map(({ representative, order }) => {
    const path = new Int32Array(order)
    let power = group.identity
    for (let l = 0; l < order; l++) {
      path[l] = classOf[power]!
      power = group.multiply(power, representative)
    }
    return path
  })
}

/** Each class as a power of a class of largest possible order, so that few classes need a transform. */
function cyclicRoots({ classes }: ConjugacyClasses, powers: readonly Int32Array[]): readonly Root[] {
  const roots = new Array<Root | undefined>(classes.length)
  for (let source = classes.length - 1; source >= 0; source--) {
    if (roots[source] !== undefined) continue
    powers[source]!.forEach((target, power) => {
      roots[target] ??= { source, power }
    })
    roots[source] = { source, power: 1 }
  }
  return roots as Root[]
}

function rootTable(zeta: number, step: number, n: number, p: number): Float64Array {
  const root = Array.from({ length: step }).reduce<number>((product) => (product * zeta) % p, 1)
  const table = new Float64Array(n)
  for (let k = 0, value = 1; k < n; k++, value = (value * root) % p) table[k] = value
  return table
}

/** The d exponents with multiplicity, ascending. */
function multiplicities(
  row: Float64Array,
  path: Int32Array,
  roots: Float64Array,
  scale: number,
  degree: number,
  p: number,
): Int32Array {
  const n = path.length
  const values = Float64Array.from(path, (c) => row[c]!)
  const exponents = new Int32Array(degree)
  let count = 0
  for (let k = 0; k < n && count < degree; k++) {
    let total = 0
    for (let l = 0, at = 0; l < n; l++) {
      total += values[l]! * roots[at === 0 ? 0 : n - at]!
      if ((l & 63) === 63) total %= p
      at += k
      if (at >= n) at -= n
    }
    const multiplicity = ((total % p) * scale) % p
    if (count + multiplicity > degree) throw new Error('a multiplicity exceeds the degree: not a character')
    exponents.fill(k, count, count + multiplicity)
    count += multiplicity
  }
  if (count !== degree) throw new Error('multiplicities do not sum to the degree: not a character')
  return exponents
}

/** (1/|G|) sum_g chi(g^2) = 1, 0, -1 for real, complex, quaternionic type. */
function frobeniusSchur(
  row: Float64Array,
  { classes }: ConjugacyClasses,
  powers: readonly Int32Array[],
  order: number,
  p: number,
): IrrepType {
  let total = 0
  classes.forEach(({ size, order: n }, c) => {
    total = (total + (size % p) * row[powers[c]![2 % n]!]!) % p
  })
  const indicator = (total * inverseModulo(order % p, p)) % p
  if (indicator === 0) return 'complex'
  return indicator === 1 ? 'real' : 'quaternionic'
}
