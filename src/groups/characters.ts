/**
 * Exact character tables. Cyclic, dihedral and abelian groups and products by their structure, S(n) by
 * the Murnaghan-Nakayama rule, everything else by the Burnside-Dixon method modulo a prime, lifted to
 * multiplicities of roots of unity. Computed once per group.
 */
import { sumOfRoots } from '../math/cyclotomic.ts'
import { oncePerObject } from '../once.ts'
import { conjugacyClasses, isAbelian } from './classes.ts'
import { characterPrime, type ModularCharacters, modularCharacters } from './dixon.ts'
import type { Character, CharacterTable, Complex, ConjugacyClasses, FiniteGroup } from './group.ts'
import { alternatingLabels, type Candidate, countedLabels, type Labelled, mullikenLabels } from './labels.ts'
import { cycleType } from './lexicographic.ts'
import { type BareCharacter, liftCharacters } from './lift.ts'
import { partitions, symmetricCharacter } from './partitions.ts'
import { permutationOf } from './permutation.ts'
import {
  abelianCharacters,
  cyclicCharacters,
  dihedralCharacters,
  type LabelledCharacter,
  productCharacters,
} from './structured-characters.ts'

/** Dixon's method needs one matrix of classes^2 entries and order * classes products. */
const largestClassNumber = 500
const largestWork = 5e7
/** how many characters are made where they cost nothing but memory */
const largestList = 2 ** 17

/**
 * The irreducible characters, with labels and order as documented per family: whole for abelian groups
 * and products of up to 131,072 characters, S(n), and groups of up to 500 classes (and order times
 * classes up to 5e7); what is missing is said in `leftOut`.
 */
export const characterTable: (group: FiniteGroup) => CharacterTable = oncePerObject(computed)

function computed(group: FiniteGroup): CharacterTable {
  const classes = conjugacyClasses(group)
  const count = classes.classes.length
  const table = (irreps: readonly LabelledCharacter[], leftOut: readonly string[] = []): CharacterTable => ({
    group,
    classes,
    irreps: irreps.map((irrep) => character(irrep, classes)),
    leftOut,
  })
  if (count > largestList)
    return table(
      [],
      [`The ${count} characters of ${group.name} were not listed: at most ${largestList} are.`],
    )
  const family = group.family
  if (family.kind === 'cyclic') return table(cyclicCharacters(family.n, classes))
  if (family.kind === 'dihedral') return table(dihedralCharacters(family.n, classes))
  if (family.kind === 'product') {
    const tables = family.factors.map(characterTable)
    return table(
      productCharacters(tables, classes),
      tables.flatMap(({ leftOut }) => leftOut),
    )
  }
  if (family.kind === 'symmetric') {
    const lifted = liftCharacters(group, classes, symmetricRows(group, classes))
    return table(
      partitions(family.degree).map((partition, i) =>
        named(partition.join(','), lifted[i]!, partition.join(',')),
      ),
    )
  }
  if ((family.kind === 'permutation' || family.kind === 'cayley') && isAbelian(group))
    return table(abelianCharacters(group, classes))
  if (count > largestClassNumber || group.order * count > largestWork)
    return table(
      [],
      [
        `The character table of ${group.name} (order ${group.order}, ${count} classes) was not computed: ` +
          `at most ${largestClassNumber} classes, and order times classes at most ${largestWork}.`,
      ],
    )
  const bare = liftCharacters(group, classes, modularCharacters(group, classes))
  return table(withConjugates(labelled(group, classes, bare)))
}

/** The Murnaghan-Nakayama rule, as residues. */
function symmetricRows(group: FiniteGroup, classes: ConjugacyClasses): ModularCharacters {
  const p = characterPrime(classes)
  const types = classes.classes.map(({ representative }) => cycleType(permutationOf(group, representative)))
  const rows = partitions(types[0]!.length).map((partition) =>
    Float64Array.from(types, (type) => (symmetricCharacter(partition, type) + p) % p),
  )
  return { p, degrees: rows.map((row) => row[0]!), rows }
}

function labelled(group: FiniteGroup, classes: ConjugacyClasses, bare: readonly BareCharacter[]): Labelled {
  const candidates: Candidate[] = bare.map((one, position) => ({
    position,
    bare: one,
    values: classes.classes.map(({ order }, c) => sumOfRoots(one.exponents(c), order)),
  }))
  if (group.family.kind === 'polyhedral') return mullikenLabels(group, classes, candidates)
  if (group.family.kind === 'alternating') return alternatingLabels(group, classes, candidates)
  return countedLabels(candidates)
}

function withConjugates(labels: Labelled): readonly LabelledCharacter[] {
  const labelAt = new Map(labels.map(([label, { position }]) => [position, label]))
  return labels.map(([label, { bare }]) => named(label, bare, labelAt.get(bare.conjugate)!))
}

function named(label: string, bare: BareCharacter, conjugate: string): LabelledCharacter {
  return { label, dimension: bare.dimension, type: bare.type, conjugate, exponents: bare.exponents }
}

function character(irrep: LabelledCharacter, { classes }: ConjugacyClasses): Character {
  const { label, dimension, type, conjugate, exponents } = irrep
  const sums: Complex[] = []
  const value = (c: number) => sumOfRoots(exponents(c), classes[c]!.order)
  return {
    label,
    dimension,
    type,
    conjugate,
    value: classes.length > 1024 ? value : (c) => (sums[c] ??= value(c)),
    eigenvalues: (c) => {
      const multiplicities = new Array<number>(classes[c]!.order).fill(0)
      for (const k of Array.from(exponents(c))) multiplicities[k]!++
      return multiplicities
    },
  }
}
