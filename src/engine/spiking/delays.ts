/** Delays in whole steps: one for a connection, or one for every distance on the space. */
import { InputError } from '../../errors.ts'
import type { Connection, Network } from '../../model/network.ts'
import type { Space } from '../../spaces/space.ts'

/** Rounded to the nearest step; what comes on time is not late by rounding. */
export function stepsOf(time: number, dt: number): number {
  return Math.round(time / dt)
}

/** True when the delay differs between pairs of sites. */
export function isByDistance({ delay }: Connection): boolean {
  return delay?.kind === 'speed'
}

/** Steps of the constant part, which is all of it where the delay is the same everywhere. */
export function constantSteps({ delay }: Connection, dt: number): number {
  return delay === undefined ? 0 : stepsOf(delay.time, dt)
}

/** Steps at a distance, the constant part included. */
export function stepsAt({ delay }: Connection, dt: number): (distance: number) => number {
  if (delay?.kind !== 'speed') throw new Error('the delay is the same everywhere')
  const { speed, time } = delay
  const constant = stepsOf(time, dt)
  return (distance) => constant + stepsOf(distance / speed, dt)
}

/** The space on which both ends lie. Throws InputError where they lie on two. */
export function sharedSpace(network: Network, { from, to, place }: Connection): Space {
  const [a, b] = [network.populations[from]!.space, network.populations[to]!.space]
  if (a === b || (a.name === b.name && a.size === b.size)) return a
  throw new InputError(
    `${place}.delay`,
    'populations on one space, on which there are distances',
    `${a.name} and ${b.name}`,
    'Give a constant delay',
  )
}

/** The longest delay of a connection in steps. Throws InputError as `sharedSpace`. */
export function longestSteps(network: Network, connection: Connection): number {
  const { dt } = network.simulation
  if (!isByDistance(connection)) return constantSteps(connection, dt)
  return stepsAt(connection, dt)(farthest(sharedSpace(network, connection)))
}

const farthestOf = new WeakMap<Space, number>()

/** The greatest distance between two points: from the identity where the points form a group. */
function farthest(space: Space): number {
  let most = farthestOf.get(space)
  if (most !== undefined) return most
  most = 0
  if (space.sample !== null) for (const d of space.coordinates.get('distance')!) most = Math.max(most, d)
  else
    for (let a = 0; a < space.size; a++)
      for (let b = 0; b < a; b++) most = Math.max(most, space.distance(a, b))
  farthestOf.set(space, most)
  return most
}
