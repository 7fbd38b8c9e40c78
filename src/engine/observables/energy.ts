/**
 * The energy of a network of `rate` populations with symmetric coupling and constant input,
 *   sum w [x phi(x) - Phi(x)] - 1/2 sum w r (W r) - sum w I r,  Phi' = phi,
 * which decreases along trajectories (Cohen & Grossberg 1983; Hopfield 1984).
 */
import { InputError, quoted } from '../../errors.ts'
import { parametersOf } from '../parameters.ts'
import type { System } from '../system.ts'

/** The energy of one replica from its state x[offset ...]. Overwrites the system's rates and input. */
export type EnergyOf = (replica: number, x: Float64Array, offset: number) => number

/** Throws InputError at `record.quantities` where there is no energy, and says why. */
export function energyOf(system: System): EnergyOf {
  const { network, layout, drive } = system
  const { connections } = network
  for (const { synapse, delay, gain, place } of connections)
    if (synapse !== undefined || delay !== undefined || gain !== undefined)
      throw refused('connections that act at once', `a synapse, delay or gain in ${place}`)
  for (const population of network.populations) {
    if ((population.copies ?? 1) > 1 || population.perNeuron !== undefined)
      throw refused(
        'one neuron a site, all alike',
        `copies or parameters of single neurons in ${population.name}`,
      )
    if (population.model.name !== 'rate' || population.model.transfer === null) {
      throw refused(
        'the model rate in every population',
        `${quoted(population.model.name)} in ${population.name}`,
      )
    }
  }
  if (!drive.steady) throw refused('inputs that are constant all the time', 'inputs that change')
  const skew = asymmetry(system)
  if (skew > 1e-9) {
    throw refused(
      'symmetric coupling, w_i W_ij = w_j W_ji',
      `a coupling whose antisymmetric part is ${skew.toExponential(1)} of the whole`,
    )
  }
  const coupled = new Float64Array(layout.neurons)
  const integrals = network.populations.map((p) => p.model.transfer!)
  return (replica, x, offset) => {
    system.rates(replica, 0, x, offset)
    coupled.fill(0)
    system.couple(replica, system.rate, coupled)
    let energy = 0
    for (let p = 0; p < layout.blocks.length; p++) {
      const { state, rate, size } = layout.blocks[p]!
      const { weights } = network.populations[p]!.space
      const transfer = integrals[p]!
      const parameters = parametersOf(network.populations[p]!, replica)
      for (let i = 0; i < size; i++) {
        const value = x[offset + state + i]!
        const r = system.rate[rate + i]!
        const own = value * r - transfer.antiderivative(value, parameters)
        energy += weights[i]! * (own - r * (0.5 * coupled[rate + i]! + drive.constant[rate + i]!))
      }
    }
    return energy
  }
}

/**
 * |<a, W b> - <b, W a>| / (|<a, W b>| + |a| |W b| ...) for one fixed pair of generic vectors and each
 * replica, under the weights: zero for a symmetric coupling and, generically, only then.
 */
function asymmetry(system: System): number {
  const { network, layout } = system
  const n = layout.neurons
  const a = Float64Array.from({ length: n }, (_, i) => Math.sin(1 + 12.9898 * i + 0.317 * i * i))
  const b = Float64Array.from({ length: n }, (_, i) => Math.cos(2 + 78.233 * i + 0.113 * i * i))
  const wa = new Float64Array(n)
  const wb = new Float64Array(n)
  const w = new Float64Array(n)
  for (const [p, block] of layout.blocks.entries()) w.set(network.populations[p]!.space.weights, block.rate)
  let worst = 0
  for (let replica = 0; replica < network.simulation.replicas; replica++) {
    wa.fill(0)
    wb.fill(0)
    system.couple(replica, a, wa)
    system.couple(replica, b, wb)
    let skew = 0
    let size = 0
    for (let i = 0; i < n; i++) {
      skew += w[i]! * (a[i]! * wb[i]! - b[i]! * wa[i]!)
      size += w[i]! * (Math.abs(a[i]! * wb[i]!) + Math.abs(b[i]! * wa[i]!))
    }
    if (size > 0) worst = Math.max(worst, Math.abs(skew) / size)
  }
  return worst
}

function refused(expected: string, received: string): InputError {
  return new InputError(
    'record.quantities',
    `for energy, ${expected}`,
    received,
    'Leave energy out of the quantities',
  )
}
