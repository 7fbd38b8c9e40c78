/** What kind of place a space is, for observables and inputs that move on it; and quaternions of rotations. */
import { fromEuler } from '../spaces/quaternions.ts'
import type { Space } from '../spaces/space.ts'

/** `mirror`: rotations and reflections, O(2) and D(n). `discrete`: no angle to speak of. */
export type Geometry = 'circle' | 'torus' | 'mirror' | 'sphere' | 'rotation' | 'spin' | 'discrete'

export function geometryOf(space: Space): Geometry {
  const has = (name: string) => space.coordinates.has(name)
  if (has('x') && has('y') && has('z')) return 'sphere'
  if (has('alpha') && has('beta') && has('gamma')) return space.name.startsWith('SU') ? 'spin' : 'rotation'
  if (has('theta') && has('s')) return 'mirror'
  if (has('theta')) return 'circle'
  if (has('theta1')) return 'torus'
  return 'discrete'
}

/** `theta` on a circle, `theta1`, `theta2`, ... on a torus. */
export function angleNames(space: Space): string[] {
  if (space.coordinates.has('theta')) return ['theta']
  return [...space.coordinates.keys()].filter((name) => /^theta\d+$/.test(name))
}

/** The quaternion of each point of SO(3) or SU(2), [N][x, y, z, w]. */
export function quaternionsOf(space: Space): Float64Array {
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) => space.coordinates.get(name)!)
  const out = new Float64Array(4 * space.size)
  for (let i = 0; i < space.size; i++) out.set(fromEuler(alpha![i]!, beta![i]!, gamma![i]!), 4 * i)
  return out
}
