/**
 * Arithmetic in the field of p elements, p a prime below 2^26, so that products stay exact in float64.
 * Vectors and polynomials hold residues 0 ... p-1 in float64 arrays; polynomials lowest degree first.
 */
import { factorise, isPrime } from './integers.ts'

/** The smallest prime p = 1 mod n with p > bound. */
export function primeWithRoots(n: number, bound: number): number {
  let p = Math.floor(bound / n) * n + 1
  while (p <= bound || !isPrime(p)) p += n
  return p
}

export function powerModulo(base: number, exponent: number, p: number): number {
  let result = 1
  for (let square = base % p, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}

export function inverseModulo(a: number, p: number): number {
  return powerModulo(a, p - 2, p)
}

/** An element of multiplicative order n; n divides p - 1. */
export function rootOfOrder(n: number, p: number): number {
  const primes = factorise(n).map(([prime]) => prime)
  for (let candidate = 2; ; candidate++) {
    const root = powerModulo(candidate, (p - 1) / n, p)
    if (primes.every((prime) => powerModulo(root, n / prime, p) !== 1)) return root
  }
}

/** The rest of a after division by the monic polynomial f, in place; at most deg f coefficients are kept. */
function reduceBy(a: Float64Array, f: Float64Array, p: number): Float64Array {
  const degree = f.length - 1
  for (let top = a.length - 1; top >= degree; top--) {
    const c = a[top]!
    if (c === 0) continue
    const shift = top - degree
    for (let i = 0; i < degree; i++) a[shift + i] = (a[shift + i]! + (p - c) * f[i]!) % p
    a[top] = 0
  }
  return a.subarray(0, Math.min(degree, a.length))
}

/** a b mod f. */
function multiplyModulo(a: Float64Array, b: Float64Array, f: Float64Array, p: number): Float64Array {
  const product = new Float64Array(a.length + b.length - 1)
  for (let i = 0; i < a.length; i++) {
    const c = a[i]!
    if (c === 0) continue
    for (let j = 0; j < b.length; j++) product[i + j] = (product[i + j]! + c * b[j]!) % p
  }
  return reduceBy(product, f, p)
}

function trimmed(a: Float64Array): Float64Array {
  let length = a.length
  while (length > 0 && a[length - 1] === 0) length--
  return a.subarray(0, length)
}

function monic(a: Float64Array, p: number): Float64Array {
  const scale = inverseModulo(a[a.length - 1]!, p)
  return a.map((c) => (c * scale) % p)
}

/** The monic greatest common divisor. */
function commonDivisor(a: Float64Array, b: Float64Array, p: number): Float64Array {
  let [f, g] = [trimmed(a), trimmed(b)]
  while (g.length > 0) {
    g = monic(g, p)
    ;[f, g] = [g, trimmed(reduceBy(f.slice(), g, p))]
  }
  return monic(f, p)
}

/** The quotient of the monic f by its monic divisor g. */
function quotient(f: Float64Array, g: Float64Array, p: number): Float64Array {
  const rest = f.slice()
  const degree = g.length - 1
  const result = new Float64Array(f.length - degree)
  for (let top = rest.length - 1; top >= degree; top--) {
    const c = rest[top]!
    result[top - degree] = c
    for (let i = 0; i <= degree; i++) {
      const at = top - degree + i
      rest[at] = (rest[at]! + (p - c) * g[i]!) % p
    }
  }
  return result
}

/**
 * The roots of a monic polynomial that is a product of distinct linear factors; null when it is not
 * (Cantor and Zassenhaus 1981, degree one: gcd(f, (x + a)^((p-1)/2) - 1) halves f).
 */
export function rootsModulo(f: Float64Array, p: number): readonly number[] | null {
  const degree = f.length - 1
  const x = reduceBy(Float64Array.of(0, 1), f, p)
  const frobenius = trimmed(raised(x, p, f, p))
  if (degree > 0 && frobenius.join() !== trimmed(x).join()) return null
  const roots: number[] = []
  const parts = [f]
  for (let shift = 1; parts.length > 0; shift++) {
    const part = parts.pop()!
    if (part.length === 1) continue
    if (part.length === 2) {
      roots.push((p - part[0]!) % p)
      continue
    }
    const half = raised(Float64Array.of(shift % p, 1), (p - 1) / 2, part, p).slice()
    half[0] = (half[0]! + p - 1) % p
    const divisor = trimmed(half).length === 0 ? part : commonDivisor(part, half, p)
    if (divisor.length === 1 || divisor.length === part.length) parts.push(part)
    else parts.push(divisor, quotient(part, divisor, p))
  }
  return roots
}

function raised(base: Float64Array, exponent: number, f: Float64Array, p: number): Float64Array {
  let result: Float64Array = Float64Array.of(1)
  // left to right, so that every second product is by the short base
  for (const bit of exponent.toString(2)) {
    result = multiplyModulo(result, result, f, p)
    if (bit === '1') result = multiplyModulo(result, base, f, p)
  }
  const padded = new Float64Array(Math.max(1, f.length - 1))
  padded.set(result.subarray(0, padded.length))
  return padded
}

/** The shortest linear recurrence of a sequence as a monic polynomial (Berlekamp 1968, Massey 1969). */
export function recurrence(sequence: Float64Array, p: number): Float64Array {
  let current = [1]
  let previous = [1]
  let length = 0
  let gap = 1
  let lastDiscrepancy = 1
  for (let n = 0; n < sequence.length; n++) {
    let discrepancy = 0
    for (let i = 0; i <= length; i++) discrepancy = (discrepancy + (current[i] ?? 0) * sequence[n - i]!) % p
    if (discrepancy === 0) {
      gap++
      continue
    }
    const scale = (discrepancy * inverseModulo(lastDiscrepancy, p)) % p
    const updated = current.slice()
    while (updated.length < previous.length + gap) updated.push(0)
    for (let i = 0; i < previous.length; i++)
      updated[i + gap] = (updated[i + gap]! + (p - scale) * previous[i]!) % p
    if (2 * length <= n) {
      length = n + 1 - length
      previous = current
      lastDiscrepancy = discrepancy
      gap = 1
    } else gap++
    current = updated
  }
  const polynomial = new Float64Array(length + 1)
  for (let i = 0; i <= length; i++) polynomial[length - i] = current[i] ?? 0
  return polynomial
}
