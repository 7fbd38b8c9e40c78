/**
 * What a kernel may say about one irrep: a coefficient, checked to be that of a real kernel and
 * turned into the matrix J^.
 */
import { InputError, quoted } from '../errors.ts'
import type { ComplexMatrix } from '../math/complex.ts'
import { conjugate, identityMatrix, maxDifference, multiply, scaled, squaredNorm } from '../math/complex.ts'
import type { IrrepType } from './group.ts'

/** A kernel's coefficient on one irrep: c, c + i s, or a matrix (row major, d x d). */
export type Coefficient = number | { readonly re: number; readonly im: number } | ComplexMatrix

/** The irrep that a coefficient belongs to. */
export interface Target {
  readonly label: string
  readonly dimension: number
  readonly type: IrrepType
  readonly takesMatrix: boolean
}

/** Relative size of what may be off a quaternionic matrix, for one that was typed in decimals. */
const quaternionicTolerance = 1e-9

/**
 * J^, d x d; a scalar means that times the identity. J^ is real on real type, any complex matrix on
 * complex type, and commutes with the antiunitary map v -> S conj(v) on quaternionic type: S conj(J^)
 * = J^ S. Anything else is an InputError. `structure` gives S and is asked on quaternionic type only.
 */
export function coefficientMatrix(
  target: Target,
  coefficient: Coefficient,
  structure: () => ComplexMatrix,
): ComplexMatrix {
  if (typeof coefficient === 'number') return scalarMatrix(target, coefficient, 0)
  if (isMatrix(coefficient)) return givenMatrix(target, coefficient, structure)
  if (typeof coefficient?.re === 'number' && typeof coefficient.im === 'number')
    return scalarMatrix(target, coefficient.re, coefficient.im)
  throw new InputError('', expectation(target), quoted(coefficient))
}

function isMatrix(coefficient: Coefficient): coefficient is ComplexMatrix {
  return ArrayBuffer.isView((coefficient as ComplexMatrix | null)?.re)
}

function expectation({ label, dimension: d, type, takesMatrix }: Target): string {
  const scalar = type === 'complex' ? 'a number or {re, im}' : 'a real number'
  const shape = takesMatrix && d > 1 ? `${scalar} or a ${type} ${d} x ${d} matrix` : scalar
  return `${shape} for irrep ${quoted(label)} of ${type} type`
}

function scalarMatrix(target: Target, re: number, im: number): ComplexMatrix {
  const received = im === 0 ? `${re}` : `{re: ${re}, im: ${im}}`
  if (!Number.isFinite(re) || !Number.isFinite(im))
    throw new InputError('', expectation(target), received, 'Give finite numbers')
  if (im !== 0 && target.type !== 'complex')
    throw new InputError('', expectation(target), received, 'Leave out the imaginary part')
  return scaled(identityMatrix(target.dimension), re, im)
}

function givenMatrix(target: Target, j: ComplexMatrix, structure: () => ComplexMatrix): ComplexMatrix {
  const { dimension: d, type } = target
  const received = `a ${j.rows} x ${j.columns} matrix`
  const fail = (what: string, remedy: string): never => {
    throw new InputError('', expectation(target), what, remedy)
  }
  if (!target.takesMatrix)
    fail(
      received,
      'Give a number c, which stands for c times the identity: no basis is stated for this irrep',
    )
  if (j.rows !== d || j.columns !== d || j.re.length !== d * d || (j.im?.length ?? d * d) !== d * d)
    fail(received, `Give ${d} rows of ${d} numbers`)
  if (!j.re.every(Number.isFinite) || j.im?.every(Number.isFinite) === false)
    fail(`${received} with an entry that is not finite`, 'Give finite numbers')
  if (type === 'real' && j.im?.some((y) => y !== 0))
    fail(`${received} with imaginary parts`, 'Leave out the imaginary parts')
  if (type === 'quaternionic') {
    const s = structure()
    const excess = maxDifference(multiply(s, conjugate(j)), multiply(j, s))
    if (excess > quaternionicTolerance * Math.sqrt(squaredNorm(j)))
      fail(
        `${received} that is ${excess.toPrecision(2)} away from a quaternionic one`,
        'A real kernel commutes with the antiunitary map of the irrep: S conj(J) = J S',
      )
  }
  return j
}
