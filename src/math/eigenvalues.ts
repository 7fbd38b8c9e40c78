/**
 * All eigenvalues of a real matrix, without vectors: balanced, brought to Hessenberg form by Householder
 * reflections, then Francis' double-shift QR (Wilkinson & Reinsch, Handbook for Automatic Computation II,
 * 1971: balance, orthes, hqr). Values of an n x n matrix cost about 10 n^3 operations.
 */

export interface Eigenvalues {
  readonly re: Float64Array
  /** complex pairs stand side by side, the positive imaginary part first */
  readonly im: Float64Array
}

/** @param matrix n x n row major, left as it is. Throws RangeError for an entry that is no finite number. */
export function eigenvalues(matrix: Float64Array, n: number): Eigenvalues {
  const h = matrix.slice()
  if (!h.every(Number.isFinite)) throw new RangeError('eigenvalues of a matrix that is not finite')
  balance(h, n)
  hessenberg(h, n)
  return francis(h, n)
}

/** Scales rows and columns by powers of 2 until their norms are alike. */
function balance(a: Float64Array, n: number): void {
  for (let done = false; !done; ) {
    done = true
    for (let i = 0; i < n; i++) {
      let row = 0
      let column = 0
      for (let j = 0; j < n; j++) {
        if (j === i) continue
        row += Math.abs(a[i * n + j]!)
        column += Math.abs(a[j * n + i]!)
      }
      if (row === 0 || column === 0) continue
      const power = Math.round(0.5 * Math.log2(row / column))
      if (power === 0 || row / 2 ** power + column * 2 ** power >= 0.95 * (row + column)) continue
      done = false
      const factor = 2 ** power
      for (let j = 0; j < n; j++) {
        a[i * n + j]! /= factor
        a[j * n + i]! *= factor
      }
    }
  }
}

function hessenberg(a: Float64Array, n: number): void {
  const v = new Float64Array(n)
  const w = new Float64Array(n)
  for (let k = 0; k < n - 2; k++) {
    let scale = 0
    for (let i = k + 1; i < n; i++) scale = Math.max(scale, Math.abs(a[i * n + k]!))
    if (scale === 0) continue
    let square = 0
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k]! / scale
      square += v[i]! * v[i]!
    }
    const head = v[k + 1]!
    const length = head < 0 ? -Math.sqrt(square) : Math.sqrt(square)
    v[k + 1] = head + length
    // H = 1 - v v^T / beta
    const beta = square + head * length
    w.fill(0)
    for (let i = k + 1; i < n; i++) {
      const factor = v[i]!
      if (factor === 0) continue
      for (let j = k, at = i * n + k; j < n; j++, at++) w[j]! += factor * a[at]!
    }
    for (let i = k + 1; i < n; i++) {
      const factor = v[i]! / beta
      if (factor === 0) continue
      for (let j = k, at = i * n + k; j < n; j++, at++) a[at]! -= factor * w[j]!
    }
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = k + 1, at = i * n + k + 1; j < n; j++, at++) sum += a[at]! * v[j]!
      sum /= beta
      for (let j = k + 1, at = i * n + k + 1; j < n; j++, at++) a[at]! -= sum * v[j]!
    }
    for (let i = k + 2; i < n; i++) a[i * n + k] = 0
  }
}

function francis(h: Float64Array, n: number): Eigenvalues {
  const re = new Float64Array(n)
  const im = new Float64Array(n)
  const eps = 2 ** -52
  let norm = 0
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - 1); j < n; j++) norm += Math.abs(h[i * n + j]!)
  let shifted = 0
  let end = n - 1
  let turns = 0
  while (end >= 0) {
    let low = end
    for (; low > 0; low--) {
      const beside = Math.abs(h[(low - 1) * n + low - 1]!) + Math.abs(h[low * n + low]!)
      if (Math.abs(h[low * n + low - 1]!) <= eps * (beside === 0 ? norm : beside)) {
        h[low * n + low - 1] = 0
        break
      }
    }
    let x = h[end * n + end]!
    if (low === end) {
      re[end] = x + shifted
      end--
      turns = 0
      continue
    }
    let y = h[(end - 1) * n + end - 1]!
    let w = h[end * n + end - 1]! * h[(end - 1) * n + end]!
    if (low === end - 1) {
      const p = 0.5 * (y - x)
      const q = p * p + w
      const root = Math.sqrt(Math.abs(q))
      x += shifted
      if (q >= 0) {
        const z = p + (p < 0 ? -root : root)
        re[end - 1] = x + z
        re[end] = z === 0 ? x : x - w / z
      } else {
        re[end - 1] = re[end] = x + p
        im[end - 1] = root
        im[end] = -root
      }
      end -= 2
      turns = 0
      continue
    }
    if (turns >= 60) throw new RangeError('the QR iteration for eigenvalues did not converge')
    if (turns > 0 && turns % 10 === 0) {
      shifted += x
      for (let i = 0; i <= end; i++) h[i * n + i]! -= x
      const s = Math.abs(h[end * n + end - 1]!) + Math.abs(h[(end - 1) * n + end - 2]!)
      x = y = 0.75 * s
      w = -0.4375 * s * s
    }
    turns++
    let p = 0
    let q = 0
    let r = 0
    let start = end - 2
    for (; ; start--) {
      const at = start * n + start
      const z = h[at]!
      const a = x - z
      const b = y - z
      p = (a * b - w) / h[at + n]! + h[at + 1]!
      q = h[at + n + 1]! - z - a - b
      r = h[at + 2 * n + 1]!
      const size = Math.abs(p) + Math.abs(q) + Math.abs(r)
      p /= size
      q /= size
      r /= size
      if (start === low) break
      const off = Math.abs(h[at - 1]!) * (Math.abs(q) + Math.abs(r))
      const on = Math.abs(p) * (Math.abs(h[at - n - 1]!) + Math.abs(z) + Math.abs(h[at + n + 1]!))
      if (off <= eps * on) break
    }
    for (let i = start + 2; i <= end; i++) {
      h[i * n + i - 2] = 0
      if (i > start + 2) h[i * n + i - 3] = 0
    }
    for (let k = start; k < end; k++) {
      const three = k < end - 1
      let size = 1
      if (k > start) {
        p = h[k * n + k - 1]!
        q = h[(k + 1) * n + k - 1]!
        r = three ? h[(k + 2) * n + k - 1]! : 0
        size = Math.abs(p) + Math.abs(q) + Math.abs(r)
        if (size === 0) continue
        p /= size
        q /= size
        r /= size
      }
      let s = Math.sqrt(p * p + q * q + r * r)
      if (p < 0) s = -s
      if (k > start) h[k * n + k - 1] = -s * size
      else if (low < start) h[k * n + k - 1] = -h[k * n + k - 1]!
      p += s
      const a = p / s
      const b = q / s
      const c = r / s
      q /= p
      r /= p
      for (let j = k, at = k * n + k; j <= end; j++, at++) {
        let sum = h[at]! + q * h[at + n]!
        if (three) {
          sum += r * h[at + 2 * n]!
          h[at + 2 * n]! -= sum * c
        }
        h[at + n]! -= sum * b
        h[at]! -= sum * a
      }
      const last = Math.min(end, k + 3)
      for (let i = low, at = low * n + k; i <= last; i++, at += n) {
        let sum = a * h[at]! + b * h[at + 1]!
        if (three) {
          sum += c * h[at + 2]!
          h[at + 2]! -= sum * r
        }
        h[at + 1]! -= sum * q
        h[at]! -= sum
      }
    }
  }
  return { re, im }
}
