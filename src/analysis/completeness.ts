/**
 * What a list of manifolds must meet, and the search that goes on while it does not: the degree in the whole space, the
 * degree in fixed-point spaces, and saddles of index 1 that join the basins. No list that meets all of it is thereby
 * proved complete; one that does not is told in notes.
 */
import type { Examined } from './examine.ts'
import { type Basin, partedBasins, startsBetween } from './find/basins.ts'
import { invariantsOf } from './find/invariants.ts'
import type { Search } from './find/search.ts'
import { sliceSearch } from './find/slice-search.ts'
import type { RandomStarts } from './find/starts.ts'
import type { Flow } from './flow.ts'
import { morseSum, openness, uncountable } from './morse.ts'
import type { MorseReport } from './report.ts'
import type { Symmetry } from './symmetry/symmetry.ts'

export interface Completeness {
  readonly morse: MorseReport
  /** basins that no chain of saddles joins */
  readonly parted: readonly (readonly [Basin, Basin])[]
  /** random starts that were made beyond those of the search */
  readonly further: number
}

interface Task {
  readonly flow: Flow
  readonly symmetry: Symmetry
  readonly search: Search
  readonly random: RandomStarts
  /** random starts of one round */
  readonly starts: number
  readonly examined: readonly Examined[]
  readonly landed: readonly (readonly number[])[]
  /** examines what is new among what the search found */
  readonly examineFound: () => Promise<void>
  readonly aborted: () => boolean
  readonly tell: (phase: 'edge' | 'random' | 'space', done: number, of: number) => Promise<void>
}

/** Rounds in all, and of those that bring nothing. */
const rounds = { most: 8, idle: 3 }

export async function completed(task: Task): Promise<Completeness> {
  const { flow, symmetry, search, random, starts, examined, landed, examineFound, aborted, tell } = task
  const open = openness(
    flow,
    search.found.map(({ state }) => state),
    search.duration,
  )
  const inSlices = sliceSearch(flow, symmetry, search.spaces, {
    random,
    duration: search.duration,
    states: () => search.found.map(({ state }) => state),
    consider: (state) => search.consider(state, 'space'),
    pause: (done, of) => tell('space', done, of),
    aborted,
  })
  const count = (): MorseReport => {
    const manifolds = examined.map(({ manifold }) => manifold)
    const why =
      search.patchworks > 0
        ? 'equilibria with single neurons on unstable branches were left out'
        : search.isCrowded
          ? 'not all points of pinned orbits are listed'
          : open
    const arePoints = search.found.every(({ pinned, continuum }) => !pinned && continuum === null)
    const spaces = uncountable(manifolds, why) === null && arePoints && !aborted() ? inSlices.sums() : []
    return { ...morseSum(manifolds, why), spaces }
  }
  const partedNow = () => (search.isCrowded ? [] : partedBasins(flow, symmetry, examined, landed))

  let morse = count()
  let parted = partedNow()
  let further = 0
  let idle = 0
  const isShort = () => morse.sum !== null && morse.sum !== morse.expected
  const areShort = () => morse.spaces.some(({ sum }) => sum !== morse.expected)
  for (let round = 0; round < rounds.most && idle < rounds.idle && !aborted(); round++) {
    if (!isShort() && !areShort() && parted.length === 0) break
    const before = search.found.length
    for (const pair of parted.slice(0, 4))
      for (const start of startsBetween(flow, pair, (z) => invariantsOf(flow, z), search.duration)) {
        search.consider(start, 'edge')
        await tell('edge', round + 1, rounds.most)
      }
    if (areShort()) await inSlices.seek(round)
    for (let k = 0; k < starts && isShort() && !aborted(); k++, further++) {
      search.consider(random.at(10_000 + round * starts + k, 2 + round), 'random')
      await tell('random', k + 1, starts)
    }
    await examineFound()
    morse = count()
    parted = partedNow()
    idle = search.found.length === before ? idle + 1 : 0
    // the same edges would be tracked again
    if (idle > 0 && !isShort() && !areShort()) break
  }
  return { morse, parted, further }
}

/** Sentences for a person: which of the counts does not come out. */
export function completenessNotes({ morse, further }: Completeness): string[] {
  const { sum, expected, why, spaces } = morse
  const after = further === 0 ? '' : `, after ${further} further starts`
  return [
    ...(sum === null || sum === expected
      ? []
      : [`the sum of (-1)^index chi is ${sum}, not ${expected}: ${why}${after}`]),
    ...spaces
      .filter((each) => each.sum !== expected)
      .map(
        ({ space, sum: own }) =>
          `in the space fixed by ${space} the sum of (-1)^index is ${own}, not ${expected}: an equilibrium there was missed`,
      ),
  ]
}
