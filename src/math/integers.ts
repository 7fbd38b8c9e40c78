/** Elementary number theory on safe integers: divisors, primes, factorisations. */

export function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return Math.abs(a)
}

export function lcm(a: number, b: number): number {
  return (a / gcd(a, b)) * b
}

/** a mod n in 0 ... n - 1, also for negative a, and never -0 */
export function residue(a: number, n: number): number {
  const r = a % n
  return r < 0 ? r + n : r + 0
}

/** The prime powers of n >= 1, smallest prime first: 360 gives [[2, 3], [3, 2], [5, 1]]. */
export function factorise(n: number): readonly (readonly [prime: number, exponent: number])[] {
  const factors: [number, number][] = []
  for (let p = 2; p * p <= n; p += p === 2 ? 1 : 2) {
    let exponent = 0
    for (; n % p === 0; n /= p) exponent++
    if (exponent > 0) factors.push([p, exponent])
  }
  if (n > 1) factors.push([n, 1])
  return factors
}

export function isPrime(n: number): boolean {
  return n > 1 && factorise(n)[0]![0] === n
}

/** All positive divisors of n, ascending. */
export function divisors(n: number): readonly number[] {
  const all: number[] = []
  for (let d = 1; d * d <= n; d++)
    if (n % d === 0) {
      all.push(d)
      if (d * d !== n) all.push(n / d)
    }
  return all.sort((a, b) => a - b)
}
