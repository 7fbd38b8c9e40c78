/** The geometry of a space as kernels, observables and pictures ask for it. */
import { describe, expect, it } from 'vitest'
import { groupByName } from '../../../src/groups/names.ts'
import { circleSpace, mirrorCircleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { geometryOf, isHexagonal, waveVector } from '../../../src/spaces/geometry.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'

const named = (name: string) => finiteSpace(groupByName(name))

describe('waveVector', () => {
  it.each([
    ['3', circleSpace(8), [3]],
    ['7', named('C(16)'), [7]],
    ['1,-1', torusSpace([5, 6]), [1, -1]],
    ['2 x 5', named('C(5) x C(7)'), [2, 5]],
    ['E2', mirrorCircleSpace(9), [2]],
    ['A2', named('D(8)'), [0]],
    ['B1', named('D(8)'), [0]],
    ['1', sphereSpace(2), []],
    ['3,1', named('S(4)'), []],
    ['2 x 2,1', named('C(4) x S(3)'), []],
  ])('of %s', (label, space, wave) => {
    expect(space.harmonic(label).label).toBe(label)
    expect(waveVector(label, space)).toEqual(wave)
  })
})

describe('isHexagonal', () => {
  it.each([
    [torusSpace([6, 6], 'hexagonal'), true],
    [torusSpace([9, 5], 'hexagonal'), true],
    [torusSpace([5, 8], 'hexagonal'), true],
    [torusSpace([6, 6]), false],
    [torusSpace([9, 5]), false],
    [torusSpace([5, 5, 5]), false],
    [named('C(6) x C(6)'), false],
    [circleSpace(12), false],
  ])('told by the metric (%#)', (space, hexagonal) => {
    expect(isHexagonal(space)).toBe(hexagonal)
  })
})

describe('geometryOf', () => {
  it.each([
    [circleSpace(5), 'circle'],
    [named('C(5)'), 'circle'],
    [torusSpace([3, 4]), 'torus'],
    [named('C(3) x C(4)'), 'torus'],
    [mirrorCircleSpace(4), 'mirror'],
    [named('D(4)'), 'mirror'],
    [sphereSpace(2), 'sphere'],
    [rotationSpace(1), 'rotation'],
    [named('Q8'), 'discrete'],
  ])('%#', (space, geometry) => {
    expect(geometryOf(space)).toBe(geometry)
  })
})
