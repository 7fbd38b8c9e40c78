/** The motion between two points: it carries a bump from the one to the other, on every kind of space. */
import { describe, expect, it } from 'vitest'
import { motionBetween } from '../../../src/spaces/between.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'

const described: readonly SpaceDescription[] = [
  { group: 'SO(2)', samples: 15 },
  { group: 'T(2)', samples: [5, 7] },
  { group: 'O(2)', samples: 6 },
  { group: 'S(4)' },
  { sphere: 2, degree: 6 },
  { group: 'SO(3)', degree: 3 },
  { group: 'SU(2)', degree: 2 },
]

describe('the motion between two points', () => {
  it.each(described.map((description) => [JSON.stringify(description), description] as const))(
    '%s',
    (_, description) => {
      const space = makeSpace(description)
      for (const [from, to] of [
        [0, space.size - 1],
        [2, 2],
        [space.size >> 1, 3],
      ] as const) {
        // band-limited, largest at `from`
        const label = space.labels.find((l) => space.harmonic(l).copies * space.harmonic(l).width > 1)!
        const delta = new Float64Array(space.size)
        delta[from] = 1 / space.weights[from]!
        const bump = space.inverse(new Map([[label, space.forward(label, delta)]]))
        const moved = space.act(motionBetween(space, from, to), bump)
        expect(moved[to]!).toBeCloseTo(bump[from]!, 9)
        expect(Math.max(...moved)).toBeLessThan(moved[to]! + 1e-9)
      }
    },
  )
})
