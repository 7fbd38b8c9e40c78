/**
 * Which operator a connection runs by: every plan is costed or told why it does not apply, the least
 * estimated time wins, and the choice is kept with its reasons. Choosing allocates no operator.
 */
import { InputError, placed, quoted } from '../errors.ts'
import { entriesOf, sparseRows } from '../math/sparse.ts'
import { denseMatrix } from '../model/couplings.ts'
import type { Kernel } from '../model/kernel.ts'
import type { Connection, Coupling, Network, PerReplica, PlanName } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { denseWeights } from '../model/sparse-coupling.ts'
import { denseCost, eventCost, fftCost, gatherCost, lowRankCost, sparseCost } from './cost.ts'
import { effectiveKernel } from './gains.ts'
import type { Cost, Operator, PlanChoice } from './operator.ts'
import { denseOperator } from './operators/dense.ts'
import { fftOperator } from './operators/fft.ts'
import { gatherOperator } from './operators/gather.ts'
import { COPY_LIMIT, lowRankOperator, quotientOperator } from './operators/low-rank.ts'
import { sparseOperator } from './operators/sparse.ts'
import { isByDistance, sharedSpace } from './spiking/delays.ts'
import { bytesText, grouped, secondsText } from './units.ts'

export interface PlanOptions {
  /** the plan to take whatever it costs; the connection's own `plan` unless given */
  readonly plan?: PlanName
  /** bytes that the constants of one connection may take; 1 GiB unless given */
  readonly memoryLimit?: number
}

interface Considered {
  readonly plan: PlanName
  readonly cost: Cost | null
  readonly because: string
}

const MEMORY_LIMIT = 2 ** 30

/** Above this size the spectrum of a kernel given by values is not worked out for the sake of a plan. */
const SPECTRUM_LIMIT = 1024

/**
 * One weight in so many: what a device gains by weights that it does not read it loses by rates that it looks up
 * one by one, where it multiplies a whole matrix with many replicas at once. An estimate: none was measured.
 */
const FEW_WEIGHTS = 8

/** Chooses and builds. */
export function planConnection(network: Network, index: number, options: PlanOptions = {}): Operator {
  return buildOperator(network, index, choosePlan(network, index, options))
}

/**
 * Costs every plan of connection `index` and picks the least time within the memory limit.
 * Throws InputError at the connection's place when the plan asked for, or any plan, does not apply, or
 * sizes do not match.
 */
export function choosePlan(network: Network, index: number, options: PlanOptions = {}): PlanChoice {
  const connection = network.connections[index]!
  const limit = options.memoryLimit ?? MEMORY_LIMIT
  const wanted = options.plan ?? connection.plan
  const asked = [...consider(network, connection, wanted), ...considerEvent(network, connection, wanted)]
  const considered = withDelay(network, connection, asked).map((entry): Considered => {
    if (entry.cost === null || entry.cost.bytes <= limit) return entry
    const because = `${entry.because}, ${bytesText(entry.cost.bytes)}, above the limit of ${bytesText(limit)}`
    return { plan: entry.plan, cost: null, because }
  })
  const able = considered.filter((entry): entry is Considered & { cost: Cost } => entry.cost !== null)
  able.sort((a, b) => a.cost.nanoseconds - b.cost.nanoseconds)
  if (wanted !== undefined) {
    const found = able.find((entry) => entry.plan === wanted)
    if (found !== undefined) return { plan: wanted, why: 'asked for', cost: found.cost, considered }
    const names = able.map((entry) => entry.plan).join(', ') || 'none'
    const reason = considered.find((entry) => entry.plan === wanted)!.because
    throw new InputError(
      `${connection.place}.plan`,
      `a plan that applies here (${names})`,
      quoted(wanted),
      reason,
    )
  }
  const [best, second] = able
  if (best === undefined) {
    const reasons = considered.map((entry) => `${entry.plan}: ${entry.because}`).join('; ')
    throw new InputError(connection.place, 'a connection that some plan can run', reasons)
  }
  const why =
    second === undefined
      ? `the only plan that applies: ${best.because}`
      : `least estimated time, ${timeText(best.cost)} against ${timeText(second.cost)} for ${second.plan}: ${best.because}`
  return { plan: best.plan, why, cost: best.cost, considered }
}

/** Builds the operator of a plan that `choosePlan` has found to apply. */
export function buildOperator(network: Network, index: number, choice: PlanChoice): Operator {
  const connection = network.connections[index]!
  const { coupling } = connection
  const from = network.populations[connection.from]!.space
  const to = network.populations[connection.to]!.space
  if (coupling.kind === 'matrix') {
    const { rows, columns, weights } = coupling
    if (choice.plan === 'sparse') return sparseOperator(choice, sparseRows(weights, columns), columns)
    return denseOperator(choice, rows, columns, weights)
  }
  if (coupling.kind === 'sparse') {
    const { rows, columns, starts, indices, weights } = coupling
    if (choice.plan === 'sparse')
      return sparseOperator(choice, { starts, columns: indices, values: weights }, columns)
    return denseOperator(choice, rows, columns, denseWeights(coupling))
  }
  if (coupling.kind === 'quotient') return quotientOperator(choice, coupling, to.size, from.weights)
  const { kernel, varying } = effectiveKernel(coupling.kernel, coupling.gains)
  if (choice.plan === 'low-rank') return lowRankOperator(choice, kernel, varying)
  if (choice.plan === 'fft') return fftOperator(choice, kernel)
  if (choice.plan === 'gather') return gatherOperator(choice, kernel)
  return denseOperator(choice, to.size, from.size, denseMatrix(kernel))
}

function consider(network: Network, connection: Connection, wanted: PlanName | undefined): Considered[] {
  const from = network.populations[connection.from]!.space
  const to = network.populations[connection.to]!.space
  const { coupling, place } = connection
  if (coupling.kind === 'kernel') {
    const own = coupling.kernel.space
    if (own.size !== from.size || own.size !== to.size || from.name !== to.name) {
      throw new InputError(
        place,
        'populations on one space',
        `${from.name} (${from.size}) and ${to.name} (${to.size})`,
        'Join different spaces by a matrix or through a common quotient',
      )
    }
    const { kernel, varying } = placed(`${place}.kernel.gains`, () =>
      effectiveKernel(coupling.kernel, coupling.gains),
    )
    return considerKernel(kernel, varying, wanted)
  }
  if (coupling.kind === 'matrix') {
    const { rows, columns, weights } = coupling
    if (rows !== to.size || columns !== from.size)
      throw new InputError(place, `a matrix of ${to.size} x ${from.size}`, `${rows} x ${columns}`)
    const none = 'the weights are a matrix'
    return [
      { plan: 'low-rank', cost: null, because: none },
      { plan: 'fft', cost: null, because: none },
      { plan: 'gather', cost: null, because: none },
      { plan: 'dense', cost: denseCost(rows, columns), because: `${none} of ${rows} x ${columns}` },
      considerSparse(rows, columns, entriesOf(weights), wanted),
    ]
  }
  if (coupling.kind === 'sparse') {
    const { rows, columns, indices } = coupling
    if (rows !== to.size || columns !== from.size)
      throw new InputError(place, `weights of ${to.size} x ${from.size}`, `${rows} x ${columns}`)
    const none = 'the weights are few and have no symmetry'
    const because = `${grouped(indices.length)} of ${grouped(rows * columns)} weights are stored`
    return [
      { plan: 'low-rank', cost: null, because: none },
      { plan: 'fft', cost: null, because: none },
      { plan: 'gather', cost: null, because: none },
      { plan: 'dense', cost: denseCost(rows, columns), because: `a matrix of ${rows} x ${columns}` },
      { plan: 'sparse', cost: sparseCost(rows, indices.length), because },
    ]
  }
  const { rank } = coupling
  const none = 'the spaces are joined through a quotient'
  const bytes = 8 * rank * (to.size + from.size)
  const cost = lowRankCost(to.size, from.size, rank, rank * rank, equal(from.weights), bytes)
  return [
    { plan: 'low-rank', cost, because: `${none} by ${rank} columns` },
    { plan: 'fft', cost: null, because: none },
    { plan: 'gather', cost: null, because: none },
    { plan: 'dense', cost: null, because: none },
    { plan: 'sparse', cost: null, because: none },
  ]
}

/** Taken without being asked for where few weights are stored, whatever the reference engine would take. */
function considerSparse(
  rows: number,
  columns: number,
  entries: number,
  wanted: PlanName | undefined,
): Considered {
  const because = `${grouped(entries)} of ${grouped(rows * columns)} weights are not zero`
  if (FEW_WEIGHTS * entries > rows * columns && wanted !== 'sparse')
    return { plan: 'sparse', cost: null, because: `${because}, more than one in ${FEW_WEIGHTS}` }
  return { plan: 'sparse', cost: sparseCost(rows, entries), because }
}

function considerKernel(
  kernel: Kernel,
  varying: ReadonlyMap<string, PerReplica>,
  wanted: PlanName | undefined,
): Considered[] {
  const { space } = kernel
  const n = space.size
  const considered: Considered[] = []
  const opaque = kernel.given === 'values' && space.cyclic === null && n > SPECTRUM_LIMIT
  if (opaque && varying.size === 0 && wanted !== 'low-rank') {
    const because = `a kernel given by values on more than ${SPECTRUM_LIMIT} points has no known spectrum`
    considered.push({ plan: 'low-rank', cost: null, because })
  } else {
    const rank = kernel.columns
    const basis = 8 * rank * n
    const bytes = basis <= COPY_LIMIT ? 2 * basis : basis
    considered.push({
      plan: 'low-rank',
      cost: lowRankCost(n, n, rank, turnsOf(kernel), equal(space.weights), bytes),
      because: `${rank} basis column${rank === 1 ? '' : 's'} on ${n} points`,
    })
  }
  if (varying.size > 0) {
    const because = 'gains differ between replicas, which only low-rank carries'
    for (const plan of ['fft', 'gather', 'dense', 'sparse'] as const)
      considered.push({ plan, cost: null, because })
    return considered
  }
  if (space.cyclic === null) {
    considered.push({ plan: 'fft', cost: null, because: 'the sample is no product of cyclic groups' })
  } else {
    const because = `a cyclic grid of ${space.cyclic.join(' x ')}`
    considered.push({ plan: 'fft', cost: fftCost(space.cyclic), because })
  }
  if (space.sample === null) {
    considered.push({ plan: 'gather', cost: null, because: 'the points form no group' })
  } else {
    const { support } = kernel
    const because = `a support of ${support} of ${n} points`
    considered.push({ plan: 'gather', cost: gatherCost(n, support), because })
  }
  considered.push({ plan: 'dense', cost: denseCost(n, n), because: `a matrix of ${n} x ${n}` })
  const because = 'a convolution of small support is gathered'
  considered.push({ plan: 'sparse', cost: null, because })
  return considered
}

/** Events, for a population that fires: what they cost where the weights of a site are a column. */
function considerEvent(
  network: Network,
  { from, coupling, scale }: Connection,
  wanted: PlanName | undefined,
): Considered[] {
  const sender = network.populations[from]!
  const refused = (because: string): Considered[] => [{ plan: 'event', cost: null, because }]
  if (sender.model.spike === undefined)
    return wanted === 'event' ? refused(`${sender.name} sends rates, no spikes`) : []
  const sites = sender.space.size
  const neurons = neuronsOf(sender)
  switch (coupling.kind) {
    case 'quotient':
      return refused('the spaces are joined through a quotient')
    case 'kernel': {
      const { kernel, varying } = effectiveKernel(coupling.kernel, coupling.gains)
      if (varying.size > 0) return refused('gains differ between replicas, which only low-rank carries')
      if (kernel.space.sample === null) return refused('the points form no group that shifts the kernel')
      const { support } = kernel
      const cyclic = kernel.space.cyclic !== null
      const cost = eventCost(neurons, sites, support, cyclic ? 'run' : 'table')
      return [{ plan: 'event', cost, because: `${grouped(support)} of ${grouped(sites)} sites an event` }]
    }
    default: {
      const entries = storedEntries(coupling)
      const perEvent = entries / sites
      const cost = eventCost(neurons, sites, perEvent, 'column')
      const shared = typeof scale === 'number' ? '' : ', scaled for each replica'
      return [
        { plan: 'event', cost, because: `${Number(perEvent.toPrecision(3))} weights an event${shared}` },
      ]
    }
  }
}

function storedEntries(coupling: Exclude<Coupling, { kind: 'kernel' | 'quotient' }>): number {
  return coupling.kind === 'matrix' ? entriesOf(coupling.weights) : coupling.indices.length
}

/** Plans that multiply all at once carry one delay; the others go part by part. */
function withDelay(
  network: Network,
  connection: Connection,
  considered: readonly Considered[],
): readonly Considered[] {
  if (!isByDistance(connection)) return considered
  sharedSpace(network, connection)
  return considered.map((entry) => {
    if (entry.plan !== 'low-rank' && entry.plan !== 'fft') return entry
    return { plan: entry.plan, cost: null, because: 'the delay differs from pair to pair' }
  })
}

/** Entries of all small matrices, one for each copy: columns times width. */
function turnsOf(kernel: Kernel): number {
  const { space } = kernel
  // labels of cyclic groups are cos and sin at most; counting them may be the work of a million
  if (space.cyclic !== null) return 2 * kernel.columns
  let turns = 0
  for (const [label, matrix] of kernel.spectrum) turns += space.harmonic(label).copies * matrix.length
  return turns
}

function equal(weights: Float64Array): boolean {
  return weights.every((w) => w === weights[0])
}

function timeText({ nanoseconds }: Cost): string {
  return secondsText(1e-9 * nanoseconds)
}
