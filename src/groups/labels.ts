/**
 * Names for the irreps of a group that was solved numerically: Mulliken symbols for the polyhedral
 * groups, partitions for A(n), `dim:index` for all others.
 */
import type { Complex, ConjugacyClasses, FiniteGroup } from './group.ts'
import { cycleType } from './lexicographic.ts'
import type { BareCharacter } from './lift.ts'
import { comparePartitions, partitions, symmetricCharacter, transposed } from './partitions.ts'
import { permutationOf } from './permutation.ts'
import { determinant, pointGroupElement, pointGroupMatrix, threefold, trace } from './point-groups.ts'

/** A character with its values; the position is that in the list of bare characters. */
export interface Candidate {
  readonly position: number
  readonly bare: BareCharacter
  readonly values: readonly Complex[]
}

/** The candidates in the order of the table, each with its label. */
export type Labelled = readonly (readonly [label: string, candidate: Candidate])[]

/** `dim:index`, index from 1 by values compared class by class, larger (re, then im) first. */
export function countedLabels(candidates: readonly Candidate[]): Labelled {
  const sorted = candidates
    .slice()
    .sort((a, b) => a.bare.dimension - b.bare.dimension || compareValues(b.values, a.values))
  const counts = new Map<number, number>()
  return sorted.map((candidate) => {
    const d = candidate.bare.dimension
    counts.set(d, (counts.get(d) ?? 0) + 1)
    return [`${d}:${counts.get(d)}`, candidate]
  })
}

/** Lexicographic comparison of rows of complex numbers by (re, im), equal within rounding. */
function compareValues(a: readonly Complex[], b: readonly Complex[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]!.re - b[i]!.re
    if (Math.abs(difference) > 1e-9) return difference
    const turn = a[i]!.im - b[i]!.im
    if (Math.abs(turn) > 1e-9) return turn
  }
  return 0
}

const mullikenOrder = ['A', 'A1', 'A2', '1E', '2E', 'E', 'T', 'T1', 'T2', 'G', 'H']

/**
 * Mulliken symbols. T1 is the representation by rotation matrices in O and I (T in T), T1u in Oh and Ih
 * that by the matrices themselves, which is T2 in Td. 1E of T is exp(+2 pi i/3) on the rotation by
 * +120 degrees about (1, 1, 1).
 */
export function mullikenLabels(
  group: FiniteGroup,
  { classes, classOf }: ConjugacyClasses,
  candidates: readonly Candidate[],
): Labelled {
  const family = group.family
  if (family.kind !== 'polyhedral') throw new Error(`${group.name} is not a polyhedral group`)
  const symbol = family.symbol
  const centred = symbol.endsWith('h')
  const rotations = symbol[0] as 'T' | 'O' | 'I'
  const inversion = classOf[pointGroupElement(group, [-1, 0, 0, 0, -1, 0, 0, 0, -1])]
  const third = classOf[pointGroupElement(group, threefold)]!
  const vector = classes.map(({ representative }) => trace(pointGroupMatrix(group, representative)))
  const determinantOf = (c: number) => determinant(pointGroupMatrix(group, classes[c]!.representative))
  const isVector = (values: readonly Complex[], parity: number) =>
    values.every(
      ({ re }, c) => Math.abs(re - vector[c]! * (parity > 0 && centred ? determinantOf(c) : 1)) < 1e-9,
    )
  const symbolOf = ({ bare, values }: Candidate): string => {
    const parity = centred ? Math.sign(values[inversion!]!.re) : 1
    const isTrivial = values.every(({ re }, c) => Math.abs(re - (parity < 0 ? determinantOf(c) : 1)) < 1e-9)
    const named = () => {
      if (bare.dimension === 5) return 'H'
      if (bare.dimension === 4) return 'G'
      if (bare.dimension === 3) {
        if (rotations === 'T' && symbol === 'T') return 'T'
        return isVector(values, parity) !== (symbol === 'Td') ? 'T1' : 'T2'
      }
      if (bare.dimension === 2) return 'E'
      if (bare.type === 'complex') return values[third]!.im > 0 ? '1E' : '2E'
      if (symbol === 'T' || rotations === 'I') return 'A'
      return isTrivial ? 'A1' : 'A2'
    }
    return `${named()}${centred ? (parity > 0 ? 'g' : 'u') : ''}`
  }
  const rank = (label: string) =>
    mullikenOrder.indexOf(centred ? label.slice(0, -1) : label) + (label.endsWith('u') ? 100 : 0)
  return candidates
    .map((candidate) => [symbolOf(candidate), candidate] as const)
    .sort(([a], [b]) => rank(a) - rank(b))
}

/**
 * A(n): the larger partition of each conjugate pair, largest first. A self-conjugate one splits, and the
 * half named + has the larger value (re, then im) on the first class where the two differ.
 */
export function alternatingLabels(
  group: FiniteGroup,
  { classes }: ConjugacyClasses,
  candidates: readonly Candidate[],
): Labelled {
  const family = group.family
  if (family.kind !== 'alternating') throw new Error(`${group.name} is not an alternating group`)
  const types = classes.map(({ representative }) => cycleType(permutationOf(group, representative)))
  return partitions(family.degree)
    .filter((partition) => comparePartitions(partition, transposed(partition)) >= 0)
    .flatMap((partition): Labelled => {
      const restricted = types.map((type) => symmetricCharacter(partition, type))
      const parts = candidates
        .filter(({ values }) => Math.abs(overlap(values, restricted, classes, group.order)) > 0.5)
        .sort((a, b) => compareValues(b.values, a.values))
      const name = partition.join(',')
      return parts.length === 1
        ? [[name, parts[0]!]]
        : parts.map((part, i) => [`${name}${i === 0 ? '+' : '-'}`, part])
    })
}

/** Real part of the inner product of a character with a real class function. */
function overlap(
  values: readonly Complex[],
  real: readonly number[],
  classes: ConjugacyClasses['classes'],
  order: number,
): number {
  return values.reduce((sum, { re }, c) => sum + (classes[c]!.size * re * real[c]!) / order, 0)
}
