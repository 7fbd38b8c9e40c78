/** The brush: a smooth profile about one neuron, added to the first variable of its population for as long as it is held. */
import type { Layout, Space } from '../../../src/index.ts'
import { isList } from '../../../src/spaces/list.ts'

/**
 * A direction in the state of one replica: 1 at `neuron`, falling to 0 at a geodesic distance of `radius` times the
 * largest from the origin, as (1 + cos) / 2; the same for all copies. In a list neurons are as far apart as their
 * numbers.
 */
export function brushOf(
  { blocks, stateLength }: Layout,
  population: number,
  space: Space,
  neuron: number,
  radius: number,
): Float32Array {
  const direction = new Float32Array(stateLength)
  const { state, sites, copies } = blocks[population]!
  const isOrder = isList(space)
  const reach = radius * (isOrder ? sites : farthest(space))
  const profile = direction.subarray(state, state + sites)
  for (let g = 0; g < sites; g++) {
    const d = isOrder ? Math.abs(neuron - g) : space.distance(neuron, g)
    if (d < reach) profile[g] = 0.5 * (1 + Math.cos((Math.PI * d) / reach))
  }
  profile[neuron] = 1
  for (let copy = 1; copy < copies; copy++) direction.set(profile, state + copy * sites)
  return direction
}

const reaches = new WeakMap<Space, number>()

/** The largest distance from the identity or the pole. */
function farthest(space: Space): number {
  const known = reaches.get(space)
  if (known !== undefined) return known
  const found = space.coordinates.get('distance')!.reduce((most, d) => Math.max(most, d), 0)
  reaches.set(space, found)
  return found
}
