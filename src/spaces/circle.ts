/** SO(2) and O(2), sampled by C(m) and D(m). */
import { cyclic, dihedral } from '../groups/families.ts'
import { cyclicSpace, rectangular } from './cyclic.ts'
import { dihedralSpace } from './dihedral.ts'
import type { Space } from './space.ts'

/**
 * SO(2) with m points theta = 2 pi a / m. Labels "0" ... "floor(m/2)", one for each pair +-k; columns
 * sqrt 2 cos k theta, sqrt 2 sin k theta, one column for k = 0 and m/2. A coefficient c + i s is the
 * kernel 2c cos k theta + 2s sin k theta. distance is the arc in [0, pi].
 */
export function circleSpace(samples: number): Space {
  return cyclicSpace({
    name: 'SO(2)',
    sample: cyclic(samples),
    lengths: [samples],
    parent: { name: 'SO(2)', dimension: 1 },
    finite: false,
    metric: rectangular,
  })
}

/**
 * O(2) with m rotations and m reflections, r^a s^b at index a + m b: coordinates theta = 2 pi a / m and
 * s = (-1)^b. Labels A1, A2, E1, E2, ... below m/2; the two harmonics of degree m/2 that an even m
 * samples once each (B1 and B2 of D(m)) are no label of O(2). distance is the arc within a component
 * and pi between the two.
 */
export function mirrorCircleSpace(samples: number): Space {
  return dihedralSpace('O(2)', dihedral(samples), samples, false)
}
