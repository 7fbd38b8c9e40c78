/**
 * Products of a dense row-major matrix with a vector, over a range of its columns: the two loops in
 * which connection operators spend their time. Four rows at a time, so that the vector is read once
 * for four; a caller that walks long rows in ranges of CHUNK keeps the vector in the nearest cache.
 * Errors: summation of n terms in order, |error| <= n eps sum |a x|.
 */

/** Columns that a caller should do at a time: 16 KiB of float64. */
export const CHUNK = 2048

/** y[yOffset + k] += sum over from <= j < to of A[k][j] x[xOffset + j], for rows 0 <= k < rows. */
export function addMatrixVector(
  matrix: Float64Array,
  rows: number,
  stride: number,
  from: number,
  to: number,
  x: Float64Array,
  xOffset: number,
  y: Float64Array,
  yOffset: number,
): void {
  let k = 0
  for (; k + 3 < rows; k += 4) {
    let a = k * stride + from
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let j = from; j < to; j++, a++) {
      const value = x[xOffset + j]!
      s0 += matrix[a]! * value
      s1 += matrix[a + stride]! * value
      s2 += matrix[a + 2 * stride]! * value
      s3 += matrix[a + 3 * stride]! * value
    }
    y[yOffset + k]! += s0
    y[yOffset + k + 1]! += s1
    y[yOffset + k + 2]! += s2
    y[yOffset + k + 3]! += s3
  }
  for (; k + 1 < rows; k += 2) {
    let a = k * stride + from
    let s0 = 0
    let s1 = 0
    let t0 = 0
    let t1 = 0
    let j = from
    for (; j + 1 < to; j += 2, a += 2) {
      const value = x[xOffset + j]!
      const next = x[xOffset + j + 1]!
      s0 += matrix[a]! * value
      s1 += matrix[a + stride]! * value
      t0 += matrix[a + 1]! * next
      t1 += matrix[a + stride + 1]! * next
    }
    if (j < to) {
      s0 += matrix[a]! * x[xOffset + j]!
      s1 += matrix[a + stride]! * x[xOffset + j]!
    }
    y[yOffset + k]! += s0 + t0
    y[yOffset + k + 1]! += s1 + t1
  }
  if (k < rows) {
    let a = k * stride + from
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let j = from
    for (; j + 3 < to; j += 4, a += 4) {
      s0 += matrix[a]! * x[xOffset + j]!
      s1 += matrix[a + 1]! * x[xOffset + j + 1]!
      s2 += matrix[a + 2]! * x[xOffset + j + 2]!
      s3 += matrix[a + 3]! * x[xOffset + j + 3]!
    }
    for (; j < to; j++, a++) s0 += matrix[a]! * x[xOffset + j]!
    y[yOffset + k]! += s0 + s1 + (s2 + s3)
  }
}

/** y[yOffset + j] += sum over rows of v[vOffset + k] A[k][j], for from <= j < to. */
export function addVectorMatrix(
  v: Float64Array,
  vOffset: number,
  matrix: Float64Array,
  rows: number,
  stride: number,
  from: number,
  to: number,
  y: Float64Array,
  yOffset: number,
): void {
  let k = 0
  for (; k + 3 < rows; k += 4) {
    const v0 = v[vOffset + k]!
    const v1 = v[vOffset + k + 1]!
    const v2 = v[vOffset + k + 2]!
    const v3 = v[vOffset + k + 3]!
    for (let j = from, a = k * stride + from; j < to; j++, a++) {
      y[yOffset + j]! +=
        v0 * matrix[a]! +
        v1 * matrix[a + stride]! +
        (v2 * matrix[a + 2 * stride]! + v3 * matrix[a + 3 * stride]!)
    }
  }
  for (; k + 1 < rows; k += 2) {
    const v0 = v[vOffset + k]!
    const v1 = v[vOffset + k + 1]!
    for (let j = from, a = k * stride + from; j < to; j++, a++)
      y[yOffset + j]! += v0 * matrix[a]! + v1 * matrix[a + stride]!
  }
  if (k < rows) {
    const v0 = v[vOffset + k]!
    for (let j = from, a = k * stride + from; j < to; j++, a++) y[yOffset + j]! += v0 * matrix[a]!
  }
}
