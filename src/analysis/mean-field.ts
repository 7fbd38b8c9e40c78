/**
 * The exact mean field of quadratic integrate-and-fire neurons: where the drive eta of a site's copies is Lorentzian, the
 * voltages stay Lorentzian for any common input, and two numbers a site, the rate R and the mean voltage V, tell all
 * of it as the copies become many. Source: Montbrio, Pazo and Roxin, Phys. Rev. X 5, 021028 (2015), eqs. 12.
 */
import { InputError } from '../errors.ts'
import { modelByName } from '../model/models.ts'
import type { Connection, Network, PerReplica, Population } from '../model/network.ts'

/**
 * The network of R and V on the same spaces with the same couplings. Populations that do not spike stay as they are.
 *
 * @throws InputError at the population or connection that has no exact mean field, and why
 */
export function exactMeanField(network: Network): Network {
  const { populations, connections, inputs, noise, simulation } = network
  if (noise.sigma !== 0 || (noise.each ?? []).length > 0)
    refuse('noise', 'no noise: an exact mean field is known for Lorentzian drive alone', 'noise')
  for (const { place, synapse, term } of inputs)
    if (synapse !== undefined || term.kind === 'poisson' || term.kind === 'spikes')
      refuse(place, 'an input that the copies of a site share', 'spike trains')
  return {
    ...network,
    populations: populations.map(meanPopulation),
    connections: connections.map(meanConnection),
    noise: { sigma: 0, correlationTime: null },
    simulation: { ...simulation, initial: { kind: 'model' } },
    record: { ...network.record, quantities: network.record.quantities.filter((name) => name !== 'spikes') },
  }
}

function meanPopulation(population: Population): Population {
  const { name, space, model, parameters, perNeuron = {}, distributions = {} } = population
  if (model.spike === undefined) return population
  const place = `populations.${name}`
  if (model.name !== 'qif')
    refuse(`${place}.model`, 'qif: an exact mean field is known of it alone', `"${model.name}"`)
  const others = Object.keys(perNeuron).filter((parameter) => parameter !== 'eta')
  const drive = distributions['eta']
  if (drive?.kind !== 'lorentzian')
    refuse(
      `${place}.parameters.eta`,
      'a Lorentzian drive: { distribution: lorentzian, centre, width }',
      drive === undefined ? 'none' : `a ${drive.kind} one`,
    )
  if (others.length > 0)
    refuse(`${place}.parameters.${others[0]}`, 'one number for all neurons', 'one for each')
  const tau: PerReplica = parameters['tau'] ?? model.parameters['tau']!
  const own = { tau, Delta: drive.width, eta: drive.centre }
  const first = typeof tau === 'number' ? tau : tau[0]!
  return { name, space, model: modelByName('qif-mean-field', { ...own, tau: first }), parameters: own }
}

/** With a synapse the rates would need equations of their own; a delay would make it a delayed equation. */
function meanConnection(connection: Connection): Connection {
  const { place, synapse, delay, gain, into = 0 } = connection
  if (synapse !== undefined)
    refuse(`${place}.synapse`, 'spikes that act at once', `a synapse (${synapse.kind})`)
  if (delay !== undefined) refuse(`${place}.delay`, 'spikes that act at once', 'a delay')
  if (gain !== undefined) refuse(`${place}.gain`, 'a number that does not change in time', 'an expression')
  if (into !== 0) refuse(`${place}.into`, 'a connection into I', 'a named input')
  return connection.plan === 'event' ? withoutPlan(connection) : connection
}

function withoutPlan({ plan: _, ...connection }: Connection): Connection {
  return connection
}

function refuse(place: string, expected: string, received: string): never {
  throw new InputError(place, expected, received, 'Run it with "goldstone run", or certify its rate model')
}
