/**
 * Words that the format reserves and this version does not yet carry out. They are recognised and
 * refused with what to do instead, so that no file ever means something else later.
 */
import { InputError, quoted } from '../errors.ts'
import { formatPath, isMapping } from './path.ts'

/** Throws InputError, "not yet", for the first reserved entry in the data. */
export function refuseReserved(experiment: Readonly<Record<string, unknown>>): void {
  const populations = isMapping(experiment['populations']) ? experiment['populations'] : {}
  for (const [name, population] of Object.entries(populations)) {
    if (!isMapping(population)) continue
    const place = formatPath(['populations', name])
    refuseKey(population, place, 'neurons', 'Give the population a space, such as { group: "C(100)" }')
    refuseKey(population, place, 'copies', 'Use one neuron per site, or several populations on the space')
    refuseKey(population['model'], `${place}.model`, 'spike', 'Write a smooth model with "rate"')
    const parameters = isMapping(population['parameters']) ? population['parameters'] : {}
    for (const [key, value] of Object.entries(parameters)) {
      refuseKey(
        value,
        `${place}.${formatPath(['parameters', key])}`,
        'distribution',
        'Give one number, or a list of one per replica',
      )
    }
  }
  for (const key of ['noise', 'initial'] as const) {
    const holder = key === 'noise' ? experiment : experiment['simulation']
    const map = isMapping(holder) ? holder[key] : null
    const named = isMapping(map)
      ? Object.keys(map).find((k) => Object.hasOwn(populations, k) && isMapping(map[k]))
      : undefined
    if (named !== undefined) {
      const place = key === 'noise' ? 'noise' : 'simulation.initial'
      const remedy =
        key === 'noise'
          ? 'Write { sigma: 0.1 } for all populations'
          : 'Write { random: 0.5 } for all populations'
      refuse(
        `${place}.${formatPath([named])}`,
        `${key} per population`,
        (map as Record<string, unknown>)[named],
        remedy,
      )
    }
  }
  refuseKey(experiment, '', 'signals', 'Write the signal into the expression of an input')
  list(experiment['connections']).forEach((connection, index) => {
    const place = `connections[${index}]`
    refuseKey(connection, place, 'into', 'Leave it out to add to I')
    refuseKey(connection, place, 'gain', 'Use "scale", a number or a list of one per replica')
    refuseKey(connection, place, 'synapse', 'Write the synapse into the equations of the population')
    refuseKey(connection, place, 'delay', 'Leave it out: connections act at once')
    const kernel = isMapping(connection) ? connection['kernel'] : null
    if (isMapping(kernel) && isMapping(kernel['random']))
      refuseKey(kernel, `${place}.kernel`, 'random', 'Use "heterogeneity" on a kernel, or a "matrix"')
    refuseKey(kernel, `${place}.kernel`, 'sparse', 'Use "matrix" with a .npy file of all weights')
  })
  list(experiment['inputs']).forEach((input, index) => {
    refuseKey(input, `inputs[${index}]`, 'poisson', 'Use "expression" for the rate, with noise')
  })
  const record = isMapping(experiment['record']) ? experiment['record'] : {}
  if (record['quantities'] === 'spikes') refuse('record.quantities', 'spikes', 'spikes', 'Record "rate"')
  const spikes = list(record['quantities']).indexOf('spikes')
  if (spikes >= 0) refuse(`record.quantities[${spikes}]`, 'spikes', 'spikes', 'Record "rate"')
  refuseSweep(experiment['sweep'])
}

function refuseSweep(sweep: unknown): void {
  if (!isMapping(sweep)) return
  const grid = 'Write axes as { from, to, count }'
  for (const key of ['zip', 'random', 'samples', 'measures']) refuseKey(sweep, 'sweep', key, grid)
  if (!isMapping(sweep['axes'])) return
  for (const [path, axis] of Object.entries(sweep['axes'])) {
    const place = formatPath(['sweep', 'axes', path])
    if (Array.isArray(axis)) refuse(place, 'an axis as list', axis, grid)
    for (const key of ['scale', 'random', 'zip', 'range', 'list', 'values']) refuseKey(axis, place, key, grid)
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function refuseKey(mapping: unknown, place: string, key: string, remedy: string): void {
  if (isMapping(mapping) && Object.hasOwn(mapping, key))
    refuse(place === '' ? key : `${place}.${key}`, `"${key}"`, mapping[key], remedy)
}

function refuse(place: string, what: string, value: unknown, remedy: string): never {
  throw new InputError(
    place,
    `nothing that uses ${what}, which is reserved and not yet supported`,
    quoted(value),
    remedy,
  )
}
