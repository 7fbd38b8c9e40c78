/** What equilibria are not yet sought of: networks that spike, remember, or hold neurons of different kinds at one site. */
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import { isList } from '../spaces/list.ts'

/** Throws InputError for a network whose right-hand side is no function of its present state at each site. */
export function refuseUncertifiable({ populations, connections, inputs }: Network): void {
  for (const { name, space, model, copies = 1, perNeuron = {} } of populations) {
    const place = `populations.${name}`
    if (isList(space))
      throw new InputError(
        place,
        'a space, by whose symmetries equilibria are told apart',
        `a list of ${space.size} neurons`,
        `Put them on one of as many points, such as { group: "C(${space.size})" }: weights act there too`,
      )
    if (model.spike !== undefined) refuse(place, 'a spiking model')
    if (model.inputs !== undefined && model.inputs.length > 0) refuse(place, 'a model with named inputs')
    if (copies > 1) refuse(place, `${copies} copies at each site`)
    if (Object.keys(perNeuron).length > 0) refuse(place, 'parameters that differ between neurons')
  }
  for (const { place, synapse, delay, gain } of connections) {
    if (synapse !== undefined) refuse(place, 'a synapse')
    if (delay !== undefined) refuse(place, 'a delay')
    if (gain !== undefined) refuse(place, 'a gain in time')
  }
  for (const { place, synapse, term } of inputs)
    if (synapse !== undefined || term.kind === 'poisson' || term.kind === 'spikes')
      refuse(place, 'a spike train')
}

function refuse(place: string, received: string): never {
  throw new InputError(
    place,
    'a rate network that acts at once, of which equilibria can be sought',
    received,
    'Certify the rate network or the mean field, and run this one with "goldstone run"',
  )
}
