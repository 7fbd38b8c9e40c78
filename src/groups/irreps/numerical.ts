/**
 * An irrep of any finite group from its exact character chi, without a search through the regular
 * representation. Let Q project on the eigenspace of rho(h) to an eigenvalue lambda of multiplicity
 * r. Then phi(g) = tr(rho(g) Q) = (1/m) sum_p lambda^-p chi(g h^p) is known, and the orbit of Q,
 * with <aQ, bQ> = phi(a^-1 b), spans r copies of rho. It is a tight frame, sum_g |gQ><gQ| = N/d, so
 * rho(s) = (d/N) sum_g |s g Q><g Q|, an average over the whole group that leaves round-off only.
 * Where r > 1, an eigenspace of a random Hermitian element of the commutant is one copy.
 */
import { InputError, quoted } from '../../errors.ts'
import { adjoint, multiply } from '../../math/complex.ts'
import type { Character, CharacterTable, FiniteGroup } from '../group.ts'
import { oneCopy } from './commutant.ts'
import { matricesOf, orbitFrame, unitary } from './frame.ts'
import { type Eigenvalue, projected, simplestEigenvalue, valuesOn } from './spherical.ts'
import { antiunitary, fixedBasis } from './structure.ts'
import { type Representation, representationFrom, requireTable, shortening } from './tabulate.ts'

/** Bounds of what is diagonalised and held: copies times dimension, and that times the order. */
const largestCommutant = 640
const largestFrame = 2 ** 24

/** rho of the character, unitary; real orthogonal when the character is of real type. */
export function numericalIrrep(table: CharacterTable, character: Character): Representation {
  const { group } = table
  const d = character.dimension
  requireTable(group, d, character.type === 'real')
  const eigen = simplestEigenvalue(table, character)
  requireFrame(group, character, eigen)
  const phi = projected(group, valuesOn(table, character), eigen)
  let frame = orbitFrame(group, phi, d * eigen.multiplicity)
  if (eigen.multiplicity > 1) frame = oneCopy(table, character, eigen, frame)
  const generators = shortening(group)
  const matrices = matricesOf(group, generators, frame, d)
  const matrix = representationFrom(group, generators, matrices)
  if (character.type !== 'real' || matrices.every((m) => m.im === null)) return matrix
  const u = fixedBasis(antiunitary({ dimension: d, size: group.order, matrix }))
  const real = matrices.map((m) => unitary({ ...multiply(adjoint(u), multiply(m, u)), im: null }))
  return representationFrom(group, generators, real)
}

/** Throws InputError when rho would have to be found inside too many copies of itself. */
function requireFrame(group: FiniteGroup, character: Character, { multiplicity }: Eigenvalue): void {
  const size = character.dimension * multiplicity
  if ((multiplicity > 1 && size > largestCommutant) || group.order * size > largestFrame)
    throw new InputError(
      '',
      `an irrep found among at most ${largestCommutant} dimensions of functions on the group`,
      `${quoted(character.label)} of ${group.name}, which takes ${size} at order ${group.order}`,
      'Take an irrep of smaller dimension, or name the group by its family (S, A, D, products)',
    )
}
