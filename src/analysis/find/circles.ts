/**
 * How many circles a sample makes of one that it pins along the other directions of its orbit: images under the
 * sample's own symmetries, of which those along the circle are it again. The mean of z^2 round the circle is the same
 * at all its points and moves as it does.
 */
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { dot, largest } from '../vectors.ts'
import { WALKED } from '../walk.ts'
import { samplePoints } from './pinned.ts'

/** Points of a circle over which is averaged, a prime that no sample shares, and turns of either angle on its way round. */
const points = 61
const mostTurns = 4
/** Angle, in the plane of both generators, within which a circle lies along a tangent that was walked. */
const NEAR = 0.1

/** @param along its tangent at the state; null where no circle along it rests all round, or it has too many images */
export function circlesOf(
  flow: Flow,
  symmetry: Symmetry,
  state: Float64Array,
  along: Float64Array,
): number | null {
  const velocity = new Float64Array(flow.length)
  for (const turn of turnsAlong(flow, symmetry, state, along)) {
    const mean = new Float64Array(flow.length)
    let fastest = 0
    for (let k = 0; k < points && fastest <= WALKED; k++) {
      const z = symmetry.move(
        turn.map((c) => (2 * Math.PI * c * k) / points),
        state,
      )
      flow.evaluate(z, velocity)
      fastest = Math.max(fastest, largest(velocity))
      for (let i = 0; i < z.length; i++) mean[i]! += z[i]! ** 2 / points
    }
    if (fastest <= WALKED) return samplePoints(flow, symmetry, { unsigned: true })(mean)?.count ?? null
  }
  return null
}

/** Whole turns of two circles near a tangent, the nearest first; none where the generators are others. */
function turnsAlong(
  { weights }: Flow,
  symmetry: Symmetry,
  state: Float64Array,
  along: Float64Array,
): Float64Array[] {
  const tangents = symmetry.tangents(state)
  if (tangents.length !== 2) return []
  const [a, b] = tangents as [Float64Array, Float64Array]
  // x a + y b = along, by least squares
  const [aa, ab, bb] = [dot(weights, a, a), dot(weights, a, b), dot(weights, b, b)]
  const [ra, rb] = [dot(weights, a, along), dot(weights, b, along)]
  const [x, y] = [ra * bb - rb * ab, rb * aa - ra * ab]
  const found: { readonly turn: Float64Array; readonly angle: number }[] = []
  for (let p = 0; p <= mostTurns; p++)
    for (let q = -mostTurns; q <= mostTurns; q++) {
      const angle = Math.asin(Math.abs(p * y - q * x) / (Math.hypot(p, q) * Math.hypot(x, y)))
      if (isCoprime(p, q) && angle <= NEAR) found.push({ turn: Float64Array.of(p, q), angle })
    }
  return found.sort((one, other) => one.angle - other.angle).map(({ turn }) => turn)
}

function isCoprime(p: number, q: number): boolean {
  let [a, b] = [Math.abs(p), Math.abs(q)]
  while (b > 0) [a, b] = [b, a % b]
  return a === 1
}
