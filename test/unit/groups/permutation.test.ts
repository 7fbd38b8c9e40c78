import { describe, expect, it } from 'vitest'
import { groupFromGenerators, permutationOf } from '../../../src/groups/permutation.ts'
import { generalLinear23, heisenberg, mathieu11, specialLinear23 } from '../../contract/groups.ts'

describe('groups from generators', () => {
  it('closes, sorts by images and keeps the identity first', () => {
    const group = groupFromGenerators([
      [1, 2, 0, 3],
      [0, 1, 3, 2],
    ])
    expect(group.order).toBe(24)
    const images = Array.from({ length: 24 }, (_, a) => permutationOf(group, a).join(''))
    expect(images).toEqual(images.toSorted())
    expect(images[0]).toBe('0123')
    expect(group.generators.map((g) => permutationOf(group, g))).toEqual([
      [1, 2, 0, 3],
      [0, 1, 3, 2],
    ])
  })

  it('composes as (p q)(i) = p(q(i)) in a group of thousands', () => {
    const group = mathieu11()
    expect(group.order).toBe(7920)
    for (let a = 0; a < group.order; a += 997)
      for (let b = 0; b < group.order; b += 613) {
        const [p, q] = [permutationOf(group, a), permutationOf(group, b)]
        expect(permutationOf(group, group.multiply(a, b))).toEqual(q.map((i) => p[i]!))
        expect(group.multiply(a, group.inverse(a))).toBe(0)
      }
  })

  it('knows matrix groups by their action on vectors', () => {
    expect(specialLinear23().order).toBe(24)
    expect(generalLinear23().order).toBe(48)
    expect(heisenberg(7).order).toBe(343)
  })

  it('drops repeated generators and identities', () => {
    const group = groupFromGenerators([
      [0, 1, 2],
      [1, 2, 0],
      [1, 2, 0],
    ])
    expect(group.order).toBe(3)
    expect(group.generators).toEqual([1])
    expect(groupFromGenerators([[0]]).order).toBe(1)
  })

  it.each([
    [[], 'generators: expected a non-empty list of permutations, received []'],
    [[[]], 'generators[0]: expected a permutation of 0 ... n-1, received []'],
    [
      [
        [0, 1],
        [0, 1, 2],
      ],
      'generators[1]: expected a permutation of 2 points as generators[0], received 3 points',
    ],
    [
      [
        [1, 2, 0],
        [1, 1, 0],
      ],
      'generators[1]: expected every image once, received 1 at positions 0 and 1',
    ],
    [[[1, 2, 3]], 'generators[0]: expected images in 0 ... 2, received 3 at position 2'],
    [
      [
        [1, 0],
        [0.5, 1],
      ],
      'generators[1]: expected images in 0 ... 1, received 0.5 at position 0',
    ],
  ])('refuses %j', (generators, message) => {
    expect(() => groupFromGenerators(generators as number[][])).toThrowError(message)
  })

  it('stops at a million elements', () => {
    const degree = 11
    const cycle = Array.from({ length: degree }, (_, i) => (i + 1) % degree)
    const swap = Array.from({ length: degree }, (_, i) => (i === 0 ? 1 : i === 1 ? 0 : i))
    expect(() => groupFromGenerators([cycle, swap])).toThrowError('at most 1000000 elements')
  })
})
