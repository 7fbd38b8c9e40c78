/**
 * From a resolved experiment to a network, frozen and device-free: spaces made once and shared, kernels
 * and matrices, models, inputs as arrays or expressions. Every complaint keeps its place.
 */
import { InputError, placed, quoted } from '../errors.ts'
import type { Kernel } from '../model/kernel.ts'
import type { Model } from '../model/model.ts'
import { modelByName, modelDescriptions, modelFromText } from '../model/models.ts'
import { checkNames } from '../model/names.ts'
import type { Connection, Input, Network, PerReplica, Population } from '../model/network.ts'
import { transferOf } from '../model/transfer.ts'
import { makeSpace } from '../spaces/make.ts'
import type { Space } from '../spaces/space.ts'
import { initialOf, termOf } from './build-input.ts'
import { couplingOf, perReplica } from './build-kernel.ts'
import { cayleyTable } from './cayley.ts'
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
  const { simulation, noise, record } = experiment
  const spaceOf = sharedSpaces(files, spaces)
  const populations: Population[] = []
  for (const [name, entry] of Object.entries(experiment.populations)) {
    const space = await spaceOf(entry.space, `populations.${name}.space`)
    populations.push(placed(`populations.${name}`, () => populationOf(name, entry, space)))
  }
  checkStates(populations, simulation.replicas)
  const index = (name: string): number => populations.findIndex((population) => population.name === name)

  const kernels = new Map<Space, Map<string, Kernel>>()
  const connections: Connection[] = []
  for (const [i, entry] of experiment.connections.entries()) {
    const place = `connections[${i}]`
    const [from, to] = [index(entry.from), index(entry.to)]
    const space = populations[to]!.space
    if (!kernels.has(space)) kernels.set(space, new Map())
    const coupling = await couplingOf(entry, place, {
      from: populations[from]!.space,
      to: space,
      files,
      space: spaceOf,
      kernels: kernels.get(space)!,
    })
    const scale = perReplica(entry.scale)
    connections.push({ place, from, to, coupling, scale, ...(entry.plan ? { plan: entry.plan } : {}) })
  }

  const inputs: Input[] = []
  for (const [i, entry] of experiment.inputs.entries()) {
    const place = `inputs[${i}]`
    const to = index(entry.to)
    const term = await termOf(entry, place, populations[to]!.space, files)
    const until = entry.until ?? Number.POSITIVE_INFINITY
    inputs.push({
      place: term.kind === 'moving-bump' ? `${place}.bump` : place,
      to,
      from: entry.from,
      until,
      term,
    })
  }

  return {
    title: experiment.title,
    populations,
    connections,
    inputs,
    noise: { sigma: noise.sigma, correlationTime: noise.tau_c ?? null },
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
): (entry: SpaceEntry, place: string) => Promise<Space> {
  const read: Spaces = new Map()
  const used = new Set<string>()
  return async (entry, place) => {
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

function populationOf(name: string, entry: PopulationEntry, space: Space): Population {
  const model = modelOf(entry)
  const own = Object.entries(entry.parameters).map(([key, value]) => [key, perReplica(value)] as const)
  const parameters: Record<string, PerReplica> = { ...model.parameters, ...Object.fromEntries(own) }
  const known = [...Object.keys(parameters), ...space.coordinates.keys()]
  for (const variable of model.variables)
    placed(`model.state.${variable.name}.initial`, () => checkNames(variable.initial, known))
  return { name, space, model, parameters }
}

function modelOf({ model, transfer, parameters }: PopulationEntry): Model {
  const first = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, typeof value === 'number' ? value : value[0]!]),
  )
  if (transfer === undefined && modelDescriptions.some((known) => known.name === model && known.transfer)) {
    throw new InputError(
      'transfer',
      `a transfer function for the model ${quoted(model)}`,
      'nothing',
      'Add for example "transfer: erf"',
    )
  }
  const phi = transfer === undefined ? null : placed('transfer', () => transferOf(transfer))
  return typeof model === 'string' ? modelByName(model, first, phi) : modelFromText(model, first, phi)
}

function checkStates(populations: readonly Population[], replicas: number): void {
  const states = populations.reduce((sum, { space, model }) => sum + space.size * model.variables.length, 0)
  if (states * replicas <= LIMITS.states) return
  throw new InputError(
    'simulation.replicas',
    `at most ${LIMITS.states} state variables in all replicas together`,
    `${replicas} x ${states}`,
    'Take fewer replicas or samples',
  )
}
