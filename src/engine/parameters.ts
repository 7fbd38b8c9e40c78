/** Numbers that may differ between replicas: read one, or lay a population's out as the models want them. */
import { InputError, quoted } from '../errors.ts'
import type { PerReplica, Population } from '../model/network.ts'

export function ofReplica(value: PerReplica, replica: number): number {
  return typeof value === 'number' ? value : value[replica]!
}

/** The parameter's value for each replica; the population's own, else the model's. */
export function parameterOf(population: Population, name: string): PerReplica | undefined {
  return population.parameters[name] ?? population.model.parameters[name]
}

/** One replica's parameters by name. */
export function parametersOf(population: Population, replica: number): Record<string, number> {
  const names = Object.keys({ ...population.model.parameters, ...population.parameters })
  return Object.fromEntries(names.map((name) => [name, ofReplica(parameterOf(population, name)!, replica)]))
}

/** Parameters as CompiledModel reads them: [replica][name]. Throws InputError for a wrong length. */
export function parameterTable(
  population: Population,
  names: readonly string[],
  replicas: number,
): Float64Array {
  const table = new Float64Array(replicas * names.length)
  for (const [index, name] of names.entries()) {
    const value = parameterOf(population, name)
    const place = `populations.${population.name}.parameters.${name}`
    if (value === undefined) throw new InputError(place, 'a number', 'nothing', 'Give the parameter a value')
    if (typeof value !== 'number' && value.length !== replicas) {
      throw new InputError(place, `${replicas} numbers, one per replica`, quoted(value))
    }
    for (let replica = 0; replica < replicas; replica++) {
      table[replica * names.length + index] = ofReplica(value, replica)
    }
  }
  return table
}
