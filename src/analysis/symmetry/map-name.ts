/**
 * A short name of a map of the points of a sample: on a group g -> a g b with what automorphism or inversion there is
 * between, on a lattice its matrix and shift, else the cycles of the neurons.
 */
import { realComponents } from '../../groups/components.ts'
import { components } from '../../groups/families.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { cycleNotation } from '../../groups/lexicographic.ts'
import { oncePerObject } from '../../once.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Space } from '../../spaces/space.ts'
import { latticeMapName } from './lattice.ts'
import { identityName, joinedName } from './point-map.ts'

/** Characters of cycle notation that a person is asked to read. */
const LONGEST = 64

export function mapName(space: Space, points: Int32Array, signs: Int8Array | null): string {
  const geometry = geometryOf(space)
  const moved =
    geometry === 'circle' || geometry === 'torus'
      ? latticeMapName(points, space.shape)
      : space.sample === null
        ? null
        : onGroup(space.sample, points)
  const changed = signs === null ? identityName : signName(space, signs)
  return joinedName(moved ?? cycles(points), changed)
}

function signName({ sample }: Space, signs: Int8Array): string {
  const character =
    sample === null ? undefined : charactersOf(sample).find((own) => own.signs.join() === signs.join())
  if (character !== undefined) return `change of sign by ${character.label}`
  const negative = Array.from(signs.keys()).filter((i) => signs[i] === -1)
  if (negative.length === signs.length) return 'x -> -x'
  return `change of sign of neurons ${shortened(negative.join(' '))}`
}

/** Real characters of one dimension, as signs; the trivial one left out. */
export const charactersOf = oncePerObject((group: FiniteGroup) => {
  if (group.order > 4096) return []
  return realComponents(group)
    .filter(
      ({ dimension, type, copies, width }) => dimension === 1 && type === 'real' && copies * width === 1,
    )
    .map(({ label, basis }) => ({ label, signs: Int8Array.from(basis(), Math.sign) }))
    .filter(({ signs }) => signs.includes(-1))
})

function cycles(points: Int32Array): string {
  return points.every((x, i) => x === i) ? identityName : `neurons ${shortened(cycleNotation(points))}`
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text
  const cut = Math.max(text.lastIndexOf(')', LONGEST) + 1, text.includes(')') ? 0 : LONGEST)
  return `${text.slice(0, cut)}...`
}

/** null where the map is none of translations, automorphisms and inversion, factor by factor. */
function onGroup(group: FiniteGroup, points: Int32Array): string | null {
  const { family } = group
  if (family.kind === 'product') {
    const { factors } = family
    const parts = factors.map((factor, k) =>
      Int32Array.from(
        { length: factor.order },
        (_, g) => components(factors, points[joined(factors, k, g)]!)[k]!,
      ),
    )
    const splits = points.every((y, x) => {
      const from = components(factors, x)
      return components(factors, y).every((part, k) => part === parts[k]![from[k]!])
    })
    if (splits) {
      const names = factors.map((factor, k) => onGroup(factor, parts[k]!))
      if (names.includes(null)) return null
      const moved = names.flatMap((name, k) => (name === identityName ? [] : [`${name} in factor ${k + 1}`]))
      return moved.length === 0 ? identityName : moved.join(' and ')
    }
  }
  const c = points[group.identity]!
  const back = group.inverse(c)
  const rest = points.map((x) => group.multiply(back, x))
  const direct = isHomomorphism(group, rest)
  const inverted = rest.map((_, g) => rest[group.inverse(g)]!)
  if (!direct && !isHomomorphism(group, inverted)) return null
  const inner = conjugatorOf(group, direct ? rest : inverted, back)
  const g = direct ? 'g' : 'g^-1'
  if (inner !== null) {
    const [left, right] = [group.multiply(c, inner), group.inverse(inner)]
    const isOne = (x: number): boolean => x === group.identity
    if (isOne(left) && isOne(right)) return direct ? identityName : 'inversion g -> g^-1'
    if (direct && isOne(right)) return `translation by ${group.describe(left)}`
    if (direct && isOne(left)) return `translation from the right by ${group.describe(inner)}`
    return `g -> ${[left, null, right].flatMap((x) => (x === null ? [g] : isOne(x) ? [] : [group.describe(x)])).join(' ')}`
  }
  const map = direct ? rest : inverted
  const said = group.generators
    .flatMap((s) => (map[s] === s ? [] : [`${group.describe(s)} -> ${group.describe(map[s]!)}`]))
    .join(', ')
  const first = joinedName(`automorphism ${said}`, direct ? identityName : 'inversion g -> g^-1')
  return c === group.identity ? first : joinedName(`translation by ${group.describe(c)}`, first)
}

/** a with map(g) = a g a^-1, the identity or `preferred` if it can be, else of the shortest name; null for an outer map. */
function conjugatorOf(group: FiniteGroup, map: Int32Array, preferred: number): number | null {
  let best: number | null = null
  for (let a = 0; a < group.order; a++) {
    if (!group.generators.every((s) => group.multiply(map[s]!, a) === group.multiply(a, s))) continue
    if (a === group.identity) return a
    if (a === preferred) best = a
    if (best === null || (best !== preferred && group.describe(a).length < group.describe(best).length))
      best = a
  }
  return best
}

function isHomomorphism(group: FiniteGroup, map: Int32Array): boolean {
  return group.generators.every((s) =>
    map.every((y, g) => map[group.multiply(g, s)] === group.multiply(y, map[s]!)),
  )
}

/** The index of g in one factor, the identity elsewhere. */
function joined(factors: readonly FiniteGroup[], at: number, g: number): number {
  return factors.reduce((index, factor, k) => index * factor.order + (k === at ? g : factor.identity), 0)
}
