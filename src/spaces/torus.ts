/** The torus T(k), sampled by a product of cyclic groups, on a rectangular or hexagonal lattice. */
import { InputError } from '../errors.ts'
import { cyclic, product } from '../groups/families.ts'
import { cyclicSpace, type Metric, rectangular } from './cyclic.ts'
import type { Space } from './space.ts'

export type Lattice = 'rectangular' | 'hexagonal'

/**
 * T(k) with samples n_1 x ... x n_k, the last angle fastest; coordinates theta1 ... thetak (`theta` on
 * T(1)) and distance. Labels are wave vectors "1,0": of +-k the one whose first entry that is neither 0
 * nor n_i/2 is positive, entries up to n_i/2, and n_i/2 (never its negative) where an entry is half its
 * samples. A coefficient c + i s is the kernel 2c cos(k.theta) + 2s sin(k.theta); a label with k = -k
 * on the sample is c cos(k.theta), real.
 *
 * Distances are in radians. Rectangular: sqrt(sum d_i^2), each |d_i| <= pi. Hexagonal (k = 2): the length
 * of d1 a1 + d2 a2, unit vectors a1, a2 at 120 degrees, over the nearest image, so that two pi is the
 * distance of neighbouring lattice points; the shortest dual vectors are "1,0", "0,1", "1,-1" and their
 * negatives, all of one length: |k|^2 = 4/3 (k1^2 + k1 k2 + k2^2).
 */
export function torusSpace(samples: readonly number[], lattice: Lattice = 'rectangular'): Space {
  if (samples.length === 0) throw new InputError('samples', 'at least one circle', 'an empty list')
  if (lattice === 'hexagonal' && samples.length !== 2)
    throw new InputError(
      'lattice',
      `rectangular, or hexagonal on T(2)`,
      `hexagonal on T(${samples.length})`,
      'Leave out the lattice',
    )
  const name = `T(${samples.length})`
  return cyclicSpace({
    name,
    sample: product(...samples.map(cyclic)),
    lengths: samples,
    parent: { name, dimension: samples.length },
    finite: false,
    metric: lattice === 'hexagonal' ? hexagonal : rectangular,
  })
}

const hexagonal: Metric = {
  length(displacement) {
    let least = Number.POSITIVE_INFINITY
    for (let i = -1; i <= 1; i++)
      for (let k = -1; k <= 1; k++) {
        const x = displacement[0]! + 2 * Math.PI * i
        const y = displacement[1]! + 2 * Math.PI * k
        // |x a1 + y a2|^2 with a1.a2 = -1/2
        least = Math.min(least, x * x - x * y + y * y)
      }
    return Math.sqrt(least)
  },
  dualNorm: (k) => k[0]! * k[0]! + k[0]! * k[1]! + k[1]! * k[1]!,
}
