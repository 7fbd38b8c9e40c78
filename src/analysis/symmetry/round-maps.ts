/**
 * Symmetries of SO(3), SU(2) and the sphere that no motion reaches: g -> l g b^-1 with b outside the identity
 * component, inversion g -> g^-1, the antipode n -> -n. No grid is mapped to itself: they act on coordinates.
 */

import { multiplySquare } from '../../math/matmul.ts'
import type { Quaternion } from '../../spaces/quaternions.ts'
import { unitQuaternion } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import { rotationMatrix } from './generators.ts'
import { identityName, joinedName, type PointMap, throughLabels } from './point-map.ts'
import { conjugate, spinBlock, times } from './spin.ts'

/** gamma(g) = left g right^-1, or left g^-1 right^-1 where `flip`; on the sphere left n, or -left n. */
export interface RoundMap extends PointMap {
  readonly left: Quaternion
  readonly right: Quaternion
  readonly flip: boolean
}

/** Which rotations are free from a side: all, those about an axis, none. */
export type Freedom = 'all' | 'none' | { readonly axis: readonly [number, number, number] }

const one: Quaternion = [0, 0, 0, 1]

export function roundMaps(
  space: Space,
  left: Freedom,
  right: Freedom,
  rights: readonly Quaternion[],
  lefts: readonly Quaternion[],
): { readonly identity: RoundMap; readonly candidates: readonly RoundMap[] } {
  const sphere = space.shape.length === 2
  const make = (name: string, l: Quaternion, r: Quaternion, flip: boolean): RoundMap =>
    roundMap(space, left, right, name, l, r, flip)
  const flipName = sphere ? 'antipode n -> -n' : 'inversion g -> g^-1'
  const candidates: RoundMap[] = []
  candidates.push(make(flipName, one, one, true))
  for (const q of rights) candidates.push(make(`${rotationName(q)} from the right`, one, q, false))
  for (const q of lefts) {
    candidates.push(make(rotationName(q), q, one, false))
    if (sphere) candidates.push(make(`${rotationName(q)} and ${flipName}`, q, one, true))
  }
  return { identity: make(identityName, one, one, false), candidates }
}

function roundMap(
  space: Space,
  freeLeft: Freedom,
  freeRight: Freedom,
  name: string,
  left: Quaternion,
  right: Quaternion,
  flip: boolean,
): RoundMap {
  const sphere = space.shape.length === 2
  const spin = space.name.startsWith('SU')
  const onCoordinates: PointMap['onCoordinates'] = (parts) =>
    new Map(
      [...parts].map(([label, u]) => [
        label,
        sphere
          ? movedOnSphere(Number(label), left, flip, u)
          : label.endsWith('/2')
            ? movedHalf(label, left, right, flip, u)
            : movedOnGroup(Number(label), left, right, flip, u),
      ]),
    )
  return {
    key: `${flip} ${cosetKey(left, freeLeft, spin, 'left')} ${sphere ? '' : cosetKey(right, freeRight, spin, 'right')}`,
    name,
    left,
    right,
    flip,
    points: null,
    transform: (f) => throughLabels(space, f, onCoordinates),
    onCoordinates,
    after(other) {
      const inner = other as RoundMap
      // l (l' g^e' b'^-1)^e b^-1
      const [l, r] =
        flip && !sphere
          ? [times(left, inner.right), times(right, inner.left)]
          : [times(left, inner.left), times(right, inner.right)]
      return roundMap(
        space,
        freeLeft,
        freeRight,
        joinedName(name, inner.name),
        unitQuaternion(l),
        unitQuaternion(r),
        flip !== inner.flip,
      )
    },
  }
}

/** A name of the coset q F of the free rotations F. */
function cosetKey(q: Quaternion, free: Freedom, spin: boolean, side: 'left' | 'right'): string {
  if (free === 'all') return 'any'
  const round = (x: number): string => `${Math.round(x * 1e6) / 1e6 + 0}`
  if (free === 'none') {
    const first = q.find((x) => Math.abs(x) > 1e-6) ?? 1
    return (spin ? q : q.map((x) => x * Math.sign(first))).map(round).join()
  }
  // where the axis goes says the coset
  return rotatedAxis(side === 'left' ? conjugate(q) : q, free.axis)
    .map(round)
    .join()
}

/** R n of a rotation. */
export function rotatedAxis(q: Quaternion, n: readonly [number, number, number]): [number, number, number] {
  const [x, y, z] = times(times(q, [n[0], n[1], n[2], 0]), conjugate(q))
  return [x, y, z]
}

function movedOnSphere(l: number, q: Quaternion, flip: boolean, u: Float64Array): Float64Array {
  const d = rotationMatrix(l, q)
  const sign = flip && l % 2 === 1 ? -1 : 1
  return u.map((_, i) => {
    let sum = 0
    for (let j = 0; j < u.length; j++) sum += d[i * u.length + j]! * u[j]!
    return sign * sum
  })
}

/** U -> D(left) U D(right)^T, U transposed first by inversion. */
function movedOnGroup(
  l: number,
  left: Quaternion,
  right: Quaternion,
  flip: boolean,
  u: Float64Array,
): Float64Array {
  const d = 2 * l + 1
  const turned = flip ? transposedSquare(u, d) : u
  const a = multiplySquare(rotationMatrix(l, left), turned, d)
  return multiplySquare(a, transposedSquare(rotationMatrix(l, right), d), d)
}

function movedHalf(
  label: string,
  left: Quaternion,
  right: Quaternion,
  flip: boolean,
  u: Float64Array,
): Float64Array {
  let out = flip ? applied(spinBlock(label, 'inversion', one), u) : u
  out = applied(spinBlock(label, 'right', right), out)
  return applied(spinBlock(label, 'left', left), out)
}

function applied(matrix: Float64Array, u: Float64Array): Float64Array {
  const n = u.length
  return u.map((_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * u[j]!
    return sum
  })
}

function transposedSquare(u: Float64Array, d: number): Float64Array {
  return u.map((_, at) => u[(at % d) * d + Math.floor(at / d)]!)
}

function rotationName([x, y, z, w]: Quaternion): string {
  const length = Math.hypot(x, y, z)
  if (length < 1e-9) return identityName
  const degrees = (360 / Math.PI) * Math.atan2(length, w)
  const axis = [x, y, z].map((value) => Number((value / length).toFixed(4)) + 0)
  return `rotation by ${Number(degrees.toFixed(4))} degrees about (${axis.join(', ')})`
}
