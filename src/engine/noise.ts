/**
 * Additive noise on the first variable of every population, outside tau: x' += sigma xi(t). White noise
 * enters as sigma dB. Ornstein-Uhlenbeck noise, tau_c eta' = -eta + sigma xi, starts stationary (variance
 * sigma^2 / (2 tau_c)) and enters as its exact integral over the step, so that x' += eta has the white limit
 * sigma xi as tau_c -> 0 for any dt.
 */
import { fillNormals } from '../math/normal.ts'
import { streamOf } from '../math/philox.ts'
import type { Network } from '../model/network.ts'
import type { Layout } from './layout.ts'
import type { NoiseSource } from './methods.ts'

/** null when sigma is 0. */
export function noiseSource(network: Network, layout: Layout): NoiseSource | null {
  const { sigma, correlationTime } = network.noise
  if (sigma === 0) return null
  return correlationTime === null || correlationTime === 0
    ? white(network, layout, sigma)
    : ornsteinUhlenbeck(network, layout, sigma, correlationTime)
}

function white(network: Network, layout: Layout, sigma: number): NoiseSource {
  const kick = new Float64Array(layout.stateLength)
  const key = { seed: network.simulation.seed, replica: 0, step: 0, stream: 0 }
  const scale = sigma * Math.sqrt(network.simulation.dt)
  return {
    kind: 'white',
    kick,
    draw(replica, step) {
      key.replica = replica
      key.step = step
      for (let p = 0; p < layout.blocks.length; p++) {
        const { state, size } = layout.blocks[p]!
        key.stream = streamOf('white', p)
        fillNormals(kick, state, size, key)
        for (let i = state; i < state + size; i++) kick[i] = scale * kick[i]!
      }
    },
  }
}

/** Numbers of the exact joint update of eta and its integral A over one step, see `colouredNoise`. */
export interface ColouredNoise {
  /** A = fromEta eta + along n1 + across n2 */
  readonly fromEta: number
  readonly along: number
  readonly across: number
  /** eta' = mu eta + s1 n1 */
  readonly mu: number
  readonly s1: number
  /** standard deviation of eta */
  readonly stationary: number
}

/**
 * The exact joint update of eta and its integral A over a step (Gillespie, Phys. Rev. E 54, 2084, 1996):
 * with mu = exp(-a), a = dt / tau_c,
 *   eta' = mu eta + s1 n1,  A = tau_c (1 - mu) eta + (kappa / s1) n1 + sqrt(v - kappa^2 / s1^2) n2,
 *   s1^2 = sigma^2 / (2 tau_c) (1 - mu^2),  kappa = sigma^2 / 2 (1 - mu)^2,
 *   v = sigma^2 tau_c (a - (1 - mu) - (1 - mu)^2 / 2).
 */
export function colouredNoise(sigma: number, tau: number, dt: number): ColouredNoise {
  const a = dt / tau
  const lost = -Math.expm1(-a)
  const s1 = sigma * Math.sqrt((lost * (2 - lost)) / (2 * tau))
  const kappa = 0.5 * sigma ** 2 * lost ** 2
  const rest = a < 1e-3 ? a ** 3 * (1 / 3 - a / 4 + (7 * a * a) / 60) : a - lost - lost ** 2 / 2
  const variance = sigma ** 2 * tau * rest
  const along = kappa / s1
  const across = Math.sqrt(Math.max(0, variance - along ** 2))
  return { fromEta: tau * lost, along, across, mu: 1 - lost, s1, stationary: sigma / Math.sqrt(2 * tau) }
}

/** eta before the first step, [replica][neuron]: stationary normals. */
export function stationaryNoise(network: Network, layout: Layout, deviation: number): Float64Array {
  const { replicas, seed } = network.simulation
  const { neurons } = layout
  const key = { seed, replica: 0, step: 0, stream: 0 }
  const eta = new Float64Array(replicas * neurons)
  for (let replica = 0; replica < replicas; replica++) {
    key.replica = replica
    for (let p = 0; p < layout.blocks.length; p++) {
      const { rate, size } = layout.blocks[p]!
      key.stream = streamOf('stationary', p)
      fillNormals(eta, replica * neurons + rate, size, key)
    }
  }
  for (let i = 0; i < eta.length; i++) eta[i] = deviation * eta[i]!
  return eta
}

function ornsteinUhlenbeck(network: Network, layout: Layout, sigma: number, tau: number): NoiseSource {
  const { seed, dt } = network.simulation
  const { neurons } = layout
  const { fromEta, along, across, mu, s1, stationary } = colouredNoise(sigma, tau, dt)
  const kick = new Float64Array(layout.stateLength)
  const second = new Float64Array(neurons)
  const eta = stationaryNoise(network, layout, stationary)
  const key = { seed, replica: 0, step: 0, stream: 0 }

  return {
    kind: 'coloured',
    kick,
    memory: eta,
    draw(replica, step) {
      key.replica = replica
      key.step = step
      for (let p = 0; p < layout.blocks.length; p++) {
        const { state, rate, size } = layout.blocks[p]!
        key.stream = streamOf('white', p)
        fillNormals(kick, state, size, key)
        key.stream = streamOf('second', p)
        fillNormals(second, rate, size, key)
        const base = replica * neurons + rate
        for (let i = 0; i < size; i++) {
          const n1 = kick[state + i]!
          const old = eta[base + i]!
          kick[state + i] = fromEta * old + along * n1 + across * second[rate + i]!
          eta[base + i] = mu * old + s1 * n1
        }
      }
    },
  }
}
