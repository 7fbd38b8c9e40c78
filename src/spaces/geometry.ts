/**
 * What kind of place a space is, for kernels, observables, inputs and pictures: its angles and the waves
 * that its labels name, its lattice, the quaternions of its rotations.
 */
import { fromEuler } from './quaternions.ts'
import type { Space } from './space.ts'

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

/**
 * The wave vector that a label names: "3" on a circle, "1,-1" or "1 x 2" on a torus; on O(2) and D(n) the k
 * of "Ek", and 0 for the labels of dimension one. Empty on other spaces.
 */
export function waveVector(label: string, space: Space): number[] {
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return label.split(/,| x /).map(Number)
    case 'mirror':
      return [label.startsWith('E') ? Number(label.slice(1)) : 0]
    default:
      return []
  }
}

/** Whether the two angles of a torus (four samples or more along each) meet at 120 degrees: told by its metric. */
export function isHexagonal(space: Space): boolean {
  const [n1, n2] = space.shape
  if (n1 === undefined || n2 === undefined || space.shape.length !== 2 || Math.min(n1, n2) < 4) return false
  const [a, b] = [space.distance(0, n2), space.distance(0, 1)]
  const diagonal = space.distance(0, n2 + 1)
  return (diagonal ** 2 - a ** 2 - b ** 2) / (2 * a * b) < -0.25
}

/** The quaternion of each point of SO(3) or SU(2), [N][x, y, z, w]. */
export function quaternionsOf(space: Space): Float64Array {
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) => space.coordinates.get(name)!)
  const out = new Float64Array(4 * space.size)
  for (let i = 0; i < space.size; i++) out.set(fromEuler(alpha![i]!, beta![i]!, gamma![i]!), 4 * i)
  return out
}
