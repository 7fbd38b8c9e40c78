/** Vectors of states under the weighted inner product <a, b> = sum w a b of a flow. */

/** sum_i w_i a_i b_i */
export function dot(weights: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += weights[i]! * a[i]! * b[i]!
  return sum
}

/** sum_i a_i b_i, without weights */
export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export function norm(weights: Float64Array, a: Float64Array): number {
  return Math.sqrt(dot(weights, a, a))
}

/** max |a_i|; NaN when an entry is NaN */
export function largest(a: Float64Array): number {
  let most = 0
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!)
    if (!(size <= most)) most = size
  }
  return most
}

/** a + factor b, new */
export function plus(a: Float64Array, b: Float64Array, factor = 1): Float64Array {
  const sum = a.slice()
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * b[i]!
  return sum
}

/**
 * A basis, orthonormal under the weights, of the span of the given vectors: those that add less than
 * `cut` of the longest are dropped. Gram-Schmidt, twice.
 */
export function orthonormal(
  weights: Float64Array,
  vectors: readonly Float64Array[],
  cut = 1e-8,
): Float64Array[] {
  const longest = Math.max(0, ...vectors.map((v) => norm(weights, v)))
  const basis: Float64Array[] = []
  if (longest === 0) return basis
  // the longest remainder first, so that the rank is revealed
  const left = vectors.map((v) => v.slice())
  while (left.length > 0) {
    const lengths = left.map((v) => norm(weights, v))
    const at = lengths.indexOf(Math.max(...lengths))
    if (!(lengths[at]! > cut * longest)) break
    const next = left.splice(at, 1)[0]!
    for (const b of basis) removeAlong(weights, next, b)
    scale(next, 1 / norm(weights, next))
    basis.push(next)
    for (const v of left) removeAlong(weights, v, next)
  }
  return basis
}

/** v -= <b, v> b for a unit vector b, in place; returns <b, v>. */
export function removeAlong(weights: Float64Array, v: Float64Array, b: Float64Array): number {
  const along = dot(weights, v, b)
  for (let i = 0; i < v.length; i++) v[i]! -= along * b[i]!
  return along
}

export function scale(v: Float64Array, factor: number): void {
  for (let i = 0; i < v.length; i++) v[i]! *= factor
}

/** a += factor b, in place */
export function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!
}
