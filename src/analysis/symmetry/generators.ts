/**
 * Infinitesimal motions of one space, as antisymmetric matrices on the coordinates of each label: the
 * rotations of its circles, or of three-space, from the left; on groups that are not abelian also from the right,
 * (R_b f)(g) = f(g b). Which of them a network has is found elsewhere.
 */
import { oncePerLabel } from '../../once.ts'
import { type Axis, axesOf } from '../../spaces/axis.ts'
import { columnsAt, integerHarmonics } from '../../spaces/euler.ts'
import { geometryOf, waveVector } from '../../spaces/geometry.ts'
import { type Quaternion, toEuler } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import { spinBlock } from './spin.ts'

/** `circle` generators commute with each other; three of `rotation` make so(3). */
export type GeneratorKind = 'circle' | 'rotation'

export interface SpaceGenerator {
  readonly name: string
  readonly kind: GeneratorKind
  readonly side: 'left' | 'right'
  /** angle after which the motion is the identity */
  readonly period: number
  /** xi on the coordinates of a label, size x size row major; null where it is zero */
  block(label: string): Float64Array | null
  /** xi of a whole field, where that is done without its labels */
  readonly field?: (f: Float64Array) => Float64Array
}

/** In the order: left, axis by axis, then right. Empty on discrete groups. */
export function generatorsOf(space: Space): readonly SpaceGenerator[] {
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return waveGenerators(space)
    case 'mirror':
      return mirrorGenerators(space)
    case 'sphere':
      return axes.map((axis, i) =>
        rotation(`rotation about ${axis}`, 'left', 2, (l) => turning(Number(l), i)),
      )
    case 'rotation':
      return [
        ...axes.map((axis, i) =>
          rotation(`rotation about ${axis} from the left`, 'left', 2, (l) =>
            tensor(turning(Number(l), i), true),
          ),
        ),
        ...axes.map((axis, i) =>
          rotation(`rotation about ${axis} from the right`, 'right', 2, (l) =>
            tensor(turning(Number(l), i), false),
          ),
        ),
      ]
    case 'spin':
      return (['left', 'right'] as const).flatMap((side) =>
        axes.map((axis, i) =>
          rotation(`rotation about ${axis} from the ${side}`, side, 4, (label) =>
            spinTurning(label, i, side),
          ),
        ),
      )
    case 'discrete':
      return axisGenerators(space)
  }
}

const axes = ['x', 'y', 'z'] as const

function rotation(
  name: string,
  side: 'left' | 'right',
  turns: number,
  block: (label: string) => Float64Array,
): SpaceGenerator {
  const kept = oncePerLabel(block)
  return {
    name,
    kind: 'rotation',
    side,
    period: turns * Math.PI,
    block: (label) => (label === '0' ? null : kept(label)),
  }
}

/** cos k(theta - a): the pair (cos, sin) turns by k a. */
function waveGenerators(space: Space): SpaceGenerator[] {
  const { shape } = space
  const axes = space.sample === null ? [] : axesOf(space.sample)
  return shape.map((n, axis) => ({
    ...(axes[axis] !== undefined && n <= LONGEST && { field: alongAxis(axes[axis], false) }),
    name: shape.length === 1 ? 'translation of theta' : `translation of theta${axis + 1}`,
    kind: 'circle',
    side: 'left',
    period: 2 * Math.PI,
    block: (label) => {
      const k = centred(waveVector(label, space)[axis]!, n)
      if (k === 0 || 2 * k === n || space.harmonic(label).width === 1) return null
      return Float64Array.of(0, -k, k, 0)
    },
  }))
}

/** The residue of k modulo n in -n/2 < k <= n/2. */
export function centred(k: number, n: number): number {
  const r = ((k % n) + n) % n
  return 2 * r <= n ? r : r - n
}

/** Coordinates of E_k are rows x columns: the left turns rows, the right turns columns. */
function mirrorGenerators(space: Space): SpaceGenerator[] {
  return (['left', 'right'] as const).map((side) => ({
    name: side === 'left' ? 'translation of theta' : 'translation of theta from the right',
    kind: 'circle',
    side,
    period: 2 * Math.PI,
    block: (label) => {
      const k = waveVector(label, space)[0]!
      return k === 0 ? null : tensor(Float64Array.of(0, -k, k, 0), side === 'left')
    },
  }))
}

/** A (x) 1 or 1 (x) A for a square A. */
function tensor(a: Float64Array, first: boolean): Float64Array {
  const d = Math.round(Math.sqrt(a.length))
  const size = d * d
  const out = new Float64Array(size * size)
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++)
      for (let k = 0; k < d; k++)
        out[first ? (i * d + k) * size + j * d + k : (k * d + i) * size + k * d + j] = a[i * d + j]!
  return out
}

/** A rotation by `angle` about axis 0, 1, 2 = x, y, z. */
export function aboutAxis(axis: number, angle: number): Quaternion {
  const q: [number, number, number, number] = [0, 0, 0, Math.cos(angle / 2)]
  q[axis] = Math.sin(angle / 2)
  return q
}

/** D(R) of degree l in the real harmonics, Y(R n) = D(R) Y(n), d x d row major. */
export function rotationMatrix(l: number, q: Quaternion): Float64Array {
  const { alpha, beta, gamma } = toEuler(q)
  const at = (x: number): Float64Array => Float64Array.of(x)
  const columns = columnsAt(integerHarmonics(l), at(alpha), at(beta), at(gamma))
  return columns.map((x) => x / Math.sqrt(2 * l + 1))
}

const turningTable = new Map<string, Float64Array>()

/** d/dt D(exp(t e_axis)) at 0. */
function turning(l: number, axis: number): Float64Array {
  const key = `${l} ${axis}`
  let found = turningTable.get(key)
  if (found === undefined) {
    found = derivativeAtZero(2 * Math.PI, l, (angle) => rotationMatrix(l, aboutAxis(axis, angle)))
    turningTable.set(key, found)
  }
  return found
}

function spinTurning(label: string, axis: number, side: 'left' | 'right'): Float64Array {
  const [numerator, half] = label.split('/')
  const twice = half === undefined ? 2 * Number(numerator) : Number(numerator)
  if (half === undefined) return tensor(turning(twice / 2, axis), side === 'left')
  return derivativeAtZero(4 * Math.PI, twice, (angle) => spinBlock(label, side, aboutAxis(axis, angle)))
}

/**
 * The derivative at 0 of a trigonometric polynomial of given period and degree, exact, from 2 degree + 1 values:
 * sum_k f(t_k) S'(-t_k), S the Dirichlet kernel. A matrix of one-parameter subgroup gives its generator.
 */
function derivativeAtZero(period: number, degree: number, f: (t: number) => Float64Array): Float64Array {
  const n = 2 * degree + 1
  const out = new Float64Array(f(0).length)
  for (let k = 1; k < n; k++) {
    const slope = dirichletSlope(k, n) * ((2 * Math.PI) / period)
    const values = f((period * k) / n)
    for (let i = 0; i < out.length; i++) out[i]! += slope * values[i]!
  }
  // what is round-off of an integer combination is none
  return out.map((x) => (Math.abs(x) < 1e-13 * degree ? 0 : x))
}

/** d/dx of the interpolant of f at 0 is sum_k f(2 pi k / n) slope_k, for odd n, and for even n without its highest wave. */
function dirichletSlope(k: number, n: number): number {
  const sign = k % 2 === 0 ? -1 : 1
  const half = (Math.PI * k) / n
  return n % 2 === 1 ? (0.5 * sign) / Math.sin(half) : (0.5 * sign) / Math.tan(half)
}

/**
 * The circles of a product of finite groups, by differentiation on the sample: -d/dtheta along the axis from
 * the left, +-d/dtheta on the sheets s = +-1 of a dihedral factor from the right.
 */
function axisGenerators(space: Space): SpaceGenerator[] {
  const { sample } = space
  if (sample === null) return []
  const circles = axesOf(sample)
  const made = circles.map((axis, i): SpaceGenerator[] => {
    const block = (turn: (f: Float64Array) => Float64Array) =>
      oncePerLabel((label) => {
        const { copies, width, basis } = space.harmonic(label)
        const size = copies * width
        const columns = basis()
        const matrix = new Float64Array(size * size)
        for (let c = 0; c < size; c++) {
          const u = space.forward(label, turn(columns.subarray(c * space.size, (c + 1) * space.size)))
          for (let r = 0; r < size; r++) matrix[r * size + c] = Math.abs(u[r]!) < 1e-12 ? 0 : u[r]!
        }
        return matrix.some((x) => x !== 0) ? matrix : null
      })
    const name = circles.length === 1 ? 'translation of the circle' : `translation of circle ${i + 1}`
    const motion = (side: 'left' | 'right'): SpaceGenerator => {
      const field = alongAxis(axis, side === 'right')
      const said = side === 'left' ? name : `${name} from the right`
      return { name: said, kind: 'circle', side, period: 2 * Math.PI, block: block(field), field }
    }
    return isDihedralAxis(space, i) ? [motion('left'), motion('right')] : [motion('left')]
  })
  return made.flat()
}

/** Points of a circle up to which a field is differentiated by all pairs of them. */
const LONGEST = 4096

/** -d/dtheta of the trigonometric polynomial along a circle; its negative on every other sheet, where they count. */
function alongAxis({ length, stride }: Axis, sheets: boolean): (f: Float64Array) => Float64Array {
  const slopes = Float64Array.from({ length }, (_, k) => (k === 0 ? 0 : dirichletSlope(k, length)))
  return (f) => {
    const out = new Float64Array(f.length)
    for (let at = 0; at < f.length; at++) {
      const place = Math.floor(at / stride) % length
      const origin = at - place * stride
      const sign = sheets && Math.floor(at / (stride * length)) % 2 === 1 ? 1 : -1
      let sum = 0
      for (let k = 1; k < length; k++)
        sum += slopes[k]! * f[origin + (place + k < length ? place + k : place + k - length) * stride]!
      // no negative zeros
      out[at] = sign * sum + 0
    }
    return out
  }
}

/** Whether the axis is the rotations of a dihedral factor, in the order of `axesOf`. */
function isDihedralAxis({ sample }: Space, axis: number): boolean {
  const kinds: boolean[] = []
  const visit = (group: NonNullable<Space['sample']>): void => {
    const { family } = group
    if (family.kind === 'cyclic' || family.kind === 'dihedral') kinds.push(family.kind === 'dihedral')
    if (family.kind === 'product') family.factors.forEach(visit)
  }
  if (sample !== null) visit(sample)
  return kinds[axis] === true
}
