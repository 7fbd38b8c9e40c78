/**
 * Symmetries of a space whose points are a group: permutations made of translations from the left and right,
 * automorphisms and inversion, with the signs of a real character where odd rates allow them.
 */
import { components } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { axesOf } from '../../spaces/axis.ts'
import type { Space } from '../../spaces/space.ts'
import { automorphisms } from './automorphisms.ts'
import { charactersOf } from './map-name.ts'
import { type PermutationForm, type PermutationMap, permutationMap } from './permutation-map.ts'
import { identityName } from './point-map.ts'

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
): { readonly identity: PermutationMap; readonly candidates: readonly PermutationMap[] } {
  const group = space.sample!
  const form = formOf(group, options)
  const make = (name: string, map: (x: number) => number): PermutationMap =>
    permutationMap(
      space,
      Int32Array.from({ length: group.order }, (_, x) => map(x)),
      null,
      form,
      name,
    )
  const candidates: PermutationMap[] = []
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
  const still = Int32Array.from({ length: group.order }, (_, x) => x)
  if (options.odd)
    for (const { label, signs } of charactersOf(group))
      candidates.push(permutationMap(space, still, signs, form, `change of sign by ${label}`))
  return { identity: permutationMap(space, still, null, form, identityName), candidates }
}

/** Multiplies maps by free rotations so that the images of 1, and of the reflections s, have no rotation where they can. */
function formOf(group: FiniteGroup, { freeLeft, freeRight }: SampleOptions): PermutationForm {
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
  return { sign: (signs) => (signs[group.identity] === -1 ? -1 : 1), normal }
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
