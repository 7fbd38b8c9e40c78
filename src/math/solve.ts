/** Small dense linear systems by Gaussian elimination with partial pivots. */

/** x of A x = b, A n x n row major (overwritten), b overwritten too; null when A is singular to round-off. */
export function solveDense(a: Float64Array, b: Float64Array, n: number): Float64Array | null {
  let size = 0
  for (const value of a) size = Math.max(size, Math.abs(value))
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i
    if (!(Math.abs(a[pivot * n + k]!) > 1e-14 * size)) return null
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const held = a[k * n + j]!
        a[k * n + j] = a[pivot * n + j]!
        a[pivot * n + j] = held
      }
      const held = b[k]!
      b[k] = b[pivot]!
      b[pivot] = held
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!
      if (factor === 0) continue
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!
      b[i]! -= factor * b[k]!
    }
  }
  const x = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j]! * x[j]!
    x[i] = sum / a[i * n + i]!
  }
  return x
}
