/**
 * Permutations of 0 ... n-1 ranked in lexicographic order of their one-line images, so that S(n) is
 * the integers 0 ... n!-1. Ranks 2a and 2a+1 differ by the swap of the last two images: exactly one
 * of the two is even, and A(n) in lexicographic order is rank >> 1.
 */

/** Beyond this degree a table of all images would no longer fit (10! x 10 bytes = 36 MB). */
export const largestDegree = 10

const ones = Uint8Array.from({ length: 1 << largestDegree }, (_, bits) => {
  let count = 0
  for (let rest = bits; rest !== 0; rest >>= 1) count += rest & 1
  return count
})

export function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

/** Images of every permutation (or of the even ones), one after another: image i of element a at a n + i. */
export function imageTable(n: number, evenOnly: boolean): Uint8Array {
  const total = factorial(n)
  const table = new Uint8Array((evenOnly ? Math.ceil(total / 2) : total) * n)
  const current = Uint8Array.from({ length: n }, (_, i) => i)
  let even = true
  let end = 0
  for (let rank = 0; rank < total; rank++) {
    if (even || !evenOnly) {
      table.set(current, end)
      end += n
    }
    if (rank + 1 < total) even = advance(current) === even
  }
  return table
}

/** Turns the permutation into its successor; true when the step is an even permutation. */
function advance(images: Uint8Array): boolean {
  const n = images.length
  let pivot = n - 2
  while (images[pivot]! > images[pivot + 1]!) pivot--
  let successor = n - 1
  while (images[successor]! < images[pivot]!) successor--
  swap(images, pivot, successor)
  let swaps = 1
  for (let i = pivot + 1, j = n - 1; i < j; i++, j--) {
    swap(images, i, j)
    swaps++
  }
  return swaps % 2 === 0
}

function swap(images: Uint8Array, i: number, j: number): void {
  const kept = images[i]!
  images[i] = images[j]!
  images[j] = kept
}

/** Rank of p q, (p q)(i) = p(q(i)); p and q start at these offsets of the table. */
export function rankOfProduct(table: Uint8Array, p: number, q: number, n: number): number {
  let used = 0
  let rank = 0
  for (let i = 0; i < n; i++) {
    const image = table[p + table[q + i]!]!
    rank = rank * (n - i) + image - ones[used & ((1 << image) - 1)]!
    used |= 1 << image
  }
  return rank
}

/** Rank of a permutation given by its images. */
export function rankOf(images: ArrayLike<number>): number {
  const n = images.length
  let used = 0
  let rank = 0
  for (let i = 0; i < n; i++) {
    const image = images[i]!
    rank = rank * (n - i) + image - ones[used & ((1 << image) - 1)]!
    used |= 1 << image
  }
  return rank
}

/** Images of the permutation of this rank. */
export function unrank(rank: number, n: number): number[] {
  const digits = new Array<number>(n)
  for (let i = n - 1; i >= 0; i--) {
    digits[i] = rank % (n - i)
    rank = Math.floor(rank / (n - i))
  }
  const left = Array.from({ length: n }, (_, i) => i)
  return digits.map((digit) => left.splice(digit, 1)[0]!)
}

/** Cycle notation for a person: `(0 1 2)(3 4)`, `()` for the identity. */
export function cycleNotation(images: ArrayLike<number>): string {
  const seen = new Set<number>()
  let text = ''
  for (let start = 0; start < images.length; start++) {
    if (seen.has(start) || images[start] === start) continue
    const cycle: number[] = []
    for (let i = start; !seen.has(i); i = images[i]!) {
      seen.add(i)
      cycle.push(i)
    }
    text += `(${cycle.join(' ')})`
  }
  return text === '' ? '()' : text
}

/** A number that tells the cycle types of permutations of one degree apart; images start at the offset. */
export function cycleTypeKey(table: Uint8Array, offset: number, n: number): number {
  let seen = 0
  let key = 0
  for (let start = 0; start < n; start++) {
    if ((seen >> start) & 1) continue
    let weight = 1
    for (let i = start; ((seen >> i) & 1) === 0; i = table[offset + i]!) {
      seen |= 1 << i
      weight *= n + 1
    }
    // weight = (n + 1)^length, so the key counts the cycles of each length in base n + 1
    key += weight
  }
  return key
}

/** Lengths of all cycles, fixed points included, longest first. */
export function cycleType(images: ArrayLike<number>): readonly number[] {
  const seen = new Uint8Array(images.length)
  const lengths: number[] = []
  for (let start = 0; start < images.length; start++) {
    let length = 0
    for (let i = start; seen[i] === 0; i = images[i]!) {
      seen[i] = 1
      length++
    }
    if (length > 0) lengths.push(length)
  }
  return lengths.sort((a, b) => b - a)
}
