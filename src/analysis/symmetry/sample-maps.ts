/**
 * Symmetries of a space whose points are a group: permutations made of translations from the left and right,
 * automorphisms and inversion, with the signs of a real character where odd rates allow them.
 */
import { realComponents } from '../../groups/components.ts'
import { components } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { axesOf } from '../../spaces/axis.ts'
import type { Space } from '../../spaces/space.ts'
import { automorphisms } from './automorphisms.ts'
import { identityName, joinedName, type PointMap, permuted, throughPoints } from './point-map.ts'

export interface SampleMap extends PointMap {
  readonly points: Int32Array
  /** +1 and -1, null for all +1 */
  readonly signs: Int8Array | null
}

export interface SampleOptions {
  /** J(g) of each kernel, by which automorphisms are chosen */
  readonly kernels: readonly Float64Array[]
  /** whether the circles turn freely from the left; and each dihedral factor's, in order, from the right */
  readonly freeLeft: boolean
  readonly freeRight: readonly boolean[]
  /** whether rates are odd, so that signs may be tried */
  readonly odd: boolean
}

/** Beyond this order only inner automorphisms are tried. */
export const largestSearched = 200

export function sampleMaps(
  space: Space,
  options: SampleOptions,
): { readonly identity: SampleMap; readonly candidates: readonly SampleMap[] } {
  const group = space.sample!
  const frame = frameOf(group, options)
  const make = (name: string, map: (x: number) => number): SampleMap =>
    sampleMap(
      space,
      frame,
      name,
      Int32Array.from({ length: group.order }, (_, x) => map(x)),
      null,
    )
  const candidates: SampleMap[] = []
  const circles = axesOf(group).length > 0
  const left = (a: number) => make(`translation by ${group.describe(a)}`, (x) => group.multiply(a, x))
  const right = (a: number) =>
    make(`translation from the right by ${group.describe(a)}`, (x) => group.multiply(x, group.inverse(a)))
  if (circles && !options.freeLeft) for (let a = 0; a < group.order; a++) candidates.push(left(a))
  const factors = group.family.kind === 'product' ? group.family.factors : [group]
  for (const [i, factor] of factors.entries()) {
    const inside = (g: number) => inFactor(factors, i, g)
    const { kind } = factor.family
    if (kind === 'dihedral') {
      const n = factor.order / 2
      candidates.push(left(inside(n)))
      for (let k = 0; k < n; k++) {
        candidates.push(right(inside(n + k)))
        if (k > 0) candidates.push(right(inside(k)))
      }
    } else if (kind !== 'cyclic') {
      for (const g of factor.generators) candidates.push(left(inside(g)))
      for (const g of factor.generators) candidates.push(right(inside(g)))
    }
    const where = factors.length === 1 ? '' : ` in factor ${i + 1}`
    const replaced = (image: (g: number) => number) => (x: number) => {
      const parts = components(factors, x)
      parts[i] = image(parts[i]!)
      return joined(factors, parts)
    }
    candidates.push(
      make(
        `inversion g -> g^-1${where}`,
        replaced((g) => factor.inverse(g)),
      ),
    )
    if (kind !== 'cyclic' && kind !== 'dihedral' && factor.order <= largestSearched) {
      const restricted = options.kernels.map((values) =>
        Float64Array.from({ length: factor.order }, (_, g) => values[inside(g)]!),
      )
      for (const { images, said } of automorphisms(factor, restricted))
        candidates.push(
          make(
            `automorphism ${said}${where}`,
            replaced((g) => images[g]!),
          ),
        )
    }
    for (const [j, other] of factors.entries())
      if (j > i && other.name === factor.name)
        candidates.push(
          make(`exchange of factors ${i + 1} and ${j + 1}`, (x) => {
            const parts = components(factors, x)
            ;[parts[i], parts[j]] = [parts[j]!, parts[i]!]
            return joined(factors, parts)
          }),
        )
  }
  if (options.odd) candidates.push(...characterSigns(space, frame))
  return { identity: sampleMap(space, frame, identityName, identityPoints(group.order), null), candidates }
}

/** How a map is brought to a normal form: by which rotations it may be changed. */
interface Frame {
  readonly group: FiniteGroup
  readonly normal: (points: Int32Array) => Int32Array
}

function sampleMap(
  space: Space,
  frame: Frame,
  name: string,
  given: Int32Array,
  allSigns: Int8Array | null,
): SampleMap {
  // the sign at the identity is taken out, so that -1 is written in one way only
  const sign = allSigns?.[frame.group.identity] === -1 ? -1 : 1
  const rest = allSigns?.map((s) => sign * s) ?? null
  const signs = rest?.every((s) => s === 1) === true ? null : rest
  // signs of the normal form are those of the map: characters do not see rotations that act freely
  const points = frame.normal(given)
  const transform = (f: Float64Array): Float64Array => permuted(points, signs, f)
  return {
    key: String.fromCodePoint(...points) + (signs === null ? '' : signs.join()),
    name,
    sign,
    points,
    signs,
    transform,
    onCoordinates: (parts) => throughPoints(space, parts, transform),
    after(other) {
      const { points: inner, signs: innerSigns, name: innerName } = other as SampleMap
      const composed = inner.map((x) => points[x]!)
      const both =
        signs === null && innerSigns === null
          ? null
          : Int8Array.from(composed, (_, i) => (innerSigns?.[i] ?? 1) * (signs?.[inner[i]!] ?? 1))
      return sampleMap(space, frame, joinedName(name, innerName), composed, both)
    },
  }
}

function identityPoints(order: number): Int32Array {
  return Int32Array.from({ length: order }, (_, i) => i)
}

/** Multiplies maps by free rotations so that the images of 1, and of the reflections s, have no rotation where they can. */
function frameOf(group: FiniteGroup, { freeLeft, freeRight }: SampleOptions): Frame {
  const factors = group.family.kind === 'product' ? group.family.factors : [group]
  const turning = factors.flatMap((factor, i) => {
    const { kind } = factor.family
    if (kind !== 'cyclic' && kind !== 'dihedral') return []
    const n = kind === 'cyclic' ? factor.order : factor.order / 2
    return [{ i, n, dihedral: kind === 'dihedral' }]
  })
  const rotationOf = (x: number, { i, n }: { i: number; n: number }): number => components(factors, x)[i]! % n
  const toZero = (points: Int32Array): Int32Array => {
    if (!freeLeft) return points
    const parts = factors.map((factor) => factor.identity)
    for (const turn of turning) {
      // r^c x with x = r^a s^b has rotation a + c
      const a = rotationOf(points[group.identity]!, turn)
      parts[turn.i] = a === 0 ? 0 : turn.n - a
    }
    const by = joined(factors, parts)
    return by === group.identity ? points : points.map((x) => group.multiply(by, x))
  }
  const dihedral = turning.filter((turn) => turn.dihedral)
  const normal = (points: Int32Array): Int32Array => {
    let best = toZero(points)
    for (const [k, turn] of dihedral.entries()) {
      if (freeRight[k] !== true) continue
      const mirror = inFactor(factors, turn.i, turn.n)
      let least = rotationOf(best[mirror]!, turn)
      const start = best
      for (let c = 1; c < turn.n && least > 0; c++) {
        const turned = inFactor(factors, turn.i, c)
        const tried = toZero(start.map((_, x) => start[group.multiply(x, turned)]!))
        const rotation = rotationOf(tried[mirror]!, turn)
        if (rotation >= least) continue
        best = tried
        least = rotation
      }
    }
    return best
  }
  return { group, normal }
}

/** Multiplications by characters that take the values +1 and -1. */
function characterSigns(space: Space, frame: Frame): SampleMap[] {
  const { group } = frame
  if (group.order > 4096) return []
  return realComponents(group)
    .filter(
      ({ dimension, type, copies, width }) => dimension === 1 && type === 'real' && copies * width === 1,
    )
    .flatMap(({ label, basis }) => {
      const signs = Int8Array.from(basis(), Math.sign)
      if (signs.every((s) => s === 1)) return []
      return [sampleMap(space, frame, `change of sign by ${label}`, identityPoints(group.order), signs)]
    })
}

/** The element whose part in one factor is g, the identity elsewhere. */
function inFactor(factors: readonly FiniteGroup[], i: number, g: number): number {
  return joined(
    factors,
    factors.map((factor, j) => (i === j ? g : factor.identity)),
  )
}

function joined(factors: readonly FiniteGroup[], parts: readonly number[]): number {
  return parts.reduce((index, part, i) => index * factors[i]!.order + part, 0)
}
