/**
 * SO(3) and SU(2) sampled by Gauss-Legendre x uniform Euler angles: exact for products of two
 * harmonics of degree up to L. No grid on them is a group, so motions act through the harmonics,
 * except turns about z that map the grid to itself.
 */
import { InputError, quoted } from '../errors.ts'
import { harmonicOf, type Structure } from '../groups/component.ts'
import { pairedBasis } from '../groups/irreps/structure.ts'
import { zeros } from '../math/complex.ts'
import { gaussLegendre } from '../math/quadrature.ts'
import { oncePerLabel } from '../once.ts'
import { lazyCoordinates, requiredCoordinates, tabulate } from './coordinates.ts'
import {
  analyse,
  columnsAt,
  columnsOnGrid,
  type EulerGrid,
  type EulerHarmonics,
  halfIntegerHarmonics,
  integerHarmonics,
  synthesise,
} from './euler.ts'
import {
  fromEuler,
  motionQuaternion,
  type Quaternion,
  quotient,
  rotationAngle,
  spinAngle,
  stepsAboutZ,
  toEuler,
} from './quaternions.ts'
import type { Harmonic, Space } from './space.ts'
import { checkValues } from './transform.ts'

/** SO(3), or SU(2) where `spin` says so. */
export function eulerSpace(name: string, degree: number, spin: boolean): Space {
  const grid = eulerGrid(degree, spin ? 2 : 1)
  const [A, B, C] = [grid.alpha.length, grid.beta.length, grid.gamma.length]
  const size = A * B * C
  const at = (i: number): [number, number, number] => [
    grid.alpha[Math.floor(i / (B * C))]!,
    grid.beta[Math.floor(i / C) % B]!,
    grid.gamma[i % C]!,
  ]
  const angle = spin ? spinAngle : rotationAngle
  const omega = (): Float64Array => tabulate(size, (i) => angle(fromEuler(...at(i))))
  const coordinates = lazyCoordinates({
    alpha: () => tabulate(size, (i) => at(i)[0]),
    beta: () => tabulate(size, (i) => at(i)[1]),
    gamma: () => tabulate(size, (i) => at(i)[2]),
    omega,
    distance: omega,
  })
  const columns = oncePerLabel((label) => columnsOf(twiceDegree(label, degree, spin)))
  const harmonic = oncePerLabel((label) => harmonicFor(label, columns(label), grid))
  const twice = Array.from({ length: (spin ? 2 : 1) * degree + 1 }, (_, i) => (spin ? i : 2 * i))
  const labels = twice.map((t) => (t % 2 === 0 ? `${t / 2}` : `${t}/2`))
  const forward = (label: string, f: Float64Array): Float64Array => {
    checkValues(f, size, 'one for each point')
    return analyse(columns(label), grid, f)
  }
  const inverse = (parts: ReadonlyMap<string, Float64Array>): Float64Array => {
    const f = new Float64Array(size)
    for (const [label, u] of parts) {
      checkValues(u, columns(label).columns, `the coordinates of "${label}"`)
      synthesise(columns(label), grid, u, f)
    }
    return f
  }
  return {
    name,
    size,
    weights: tabulate(size, (i) => grid.betaWeights[Math.floor(i / C) % B]! / (A * C)),
    shape: [A, B, C],
    coordinates,
    sample: null,
    cyclic: null,
    parent: { name, dimension: 3 },
    labels,
    harmonic,
    evaluate(label, given) {
      const [alpha, beta, gamma] = requiredCoordinates(given, ['alpha', 'beta', 'gamma'])
      return columnsAt(columns(label), alpha!, beta!, gamma!)
    },
    distance: (a, b) => angle(quotient(fromEuler(...at(a)), fromEuler(...at(b)))),
    forward,
    inverse,
    act(motion, f) {
      checkValues(f, size, 'one for each point')
      const q = motionQuaternion(motion, name)
      const steps = stepsAboutZ(q, A)
      if (steps !== null) return turned(f, steps, A, B, C, spin)
      const parts = labels.map((label): [string, Float64Array] => [
        label,
        moved(columns(label), q, forward(label, f)),
      ])
      return inverse(new Map(parts))
    },
  }
}

/** The grid of degree L; gamma covers `sheets` turns. */
export function eulerGrid(degree: number, sheets: number): EulerGrid {
  const { angles, weights } = gaussLegendre(degree + 1)
  const turn = 2 * degree + 1
  return {
    alpha: tabulate(turn, (i) => (2 * Math.PI * i) / turn),
    beta: angles.toReversed(),
    gamma: tabulate(sheets * turn, (i) => (2 * Math.PI * i) / turn),
    betaWeights: weights.map((w) => w / 2).reverse(),
  }
}

/** The columns of a degree given doubled. */
function columnsOf(twiceDegree: number): EulerHarmonics {
  return twiceDegree % 2 === 0 ? integerHarmonics(twiceDegree / 2) : halfIntegerHarmonics(twiceDegree)
}

function harmonicFor(label: string, columns: EulerHarmonics, grid: EulerGrid): Harmonic {
  const twiceJ = columns.twiceDegree
  const type = twiceJ % 2 === 0 ? 'real' : 'quaternionic'
  const target = { label, dimension: twiceJ + 1, type, takesMatrix: true } as const
  return harmonicOf(
    target,
    () => columnsOnGrid(columns, grid),
    () => structureOf(twiceJ),
  )
}

/** S conj(D) = D S: S_m,-m = (-1)^(j - m), from conj(D_mn) = (-1)^(m - n) D_-m,-n. */
function structureOf(twiceJ: number): Structure {
  const d = twiceJ + 1
  const map = zeros(d, d)
  for (let k = 0; k < d; k++) map.re[k * d + (twiceJ - k)] = (twiceJ - k) % 2 === 0 ? 1 : -1
  return { map, rows: pairedBasis(map) }
}

function twiceDegree(label: string, degree: number, spin: boolean): number {
  const match = /^(0|[1-9]\d*)(\/2)?$/.exec(label)
  const number = Number(match?.[1])
  const half = match?.[2] !== undefined
  if (match === null || (half && (!spin || number % 2 === 0)))
    throw new InputError(
      '',
      spin ? `a label "0", "1/2", "1", ... "${degree}"` : `a label "0", "1", ... "${degree}"`,
      quoted(label),
      half && !spin ? 'Half-integer degrees live on SU(2)' : '',
    )
  const twice = half ? number : 2 * number
  if (twice > 2 * degree)
    throw new InputError(
      '',
      `a label up to "${degree}", the degree that the sample resolves`,
      quoted(label),
      `Take degree: ${Math.ceil(twice / 2)} or more`,
    )
  return twice
}

/** f after alpha += n steps; on SU(2) a whole turn of alpha is a whole turn of gamma. */
function turned(f: Float64Array, n: number, A: number, B: number, C: number, spin: boolean): Float64Array {
  const out = new Float64Array(f.length)
  for (let a = 0; a < A; a++) {
    const sheet = spin ? Math.floor((a + n) / A) % 2 : 0
    const to = (a + n) % A
    for (let b = 0; b < B; b++)
      for (let g = 0; g < C; g++) out[(to * B + b) * C + ((g + sheet * A) % C)] = f[(a * B + b) * C + g]!
  }
  return out
}

/** Coordinates after a motion: f^ -> rho(a) f^. */
function moved(columns: EulerHarmonics, q: Quaternion, u: Float64Array): Float64Array {
  const { alpha, beta, gamma } = toEuler(q)
  const rho = columnsAt(columns, Float64Array.of(alpha), Float64Array.of(beta), Float64Array.of(gamma))
  const d = columns.twiceDegree + 1
  const out = new Float64Array(u.length)
  if (d % 2 === 1) {
    const norm = 1 / Math.sqrt(d)
    for (let c = 0; c < d; c++)
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) out[c * d + b]! += norm * rho[c * d + a]! * u[a * d + b]!
    return out
  }
  // f^_-m,-n = (-1)^(m - n) conj f^_mn for the rows m > 0, which are not kept
  const norm = 1 / Math.sqrt(2 * d)
  for (let c = 0; c < d / 2; c++)
    for (let a = 0; a < d; a++) {
      const p = norm * rho[c * 2 * d + a]!
      const r = norm * rho[c * 2 * d + d + a]!
      const kept = a < d / 2
      for (let b = 0; b < d; b++) {
        const from = kept ? a * 2 * d + b : (d - 1 - a) * 2 * d + (d - 1 - b)
        const sign = kept || (a - b) % 2 === 0 ? 1 : -1
        const re = sign * u[from]!
        const im = (kept ? 1 : -sign) * u[from + d]!
        out[c * 2 * d + b]! += p * re - r * im
        out[c * 2 * d + d + b]! += p * im + r * re
      }
    }
  return out
}
