/**
 * Additive noise outside tau: x' += sigma xi(t) on the first variable of every population, or on single variables
 * that are named. White noise enters as sigma dB. Ornstein-Uhlenbeck noise, tau_c eta' = -eta + sigma xi, starts
 * stationary (variance sigma^2 / (2 tau_c)) and enters as its exact integral over the step, so that x' += eta has
 * the white limit sigma xi as tau_c -> 0 for any dt.
 */
import { fillNormals } from '../math/normal.ts'
import { streamOf } from '../math/philox.ts'
import type { Network } from '../model/network.ts'
import type { Layout } from './layout.ts'
import type { NoiseSource } from './methods.ts'

/** Noise of one variable of one population. */
export interface NoiseTerm {
  readonly population: number
  readonly variable: number
  readonly sigma: number
  /** null is white */
  readonly correlationTime: number | null
  /** where the variable begins in the state */
  readonly state: number
  readonly size: number
  /** where what it remembers begins in a replica's; terms without memory have none */
  readonly memory: number
  /** Philox streams of the kicks, of what coloured noise draws besides, and of its start */
  readonly streams: { readonly white: number; readonly second: number; readonly stationary: number }
}

/** Every variable with noise, in the order of the state; what coloured noise remembers has the same order. */
export function noiseTerms(network: Network, { blocks }: Layout): NoiseTerm[] {
  const { sigma, correlationTime, each } = network.noise
  const named =
    each ??
    (sigma === 0 ? [] : blocks.map((_, population) => ({ population, variable: 0, sigma, correlationTime })))
  let memory = 0
  return named
    .filter((term) => term.sigma !== 0)
    .toSorted((a, b) => a.population - b.population || a.variable - b.variable)
    .map((term): NoiseTerm => {
      const { population, variable } = term
      const { state, size } = blocks[population]!
      const correlation = term.correlationTime === 0 ? null : term.correlationTime
      const made = {
        ...{ population, variable, sigma: term.sigma, correlationTime: correlation },
        ...{ state: state + variable * size, size, memory },
        streams: {
          white: streamOf(each === undefined ? 'white' : 'eachWhite', population, variable),
          second: streamOf('second', population, variable),
          stationary: streamOf('stationary', population, variable),
        },
      }
      if (correlation !== null) memory += size
      return made
    })
}

/** Numbers per replica that coloured noise remembers. */
export function noiseMemory(terms: readonly NoiseTerm[]): number {
  return terms.reduce((sum, { correlationTime, size }) => sum + (correlationTime === null ? 0 : size), 0)
}

/** null when there is none. */
export function noiseSource(network: Network, layout: Layout): NoiseSource | null {
  const terms = noiseTerms(network, layout)
  if (terms.length === 0) return null
  const { dt, seed, replicas } = network.simulation
  const kick = new Float64Array(layout.stateLength)
  const key = { seed, replica: 0, step: 0, stream: 0 }
  const length = noiseMemory(terms)
  const eta = new Float64Array(replicas * length)
  for (const term of terms) startStationary(network, term, eta, length)
  const second = new Float64Array(Math.max(...terms.map(({ size }) => size)))
  const made = terms.map((term) => {
    const { sigma, correlationTime } = term
    const colour = correlationTime === null ? null : colouredNoise(sigma, correlationTime, dt)
    return { ...term, scale: sigma * Math.sqrt(dt), colour }
  })
  const source = {
    kind: colourOf(terms),
    kick,
    draw(replica: number, step: number) {
      key.replica = replica
      key.step = step
      for (let k = 0; k < made.length; k++) {
        const { state, size, streams, scale, colour, memory } = made[k]!
        key.stream = streams.white
        fillNormals(kick, state, size, key)
        if (colour === null) {
          for (let i = state; i < state + size; i++) kick[i] = scale * kick[i]!
          continue
        }
        const { fromEta, along, across, mu, s1 } = colour
        key.stream = streams.second
        fillNormals(second, 0, size, key)
        const base = replica * length + memory
        for (let i = 0; i < size; i++) {
          const n1 = kick[state + i]!
          const old = eta[base + i]!
          kick[state + i] = fromEta * old + along * n1 + across * second[i]!
          eta[base + i] = mu * old + s1 * n1
        }
      }
    },
  }
  return length === 0 ? source : { ...source, memory: eta }
}

/** One kind for all, or where in the state noise is white. */
function colourOf(terms: readonly NoiseTerm[]): NoiseSource['kind'] {
  const colours = new Set(terms.map(({ correlationTime }) => correlationTime === null))
  if (colours.size === 1) return colours.has(true) ? 'white' : 'coloured'
  return terms
    .filter(({ correlationTime }) => correlationTime === null)
    .map(({ state, size }) => [state, state + size])
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

/** eta of all replicas before the first step, [replica][what is remembered]: stationary normals. */
export function stationaryNoise(network: Network, layout: Layout, deviation: number): Float64Array {
  const terms = noiseTerms(network, layout)
  const length = noiseMemory(terms)
  const eta = new Float64Array(network.simulation.replicas * length)
  for (const term of terms) startStationary(network, term, eta, length, deviation)
  return eta
}

function startStationary(
  { simulation: { replicas, seed, dt } }: Network,
  { sigma, correlationTime, size, memory, streams }: NoiseTerm,
  eta: Float64Array,
  length: number,
  deviation = correlationTime === null ? 0 : colouredNoise(sigma, correlationTime, dt).stationary,
): void {
  if (correlationTime === null) return
  for (let replica = 0; replica < replicas; replica++) {
    const at = replica * length + memory
    fillNormals(eta, at, size, { seed, replica, step: 0, stream: streams.stationary })
    for (let i = at; i < at + size; i++) eta[i] = deviation * eta[i]!
  }
}
