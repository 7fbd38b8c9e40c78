/**
 * From a kernel's values to its spectrum and back. On products of cyclic groups both go by FFT, so
 * that a million points are no burden; elsewhere by the harmonics' columns.
 * Convention: J^(rho) = sum_g w_g J(g) rho(g); on a cyclic factor rho_k(g) = exp(2 pi i k g / n), so that
 * J = 2c cos k theta + 2s sin k theta has J^(k) = c + i s.
 */
import { type GridFft, gridFft } from '../math/fft-grid.ts'
import { residue } from '../math/integers.ts'
import { waveVector } from '../spaces/geometry.ts'
import type { Space } from '../spaces/space.ts'
import { CUT } from './kernel.ts'

/** J(g) at each point of a sampled group: J = W delta_e / w_e, so its coordinates are M E(e)^T. */
export function valuesFromSpectrum(space: Space, spectrum: ReadonlyMap<string, Float64Array>): Float64Array {
  if (space.cyclic !== null && spectrum.size > 0) return cyclicValues(space, space.cyclic, spectrum)
  const parts = new Map<string, Float64Array>()
  const identity = space.sample!.identity
  for (const [label, matrix] of spectrum) {
    const harmonic = space.harmonic(label)
    const { copies, width } = harmonic
    const basis = harmonic.basis()
    const u = new Float64Array(copies * width)
    for (let copy = 0; copy < copies; copy++)
      for (let i = 0; i < width; i++)
        for (let j = 0; j < width; j++)
          u[copy * width + i]! += matrix[i * width + j]! * basis[(copy * width + j) * space.size + identity]!
    parts.set(label, u)
  }
  return parts.size === 0 ? new Float64Array(space.size) : space.inverse(parts)
}

/** The matrices of every label that a function on a group sample has, small ones included. */
export function matricesFromValues(space: Space, values: Float64Array): Map<string, Float64Array> {
  const spectrum = new Map<string, Float64Array>()
  if (space.cyclic === null) {
    for (const label of space.labels)
      spectrum.set(label, space.harmonic(label).matrixOf(space.forward(label, values)))
    return spectrum
  }
  const { grid, transform } = transformed(space.cyclic, values)
  const floor = CUT * largestFrequency(transform)
  for (const label of space.labels) {
    const frequency = frequencyOf(label, space, space.cyclic)
    const mirrored = frequency.map((k, axis) => (k === 0 ? 0 : space.cyclic![axis]! - k))
    const direct = halfIndex(grid, frequency)
    const at = direct ?? halfIndex(grid, mirrored)!
    const re = transform[2 * at]! / grid.size
    // the transform has exp(-i k theta), J^ has exp(+i k theta)
    const im = ((direct === null ? 1 : -1) * transform[2 * at + 1]!) / grid.size
    if (Math.hypot(re, im) * grid.size <= floor) continue
    const real = frequency.every((k, axis) => (2 * k) % space.cyclic![axis]! === 0)
    spectrum.set(label, space.harmonic(label).kernelMatrix(real ? re : { re, im }))
  }
  return spectrum
}

/** On a product of cyclic groups: how many columns the labels above the cut have, by FFT alone. */
export function cyclicColumns(cyclic: readonly number[], values: Float64Array): number {
  const { grid, transform } = transformed(cyclic, values)
  const floor = CUT * largestFrequency(transform)
  const last = cyclic.at(-1) ?? 1
  const half = grid.halfShape.at(-1) ?? 1
  let columns = 0
  for (let k = 0; k < grid.halfSize; k++) {
    const column = k % half
    if (Math.hypot(transform[2 * k]!, transform[2 * k + 1]!) > floor)
      columns += column > 0 && 2 * column < last ? 2 : 1
  }
  return columns
}

function transformed(
  cyclic: readonly number[],
  values: Float64Array,
): { grid: GridFft; transform: Float64Array } {
  const grid = gridFft(cyclic)
  const transform = new Float64Array(2 * grid.halfSize)
  grid.forward(values, 0, transform)
  return { grid, transform }
}

function largestFrequency(transform: Float64Array): number {
  let largest = 0
  for (let k = 0; k < transform.length; k += 2)
    largest = Math.max(largest, Math.hypot(transform[k]!, transform[k + 1]!))
  return largest
}

/** J = sum over the listed pairs of conj(c) exp(i k theta) + c exp(-i k theta). */
function cyclicValues(
  space: Space,
  cyclic: readonly number[],
  spectrum: ReadonlyMap<string, Float64Array>,
): Float64Array {
  const grid = gridFft(cyclic)
  const transform = new Float64Array(2 * grid.halfSize)
  for (const [label, matrix] of spectrum) {
    const frequency = frequencyOf(label, space, cyclic)
    const c = space.harmonic(label).coefficient(matrix)
    const re = grid.size * c.re[0]!
    const im = grid.size * (c.im?.[0] ?? 0)
    const mirrored = frequency.map((k, axis) => (k === 0 ? 0 : cyclic[axis]! - k))
    for (const [k, sign] of [
      [frequency, -1],
      [mirrored, 1],
    ] as const) {
      const at = halfIndex(grid, k)
      if (at === null) continue
      transform[2 * at] = re
      transform[2 * at + 1] = sign * im
    }
  }
  const values = new Float64Array(grid.size)
  grid.addInverse(transform, values, 0, 1)
  return values
}

/** A label's wave vector as one frequency per cyclic factor in 0 ... n - 1. */
function frequencyOf(label: string, space: Space, cyclic: readonly number[]): number[] {
  return waveVector(label, space).map((k, axis) => residue(k, cyclic[axis]!))
}

/** Where a frequency stands in the half spectrum, null when only its mirror image is stored. */
function halfIndex(grid: GridFft, frequency: readonly number[]): number | null {
  let index = 0
  for (let axis = 0; axis < frequency.length; axis++) {
    if (frequency[axis]! >= grid.halfShape[axis]!) return null
    index = index * grid.halfShape[axis]! + frequency[axis]!
  }
  return index
}
