/**
 * Small dense complex matrices: the arithmetic that representations need, and no more.
 * A matrix is row major; `im` is null when every entry is real, and real stays real.
 */

export interface Complex {
  readonly re: number
  readonly im: number
}

/** A dense complex matrix, row major; `im` is null when every entry is real. */
export interface ComplexMatrix {
  readonly rows: number
  readonly columns: number
  readonly re: Float64Array
  readonly im: Float64Array | null
}

/** The rows x columns matrix of zeros. */
export function zeros(rows: number, columns: number, isReal = true): ComplexMatrix {
  const size = rows * columns
  return { rows, columns, re: new Float64Array(size), im: isReal ? null : new Float64Array(size) }
}

/** The n x n identity, real. */
export function identityMatrix(n: number): ComplexMatrix {
  const one = zeros(n, n)
  for (let i = 0; i < n; i++) one.re[i * n + i] = 1
  return one
}

/** C += sign A B for row-major real arrays of shapes (n x m) and (m x p). */
function accumulate(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  n: number,
  m: number,
  p: number,
  sign: number,
): void {
  for (let i = 0; i < n; i++)
    for (let k = 0; k < m; k++) {
      const aik = sign * a[i * m + k]!
      if (aik === 0) continue
      for (let j = 0; j < p; j++) c[i * p + j]! += aik * b[k * p + j]!
    }
}

/** A B */
export function multiply(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const [n, m, p] = [a.rows, a.columns, b.columns]
  const c = zeros(n, p, a.im === null && b.im === null)
  accumulate(c.re, a.re, b.re, n, m, p, 1)
  if (a.im !== null && b.im !== null) accumulate(c.re, a.im, b.im, n, m, p, -1)
  if (c.im !== null && b.im !== null) accumulate(c.im, a.re, b.im, n, m, p, 1)
  if (c.im !== null && a.im !== null) accumulate(c.im, a.im, b.re, n, m, p, 1)
  return c
}

/** A^T */
export function transpose(a: ComplexMatrix): ComplexMatrix {
  const flip = (x: Float64Array): Float64Array => {
    const y = new Float64Array(x.length)
    for (let i = 0; i < a.rows; i++)
      for (let j = 0; j < a.columns; j++) y[j * a.rows + i] = x[i * a.columns + j]!
    return y
  }
  return { rows: a.columns, columns: a.rows, re: flip(a.re), im: a.im && flip(a.im) }
}

/** The entrywise complex conjugate. */
export function conjugate(a: ComplexMatrix): ComplexMatrix {
  return a.im === null ? a : { ...a, im: a.im.map((x) => -x) }
}

/** A^H */
export function adjoint(a: ComplexMatrix): ComplexMatrix {
  return conjugate(transpose(a))
}

/** factor A, for a real or complex factor */
export function scaled(a: ComplexMatrix, re: number, im = 0): ComplexMatrix {
  const c = zeros(a.rows, a.columns, a.im === null && im === 0)
  for (let i = 0; i < a.re.length; i++) {
    const x = a.re[i]!
    const y = a.im === null ? 0 : a.im[i]!
    c.re[i] = re * x - im * y
    if (c.im !== null) c.im[i] = re * y + im * x
  }
  return c
}

/** A + factor B, for a real factor */
export function plus(a: ComplexMatrix, b: ComplexMatrix, factor = 1): ComplexMatrix {
  const c = zeros(a.rows, a.columns, a.im === null && b.im === null)
  for (let i = 0; i < c.re.length; i++) {
    c.re[i] = a.re[i]! + factor * b.re[i]!
    if (c.im !== null) c.im[i] = (a.im?.[i] ?? 0) + factor * (b.im?.[i] ?? 0)
  }
  return c
}

/** The Kronecker product; row and column of `b` run fastest. */
export function kronecker(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const rows = a.rows * b.rows
  const columns = a.columns * b.columns
  const c = zeros(rows, columns, a.im === null && b.im === null)
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) {
      const x = a.re[i * a.columns + j]!
      const y = a.im?.[i * a.columns + j] ?? 0
      if (x === 0 && y === 0) continue
      for (let k = 0; k < b.rows; k++) {
        let at = (i * b.rows + k) * columns + j * b.columns
        for (let l = 0; l < b.columns; l++, at++) {
          const u = b.re[k * b.columns + l]!
          const v = b.im?.[k * b.columns + l] ?? 0
          c.re[at] = x * u - y * v
          if (c.im !== null) c.im[at] = x * v + y * u
        }
      }
    }
  return c
}

/** The sum of the diagonal. */
export function trace(a: ComplexMatrix): Complex {
  let re = 0
  let im = 0
  for (let i = 0; i < a.rows; i++) {
    re += a.re[i * a.columns + i]!
    im += a.im?.[i * a.columns + i] ?? 0
  }
  return { re, im }
}

/** sum |a_ij|^2 */
export function squaredNorm(a: ComplexMatrix): number {
  let sum = 0
  for (const x of a.re) sum += x * x
  if (a.im !== null) for (const y of a.im) sum += y * y
  return sum
}

/** max |a_ij - b_ij| */
export function maxDifference(a: ComplexMatrix, b: ComplexMatrix): number {
  let worst = 0
  for (let i = 0; i < a.re.length; i++)
    worst = Math.max(worst, Math.hypot(a.re[i]! - b.re[i]!, (a.im?.[i] ?? 0) - (b.im?.[i] ?? 0)))
  return worst
}
