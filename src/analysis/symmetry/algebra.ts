/**
 * The Lie algebra of a network, found as a null space: combinations of the infinitesimal motions of every
 * population, each on its own, that commute with all connections and leave the inputs alone. What acts as zero
 * on the coordinates does not count.
 */
import { reducedEchelon } from '../../math/echelon.ts'
import { symmetricEigen } from '../../math/eigen.ts'
import type { Flow } from '../flow.ts'
import { addScaled, inner, largest } from '../vectors.ts'
import { type Block, type BlockMotions, blockMotions } from './block-motions.ts'
import { commutators, gram, inputMotions, quotientGram } from './conditions.ts'
import type { Coordinates } from './coordinates.ts'
import type { Couplings } from './couplings.ts'
import { generatorsOf, type SpaceGenerator } from './generators.ts'

/** A motion of one population alone. */
export interface Candidate extends SpaceGenerator {
  readonly population: number
}

export interface Generator {
  readonly name: string
  /** coefficient of each candidate, reduced row echelon form */
  readonly combination: Float64Array
}

export interface Algebra extends BlockMotions {
  readonly candidates: readonly Candidate[]
  readonly generators: readonly Generator[]
  /** populations that some motion of their space moves, as their kernels see them, be it a symmetry or not */
  readonly moved: ReadonlySet<number>
  /** the largest entry of a generator: the highest wave that it turns */
  readonly frequency: number
  /** of the coordinates u */
  readonly length: number
}

/** Relative square of a commutator that is round-off: a symmetry broken by less than 3e-8 is not told from a whole one. */
const ROUND_OFF = 1e-15

/** `motions` are those of the spaces, or none at all. */
export function algebraOf(
  flow: Flow,
  coordinates: Coordinates,
  couplings: Couplings,
  motions: 'all' | 'none' = 'all',
): Algebra {
  const { populations } = flow.network
  const touched = new Set(couplings.matrices.flatMap(({ from, to }) => [from, to]))
  const candidates = populations.flatMap(({ space }, population): Candidate[] =>
    motions === 'none' || touched.has(population)
      ? []
      : generatorsOf(space).map((generator) => ({ ...generator, population, block: generator.block })),
  )
  const n = candidates.length
  const blocks = candidates.map((candidate) =>
    coordinates.parts.map((part) =>
      part.population === candidate.population ? candidate.block(part.label) : null,
    ),
  )
  const moved = new Set(
    candidates.flatMap(({ population }, i) =>
      blocks[i]!.some((block) => block !== null) ? [population] : [],
    ),
  )
  const action = gram(n, (i, j) => {
    let sum = 0
    for (const [k, a] of blocks[i]!.entries()) {
      const b = blocks[j]![k]
      if (a && b) sum += inner(a, b)
    }
    return sum
  })
  const conditions = new Float64Array(n * n)
  for (const columns of commutators(candidates, couplings, populations)) accumulate(conditions, columns)
  for (const pair of couplings.quotients) addScaled(conditions, quotientGram(flow, candidates, pair), 1)
  for (const columns of inputMotions(flow, candidates)) accumulate(conditions, columns)

  const combinations = reducedEchelon(nullSpace(conditions, action, n), 1e-6, 1e-9)
  const generators = combinations.map((combination) => ({
    name: nameOf(combination, candidates, populations),
    combination,
  }))

  const blocksOf = generators.map(({ combination }) =>
    coordinates.parts.flatMap(({ offset, size }, k): Block[] => {
      const matrix = new Float64Array(size * size)
      for (let i = 0; i < n; i++) {
        const block = blocks[i]![k]
        if (block && combination[i] !== 0) addScaled(matrix, block, combination[i]!)
      }
      return largest(matrix) > 0 ? [{ offset, size, matrix }] : []
    }),
  )
  return {
    candidates,
    generators,
    moved,
    length: coordinates.length,
    frequency: Math.ceil(Math.max(0, ...blocksOf.flat().map(({ matrix }) => largest(matrix)))),
    ...blockMotions(blocksOf, coordinates.length),
  }
}

/** Vectors c with C c = 0 in the range of the action, as rows. */
function nullSpace(conditions: Float64Array, action: Float64Array, n: number): Float64Array[] {
  if (n === 0) return []
  const { values, vectors } = symmetricEigen(action, n)
  const kept = Array.from(values.keys()).filter((k) => values[k]! > 1e-10 * Math.max(1, values[n - 1]!))
  const m = kept.length
  if (m === 0) return []
  const inside = gram(m, (a, b) => {
    let sum = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        sum += vectors[i * n + kept[a]!]! * conditions[i * n + j]! * vectors[j * n + kept[b]!]!
    return sum
  })
  const found = symmetricEigen(inside, m)
  const rows: Float64Array[] = []
  for (let k = 0; k < m; k++) {
    if (found.values[k]! > ROUND_OFF * Math.max(1, found.values[m - 1]!)) break
    const c = new Float64Array(n)
    for (let a = 0; a < m; a++)
      for (let i = 0; i < n; i++) c[i]! += found.vectors[a * m + k]! * vectors[i * n + kept[a]!]!
    rows.push(c)
  }
  return rows
}

function nameOf(
  combination: Float64Array,
  candidates: readonly Candidate[],
  populations: Flow['network']['populations'],
): string {
  const terms = candidates.flatMap((candidate, i) =>
    combination[i] === 0 ? [] : [{ candidate, factor: combination[i]! }],
  )
  const names = [...new Set(terms.map(({ candidate }) => candidate.name))]
  const several = populations.length > 1
  const where = [...new Set(terms.map(({ candidate }) => populations[candidate.population]!.name))]
  const together = terms.every(({ factor }) => factor === 1) && names.length === 1
  const text = together
    ? names[0]!
    : terms
        .map(
          ({ candidate, factor }) =>
            `${factor === 1 ? '' : `${Number(factor.toPrecision(4))} `}${candidate.name}`,
        )
        .join(' + ')
  return several ? `${text} in ${where.join(' and ')}` : text
}

function accumulate(target: Float64Array, columns: readonly Float64Array[]): void {
  const n = columns.length
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = inner(columns[i]!, columns[j]!)
      target[i * n + j]! += value
      if (i !== j) target[j * n + i]! += value
    }
}
