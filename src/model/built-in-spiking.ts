/**
 * The built-in spiking models, in the same text as a user's own. Times are in ms and voltages in mV, but for `qif`,
 * `poisson` and `relay`, which have no units. A spike is a unit delta of r; connections bring what arrives into I or
 * a named input.
 */
import type { BuiltIn } from './built-in.ts'

export const spikingModels: Readonly<Record<string, BuiltIn>> = {
  /** tau v' = E_L - v + R I: I in mV where R is 1. */
  lif: {
    summary: 'Leaky integrate-and-fire neurons',
    source:
      'Dayan and Abbott, Theoretical Neuroscience (2001), eq. 5.8; numbers of Vogels and Abbott, J. Neurosci. 25, 10786 (2005)',
    state: { v: { equation: '(E_L - v + R*I)/tau', initial: 'E_L' } },
    spike: { when: 'v > v_th', reset: { v: 'v_reset' }, refractory: 't_ref', clamp: ['v'] },
    parameters: { tau: 20, E_L: -60, R: 1, v_th: -50, v_reset: -60, t_ref: 5 },
  },

  /** tau v' = E_L - v + g_e (E_e - v) + g_i (E_i - v) + I, conductances in units of the leak's. */
  'lif-conductance': {
    summary: 'Leaky integrate-and-fire neurons with conductances',
    source:
      'Vogels and Abbott, J. Neurosci. 25, 10786 (2005); Brette et al., J. Comput. Neurosci. 23, 349 (2007), benchmark 1',
    state: {
      v: { equation: '(E_L - v + g_e*(E_e - v) + g_i*(E_i - v) + I)/tau', initial: 'E_L' },
    },
    inputs: ['g_e', 'g_i'],
    spike: { when: 'v > v_th', reset: { v: 'v_reset' }, refractory: 't_ref', clamp: ['v'] },
    parameters: { tau: 20, E_L: -60, E_e: 0, E_i: -80, v_th: -50, v_reset: -60, t_ref: 5 },
  },

  /**
   * tau v' = v^2 + eta + I. From v_peak the exact neuron reaches infinity after tau / v_peak and comes back from
   * minus infinity in as long, which the refractory time stands for. `qif-mean-field` is its mean field where eta
   * is Lorentzian.
   */
  qif: {
    summary: 'Quadratic integrate-and-fire neurons',
    source:
      'Ermentrout and Kopell, SIAM J. Appl. Math. 46, 233 (1986); Montbrio, Pazo and Roxin, Phys. Rev. X 5, 021028 (2015), eq. 1 and appendix A',
    state: { v: { equation: '(v^2 + eta + I)/tau', initial: 0 } },
    spike: {
      when: 'v >= v_peak',
      reset: { v: 'v_reset' },
      refractory: 'tau*(1/v_peak - 1/v_reset)',
      clamp: ['v'],
    },
    parameters: { tau: 1, eta: 4, v_peak: 100, v_reset: -100 },
  },

  /** tau v' = E_L - v + D_T exp((v - V_T)/D_T) + R I; beyond v_peak the exponential grows no further. */
  eif: {
    summary: 'Exponential integrate-and-fire neurons',
    source: 'Fourcaud-Trocme, Hansel, van Vreeswijk and Brunel, J. Neurosci. 23, 11628 (2003)',
    state: {
      v: { equation: '(E_L - v + D_T*exp((min(v, v_peak) - V_T)/D_T) + R*I)/tau', initial: 'E_L' },
    },
    spike: { when: 'v > v_peak', reset: { v: 'v_reset' }, refractory: 't_ref', clamp: ['v'] },
    parameters: { tau: 10, E_L: -65, V_T: -59.9, D_T: 3.48, R: 1, v_peak: -30, v_reset: -68, t_ref: 1.7 },
  },

  /**
   * C v' = -g_L (v - E_L) + g_L D_T exp((v - V_T)/D_T) - w + I, tau_w w' = a (v - E_L) - w, in pF, nS, pA. What
   * lies beyond v_peak at the end of a step drives w no further than v_peak.
   */
  adex: {
    summary: 'Adaptive exponential integrate-and-fire neurons',
    source: 'Brette and Gerstner, J. Neurophysiol. 94, 3637 (2005)',
    state: {
      v: {
        equation: '(g_L*(E_L - v) + g_L*D_T*exp((min(v, v_peak) - V_T)/D_T) - w + I)/C',
        initial: 'E_L',
      },
      w: { equation: '(a*(min(v, v_peak) - E_L) - w)/tau_w' },
    },
    spike: { when: 'v > v_peak', reset: { v: 'v_reset', w: 'w + b' } },
    parameters: {
      C: 281,
      g_L: 30,
      E_L: -70.6,
      V_T: -50.4,
      D_T: 2,
      a: 4,
      b: 80.5,
      tau_w: 144,
      v_peak: -30,
      v_reset: -70.6,
    },
  },

  /** v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); the numbers are those of regular spiking. */
  izhikevich: {
    summary: 'Izhikevich neurons',
    source: 'Izhikevich, IEEE Trans. Neural Netw. 14, 1569 (2003)',
    state: {
      v: { equation: '0.04*v^2 + 5*v + 140 - u + I', initial: 'c' },
      u: { equation: 'a*(b*min(v, v_peak) - u)', initial: 'b*c' },
    },
    spike: { when: 'v >= v_peak', reset: { v: 'c', u: 'u + d' } },
    parameters: { a: 0.02, b: 0.2, c: -65, d: 8, v_peak: 30 },
  },

  /** Spikes by chance at the rate phi(x), tau x' = -x + I. */
  poisson: {
    summary: 'Rate neurons in the current form that spike by chance',
    source:
      'Gerstner and van Hemmen, Network 3, 139 (1992); Dayan and Abbott, Theoretical Neuroscience (2001), sec. 1.4',
    state: { x: { equation: '(-x + I)/tau' } },
    spike: { hazard: 'phi(x)' },
    parameters: { tau: 1 },
  },

  /** Fires once in every step whose I is positive, and counts: a population that passes on given trains. */
  relay: {
    summary: 'Neurons that pass on the spikes that they are given',
    source: 'no dynamics; the parrot neuron of Gewaltig and Diesmann, NEST, Scholarpedia 2, 1430 (2007)',
    state: { n: { equation: '0' } },
    spike: { when: 'I > 0', reset: { n: 'n + 1' } },
    parameters: {},
  },
}
