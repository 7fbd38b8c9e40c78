/**
 * The passes of one connection by its plan. They add to the inputs what the connection carries of the rates,
 * times gains that stand in a buffer, one a replica, or for low rank one a label and replica; a velocity
 * drive writes those anew in every stage.
 */
import { InputError } from '../../../errors.ts'
import { denseMatrix } from '../../../model/couplings.ts'
import type { Network, PerReplica } from '../../../model/network.ts'
import { effectiveKernel } from '../../gains.ts'
import type { PlanChoice } from '../../operator.ts'
import { ofReplica } from '../../parameters.ts'
import type { DeviceLimits } from '../device.ts'
import type { BufferSpec, Pass } from '../program.ts'
import { storedRows } from '../stored.ts'
import { densePasses } from './dense.ts'
import { expandPass } from './expand.ts'
import { type FftPasses, fftPasses } from './fft.ts'
import { gatherPass } from './gather.ts'
import type { InputPass } from './inputs.ts'
import { type Built, bufferOf, emptyBuffer, type Memory, type Moment, type View } from './pass.ts'
import { type Columns, columnsBuffer, projectPasses } from './project.ts'
import { sparsePass } from './sparse.ts'
import { turnPass } from './turn.ts'

/** Passes that follow one another, and the twin of all together. */
export interface Work {
  readonly buffers: readonly BufferSpec[]
  readonly passes: readonly Pass[]
  /** the same passes one by one, each with its own twin and bound; the FFT has them for all together only */
  readonly built: readonly Built[]
  /** the last pass with a stage joined to it, where it can be; see `FftPasses` */
  readonly arriving?: FftPasses['arriving']
  twin(memory: Memory, moment: Moment): void
}

export function workOf(buffers: readonly BufferSpec[], built: readonly Built[]): Work {
  return {
    buffers,
    passes: built.map(({ pass }) => pass),
    built,
    twin(memory, moment) {
      for (const { twin } of built) twin(memory, moment)
    },
  }
}

export interface Carried {
  /** of buffers and passes: `connections[0]` */
  readonly name: string
  readonly network: Network
  readonly index: number
  readonly choice: PlanChoice
  readonly rates: View
  readonly inputs: View
  /** replaces the connection's own scale */
  readonly scale: PerReplica
  readonly limits: DeviceLimits
  /** makes the pass that turns the gains, as given, into those of the moment */
  readonly pace?: (base: BufferSpec, gains: string) => InputPass
}

export function connectionWork(carried: Carried): Work {
  const { name, network, index, choice, rates, inputs, scale, limits, pace } = carried
  const { replicas } = network.simulation
  const connection = network.connections[index]!
  const { coupling } = connection
  const limit = limits.maxComputeWorkgroupsPerDimension
  const from = network.populations[connection.from]!.space
  const to = network.populations[connection.to]!.space
  const gainName = `${name} gains`

  function withGains(width: number, gain: (replica: number, label: number) => number, work: Work): Work {
    const contents = new Float32Array(replicas * width)
    for (let replica = 0; replica < replicas; replica++)
      for (let label = 0; label < width; label++)
        contents[replica * width + label] = gain(replica, label) * ofReplica(scale, replica)
    const holds = `gains of ${name}, ${width} a replica`
    if (pace === undefined)
      return { ...work, buffers: [bufferOf(gainName, holds, contents), ...work.buffers] }
    const { buffers, built } = pace(bufferOf(`${name} base`, holds, contents), gainName)
    return {
      buffers: [...buffers, ...work.buffers],
      passes: [built.pass, ...work.passes],
      built: [built, ...work.built],
      twin(memory, moment) {
        built.twin(memory, moment)
        work.twin(memory, moment)
      },
    }
  }
  const gains: View = { buffer: gainName, offset: 0, stride: 1 }
  const same = (work: Work): Work => withGains(1, () => 1, work)

  if (coupling.kind === 'matrix') {
    const { rows, columns, weights } = coupling
    if (choice.plan === 'sparse') {
      const made = sparsePass(name, storedRows(coupling), rates, inputs, gains, replicas, limit)
      return same(workOf(made.buffers, [made.built]))
    }
    const made = densePasses(name, rows, columns, weights, rates, inputs, gains, replicas, limit)
    return same(workOf(made.buffers, made.built))
  }
  if (coupling.kind === 'sparse') {
    if (choice.plan !== 'sparse') throw unplanned()
    const made = sparsePass(name, storedRows(coupling), rates, inputs, gains, replicas, limit)
    return same(workOf(made.buffers, [made.built]))
  }
  if (coupling.kind === 'quotient') {
    const { rank, core, fromBasis, toBasis } = coupling
    return lowRank(from.weights, to.size, [
      { label: 0, copies: 1, width: rank, matrix: core, fromBasis, toBasis },
    ])
  }
  const { kernel, varying } = effectiveKernel(coupling.kernel, coupling.gains)
  switch (choice.plan) {
    case 'low-rank': {
      const labels = [...kernel.spectrum.keys()]
      const segments = labels.map((label, k): Segment => {
        const { copies, width, basis } = from.harmonic(label)
        const columns = basis()
        const matrix = kernel.spectrum.get(label)!
        return { label: k, copies, width, matrix, fromBasis: columns, toBasis: columns }
      })
      return lowRank(from.weights, to.size, segments, (replica, label) =>
        ofReplica(varying.get(labels[label]!) ?? 1, replica),
      )
    }
    case 'gather': {
      const made = gatherPass(name, kernel, rates, inputs, gains, replicas, limit)
      return same(workOf(made.buffers, [made.built]))
    }
    case 'fft': {
      const made = fftPasses({ name, kernel, replicas, rates, input: inputs, gains, limits })
      return same({
        buffers: made.buffers,
        passes: made.passes,
        built: [],
        arriving: made.arriving,
        twin: (memory) => made.twin(memory),
      })
    }
    case 'dense': {
      const matrix = denseMatrix(kernel)
      const made = densePasses(name, to.size, from.size, matrix, rates, inputs, gains, replicas, limit)
      return same(workOf(made.buffers, made.built))
    }
    default:
      throw unplanned()
  }

  function unplanned(): InputError {
    const expected = `a plan that the GPU has for a ${coupling.kind}`
    return new InputError(`${connection.place}.plan`, expected, choice.plan, 'Run it with --backend cpu')
  }

  function lowRank(
    weights: Float64Array,
    rows: number,
    segments: readonly Segment[],
    own: (replica: number, label: number) => number = () => 1,
  ): Work {
    const points = weights.length
    const columns = segments.reduce((sum, { copies, width }) => sum + copies * width, 0)
    if (columns === 0) return { buffers: [], passes: [], built: [], twin() {} }
    const equal = weights.every((w) => w === weights[0])
    const weight = (i: number): number => (equal ? 1 : weights[i]!)
    const forth = columnsOf(`${name} E`, segments, 'fromBasis', columns, points, weight)
    const shared = equal && segments.every((s) => s.fromBasis === s.toBasis)
    const back = shared ? forth : columnsOf(`${name} E back`, segments, 'toBasis', columns, rows, () => 1)
    const padded = 4 * Math.ceil(columns / 4)
    const table = rowsOf(segments, columns)
    const entries = bufferOf(`${name} core entries`, `small matrices of ${name}`, table.entries)
    const rowBuffer = bufferOf(`${name} core rows`, `where the rows of those are`, table.rows)
    const u = emptyBuffer(`${name} u`, `coordinates of the rates, ${columns} a replica`, replicas * columns)
    const v = emptyBuffer(`${name} v`, `coordinates of the input, ${columns} a replica`, replicas * padded)
    const labels = segments.length
    const projection = projectPasses({
      name,
      basis: forth,
      source: rates,
      target: { buffer: u.name, offset: 0, stride: columns },
      replicas,
      scratch: `${name} partial`,
      limit,
    })
    const built = [
      ...projection.built,
      turnPass({
        name,
        columns,
        replicas,
        rows: rowBuffer.name,
        entries: entries.name,
        gains: { buffer: gainName, offset: 0, stride: labels },
        source: { buffer: u.name, offset: 0, stride: columns },
        target: { buffer: v.name, offset: 0, stride: padded },
        widest: segments.reduce((most, { width }) => Math.max(most, width), 0),
        limit,
      }),
      expandPass(name, back, v.name, inputs, replicas, limit),
    ]
    const bases = shared ? [forth.buffer] : [forth.buffer, back.buffer]
    const buffers = [...bases, rowBuffer, entries, u, v, ...projection.buffers]
    const factor = equal ? weights[0]! : 1
    return withGains(labels, (replica, label) => factor * own(replica, label), workOf(buffers, built))
  }
}

/** One harmonic's share, as in the low-rank operator of the reference engine. */
interface Segment {
  readonly label: number
  readonly copies: number
  readonly width: number
  readonly matrix: Float64Array
  readonly fromBasis: Float64Array
  readonly toBasis: Float64Array
}

function columnsOf(
  name: string,
  segments: readonly Segment[],
  side: 'fromBasis' | 'toBasis',
  columns: number,
  points: number,
  weight: (point: number) => number,
): Columns {
  const starts: [Float64Array, number][] = []
  for (const segment of segments)
    for (let c = 0; c < segment.copies * segment.width; c++) starts.push([segment[side], c * points])
  const holds = `${columns} columns of ${points}, ${side === 'fromBasis' ? 'rates to coordinates' : 'and back'}`
  return columnsBuffer(name, holds, columns, points, (column, i) => {
    const [basis, start] = starts[column]!
    return weight(i) * basis[start + i]!
  })
}

/** Four words a column, see `Turn`, and the rows of the matrices one after the other. */
function rowsOf(segments: readonly Segment[], columns: number): { rows: Uint32Array; entries: Float32Array } {
  const rows = new Uint32Array(4 * columns)
  const entries: number[] = []
  let column = 0
  for (const { label, copies, width, matrix } of segments) {
    for (let copy = 0; copy < copies; copy++) {
      const first = column
      for (let i = 0; i < width; i++, column++)
        rows.set([first, width, entries.length + i * width, label], 4 * column)
    }
    for (const value of matrix) entries.push(value)
  }
  return { rows, entries: Float32Array.from(entries) }
}
