/**
 * A finite group as the rest of the project sees it: elements are the integers 0 ... order - 1,
 * products and inverses are functions, and a family says what structure may be used.
 */
import type { Complex, ComplexMatrix } from '../math/complex.ts'

export type { Complex, ComplexMatrix }

/** How a group was made; what is computed by structure (characters, irreps, FFT) looks here. */
export type Family =
  | { readonly kind: 'cyclic'; readonly n: number }
  | { readonly kind: 'dihedral'; readonly n: number }
  | { readonly kind: 'quaternion' }
  | { readonly kind: 'symmetric'; readonly degree: number }
  | { readonly kind: 'alternating'; readonly degree: number }
  | { readonly kind: 'polyhedral'; readonly symbol: 'T' | 'O' | 'I' | 'Td' | 'Oh' | 'Ih' }
  /** index = ((a0 * |G1| + a1) * |G2| + a2) ...: the last factor runs fastest */
  | { readonly kind: 'product'; readonly factors: readonly FiniteGroup[] }
  | { readonly kind: 'permutation'; readonly degree: number }
  | { readonly kind: 'cayley' }

export interface FiniteGroup {
  /** canonical, e.g. `C(12)`, `S(4)`, `C(8) x S(3)` */
  readonly name: string
  readonly order: number
  /** index of the identity (0 in every family; a Cayley table may have it elsewhere) */
  readonly identity: number
  /** a generating set, as element indices, none of them the identity */
  readonly generators: readonly number[]
  readonly family: Family
  /** index of the product a b */
  multiply(a: number, b: number): number
  inverse(a: number): number
  /** the element for a person: `r^3 s`, `(0 1 2)`, `[1, (0 2)]` */
  describe(element: number): string
}

/** Real, complex or quaternionic, by the Frobenius-Schur indicator +1, 0, -1. */
export type IrrepType = 'real' | 'complex' | 'quaternionic'

/** Ordered by element order, then size, then smallest representative; class 0 is the identity's. */
export interface ConjugacyClass {
  readonly size: number
  /** order of its elements */
  readonly order: number
  /** its smallest element index */
  readonly representative: number
}

export interface ConjugacyClasses {
  readonly classes: readonly ConjugacyClass[]
  /** class index of each element */
  readonly classOf: Int32Array
}

/** One complex irreducible character. */
export interface Character {
  /** in the conventions of docs/experiment-file.md: `0`, `E1`, `3,1`, `T1g`, `1 x 2,1`, `10:2` */
  readonly label: string
  readonly dimension: number
  readonly type: IrrepType
  /** label of the complex conjugate irrep (its own when the character is real) */
  readonly conjugate: string
  /** value on a conjugacy class, rounded once from the exact value */
  value(classIndex: number): Complex
  /**
   * The exact value on a conjugacy class of elements of order n: integers m_0 ... m_(n-1), the
   * multiplicities of the eigenvalues, so that chi = sum_k m_k exp(2 pi i k / n).
   */
  eigenvalues(classIndex: number): readonly number[]
}

export interface CharacterTable {
  readonly group: FiniteGroup
  readonly classes: ConjugacyClasses
  readonly irreps: readonly Character[]
  /** what was not computed and why, in sentences; empty when the table is whole */
  readonly leftOut: readonly string[]
}

/** A unitary irreducible representation in a fixed basis. */
export interface Irrep {
  readonly label: string
  readonly dimension: number
  readonly type: IrrepType
  readonly conjugate: string
  /** true when the basis is a stated convention, so that a kernel may give a matrix in it */
  readonly basisStated: boolean
  /** rho(g), d x d; real orthogonal (im null) whenever the type is real */
  matrix(element: number): ComplexMatrix
}
