/** Parameters that differ between neurons by a law: drawn, or its quantiles. */

import { fillNormals } from '../math/normal.ts'
import { normalQuantile } from '../math/normal-quantile.ts'
import { fillUniforms, streamOf } from '../math/philox.ts'
import type { Distribution } from './network.ts'

export interface Neurons {
  readonly sites: number
  readonly copies: number
}

/**
 * One value for each neuron, [copy][site]: the midpoint quantiles (k - 1/2)/m of the law, over the m copies of
 * each site, or over all neurons in their order where there is one copy.
 */
export function quantileValues(law: Distribution, { sites, copies }: Neurons): Float64Array {
  const values = new Float64Array(sites * copies)
  if (copies === 1) return values.map((_, i) => quantileOf(law, (i + 0.5) / sites))
  for (let copy = 0; copy < copies; copy++)
    values.fill(quantileOf(law, (copy + 0.5) / copies), copy * sites, (copy + 1) * sites)
  return values
}

/** One independent value for each neuron, by Philox of (seed, the parameter's name, the population's index). */
export function drawnValues(
  law: Distribution,
  { sites, copies }: Neurons,
  by: { readonly seed: number; readonly population: number; readonly name: string },
): Float64Array {
  const values = new Float64Array(sites * copies)
  const stream = streamOf('parameter', by.population)
  const draw = { seed: by.seed, replica: 0, step: numberOf(by.name), stream }
  if (law.kind !== 'normal') {
    fillUniforms(values, 0, values.length, draw)
    return values.map((u) => quantileOf(law, u))
  }
  fillNormals(values, 0, values.length, draw)
  return values.map((n) => law.mean + law.std * n)
}

/** The value below which a part u of the law lies, 0 < u < 1. */
function quantileOf(law: Distribution, u: number): number {
  switch (law.kind) {
    case 'normal':
      return law.mean + law.std * normalQuantile(u)
    case 'uniform':
      return law.from + (law.to - law.from) * u
    case 'lorentzian':
      return law.centre + law.width * Math.tan(Math.PI * (u - 0.5))
  }
}

/** Fowler-Noll-Vo 1a, 32 bits: a parameter's draws do not depend on which others there are. */
function numberOf(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash >>> 0
}
