/** Entries of experiments: what makes a space, and how what does not is told. */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { groupByName } from '../../../src/groups/names.ts'
import { wordLengths } from '../../../src/spaces/elements.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'

function complaint(entry: unknown): InputError {
  try {
    makeSpace(entry as SpaceDescription)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error(`no complaint about ${JSON.stringify(entry)}`)
}

describe('makeSpace', () => {
  it('makes every kind of space', () => {
    const made: [SpaceDescription, string, number, number | null][] = [
      [{ group: 'C(256)' }, 'C(256)', 256, 1],
      [{ group: 'SO(2)', samples: 128 }, 'SO(2)', 128, 1],
      [{ group: ' SO( 2 ) ', samples: [5] }, 'SO(2)', 5, 1],
      [{ group: 'T(2)', samples: [8, 6] }, 'T(2)', 48, 2],
      [{ group: 'T(2)', samples: [8, 8], lattice: 'hexagonal' }, 'T(2)', 64, 2],
      [{ group: 'T(3)', samples: [2, 3, 4] }, 'T(3)', 24, 3],
      [{ group: 'O(2)', samples: 64 }, 'O(2)', 128, 1],
      [{ group: 'D(32)' }, 'D(32)', 64, 1],
      [{ group: 'D(4) x C(3)' }, 'D(4) x C(3)', 24, 2],
      [{ group: 'S(4)' }, 'S(4)', 24, null],
      [{ group: 'T' }, 'T', 12, null],
      [{ group: 'Ih' }, 'Ih', 120, null],
      [{ group: 'Q8' }, 'Q8', 8, null],
      [{ group: 'C(8) x S(3)' }, 'C(8) x S(3)', 48, 1],
      [{ group: 'SO(3)', degree: 4 }, 'SO(3)', 405, 3],
      [{ group: 'SU(2)', degree: 3 }, 'SU(2)', 392, 3],
      [{ sphere: 2, degree: 16 }, 'S2', 561, 3],
    ]
    for (const [entry, name, size, dimension] of made) {
      const space = makeSpace(entry)
      expect([space.name, space.size]).toEqual([name, size])
      expect(space.parent?.dimension ?? null).toBe(dimension)
    }
    expect(makeSpace({ generators: [[1, 2, 0]] }).size).toBe(3)
    expect(
      makeSpace({
        cayley: [
          [0, 1],
          [1, 0],
        ],
      }).size,
    ).toBe(2)
  })

  it('names the coordinates by the space', () => {
    const names = (entry: SpaceDescription): string =>
      [...makeSpace(entry).coordinates.keys()].sort().join(' ')
    expect(names({ group: 'C(5)' })).toBe('distance g theta')
    expect(names({ group: 'SO(2)', samples: 5 })).toBe('distance theta')
    expect(names({ group: 'O(2)', samples: 5 })).toBe('distance s theta')
    expect(names({ group: 'D(5)' })).toBe('distance g s theta')
    expect(names({ group: 'T(2)', samples: [3, 3] })).toBe('distance theta1 theta2')
    expect(names({ group: 'C(3) x C(4)' })).toBe('distance g theta1 theta2')
    expect(names({ group: 'S(3)' })).toBe('distance g')
    expect(names({ group: 'SO(3)', degree: 1 })).toBe('alpha beta distance gamma omega')
    expect(names({ sphere: 2, degree: 1 })).toBe('distance phi theta x y z')
  })

  it('complains at the place, with a remedy', () => {
    const cases: [unknown, string, RegExp][] = [
      [{}, '', /exactly one/],
      [{ group: 'C(3)', sphere: 2 }, '', /group and sphere/],
      [{ group: 'T(2)' }, 'samples', /nothing.*\[48, 48\]/],
      [{ group: 'T(2)', samples: [48] }, 'samples', /2 numbers/],
      [{ group: 'T(2)', samples: 48 }, 'samples', /2 numbers/],
      [{ group: 'T(2)', samples: [48, 0] }, 'samples[1]', /positive integer/],
      [{ group: 'T(2)', samples: [48, 2.5] }, 'samples[1]', /positive integer/],
      [{ group: 'T(2)', samples: [48, Number.NaN] }, 'samples[1]', /positive integer/],
      [{ group: 'T(2)', samples: [4097, 4096] }, 'samples', /16777216.*16781312/],
      [{ group: 'T(2)', samples: [4, 4], lattice: 'square' }, 'lattice', /hexagonal/],
      [{ group: 'T(3)', samples: [4, 4, 4], lattice: 'hexagonal' }, 'lattice', /T\(2\)/],
      [{ group: 'T(0)', samples: [] }, 'group', /T\(k\)/],
      [{ group: 'T(x)', samples: [3] }, 'group', /T\(k\)/],
      [{ group: 'SO(2)' }, 'samples', /samples: 64/],
      [{ group: 'SO(2)', samples: -3 }, 'samples', /positive integer/],
      [{ group: 'SO(2)', samples: [3, 4] }, 'samples', /one number/],
      [{ group: 'SO(2)', samples: 2 ** 25 }, 'samples', /at most/],
      [{ group: 'SO(2)', samples: 8, degree: 2 }, 'degree', /no degree/],
      [{ group: 'O(2)', samples: 2 ** 24 }, 'samples', /33554432/],
      [{ group: 'C(12)', samples: 12 }, 'samples', /finite group C\(12\).*SO\(2\)/],
      [{ group: 'S(4)', degree: 3 }, 'degree', /finite group S\(4\)/],
      [{ group: 'SO(3)' }, 'degree', /degree: 8/],
      [{ group: 'SO(3)', samples: 9 }, 'samples', /degree/],
      [{ group: 'SO(3)', degree: 2.5 }, 'degree', /2\.5/],
      [{ group: 'SO(3)', degree: -1 }, 'degree', /-1/],
      [{ group: 'SU(2)', degree: 200 }, 'degree', /64642002/],
      [{ group: 'SO(4)', degree: 2 }, 'group', /SO\(3\)/],
      [{ group: 'X(4)' }, 'group', /X\(4\)/],
      [{ sphere: 3, degree: 2 }, 'sphere', /S2/],
      [{ sphere: 2 }, 'degree', /degree/],
      [{ sphere: 2, degree: 3, lattice: 'hexagonal' }, 'lattice', /no lattice/],
      [{ cayley: 'table.npy' }, 'cayley', /file/],
      [{ generators: [[1, 2, 0]], samples: 3 }, 'samples', /no samples/],
    ]
    for (const [entry, place, text] of cases) {
      const error = complaint(entry)
      expect(error.place, JSON.stringify(entry)).toBe(place)
      expect(error.message, JSON.stringify(entry)).toMatch(text)
    }
    expect(complaint({ generators: [[1, 1, 0]] }).place).toMatch(/^generators/)
    expect(complaint({ cayley: [[0, 1]] }).place).toMatch(/^cayley/)
  })
})

describe('distance and labels that a name alone does not tell', () => {
  it.each(['C(8) x C(6)', 'C(2) x C(2) x C(5)', 'C(3) x S(3)'])('%s counts words', (name) => {
    const group = groupByName(name)
    const space = makeSpace({ group: name })
    const words = wordLengths(group)
    for (let g = 0; g < group.order; g++) {
      expect(space.coordinates.get('distance')![g]).toBe(words[g])
      expect(space.distance(3, group.multiply(3, g))).toBe(words[g])
    }
  })

  it('T calls its complex pair E, and takes 1E for it', () => {
    const space = makeSpace({ group: 'T' })
    expect(space.labels).toEqual(['A', 'E', 'T'])
    expect(space.harmonic('1E').label).toBe('E')
    expect(space.harmonic('E').kernelMatrix({ re: 1, im: 2 })).toHaveLength(4)
    expect(() => space.harmonic('2E')).toThrow(/Write "E"/)
    expect(makeSpace({ group: 'T x C(2)' }).harmonic('E x 1').label).toBe('1E x 1')
    expect(makeSpace({ group: 'Td x C(2)' }).harmonic('E x 1').type).toBe('real')
  })
})
