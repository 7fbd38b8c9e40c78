/**
 * Sums of roots of unity with integer coefficients, z = sum_k m_k exp(2 pi i k / n), rounded once:
 * whether Re z or Im z is a half-integer is decided exactly in the cyclotomic field, so characters that
 * are integers, or that vanish, are so to the last bit.
 */
import { factorise, gcd, residue } from './integers.ts'
import { rootOfUnity } from './roots.ts'

/** @param exponents the k's, each with its multiplicity: sum over entries of exp(2 pi i k / n) */
export function sumOfRoots(exponents: ArrayLike<number>, n: number): { re: number; im: number } {
  if (exponents.length === 1) return rootOfUnity(exponents[0]!, n)
  let re = 0
  let im = 0
  const add = (k: number, multiplicity: number) => {
    const root = rootOfUnity(k, n)
    re += multiplicity * root.re
    im += multiplicity * root.im
  }
  if (exponents.length < n) for (let i = 0; i < exponents.length; i++) add(exponents[i]!, 1)
  else
    lowered(exponents, n).forEach((multiplicity, k) => {
      if (multiplicity !== 0) add(k, multiplicity)
    })
  const real = isReal(exponents, n)
  return { re: settled(re, exponents, n, false), im: real ? 0 : settled(im, exponents, n, true) }
}

/**
 * Multiplicities of the same sum, made small: the roots k, k + n/p, k + 2n/p, ... sum to zero for each
 * prime p of n, so that what all p have in common can go before anything is rounded.
 */
function lowered(exponents: ArrayLike<number>, n: number): Float64Array {
  const multiplicities = new Float64Array(n)
  for (let i = 0; i < exponents.length; i++) multiplicities[exponents[i]!]!++
  for (const [p] of factorise(n))
    for (let start = 0; start < n / p; start++) {
      let least = multiplicities[start]!
      for (let k = start; k < n; k += n / p) least = Math.min(least, multiplicities[k]!)
      for (let k = start; k < n; k += n / p) multiplicities[k]! -= least
    }
  return multiplicities
}

/** Whether the exponents come in pairs k, n - k (enough for a real sum, and quick). */
function isReal(exponents: ArrayLike<number>, n: number): boolean {
  const sorted = Int32Array.from(exponents).sort()
  const first = sorted.findIndex((k) => k !== 0)
  if (first < 0) return true
  for (let i = first, j = sorted.length - 1; i <= j; i++, j--) if (sorted[i]! + sorted[j]! !== n) return false
  return true
}

/** The value itself, or the half-integer that it is when the cyclotomic field says so. */
function settled(value: number, exponents: ArrayLike<number>, n: number, imaginary: boolean): number {
  const half = Math.round(2 * value)
  if (Math.abs(2 * value - half) > 1e-9 * (1 + exponents.length)) return value
  // twice the part is z + conj z, or -i z + i conj z, over roots of order 4n
  const order = 4 * n
  const coefficients = new Float64Array(order)
  for (let i = 0; i < exponents.length; i++) {
    const k = 4 * residue(exponents[i]!, n)
    const up = imaginary ? residue(k - n, order) : k
    const down = imaginary ? residue(n - k, order) : residue(-k, order)
    coefficients[up] = coefficients[up]! + 1
    coefficients[down] = coefficients[down]! + 1
  }
  coefficients[0] = coefficients[0]! - half
  return isZero(coefficients) ? half / 2 + 0 : value
}

/**
 * Whether sum_k c_k exp(2 pi i k / n) = 0, n = c.length: for each prime p of n the p powers that differ
 * by n / p sum to zero; writing one of them by the others leaves a basis of the field. Overwrites c.
 */
export function isZero(c: Float64Array): boolean {
  const used: number[] = []
  let common = c.length
  for (let k = 0; k < c.length; k++) if (c[k] !== 0) used.push(k)
  for (const k of used) common = gcd(common, k)
  const n = c.length / common
  let values = Float64Array.from({ length: n }, (_, k) => c[k * common]!)
  for (const [p, exponent] of factorise(n)) {
    const whole = p ** exponent
    const part = whole / p
    const step = n / p
    const next = values.slice()
    for (let k = 0; k < n; k++) {
      if (Math.floor((k % whole) / part) !== p - 1 || values[k] === 0) continue
      for (let j = 0; j < p; j++) {
        const at = (k + j * step) % n
        next[at] = next[at]! - values[k]!
      }
    }
    values = next
  }
  return values.every((value) => value === 0)
}
