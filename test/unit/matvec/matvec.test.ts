import { describe, expect, it } from 'vitest'
import { addMatrixVector, addVectorMatrix } from '../../../src/math/matvec.ts'

/** Small integers: every sum is exact, so results must be equal. */
const integers = (count: number, seed: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => ((i * 7 + seed * 13) % 11) - 5)

describe.each([0, 1, 2, 3, 4, 5, 6, 7, 9, 11])('%i rows', (rows) => {
  it.each([
    [1, 0, 1],
    [7, 0, 7],
    [10, 3, 8],
    [13, 12, 13],
    [9, 4, 4],
  ])('of %i columns, %i to %i', (stride, from, to) => {
    const matrix = integers(rows * stride, 1)
    const x = integers(stride + 2, 2)
    const y = integers(rows + 1, 3)
    const expected = y.slice()
    for (let k = 0; k < rows; k++)
      for (let j = from; j < to; j++) expected[1 + k]! += matrix[k * stride + j]! * x[2 + j]!
    addMatrixVector(matrix, rows, stride, from, to, x, 2, y, 1)
    expect(y).toEqual(expected)

    const v = integers(rows + 3, 4)
    const z = integers(stride + 1, 5)
    const sums = z.slice()
    for (let k = 0; k < rows; k++)
      for (let j = from; j < to; j++) sums[1 + j]! += v[3 + k]! * matrix[k * stride + j]!
    addVectorMatrix(v, 3, matrix, rows, stride, from, to, z, 1)
    expect(z).toEqual(sums)
  })
})
