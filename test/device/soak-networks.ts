/** What the soaks run over and over, in Node and in a page: the device compiles it once. */
import { symmetric } from '../../src/groups/families.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { coupling, network, rate } from '../unit/engine/networks.ts'

const torus = torusSpace([31, 20], 'rectangular')
const circle = circleSpace(97)
const permutations = finiteSpace(symmetric(4))

/** Two resident networks and a streamed one; the round changes their numbers only. */
export function soakNetworks(round: number): Network[] {
  const simulation = { replicas: 2, seed: round, steps: 40 }
  const record = { every: 5, quantities: ['activity', 'order', 'mean'] } as const
  return [
    network({
      populations: [rate(circle)],
      connections: [coupling(circle, { 1: 2 + 0.001 * round })],
      noise: { sigma: 0.1, correlationTime: null },
      simulation,
      record,
    }),
    network({
      populations: [rate(permutations, 'tanh')],
      connections: [coupling(permutations, { '3,1': 1.5 + 0.001 * round })],
      simulation,
      record,
    }),
    network({
      populations: [rate(torus)],
      connections: [coupling(torus, { '1,0': 2, '0,1': 2 + 0.001 * round }, { plan: 'fft' })],
      simulation: { ...simulation, steps: 12 },
      record,
    }),
  ]
}
