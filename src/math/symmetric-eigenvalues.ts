/**
 * The eigenvalues of a real symmetric matrix, ascending: tridiagonal by Householder reflections, then QL with
 * implicit shifts (the Handbook's tred1 and imtql1). Its lower triangle is read; about 4/3 n^3 operations.
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice()
  if (!a.every(Number.isFinite)) throw new RangeError('eigenvalues of a matrix that is not finite')
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(n)
  tridiagonal(a, n, diagonal, beside)
  implicitQL(diagonal, beside, n)
  return diagonal.sort()
}

/** Rows from the last up: row i is reflected on its entry beside the diagonal. */
function tridiagonal(a: Float64Array, n: number, diagonal: Float64Array, beside: Float64Array): void {
  const p = new Float64Array(n)
  for (let i = n - 1; i > 0; i--) {
    const row = i * n
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(a[row + k]!)
    diagonal[i] = a[row + i]!
    if (scale === 0) continue
    let h = 0
    for (let k = 0; k < i; k++) {
      a[row + k]! /= scale
      h += a[row + k]! ** 2
    }
    const f = a[row + i - 1]!
    const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h)
    beside[i] = scale * g
    h -= f * g
    a[row + i - 1] = f - g
    // p = A v / h over the leading block, by its lower triangle alone
    p.fill(0, 0, i)
    for (let j = 0; j < i; j++) {
      const v = a[row + j]!
      let sum = a[j * n + j]! * v
      for (let k = 0, at = j * n; k < j; k++, at++) {
        sum += a[at]! * a[row + k]!
        p[k]! += a[at]! * v
      }
      p[j]! += sum
    }
    let along = 0
    for (let j = 0; j < i; j++) {
      p[j]! /= h
      along += p[j]! * a[row + j]!
    }
    const half = along / (2 * h)
    for (let j = 0; j < i; j++) {
      const v = a[row + j]!
      const q = (p[j]! -= half * v)
      for (let k = 0, at = j * n; k <= j; k++, at++) a[at]! -= v * p[k]! + q * a[row + k]!
    }
  }
  if (n > 0) diagonal[0] = a[0]!
}

function implicitQL(d: Float64Array, e: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!
  if (n > 0) e[n - 1] = 0
  for (let l = 0; l < n; l++) {
    for (let turn = 0; ; turn++) {
      let m = l
      for (; m < n - 1; m++) {
        const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!)
        if (Math.abs(e[m]!) <= 2 ** -53 * size) break
      }
      if (m === l) break
      if (turn >= 60) throw new RangeError('the QL iteration for eigenvalues did not converge')
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
      let r = Math.hypot(g, 1)
      g = d[m]! - d[l]! + e[l]! / (g + (g < 0 ? -r : r))
      let [s, c, p] = [1, 1, 0]
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]!
        const b = c * e[i]!
        r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1]! -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1]! - p
        r = (d[i]! - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
      }
      if (r === 0 && i >= l) continue
      d[l]! -= p
      e[l] = g
      e[m] = 0
    }
  }
}
