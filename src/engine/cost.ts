/**
 * The cost model: what one application of a connection to one replica costs by each plan. It decides
 * by written constants, not by a trial run, so that one experiment has one plan on every machine.
 */
import { factorise } from '../math/integers.ts'
import type { Cost } from './operator.ts'
import { LARGEST_TABLE } from './operators/gather.ts'

/**
 * Nanoseconds on V8 (Node 20, one idle x86-64 server core), the best of five batches:
 *
 * | constant   | per                                              | measured at                    |
 * |------------|--------------------------------------------------|--------------------------------|
 * | call       | application                                      | 32 neurons                     |
 * | near       | multiply-add of a matrix of at most `cache`      | 0.47-0.55, N 256 ... 2304      |
 * | far        | multiply-add of a larger one                     | 0.51-0.69, N 2304 ... 1,000,000 |
 * | weigh      | point, where weights differ                      | 1.5-1.8, N 256 ... 100,000     |
 * | turn       | multiply-add of the small matrices               | 1                              |
 * | look       | neighbour in a table                             | 1.25-1.7, support 5 ... 3000   |
 * | entry      | stored weight of a sparse matrix                 | 1.0-1.3, 5 ... 1200 a row, N 256 ... 20,000 |
 * | row        | row of a sparse matrix                           | 2-3                            |
 * | multiply   | neighbour multiplied out                         | 8-44 by group, D(n) ... C x S  |
 * | run        | target of an event on a cyclic grid              | 0.7                            |
 * | target     | target of an event in a table or a column        | 1.5                            |
 * | axis       | point and axis of a grid, copies and untangling  | 3                              |
 * | small      | point and log2 of prime factors 2, 3, 5          | 1.2; round trip and product    |
 * | medium     | the same of 7 ... 13                             | 2.7                            |
 * | large      | the same of 17 ... 31                            | 4.5                            |
 * | chirp      | point and log2 of a length with a larger prime   | 5                              |
 */
const NS = {
  call: 100,
  near: 0.52,
  far: 0.65,
  weigh: 1.6,
  turn: 1,
  look: 1.4,
  entry: 1.1,
  row: 2.5,
  multiply: 20,
  run: 0.7,
  target: 1.5,
  axis: 3,
  small: 1.2,
  medium: 2.7,
  large: 4.5,
  chirp: 5,
} as const

/** Bytes of matrix that stay in the second-level cache between two steps. */
const CACHE = 2 ** 20

const stream = (bytes: number): number => (bytes <= CACHE ? NS.near : NS.far)

/**
 * E K E^T diag(w): `rank` columns on both sides, `turns` entries of all small matrices. `bytes` counts
 * the basis, twice where the operator keeps a copy that is contiguous (see low-rank.ts).
 */
export function lowRankCost(
  rows: number,
  columns: number,
  rank: number,
  turns: number,
  equalWeights: boolean,
  bytes: number,
): Cost {
  const products = rank * (rows + columns)
  return {
    flops: 2 * products + 2 * turns + (equalWeights ? rank : columns),
    bytes,
    nanoseconds:
      NS.call +
      products * stream(8 * rank * Math.max(rows, columns)) +
      turns * NS.turn +
      (equalWeights ? 0 : columns * NS.weigh),
  }
}

/** Two real transforms of the grid and the product of half spectra. */
export function fftCost(shape: readonly number[]): Cost {
  const size = shape.reduce((product, n) => product * n, 1)
  let perPoint = 0
  let logs = 0
  for (const [axis, length] of shape.entries()) {
    const last = axis === shape.length - 1
    // an odd last axis goes as complex numbers: twice the work
    perPoint += NS.axis + axisCost(length) * (last && length % 2 === 1 ? 2 : 1)
    logs += Math.log2(length)
  }
  return {
    flops: size * (5 * logs + 4),
    // filter and spectrum, then twiddles and block buffers of each axis
    bytes: 16 * size + shape.reduce((sum, n) => sum + 2 * 16 * n * 9, 0),
    nanoseconds: NS.call + size * perPoint,
  }
}

function axisCost(length: number): number {
  const primes = factorise(length)
  if (primes.some(([p]) => p > 31)) return NS.chirp * Math.log2(length)
  let cost = 0
  for (const [p, exponent] of primes)
    cost += exponent * Math.log2(p) * (p <= 5 ? NS.small : p <= 13 ? NS.medium : NS.large)
  return cost
}

/** A sum over the support at every point. */
export function gatherCost(size: number, support: number): Cost {
  const table = size * support <= LARGEST_TABLE
  return {
    flops: 2 * size * support,
    bytes: 8 * size + 12 * support + (table ? 4 * size * support : 0),
    nanoseconds: NS.call + size * support * (table ? NS.look : NS.multiply),
  }
}

/** The whole matrix. */
export function denseCost(rows: number, columns: number): Cost {
  const entries = rows * columns
  return { flops: 2 * entries, bytes: 8 * entries, nanoseconds: NS.call + entries * stream(8 * entries) }
}

/** The weights that are not zero, of so many rows. */
export function sparseCost(rows: number, entries: number): Cost {
  return {
    flops: 2 * entries,
    bytes: 12 * entries + 4 * (rows + 1),
    nanoseconds: NS.call + rows * NS.row + entries * NS.entry,
  }
}

/**
 * Neurons that fire in a step, as the cost of events assumes it: one in 500 and at least one, which is 20 Hz at
 * a step of 0.1 ms. A network may fire more or less, and the plan stays what it is.
 */
export const assumedActivity = 1 / 500

/** Events of `neurons` neurons on `sites` sites, each to `targets` sites. */
export function eventCost(
  neurons: number,
  sites: number,
  targets: number,
  by: 'run' | 'table' | 'column',
): Cost {
  const events = Math.max(1, neurons * assumedActivity)
  const table = by === 'table' && sites * targets <= LARGEST_TABLE
  const bytes = {
    run: 12 * targets,
    table: 12 * targets + (table ? 4 * sites * targets : 0),
    column: 12 * sites * targets,
  }
  const each = by === 'run' ? NS.run : by === 'table' && !table ? NS.multiply : NS.target
  return {
    flops: events * targets,
    bytes: bytes[by],
    nanoseconds: NS.call + events * (20 + targets * each),
  }
}
