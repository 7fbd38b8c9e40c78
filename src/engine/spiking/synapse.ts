/**
 * Synapses as linear filters of unit area, each of one or two levels that decay by themselves. Arriving areas
 * make the levels jump; between arrivals they are known in closed form, so that no step makes an error.
 *
 *   exponential         a' = -a/d                    s = a        an area A: a += A/d
 *   alpha               a' = -a/d + b, b' = -b/d     s = a        b += A/d^2
 *   double exponential  a' = -a/d, b' = -b/r         s = a - b    a, b += A/(d - r)
 *
 * Under a constant rate u the levels approach the values at which s = u; what is left decays as above.
 */
import type { Synapse } from '../../model/network.ts'

export interface Filter {
  readonly levels: 1 | 2
  /** what an arriving area of 1 adds to each level */
  readonly jumps: readonly [number, number]
  /** the levels under a constant rate of 1 */
  readonly rest: readonly [number, number]
  /** s a time after levels (a, b): fromA a + fromB b */
  readout(time: number): { readonly fromA: number; readonly fromB: number }
  /** the levels a time later: a becomes aa a + ab b, b becomes bb b */
  decay(time: number): { readonly aa: number; readonly ab: number; readonly bb: number }
}

export function filterOf(synapse: Synapse): Filter {
  const { decay: d } = synapse
  switch (synapse.kind) {
    case 'exponential': {
      const left = (time: number) => Math.exp(-time / d)
      return {
        levels: 1,
        jumps: [1 / d, 0],
        rest: [1, 0],
        readout: (time) => ({ fromA: left(time), fromB: 0 }),
        decay: (time) => ({ aa: left(time), ab: 0, bb: 0 }),
      }
    }
    case 'alpha': {
      const left = (time: number) => Math.exp(-time / d)
      return {
        levels: 2,
        jumps: [0, 1 / (d * d)],
        rest: [1, 1 / d],
        readout: (time) => ({ fromA: left(time), fromB: time * left(time) }),
        decay: (time) => ({ aa: left(time), ab: time * left(time), bb: left(time) }),
      }
    }
    case 'double-exponential': {
      const { rise: r } = synapse
      return {
        levels: 2,
        jumps: [1 / (d - r), 1 / (d - r)],
        rest: [d / (d - r), r / (d - r)],
        readout: (time) => ({ fromA: Math.exp(-time / d), fromB: -Math.exp(-time / r) }),
        decay: (time) => ({ aa: Math.exp(-time / d), ab: 0, bb: Math.exp(-time / r) }),
      }
    }
  }
}

/** Synapses of one text are one filter. */
export function synapseKey(synapse: Synapse | undefined): string {
  if (synapse === undefined) return 'none'
  const rise = synapse.kind === 'double-exponential' ? synapse.rise : ''
  return `${synapse.kind} ${synapse.decay} ${rise}`
}
