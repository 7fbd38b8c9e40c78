/**
 * Complex discrete Fourier transforms of any length in float64: Stockham passes of radix 8, 5, 4, 3,
 * 2 and of odd primes up to 31, Bluestein's chirp for lengths with a larger prime factor. A plan owns
 * its twiddles and its two work arrays, so that nothing is allocated per call.
 * Errors: relative rms about 1e-16 sqrt(log2 n) (Bluestein: of three transforms of length 2n to 4n).
 */
import { oddPass, type Pass, pass2, pass3, pass4, pass5, pass8 } from './fft-passes.ts'
import { rootOfUnity } from './roots.ts'

/**
 * A transform of `lanes` interleaved sequences at once. Fill `input` with [length][lanes] complex
 * numbers (real and imaginary parts in turn), call `run`, read the array that it returns; both arrays
 * belong to the plan and are overwritten by the next run.
 */
export interface ComplexFft {
  readonly length: number
  /** the most lanes that a run may have */
  readonly lanes: number
  readonly input: Float64Array
  /** X_k = sum_j x_j exp(-+ 2 pi i j k / length), without a factor; the sign is + for the inverse */
  run(lanes: number, inverse: boolean): Float64Array
}

const LARGEST_DIRECT_PRIME = 31

/** Plans transforms of one length. Errors: none; length and lanes are positive integers. */
export function complexFft(length: number, lanes = 1): ComplexFft {
  const radices = radicesOf(length)
  return radices === null ? chirpFft(length, lanes) : stockhamFft(length, lanes, radices)
}

/** The radices of a length in the order of the passes; null when a prime factor is too large. */
function radicesOf(length: number): number[] | null {
  const radices: number[] = []
  let rest = length
  for (const radix of [8, 4, 2, 3, 5]) {
    while (rest % radix === 0) {
      radices.push(radix)
      rest /= radix
    }
  }
  for (let prime = 7; rest > 1; prime += 2) {
    if (prime > LARGEST_DIRECT_PRIME) return null
    while (rest % prime === 0) {
      radices.push(prime)
      rest /= prime
    }
  }
  return radices
}

function passOf(radix: number): Pass {
  if (radix === 2) return pass2
  if (radix === 3) return pass3
  if (radix === 4) return pass4
  if (radix === 5) return pass5
  if (radix === 8) return pass8
  const roots = new Float64Array(2 * radix)
  for (let t = 0; t < radix; t++) {
    const { re, im } = rootOfUnity(t, radix)
    roots[2 * t] = re
    roots[2 * t + 1] = im
  }
  return oddPass(radix, roots)
}

interface Stage {
  readonly pass: Pass
  readonly m: number
  /** product of the radices already done */
  readonly done: number
  readonly twiddles: Float64Array
}

function stockhamFft(length: number, lanes: number, radices: readonly number[]): ComplexFft {
  const stages: Stage[] = []
  for (let i = 0, rest = length; i < radices.length; i++) {
    const radix = radices[i]!
    const m = rest / radix
    const twiddles = new Float64Array(2 * m * (radix - 1))
    for (let p = 0, t = 0; p < m; p++) {
      for (let j = 1; j < radix; j++, t += 2) {
        const { re, im } = rootOfUnity(p * j, rest)
        twiddles[t] = re
        twiddles[t + 1] = -im
      }
    }
    stages.push({ pass: passOf(radix), m, done: length / rest, twiddles })
    rest = m
  }
  const input = new Float64Array(2 * length * lanes)
  const other = new Float64Array(2 * length * lanes)
  return {
    length,
    lanes,
    input,
    run(count, inverse) {
      let from = input
      let to = other
      const re = inverse ? 1 : 0
      for (let i = 0; i < stages.length; i++) {
        const { pass, m, done, twiddles } = stages[i]!
        pass(from, to, m, done * count, twiddles, re, 1 - re)
        const swap = from
        from = to
        to = swap
      }
      return from
    },
  }
}

/**
 * Bluestein: with c_j = exp(-pi i j^2 / n), X_k = c_k sum_j (x_j c_j) conj(c_(k-j)), a convolution,
 * done by transforms of a length that has small factors only.
 */
function chirpFft(length: number, lanes: number): ComplexFft {
  const padded = smoothAtLeast(2 * length - 1)
  const inner = complexFft(padded, lanes)
  const chirp = new Float64Array(2 * length)
  for (let j = 0; j < length; j++) {
    // j^2 modulo 2n, exact below 2^53; lengths beyond 9e7 would need more
    const { re, im } = rootOfUnity((j * j) % (2 * length), 2 * length)
    chirp[2 * j] = re
    chirp[2 * j + 1] = -im
  }
  const single = complexFft(padded)
  for (let j = 0; j < length; j++) {
    single.input[2 * j] = chirp[2 * j]!
    single.input[2 * j + 1] = -chirp[2 * j + 1]!
    if (j === 0) continue
    single.input[2 * (padded - j)] = chirp[2 * j]!
    single.input[2 * (padded - j) + 1] = -chirp[2 * j + 1]!
  }
  const filter = single.run(1, false).slice()
  for (let k = 0; k < 2 * padded; k++) filter[k]! /= padded
  const input = new Float64Array(2 * length * lanes)
  return {
    length,
    lanes,
    input,
    run(count, inverse) {
      const re = inverse ? 1 : 0
      const im = 1 - re
      multiply(input, chirp, inner.input, length, count, re, im)
      inner.input.fill(0, 2 * length * count, 2 * padded * count)
      const spectrum = inner.run(count, false)
      multiply(spectrum, filter, inner.input, padded, count, 0, 1)
      const result = inner.run(count, true)
      multiply(result, chirp, input, length, count, 0, 1)
      if (inverse) exchange(input, length * count)
      return input
    },
  }
}

/** to[j][q] = from[j][q] factor[j]; the parts of `from` are read exchanged when re = 1. */
function multiply(
  from: Float64Array,
  factor: Float64Array,
  to: Float64Array,
  length: number,
  lanes: number,
  re: number,
  im: number,
): void {
  for (let j = 0, a = 0; j < length; j++) {
    const cos = factor[2 * j]!
    const sin = factor[2 * j + 1]!
    for (let q = 0; q < lanes; q++, a += 2) {
      const x = from[a + re]!
      const y = from[a + im]!
      to[a] = x * cos - y * sin
      to[a + 1] = x * sin + y * cos
    }
  }
}

function exchange(data: Float64Array, count: number): void {
  for (let a = 0; a < 2 * count; a += 2) {
    const re = data[a]!
    data[a] = data[a + 1]!
    data[a + 1] = re
  }
}

/** The smallest number >= n whose prime factors are 2, 3 and 5. */
function smoothAtLeast(n: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let fives = 1; fives < 5 * n; fives *= 5) {
    for (let threes = fives; threes < 3 * n; threes *= 3) {
      let length = threes
      while (length < n) length *= 2
      if (length < best) best = length
    }
  }
  return best
}
