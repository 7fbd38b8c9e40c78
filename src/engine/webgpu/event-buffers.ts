/** Buffers of what a device remembers of events, and of what it hands from pass to pass. */
import { InputError } from '../../errors.ts'
import { keyInto } from '../../math/philox.ts'
import { compileEvents } from '../../model/compile.ts'
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import { parameterTable } from '../parameters.ts'
import { stepsOf } from '../spiking/delays.ts'
import { defaultMostSpikes } from '../spiking/spikes.ts'
import type { DeviceLimits } from './device.ts'
import { firingOf, ownInputsOf, type Site, totalsOf } from './passes/model.ts'
import { bufferOf, emptyBuffer } from './passes/pass.ts'
import { readsInputs } from './passes/spiking/threshold.ts'
import type { Paths } from './paths.ts'
import type { BufferSpec, DeviceProgram } from './program.ts'

/** Spikes that the list on the device has room for: those of so many steps, within bounds. */
const roomySteps = 64
const leastRoom = 2 ** 20
const mostRoom = 2 ** 24

type SpikeList = NonNullable<DeviceProgram['spikes']>

/** Of all populations: areas that connections read, spikes of the step, of windows, and those recorded. */
export function countBuffers({ sites }: Layout, replicas: number, spikes: SpikeList | null): BufferSpec[] {
  const numbers = replicas * sites
  const windows = 'spikes since the last frame, then in this tenth'
  return [
    { ...emptyBuffer('rates', `rates, or areas of spikes, of ${sites} sites`, numbers), kept: true },
    emptyBuffer('fired', 'spikes of each site in this step', numbers, 'u32'),
    { ...emptyBuffer('windows', windows, 2 * numbers, 'u32'), kept: true },
    ...(spikes === null
      ? []
      : [emptyBuffer('spikes', `spikes recorded, ${spikes.room} at most`, 2 + 2 * spikes.room, 'u32')]),
  ]
}

/** Refractory steps of every neuron that differs, and how they lie. */
export function silenceOf(network: Network, site: Site) {
  const { replicas, dt } = network.simulation
  const population = network.populations[site.population]!
  const { perNeuron } = population
  const events = compileEvents(
    population.model,
    site.points,
    (network.signals ?? []).map(({ name }) => name),
    perNeuron === undefined ? {} : { perNeuron },
  )
  const names = Object.keys(population.model.parameters)
  const table = parameterTable(population, names, replicas)
  const at = (replica: number, i: number) => stepsOf(events.refractory(table, replica * names.length, i), dt)
  const own = site.varied.length > 0
  const several = names.some((name) => typeof population.parameters[name] === 'object')
  const width = own ? site.points : 1
  const steps = Uint32Array.from({ length: (several ? replicas : 1) * width }, (_, k) =>
    at(Math.floor(k / width), k % width),
  )
  return { shape: { perNeuron: own, perReplica: several }, steps }
}

/** What one population remembers, and what its stages hand on. */
export function siteBuffers(network: Network, site: Site, { own, lists }: Paths): BufferSpec[] {
  const { name, points, replicas, named, population, spiking, sites } = site
  if (!spiking) return []
  const rule = network.populations[population]!.model.spike!
  const inputs = (1 + named.length) * points * replicas
  const buffers: BufferSpec[] = []
  if (rule.refractory !== null) {
    const { steps } = silenceOf(network, site)
    const firing = new Uint32Array(points * replicas + steps.length)
    firing.set(steps, points * replicas)
    const holds = `steps for which neurons of ${name} are silent, then those after a spike`
    buffers.push({ ...bufferOf(firingOf(site), holds, firing), kept: true })
  }
  if (rule.kind === 'hazard') {
    const key = new Uint32Array(2)
    keyInto(network.simulation.seed, 0, key)
    buffers.push(bufferOf('key', 'key of the chances', key))
  }
  if (readsInputs(site, rule))
    buffers.push(emptyBuffer(totalsOf(site), `inputs of the neurons of ${name}`, inputs))
  if (own.has(population))
    buffers.push(emptyBuffer(ownInputsOf(site), `inputs of their own of the neurons of ${name}`, inputs))
  const list = lists.get(population)
  if (list !== undefined) {
    const holds = `sites of ${name} that fired in the last step`
    buffers.push({ ...emptyBuffer(list, holds, 1 + 2 * sites * replicas, 'u32'), kept: true })
  }
  return buffers
}

/** Null where spikes are not recorded. Throws InputError where neurons are too many to be numbered. */
export function spikeList(network: Network, layout: Layout, limits: DeviceLimits): SpikeList | null {
  const { record, populations, simulation } = network
  if (!record.quantities.includes('spikes')) return null
  const { replicas, steps } = simulation
  const perStep = layout.blocks.reduce(
    (sum, { size }, p) => sum + (populations[p]!.model.spike === undefined ? 0 : size * replicas),
    0,
  )
  if (perStep === 0) return null
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize) / 8 - 1
  if (layout.neurons * replicas >= 2 ** 32 || perStep > largest)
    throw new InputError(
      'record.quantities',
      `on the GPU spikes of at most ${Math.floor(Math.min(largest, 2 ** 32 - 1))} neurons and replicas`,
      `${layout.neurons * replicas}`,
      'Run it with --backend cpu, which is the reference engine',
    )
  const wanted = Math.min(mostRoom, Math.max(leastRoom, roomySteps * perStep), steps * perStep)
  const most = Math.max(perStep, record.most ?? defaultMostSpikes)
  return { room: Math.floor(Math.min(largest, Math.max(perStep, Math.min(wanted, most)))), perStep }
}
