/**
 * Rotations from the right that a kernel on SO(3) or SU(2) allows beside the free ones: those b for which D(b)
 * commutes with every coefficient. Found from the axes of the coefficients of degree 1 and by half turns.
 */
import { symmetricEigen } from '../../math/eigen.ts'
import type { Quaternion } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import type { KernelPair } from './couplings.ts'
import type { Freedom } from './round-maps.ts'

type Vector = readonly [number, number, number]

/** Candidates only: whoever takes them tests them. Half turns, and quarter and third turns about found axes. */
export function rightFrames(
  space: Space,
  kernels: readonly KernelPair[],
  free: Freedom,
): readonly Quaternion[] {
  if (space.shape.length === 2) return []
  if (typeof free === 'object') return [halfTurn(perpendicular(free.axis))]
  const axes: Vector[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  for (const { blocks } of kernels) {
    const m = blocks.get('1')
    if (m === undefined) continue
    // real harmonics of degree 1 are ordered y, z, x
    const { vectors } = symmetricEigen(m, 3)
    for (let k = 0; k < 3; k++) axes.push([vectors[6 + k]!, vectors[k]!, vectors[3 + k]!])
  }
  const turns = [2, 3, 4, 5].flatMap((n) => axes.map((axis) => turn(axis, (2 * Math.PI) / n)))
  const s = Math.SQRT1_2
  const diagonals: Vector[] = [
    [s, s, 0],
    [s, -s, 0],
    [s, 0, s],
    [s, 0, -s],
    [0, s, s],
    [0, s, -s],
  ]
  const corner: Vector = [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)]
  return [...turns, ...diagonals.map(halfTurn), turn(corner, (2 * Math.PI) / 3)]
}

function turn([x, y, z]: Vector, angle: number): Quaternion {
  const s = Math.sin(angle / 2)
  return [s * x, s * y, s * z, Math.cos(angle / 2)]
}

function halfTurn(axis: Vector): Quaternion {
  return turn(axis, Math.PI)
}

/** A unit vector at a right angle. */
export function perpendicular([x, y, z]: Vector): Vector {
  const [a, b, c] = Math.abs(x) < 0.6 ? [0, z, -y] : [-z, 0, x]
  const length = Math.hypot(a, b, c)
  return [a / length, b / length, c / length]
}
