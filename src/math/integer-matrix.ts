/** Small integer matrices: products, order, rank, determinant, inverse. */

/** An integer matrix, row by row. */
export type IntegerMatrix = readonly (readonly number[])[]

/** Least m <= 12 with A^m = 1. */
export function orderOf(matrix: IntegerMatrix): number | null {
  const one = unit(matrix.length).join(';')
  let power: IntegerMatrix = matrix
  for (let m = 1; m <= 12; m++) {
    if (power.join(';') === one) return m
    power = product(power, matrix)
  }
  return null
}

/** The n x n identity. */
export function unit(n: number): IntegerMatrix {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)))
}

/** A k */
export function apply(matrix: IntegerMatrix, k: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, x, j) => sum + x * k[j]!, 0) + 0)
}

/** A^T of a square matrix. */
export function transposed(matrix: IntegerMatrix): IntegerMatrix {
  return matrix.map((_, i) => matrix.map((row) => row[i]!))
}

/** A B of square matrices. */
export function product(a: IntegerMatrix, b: IntegerMatrix): IntegerMatrix {
  return a.map((row) => b.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0) + 0))
}

/** Of a square matrix. */
export function determinant(matrix: IntegerMatrix): number {
  return eliminated(matrix).determinant
}

/** Of rows of equal length. */
export function rank(rows: readonly (readonly number[])[]): number {
  return eliminated(rows).rank
}

function eliminated(rows: readonly (readonly number[])[]): { determinant: number; rank: number } {
  const a = rows.map((row) => [...row])
  const columns = a[0]?.length ?? 0
  let done = 0
  let determinant = 1
  for (let column = 0; column < columns && done < a.length; column++) {
    let pivot = done
    for (let i = done; i < a.length; i++)
      if (Math.abs(a[i]![column]!) > Math.abs(a[pivot]![column]!)) pivot = i
    const head = a[pivot]![column]!
    if (Math.abs(head) < 1e-9) {
      determinant = 0
      continue
    }
    if (pivot !== done) determinant = -determinant
    ;[a[pivot], a[done]] = [a[done]!, a[pivot]!]
    determinant *= head
    for (let i = done + 1; i < a.length; i++) {
      const factor = a[i]![column]! / head
      for (let j = column; j < columns; j++) a[i]![j]! -= factor * a[done]![j]!
    }
    done++
  }
  return { determinant: done < a.length ? 0 : determinant, rank: done }
}

/** A^-1, rounded where it is integer to round-off; null when A is singular. */
export function inverse(matrix: IntegerMatrix): IntegerMatrix | null {
  const n = matrix.length
  const a = matrix.map((row, i) => [...row, ...unit(n)[i]!])
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let i = column; i < n; i++) if (Math.abs(a[i]![column]!) > Math.abs(a[pivot]![column]!)) pivot = i
    const head = a[pivot]![column]!
    if (Math.abs(head) < 1e-9) return null
    ;[a[pivot], a[column]] = [a[column]!, a[pivot]!]
    for (let j = 0; j < 2 * n; j++) a[column]![j]! /= head
    for (let i = 0; i < n; i++) {
      const factor = a[i]![column]!
      if (i !== column) for (let j = 0; j < 2 * n; j++) a[i]![j]! -= factor * a[column]![j]!
    }
  }
  return a.map((row) => row.slice(n).map((x) => (Math.abs(x - Math.round(x)) < 1e-9 ? Math.round(x) + 0 : x)))
}
