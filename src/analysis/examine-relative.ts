/**
 * The certificate of a relative equilibrium, in the frame that moves with it: the state stands still there,
 * and its Jacobian is J - sum omega xi. Directions of the orbit that turn with the motion have eigenvalues on
 * the imaginary axis; those that commute with it are zero modes.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import { type Examined, equivarianceCheck, merged, rmsOf, short } from './examine.ts'
import { unpinned } from './find/equilibrium.ts'
import { invariantsOf } from './find/invariants.ts'
import type { RelativeEquilibrium } from './find/relative.ts'
import type { Flow } from './flow.ts'
import { frameKicks } from './frame-kicks.ts'
import { integrate } from './integrate.ts'
import type { Check } from './report.ts'
import { pairs, sorted } from './spectrum.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { largest, plus } from './vectors.ts'

/** |Re lambda| below which an eigenvalue is neutral, pinning aside. */
const NEUTRAL = 1e-7
/** Pinning that exceeds round-off, and is told in the verdict. */
const PINNED = 1e-10

function movingSpectrum({ jacobian, pinning, frame }: RelativeEquilibrium) {
  const zero = NEUTRAL + 2 * pinning
  const values = sorted(pairs(eigenvalues(jacobian.slice(), frame.size)))
  return { zero, values, neutral: values.filter(({ re }) => Math.abs(re) < zero) }
}

/** Whether it has neighbours that move as it does and that no symmetry joins to it. */
export function isOneOfFamily(found: RelativeEquilibrium): boolean {
  return movingSpectrum(found).neutral.length > found.dimension
}

export function examineRelative(flow: Flow, symmetry: Symmetry, found: RelativeEquilibrium): Examined {
  const { state, velocity, residual, dimension, pinning } = found
  const { zero, values, neutral } = movingSpectrum(found)
  const zeroModes = neutral.filter(({ im }) => Math.abs(im) < zero).length
  const index = values.filter(({ re }) => re >= zero).length
  const others = values.filter(({ re }) => Math.abs(re) >= zero)
  const gap = others.length === 0 ? null : Math.min(...others.map(({ re }) => Math.abs(re)))
  const explained = neutral.length === dimension
  const stability = !explained
    ? 'degenerate'
    : index === 0
      ? 'attracting'
      : others.some(({ re }) => re < 0)
        ? 'saddle'
        : 'repelling'

  const moved = carried(flow, symmetry, found)
  const scale = 1 + largest(state)
  const speeds = Object.fromEntries(symmetry.generators.map(({ name }, a) => [name, velocity[a]!] as const))
  const told = Object.entries(speeds)
    .filter(([, speed]) => Math.abs(speed) > 1e-9)
    .map(([name, speed]) => `${name} at ${speed.toPrecision(6)}`)
    .join(', ')
  const checks: Check[] = [
    equivarianceCheck(symmetry),
    {
      step: 'residual',
      holds: residual <= 1e-11 * scale,
      value: residual,
      said: `in the moving frame max |z'| is ${short(residual)}`,
    },
    {
      step: 'dimension',
      holds: true,
      value: dimension,
      said: `the Lie algebra moves the state in ${dimension} direction${dimension === 1 ? '' : 's'}`,
    },
    {
      step: 'zero-modes',
      holds: explained,
      value: neutral.length,
      said: `${neutral.length} eigenvalue${neutral.length === 1 ? '' : 's'} without real part, ${dimension} expected`,
    },
    {
      step: 'stability',
      holds: explained,
      value: gap,
      said: `Morse index ${index}, gap ${gap === null ? 'none' : gap.toPrecision(6)} in the moving frame`,
    },
    {
      step: 'simulated',
      holds: moved.holds,
      value: moved.difference,
      said: `simulated for ${moved.time.toPrecision(3)}, the state is where its velocity says to ${short(moved.difference)}`,
    },
    ...frameKicks(flow, found, values, zero),
  ]
  const failed = checks.filter(({ holds }) => !holds)
  const isotropy = symmetry.isotropy(state)
  const orbit = symmetry.orbit(state)
  return {
    equilibrium: {
      state,
      origin: 'simulated',
      invariants: invariantsOf(flow, state),
      continuum: null,
      ...unpinned,
    },
    kicked: [],
    manifold: {
      dimension: orbit.dimension,
      zeroModes,
      stability,
      index,
      isotropy: {
        name: isotropy.name,
        dimension: isotropy.dimension,
        components: isotropy.components,
        generators: isotropy.generators,
      },
      topology: orbit.topology,
      components: orbit.components,
      count: null,
      spectrum: merged(values),
      rest: [],
      spectrumComplete: true,
      gap,
      rms: rmsOf(flow, state),
      residual,
      tangentAngle: null,
      pinning,
      energy: null,
      velocity: speeds,
      leadsTo: null,
      homogeneous: false,
      verdict:
        failed.length > 0
          ? explained
            ? 'not certified'
            : 'degenerate'
          : pinning > PINNED
            ? `certified in the moving frame, pinned at ${short(pinning)}`
            : 'certified in the moving frame',
      reasons: [
        `a relative equilibrium: ${told}`,
        ...(neutral.length > dimension
          ? ['it is one of a family that no symmetry explains, or at a bifurcation']
          : []),
        ...failed.map(({ step, said }) => `${step}: ${said}`),
      ],
      checks,
      state,
    },
  }
}

/** The simulation beside exp(t sum omega xi) z. */
function carried(flow: Flow, symmetry: Symmetry, { state, velocity, pinning }: RelativeEquilibrium) {
  const fastest = Math.max(...velocity.map(Math.abs))
  const time = Math.min(20, 1 / fastest)
  const run = integrate(flow.evaluate, state, time, { tolerance: 1e-10, maximumEvaluations: 6000 })
  const expected = symmetry.move(
    velocity.map((speed) => speed * run.time),
    state,
  )
  const difference = largest(plus(run.state, expected, -1))
  return {
    time: run.time,
    difference,
    holds: difference <= (1e-6 + 2 * pinning * run.time) * (1 + largest(state)),
  }
}
