/** What acts point by point in a Jacobian: products of arrays, and inverses of the V x V blocks D. */
import type { Piece } from './pieces.ts'

/**
 * (D - shift)^-1 as V x V arrays of N numbers, [e * V + u]; null where a block is singular to working
 * precision.
 */
export function inverseBlocks(
  { size, variables: V, byVariable }: Piece,
  shift: number,
): Float64Array[] | null {
  const inverse = Array.from({ length: V * V }, () => new Float64Array(size))
  if (V === 1) {
    const d = byVariable[0]!
    for (let i = 0; i < size; i++) {
      const value = (d === null ? 0 : d[i]!) - shift
      if (Math.abs(value) < 1e-300 || !Number.isFinite(value)) return null
      inverse[0]![i] = 1 / value
    }
    return inverse
  }
  const width = 2 * V
  const a = new Float64Array(V * width)
  for (let i = 0; i < size; i++) {
    a.fill(0)
    let scale = 0
    for (let e = 0; e < V; e++) {
      for (let u = 0; u < V; u++) {
        const value = (byVariable[e * V + u]?.[i] ?? 0) - (e === u ? shift : 0)
        a[e * width + u] = value
        scale = Math.max(scale, Math.abs(value))
      }
      a[e * width + V + e] = 1
    }
    if (!invert(a, V, 1e-14 * scale)) return null
    for (let e = 0; e < V; e++) for (let u = 0; u < V; u++) inverse[e * V + u]![i] = a[e * width + V + u]!
  }
  return inverse
}

/** Gauss-Jordan with partial pivots on [A, 1], V x 2V; false when a pivot is not above `least`. */
function invert(a: Float64Array, V: number, least: number): boolean {
  const width = 2 * V
  for (let k = 0; k < V; k++) {
    let p = k
    for (let e = k + 1; e < V; e++) if (Math.abs(a[e * width + k]!) > Math.abs(a[p * width + k]!)) p = e
    if (!(Math.abs(a[p * width + k]!) > least)) return false
    if (p !== k)
      for (let j = 0; j < width; j++) {
        const held = a[k * width + j]!
        a[k * width + j] = a[p * width + j]!
        a[p * width + j] = held
      }
    const scale = 1 / a[k * width + k]!
    for (let j = 0; j < width; j++) a[k * width + j]! *= scale
    for (let e = 0; e < V; e++) {
      const factor = a[e * width + k]!
      if (e === k || factor === 0) continue
      for (let j = 0; j < width; j++) a[e * width + j]! -= factor * a[k * width + j]!
    }
  }
  return true
}

/** y += a x, entry by entry; a null is 0 */
export function addProduct(
  a: Float64Array | null,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  size: number,
): void {
  if (a === null) return
  for (let i = 0; i < size; i++) y[yAt + i]! += a[i]! * x[xAt + i]!
}

export function addScaled(
  a: Float64Array | null,
  factor: number,
  y: Float64Array,
  yAt: number,
  size: number,
): void {
  if (a === null || factor === 0) return
  for (let i = 0; i < size; i++) y[yAt + i]! += a[i]! * factor
}
