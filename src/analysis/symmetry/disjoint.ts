/**
 * The symmetry of a network that falls apart: every part moves on its own, and parts of one kind are exchanged at will, G wr S(k).
 * Two states are joined when their parts are, in some order, and what fixes a state is a product over parts that are alike:
 * nothing depends on a list of the whole group.
 */
import { factorial } from '../../groups/lexicographic.ts'
import { oncePerObject } from '../../once.ts'
import type { Flow } from '../flow.ts'
import type { Isotropy } from '../report.ts'
import { largest } from '../vectors.ts'
import type { FixedSpace } from './fixed-spaces.ts'
import type { Orbit } from './orbit.ts'
import type { Kind } from './parts.ts'
import { identityName } from './point-map.ts'
import { productOfNames, wreathName } from './product-name.ts'
import type { ReducedFlow } from './reduced-flow.ts'
import type { Symmetry } from './symmetry.ts'
import type { Element } from './symmetry-element.ts'

/** One part: its symmetry, and where it lies in the whole. */
interface Part {
  readonly kind: number
  readonly symmetry: Symmetry
  /** number of the whole state of each number of its own */
  readonly state: Int32Array
  /** where its generators begin among those of the whole */
  readonly generators: number
  readonly name: string
}

/** An element of the wreath product: part i goes to part `to[i]` by `by[i]`. */
interface Joined extends Element {
  readonly to: readonly number[]
  readonly by: readonly Element[]
}

/** Elements that are listed at most. */
const mostListed = 2000

export function disjointSymmetry(
  flow: Flow,
  kinds: readonly Kind[],
  symmetries: readonly Symmetry[],
  reduced: ReducedFlow | null,
): Symmetry {
  const parts = partsIn(flow, kinds, symmetries)
  const dimension = parts.reduce((sum, { symmetry }) => sum + symmetry.dimension, 0)
  const of = (z: Float64Array, { state }: Part): Float64Array => Float64Array.from(state, (at) => z[at]!)
  const into = (out: Float64Array, { state }: Part, values: Float64Array): void => {
    for (const [k, at] of state.entries()) out[at] = values[k]!
  }
  const split = (z: Float64Array) => parts.map((part) => of(z, part))
  /** the same arrays for the same state, by which parts remember what fixes them: for states that are found */
  const kept = oncePerObject(split)
  const joined = (values: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(flow.length)
    for (const [i, part] of parts.entries()) into(out, part, values[i]!)
    return out
  }
  const own = ({ generators, symmetry }: Part, c: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: symmetry.dimension }, (_, a) => c[generators + a]!)
  /** the part and its own number of a generator */
  const generatorAt = (a: number): { part: Part; inner: number } => {
    const part = parts.findLast(({ generators }) => generators <= a)!
    return { part, inner: a - part.generators }
  }

  const act: Symmetry['act'] = (element, z) => {
    const { to, by } = element as Joined
    const before = split(z)
    const after: Float64Array[] = []
    for (const [i, part] of parts.entries()) after[to[i]!] = part.symmetry.act(by[i]!, before[i]!)
    return joined(after)
  }
  const derive: Symmetry['derive'] = (a, z) => {
    const { part, inner } = generatorAt(a)
    const out = new Float64Array(z.length)
    into(out, part, part.symmetry.derive(inner, of(z, part)))
    return out
  }

  const align: Symmetry['align'] = (a, b, tolerance) => {
    const [from, onto] = [kept(a), kept(b)]
    const to: number[] = []
    const by: Element[] = []
    const motion = new Float64Array(dimension)
    for (const [i, { kind, symmetry }] of parts.entries()) {
      const j = parts.findIndex((target, k) => {
        if (target.kind !== kind || to.includes(k)) return false
        const found = symmetry.align(from[i]!, onto[k]!, tolerance)
        if (found === null) return false
        by.push(found.element)
        motion.set(found.motion, target.generators)
        return true
      })
      if (j < 0) return null
      to.push(j)
    }
    return { element: joinedElement(parts, to, by), motion }
  }

  /** parts whose states are joined by a symmetry of their kind, the numbers of parts in each class */
  const classesOf = oncePerObject((z: Float64Array): readonly (readonly number[])[] => {
    const states = kept(z)
    const classes: number[][] = []
    for (const [i, { kind, symmetry }] of parts.entries()) {
      const known = classes.find(
        ([j]) => parts[j!]!.kind === kind && symmetry.align(states[i]!, states[j!]!) !== null,
      )
      if (known === undefined) classes.push([i])
      else known.push(i)
    }
    return classes
  })

  function isotropy(z: Float64Array): Isotropy & { readonly algebra: readonly Float64Array[] } {
    const states = kept(z)
    const each = parts.map(({ symmetry }, i) => symmetry.isotropy(states[i]!))
    const classes = classesOf(z)
    return {
      name: productOfNames(
        classes.map((list) => wreathName(each[list[0]!]!.name, list.length, each[list[0]!]!.dimension > 0)),
      ),
      dimension: each.reduce((sum, one) => sum + one.dimension, 0),
      components:
        each.reduce((product, { components }) => product * components, 1) *
        classes.reduce((product, list) => product * factorial(list.length), 1),
      generators: [
        ...each.flatMap(({ generators }, i) => generators.map((name) => `${name} in ${parts[i]!.name}`)),
        ...classes.flatMap((list) => list.slice(1).map((j) => exchangeOf(parts[list[0]!]!, parts[j]!))),
      ],
      algebra: each.flatMap(({ algebra }, i) =>
        algebra.map((direction) => {
          const out = new Float64Array(dimension)
          out.set(direction, parts[i]!.generators)
          return out
        }),
      ),
    }
  }

  function orbit(z: Float64Array): Orbit {
    const states = kept(z)
    const each = parts.map(({ symmetry }, i) => symmetry.orbit(states[i]!))
    let components = each.reduce((product, one) => product * one.components, 1)
    for (const kind of kinds.keys())
      components *= factorial(parts.filter((part) => part.kind === kind).length)
    for (const list of classesOf(z)) components /= factorial(list.length)
    const orbitDimension = each.reduce((sum, one) => sum + one.dimension, 0)
    return {
      dimension: orbitDimension,
      components: Math.round(components),
      topology: productTopology(each.map(({ topology }) => topology)),
      count: orbitDimension === 0 ? Math.round(components) : null,
    }
  }

  const still = parts.map((_, i) => i)
  const one = parts.map(({ symmetry }) => symmetry.elements[0]!)
  const identity: Joined = { ...joinedElement(parts, still, one), name: identityName }
  /** elements of each first part of a kind, and exchanges of it with the others */
  const generators = firstParts(parts).flatMap((i) => [
    ...parts[i]!.symmetry.beyond.map((element) =>
      joinedElement(
        parts,
        still,
        one.map((rest, j) => (i === j ? element : rest)),
      ),
    ),
    ...parts.flatMap(({ kind }, j) =>
      kind === parts[i]!.kind && j > i
        ? [
            joinedElement(
              parts,
              still.map((k) => (k === i ? j : k === j ? i : k)),
              one,
            ),
          ]
        : [],
    ),
  ])
  const order = kinds.reduce(
    (product, { parts: copies }, k) =>
      product * symmetries[k]!.report.components ** copies.length * factorial(copies.length),
    1,
  )
  const elements = order <= mostListed ? allElements(parts) : [identity, ...generators]
  const reports = symmetries.map(({ report }) => report)

  return {
    report: {
      group: productOfNames(
        kinds.map(({ parts: copies }, k) =>
          wreathName(reports[k]!.group, copies.length, reports[k]!.dimension > 0),
        ),
      ),
      dimension,
      components: order,
      equivarianceError: Math.max(
        ...reports.map(({ equivarianceError }) => equivarianceError),
        ...generators
          .filter(({ isExact }) => isExact)
          .map((element) => mismatch(flow, (z) => act(element, z))),
      ),
      aliasing: Math.max(...reports.map(({ aliasing }) => aliasing)),
      generators: [
        ...parts.flatMap(({ symmetry, name }) =>
          symmetry.generators.map((generator) => `${generator.name} in ${name}`),
        ),
        ...generators.map(({ name }) => name),
      ],
    },
    dimension,
    generators: parts.flatMap(({ symmetry, name }) =>
      symmetry.generators.map((generator) => ({ name: `${generator.name} in ${name}` })),
    ),
    beyond: generators,
    notes: [
      ...symmetries.flatMap(({ notes }) => notes),
      `no connection joins the ${parts.length} parts of the network: each has the symmetry of a network of its own`,
    ],
    tangents: (z) =>
      parts.flatMap((part) =>
        part.symmetry.tangents(of(z, part)).map((tangent) => {
          const out = new Float64Array(z.length)
          into(out, part, tangent)
          return out
        }),
      ),
    derive,
    move: (c, z) => joined(parts.map((part) => part.symmetry.move(own(part, c), of(z, part)))),
    elements,
    act,
    align,
    isotropy,
    orbit,
    parts: parts.map((part) => ({
      kind: part.kind,
      flow: kinds[part.kind]!.flow,
      symmetry: part.symmetry,
      of: (z) => of(z, part),
    })),
    reduced: reduced && {
      ...reduced,
      tangents(u) {
        const input = reduced.lift(u).map((x, i) => x - reduced.external[i]!)
        return Array.from({ length: dimension }, (_, a) =>
          reduced.of(derive(a, input).map((x, i) => x + reduced.external[i]!)),
        )
      },
    },
    fixedSpaces: (limit = 24) => fixedSpacesIn(parts, split, joined, limit),
  }
}

function partsIn({ layout }: Flow, kinds: readonly Kind[], symmetries: readonly Symmetry[]): Part[] {
  const parts: Part[] = []
  let generators = 0
  for (const [kind, { members, parts: copies, flow }] of kinds.entries())
    for (const points of copies) {
      const symmetry = symmetries[kind]!
      const state = members.flatMap((p, q) => {
        const { state: start, size, variables } = layout.blocks[p]!
        const each = points ?? Int32Array.from({ length: flow.layout.blocks[q]!.size }, (_, x) => x)
        return Array.from({ length: variables }, (_, v) =>
          Array.from(each, (x) => start + v * size + x),
        ).flat()
      })
      parts.push({
        kind,
        symmetry,
        state: Int32Array.from(state),
        generators,
        name: `part ${parts.length + 1}`,
      })
      generators += symmetry.dimension
    }
  return parts
}

function joinedElement(parts: readonly Part[], to: readonly number[], by: readonly Element[]): Joined {
  return {
    get name() {
      const moved = by.flatMap(({ name }, i) =>
        name === identityName ? [] : [`${name} in ${parts[i]!.name}`],
      )
      const exchanged = to.flatMap((j, i) => (j > i && to[j] === i ? [exchangeOf(parts[i]!, parts[j]!)] : []))
      const cycled = to.some((j, i) => j !== i && to[j] !== i)
        ? [`parts ${to.map((j) => j + 1).join(' ')} for 1 2 ...`]
        : exchanged
      return [...moved, ...cycled].join(' and ') || identityName
    },
    key: `${to}: ${by.map(({ key }) => key).join(' / ')}`,
    isExact: by.every(({ isExact }) => isExact),
    to,
    by,
  }
}

function exchangeOf(a: Part, b: Part): string {
  return `exchange of ${a.name} and ${b.name}`
}

/** The first part of each kind. */
function firstParts(parts: readonly Part[]): number[] {
  return parts.flatMap(({ kind }, i) => (parts.findIndex((other) => other.kind === kind) === i ? [i] : []))
}

function allElements(parts: readonly Part[]): Joined[] {
  const visit = (to: readonly number[], by: readonly Element[]): Joined[] => {
    const i = to.length
    if (i === parts.length) return [joinedElement(parts, to, by)]
    return parts.flatMap(({ kind }, j) =>
      kind !== parts[i]!.kind || to.includes(j)
        ? []
        : parts[i]!.symmetry.elements.flatMap((element) => visit([...to, j], [...by, element])),
    )
  }
  return visit([], [])
}

/** max |f(g z) - g f(z)| / (1 + |f|) at one state. */
function mismatch(flow: Flow, act: (z: Float64Array) => Float64Array): number {
  const z = Float64Array.from({ length: flow.length }, (_, i) => Math.sin(1 + 2.7 * i + 0.31 * i * i))
  const [f, moved] = [new Float64Array(flow.length), new Float64Array(flow.length)]
  flow.evaluate(z, f)
  flow.evaluate(act(z), moved)
  const expected = act(f)
  return largest(moved.map((x, i) => x - expected[i]!)) / (1 + largest(f))
}

/**
 * Products of the parts' own fixed-point spaces, and of these the states whose parts of one kind are equal. A part may
 * also be left as it is.
 */
function fixedSpacesIn(
  parts: readonly Part[],
  split: (z: Float64Array) => readonly Float64Array[],
  joined: (values: readonly Float64Array[]) => Float64Array,
  limit: number,
): FixedSpace[] {
  const free: FixedSpace = { name: '', project() {} }
  const choices = parts.map(({ symmetry }) => [...symmetry.fixedSpaces(limit), free])
  const firsts = firstParts(parts)
  const list: FixedSpace[] = []
  const add = (chosen: readonly FixedSpace[], alike: boolean): void => {
    const name = chosen.flatMap((one, i) => (one === free ? [] : [`${one.name} in ${parts[i]!.name}`]))
    list.push({
      name: [...name, ...(alike ? ['exchanges of parts'] : [])].join('; '),
      project(z) {
        const values = split(z.slice()).map((value, i) => {
          chosen[i]!.project(value)
          return value
        })
        if (alike)
          for (const first of firsts) {
            const same = parts.flatMap(({ kind }, i) => (kind === parts[first]!.kind ? [i] : []))
            const mean = values[first]!.map(
              (_, x) => same.reduce((sum, i) => sum + values[i]![x]!, 0) / same.length,
            )
            for (const i of same) values[i] = mean
          }
        z.set(joined(values))
      },
    })
  }
  // each of the parts' spaces in all of them, equal or not, then in one of them with another in the rest
  const most = Math.max(...choices.map(({ length }) => length))
  const at = (i: number, k: number): FixedSpace => choices[i]![Math.min(k, choices[i]!.length - 1)]!
  for (let k = 0; k < most; k++) {
    add(
      parts.map((_, i) => at(i, k)),
      true,
    )
    if (k < most - 1)
      add(
        parts.map((_, i) => at(i, k)),
        false,
      )
  }
  for (let sum = 1; sum < 2 * most && list.length < limit; sum++)
    for (let k = 0; 2 * k < sum; k++)
      add(
        parts.map((_, i) => at(i, i === 0 ? sum - k : k)),
        false,
      )
  return list.slice(0, limit)
}

/** `T2` of two circles, else a product; points left out. */
function productTopology(names: readonly string[]): string {
  const circles = names.reduce(
    (sum, name) => sum + (name === 'S1' ? 1 : Number(/^T(\d+)$/.exec(name)?.[1] ?? 0)),
    0,
  )
  const others = names.filter((name) => name !== 'point' && !/^(S1|T\d+)$/.test(name))
  const all = [...(circles === 0 ? [] : [circles === 1 ? 'S1' : `T${circles}`]), ...others]
  return all.length === 0
    ? 'point'
    : all.length === 1
      ? all[0]!
      : all.map((name) => (name.includes(' ') ? `(${name})` : name)).join(' x ')
}
