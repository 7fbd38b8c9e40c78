/**
 * From a resolved experiment to a network, frozen and device-free: spaces made once and shared, kernels
 * and matrices, models, inputs as arrays or expressions. Every complaint keeps its place.
 */
import { InputError, placed, quoted } from '../errors.ts'
import type { Kernel } from '../model/kernel.ts'
import type { Connection, Input, Network, Population, Quantity } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { listSpace } from '../spaces/list.ts'
import { makeSpace } from '../spaces/make.ts'
import type { Space } from '../spaces/space.ts'
import { inputOf } from './build-input.ts'
import { couplingOf } from './build-kernel.ts'
import { type BuiltPopulation, populationOf } from './build-population.ts'
import { checkSignalNames, signalsOf } from './build-signals.ts'
import { initialOf, noiseOf } from './build-state.ts'
import { connectionsOf, reversalsAt } from './build-synapse.ts'
import { cayleyTable } from './cayley.ts'
import { checkStep } from './check-step.ts'
import { LIMITS } from './defaults.ts'
import { type Experiment, type PopulationEntry, type SpaceEntry, stepsOf } from './experiment.ts'
import { type Files, noFiles } from './files.ts'
import { canonicalJson } from './serialize.ts'

/** Spaces by what describes them. */
export type Spaces = Map<string, Space>

/**
 * @param files reads what the experiment names; without it an experiment that names files is refused
 * @param spaces those made before; those of this network stay in it
 * @throws InputError placed in the experiment
 */
export async function buildNetwork(
  experiment: Experiment,
  files: Files = noFiles,
  spaces: Spaces = new Map(),
): Promise<Network> {
  const { simulation, record } = experiment
  const spaceOf = sharedSpaces(files, spaces)
  const signals = await signalsOf(experiment.signals ?? {}, files)
  const names = signals.map((signal) => signal.name)
  const built: BuiltPopulation[] = []
  for (const [name, entry] of Object.entries(experiment.populations)) {
    const space = await spaceOf(entry, `populations.${name}.space`)
    const reversals = reversalsAt(experiment, name)
    built.push(populationOf(entry, { name, index: built.length, space, reversals, signals: names }))
  }
  const populations = built.map(({ population }) => population)
  checkSignalNames(signals, populations)
  checkStates(populations, simulation.replicas)
  const index = (name: string): number => populations.findIndex((population) => population.name === name)

  const kernels = new Map<Space, Map<string, Kernel>>()
  const connections: Connection[] = []
  for (const [i, entry] of experiment.connections.entries()) {
    const place = `connections[${i}]`
    const ends = { from: index(entry.from), to: index(entry.to) }
    const space = populations[ends.to]!.space
    if (!kernels.has(space)) kernels.set(space, new Map())
    const coupling = await couplingOf(entry, place, {
      from: populations[ends.from]!.space,
      to: space,
      ends,
      files,
      space: (through, at) => spaceOf({ space: through }, at),
      kernels: kernels.get(space)!,
    })
    connections.push(...connectionsOf(entry, place, coupling, ends, built, names))
  }

  const inputs: Input[] = []
  for (const [i, entry] of experiment.inputs.entries())
    inputs.push(await inputOf(entry, `inputs[${i}]`, index(entry.to), built, names, files))
  checkDrives(inputs, connections, populations)
  checkRecorded(record.quantities, populations)

  const network: Network = {
    title: experiment.title,
    populations,
    connections,
    inputs,
    ...(signals.length === 0 ? {} : { signals }),
    noise: noiseOf(experiment.noise, populations),
    simulation: {
      dt: simulation.dt,
      steps: stepsOf(simulation),
      method: simulation.method,
      replicas: simulation.replicas,
      seed: simulation.seed,
      initial: await initialOf(simulation.initial, populations, simulation.replicas, files),
    },
    record,
  }
  checkStep(network)
  return network
}

/** Spaces remembered between networks. */
const mostSpaces = 8

/** Spaces that are written differently and are the same: `samples: 64` and `[64]`, `C(64)` and `C( 64 )`. */
function alike(entry: SpaceEntry): object {
  const { group, samples, lattice = 'rectangular' } = entry
  return {
    ...entry,
    lattice,
    ...(group === undefined ? {} : { group: group.replace(/\s/g, '') }),
    ...(samples === undefined ? {} : { samples: [samples].flat() }),
  }
}

/**
 * Makes each space once: populations with equal entries sit on one object. What a file says may be something else
 * the next time, so that a space made of one is remembered for this network alone.
 */
function sharedSpaces(
  files: Files,
  remembered: Spaces,
): (population: Pick<PopulationEntry, 'space' | 'neurons'>, place: string) => Promise<Space> {
  const read: Spaces = new Map()
  const used = new Set<string>()
  const lists = new Map<number, Space>()
  return async ({ space: entry, neurons }, place) => {
    if (entry === undefined) {
      const list = lists.get(neurons!) ?? listSpace(neurons!)
      lists.set(neurons!, list)
      return list
    }
    const key = canonicalJson(alike(entry))
    const made = typeof entry.cayley === 'string' ? read : remembered
    used.add(key)
    for (const old of remembered.keys())
      if (remembered.size > mostSpaces && !used.has(old)) remembered.delete(old)
    const known = made.get(key)
    if (known) return known
    const { cayley } = entry
    const described =
      typeof cayley === 'string'
        ? { ...entry, cayley: await cayleyTable(files, cayley, `${place}.cayley`) }
        : entry
    const space = placed(place, () => makeSpace(described))
    made.set(key, space)
    return space
  }
}

function checkStates(populations: readonly Population[], replicas: number): void {
  const states = populations.reduce((sum, p) => sum + neuronsOf(p) * p.model.variables.length, 0)
  if (states * replicas <= LIMITS.states) return
  throw new InputError(
    'simulation.replicas',
    `at most ${LIMITS.states} state variables in all replicas together`,
    `${replicas} x ${states}`,
    'Take fewer replicas or samples',
  )
}

/** A velocity drive is the derivative of a recurrent input that acts at once. */
function checkDrives(
  inputs: readonly Input[],
  connections: readonly Connection[],
  populations: readonly Population[],
): void {
  for (const { term, to, into, place } of inputs) {
    if (term.kind !== 'velocity') continue
    const { name, model, copies = 1 } = populations[to]!
    const late = connections.find(
      (c) =>
        c.to === to &&
        (c.into !== undefined ||
          c.synapse !== undefined ||
          c.delay !== undefined ||
          c.gain !== undefined ||
          populations[c.from]!.model.spike !== undefined),
    )
    const wrong =
      into !== undefined
        ? 'a named input'
        : model.spike !== undefined || copies > 1
          ? `${model.spike === undefined ? 'copies' : 'a spiking model'} in ${name}`
          : late !== undefined
            ? `spikes, a synapse, a delay or a gain in ${late.place}`
            : null
    if (wrong !== null)
      throw new InputError(
        `${place}.velocity`,
        'rates whose connections act at once, for their input is shifted',
        wrong,
        'Add a connection with the derivative of the kernel, and the velocity as its "gain"',
      )
  }
}

function checkRecorded(quantities: readonly Quantity[], populations: readonly Population[]): void {
  const spikes = quantities.indexOf('spikes')
  if (spikes >= 0 && populations.every(({ model }) => model.spike === undefined))
    throw new InputError(
      `record.quantities[${spikes}]`,
      'a quantity of rate models, for no population spikes',
      quoted('spikes'),
      'Record "rate", or give a population a spiking model',
    )
}
