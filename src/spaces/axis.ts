/**
 * Rotations of sampled circles inside a group: which factors of a finite group are circles, and how
 * a function turns along one, exactly by whole steps and by trigonometric interpolation between.
 */
import { InputError } from '../errors.ts'
import type { FiniteGroup } from '../groups/group.ts'
import { residue } from '../math/integers.ts'
import type { ParentGroup } from './space.ts'

/** A circle inside the index of a group: points at `stride` steps, `length` of them. */
export interface Axis {
  readonly length: number
  readonly stride: number
}

/** The circles of C(n), D(n) and of such factors in a product, in the order of the factors. */
export function axesOf(group: FiniteGroup): readonly Axis[] {
  const { family } = group
  if (family.kind === 'cyclic' || family.kind === 'dihedral') return [{ length: family.n, stride: 1 }]
  if (family.kind !== 'product') return []
  let stride = group.order
  return family.factors.flatMap((factor) => {
    stride /= factor.order
    return axesOf(factor).map((axis) => ({ length: axis.length, stride: axis.stride * stride }))
  })
}

/** The Lie group that C(n) and D(n), alone or as factors, are samples of; null without any. */
export function parentOf(group: FiniteGroup): ParentGroup | null {
  const { family } = group
  const dimension = axesOf(group).length
  if (dimension === 0) return null
  const factors = family.kind === 'product' ? family.factors : [group]
  const names = factors.map(({ family: { kind }, name }) =>
    kind === 'cyclic' ? 'SO(2)' : kind === 'dihedral' ? 'O(2)' : name,
  )
  return { name: names.join(' x '), dimension }
}

/** The lengths of a cyclic group or of a product of cyclic groups; null for others. */
export function cyclicLengths(group: FiniteGroup): readonly number[] | null {
  const { family } = group
  if (family.kind === 'cyclic') return [family.n]
  if (family.kind !== 'product') return null
  const parts = family.factors.map(cyclicLengths)
  return parts.every((part) => part !== null) ? parts.flat() : null
}

/**
 * f turned by `angle` along an axis: out(theta) = f(theta - angle). A whole number of steps (to
 * 1e-12) is a permutation; between, the trigonometric polynomial through the samples is taken, the
 * harmonic of half their number as a cosine. O(N) or O(N length).
 */
export function turnedAlong(f: Float64Array, { length, stride }: Axis, angle: number): Float64Array {
  if (!Number.isFinite(angle)) throw new InputError('angles', 'angles in radians', `${angle}`)
  const steps = (angle / (2 * Math.PI)) * length
  const whole = Math.round(steps)
  const weights = new Float64Array(length)
  const exact = Math.abs(steps - whole) <= 1e-12 * Math.max(1, Math.abs(whole))
  if (exact) weights[residue(whole, length)] = 1
  else for (let k = 0; k < length; k++) weights[k] = dirichlet(length, (2 * Math.PI * k) / length - angle)
  const out = new Float64Array(f.length)
  for (let k = 0; k < length; k++) {
    const weight = weights[k]!
    if (weight === 0) continue
    for (let block = 0; block < f.length; block += length * stride)
      for (let from = 0; from < length; from++) {
        const to = from + k < length ? from + k : from + k - length
        const source = block + from * stride
        const target = block + to * stride
        for (let i = 0; i < stride; i++) out[target + i]! += weight * f[source + i]!
      }
  }
  return out
}

/** (1/n) sum of exp(i k x) over |k| < n/2, with cos(n x / 2) / n where n is even. */
function dirichlet(n: number, x: number): number {
  const half = x / 2
  const sine = Math.sin(half)
  if (Math.abs(sine) < 1e-15) return 1
  return (Math.sin(n * half) * (n % 2 === 0 ? Math.cos(half) : 1)) / (n * sine)
}
