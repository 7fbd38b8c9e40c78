/**
 * The unitary irreducible representations of a finite group, under the labels and in the order of
 * its character table: by a closed form where the family has one, else from the exact character.
 */
import { InputError, quoted } from '../errors.ts'
import { conjugate, trace } from '../math/complex.ts'
import { once, oncePerObject } from '../once.ts'
import { characterTable } from './characters.ts'
import type { Character, CharacterTable, FiniteGroup, Irrep } from './group.ts'
import { restrictedIrrep, splitIrrep } from './irreps/alternating.ts'
import { dihedralIrrep } from './irreps/dihedral.ts'
import { numericalIrrep } from './irreps/numerical.ts'
import { productIrrep } from './irreps/product.ts'
import type { Representation } from './irreps/tabulate.ts'
import { partitionOf, youngIrrep } from './irreps/young.ts'
import { pointGroupMatrix } from './point-groups.ts'

interface Known {
  readonly list: readonly Irrep[]
  readonly byLabel: ReadonlyMap<string, Irrep>
  readonly leftOut: readonly string[]
}

/** All complex irreps; a matrix is made when it is asked for. */
export function irreps(group: FiniteGroup): readonly Irrep[] {
  return irrepsOf(group).list
}

/** One irrep by its label; InputError when the group has none of that name. */
export function irrep(group: FiniteGroup, label: string): Irrep {
  const { list, byLabel, leftOut } = irrepsOf(group)
  const found = byLabel.get(label)
  if (found !== undefined) return found
  throw new InputError(
    '',
    `an irrep of ${group.name}: ${listed(list.map((one) => one.label))}`,
    quoted(label),
    [...meant(label, list), ...leftOut].join('. '),
  )
}

function listed(labels: readonly string[]): string {
  if (labels.length === 0) return 'none is known'
  const shown = labels.length > 24 ? [...labels.slice(0, 20), '...', labels.at(-1)!] : labels
  return shown.join(' | ')
}

/** The label that differs only in case and spaces. */
function meant(label: string, list: readonly Irrep[]): readonly string[] {
  const plain = (text: string): string => text.replace(/\s+/g, '').toLowerCase()
  const near = list.find((one) => plain(one.label) === plain(label))
  return near === undefined ? [] : [`Did you mean ${quoted(near.label)}`]
}

const irrepsOf = oncePerObject((group: FiniteGroup): Known => {
  const table = characterTable(group)
  const list: Irrep[] = []
  const byLabel = new Map<string, Irrep>()
  for (const character of table.irreps) {
    const earlier = byLabel.get(character.conjugate)
    const one = earlier === undefined ? lazyIrrep(table, character) : conjugateIrrep(earlier)
    list.push(one)
    byLabel.set(one.label, one)
  }
  return { list, byLabel, leftOut: table.leftOut }
})

function lazyIrrep(table: CharacterTable, character: Character): Irrep {
  const { label, dimension, type } = character
  const representation = once(() =>
    dimension === 1 ? linear(table, character) : construct(table, character),
  )
  return {
    label,
    dimension,
    type,
    conjugate: character.conjugate,
    basisStated: dimension === 1 || basisStated(table.group, label),
    matrix: (element) => representation()(element),
  }
}

/** Complex conjugates stand in conjugate bases, so that f^ of a real f comes in conjugate pairs. */
function conjugateIrrep(irrep: Irrep): Irrep {
  return {
    ...irrep,
    label: irrep.conjugate,
    conjugate: irrep.label,
    matrix: (element) => conjugate(irrep.matrix(element)),
  }
}

/** A one-dimensional irrep is its character; kept as one number for each class. */
function linear({ classes }: CharacterTable, character: Character): Representation {
  const values = classes.classes.map((_, index) => character.value(index))
  const re = Float64Array.from(values, (value) => value.re)
  const im = character.type === 'real' ? null : Float64Array.from(values, (value) => value.im)
  return (element) => {
    const index = classes.classOf[element]!
    return {
      rows: 1,
      columns: 1,
      re: re.subarray(index, index + 1),
      im: im?.subarray(index, index + 1) ?? null,
    }
  }
}

/** By the family; a polyhedral group's own matrices are its vector irrep. */
function construct(table: CharacterTable, character: Character): Representation {
  const { group } = table
  const { family } = group
  const { label, dimension } = character
  if (family.kind === 'dihedral') return dihedralIrrep(family.n, Number(label.slice(1)))
  if (family.kind === 'symmetric') return youngIrrep(group, partitionOf(label))
  if (family.kind === 'alternating') return alternatingIrrep(table, character)
  if (family.kind === 'product') {
    const parts = factorIrreps(family.factors, label)
    if (parts !== null) return productIrrep(group, family.factors, parts)
  }
  if (family.kind === 'polyhedral' && dimension === 3) {
    const vector: Representation = (g) => ({
      rows: 3,
      columns: 3,
      re: Float64Array.from(pointGroupMatrix(group, g)),
      im: null,
    })
    if (matches(table, character, vector)) return vector
  }
  return numericalIrrep(table, character)
}

/** `+` and `-` name the halves whose characters are those of the table. */
function alternatingIrrep(table: CharacterTable, character: Character): Representation {
  const { group } = table
  const partition = partitionOf(character.label.replace(/[+-]$/, ''))
  if (!/[+-]$/.test(character.label)) return restrictedIrrep(group, partition)
  const half = splitIrrep(group, partition, 1)
  return matches(table, character, half) ? half : splitIrrep(group, partition, -1)
}

function matches({ classes }: CharacterTable, character: Character, rho: Representation): boolean {
  return classes.classes.every(({ representative }, index) => {
    const { re, im } = character.value(index)
    const value = trace(rho(representative))
    return Math.hypot(value.re - re, value.im - im) < 1e-6
  })
}

/** The factors' irreps that a label such as `1 x 2,1` names; null when it names none. */
function factorIrreps(factors: readonly FiniteGroup[], label: string): readonly Irrep[] | null {
  const labels = label.split(' x ')
  if (labels.length !== factors.length) return null
  const parts = factors.map((factor, k) => irrepsOf(factor).byLabel.get(labels[k]!))
  return parts.every((part) => part !== undefined) ? parts : null
}

/** Whether the basis is one that a kernel may rely on: D, S, unsplit A, and products of these. */
function basisStated(group: FiniteGroup, label: string): boolean {
  const { family } = group
  if (family.kind === 'dihedral' || family.kind === 'symmetric') return true
  if (family.kind === 'alternating') return !/[+-]$/.test(label)
  if (family.kind !== 'product') return false
  return factorIrreps(family.factors, label)?.every((part) => part.basisStated) ?? false
}
