/**
 * The paths of events: how connections send, what is on its way, and the channels in which it arrives, as
 * src/engine/spiking/layout.ts lays them out. What is due at once and without a gain is added to its channel's
 * areas by the connection itself.
 */
import { InputError, placed } from '../../errors.ts'
import type { SparseRows } from '../../math/sparse.ts'
import { sparseRows } from '../../math/sparse.ts'
import { denseMatrix } from '../../model/couplings.ts'
import type { Connection, Coupling, Network } from '../../model/network.ts'
import { effectiveKernel } from '../gains.ts'
import type { Layout } from '../layout.ts'
import { eventColumns, eventKernel } from '../operators/event.ts'
import { ofReplica } from '../parameters.ts'
import type { Program } from '../program.ts'
import { constantSteps, isByDistance, longestSteps, sharedSpace, stepsAt } from '../spiking/delays.ts'
import type { DeviceLimits } from './device.ts'
import { connectionWork, type Work, workOf } from './passes/connection.ts'
import { inputView, ownInputsOf, rateView, type Site } from './passes/model.ts'
import { bufferOf, emptyBuffer, type View } from './passes/pass.ts'
import { arrivePass } from './passes/spiking/arrive.ts'
import { lateKernel, lateRows } from './passes/spiking/late.ts'
import { columnScatterPass, kernelScatterPass } from './passes/spiking/scatter.ts'
import { synapsePass, synapseTable } from './passes/spiking/synapse.ts'
import { trainPass } from './passes/spiking/trains.ts'
import type { BufferSpec } from './program.ts'
import type { Signals } from './signals.ts'
import { storedRows } from './stored.ts'

export interface Paths {
  /** before the first stage: what is sent, what arrives */
  readonly begin: readonly Work[]
  /** of each stage: what the channels add */
  readonly stages: readonly (readonly Work[])[]
  /** of each stage: connections of rates that act at once */
  readonly direct: readonly Work[]
  /** populations whose neurons have inputs of their own */
  readonly own: ReadonlySet<number>
  /** population -> buffer of those that fired, where a connection follows events */
  readonly lists: ReadonlyMap<number, string>
}

export function pathsOf(
  network: Network,
  program: Program,
  layout: Layout,
  sites: readonly Site[],
  signals: Signals,
  fractions: readonly number[],
  limits: DeviceLimits,
): Paths {
  const { replicas, dt } = network.simulation
  const { events } = layout
  const limit = limits.maxComputeWorkgroupsPerDimension
  const lists = new Map<number, string>()
  const own = new Set<number>()

  const channels = events.channels.map(
    ({ population, input, synapse, carries, perNeuron, size, levels }, c) => {
      const site = sites[population]!
      const into = input === 0 ? 'I' : site.named[input - 1]!
      const title = `${carries} to ${into} of ${site.name}${perNeuron ? ', neuron by neuron' : ''}`
      const name = `channel ${c}`
      const target: View = perNeuron
        ? {
            buffer: ownInputsOf(site),
            offset: input * site.points,
            stride: (1 + site.named.length) * site.points,
          }
        : inputView(site, input)
      if (perNeuron) own.add(population)
      const buffers: BufferSpec[] = [
        {
          ...emptyBuffer(name, `${title}: areas, then levels`, (1 + levels) * size * replicas),
          kept: levels > 0,
        },
        synapseTable(`${name} table`, title, synapse, carries, fractions, dt),
      ]
      const area: View = { buffer: name, offset: 0, stride: (1 + levels) * size }
      const stages = fractions.map((_, stage) =>
        synapsePass({
          ...{
            name: title,
            channel: name,
            table: `${name} table`,
            size,
            replicas,
            levels,
            carries,
            stage,
            target,
            limit,
          },
          stages: fractions.length,
        }),
      )
      return { area, buffers, stages }
    },
  )

  const direct: Work[] = []
  const sent: Work[] = []
  for (const [index, connection] of network.connections.entries()) {
    const ring = events.ringOf[index]!
    const choice = program.connections[index]!
    const to = sites[connection.to]!
    const area = ring < 0 ? inputView(to, connection.into) : channels[events.rings[ring]!.channel]!.area
    const works = placed('', () => pathWork(connection, index, choice.plan === 'event', area))
    ;(ring < 0 ? direct : sent).push(...works)
  }

  /** From the sender's sites to where it arrives. */
  function pathWork(connection: Connection, index: number, byEvent: boolean, area: View): Work[] {
    const { scale } = connection
    const name = nameOf(network, index)
    const from = sites[connection.from]!
    const to = sites[connection.to]!
    const gain = connection.gain === undefined ? null : signals.take(connection.gain)
    const arrival = { name, size: to.sites, replicas, area, gain, limit }
    if (byEvent) return eventWork(connection, from, to, arrival)
    const carried = {
      ...{ name, network, index, scale, limits },
      choice: program.connections[index]!,
      rates: rateView(from),
    }
    if (isByDistance(connection)) return lateWork(connection, from, to, arrival)
    const delay = constantSteps(connection, dt)
    if (delay === 0 && gain === null) return [connectionWork({ ...carried, inputs: area })]
    const just = emptyBuffer(`${name} sent`, `what ${name} sends in this step`, replicas * to.sites)
    const ring = emptyBuffer(
      `${name} ring`,
      `what is on its way by ${name}, [slot][replica][site]`,
      delay * replicas * to.sites,
    )
    const inputs = { buffer: just.name, offset: 0, stride: to.sites }
    const arrive = arrivePass({
      ...arrival,
      kind: 'delayed',
      slots: delay,
      ring: ring.name,
      beside: just.name,
    })
    const held = delay === 0 ? [just] : [just, { ...ring, kept: true }]
    return [connectionWork({ ...carried, inputs }), workOf(held, [arrive])]
  }

  type Arrival = Pick<
    Parameters<typeof arrivePass>[0],
    'name' | 'size' | 'replicas' | 'area' | 'gain' | 'limit'
  >

  function eventWork(connection: Connection, from: Site, to: Site, arrival: Arrival): Work[] {
    const { place, coupling, scale } = connection
    const { name } = arrival
    const events = `events ${from.name}`
    lists.set(from.population, events)
    const at = { name, place, events, rows: to.sites, columns: from.sites, replicas, limit }
    // one scale for all is folded into the weights before they are rounded, as on the host
    const folded = typeof scale === 'number' ? scale : 1
    const constant = constantSteps(connection, dt)
    const distant = isByDistance(connection)
    let made: ReturnType<typeof kernelScatterPass>
    if (coupling.kind === 'kernel') {
      const { kernel } = effectiveKernel(coupling.kernel, coupling.gains)
      const delayAt = distant ? stepsAt(connection, dt) : () => constant
      made = kernelScatterPass(eventKernel(kernel, folded, from.copies, delayAt), at)
    } else {
      const { starts, columns, values } = rowsOf(coupling)
      const delayAt = distant ? pairDelays(connection) : constant
      made = columnScatterPass(
        eventColumns(to.sites, from.sites, starts, columns, values, folded, from.copies, delayAt),
        at,
      )
    }
    const scales = Float32Array.from({ length: replicas }, (_, replica) =>
      typeof scale === 'number' ? made.quantum : made.quantum * ofReplica(scale, replica),
    )
    const worth = bufferOf(`${name} gains`, `what one multiple of ${name} is worth`, scales)
    const arrive = arrivePass({
      ...arrival,
      kind: 'counts',
      slots: made.slots,
      ring: made.ring.name,
      beside: worth.name,
    })
    return [workOf([...made.buffers, worth], [made.built, arrive])]
  }

  function lateWork(connection: Connection, from: Site, to: Site, arrival: Arrival): Work[] {
    const { place, coupling, scale } = connection
    const { name } = arrival
    const { plan } = program.connections[network.connections.indexOf(connection)]!
    const slots = longestSteps(network, connection) + 1
    const ring = {
      ...emptyBuffer(
        `${name} ring`,
        `what is on its way by ${name}, [slot][replica][site]`,
        slots * replicas * to.sites,
      ),
      kept: true,
    }
    const worth = bufferOf(
      `${name} gains`,
      `gains of ${name}, 1 a replica`,
      Float32Array.from({ length: replicas }, (_, replica) => ofReplica(scale, replica)),
    )
    const at = {
      ...{ name, place, rows: to.sites, columns: from.sites, replicas, limit },
      source: rateView(from),
      gains: { buffer: worth.name, offset: 0, stride: 1 },
      ring: ring.name,
    }
    const { buffers, built } =
      coupling.kind === 'kernel' && plan === 'gather'
        ? lateKernel(
            effectiveKernel(coupling.kernel, coupling.gains).kernel,
            stepsAt(connection, dt),
            slots,
            at,
          )
        : lateRows(matrixOf(coupling, from.sites), pairDelays(connection), slots, at)
    const arrive = arrivePass({ ...arrival, kind: 'slots', slots, ring: ring.name, beside: '' })
    return [workOf([...buffers, worth, ring], [built, arrive])]
  }

  function pairDelays(connection: Connection): (row: number, column: number) => number {
    const space = sharedSpace(network, connection)
    const at = stepsAt(connection, dt)
    return (row, column) => at(space.distance(row, column))
  }

  const trains = network.inputs.flatMap((_, index): Work[] => {
    const channel = events.channelOf[index]!
    if (channel < 0) return []
    const made = trainPass(network, index, channels[channel]!.area, signals, limit)
    return [workOf(made.buffers, [made.built])]
  })
  const held = workOf(
    channels.flatMap(({ buffers }) => buffers),
    [],
  )
  return {
    begin: [held, ...sent, ...trains],
    stages: fractions.map((_, stage) => channels.map(({ stages }) => workOf([], [stages[stage]!]))),
    direct,
    own,
    lists,
  }
}

/** Names of buffers: synapses side by side stand at one place of the file, and each has buffers of its own. */
function nameOf({ connections }: Network, index: number): string {
  const { place } = connections[index]!
  const beside = connections.slice(0, index).filter((other) => other.place === place).length
  return beside === 0 ? place : `${place} synapse ${beside}`
}

/** Weights that are stored; a single one for all stays single. */
function rowsOf(coupling: Coupling): Omit<SparseRows, 'values'> & { readonly values: Float64Array | number } {
  if (coupling.kind === 'matrix') return sparseRows(coupling.weights, coupling.columns)
  if (coupling.kind !== 'sparse') throw new InputError('', 'stored weights', `a ${coupling.kind}`)
  return { starts: coupling.starts, columns: coupling.indices, values: coupling.weights }
}

function matrixOf(coupling: Coupling, columns: number): SparseRows {
  if (coupling.kind === 'kernel')
    return sparseRows(denseMatrix(effectiveKernel(coupling.kernel, coupling.gains).kernel), columns)
  if (coupling.kind === 'quotient') throw new InputError('', 'a matrix or a kernel', 'a quotient')
  return storedRows(coupling)
}
