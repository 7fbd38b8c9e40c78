/**
 * Kernels from a spectrum, from values, from an expression in the space's coordinates and from named
 * families of geodesic distance. W_ij = w_j J(h_j^-1 g_i), the kernel on the right.
 */
import { SingularValueDecomposition } from 'ml-matrix'
import { InputError, keyText, placed, quoted } from '../errors.ts'
import { once } from '../once.ts'
import type { Coefficient, Space } from '../spaces/space.ts'
import { evaluateOn } from './compile.ts'
import { CUT, type Kernel, supportOf } from './kernel.ts'
import { type FamilyName, familyOf } from './kernel-families.ts'
import { cyclicColumns, matricesFromValues, valuesFromSpectrum } from './kernel-transform.ts'
import { projectedSpectrum } from './projection.ts'
import type { Expression } from './tree.ts'

export type { FamilyName } from './kernel-families.ts'

/**
 * The kernel of given coefficients J^(label); labels that are absent are zero.
 * Throws InputError at `spectrum.<label>` for a label that the space does not have and for a
 * coefficient that no real kernel has.
 */
export function kernelFromSpectrum(space: Space, entries: ReadonlyMap<string, Coefficient>): Kernel {
  const matrices = new Map<string, Float64Array>()
  for (const [label, coefficient] of entries) {
    placed(`spectrum.${keyText(label)}`, () => {
      const harmonic = space.harmonic(label)
      if (matrices.has(harmonic.label))
        throw new InputError('', 'each label once', quoted(label), `It is ${quoted(harmonic.label)} again`)
      const matrix = harmonic.kernelMatrix(coefficient)
      if (!matrix.every(Number.isFinite))
        throw new InputError('', 'a finite coefficient', quoted(coefficient))
      matrices.set(harmonic.label, matrix)
    })
  }
  return kernelFromMatrices(space, matrices, `spectrum of ${count(entries.size, 'irrep')}`, 0)
}

/**
 * The kernel of given small matrices M, label -> width x width as Harmonic.kernelMatrix makes them;
 * `dropped` as in Kernel. Labels and structure are the caller's word.
 */
export function kernelFromMatrices(
  space: Space,
  matrices: ReadonlyMap<string, Float64Array>,
  origin: string,
  dropped: number,
): Kernel {
  const spectrum = above(matrices)
  return assemble(space, 'spectrum', origin, dropped, () => spectrum, null)
}

/**
 * The kernel of values J(g) in the group's order, length N.
 * Throws InputError at `values` for a wrong length, a value that is not finite, and on a space whose
 * points form no group.
 */
export function kernelFromValues(space: Space, values: Float64Array, origin = 'values'): Kernel {
  if (space.sample === null) {
    throw new InputError(
      'values',
      'a space whose points form a group',
      space.name,
      'Give the kernel by its spectrum or an expression',
    )
  }
  if (values.length !== space.size)
    throw new InputError('values', `${space.size} numbers, one for each point`, `${values.length}`)
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new InputError(`values[${wrong}]`, 'a finite number', quoted(values[wrong]))
  return assemble(space, 'values', origin, 0, () => above(matricesFromValues(space, values)), values)
}

/**
 * The kernel J(g) of an expression in the space's coordinates (and `constants`). On a group sample it
 * is J at the points. On the sphere it must be zonal, in theta, z or distance; there and on SO(3) and
 * SU(2) it is projected on the space's harmonics by a finer quadrature, and `dropped` tells what they lack.
 * Throws InputError (place '') for unknown names, a sphere kernel of x, y or phi, values not finite.
 */
export function kernelFromExpression(
  space: Space,
  expression: Expression,
  constants: Readonly<Record<string, number>> = {},
  origin = 'expression',
): Kernel {
  if (space.sample === null) {
    const { matrices, dropped } = projectedSpectrum(space, expression, constants)
    return kernelFromMatrices(space, matrices, origin, dropped)
  }
  const values = evaluateOn(expression, space.coordinates, space.size, constants)
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new InputError('', 'a kernel finite everywhere', `${values[wrong]} at point ${wrong}`)
  return kernelFromValues(space, values, origin)
}

/**
 * A kernel of a named family of geodesic distance d, see `families` in kernel-families.ts for
 * formulas, parameters and defaults. Throws InputError at the parameter's name.
 */
export function kernelFromFamily(
  space: Space,
  name: FamilyName,
  parameters: Readonly<Record<string, number>>,
): Kernel {
  const { expression, constants } = familyOf(name, parameters)
  return kernelFromExpression(space, expression, constants, name)
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** Only the matrices that exceed the cut relative to the largest entry of all. */
function above(matrices: ReadonlyMap<string, Float64Array>): Map<string, Float64Array> {
  const floor = CUT * largestEntry(matrices)
  return new Map([...matrices].filter(([, matrix]) => matrix.some((entry) => Math.abs(entry) > floor)))
}

function largestEntry(matrices: ReadonlyMap<string, Float64Array>): number {
  let largest = 0
  for (const matrix of matrices.values())
    for (const entry of matrix) largest = Math.max(largest, Math.abs(entry))
  return largest
}

function assemble(
  space: Space,
  given: Kernel['given'],
  origin: string,
  dropped: number,
  transform: () => ReadonlyMap<string, Float64Array>,
  known: Float64Array | null,
): Kernel {
  const spectrum = once(transform)
  const values = once(() =>
    known !== null || space.sample === null ? known : valuesFromSpectrum(space, spectrum()),
  )
  const columns = once(() => {
    if (known !== null && space.cyclic !== null) return cyclicColumns(space.cyclic, known)
    let total = 0
    for (const label of spectrum().keys()) total += columnsOf(space, label)
    return total
  })
  const rank = once(() => {
    // one column a rank: a non-zero 1 x 1 complex number has full rank
    if (known !== null && space.cyclic !== null) return columns()
    const floor = CUT * largestEntry(spectrum())
    let total = 0
    for (const [label, matrix] of spectrum()) {
      const { copies, width } = space.harmonic(label)
      total += copies * rankOf(matrix, width, floor)
    }
    return total
  })
  const support = once(() => {
    const all = values()
    return all === null ? space.size : supportOf(all).length
  })
  const symmetric = once(() =>
    known === null ? symmetricMatrices(spectrum()) : symmetricValues(space, known),
  )
  return {
    space,
    given,
    origin,
    dropped,
    get spectrum() {
      return spectrum()
    },
    get values() {
      return values()
    },
    get columns() {
      return columns()
    },
    get rank() {
      return rank()
    },
    get support() {
      return support()
    },
    get symmetric() {
      return symmetric()
    },
  }
}

function columnsOf(space: Space, label: string): number {
  const { copies, width } = space.harmonic(label)
  return copies * width
}

function rankOf(matrix: Float64Array, width: number, floor: number): number {
  if (width === 1) return Math.abs(matrix[0]!) > floor ? 1 : 0
  const rows = Array.from({ length: width }, (_, i) => [...matrix.subarray(i * width, (i + 1) * width)])
  return new SingularValueDecomposition(rows).diagonal.filter((value) => value > floor).length
}

function symmetricMatrices(spectrum: ReadonlyMap<string, Float64Array>): boolean {
  const bound = CUT * largestEntry(spectrum)
  for (const matrix of spectrum.values()) {
    const width = Math.round(Math.sqrt(matrix.length))
    for (let i = 0; i < width; i++)
      for (let j = 0; j < i; j++)
        if (Math.abs(matrix[i * width + j]! - matrix[j * width + i]!) > bound) return false
  }
  return true
}

/** J(g^-1) = J(g). */
function symmetricValues(space: Space, values: Float64Array): boolean {
  const group = space.sample!
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  for (let g = 0; g < values.length; g++)
    if (Math.abs(values[g]! - values[group.inverse(g)]!) > CUT * largest) return false
  return true
}
