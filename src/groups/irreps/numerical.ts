/**
 * An irrep of any finite group from its exact character chi, without a search through the regular
 * representation. Let Q project on the eigenspace of rho(h) to an eigenvalue lambda of multiplicity
 * r. Then phi(g) = tr(rho(g) Q) = (1/m) sum_p lambda^-p chi(g h^p) is known, and the orbit of Q,
 * with <aQ, bQ> = phi(a^-1 b), spans r copies of rho. It is a tight frame, sum_g |gQ><gQ| = N/d, so
 * rho(s) = (d/N) sum_g |s g Q><g Q|, an average over the whole group that leaves round-off only.
 * Where r > 1, an eigenspace of a random Hermitian element of the commutant is one copy.
 */
import { InputError, quoted } from '../../errors.ts'
import type { ComplexMatrix } from '../../math/complex.ts'
import { adjoint, conjugate, multiply, plus, scaled, transpose, zeros } from '../../math/complex.ts'
import { hermitianEigen } from '../../math/eigen.ts'
import { fillUniforms } from '../../math/philox.ts'
import type { Character, CharacterTable, FiniteGroup } from '../group.ts'
import { antiunitary, fixedBasis } from './structure.ts'
import { type Representation, representationFrom, requireTable, walk } from './tabulate.ts'

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

/** The generators and, of those of high order, the powers 8, 64, ..., so that no word is long. */
function shortening(group: FiniteGroup): readonly number[] {
  const elements = [...group.generators]
  for (const s of group.generators) {
    const powers = [group.identity]
    for (let power = s; power !== group.identity; power = group.multiply(power, s)) powers.push(power)
    for (let reach = 8; 4 * reach < powers.length; reach *= 8) elements.push(powers[reach]!)
  }
  return elements
}

/** An element h of order m and an eigenvalue exp(2 pi i k / m) of rho(h). */
interface Eigenvalue {
  readonly h: number
  readonly m: number
  readonly k: number
  readonly multiplicity: number
}

/** The least multiplicity, real eigenvalues preferred; among equals an element of small order. */
function simplestEigenvalue({ classes }: CharacterTable, character: Character): Eigenvalue {
  let best: Eigenvalue = { h: 0, m: 1, k: 0, multiplicity: Number.POSITIVE_INFINITY }
  const cost = ({ multiplicity, m, k }: Eigenvalue): number => multiplicity * ((2 * k) % m === 0 ? 1 : 1.6)
  classes.classes.forEach(({ order: m, representative: h }, index) => {
    character.eigenvalues(index).forEach((multiplicity, k) => {
      const candidate = { h, m, k, multiplicity }
      if (multiplicity > 0 && cost(candidate) < cost(best)) best = candidate
    })
  })
  return best
}

/** A function on the group, N x 1. */
type GroupFunction = ComplexMatrix

function valuesOn({ group, classes }: CharacterTable, character: Character): GroupFunction {
  const values = classes.classes.map((_, index) => character.value(index))
  const f = zeros(
    group.order,
    1,
    values.every(({ im }) => im === 0),
  )
  classes.classOf.forEach((index, g) => {
    f.re[g] = values[index]!.re
    if (f.im !== null) f.im[g] = values[index]!.im
  })
  return f
}

/** g -> (1/m) sum_p lambda^-p f(g h^p), or f(h^p g) on the left. */
function projected(
  group: FiniteGroup,
  f: GroupFunction,
  { h, m, k }: Eigenvalue,
  left = false,
): GroupFunction {
  const result = zeros(group.order, 1, f.im === null && (2 * k) % m === 0)
  let power = group.identity
  for (let p = 0; p < m; p++) {
    const angle = (-2 * Math.PI * ((k * p) % m)) / m
    const c = Math.cos(angle) / m
    const s = Math.sin(angle) / m
    for (let g = 0; g < group.order; g++) {
      const at = left ? group.multiply(power, g) : group.multiply(g, power)
      const x = f.re[at]!
      const y = f.im === null ? 0 : f.im[at]!
      result.re[g]! += c * x - s * y
      if (result.im !== null) result.im[g]! += c * y + s * x
    }
    power = group.multiply(power, h)
  }
  return result
}

/**
 * N x n, row g the coordinates of gQ in an orthonormal basis: the Cholesky factor, with the largest
 * remaining vector as the next pivot, of the Gram matrix phi(a^-1 b), whose rank is n.
 */
function orbitFrame(group: FiniteGroup, phi: GroupFunction, n: number): ComplexMatrix {
  const { order } = group
  const frame = zeros(order, n, phi.im === null)
  const { re, im } = frame
  const rest = new Float64Array(order).fill(phi.re[group.identity]!)
  for (let column = 0; column < n; column++) {
    let pivot = 0
    for (let g = 1; g < order; g++) if (rest[g]! > rest[pivot]! * (1 + 1e-9)) pivot = g
    const length = Math.sqrt(rest[pivot]!)
    const inverse = group.inverse(pivot)
    for (let g = 0; g < order; g++) {
      // <pivot Q, g Q>
      const at = group.multiply(inverse, g)
      let x = phi.re[at]!
      let y = phi.im === null ? 0 : phi.im[at]!
      const a = pivot * n
      const b = g * n
      for (let k = 0; k < column; k++) {
        x -= re[a + k]! * re[b + k]!
        if (im === null) continue
        x -= im[a + k]! * im[b + k]!
        y -= re[a + k]! * im[b + k]! - im[a + k]! * re[b + k]!
      }
      // the pivot's own residual is real: a positive new coordinate
      re[b + column] = x / length
      if (im !== null) im[b + column] = y / length
    }
    for (let g = 0; g < order; g++) {
      const x = re[g * n + column]!
      const y = im === null ? 0 : im[g * n + column]!
      rest[g]! -= x * x + y * y
    }
  }
  return frame
}

/** rho(s) = (d/N) sum_g x_(sg) x_g^H of some elements. */
function matricesOf(
  group: FiniteGroup,
  elements: readonly number[],
  frame: ComplexMatrix,
  d: number,
): readonly ComplexMatrix[] {
  return elements.map((s) => unitary(averaged(frame, frame, d, (g) => group.multiply(s, g))))
}

/** (d/N) sum_g y_(moved(g)) x_g^H over the rows of two frames, one outer product after another. */
function averaged(
  y: ComplexMatrix,
  x: ComplexMatrix,
  d: number,
  moved: (g: number) => number = (g) => g,
): ComplexMatrix {
  const n = x.columns
  const sum = zeros(n, n, x.im === null && y.im === null)
  for (let g = 0; g < x.rows; g++) {
    const from = moved(g) * n
    const to = g * n
    addOuter(sum.re, y.re, from, x.re, to, n, 1)
    if (sum.im === null) continue
    if (y.im !== null && x.im !== null) addOuter(sum.re, y.im, from, x.im, to, n, 1)
    if (y.im !== null) addOuter(sum.im, y.im, from, x.re, to, n, 1)
    if (x.im !== null) addOuter(sum.im, y.re, from, x.im, to, n, -1)
  }
  return scaled(sum, d / x.rows)
}

/** c_ij += sign a_i b_j, a and b starting at offsets */
function addOuter(
  c: Float64Array,
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  n: number,
  sign: number,
): void {
  for (let i = 0; i < n; i++) {
    const x = sign * a[atA + i]!
    if (x === 0) continue
    for (let j = 0, k = i * n; j < n; j++, k++) c[k]! += x * b[atB + j]!
  }
}

/** One step of Newton's iteration to the nearest unitary matrix, U (3 - U^H U) / 2. */
function unitary(u: ComplexMatrix): ComplexMatrix {
  return plus(scaled(u, 1.5), multiply(u, multiply(adjoint(u), u)), -0.5)
}

/** The frame of one copy of rho inside r of them. */
function oneCopy(
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
