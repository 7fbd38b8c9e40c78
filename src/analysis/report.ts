/**
 * What `certify` returns, as plain data: the JSON document of the command line is this object with numbers
 * that are not finite written as null. Angles are radians, rates and eigenvalues are per unit of time.
 */
import type { Network } from '../model/network.ts'

export type Stability = 'attracting' | 'saddle' | 'repelling' | 'degenerate'

/** One eigenvalue of the reduced Jacobian, equal ones merged. */
export interface Eigenvalue {
  readonly re: number
  readonly im: number
  readonly multiplicity: number
}

/** The symmetry of the whole network. */
export interface SymmetryReport {
  /** `((O(2) x O(2)) : Z2) x Z2` */
  readonly group: string
  /** of its Lie algebra */
  readonly dimension: number
  /** number of elements modulo the identity component */
  readonly components: number
  /** max |f(g x) - g f(x)| / (1 + |f(x)|) over elements that preserve the sample */
  readonly equivarianceError: number
  /** the same over elements that do not */
  readonly aliasing: number
  /** generators for a person: `translation of theta1`, `exchange of theta1 and theta2`, `x -> -x` */
  readonly generators: readonly string[]
}

/** Growth of one irrep at the homogeneous state it is listed for: Re(j phi'(x0)) - 1 for a rate model. */
export interface Onset {
  readonly population: string
  readonly irrep: string
  /** real part of the eigenvalue, times tau for a rate model */
  readonly growth: number
  /** imaginary part in the same units; 0 for a stationary onset */
  readonly frequency: number
  /** real dimension of the eigenspace, a conjugate pair counted together */
  readonly multiplicity: number
  /** id of the homogeneous state */
  readonly at: string
}

export interface Isotropy {
  readonly name: string
  readonly dimension: number
  /** elements modulo its identity component */
  readonly components: number
  readonly generators: readonly string[]
}

/** One step of a certificate: what was asked, what was measured, whether it holds. */
export interface Check {
  readonly step:
    | 'equivariance'
    | 'residual'
    | 'dimension'
    | 'zero-modes'
    | 'tangent'
    | 'stability'
    | 'walked'
    | 'simulated'
  readonly holds: boolean
  /** the number that decided it, null where there is none */
  readonly value: number | null
  /** one sentence for a person */
  readonly said: string
}

export interface Manifold {
  /** `M1`, ... in the order of the report: attracting first, then by index, dimension, energy */
  readonly id: string
  /** directions along which, the transverse equations re-solved, max |x'| stays <= 1e-6 */
  readonly dimension: number
  readonly zeroModes: number
  readonly stability: Stability
  /** Morse index: eigenvalues with positive real part */
  readonly index: number
  readonly isotropy: Isotropy
  /** of one component: `point`, `S1`, `T2`, `S2`, `(S2 x S2)/Z2`, ... */
  readonly topology: string
  readonly components: number
  /** points of a zero-dimensional orbit, else null */
  readonly count: number | null
  readonly spectrum: readonly Eigenvalue[]
  /** eigenvalues of the Jacobian outside the reduced space, known exactly */
  readonly rest: readonly Eigenvalue[]
  /** false when only the leading part of the spectrum was computed */
  readonly spectrumComplete: boolean
  /** smallest |Re| among the eigenvalues that are no zero modes */
  readonly gap: number | null
  /** population -> label -> root mean square over the space of that irrep's part of the first variable */
  readonly rms: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** max |z'| transverse to the tangent space */
  readonly residual: number
  /** largest principal angle between null space and tangent space; null where no Lie group acts */
  readonly tangentAngle: number | null
  /** largest |lambda| on the directions of the tangent space */
  readonly pinning: number
  readonly energy: number | null
  /** angular velocities of a relative equilibrium, per generator of the symmetry; null at rest */
  readonly velocity: Readonly<Record<string, number>> | null
  /** id of the manifold on which an unstable kick came to rest; null where none did, and for what attracts */
  readonly leadsTo: string | null
  /** true for a state equal at every point of each population */
  readonly homogeneous: boolean
  /** `certified`, `certified, pinned at 1.1e-3`, `not certified`, ... */
  readonly verdict: string
  readonly reasons: readonly string[]
  readonly checks: readonly Check[]
  /** the state of one point of the manifold, [population][variable][neuron]; not in the JSON document */
  readonly state: Float64Array
}

/** What the search did, so that nothing it left out is hidden. */
export interface SearchReport {
  readonly starts: number
  /** Newton runs by where they began: homogeneous, given, simulated, branch, ray, orbit, random, deflated, kicked, edge */
  readonly solved: Readonly<Record<string, { readonly tried: number; readonly converged: number }>>
  /** false when it was aborted or a budget ended it */
  readonly finished: boolean
  readonly seed: number
  readonly morse: MorseReport
}

/** The sum of (-1)^index times the Euler characteristic over all manifolds, where it must be 1. */
export interface MorseReport {
  /** null where the count does not apply */
  readonly sum: number | null
  readonly expected: number
  readonly why: string
  /** the same inside fixed-point spaces where all orbits are points, circles and tori too */
  readonly spaces: readonly SliceReport[]
}

/** A fixed-point space that no motion turns within itself: what rests there are points. */
export interface SliceReport {
  /** elements that generate the subgroup it is fixed by */
  readonly space: string
  /** equilibria found in it */
  readonly points: number
  /** of (-1)^index, the index being that within the space; 1 where nothing is missing */
  readonly sum: number
}

/** Of a measured matrix or a perturbed kernel. */
export interface MatrixReport {
  readonly connection: string
  /** |W - P W| / |W|, |W|^2 = sum w_i W_ij^2 / w_j, P the projection on group convolutions */
  readonly distance: number
  /** max |W L_a - L_a W| / |W| over generators a of the space's group (two generic rotations where it is round) */
  readonly equivarianceError: number
  /** coefficients of the nearest group convolution P W, the largest first */
  readonly nearest: readonly {
    readonly irrep: string
    readonly norm: number
    /** whether it exceeds what chance makes of a matrix like W - P W; what does not is left out of the manifolds */
    readonly outstanding: boolean
  }[]
  /** what becomes, in the matrix's network, of the manifolds of the nearest convolution's outstanding part */
  readonly pseudoGaps: readonly PseudoGaps[]
}

/** A manifold of the nearest network, and what the matrix makes of it. */
export interface PseudoGaps {
  /** id in the certificate of the nearest network */
  readonly manifold: string
  readonly dimension: number
  readonly topology: string
  readonly stability: Stability
  /** places on the manifold at which the transverse equations were tried, and solved */
  readonly places: number
  readonly solved: number
  /** places where the network comes to rest: true equilibria, and how many of them attract along the manifold */
  readonly rests: number
  readonly attracting: number
  /**
   * of the eigenvalues that replace the zero modes the real part that is largest in size: at the rests, or at the
   * places where there is no rest; null when nothing was solved
   */
  readonly eigenvalue: number | null
  /** 1 / |eigenvalue|: the time constant with which memories near a rest gather or part, at the rest where it is shortest */
  readonly lifetime: number | null
  /**
   * of a closed curve: the time in which a memory loses 1 - 1/e of its way to rest, by the drift at the places, over
   * memories that begin there; null elsewhere, and where there is no rest
   */
  readonly memory: { readonly median: number; readonly quartiles: readonly [number, number] } | null
  /** of a closed curve without a rest the time in which a memory goes round it, else null */
  readonly turn: number | null
  /** largest angular speed along the manifold, radians per unit of time */
  readonly drift: number
  /** 0.1 / drift: no memory on the manifold moves by 0.1 rad sooner */
  readonly driftTime: number | null
  /**
   * 0.1 / speed over the places that were solved: the time in which a memory there moves by 0.1 rad, on curves and surfaces
   * alike; null where none was solved or half of them rest
   */
  readonly moved: { readonly median: number; readonly quartiles: readonly [number, number] } | null
}

/** Rates per unit of time; `rms` is of each label's part of the rate. */
export interface RatesReport {
  readonly mean: number
  readonly rms: Readonly<Record<string, number>>
}

/** What a certificate of a spiking network's rate model foretells, beside a simulation of the spiking network. */
export interface SpikingReport {
  readonly kind: 'exact mean field' | 'effective rate model'
  /** what the rate model is, and what is approximate about it */
  readonly said: readonly string[]
  /** of the simulation, whose second half is averaged over, and over its replicas */
  readonly duration: number
  readonly replicas: number
  /** id of the attracting manifold nearest to what was simulated; null where nothing attracts */
  readonly manifold: string | null
  /** |predicted - simulated| / |predicted| over means and rms of all populations */
  readonly error: number | null
  readonly populations: readonly {
    readonly name: string
    readonly neurons: number
    /** neurons at each site */
    readonly copies: number
    readonly simulated: RatesReport
    readonly predicted: RatesReport | null
  }[]
  /** the rate model that was certified; not in the JSON document */
  readonly network: Network
}

export interface Certificate {
  readonly title: string
  /** of a network that spikes: all else is of its rate model */
  readonly spiking?: SpikingReport
  readonly symmetry: SymmetryReport
  readonly onset: readonly Onset[]
  readonly manifolds: readonly Manifold[]
  readonly search: SearchReport
  readonly matrices: readonly MatrixReport[]
  /** what the certificate does not speak of: `inputs[1] is left out: it ends at t = 10` */
  readonly notes: readonly string[]
}
