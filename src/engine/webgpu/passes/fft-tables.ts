/** What the line passes read: roots, twiddles and the multiplier, made in float64, kept in float32. */
import { rootOfUnity } from '../../../math/roots.ts'
import { type FftPlan, frequencies, halfWidth, product } from './fft-plan.ts'

/** exp(-2 pi i t / n) for t = 0 ... n - 1, real and imaginary parts in turn. */
export function rootTable(n: number): Float32Array {
  const table = new Float32Array(2 * n)
  for (let t = 0; t < n; t++) {
    const { re, im } = rootOfUnity(t, n)
    table[2 * t] = re
    table[2 * t + 1] = 0 - im
  }
  return table
}

/** exp(-2 pi i k j / (length rest)), [place][j]: k the frequency at the place, j < rest. */
export function turnTable(length: number, rest: number): Float32Array {
  const roots = rootTable(length * rest)
  const table = new Float32Array(2 * length * rest)
  for (const [place, k] of frequencies(length).entries())
    for (let j = 0; j < rest; j++) {
      table[2 * (place * rest + j)] = roots[2 * k * j]!
      table[2 * (place * rest + j) + 1] = roots[2 * k * j + 1]!
    }
  return table
}

/** The place of frequency k in a line after the forward stages. */
export function placeTable(length: number): Uint32Array {
  const places = new Uint32Array(length)
  for (const [place, k] of frequencies(length).entries()) places[k] = place
  return places
}

/** The frequency at each place along an axis that is cut in parts: k = k1 + n1 (k2 + n2 (...)). */
function axisFrequencies(parts: readonly number[]): Uint32Array {
  let result = Uint32Array.of(0)
  for (const length of [...parts].reverse()) {
    const own = frequencies(length)
    const next = new Uint32Array(length * result.length)
    for (let p = 0; p < length; p++)
      for (let q = 0; q < result.length; q++) next[p * result.length + q] = own[p]! + length * result[q]!
    result = next
  }
  return result
}

/**
 * A half spectrum (as `GridFft`, on the plan's lifted lengths) where the passes have each frequency,
 * divided by the number of points of the transforms.
 */
export function multiplierTable({ lifted, parts, packing }: FftPlan, half: Float64Array): Float32Array {
  const last = lifted.length - 1
  const width = halfWidth(lifted[last]!)
  const axes = parts.map((lengths, axis) =>
    packing !== 'whole' && axis === last
      ? Uint32Array.from({ length: width }, (_, k) => k)
      : axisFrequencies(lengths),
  )
  const scale = 1 / product(parts.map(product))
  const table = new Float32Array(2 * product(axes.map((axis) => axis.length)))
  for (let at = 0; 2 * at < table.length; at++) {
    let rest = at
    let from = 0
    let mirror = 0
    let stride = 1
    for (let axis = last; axis >= 0; axis--) {
      const along = axes[axis]!
      const n = lifted[axis]!
      const k = along[rest % along.length]!
      rest = Math.floor(rest / along.length)
      from += stride * k
      mirror += stride * ((n - k) % n)
      stride *= axis === last ? width : n
    }
    // beyond the half, X_k is the conjugate of X_-k
    const beyond = axes[last]![at % axes[last]!.length]! >= width
    const source = 2 * (beyond ? mirror : from)
    table[2 * at] = scale * half[source]!
    table[2 * at + 1] = (beyond ? -scale : scale) * half[source + 1]!
  }
  return table
}
