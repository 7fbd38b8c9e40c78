/**
 * Young's orthogonal form of the irreps of S(n): on standard tableaux, sorted by the rows of
 * 1, 2, ..., n, the transposition s_i of i and i+1 has the diagonal 1 / (content(i+1) - content(i))
 * and positive off-diagonals between tableaux that it exchanges. (James and Kerber, The
 * Representation Theory of the Symmetric Group, section 3.4.)
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { zeros } from '../../math/complex.ts'
import type { FiniteGroup } from '../group.ts'
import { rankOf } from '../lexicographic.ts'
import { type Representation, representationFrom } from './tabulate.ts'

/** A standard tableau: the row of each of 1, 2, ..., n, all counted from 0. */
export type Tableau = readonly number[]

/** The parts of a label such as `3,1`. */
export function partitionOf(label: string): readonly number[] {
  return label.split(',').map(Number)
}

/** All standard tableaux of a shape, sorted lexicographically as sequences of rows. */
export function standardTableaux(partition: readonly number[]): readonly Tableau[] {
  const n = partition.reduce((sum, part) => sum + part, 0)
  const found: Tableau[] = []
  const lengths = partition.map(() => 0)
  const extend = (rows: readonly number[]): void => {
    if (rows.length === n) found.push(rows)
    else
      partition.forEach((part, row) => {
        if (lengths[row]! === part || (row > 0 && lengths[row - 1]! <= lengths[row]!)) return
        lengths[row]!++
        extend([...rows, row])
        lengths[row]!--
      })
  }
  extend([])
  return found
}

/** The column of each number of a tableau, which is its row in the transposed one. */
export function columnsOf(tableau: Tableau): Tableau {
  const lengths: number[] = []
  return tableau.map((row) => {
    const column = lengths[row] ?? 0
    lengths[row] = column + 1
    return column
  })
}

/** column - row of each number of a tableau */
function contents(tableau: Tableau): readonly number[] {
  return columnsOf(tableau).map((column, i) => column - tableau[i]!)
}

/** The matrices of s_1, ..., s_(n-1). */
export function adjacentTranspositions(partition: readonly number[]): readonly ComplexMatrix[] {
  const tableaux = standardTableaux(partition)
  const d = tableaux.length
  const positions = new Map(tableaux.map((tableau, index) => [tableau.join(), index]))
  const content = tableaux.map(contents)
  return Array.from({ length: tableaux[0]!.length - 1 }, (_, i) => {
    const matrix = zeros(d, d)
    tableaux.forEach((tableau, t) => {
      const diagonal = 1 / (content[t]![i + 1]! - content[t]![i]!)
      matrix.re[t * d + t] = diagonal
      const partner = positions.get(
        tableau
          .with(i, tableau[i + 1]!)
          .with(i + 1, tableau[i]!)
          .join(),
      )
      if (partner !== undefined && partner !== t)
        matrix.re[partner * d + t] = Math.sqrt((1 - diagonal) * (1 + diagonal))
    })
    return matrix
  })
}

/** The irrep of S(n) of a partition. */
export function youngIrrep(group: FiniteGroup, partition: readonly number[]): Representation {
  const n = partition.reduce((sum, part) => sum + part, 0)
  const transpositions = Array.from({ length: n - 1 }, (_, i) => {
    const images = Array.from({ length: n }, (_, k) => k)
    return rankOf(images.with(i, i + 1).with(i + 1, i))
  })
  return representationFrom(group, transpositions, adjacentTranspositions(partition))
}
