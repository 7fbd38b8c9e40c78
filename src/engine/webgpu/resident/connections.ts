/**
 * Connections of a resident network, and the velocity drives that are connections times a speed: their constants
 * into tables, their structure for the text.
 */
import type { ConnectionText, PopulationText, TransformText } from '../../../../shaders/resident/structure.ts'
import { placed } from '../../../errors.ts'
import { longestRow } from '../../../math/sparse.ts'
import { denseMatrix } from '../../../model/couplings.ts'
import { supportOf } from '../../../model/kernel.ts'
import type { Connection, Network, PerReplica } from '../../../model/network.ts'
import { effectiveKernel } from '../../gains.ts'
import { ofReplica } from '../../parameters.ts'
import type { ProgramConnection } from '../../program.ts'
import { velocityParts } from '../../velocity.ts'
import { storedRows } from '../stored.ts'
import { type Called, codeOf, unnamed } from './equations.ts'
import type { ReplicaNumbers, Tables } from './tables.ts'
import { windowOf } from './terms.ts'
import { factorsOf, type Transforms, transformsIn } from './transform.ts'
import { need } from './unfit.ts'

/** A workgroup reads every weight and every neighbour at each evaluation: larger ones are for many workgroups. */
const mostWeights = 2 ** 20
/** Columns of all low-rank connections. */
const mostColumns = 512

export interface ConnectionsText {
  readonly connections: readonly ConnectionText[]
  readonly transforms: readonly TransformText[]
  readonly columns: number
  readonly columnsAt: number
  readonly gainsAt: number
}

interface Column {
  readonly first: number
  readonly width: number
  readonly rowAt: number
  readonly basisAt: number
  readonly size: number
  readonly source: number
  readonly gain: (replica: number) => number
}

type LowRankText = Extract<ConnectionText, { kind: 'low-rank' }>
/** What a whole connection is multiplied by, replica by replica. */
type Factor = (replica: number) => number
type Place = Pick<PopulationText, 'size' | 'slots' | 'rateAt'>

/** Low-rank gains stay numbers of each replica, equal or not, so that a sweep is one text and the same bits. */
export function connectionsText(
  network: Network,
  plans: readonly ProgramConnection[],
  places: readonly Place[],
  mostHeld: number,
  floats: Tables,
  words: Tables,
  numbers: ReplicaNumbers,
  called: Called,
): ConnectionsText {
  const { dt } = network.simulation
  const columns: Column[] = []
  const transforms = transformsIn(floats, words)
  let held = 0
  function lowRankText(connection: Connection, timed: LowRankText['timed'], factor: Factor): LowRankText {
    const { from, to } = connection
    const [source, target] = [places[from]!, places[to]!]
    const first = columns.length
    const bases = lowRank(network, connection, factor, source, floats, columns)
    const count = columns.length - first
    need(
      columns.length <= mostColumns,
      `The bases of the connections have more than ${mostColumns} columns, too many for one workgroup.`,
    )
    const rows = source.slots + (bases.fromAt === bases.toAt ? 0 : target.slots)
    const fits = held + count * rows <= mostHeld
    if (fits) held += count * rows
    return { kind: 'low-rank', from, to, first, columns: count, ...bases, held: fits, timed }
  }
  const connections = network.connections.map((connection, index): ConnectionText => {
    const { from, to, scale, place } = connection
    const { plan } = plans[index]!
    const [source, target] = [places[from]!, places[to]!]
    if (plan === 'low-rank') return lowRankText(connection, null, (replica) => ofReplica(scale, replica))
    const scaleAt = numbers.add(1, (_, replica) => ofReplica(scale, replica))
    if (plan === 'fft')
      return { kind: 'fft', from, to, scaleAt, ...transformed(connection, transforms, floats) }
    if (plan === 'gather') return { kind: 'gather', from, to, scaleAt, ...gather(connection, floats, words) }
    if (plan === 'sparse') return { kind: 'sparse', from, to, scaleAt, ...sparse(connection, floats, words) }
    const weights = source.size * target.size
    need(
      weights <= mostWeights,
      `${place} is a matrix of ${weights} weights; a workgroup that reads them all at each evaluation takes at most ${mostWeights}.`,
    )
    return {
      kind: 'dense',
      from,
      to,
      scaleAt,
      at: floats.add(transposed(matrixOf(connection), target.size, source.size)),
    }
  })
  for (const [index, input] of network.inputs.entries()) {
    if (input.term.kind !== 'velocity') continue
    for (const [k, { network: extended, speed, tau }] of velocityParts(network, input).entries()) {
      const derived = extended.connections[0]!
      const code = placed(input.place, () => codeOf([speed], unnamed, `v${index}_${k}_`, called))
      const factor = (replica: number) => -ofReplica(tau, replica) * ofReplica(derived.scale, replica)
      connections.push(lowRankText(derived, { windowAt: windowOf(input, dt, words), code }, factor))
    }
  }
  const info = columns.flatMap(({ first, width, rowAt, basisAt, size, source }) => [
    first,
    width,
    rowAt,
    basisAt,
    size,
    source,
  ])
  return {
    connections,
    transforms: transforms.texts,
    columns: columns.length,
    columnsAt: words.add(info),
    gainsAt: numbers.add(columns.length, (c, replica) => columns[c]!.gain(replica)),
  }
}

/** Adds the columns of one connection; where the weights are equal they act on the coordinates. */
function lowRank(
  network: Network,
  connection: Connection,
  factor: Factor,
  { size, rateAt: source }: Place,
  floats: Tables,
  columns: Column[],
): { fromAt: number; toAt: number } {
  const { weights } = network.populations[connection.from]!.space
  const equal = weights.every((w) => w === weights[0])
  const parts = partsOf(connection)
  const own = parts.every((part) => part.fromBasis === part.toBasis)
  const to = floats.add(joined(parts.map((part) => part.toBasis)))
  const from =
    own && equal
      ? to
      : floats.add(joined(parts.map((part) => (equal ? part.fromBasis : weighted(part.fromBasis, weights)))))
  let first = columns.length
  let basisAt = from
  for (const { copies, width, matrix, gain } of parts) {
    const rows = floats.add(equal ? matrix.map((m) => m * weights[0]!) : matrix)
    for (let copy = 0; copy < copies; copy++, first += width) {
      for (let i = 0; i < width; i++, basisAt += size) {
        const own = (replica: number) => factor(replica) * ofReplica(gain, replica)
        columns.push({ first, width, rowAt: rows + i * width, basisAt, size, source, gain: own })
      }
    }
  }
  return { fromAt: from, toAt: to }
}

interface Part {
  readonly copies: number
  readonly width: number
  readonly matrix: Float64Array
  readonly fromBasis: Float64Array
  readonly toBasis: Float64Array
  readonly gain: PerReplica
}

function partsOf({ coupling }: Connection): Part[] {
  if (coupling.kind === 'quotient') {
    const { rank, core, fromBasis, toBasis } = coupling
    return rank === 0 ? [] : [{ copies: 1, width: rank, matrix: core, fromBasis, toBasis, gain: 1 }]
  }
  if (coupling.kind !== 'kernel') return []
  const { space, spectrum } = coupling.kernel
  const gains = new Map(
    Object.entries(coupling.gains).map(([name, gain]) => [space.harmonic(name).label, gain]),
  )
  return [...spectrum].map(([label, matrix]) => {
    const { copies, width, basis } = space.harmonic(label)
    const columns = basis()
    return { copies, width, matrix, fromBasis: columns, toBasis: columns, gain: gains.get(label) ?? 1 }
  })
}

function weighted(basis: Float64Array, weights: Float64Array): Float64Array {
  return basis.map((value, i) => value * weights[i % weights.length]!)
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function gather(
  { coupling, place }: Connection,
  floats: Tables,
  words: Tables,
): { support: number; factorsAt: number; neighboursAt: number } {
  if (coupling.kind !== 'kernel') throw new Error(`${place} has no kernel to gather by`)
  const { kernel } = effectiveKernel(coupling.kernel, coupling.gains)
  const { space } = kernel
  const group = space.sample!
  const support = supportOf(kernel.values!)
  need(
    support.length * space.size <= mostWeights,
    `${place} gathers ${support.length} neighbours for each of ${space.size} neurons; a workgroup takes at most ${mostWeights} in all.`,
  )
  const neighbours = new Uint32Array(support.length * space.size)
  for (const [m, point] of support.entries()) {
    const back = group.inverse(point)
    for (let g = 0; g < space.size; g++) neighbours[m * space.size + g] = group.multiply(g, back)
  }
  const factors = Float64Array.from(support, (point) => space.weights[0]! * kernel.values![point]!)
  return { support: support.length, factorsAt: floats.add(factors), neighboursAt: words.add(neighbours) }
}

function transformed(
  { coupling, place }: Connection,
  transforms: Transforms,
  floats: Tables,
): { transform: number; factorsAt: number } {
  if (coupling.kind !== 'kernel') throw new Error(`${place} has no kernel to transform`)
  const { kernel } = effectiveKernel(coupling.kernel, coupling.gains)
  const { cyclic } = kernel.space
  return { transform: transforms.of(cyclic!, place), factorsAt: floats.add(factorsOf(kernel)) }
}

/** Entry m of every row side by side, so that neighbouring threads read neighbouring words. */
function sparse(
  connection: Connection,
  floats: Tables,
  words: Tables,
): { lengthsAt: number; columnsAt: number; at: number } {
  const { coupling, place } = connection
  if (coupling.kind !== 'matrix' && coupling.kind !== 'sparse') throw new Error(`${place} has no matrix`)
  const { rows } = coupling
  const matrix = storedRows(coupling)
  const longest = longestRow(matrix)
  need(
    longest * rows <= mostWeights,
    `${place} is a matrix with up to ${longest} weights in each of ${rows} rows; a workgroup takes at most ${mostWeights} in all.`,
  )
  const lengths = new Uint32Array(rows)
  const columns = new Uint32Array(longest * rows)
  const weights = new Float64Array(longest * rows)
  for (let i = 0; i < rows; i++) {
    const first = matrix.starts[i]!
    lengths[i] = matrix.starts[i + 1]! - first
    for (let m = 0; m < lengths[i]!; m++) {
      columns[m * rows + i] = matrix.columns[first + m]!
      weights[m * rows + i] = matrix.values[first + m]!
    }
  }
  return { lengthsAt: words.add(lengths), columnsAt: words.add(columns), at: floats.add(weights) }
}

function matrixOf({ coupling }: Connection): Float64Array {
  if (coupling.kind === 'matrix') return coupling.weights
  if (coupling.kind === 'kernel') return denseMatrix(effectiveKernel(coupling.kernel, coupling.gains).kernel)
  throw new Error(`a ${coupling.kind} coupling has no dense plan`)
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j]!
  return turned
}
