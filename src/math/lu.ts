/** Factors of dense matrices: LU with partial pivots for systems, Cholesky for what is positive. */

export interface LU {
  readonly n: number
  /** unit lower and upper triangle, row major, rows already exchanged */
  readonly factors: Float64Array
  readonly pivots: Int32Array
  /** smallest |pivot| over the largest: a cheap sign of how near to singular A is */
  readonly quality: number
}

/** P A = L U of an n x n row-major matrix, which is overwritten; null when a pivot is 0 or no number. */
export function factorLU(a: Float64Array, n: number): LU | null {
  const pivots = new Int32Array(n)
  let smallest = Number.POSITIVE_INFINITY
  let most = 0
  for (let k = 0; k < n; k++) {
    let p = k
    let best = Math.abs(a[k * n + k]!)
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(a[i * n + k]!)
      if (size > best) {
        best = size
        p = i
      }
    }
    if (!(best > 0) || best === Number.POSITIVE_INFINITY) return null
    smallest = Math.min(smallest, best)
    most = Math.max(most, best)
    pivots[k] = p
    if (p !== k)
      for (let j = 0; j < n; j++) {
        const held = a[k * n + j]!
        a[k * n + j] = a[p * n + j]!
        a[p * n + j] = held
      }
    const scale = 1 / a[k * n + k]!
    for (let i = k + 1; i < n; i++) {
      const row = i * n
      const factor = a[row + k]! * scale
      if (factor === 0) continue
      a[row + k] = factor
      for (let j = k + 1, top = k * n + k + 1; j < n; j++, top++) a[row + j]! -= factor * a[top]!
    }
  }
  return { n, factors: a, pivots, quality: n === 0 ? 1 : smallest / most }
}

/** b := A^-1 b in place. */
export function solveLU({ n, factors, pivots }: LU, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const p = pivots[k]!
    if (p === k) continue
    const held = b[k]!
    b[k] = b[p]!
    b[p] = held
  }
  for (let i = 1; i < n; i++) {
    let sum = b[i]!
    for (let j = 0, at = i * n; j < i; j++, at++) sum -= factors[at]! * b[j]!
    b[i] = sum
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let j = i + 1, at = i * n + i + 1; j < n; j++, at++) sum -= factors[at]! * b[j]!
    b[i] = sum / factors[i * n + i]!
  }
}

/**
 * A = F F^T of a positive semidefinite n x n matrix, F n x n row major: Cholesky with diagonal pivots, which
 * ends where what is left is round-off.
 */
export function factorPositive(matrix: Float64Array, n: number): Float64Array {
  const left = matrix.slice()
  const factor = new Float64Array(n * n)
  const column = new Float64Array(n)
  let first = 0
  for (let k = 0; k < n; k++) {
    let p = 0
    for (let i = 1; i < n; i++) if (left[i * n + i]! > left[p * n + p]!) p = i
    const pivot = left[p * n + p]!
    if (k === 0) first = pivot
    if (!(pivot > n * 2 ** -53 * first)) break
    const root = Math.sqrt(pivot)
    for (let i = 0; i < n; i++) factor[i * n + k] = column[i] = left[i * n + p]! / root
    for (let i = 0; i < n; i++) {
      const f = column[i]!
      if (f !== 0) for (let j = 0, at = i * n; j < n; j++, at++) left[at]! -= f * column[j]!
    }
    left[p * n + p] = 0
  }
  return factor
}
