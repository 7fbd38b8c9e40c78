/**
 * Irreps of A(n) as restrictions of Young's orthogonal form. A self-conjugate shape splits: the
 * associator A v_T = sgn(T) v_(T transposed) anticommutes with every s_i, so that it commutes with
 * A(n), and its two eigenspaces are the irreps `+` and `-`.
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { adjoint, multiply, zeros } from '../../math/complex.ts'
import type { FiniteGroup } from '../group.ts'
import { rankOf } from '../lexicographic.ts'
import { type Representation, representationFrom } from './tabulate.ts'
import { adjacentTranspositions, columnsOf, standardTableaux, type Tableau } from './young.ts'

/** The restriction of the irrep of S(n) of a partition, in the basis of Young's orthogonal form. */
export function restrictedIrrep(group: FiniteGroup, partition: readonly number[]): Representation {
  const [first, ...others] = adjacentTranspositions(partition)
  return fromPairs(
    group,
    partition,
    others.map((other) => multiply(first!, other)),
  )
}

/**
 * Half of a self-conjugate shape's restriction: the eigenspace of the associator with eigenvalue
 * `sign` (or i `sign`, where the associator squares to -1).
 */
export function splitIrrep(group: FiniteGroup, partition: readonly number[], sign: 1 | -1): Representation {
  const basis = associatorEigenspace(partition, sign)
  const [first, ...others] = adjacentTranspositions(partition)
  return fromPairs(
    group,
    partition,
    others.map((other) => multiply(adjoint(basis), multiply(first!, multiply(other, basis)))),
  )
}

/** A(n) from the matrices of s_1 s_i, i = 2 ... n-1, which generate it. */
function fromPairs(
  group: FiniteGroup,
  partition: readonly number[],
  matrices: readonly ComplexMatrix[],
): Representation {
  const n = partition.reduce((sum, part) => sum + part, 0)
  const generators = matrices.map((_, k) => {
    // s_1 s_i, (s_1 s_i)(x) = s_1(s_i(x)), with i = k + 2 exchanging points k + 1 and k + 2
    const exchanged = Array.from({ length: n }, (_, x) => (x === k + 1 ? k + 2 : x === k + 2 ? k + 1 : x))
    const images = exchanged.map((x) => (x < 2 ? 1 - x : x))
    // of lexicographic ranks 2a and 2a + 1 one is even, and A(n) counts the even ones
    return rankOf(images) >> 1
  })
  return representationFrom(group, generators, matrices)
}

/** d x d/2, columns (v_T + c v_T') / sqrt 2 over pairs T, T' of transposed tableaux. */
function associatorEigenspace(partition: readonly number[], sign: 1 | -1): ComplexMatrix {
  const tableaux = standardTableaux(partition)
  const positions = new Map(tableaux.map((tableau, index) => [tableau.join(), index]))
  const pairs = tableaux
    .map((tableau, t) => [t, positions.get(columnsOf(tableau).join())!] as const)
    .filter(([t, partner]) => t < partner)
  const square = signOf(tableaux[0]!) * signOf(columnsOf(tableaux[0]!))
  const basis = zeros(tableaux.length, pairs.length, square === 1)
  pairs.forEach(([t, partner], column) => {
    const c = sign * signOf(tableaux[t]!) * Math.SQRT1_2
    basis.re[t * pairs.length + column] = Math.SQRT1_2
    if (basis.im === null) basis.re[partner * pairs.length + column] = c
    else basis.im[partner * pairs.length + column] = -c
  })
  return basis
}

/** The sign of the numbers of a tableau read row by row. */
function signOf(tableau: Tableau): number {
  let inversions = 0
  tableau.forEach((row, i) => {
    for (let j = 0; j < i; j++) if (tableau[j]! > row) inversions++
  })
  return inversions % 2 === 0 ? 1 : -1
}
