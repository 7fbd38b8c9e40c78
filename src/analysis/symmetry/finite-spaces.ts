/**
 * Fixed-point spaces of subgroups of a group of signed permutations: of all up to conjugacy where it is small, else of
 * those that fix base points and of random elements, one and two together.
 */
import type { Automorphisms, Permutation } from '../../groups/graph-automorphisms.ts'
import { inverseOf, numbersFrom } from '../../groups/stabiliser-chain.ts'
import { subgroupClasses } from '../../groups/subgroups.ts'
import type { Flow } from '../flow.ts'
import { groupOfKeys } from './component-group.ts'
import type { FiniteSymmetry } from './finite.ts'
import { orbitsOf } from './finite-name.ts'
import { type FixedSpace, largestLattice } from './fixed-spaces.ts'
import { after, listed } from './listed.ts'

const randomSubgroups = 400

export function* finiteSpaces(flow: Flow, { network, group }: FiniteSymmetry): Iterable<FixedSpace> {
  const { size } = network.graph
  const few = group.order <= largestLattice ? classesOf(group, size) : null
  for (const generators of few ?? someSubgroups(group)) {
    const orbits = orbitsOf(generators, size)
    yield {
      get name() {
        return generators.map((g) => network.element(g).name).join('; ')
      },
      project: (z) => averageOver(flow, orbits, z),
    }
  }
}

/** A state becomes its mean over each orbit of neurons and negatives of neurons, in place. */
function averageOver({ layout: { blocks, neurons: N } }: Flow, orbits: Int32Array, z: Float64Array): void {
  const variables = Math.max(...blocks.map((block) => block.variables))
  for (let v = 0; v < variables; v++) {
    const field = new Float64Array(N)
    const own = blocks.filter((block) => v < block.variables)
    for (const { state, rate, size } of own)
      field.set(z.subarray(state + v * size, state + (v + 1) * size), rate)
    const sums = new Float64Array(orbits.length)
    const counts = new Float64Array(orbits.length)
    for (const [vertex, orbit] of orbits.entries()) {
      sums[orbit]! += vertex < N ? field[vertex]! : -field[vertex - N]!
      counts[orbit]!++
    }
    for (const { state, rate, size } of own)
      for (let i = 0; i < size; i++) {
        const orbit = orbits[rate + i]!
        z[state + v * size + i] = sums[orbit]! / counts[orbit]!
      }
  }
}

/** Generators of one subgroup of each class, large subgroups first, the trivial one left out. */
function classesOf({ generators, base }: Automorphisms, size: number): Permutation[][] | null {
  const members = listed(generators, size)
  const table = groupOfKeys(
    members.map((g) => base.map((v) => g[v]!).join()),
    (a, b) => base.map((v) => members[a]![members[b]![v]!]!).join(),
  )
  if (table === null) return null
  return subgroupClasses(table)
    .filter(({ order }) => order > 1)
    .toReversed()
    .map((own) => own.generators.map((i) => members[i]!))
}

function* someSubgroups({ generators, base }: Automorphisms): Iterable<readonly Permutation[]> {
  for (let k = 1; k < base.length; k++) {
    const own = generators.filter((g) => base.slice(0, k).every((b) => g[b] === b))
    if (own.length > 0) yield own
  }
  // random elements by product replacement (Celler and others 1995)
  const random = numbersFrom(20_261_122)
  const length = Math.max(10, generators.length)
  const pool = Array.from({ length }, (_, k) => generators[k % generators.length]!)
  const pick = (): number => Math.floor(random() * length)
  const draw = (): Permutation => {
    const [i, j] = [pick(), pick()]
    const other = random() < 0.5 ? pool[j]! : inverseOf(pool[j]!)
    if (i !== j) pool[i] = random() < 0.5 ? after(pool[i]!, other) : after(other, pool[i]!)
    return pool[i]!
  }
  for (let k = 0; k < 60; k++) draw()
  for (let k = 0; k < randomSubgroups; k++) yield k % 2 === 0 ? [draw()] : [draw(), draw()]
}
