/**
 * Fourier transforms of one real sequence. An even length n is transformed as n / 2 complex numbers
 * (neighbours paired as real and imaginary part) and untangled; an odd one as n complex numbers.
 * The spectrum is the half k = 0 ... floor(n / 2), real and imaginary parts in turn; the other half
 * is its complex conjugate.
 */
import { complexFft } from './fft.ts'
import { rootOfUnity } from './roots.ts'

export interface RealFft {
  readonly length: number
  /** floor(n / 2) + 1 complex numbers */
  readonly half: number
  /** X_k = sum_j x_j exp(-2 pi i j k / n), from x[offset + j] to spectrum[at + 2 k], [at + 2 k + 1] */
  forward(x: Float64Array, offset: number, spectrum: Float64Array, at: number): void
  /** x[offset + j] += scale * sum over all n frequencies of X_k exp(+2 pi i j k / n) */
  addInverse(spectrum: Float64Array, at: number, x: Float64Array, offset: number, scale: number): void
}

/** Plans the transform of one real sequence; the plan owns its scratch. */
export function realFft(length: number): RealFft {
  return length % 2 === 0 ? evenFft(length) : oddFft(length)
}

function oddFft(length: number): RealFft {
  const plan = complexFft(length)
  const half = (length + 1) / 2
  return {
    length,
    half,
    forward(x, offset, spectrum, at) {
      const { input } = plan
      for (let j = 0; j < length; j++) {
        input[2 * j] = x[offset + j]!
        input[2 * j + 1] = 0
      }
      const result = plan.run(1, false)
      for (let k = 0; k < 2 * half; k++) spectrum[at + k] = result[k]!
    },
    addInverse(spectrum, at, x, offset, scale) {
      const { input } = plan
      input[0] = spectrum[at]!
      input[1] = 0
      for (let k = 1; k < half; k++) {
        input[2 * k] = spectrum[at + 2 * k]!
        input[2 * k + 1] = spectrum[at + 2 * k + 1]!
        input[2 * (length - k)] = spectrum[at + 2 * k]!
        input[2 * (length - k) + 1] = -spectrum[at + 2 * k + 1]!
      }
      const result = plan.run(1, true)
      for (let j = 0; j < length; j++) x[offset + j]! += scale * result[2 * j]!
    },
  }
}

/**
 * With z_j = x_(2j) + i x_(2j+1) and h = n / 2: Z = E + i O, the transforms of even and odd samples,
 * E_k = (Z_k + conj Z_(h-k)) / 2, O_k = (Z_k - conj Z_(h-k)) / 2i, X_k = E_k + w^k O_k,
 * w = exp(-2 pi i / n).
 */
function evenFft(length: number): RealFft {
  const h = length / 2
  const plan = complexFft(h)
  const turns = new Float64Array(2 * (h + 1))
  for (let k = 0; k <= h; k++) {
    const { re, im } = rootOfUnity(k, length)
    turns[2 * k] = re
    turns[2 * k + 1] = im
  }
  return {
    length,
    half: h + 1,
    forward(x, offset, spectrum, at) {
      const { input } = plan
      for (let j = 0; j < length; j++) input[j] = x[offset + j]!
      const z = plan.run(1, false)
      spectrum[at] = z[0]! + z[1]!
      spectrum[at + 1] = 0
      spectrum[at + length] = z[0]! - z[1]!
      spectrum[at + length + 1] = 0
      for (let k = 1; k < h; k++) {
        const a = 2 * k
        const b = 2 * (h - k)
        const er = 0.5 * (z[a]! + z[b]!)
        const ei = 0.5 * (z[a + 1]! - z[b + 1]!)
        const or = 0.5 * (z[a + 1]! + z[b + 1]!)
        const oi = 0.5 * (z[b]! - z[a]!)
        const cos = turns[a]!
        const sin = turns[a + 1]!
        spectrum[at + a] = er + cos * or + sin * oi
        spectrum[at + a + 1] = ei + cos * oi - sin * or
      }
    },
    addInverse(spectrum, at, x, offset, scale) {
      const { input } = plan
      input[0] = spectrum[at]! + spectrum[at + length]!
      input[1] = spectrum[at]! - spectrum[at + length]!
      for (let k = 1; k < h; k++) {
        const a = at + 2 * k
        const b = at + 2 * (h - k)
        const er = spectrum[a]! + spectrum[b]!
        const ei = spectrum[a + 1]! - spectrum[b + 1]!
        const dr = spectrum[a]! - spectrum[b]!
        const di = spectrum[a + 1]! + spectrum[b + 1]!
        const cos = turns[2 * k]!
        const sin = turns[2 * k + 1]!
        // Z = E + i O with O = (X_k - conj X_(h-k)) w^-k
        input[2 * k] = er - (dr * sin + di * cos)
        input[2 * k + 1] = ei + (dr * cos - di * sin)
      }
      const z = plan.run(1, true)
      for (let j = 0; j < length; j++) x[offset + j]! += scale * z[j]!
    },
  }
}
