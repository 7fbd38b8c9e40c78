/** What may be a symmetry that no continuous motion reaches: maps of points, signs, exchanges of populations. */
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import { type Cluster, clustersOf } from './clusters.ts'
import { type Couplings, sharedSpace } from './couplings.ts'
import { mapsOf } from './maps.ts'
import { identityName } from './point-map.ts'
import { oddPopulations } from './signed-network.ts'
import { exchangeName, type SymmetryElement, symmetryElement } from './symmetry-element.ts'

export interface Candidates {
  readonly clusters: readonly Cluster[]
  readonly identity: SymmetryElement
  /** which populations are odd in state and input together */
  readonly odd: readonly boolean[]
  /** in the order in which a person would list them, none tried yet */
  readonly tries: Iterable<SymmetryElement>
}

export function candidatesOf(flow: Flow, couplings: Couplings, algebra: Algebra): Candidates {
  const { populations } = flow.network
  const clusters = clustersOf(flow.network)
  const odd = oddPopulations(flow)
  const kits = clusters.map((cluster) =>
    mapsOf(
      flow,
      couplings,
      algebra,
      cluster,
      cluster.members.every((p) => odd[p]),
    ),
  )
  const identities = populations.map(
    (_, p) => kits[clusters.findIndex(({ members }) => members.includes(p))]!.of(p).identity,
  )
  const still = populations.map((_, p) => p)
  const plus = populations.map((): 1 => 1)
  const identity = symmetryElement(populations, still, plus, identities, identityName)

  function* tries(): Iterable<SymmetryElement> {
    for (const [c, { members }] of clusters.entries()) {
      const where =
        clusters.length === 1 ? '' : ` in ${members.map((p) => populations[p]!.name).join(' and ')}`
      const minus = populations.map((_, p): 1 | -1 => (members.includes(p) ? -1 : 1))
      const joint = kits[c]!.joint.map(({ name, maps }) => ({
        name,
        maps: identities.map((map, p) => maps.get(p) ?? map),
      }))
      for (const { name, maps } of joint)
        yield symmetryElement(populations, still, plus, maps, `${name}${where}`)
      if (!members.every((p) => odd[p])) continue
      yield symmetryElement(populations, still, minus, identities, `x -> -x${where}`)
      // an input may be odd under a map though it is not zero
      if (members.some((p) => hasInput(flow, p)))
        for (const { name, maps } of joint)
          yield symmetryElement(populations, still, minus, maps, `${name}, then x -> -x${where}`)
    }
    for (const images of permutations(populations.length)) {
      const fits = images.every((to, p) => {
        const [a, b] = [populations[p]!, populations[to]!]
        return sharedSpace(a.space, b.space) && a.model.variables.length === b.model.variables.length
      })
      if (fits && images.some((to, p) => to !== p))
        yield symmetryElement(populations, images, plus, identities, exchangeName(populations, images))
    }
  }
  return { clusters, identity, odd, tries: { [Symbol.iterator]: () => tries()[Symbol.iterator]() } }
}

/** Whether a population's input differs between its points. */
function hasInput({ external, layout }: Flow, population: number): boolean {
  const { rate, size } = layout.blocks[population]!
  return external.subarray(rate, rate + size).some((x) => x !== external[rate])
}

/** All orders of 0 ... n-1 for n up to 5, beyond that exchanges of two. */
function* permutations(n: number): Iterable<readonly number[]> {
  if (n > 5) {
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++)
        yield Array.from({ length: n }, (_, k) => (k === i ? j : k === j ? i : k))
    return
  }
  const visit = function* (chosen: readonly number[]): Iterable<readonly number[]> {
    if (chosen.length === n) yield chosen
    else for (let i = 0; i < n; i++) if (!chosen.includes(i)) yield* visit([...chosen, i])
  }
  yield* visit([])
}
