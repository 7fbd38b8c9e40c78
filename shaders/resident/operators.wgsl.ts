/**
 * Connections within a workgroup. Low-rank, I += E (g . M) E^T w r: every thread multiplies its rates with its
 * rows of the basis and the workgroup adds (by subgroups; or, without them or for many columns, from rates
 * laid out in shared memory); one thread a column turns the coordinates; all threads expand. Gather, sparse
 * and dense read the shared rates, laid out twice in turn, so that one barrier an evaluation is enough. Fourier
 * transforms have a tile and barriers of their own, see transform.wgsl.ts.
 *
 * A column in `indices`: first column of its copy, width, row of M in `tables`; for sections also its column
 * of E^T w in `tables`, N, and where the rates begin.
 */
import { mostSubgroups } from '../lib/reduce.wgsl.ts'
import {
  after,
  type ConnectionText,
  inputOf,
  isOwn,
  neuronOf,
  owned,
  type PopulationText,
  type ResidentText,
  range,
  rateOf,
  u,
} from './structure.ts'
import { convolve, transformBarriers, transformSpace } from './transform.wgsl.ts'

type LowRank = Extract<ConnectionText, { kind: 'low-rank' }>

const lowRank = (s: ResidentText): LowRank[] => s.connections.filter((c) => c.kind === 'low-rank')
const readsRates = (s: ResidentText): boolean =>
  s.connections.some((c) => c.kind === 'gather' || c.kind === 'dense' || c.kind === 'sparse')

/** Whether rates are laid out in shared memory, and how often. */
function copiesOfRates(s: ResidentText): number {
  if (readsRates(s)) return 2
  return s.columns > 0 && s.sections !== null ? 1 : 0
}

/** Partial sums of one column. */
const partsOf = (s: ResidentText): number => s.sections ?? mostSubgroups(s.threads)

/** Shared arrays and their lengths in floats. */
export function operatorSpace(s: ResidentText): Record<string, number> {
  const copies = copiesOfRates(s)
  return {
    ...(copies === 0 ? {} : { rates: copies * s.neurons }),
    ...(s.columns === 0 ? {} : { parts: s.columns * partsOf(s), coefficients: s.columns }),
    ...transformSpace(s),
  }
}

/** Barriers of one evaluation. */
export function operatorBarriers(s: ResidentText): number {
  const shared = s.columns > 0 ? (s.sections === null ? 2 : 3) : readsRates(s) ? 1 : 0
  return shared + transformBarriers(s)
}

/** The rows of the bases that threads hold. */
export function heldBases(s: ResidentText): string[] {
  return lowRank(s)
    .filter((c) => c.held)
    .flatMap((c) => {
      const rows = (side: 'from' | 'to', at: number) => {
        const { index, size, slots } = s.populations[c[side]]!
        return range(c.columns).flatMap((column) =>
          range(slots).map(
            (k) =>
              `let ${heldOf(s, c, side, column, k)} = tables[${after(at + column * size, neuronOf(index, k))}];`,
          ),
        )
      }
      return [...rows('from', c.fromAt), ...(c.toAt === c.fromAt ? [] : rows('to', c.toAt))]
    })
}

function heldOf(s: ResidentText, c: LowRank, side: 'from' | 'to', column: number, k: number): string {
  const own = side === 'to' && c.toAt !== c.fromAt ? 'f' : 'e'
  return `${own}${s.connections.indexOf(c)}_${column}_${k}`
}

/** From the rates to the inputs, which must have been begun. */
export function operatorText(s: ResidentText): string[] {
  if (s.connections.length === 0) return []
  const twice = copiesOfRates(s) === 2
  return [
    ...(copiesOfRates(s) === 0
      ? []
      : [
          `let side = ${twice ? `(turn & 1u) * ${u(s.neurons)}` : '0u'};`,
          ...s.populations.flatMap((p) => shareRates(s, p)),
        ]),
    ...(s.columns > 0 && s.sections === null ? lowRank(s).flatMap((c) => project(s, c)) : []),
    ...(s.columns > 0 || readsRates(s) ? ['workgroupBarrier();'] : []),
    ...(s.columns === 0
      ? []
      : [...(s.sections === null ? [] : projectShared(s, s.sections)), ...turnColumns(s)]),
    ...s.connections.flatMap((c) => through(s, c)),
  ]
}

function through(s: ResidentText, c: ConnectionText): string[] {
  switch (c.kind) {
    case 'low-rank':
      return expand(s, c)
    case 'gather':
      return gather(s, c)
    case 'dense':
      return dense(s, c)
    case 'sparse':
      return sparse(s, c)
    case 'fft':
      return convolve(s, c)
  }
}

function shareRates(s: ResidentText, population: PopulationText): string[] {
  const { index: p, slots, rateAt } = population
  return range(slots).map((k) => {
    const store = `rates[side + ${after(rateAt, neuronOf(p, k))}] = ${rateOf(p, k)};`
    const own = isOwn(population, k, s.threads)
    return own === 'true' ? store : `if (${own}) { ${store} }`
  })
}

/** parts[column][subgroup] = the subgroup's share of (E^T w r)_column. */
function project(s: ResidentText, c: LowRank): string[] {
  const population = s.populations[c.from]!
  const { index: p, size, slots } = population
  const mine = range(slots).map((k) => owned(population, k, s.threads, rateOf(p, k)))
  const put = (at: string) => `if (leads) { parts[${at} + subgroup] = share; }`
  if (c.held)
    return range(c.columns).flatMap((column) => [
      '{',
      `let share = subgroupAdd(${mine.map((r, k) => `${heldOf(s, c, 'from', column, k)} * ${r}`).join(' + ')});`,
      put(u((c.first + column) * mostSubgroups(s.threads))),
      '}',
    ])
  return [
    `for (var c = 0u; c < ${u(c.columns)}; c++) {`,
    `let row = ${u(c.fromAt)} + c * ${u(size)};`,
    `let share = subgroupAdd(${mine.map((r, k) => `tables[row + ${neuronOf(p, k)}] * ${r}`).join(' + ')});`,
    put(`(${u(c.first)} + c) * ${u(mostSubgroups(s.threads))}`),
    '}',
  ]
}

/** The same from shared rates: every `sections`-th neuron is one share. */
function projectShared(s: ResidentText, sections: number): string[] {
  return [
    `for (var p = thread; p < ${u(s.columns * sections)}; p += ${u(s.threads)}) {`,
    `let column = ${u(s.columnsAt)} + 6u * (p / ${u(sections)});`,
    'let basis = indices[column + 3u];',
    'let size = indices[column + 4u];',
    'let source = side + indices[column + 5u];',
    'var share = 0.0;',
    `for (var j = p % ${u(sections)}; j < size; j += ${u(sections)}) { share += tables[basis + j] * rates[source + j]; }`,
    'parts[p] = share;',
    '}',
    'workgroupBarrier();',
  ]
}

/** What a thread knows of its column before the first step, where it has one at most. */
export function heldColumns(s: ResidentText): string[] {
  if (s.columns === 0 || s.columns > s.threads) return []
  return [`let c = min(thread, ${u(s.columns - 1)});`, ...columnOf(s)]
}

function columnOf(s: ResidentText): string[] {
  return [
    `let column = ${u(s.columnsAt)} + 6u * c;`,
    'let first = indices[column];',
    'let breadth = indices[column + 1u];',
    'let row = indices[column + 2u];',
    `let gain = numbers[own + ${u(s.gainsAt)} + c];`,
  ]
}

/** coefficients = gain M u, u the sums of the parts. */
function turnColumns(s: ResidentText): string[] {
  const until = s.sections === null ? 'q < subgroups' : `q < ${u(s.sections)}`
  const turn = [
    'var turned = 0.0;',
    'for (var j = 0u; j < breadth; j++) {',
    'var sum = 0.0;',
    `for (var q = 0u; ${until}; q++) { sum += parts[(first + j) * ${u(partsOf(s))} + q]; }`,
    'turned += tables[row + j] * sum;',
    '}',
    'coefficients[c] = gain * turned;',
    '}',
    'workgroupBarrier();',
  ]
  if (s.columns <= s.threads) return [`if (thread < ${u(s.columns)}) {`, ...turn]
  return [`for (var c = thread; c < ${u(s.columns)}; c += ${u(s.threads)}) {`, ...columnOf(s), ...turn]
}

function expand(s: ResidentText, c: LowRank): string[] {
  const { index: p, size, slots } = s.populations[c.to]!
  const factor = c.timed === null ? '' : ' * factor'
  const turned = (at: string) => `let turned = coefficients[${at}]${factor};`
  const lines = c.held
    ? range(c.columns).flatMap((column) => [
        '{',
        turned(u(c.first + column)),
        ...range(slots).map((k) => `${inputOf(p, k)} += ${heldOf(s, c, 'to', column, k)} * turned;`),
        '}',
      ])
    : [
        `for (var c = 0u; c < ${u(c.columns)}; c++) {`,
        `let row = ${u(c.toAt)} + c * ${u(size)};`,
        turned(`${u(c.first)} + c`),
        ...range(slots).map((k) => `${inputOf(p, k)} += tables[row + ${neuronOf(p, k)}] * turned;`),
        '}',
      ]
  if (c.timed === null) return lines
  const { windowAt, code } = c.timed
  return [
    `if (step >= indices[${u(windowAt)}] && step < indices[${u(windowAt + 1)}]) {`,
    ...code.uniform,
    `let factor = ${code.results[0]};`,
    ...lines,
    '}',
  ]
}

/** I(g) += scale sum_m factor_m r(neighbour_m(g)), m in the same order at every g. */
function gather(s: ResidentText, c: Extract<ConnectionText, { kind: 'gather' }>): string[] {
  const { index: p, size, slots } = s.populations[c.to]!
  const source = `side + ${u(s.populations[c.from]!.rateAt)}`
  return [
    '{',
    ...range(slots).map((k) => `var sum${k} = 0.0;`),
    `for (var m = 0u; m < ${u(c.support)}; m++) {`,
    `let factor = tables[${u(c.factorsAt)} + m];`,
    `let row = ${u(c.neighboursAt)} + m * ${u(size)};`,
    ...range(slots).map((k) => `sum${k} += factor * rates[${source} + indices[row + ${neuronOf(p, k)}]];`),
    '}',
    ...range(slots).map((k) => `${inputOf(p, k)} += numbers[${after(c.scaleAt, 'own')}] * sum${k};`),
    '}',
  ]
}

/** I_i += scale sum_j W_ij r_j. */
function dense(s: ResidentText, c: Extract<ConnectionText, { kind: 'dense' }>): string[] {
  const { index: p, size, slots } = s.populations[c.to]!
  const from = s.populations[c.from]!
  return [
    '{',
    ...range(slots).map((k) => `var sum${k} = 0.0;`),
    `for (var j = 0u; j < ${u(from.size)}; j++) {`,
    `let rate = rates[side + ${u(from.rateAt)} + j];`,
    `let row = ${u(c.at)} + j * ${u(size)};`,
    ...range(slots).map((k) => `sum${k} += tables[row + ${neuronOf(p, k)}] * rate;`),
    '}',
    ...range(slots).map((k) => `${inputOf(p, k)} += numbers[${after(c.scaleAt, 'own')}] * sum${k};`),
    '}',
  ]
}

/** The same over the weights that row i stores. */
function sparse(s: ResidentText, c: Extract<ConnectionText, { kind: 'sparse' }>): string[] {
  const { index: p, size, slots } = s.populations[c.to]!
  const source = `side + ${u(s.populations[c.from]!.rateAt)}`
  return range(slots).flatMap((k) => [
    '{',
    'var sum = 0.0;',
    `let end = ${neuronOf(p, k)} + ${u(size)} * indices[${after(c.lengthsAt, neuronOf(p, k))}];`,
    `for (var e = ${neuronOf(p, k)}; e < end; e += ${u(size)}) {`,
    `sum += tables[${after(c.at, 'e')}] * rates[${source} + indices[${after(c.columnsAt, 'e')}]];`,
    '}',
    `${inputOf(p, k)} += numbers[${after(c.scaleAt, 'own')}] * sum;`,
    '}',
  ])
}
