/** What one component of a manifold of equilibria is, G0 / (H and G0) of the identity component G0, as a name. */
import { geometryOf } from '../../spaces/geometry.ts'
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import type { Coordinates } from './coordinates.ts'
import { derivedDimension, lieName } from './lie-name.ts'
import type { Stabiliser } from './orbit.ts'

export function topologyOf(
  flow: Flow,
  algebra: Algebra,
  _: Coordinates,
  { algebra: fixed, motions }: Stabiliser,
): string {
  const d = algebra.generators.length
  const r = d - fixed.length
  const over = motions.length
  if (r === 0) return 'point'
  if (algebra.candidates.every(({ kind }) => kind === 'circle')) return r === 1 ? 'S1' : `T${r}`
  const spin = flow.network.populations.some(({ space }) => geometryOf(space) === 'spin')
  const all = Array.from({ length: d }, (__, k) =>
    Float64Array.from({ length: d }, (___, i) => (i === k ? 1 : 0)),
  )
  const whole = lieName(algebra, all)
  if (r === 2 && over <= 2 && derivedDimension(algebra, all) === d) return over === 1 ? 'S2' : 'RP2'
  if (d === 3 && r === 3) {
    const name = spin ? 'S3' : 'SO(3)'
    if (spin && over === 2) return 'SO(3)'
    return over === 1 ? name : `${name}/(order ${over})`
  }
  if (d === 6 && r === 4 && derivedDimension(algebra, fixed) === 0) {
    if (over === 1) return 'S2 x S2'
    return over === 2 ? '(S2 x S2)/Z2' : `(S2 x S2)/(order ${over})`
  }
  if (d === 6 && r === 3 && over === 1) return spin ? 'S3' : 'SO(3)'
  if (d === 6 && r === 3 && over === 2 && spin) return 'SO(3)'
  if (fixed.length === 0) return over === 1 ? whole : `(${whole})/(order ${over})`
  const own = lieName(algebra, fixed)
  const below = over === 1 ? own : own === 'SO(2)' && over === 2 ? 'O(2)' : `(${own}, ${over} components)`
  return `(${whole})/${below}`
}
