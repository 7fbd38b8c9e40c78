/**
 * The small space in which a network's connections act. Each population has a basis X, N x R, and every
 * connection p -> q is X_q K X_p^T diag(w_p) with K a list of small blocks. X holds the harmonics of the
 * population's kernels, then the columns of its quotients; where a matrix touches a population, X is the
 * points themselves, diag(w^-1/2).
 */
import { InputError } from '../errors.ts'
import { addMatrixVector, addVectorMatrix, CHUNK } from '../math/matvec.ts'
import type { Connection, Network } from '../model/network.ts'
import { denseWeights } from '../model/sparse-coupling.ts'

export interface Basis {
  /** R */
  readonly length: number
  /** N x R, column after column; null for points */
  readonly columns: Float64Array | null
  /** labels of the harmonics that stand first, and how many columns they have */
  readonly labels: readonly string[]
  readonly labelled: number
  /** u[uOffset + j] += sum_i X_ij f[fOffset + i] */
  analyse(f: Float64Array, fOffset: number, u: Float64Array, uOffset: number): void
  /** f[fOffset + i] += sum_j X_ij u[uOffset + j] */
  expand(u: Float64Array, uOffset: number, f: Float64Array, fOffset: number): void
  /** X^T diag(d) X, R x R symmetric; `d` has N numbers from dOffset; for points the diagonal alone, R numbers */
  gram(d: Float64Array, out: Float64Array): void
}

/** rows x columns of K, row major, from coordinate `column` of the sender to `row` of the receiver. */
export interface Block {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
  readonly matrix: Float64Array
}

/** K of one connection, its scale included. */
export interface Core {
  readonly from: number
  readonly to: number
  readonly blocks: readonly Block[]
}

export interface Bases {
  readonly parts: readonly Basis[]
  readonly cores: readonly Core[]
}

/** Coordinates of one population that are worked with; numbers of a basis, 1 GiB. */
const MOST_COORDINATES = 3000
const MOST_NUMBERS = 2 ** 27

/** Throws InputError where a reduced space would be too large to factor. */
export function basesOf(network: Network): Bases {
  const plans = network.populations.map((_, p) => planOf(network, p))
  for (const [p, plan] of plans.entries()) {
    const { name, space } = network.populations[p]!
    const length = plan.points ? space.size : plan.length
    const numbers = plan.points ? length * length : length * space.size
    if (length > MOST_COORDINATES || numbers > MOST_NUMBERS)
      throw new InputError(
        `populations.${name}`,
        `connections of at most ${MOST_COORDINATES} coordinates (and ${MOST_NUMBERS} numbers of their basis) to analyse`,
        `the reduced space would have R = ${length} on ${space.size} points`,
        'Use a kernel of fewer labels or a smaller space',
      )
  }
  const made = plans.map((plan, p) => (plan.points ? pointBasis(network, p) : columnBasis(network, p, plan)))
  return {
    parts: made,
    cores: network.connections.map((connection, c) => ({
      from: connection.from,
      to: connection.to,
      blocks: blocksOf(network, connection, c, plans, made),
    })),
  }
}

interface Plan {
  readonly points: boolean
  /** label -> its first column */
  readonly labels: ReadonlyMap<string, number>
  /** `connection from` or `connection to` -> first column of its quotient */
  readonly quotients: ReadonlyMap<string, number>
  readonly labelled: number
  readonly length: number
}

function planOf({ connections, populations }: Network, p: number): Plan {
  const { space } = populations[p]!
  const own = connections.filter(({ from, to }) => from === p || to === p)
  if (own.some(({ coupling }) => coupling.kind === 'matrix'))
    return { points: true, labels: new Map(), quotients: new Map(), labelled: 0, length: space.size }
  let length = 0
  for (const { coupling } of own)
    if (coupling.kind === 'kernel') length = Math.max(length, coupling.kernel.columns)
  // counted before a label is made: a full-band kernel on a million points has a million
  const most = length > MOST_COORDINATES || length * space.size > MOST_NUMBERS
  if (most) return { points: false, labels: new Map(), quotients: new Map(), labelled: length, length }
  const wanted = new Set<string>()
  for (const { coupling } of own)
    if (coupling.kind === 'kernel') for (const label of coupling.kernel.spectrum.keys()) wanted.add(label)
  const labels = new Map<string, number>()
  length = 0
  for (const label of wanted) {
    labels.set(label, length)
    const { copies, width } = space.harmonic(label)
    length += copies * width
  }
  const labelled = length
  const quotients = new Map<string, number>()
  for (const [c, { coupling, from, to }] of connections.entries()) {
    if (coupling.kind !== 'quotient') continue
    if (from === p) {
      quotients.set(`${c} from`, length)
      length += coupling.rank
    }
    if (to === p) {
      quotients.set(`${c} to`, length)
      length += coupling.rank
    }
  }
  return { points: false, labels, quotients, labelled, length }
}

function columnBasis({ populations, connections }: Network, p: number, plan: Plan): Basis {
  const { space } = populations[p]!
  const { size } = space
  const { length, labelled } = plan
  const columns = new Float64Array(length * size)
  for (const [label, at] of plan.labels) columns.set(space.harmonic(label).basis(), at * size)
  for (const [key, at] of plan.quotients) {
    const [c, side] = key.split(' ') as [string, 'from' | 'to']
    const { coupling } = connections[Number(c)]!
    if (coupling.kind === 'quotient')
      columns.set(side === 'from' ? coupling.fromBasis : coupling.toBasis, at * size)
  }
  const scaled = new Float64Array(size)
  return {
    length,
    columns,
    labels: [...plan.labels.keys()],
    labelled,
    analyse(f, fOffset, u, uOffset) {
      for (let from = 0; from < size; from += CHUNK)
        addMatrixVector(columns, length, size, from, Math.min(size, from + CHUNK), f, fOffset, u, uOffset)
    },
    expand(u, uOffset, f, fOffset) {
      for (let from = 0; from < size; from += CHUNK)
        addVectorMatrix(u, uOffset, columns, length, size, from, Math.min(size, from + CHUNK), f, fOffset)
    },
    gram(d, out) {
      out.fill(0, 0, length * length)
      for (let j = 0; j < length; j++) {
        for (let i = 0, at = j * size; i < size; i++, at++) scaled[i] = d[i]! * columns[at]!
        for (let from = 0; from < size; from += CHUNK)
          addMatrixVector(
            columns,
            j + 1,
            size,
            from,
            Math.min(size, from + CHUNK),
            scaled,
            0,
            out,
            j * length,
          )
      }
      for (let j = 0; j < length; j++) for (let k = 0; k < j; k++) out[k * length + j] = out[j * length + k]!
    },
  }
}

function pointBasis({ populations }: Network, p: number): Basis {
  const { weights, size } = populations[p]!.space
  const root = weights.map((w) => 1 / Math.sqrt(w))
  return {
    length: size,
    columns: null,
    labels: [],
    labelled: 0,
    analyse(f, fOffset, u, uOffset) {
      for (let i = 0; i < size; i++) u[uOffset + i]! += root[i]! * f[fOffset + i]!
    },
    expand(u, uOffset, f, fOffset) {
      for (let i = 0; i < size; i++) f[fOffset + i]! += root[i]! * u[uOffset + i]!
    },
    gram(d, out) {
      for (let i = 0; i < size; i++) out[i] = d[i]! / weights[i]!
    },
  }
}

/** K of a connection, on whichever of points and columns its two ends have. */
function blocksOf(
  { populations }: Network,
  connection: Connection,
  index: number,
  plans: readonly Plan[],
  made: readonly Basis[],
): Block[] {
  const { from, to, coupling } = connection
  const scale = connection.scale as number
  const [sender, receiver] = [plans[from]!, plans[to]!]
  const space = populations[from]!.space
  const [wFrom, wTo] = [space.weights, populations[to]!.space.weights]
  if (coupling.kind === 'matrix' || coupling.kind === 'sparse') {
    const { rows, columns } = coupling
    const weights = denseWeights(coupling)
    const matrix = new Float64Array(rows * columns)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        matrix[i * columns + j] =
          (scale * weights[i * columns + j]! * Math.sqrt(wTo[i]!)) / Math.sqrt(wFrom[j]!)
    return [{ row: 0, column: 0, rows, columns, matrix }]
  }
  const small: Block[] = []
  if (coupling.kind === 'kernel') {
    for (const [label, matrix] of coupling.kernel.spectrum) {
      const { copies, width } = space.harmonic(label)
      const scaled = matrix.map((entry) => scale * entry)
      for (let copy = 0; copy < copies; copy++) {
        const row = (receiver.labels.get(label) ?? 0) + copy * width
        const column = (sender.labels.get(label) ?? 0) + copy * width
        small.push({ row, column, rows: width, columns: width, matrix: scaled })
      }
    }
  } else {
    const row = receiver.quotients.get(`${index} to`) ?? 0
    const column = sender.quotients.get(`${index} from`) ?? 0
    const matrix = coupling.core.map((entry) => scale * entry)
    small.push({ row, column, rows: coupling.rank, columns: coupling.rank, matrix })
  }
  if (!sender.points && !receiver.points) return small
  return onPoints(connection, small, populations, plans, made)
}

/**
 * One end on columns, the other on points, or both: the basis that a point lacks is multiplied out, so that
 * K stands in coordinates w^1/2 f there.
 */
function onPoints(
  { from, to, coupling }: Connection,
  small: readonly Block[],
  populations: Network['populations'],
  plans: readonly Plan[],
  made: readonly Basis[],
): Block[] {
  const spaceFrom = populations[from]!.space
  const spaceTo = populations[to]!.space
  const rows = made[to]!.length
  const columns = made[from]!.length
  const dense = new Float64Array(rows * columns)
  const own = (space: typeof spaceFrom, side: 'from' | 'to'): Float64Array => {
    if (coupling.kind === 'quotient') return side === 'from' ? coupling.fromBasis : coupling.toBasis
    if (coupling.kind !== 'kernel') return new Float64Array(0)
    const parts = [...coupling.kernel.spectrum.keys()].map((label) => space.harmonic(label).basis())
    const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      joined.set(part, at)
      at += part.length
    }
    return joined
  }
  const left = plans[to]!.points ? own(spaceTo, 'to') : null
  const right = plans[from]!.points ? own(spaceFrom, 'from') : null
  let at = 0
  for (const block of small) {
    for (let a = 0; a < block.rows; a++)
      for (let b = 0; b < block.columns; b++) {
        const m = block.matrix[a * block.columns + b]!
        if (m === 0) continue
        if (left !== null && right !== null)
          for (let i = 0; i < rows; i++) {
            const x = m * left[(at + a) * rows + i]! * Math.sqrt(spaceTo.weights[i]!)
            for (let j = 0; j < columns; j++)
              dense[i * columns + j]! += x * right[(at + b) * columns + j]! * Math.sqrt(spaceFrom.weights[j]!)
          }
        else if (left !== null)
          for (let i = 0; i < rows; i++)
            dense[i * columns + block.column + b]! +=
              m * left[(at + a) * rows + i]! * Math.sqrt(spaceTo.weights[i]!)
        else if (right !== null)
          for (let j = 0; j < columns; j++)
            dense[(block.row + a) * columns + j]! +=
              m * right[(at + b) * columns + j]! * Math.sqrt(spaceFrom.weights[j]!)
      }
    at += block.columns
  }
  return [{ row: 0, column: 0, rows, columns, matrix: dense }]
}
