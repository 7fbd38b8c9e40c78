/**
 * Labels at half the sampling frequency of a circle: their wave changes sign from point to point. Its sine vanishes at all
 * points, so that turning the circle leaves such a label alone, while a step of the sample turns its sign.
 */
import { axesOf } from '../../spaces/axis.ts'
import { geometryOf, waveVector } from '../../spaces/geometry.ts'
import type { Space } from '../../spaces/space.ts'

/** Along one circle of a space, in the order of its axes, or along any. */
export function alternates(space: Space, label: string, axis: number | null = null): boolean {
  const waves = wavesAlongCircles(space, label)
  return waves.some((wave, k) => (axis === null || k === axis) && wave)
}

function wavesAlongCircles(space: Space, label: string): boolean[] {
  const geometry = geometryOf(space)
  if (geometry === 'circle' || geometry === 'torus')
    return waveVector(label, space).map((k, axis) => isHalf(k, space.shape[axis]!))
  const { sample } = space
  if (sample === null || axesOf(sample).length === 0) return []
  const factors = sample.family.kind === 'product' ? sample.family.factors : [sample]
  const names = factors.length === 1 ? [label] : label.split(' x ')
  return factors.flatMap(({ family }, i) =>
    family.kind === 'cyclic'
      ? [isHalf(Number(names[i]), family.n)]
      : family.kind === 'dihedral'
        ? [names[i]!.startsWith('B')]
        : [],
  )
}

function isHalf(k: number, n: number): boolean {
  return n > 1 && (2 * Math.abs(k)) % (2 * n) === n
}
