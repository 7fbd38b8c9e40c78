/**
 * One copy of an irrep out of r: an eigenspace of a random Hermitian element of the commutant, which
 * is right multiplication by Q A Q.
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { adjoint, conjugate, multiply, plus, scaled, transpose, zeros } from '../../math/complex.ts'
import { hermitianEigen } from '../../math/eigen.ts'
import { fillUniforms } from '../../math/philox.ts'
import type { Character, CharacterTable, FiniteGroup } from '../group.ts'
import { averaged, matricesOf } from './frame.ts'
import { type Eigenvalue, type GroupFunction, projected, valuesOn } from './spherical.ts'
import { shortening, walk } from './tabulate.ts'

/** The frame of one copy of rho inside r of them. */
export function oneCopy(
  table: CharacterTable,
  character: Character,
  eigen: Eigenvalue,
  frame: ComplexMatrix,
): ComplexMatrix {
  const { group } = table
  const d = character.dimension
  const isReal = frame.im === null && character.type === 'real'
  const generators = shortening(group)
  const matrices = matricesOf(group, generators, frame, d)
  const steps = walk(group, generators)
  for (let attempt = 1; attempt <= 8; attempt++) {
    // psi(g) = tr(rho(g) Q A Q), A Hermitian; R: gQ -> gQAQ commutes with the group
    const moved = randomlyMoved(group, valuesOn(table, character), 4 * attempt, attempt, isReal)
    const psi = projected(group, projected(group, moved, eigen), eigen, true)
    const commuting = averaged(orbitOf(group, steps, matrices, image(group, frame, psi, d)), frame, d)
    const { values, vectors } = hermitianEigen(scaled(plus(commuting, adjoint(commuting)), 0.5))
    const start = separateCluster(values, d)
    if (start >= 0) return multiply(frame, conjugate(columns(vectors, start, d)))
  }
  throw new Error(`${group.name}: the commutant of ${character.label} did not separate`)
}

/** g -> sum_x c_x chi(g x) + conj(c_x) chi(g x^-1) for pseudo-random elements x and numbers c_x. */
function randomlyMoved(
  group: FiniteGroup,
  chi: GroupFunction,
  count: number,
  seed: number,
  isReal: boolean,
): GroupFunction {
  const random = new Float64Array(3 * count)
  fillUniforms(random, 0, random.length, { seed, replica: 0, step: 0, stream: 0 })
  const f = zeros(group.order, 1, isReal)
  for (let t = 0; t < count; t++) {
    const x = Math.floor(random[3 * t]! * group.order)
    const c = random[3 * t + 1]! - 0.5
    const s = isReal ? 0 : random[3 * t + 2]! - 0.5
    for (const [by, sine] of [
      [x, s],
      [group.inverse(x), -s],
    ] as const)
      for (let g = 0; g < group.order; g++) {
        const at = group.multiply(g, by)
        const re = chi.re[at]!
        const im = chi.im === null ? 0 : chi.im[at]!
        f.re[g]! += c * re - sine * im
        if (f.im !== null) f.im[g]! += c * im + sine * re
      }
  }
  return f
}

/** Coordinates of QAQ: (d/N) sum_g x_g <x_g, QAQ>, where <gQ, QAQ> = psi(g^-1). */
function image(group: FiniteGroup, frame: ComplexMatrix, psi: GroupFunction, d: number): ComplexMatrix {
  const inverted = zeros(group.order, 1, psi.im === null)
  for (let g = 0; g < group.order; g++) {
    inverted.re[g] = psi.re[group.inverse(g)]!
    if (inverted.im !== null) inverted.im[g] = psi.im![group.inverse(g)]!
  }
  return scaled(multiply(transpose(frame), inverted), d / group.order)
}

/** N x n: the vector moved by every element. */
function orbitOf(
  group: FiniteGroup,
  steps: ReturnType<typeof walk>,
  matrices: readonly ComplexMatrix[],
  vector: ComplexMatrix,
): ComplexMatrix {
  const vectors = new Map([[group.identity, vector]])
  for (const { element, from, by } of steps) vectors.set(element, multiply(matrices[by]!, vectors.get(from)!))
  const n = vector.rows
  const isReal = vector.im === null && matrices.every(({ im }) => im === null)
  const orbit = zeros(group.order, n, isReal)
  for (const [g, { re, im }] of vectors) {
    orbit.re.set(re, g * n)
    if (im !== null) orbit.im!.set(im, g * n)
  }
  return orbit
}

/** Where d ascending eigenvalues start that are equal and far from all others; -1 if nowhere. */
function separateCluster(values: Float64Array, d: number): number {
  const spread = values.at(-1)! - values[0]!
  let start = -1
  let widest = 1e-3 * spread
  for (let i = 0; i + d <= values.length; i += d) {
    const below = i === 0 ? spread : values[i]! - values[i - 1]!
    const above = i + d === values.length ? spread : values[i + d]! - values[i + d - 1]!
    const gap = Math.min(below, above)
    if (values[i + d - 1]! - values[i]! > 1e-9 * spread || gap <= widest) continue
    widest = gap
    start = i
  }
  return start
}

function columns(matrix: ComplexMatrix, start: number, count: number): ComplexMatrix {
  const part = zeros(matrix.rows, count, matrix.im === null)
  for (let i = 0; i < matrix.rows; i++)
    for (let j = 0; j < count; j++) {
      part.re[i * count + j] = matrix.re[i * matrix.columns + start + j]!
      if (part.im !== null) part.im[i * count + j] = matrix.im![i * matrix.columns + start + j]!
    }
  return part
}
