/**
 * The built-in models, in the same text as a user's own: those of rates here, those that spike beside. I is the summed input, phi the transfer function,
 * r the transmitted rate; times are in units in which the default tau is 1.
 */
import { spikingModels } from './built-in-spiking.ts'
import type { ModelText } from './model.ts'

export interface BuiltIn extends ModelText {
  /** one sentence: what it is */
  readonly summary: string
  /** where the equations come from */
  readonly source: string
}

export const builtInModels: Readonly<Record<string, BuiltIn>> = {
  /** tau x' = -x + I, r = phi(x): x is a current, the sum over connections stands outside phi. */
  rate: {
    summary: 'Rate neurons in the current form',
    source: 'Amari, Biol. Cybern. 27, 77 (1977); Dayan and Abbott, Theoretical Neuroscience (2001), eq. 7.6',
    state: { x: { equation: '(-x + I)/tau' } },
    rate: 'phi(x)',
    parameters: { tau: 1 },
  },

  /** tau r' = -r + phi(I): the state is the rate itself. With symmetric connections a twin of `rate`. */
  'firing-rate': {
    summary: 'Rate neurons in the firing-rate form',
    source: 'Wilson and Cowan, Biophys. J. 12, 1 (1972); Dayan and Abbott (2001), eq. 7.11',
    state: { r: { equation: '(-r + phi(I))/tau' } },
    rate: 'r',
    parameters: { tau: 1 },
  },

  /** tau x' = -x - a + I, tau_a a' = b r - a, r = phi(x): a slow current that opposes activity. */
  adaptation: {
    summary: 'Rate neurons with spike-frequency adaptation',
    source:
      'Hansel and Sompolinsky (1998), Modeling feature selectivity in local cortical circuits, sec. 13.4',
    state: {
      x: { equation: '(-x - a + I)/tau' },
      a: { equation: '(b*r - a)/tau_a' },
    },
    rate: 'phi(x)',
    parameters: { tau: 1, b: 0.5, tau_a: 10 },
  },

  /**
   * tau u' = -u + I, r = u^2 / (1 + k sum(u^2)): global divisive inhibition. The sum runs over the N
   * points, as in the library canns, whose k is the default; the density rho of the paper is taken into k
   * and the kernel. The recurrent sum of canns has no 1/N: `scale: N` on the connection gives its numbers.
   */
  'divisive-normalisation': {
    summary: 'A continuous attractor network with divisive normalisation',
    source: 'Wu, Hamaguchi and Amari, Neural Comput. 20, 994 (2008), eqs. 2.1-2.2',
    state: { u: { equation: '(-u + I)/tau' } },
    rate: 'u^2/(1 + k*sum(u^2))',
    parameters: { tau: 1, k: 8.1 },
  },

  /**
   * A local pair at each point: x excites, y inhibits,
   *   tau x' = -x + w_ee phi(x) - w_ei phi(y) + I,  tau_i y' = -y + w_ie phi(x) - w_ii phi(y),  r = phi(x).
   * Connections carry the excitatory rate into the excitatory unit.
   */
  'excitatory-inhibitory': {
    summary: 'A local pair of an excitatory and an inhibitory unit',
    source: 'Wilson and Cowan, Biophys. J. 12, 1 (1972), in the current form',
    state: {
      x: { equation: '(-x + w_ee*phi(x) - w_ei*phi(y) + I)/tau' },
      y: { equation: '(-y + w_ie*phi(x) - w_ii*phi(y))/tau_i' },
    },
    rate: 'phi(x)',
    parameters: { tau: 1, tau_i: 0.5, w_ee: 0, w_ei: 1, w_ie: 1, w_ii: 0 },
  },

  /**
   * Synapses with a release probability u and resources d,
   *   tau x' = -x + I,  u' = (U - u)/tau_f + U (1 - u) phi(x),  d' = (1 - d)/tau_d - u d phi(x),
   * phi(x) >= 0 in spikes per unit of time. The transmitted rate is u d phi(x) / U: relative to the resting
   * synapse (u = U, d = 1), so that weak activity is transmitted as phi(x). The times are those of the
   * source with 10 ms as unit.
   */
  'short-term-plasticity': {
    summary: 'Rate neurons with short-term depression and facilitation',
    source:
      'Tsodyks, Pawelzik and Markram, Neural Comput. 10, 821 (1998); Mongillo, Barak and Tsodyks, Science 319, 1543 (2008)',
    state: {
      x: { equation: '(-x + I)/tau' },
      u: { equation: '(U - u)/tau_f + U*(1 - u)*phi(x)', initial: 'U' },
      d: { equation: '(1 - d)/tau_d - u*d*phi(x)', initial: 1 },
    },
    rate: 'u*d*phi(x)/U',
    parameters: { tau: 1, U: 0.2, tau_f: 150, tau_d: 20 },
  },

  /**
   * The exact mean field of quadratic integrate-and-fire neurons with Lorentzian drive (centre eta, half-width
   * Delta): tau R' = Delta/(pi tau) + 2 R V, tau V' = V^2 + eta + I - (pi tau R)^2, r = R. It starts in the
   * stable equilibrium of the population alone (I = 0).
   */
  'qif-mean-field': {
    summary: 'Mean field of quadratic integrate-and-fire neurons',
    source: 'Montbrio, Pazo and Roxin, Phys. Rev. X 5, 021028 (2015), eqs. 12',
    state: {
      R: {
        equation: '(Delta/(pi*tau) + 2*R*V)/tau',
        initial: 'sqrt((eta + sqrt(eta^2 + Delta^2))/2)/(pi*tau)',
      },
      V: {
        equation: '(V^2 + eta + I - (pi*tau*R)^2)/tau',
        initial: '-Delta/(2*sqrt((eta + sqrt(eta^2 + Delta^2))/2))',
      },
    },
    rate: 'R',
    parameters: { tau: 1, Delta: 1, eta: 4 },
  },

  ...spikingModels,
}
