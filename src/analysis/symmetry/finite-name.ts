/**
 * Names of groups of signed permutations of a network: factor by factor where the points are a group that acts on itself,
 * as wreath products where the network falls apart or neurons are twins, else as an abstract group, by order the last.
 */
import {
  type Automorphisms,
  automorphismsOf,
  type ColouredGraph,
  inducedGraph,
  isIsomorphism,
  type Permutation,
} from '../../groups/graph-automorphisms.ts'
import type { FiniteGroup } from '../../groups/group.ts'
import { factorial } from '../../groups/lexicographic.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Flow } from '../flow.ts'
import { groupNameOf, groupOfKeys, largestNamed } from './component-group.ts'
import { listed } from './listed.ts'
import { productOfNames, selfActionName, wrapped, wreathName } from './product-name.ts'
import { frameName } from './signed-frame.ts'
import type { SignedNetwork } from './signed-network.ts'

/** Part of a network, its neurons first, then their negatives. */
interface Part {
  readonly graph: ColouredGraph
  readonly colours: Int32Array
  /** neurons of the whole network */
  readonly neurons: readonly number[]
  readonly group: Automorphisms
}

/** Up to this order a name as an abstract group is sought before one by structure. */
const quicklyNamed = 200

/** The groups on whose points the populations sit, null for other spaces. */
export function samplesOf({ network }: Flow): readonly (FiniteGroup | null)[] {
  return network.populations.map(({ space }) => (geometryOf(space) === 'discrete' ? space.sample : null))
}

/** Of what leaves these colours of the vertices alone. */
export function finiteName(
  network: SignedNetwork,
  colours: Int32Array,
  group: Automorphisms,
  samples: readonly (FiniteGroup | null)[],
): string {
  const all = Array.from({ length: network.neurons }, (_, i) => i)
  return partName(network, samples, { graph: network.graph, colours, neurons: all, group })
}

function partName(network: SignedNetwork, samples: readonly (FiniteGroup | null)[], part: Part): string {
  const { group, neurons } = part
  if (group.order === 1) return '1'
  const n = neurons.length
  const isPositive = (v: number): boolean => v < n
  // every element an unsigned one or the negative of one
  const isPlain = group.generators.every((g) =>
    g.subarray(0, n).every((x) => isPositive(x) === isPositive(g[0]!)),
  )
  const minus = Int32Array.from({ length: 2 * n }, (_, v) => (v + n) % (2 * n))
  const isCentral =
    part.graph.size > n && isPlain && isIsomorphism(part.graph, part.colours, part.colours, minus)
  const positive = isCentral ? group.order / 2 : group.order
  const finish = (name: string): string => (!isCentral ? name : name === '1' ? 'Z2' : `${wrapped(name)} x Z2`)

  const population = network.starts.indexOf(neurons[0]!)
  const sample = samples[population]
  if (sample && isPlain && n === network.starts[population + 1]! - neurons[0]!) {
    const has = (points: Int32Array): boolean => {
      const g = Int32Array.from({ length: part.graph.size }, (_, v) =>
        v < n ? points[v]! : points[v - n]! + n,
      )
      return isIsomorphism(part.graph, part.colours, part.colours, g)
    }
    const name = selfActionName(sample, positive, has)
    if (name !== null) return finish(name)
  }
  // neurons that are all alike
  if (n > 2 && positive === factorial(n) && isPlain) return finish(`S(${n})`)
  const abstract = group.order <= quicklyNamed ? abstractName(part, isCentral) : null
  if (abstract !== null) return finish(abstract)
  const apart = fallenApart(network, samples, part) ?? amongTwins(network, samples, part)
  if (apart !== null) return apart
  const name = abstractName(part, isCentral)
  if (name === null && part.graph.size > n) {
    const own = Float64Array.from(
      { length: n * n },
      (_, k) => network.weights[neurons[Math.floor(k / n)]! * network.neurons + neurons[k % n]!]!,
    )
    const lines = frameName(group.generators, group.order, own)
    if (lines !== null) return `Z2 wr ${wrapped(lines)}`
  }
  return name === null ? `order ${group.order}` : finish(name)
}

/** null where it has none, or is too large to be compared. */
function abstractName({ group, graph, neurons }: Part, isCentral: boolean): string | null {
  if (group.order > largestNamed) return null
  const generators = isCentral ? group.generators.map((g) => unsigned(g, neurons.length)) : group.generators
  const members = listed(generators, graph.size)
  if (members.length === 1) return '1'
  // images of the base tell elements apart
  const keys = members.map((g) => group.base.map((v) => g[v]!).join())
  const table = groupOfKeys(keys, (a, b) => group.base.map((v) => members[a]![members[b]![v]!]!).join())
  const name = groupNameOf(table, members.length)
  return name.startsWith('order') ? null : name
}

function unsigned(g: Permutation, n: number): Permutation {
  return g[0]! < n ? g : g.map((x) => (x + n) % (2 * n))
}

/** Parts that nothing connects, each kind with its number: `(S(4) x Z2) wr S(3)`. */
function fallenApart(
  network: SignedNetwork,
  samples: readonly (FiniteGroup | null)[],
  part: Part,
): string | null {
  const { neurons, group } = part
  const n = neurons.length
  const root = neurons.map((_, i) => i)
  const find = (i: number): number => (root[i] === i ? i : find(root[i]!))
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (network.isConnected(neurons[i]!, neurons[j]!))
        root[Math.max(find(i), find(j))] = Math.min(find(i), find(j))
  const roots = [...new Set(root.map((_, i) => find(i)))]
  if (roots.length === 1) return null
  const orbits = orbitsOf(group.generators, part.graph.size)
  const kinds = new Map<number, number[][]>()
  for (const r of roots) {
    const own = root.flatMap((_, i) => (find(i) === r ? [i] : []))
    // one of the same kind has a neuron, or its negative, in the orbit of this one
    const kind = [...kinds.keys()].find((other) =>
      own.some((i) => orbits[i] === other || (part.graph.size > n && orbits[i + n] === other)),
    )
    if (kind === undefined) kinds.set(orbits[own[0]!]!, [own])
    else kinds.get(kind)!.push(own)
  }
  let order = 1
  const names: string[] = []
  for (const list of kinds.values()) {
    const one = subpart(part, list[0]!)
    if (one === null) return null
    const k = list.length
    for (let i = 1; i <= k; i++) order *= i * one.group.order
    names.push(wreathName(partName(network, samples, one), k))
  }
  if (Math.abs(order / group.order - 1) > 1e-9) return null
  return productOfNames(names)
}

/** Neurons that may be exchanged at will, as many in each class: `S(4) wr Q`, Q what moves the classes. */
function amongTwins(
  network: SignedNetwork,
  samples: readonly (FiniteGroup | null)[],
  part: Part,
): string | null {
  const { graph, colours, neurons, group } = part
  const n = neurons.length
  const classes: number[][] = []
  for (let i = 0; i < n; i++) {
    const own = classes.find(([first]) =>
      graph.size === n
        ? areExchanged(graph, colours, n, first!, i)
        : areExchanged(graph, colours, n, first!, i) || areExchanged(graph, colours, n, first!, i + n),
    )
    if (own === undefined) classes.push([i])
    else own.push(i)
  }
  const k = classes[0]!.length
  if (k === 1 || classes.some((list) => list.length !== k)) return null
  const quotient = subpart(
    part,
    classes.map(([first]) => first!),
  )
  if (quotient === null) return null
  let order = quotient.group.order
  for (let i = 2; i <= k; i++) order *= i ** classes.length
  if (Math.abs(order / group.order - 1) > 1e-9) return null
  const rest = partName(network, samples, quotient)
  if (classes.length === 1) return rest === '1' ? `S(${k})` : `S(${k}) x ${rest}`
  return `S(${k}) wr ${wrapped(rest)}`
}

/** Whether the exchange of two vertices, and of their negatives, is a symmetry. */
function areExchanged(graph: ColouredGraph, colours: Int32Array, n: number, v: number, w: number): boolean {
  const g = Int32Array.from({ length: graph.size }, (_, x) => x)
  const negative = (x: number): number => (x + n) % (2 * n)
  g[v] = w
  g[w] = v
  if (graph.size > n) {
    g[negative(v)] = negative(w)
    g[negative(w)] = negative(v)
  }
  return isIsomorphism(graph, colours, colours, g)
}

function subpart({ graph, colours, neurons }: Part, own: readonly number[]): Part | null {
  const n = neurons.length
  const vertices = graph.size > n ? [...own, ...own.map((i) => i + n)] : own
  const induced = inducedGraph(graph, vertices)
  const inner = Int32Array.from(vertices, (v) => colours[v]!)
  const group = automorphismsOf(induced, inner)
  return group && { graph: induced, colours: inner, neurons: own.map((i) => neurons[i]!), group }
}

/** The smallest vertex of the orbit of each. */
export function orbitsOf(generators: readonly Permutation[], size: number): Int32Array {
  const root = Int32Array.from({ length: size }, (_, v) => v)
  const find = (v: number): number => (root[v] === v ? v : find(root[v]!))
  for (const g of generators)
    for (let v = 0; v < size; v++) {
      const [a, b] = [find(v), find(g[v]!)]
      if (a !== b) root[Math.max(a, b)] = Math.min(a, b)
    }
  return root.map((_, v) => find(v))
}
