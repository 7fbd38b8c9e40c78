/**
 * The sphere S2 = SO(3)/SO(2), sampled by Gauss-Legendre x uniform angles: the Euler grid with the
 * one angle gamma = 0. Invariant kernels are zonal, so each degree takes one real number.
 */
import { InputError, quoted } from '../errors.ts'
import type { Harmonic } from '../groups/component.ts'
import { once, oncePerLabel } from '../once.ts'
import { lazyCoordinates, requiredCoordinates, tabulate } from './coordinates.ts'
import {
  analyse,
  columnsAt,
  columnsOnGrid,
  type EulerGrid,
  type EulerHarmonics,
  integerHarmonics,
  synthesise,
} from './euler.ts'
import { eulerGrid } from './euler-space.ts'
import { motionQuaternion, type Quaternion, stepsAboutZ, toEuler } from './quaternions.ts'
import type { Space } from './space.ts'
import { checkValues } from './transform.ts'

/**
 * S2 with (L+1) x (2L+1) points theta, phi (index t * (2L+1) + p), theta polar and growing, exact for
 * products of two harmonics of degree up to L. Labels "0" ... "L", real harmonics of mean square 1
 * ordered m = -l ... l (l = 1: sqrt 3 times y, z, x). A kernel J(n.n') = sum (2l+1) c_l P_l(n.n') has
 * coefficient c_l. Coordinates theta, phi, x, y, z; distance is the great-circle angle from the pole
 * theta = 0. Motions are rotations; turns about z by 2 pi / (2L+1) and half turns about the matching
 * axes of the equator are exact, others go through the harmonics.
 */
export function sphereSpace(degree: number): Space {
  const { alpha: phi, beta: theta, betaWeights } = eulerGrid(degree, 1)
  const grid: EulerGrid = { alpha: phi, beta: theta, gamma: new Float64Array(1), betaWeights }
  const width = phi.length
  const size = theta.length * width
  const thetaAt = (i: number): number => theta[Math.floor(i / width)]!
  const phiAt = (i: number): number => phi[i % width]!
  const polar = (): Float64Array => tabulate(size, thetaAt)
  const coordinates = lazyCoordinates({
    theta: polar,
    phi: () => tabulate(size, phiAt),
    x: () => tabulate(size, (i) => Math.sin(thetaAt(i)) * Math.cos(phiAt(i))),
    y: () => tabulate(size, (i) => Math.sin(thetaAt(i)) * Math.sin(phiAt(i))),
    z: () => tabulate(size, (i) => Math.cos(thetaAt(i))),
    distance: polar,
  })
  const columns = oncePerLabel((label) => integerHarmonics(degreeOf(label, degree), true))
  const harmonic = oncePerLabel((label) => zonalHarmonic(label, columns(label), grid))
  const labels = Array.from({ length: degree + 1 }, (_, l) => `${l}`)
  // the Euler grid has alpha slowest, this space theta slowest
  const forward = (label: string, f: Float64Array): Float64Array => {
    checkValues(f, size, 'one for each point')
    return analyse(columns(label), grid, transposed(f, theta.length, width))
  }
  const inverse = (parts: ReadonlyMap<string, Float64Array>): Float64Array => {
    const f = new Float64Array(size)
    for (const [label, u] of parts) {
      checkValues(u, columns(label).columns, `the coordinates of "${label}"`)
      synthesise(columns(label), grid, u, f)
    }
    return transposed(f, width, theta.length)
  }
  return {
    name: 'S2',
    size,
    weights: tabulate(size, (i) => betaWeights[Math.floor(i / width)]! / width),
    shape: [theta.length, width],
    coordinates,
    sample: null,
    cyclic: null,
    parent: { name: 'SO(3)', dimension: 3 },
    labels,
    harmonic,
    evaluate(label, given) {
      const angles = anglesOf(given)
      return columnsAt(columns(label), angles.phi, angles.theta, new Float64Array(angles.phi.length))
    },
    distance: (a, b) => greatCircle(thetaAt(a), phiAt(a), thetaAt(b), phiAt(b)),
    forward,
    inverse,
    act(motion, f) {
      checkValues(f, size, 'one for each point')
      const q = motionQuaternion(motion, 'the sphere')
      const exact = permuted(q, f, theta.length, width)
      if (exact !== null) return exact
      const parts = labels.map((label): [string, Float64Array] => [
        label,
        rotated(Number(label), q, forward(label, f)),
      ])
      return inverse(new Map(parts))
    },
  }
}

function degreeOf(label: string, degree: number): number {
  const l = Number(label)
  if (!/^(0|[1-9]\d*)$/.test(label)) throw new InputError('', `a degree "0" ... "${degree}"`, quoted(label))
  if (l > degree)
    throw new InputError(
      '',
      `a degree up to "${degree}", which the sample resolves`,
      quoted(label),
      `Take degree: ${l} or more`,
    )
  return l
}

function zonalHarmonic(label: string, columns: EulerHarmonics, grid: EulerGrid): Harmonic {
  const d = columns.columns
  const [A, B] = [grid.alpha.length, grid.beta.length]
  const basis = once((): Float64Array => {
    const out = columnsOnGrid(columns, grid)
    for (let c = 0; c < d; c++) out.set(transposed(out.subarray(c * A * B, (c + 1) * A * B), A, B), c * A * B)
    return out
  })
  return {
    label,
    dimension: d,
    type: 'real',
    copies: d,
    width: 1,
    takesMatrix: false,
    basis,
    kernelMatrix(coefficient) {
      if (typeof coefficient === 'number' && Number.isFinite(coefficient)) return Float64Array.of(coefficient)
      const received =
        typeof coefficient === 'number'
          ? `${coefficient}`
          : 'rows' in coefficient
            ? 'a matrix'
            : 'a complex one'
      throw new InputError(
        '',
        `a finite real number for degree "${label}"`,
        received,
        'Every invariant kernel on the sphere is zonal: give one real number c_l per degree',
      )
    },
    coefficient: (matrix) => ({ rows: 1, columns: 1, re: Float64Array.of(matrix[0]!), im: null }),
    // around the pole J = sum (2l+1) c_l P_l and Y_l0 = sqrt(2l+1) P_l
    matrixOf: (u) => Float64Array.of(u[(d - 1) / 2]! / Math.sqrt(d)),
  }
}

function transposed(f: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(f.length)
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) out[k * rows + i] = f[i * columns + k]!
  return out
}

/** theta and phi, or from x, y, z of any length. */
function anglesOf(given: ReadonlyMap<string, Float64Array>): { theta: Float64Array; phi: Float64Array } {
  if (!given.has('theta') && !given.has('phi') && given.has('x')) {
    const [x, y, z] = requiredCoordinates(given, ['x', 'y', 'z'])
    return {
      theta: x!.map((value, i) => Math.atan2(Math.hypot(value, y![i]!), z![i]!)),
      phi: x!.map((value, i) => Math.atan2(y![i]!, value)),
    }
  }
  const [theta, phi] = requiredCoordinates(given, ['theta', 'phi'])
  return { theta: theta!, phi: phi! }
}

/** The angle between two directions, by the haversine, accurate for near ones. */
function greatCircle(theta: number, phi: number, theta2: number, phi2: number): number {
  const [p, q] = [Math.sin((theta2 - theta) / 2), Math.sin((phi2 - phi) / 2)]
  const haversine = p * p + Math.sin(theta) * Math.sin(theta2) * q * q
  return 2 * Math.atan2(Math.sqrt(haversine), Math.sqrt(Math.max(0, 1 - haversine)))
}

/** L_q f where q maps the grid to itself: turns about z, half turns about an axis of the equator. */
function permuted(q: Quaternion, f: Float64Array, rows: number, width: number): Float64Array | null {
  const out = new Float64Array(f.length)
  const turn = stepsAboutZ(q, width)
  // a half turn about (cos psi, sin psi, 0) sends phi to 2 psi - phi and theta to pi - theta; it is
  // the half turn about x followed by the turn about z by 2 psi
  const [x, y, z, w] = q
  const flip = turn === null && Math.hypot(z, w) < 1e-14 ? stepsAboutZ([0, 0, y, x], width) : null
  if (turn === null && flip === null) return null
  for (let t = 0; t < rows; t++)
    for (let p = 0; p < width; p++) {
      const to =
        turn !== null
          ? t * width + ((p + turn) % width)
          : (rows - 1 - t) * width + ((flip! - p + 2 * width) % width)
      out[to] = f[t * width + p]!
    }
  return out
}

/** Coordinates after a rotation: u -> D(R) u. */
function rotated(l: number, q: Quaternion, u: Float64Array): Float64Array {
  const { alpha, beta, gamma } = toEuler(q)
  const d = 2 * l + 1
  const matrix = columnsAt(
    integerHarmonics(l),
    Float64Array.of(alpha),
    Float64Array.of(beta),
    Float64Array.of(gamma),
  )
  return tabulate(d, (a) => {
    let sum = 0
    for (let b = 0; b < d; b++) sum += matrix[a * d + b]! * u[b]!
    return sum / Math.sqrt(d)
  })
}
