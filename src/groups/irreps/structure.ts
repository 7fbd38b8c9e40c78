/**
 * The antiunitary map T v = S conj(v) that commutes with an irrep equal to its conjugate: T^2 = +1
 * (real type: a basis of fixed vectors makes the matrices real) or -1 (quaternionic type).
 */
import type { ComplexMatrix } from '../../math/complex.ts'
import { zeros } from '../../math/complex.ts'

/** What is needed of a representation sampled at the points of a group. */
export interface Sampled {
  readonly dimension: number
  readonly size: number
  readonly weights?: Float64Array
  matrix(point: number): ComplexMatrix
}

/**
 * S, unitary, with S conj(rho(g)) = rho(g) S; null if the irrep is not its own conjugate.
 * Schur: sum_g w rho_ia rho_jb = S_ij conj(S_ab) / d, of which the largest column b is taken, a = 0.
 */
export function antiunitary(irrep: Sampled): ComplexMatrix {
  const { dimension: d, size } = irrep
  // |S_0b|^2 = d sum_g w rho_00 rho_bb, complex in general off the right b
  const diagonal = new Float64Array(d)
  for (let g = 0; g < size; g++) {
    const { re, im } = irrep.matrix(g)
    const w = irrep.weights?.[g] ?? 1 / size
    for (let b = 0; b < d; b++) {
      const k = b * d + b
      diagonal[b]! += w * (re[0]! * re[k]! - (im?.[0] ?? 0) * (im?.[k] ?? 0))
    }
  }
  const b = diagonal.indexOf(Math.max(...diagonal))
  const s = zeros(d, d, false)
  const sIm = s.im!
  for (let g = 0; g < size; g++) {
    const { re, im } = irrep.matrix(g)
    const w = irrep.weights?.[g] ?? 1 / size
    for (let i = 0; i < d; i++) {
      const x = re[i * d]! * w
      const y = (im?.[i * d] ?? 0) * w
      for (let j = 0; j < d; j++) {
        const p = re[j * d + b]!
        const q = im?.[j * d + b] ?? 0
        s.re[i * d + j]! += x * p - y * q
        sIm[i * d + j]! += x * q + y * p
      }
    }
  }
  let norm = 0
  for (let k = 0; k < d * d; k++) norm += s.re[k]! ** 2 + sIm[k]! ** 2
  const scale = Math.sqrt(d / norm)
  for (let k = 0; k < d * d; k++) {
    s.re[k]! *= scale
    sIm[k]! *= scale
  }
  return s
}

type Vector = readonly [re: Float64Array, im: Float64Array]

/**
 * d x d/2: columns v with all v and T v together orthonormal, T of quaternionic type. Where S is a
 * signed permutation they are the unit vectors e_k, first of each pair.
 */
export function pairedBasis(s: ComplexMatrix): ComplexMatrix {
  const d = s.rows
  const candidates = Array.from({ length: d }, (_, k) => unit(d, k))
  const found: Vector[] = []
  for (let pair = 0; 2 * pair < d; pair++) {
    const v = farthest(candidates, found)
    found.push(v, transformed(s, v))
  }
  return fromColumns(found.filter((_, k) => k % 2 === 0))
}

/** d x d unitary U of columns with T u = u, T of real type: U^H rho U is real. */
export function fixedBasis(s: ComplexMatrix): ComplexMatrix {
  const d = s.rows
  const candidates: Vector[] = []
  for (let k = 0; k < d; k++) {
    const [re, im] = transformed(s, unit(d, k))
    // e + T e and i e + T(i e), fixed both
    candidates.push([re.map((x, j) => (j === k ? x + 1 : x)), im])
    candidates.push([im, re.map((x, j) => (j === k ? 1 - x : -x))])
  }
  const found: Vector[] = []
  while (found.length < d) found.push(farthest(candidates, found))
  return fromColumns(found)
}

/** Of the candidates the one farthest from the span of the orthonormal `found`, made orthonormal to it. */
function farthest(candidates: readonly Vector[], found: readonly Vector[]): Vector {
  let best: Vector = candidates[0]!
  let largest = -1
  for (const candidate of candidates) {
    const rest = withoutSpan(withoutSpan(candidate, found), found)
    const norm = Math.hypot(...rest[0], ...rest[1])
    if (norm <= largest * (1 + 1e-9)) continue
    largest = norm
    best = rest
  }
  return [best[0].map((x) => x / largest), best[1].map((y) => y / largest)]
}

function withoutSpan(v: Vector, found: readonly Vector[]): Vector {
  const re = v[0].slice()
  const im = v[1].slice()
  for (const [p, q] of found) {
    let a = 0
    let b = 0
    for (let i = 0; i < p.length; i++) {
      a += p[i]! * re[i]! + q[i]! * im[i]!
      b += p[i]! * im[i]! - q[i]! * re[i]!
    }
    for (let i = 0; i < p.length; i++) {
      re[i]! -= a * p[i]! - b * q[i]!
      im[i]! -= a * q[i]! + b * p[i]!
    }
  }
  return [re, im]
}

/** T v = S conj(v) */
function transformed(s: ComplexMatrix, [re, im]: Vector): Vector {
  const d = s.rows
  const outRe = new Float64Array(d)
  const outIm = new Float64Array(d)
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      const a = s.re[i * d + j]!
      const b = s.im?.[i * d + j] ?? 0
      outRe[i]! += a * re[j]! + b * im[j]!
      outIm[i]! += b * re[j]! - a * im[j]!
    }
  return [outRe, outIm]
}

function unit(d: number, k: number): Vector {
  const re = new Float64Array(d)
  re[k] = 1
  return [re, new Float64Array(d)]
}

function fromColumns(columns: readonly Vector[]): ComplexMatrix {
  const rows = columns[0]![0].length
  const matrix = zeros(rows, columns.length, false)
  columns.forEach(([re, im], j) => {
    for (let i = 0; i < rows; i++) {
      matrix.re[i * columns.length + j] = re[i]!
      matrix.im![i * columns.length + j] = im[i]!
    }
  })
  return matrix
}
