/**
 * How a connection sends what was fired, or a rate, into the ring of its channel: by its operator into the slot
 * at which all of it arrives, part by part where the delay follows the distance, or event by event.
 */
import { type SparseRows, sparseRows } from '../../math/sparse.ts'
import { denseMatrix } from '../../model/couplings.ts'
import { type Kernel, supportOf } from '../../model/kernel.ts'
import { kernelFromValues } from '../../model/kernels.ts'
import type { Connection, Network } from '../../model/network.ts'
import type { SparseCoupling } from '../../model/sparse-coupling.ts'
import { effectiveKernel } from '../gains.ts'
import type { Operator, PlanChoice } from '../operator.ts'
import {
  columnScatter,
  eventColumns,
  eventKernel,
  kernelScatter,
  type Scatter,
  type Slots,
} from '../operators/event.ts'
import { gatherOperator } from '../operators/gather.ts'
import { sparseOperator } from '../operators/sparse.ts'
import { ofReplica } from '../parameters.ts'
import { buildOperator } from '../plan.ts'
import { constantSteps, isByDistance, sharedSpace, stepsAt } from './delays.ts'

export interface Sender {
  /** delays that occur, in steps */
  readonly delays: readonly number[]
  /** whether it reads `source`, or `fired` */
  readonly byEvent: boolean
  /** adds W times the sender's sites, source[at ...], or W times the spikes of the sites that fired */
  send(
    source: Float64Array,
    at: number,
    fired: Int32Array,
    count: number,
    slots: Slots,
    replica: number,
  ): void
}

/** The sender of connection `index` by the plan chosen for it. */
export function senderOf(network: Network, index: number, choice: PlanChoice): Sender {
  const connection = network.connections[index]!
  const { scale } = connection
  const { dt } = network.simulation
  if (choice.plan === 'event') {
    const { scatter, delays } = scatterOf(network, connection)
    const folded = typeof scale === 'number'
    return {
      delays,
      byEvent: true,
      send: (_source, _at, fired, count, slots, replica) =>
        scatter(fired, count, slots, folded ? 1 : scale[replica]!),
    }
  }
  const parts = isByDistance(connection)
    ? partsByDelay(network, connection, choice)
    : [{ delay: constantSteps(connection, dt), operator: buildOperator(network, index, choice) }]
  return {
    delays: parts.map(({ delay }) => delay),
    byEvent: false,
    send(source, at, _fired, _count, { memory, at: slots, size, length, step }, replica) {
      const gain = ofReplica(scale, replica)
      for (let k = 0; k < parts.length; k++) {
        const { delay, operator } = parts[k]!
        operator.apply(source, at, memory, slots + ((step + delay) % length) * size, gain, replica)
      }
    },
  }
}

function scatterOf(network: Network, connection: Connection): { scatter: Scatter; delays: number[] } {
  const { coupling } = connection
  const { dt } = network.simulation
  const { copies = 1, space: from } = network.populations[connection.from]!
  const to = network.populations[connection.to]!.space
  const scale = typeof connection.scale === 'number' ? connection.scale : 1
  if (coupling.kind === 'kernel') {
    const { kernel } = effectiveKernel(coupling.kernel, coupling.gains)
    const constant = constantSteps(connection, dt)
    const made = eventKernel(
      kernel,
      scale,
      copies,
      isByDistance(connection) ? stepsAt(connection, dt) : () => constant,
    )
    return { scatter: kernelScatter(made), delays: [...new Set(made.delays)] }
  }
  const { starts, columns, values } = rowsOf(coupling as SparseCoupling)
  const delayAt = isByDistance(connection) ? pairDelays(network, connection) : constantSteps(connection, dt)
  const made = eventColumns(to.size, from.size, starts, columns, values, scale, copies, delayAt)
  const delays = typeof made.delays === 'number' ? [made.delays] : [...new Set(made.delays)]
  return { scatter: columnScatter(made), delays }
}

/** The weights of a matrix or of a sparse coupling that are stored, row after row. */
function rowsOf(
  coupling: Connection['coupling'],
): Omit<SparseRows, 'values'> & { values: Float64Array | number } {
  if (coupling.kind === 'matrix') return sparseRows(coupling.weights, coupling.columns)
  if (coupling.kind !== 'sparse') throw new Error(`a ${coupling.kind} has no stored weights`)
  return { starts: coupling.starts, columns: coupling.indices, values: coupling.weights }
}

function pairDelays(network: Network, connection: Connection): (row: number, column: number) => number {
  const space = sharedSpace(network, connection)
  const at = stepsAt(connection, network.simulation.dt)
  return (row, column) => at(space.distance(row, column))
}

interface Part {
  readonly delay: number
  readonly operator: Operator
}

/** The coupling cut into the parts that arrive together: a kernel by its support, a matrix by its entries. */
function partsByDelay(network: Network, connection: Connection, choice: PlanChoice): Part[] {
  const { coupling } = connection
  if (choice.plan === 'gather' && coupling.kind === 'kernel') {
    const { kernel } = effectiveKernel(coupling.kernel, coupling.gains)
    return kernelParts(kernel, stepsAt(connection, network.simulation.dt)).map(({ delay, part }) => ({
      delay,
      operator: gatherOperator(choice, part),
    }))
  }
  const columns = network.populations[connection.from]!.space.size
  const rows =
    coupling.kind === 'kernel'
      ? sparseRows(denseMatrix(effectiveKernel(coupling.kernel, coupling.gains).kernel), columns)
      : rowsOf(coupling)
  return rowParts(rows, pairDelays(network, connection)).map(({ delay, part }) => ({
    delay,
    operator: sparseOperator(choice, part, columns),
  }))
}

function kernelParts(
  kernel: Kernel,
  delayAt: (distance: number) => number,
): { delay: number; part: Kernel }[] {
  const distance = kernel.space.coordinates.get('distance')!
  const values = new Map<number, Float64Array>()
  for (const u of supportOf(kernel.values!)) {
    const delay = delayAt(distance[u]!)
    if (!values.has(delay)) values.set(delay, new Float64Array(kernel.space.size))
    values.get(delay)![u] = kernel.values![u]!
  }
  return [...values].map(([delay, part]) => ({ delay, part: kernelFromValues(kernel.space, part) }))
}

function rowParts(
  { starts, columns, values }: Omit<SparseRows, 'values'> & { values: Float64Array | number },
  delayAt: (row: number, column: number) => number,
): { delay: number; part: SparseRows }[] {
  const rows = starts.length - 1
  const delays = new Int32Array(columns.length)
  const counts = new Map<number, number>()
  for (let i = 0; i < rows; i++)
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const delay = delayAt(i, columns[e]!)
      delays[e] = delay
      counts.set(delay, (counts.get(delay) ?? 0) + 1)
    }
  const parts = new Map(
    [...counts].map(([delay, count]) => [
      delay,
      {
        starts: new Uint32Array(rows + 1),
        columns: new Uint32Array(count),
        values: new Float64Array(count),
        next: 0,
      },
    ]),
  )
  for (let i = 0; i < rows; i++) {
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const part = parts.get(delays[e]!)!
      part.columns[part.next] = columns[e]!
      part.values[part.next++] = typeof values === 'number' ? values : values[e]!
    }
    for (const part of parts.values()) part.starts[i + 1] = part.next
  }
  return [...parts].map(([delay, part]) => ({ delay, part }))
}
