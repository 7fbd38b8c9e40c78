/**
 * Drift and diffusion of a decoded position: how far a bump is carried, and how far it wanders, from a
 * recording of its position in many replicas. Angles are unwrapped from frame to frame.
 */

import type { RecordedArray } from '../engine/recording.ts'
import { InputError, quoted } from '../errors.ts'

export interface Diffusion {
  /** mean displacement per unit of time, the slope through the origin of the mean over replicas */
  readonly drift: number
  /** its standard error over replicas */
  readonly driftError: number
  /** half the slope of the variance over replicas: Var = 2 D t for a diffusion */
  readonly diffusion: number
  /** replicas whose position is known at every frame used */
  readonly replicas: number
}

/**
 * Of one coordinate of `NAME.position`, [time, replica, coordinate], with the given period.
 * @param from time from which displacements are counted, for transients to die out
 * Throws InputError where fewer than two replicas or three frames are left.
 */
export function diffusionOf(
  times: Float64Array,
  position: RecordedArray,
  { coordinate = 0, period = 2 * Math.PI, from = times[0] ?? 0 } = {},
): Diffusion {
  const [, replicas, width] = position.shape as [number, number, number]
  const first = times.findIndex((time) => time >= from - 1e-9)
  const frames = first < 0 ? 0 : times.length - first
  const ways: Float64Array[] = []
  for (let replica = 0; replica < replicas; replica++) {
    const way = new Float64Array(frames)
    for (let f = 1; f < frames; f++) {
      const at = (frame: number) =>
        position.data[((first + frame) * replicas + replica) * width + coordinate]!
      const turned = at(f) - at(f - 1)
      way[f] = way[f - 1]! + turned - period * Math.round(turned / period)
    }
    if (way.every(Number.isFinite)) ways.push(way)
  }
  if (ways.length < 2 || frames < 3)
    throw new InputError(
      'record',
      'positions of at least two replicas in three frames',
      `${quoted(ways.length)} replicas with a position throughout, ${frames} frames`,
      'Record position more often, with more replicas or a later start',
    )
  const t = Float64Array.from({ length: frames }, (_, f) => times[first + f]! - times[first]!)
  const squares = t.reduce((sum, value) => sum + value * value, 0)
  const slope = (values: ArrayLike<number>) => {
    let sum = 0
    for (let f = 0; f < frames; f++) sum += t[f]! * values[f]!
    return sum / squares
  }
  const means = new Float64Array(frames)
  const variances = new Float64Array(frames)
  for (const way of ways) for (let f = 0; f < frames; f++) means[f]! += way[f]! / ways.length
  for (const way of ways)
    for (let f = 0; f < frames; f++) variances[f]! += (way[f]! - means[f]!) ** 2 / (ways.length - 1)
  const drifts = ways.map(slope)
  const drift = slope(means)
  const spread = drifts.reduce((sum, value) => sum + (value - drift) ** 2, 0) / (ways.length - 1)
  return {
    drift,
    driftError: Math.sqrt(spread / ways.length),
    diffusion: 0.5 * slope(variances),
    replicas: ways.length,
  }
}
