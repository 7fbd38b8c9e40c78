/**
 * A frame, reduced where the state is. Whole arrays go from registers to the frame; sums and extremes are
 * taken from rates and first variables laid out in shared memory, in eight sections each.
 *
 * A measure in `indices`: kind, its table in `tables`, where its numbers begin in the layout, N, its place in
 * a frame. Kinds: 0 sum of table times value, 1 of its absolute value, 2 the largest value, 3 the place of the
 * largest (the first of equals), 4 whether any value differs from the first. They need `recordLibrary`.
 */
import {
  after,
  isOwn,
  neuronOf,
  type RecordText,
  type ResidentText,
  range,
  rateOf,
  stateOf,
  u,
} from './structure.ts'

const sections = 8

export const recordLibrary = ['max32', 'above32', 'differs32'] as const

/** Shared arrays and their lengths in floats. */
export function recordSpace({ neurons, record }: ResidentText): Record<string, number> {
  if (record === null || record.measures === 0) return {}
  return { staged: 2 * neurons, shares: sections * record.measures }
}

export function recordBarriers({ record }: ResidentText): number {
  return record === null || record.measures === 0 ? 0 : 2
}

/** At the begin of a step, rates in place: the frame of the state before it, where one is due. */
export function recordText(s: ResidentText): string[] {
  const { record } = s
  if (record === null) return []
  return [
    `let every = indices[${u(record.settingsAt)}];`,
    'if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {',
    'let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);',
    `let frame = (slot * indices[${u(record.settingsAt + 1)}] + replica) * ${u(record.length)};`,
    ...wholeArrays(s, record),
    ...(record.measures === 0 ? [] : measures(s, record)),
    '}',
  ]
}

function wholeArrays(s: ResidentText, record: RecordText): string[] {
  return record.whole.flatMap(({ what, population: p, at }) => {
    const population = s.populations[p]!
    return range(population.slots).flatMap((k) => {
      const put = (offset: number, value: string) =>
        `frames[frame + ${after(at + offset, neuronOf(p, k))}] = ${value};`
      const stores =
        what === 'rate'
          ? [put(0, rateOf(p, k))]
          : range(population.variables).map((v) => put(v * population.size, stateOf(p, k, v)))
      return guarded(isOwn(population, k, s.threads), stores)
    })
  })
}

function guarded(own: string, stores: readonly string[]): string[] {
  return own === 'true' ? [...stores] : [`if (${own}) {`, ...stores, '}']
}

function measures(s: ResidentText, { measures: count, measuresAt }: RecordText): string[] {
  const threads = u(s.threads)
  return [
    ...s.populations.flatMap((population) =>
      range(population.slots).flatMap((k) => {
        const { index: p, rateAt } = population
        return guarded(isOwn(population, k, s.threads), [
          `staged[${after(rateAt, neuronOf(p, k))}] = ${rateOf(p, k)};`,
          `staged[${after(s.neurons + rateAt, neuronOf(p, k))}] = ${stateOf(p, k, 0)};`,
        ])
      }),
    ),
    'workgroupBarrier();',
    `for (var p = thread; p < ${u(count * sections)}; p += ${threads}) {`,
    `let measure = ${u(measuresAt)} + 5u * (p / ${u(sections)});`,
    'let kind = indices[measure];',
    'let table = indices[measure + 1u];',
    'let source = indices[measure + 2u];',
    'let size = indices[measure + 3u];',
    'var share = select(0.0, staged[source], kind == 2u);',
    'if (kind > 2u) {',
    'var best = 0u;',
    'var differs = 0.0;',
    'for (var j = 1u; j < size; j++) {',
    'if (above32(staged[source + j], staged[source + best])) { best = j; }',
    'if (differs32(staged[source + j], staged[source])) { differs = 1.0; }',
    '}',
    'share = select(differs, f32(best), kind == 3u);',
    '} else {',
    `for (var j = p % ${u(sections)}; j < size; j += ${u(sections)}) {`,
    'let value = staged[source + j];',
    'if (kind == 2u) { share = max32(share, value); }',
    'else { share += tables[table + j] * select(value, abs(value), kind == 1u); }',
    '}',
    '}',
    'shares[p] = share;',
    '}',
    'workgroupBarrier();',
    `for (var q = thread; q < ${u(count)}; q += ${threads}) {`,
    `let measure = ${u(measuresAt)} + 5u * q;`,
    'let kind = indices[measure];',
    `var all = shares[q * ${u(sections)}];`,
    `for (var p = 1u; p < ${u(sections)}; p++) {`,
    `let share = shares[q * ${u(sections)} + p];`,
    'all = select(select(all + share, max32(all, share), kind == 2u), all, kind > 2u);',
    '}',
    'frames[frame + indices[measure + 4u]] = all;',
    '}',
  ]
}
