/** Populations from their entries: model, parameters of replicas and neurons, conductances that arrive. */
import { InputError, placed, quoted } from '../errors.ts'
import { compileExpression } from '../model/compile.ts'
import { type Conductance, withConductances } from '../model/conductance.ts'
import { drawnValues, quantileValues } from '../model/distribution.ts'
import type { Model } from '../model/model.ts'
import { modelByName, modelDescriptions, modelFromText } from '../model/models.ts'
import { checkNames } from '../model/names.ts'
import type { Distribution, PerReplica, Population } from '../model/network.ts'
import { transferOf } from '../model/transfer.ts'
import type { Space } from '../spaces/space.ts'
import { perReplica } from './build-kernel.ts'
import type { DistributionEntry, ParameterEntry, PopulationEntry } from './experiment.ts'

export interface PopulationContext {
  readonly name: string
  /** among the populations */
  readonly index: number
  readonly space: Space
  /** reversal potentials of the synapses that arrive, all different, and where the first of each stands */
  readonly reversals: ReadonlyMap<number, string>
  /** names of signals, which spike rules may use */
  readonly signals: readonly string[]
}

export interface BuiltPopulation {
  readonly population: Population
  readonly conductances: readonly Conductance[]
}

/** Throws InputError placed in the experiment. */
export function populationOf(entry: PopulationEntry, context: PopulationContext): BuiltPopulation {
  const { name, space, reversals } = context
  const place = `populations.${name}`
  const { model: plain, population } = placed(place, () => plainPopulation(entry, context))
  try {
    const { model, conductances } = withConductances(plain, [...reversals.keys()])
    return { population: { name, space, model, ...population }, conductances }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError([...reversals.values()][0]!, error.expected, error.received, error.remedy)
  }
}

function plainPopulation(
  entry: PopulationEntry,
  { index, space, signals }: PopulationContext,
): { readonly model: Model; readonly population: Omit<Population, 'name' | 'space' | 'model'> } {
  const { copies = 1 } = entry
  const model = modelOf(entry, signals)
  const own = Object.entries(entry.parameters).map(([key, value]) => [key, sharedValue(value)] as const)
  const parameters: Record<string, PerReplica> = { ...model.parameters, ...Object.fromEntries(own) }
  const known = [...Object.keys(parameters), ...space.coordinates.keys()]
  for (const variable of model.variables)
    placed(`model.state.${variable.name}.initial`, () => checkNames(variable.initial, known))
  checkRefractory(model)

  const laws = Object.entries(entry.parameters).flatMap(([key, value]) =>
    isDistribution(value) ? [[key, value] as const] : [],
  )
  const neurons = { sites: space.size, copies }
  const perNeuron = laws.map(([key, law]) => {
    const values =
      'seed' in law
        ? drawnValues(lawOf(law), neurons, { seed: law.seed, population: index, name: key })
        : quantileValues(lawOf(law), neurons)
    checkValues(values, key, typeof entry.model === 'string')
    return [key, values] as const
  })
  return {
    model,
    population: {
      parameters,
      ...(copies === 1 ? {} : { copies }),
      ...(laws.length === 0
        ? {}
        : {
            perNeuron: Object.fromEntries(perNeuron),
            distributions: Object.fromEntries(laws.map(([key, law]) => [key, lawOf(law)])),
          }),
    },
  }
}

function modelOf({ model, transfer, parameters }: PopulationEntry, signals: readonly string[]): Model {
  const first = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => {
      const shared = sharedValue(value)
      return [key, typeof shared === 'number' ? shared : shared[0]!]
    }),
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
  return typeof model === 'string'
    ? modelByName(model, first, phi, signals)
    : modelFromText(model, first, phi, undefined, signals)
}

export function isDistribution(value: ParameterEntry): value is DistributionEntry {
  return typeof value === 'object' && 'distribution' in value
}

function lawOf(entry: DistributionEntry): Distribution {
  switch (entry.distribution) {
    case 'normal':
      return { kind: 'normal', mean: entry.mean, std: entry.std }
    case 'uniform':
      return { kind: 'uniform', from: entry.from, to: entry.to }
    case 'lorentzian':
      return { kind: 'lorentzian', centre: entry.centre, width: entry.width }
  }
}

/** What stands for the parameter where one value is asked for: of a law its middle. */
function sharedValue(value: ParameterEntry): PerReplica {
  if (!isDistribution(value)) return perReplica(value)
  const law = lawOf(value)
  if (law.kind === 'uniform') return (law.from + law.to) / 2
  return law.kind === 'normal' ? law.mean : law.centre
}

/** A law may reach where a time constant of a built-in model cannot be. */
function checkValues(values: Float64Array, name: string, builtIn: boolean): void {
  if (!builtIn || !/^tau(_|$)/.test(name)) return
  const wrong = values.find((value) => !(value > 0))
  if (wrong !== undefined)
    throw new InputError(
      `parameters.${name}`,
      'a distribution of time constants above 0',
      `${wrong} for one of the neurons`,
      'Take a narrower distribution, or uniform from a number above 0',
    )
}

function checkRefractory({ spike, parameters }: Model): void {
  if (spike === undefined || spike.refractory === null) return
  const time = compileExpression(spike.refractory, Object.keys(parameters))(...Object.values(parameters))
  if (!(time >= 0 && time < Number.POSITIVE_INFINITY))
    throw new InputError('model.spike.refractory', 'a time of 0 or more', `${time}`)
}
