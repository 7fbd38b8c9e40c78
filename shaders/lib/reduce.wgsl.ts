/**
 * Sums over the threads of a workgroup in two levels, at most two barriers. Either each subgroup adds by
 * itself and every thread adds the subgroups' sums (one barrier; right for subgroups of any shape, as long as
 * there are no more than one for four threads), or eight sections add in shared
 * memory first (two barriers). The order of additions is fixed for a device; the longest chain of them is
 * the larger of 7 + threads / 4 and threads / 8 + 8.
 */
import { whole } from '../compose.ts'

export interface Reduction {
  /** threads of the workgroup, any number */
  readonly threads: number
  /** true where the text says `enable subgroups;` and main began with `subgroupsText` */
  readonly subgroups: boolean
  /** variables in scope that hold each thread's own share; afterwards they hold the sums, in every thread */
  readonly names: readonly string[]
  /** name of a var<workgroup> array<f32> of which [at, at + reductionSpace) is free */
  readonly array: string
  readonly at: string
}

/** Sections of the fallback's first level. */
const sections = 8

/** The smallest subgroup that a device may have. */
const smallest = 4

/** Subgroups that a workgroup may have, at most. */
export function mostSubgroups(threads: number): number {
  return Math.ceil(threads / smallest)
}

/** Beside the text's other shared arrays. */
export const leadersText = (threads: number): string =>
  `var<workgroup> leaders: array<u32, ${whole(threads)}>;`

/**
 * Which subgroup a thread is in, told by the threads themselves, for nothing says that they are full or that
 * their threads follow one another: a subgroup is led by its lowest thread (`leads`) and `subgroup`, of
 * `subgroups`, counts them in the order of those. One barrier, once.
 */
export const subgroupsText = (threads: number): readonly string[] => [
  'let lowest = subgroupMin(thread);',
  'let leads = lowest == thread;',
  'leaders[thread] = select(0u, 1u, leads);',
  'workgroupBarrier();',
  'var subgroup = 0u;',
  'var subgroups = 0u;',
  `for (var s = 0u; s < ${whole(threads)}u; s++) {`,
  'subgroups += leaders[s];',
  'subgroup += select(0u, leaders[s], s < lowest);',
  '}',
]

/** Floats of shared memory that a reduction of `count` sums takes. */
export function reductionSpace(threads: number, subgroups: boolean, count: number): number {
  return count * (subgroups ? mostSubgroups(threads) : threads + sections)
}

export function reductionBarriers(subgroups: boolean): number {
  return subgroups ? 1 : 2
}

/**
 * Statements that turn each name into its sum over the threads. The space is free again for what comes after
 * one more barrier. They need `thread`, the local index.
 */
export function reduction(options: Reduction): string {
  return options.subgroups ? bySubgroups(options) : bySections(options)
}

function bySubgroups({ threads, names, array, at }: Reduction): string {
  const most = mostSubgroups(threads)
  const cell = (k: number, s: string) => `${array}[${at} + ${whole(k * most)}u + ${s}]`
  return [
    ...names.map((name) => `${name} = subgroupAdd(${name});`),
    'if (leads) {',
    ...names.map((name, k) => `  ${cell(k, 'subgroup')} = ${name};`),
    '}',
    'workgroupBarrier();',
    ...names.map((name) => `${name} = 0.0;`),
    'for (var s = 0u; s < subgroups; s++) {',
    ...names.map((name, k) => `  ${name} += ${cell(k, 's')};`),
    '}',
  ].join('\n')
}

function bySections({ threads, names, array, at }: Reduction): string {
  const count = names.length
  const cell = (k: number, s: string) => `${array}[${at} + ${whole(k * threads)}u + ${s}]`
  const part = (s: string) => `${array}[${at} + ${whole(count * threads)}u + ${s}]`
  return [
    ...names.map((name, k) => `${cell(k, 'thread')} = ${name};`),
    'workgroupBarrier();',
    `for (var p = thread; p < ${whole(count * sections)}u; p += ${whole(threads)}u) {`,
    '  var share = 0.0;',
    `  for (var m = p % ${whole(sections)}u; m < ${whole(threads)}u; m += ${whole(sections)}u) {`,
    `    share += ${array}[${at} + (p / ${whole(sections)}u) * ${whole(threads)}u + m];`,
    '  }',
    `  ${part('p')} = share;`,
    '}',
    'workgroupBarrier();',
    ...names.map((name) => `${name} = 0.0;`),
    `for (var s = 0u; s < ${whole(sections)}u; s++) {`,
    ...names.map((name, k) => `  ${name} += ${part(`${whole(k * sections)}u + s`)};`),
    '}',
  ].join('\n')
}
