/** What the resident pass needs to draw the same noise as the host. */
import type { ResidentText } from '../../../../shaders/resident/structure.ts'
import { keyInto } from '../../../math/philox.ts'
import type { Network } from '../../../model/network.ts'
import { colouredNoise } from '../../noise.ts'

/** The key words of every replica, two each. */
export function keysOf(seed: number, replicas: number): Uint32Array {
  const keys = new Uint32Array(2 * replicas)
  for (let r = 0; r < replicas; r++) keyInto(seed, r, keys.subarray(2 * r, 2 * r + 2))
  return keys
}

/** The noise's constants, as shaders/resident/update.wgsl.ts reads them. */
export interface ResidentNoise {
  readonly kind: ResidentText['noise']
  readonly constants: readonly number[]
  readonly stationary: number
}

export function noiseOf({ noise: { sigma, correlationTime }, simulation: { dt } }: Network): ResidentNoise {
  if (sigma === 0) return { kind: 'none', constants: [], stationary: 0 }
  if (correlationTime === null || correlationTime === 0)
    return { kind: 'white', constants: [sigma * Math.sqrt(dt)], stationary: 0 }
  const { fromEta, along, across, mu, s1, stationary } = colouredNoise(sigma, correlationTime, dt)
  return { kind: 'coloured', constants: [fromEta, along, across, mu, s1], stationary }
}
