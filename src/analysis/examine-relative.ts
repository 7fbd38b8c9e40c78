/**
 * The certificate of a relative equilibrium, in the frame that moves with it: the state stands still there,
 * and its Jacobian is J - sum omega xi. Directions of the orbit that turn with the motion have eigenvalues on
 * the imaginary axis; those that commute with it are zero modes.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import { count, type Examined, equivarianceCheck, farthest, merged, rmsOf, short } from './examine.ts'
import type { Family } from './family.ts'
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

/** Eigenvalues without real part that the orbit does not explain. */
export function unexplainedBy(found: RelativeEquilibrium): number {
  return movingSpectrum(found).neutral.length - found.dimension
}

/** @param family the walk along what symmetry does not explain, null where there is nothing to walk along */
export function examineRelative(
  flow: Flow,
  symmetry: Symmetry,
  found: RelativeEquilibrium,
  family: Family | null,
): Examined {
  const { state, velocity, residual, dimension, pinning, frame } = found
  const { zero, values, neutral } = movingSpectrum(found)
  const { outside } = frame
  const zeroModes = neutral.filter(({ im }) => Math.abs(im) < zero).length
  const index =
    values.filter(({ re }) => re >= zero).length +
    outside.reduce((sum, { re, multiplicity }) => sum + (re >= zero ? multiplicity : 0), 0)
  const others = [...values, ...outside].filter(({ re }) => Math.abs(re) >= zero)
  const gap = others.length === 0 ? null : Math.min(...others.map(({ re }) => Math.abs(re)))
  const expected = dimension + (family?.dimension ?? 0)
  const idle = outside.reduce(
    (sum, { re, multiplicity }) => sum + (Math.abs(re) < zero ? multiplicity : 0),
    0,
  )
  const explained = neutral.length === expected && idle === 0
  const along = family === null ? null : spectraAlong(found, family)
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
      said: `the Lie algebra moves the state in ${count(dimension, 'direction')}`,
    },
    {
      step: 'zero-modes',
      holds: explained,
      value: neutral.length + idle,
      said: `${count(neutral.length + idle, 'eigenvalue')} without real part, ${expected} expected`,
    },
    {
      step: 'stability',
      holds: explained,
      value: gap,
      said: `Morse index ${index}, gap ${gap === null ? 'none' : gap.toPrecision(6)} in the moving frame`,
    },
    ...(family === null || along === null
      ? []
      : [
          {
            step: 'walked',
            holds: family.dimension === family.directions && along.alike,
            value: family.worst,
            said: `walked both ways along ${family.dimension} of ${count(family.directions, 'direction')} that no symmetry explains: max |z'| ${short(family.worst)} in the moving frame${along.said}`,
          } as const,
        ]),
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
      dimension: orbit.dimension + (family?.dimension ?? 0),
      zeroModes,
      stability,
      index,
      isotropy: {
        name: isotropy.name,
        dimension: isotropy.dimension,
        components: isotropy.components,
        generators: isotropy.generators,
      },
      topology: (family?.dimension ?? 0) === 0 ? orbit.topology : `family of ${orbit.topology}`,
      components: orbit.components,
      count: null,
      spectrum: merged(values),
      rest: outside,
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
      verdict: verdictOf(explained, failed.length > 0, family !== null, pinning),
      reasons: [
        `a relative equilibrium: ${told}`,
        ...familyReasons(neutral.length + idle - dimension, family),
        ...failed.map(({ step, said }) => `${step}: ${said}`),
      ],
      checks,
      state,
    },
  }
}

function verdictOf(explained: boolean, failed: boolean, isFamily: boolean, pinning: number): string {
  if (!explained) return 'degenerate'
  if (failed) return 'not certified'
  const alone = isFamily ? ', by walking alone' : ''
  return `certified in the moving frame${alone}${pinning > PINNED ? `, pinned at ${short(pinning)}` : ''}`
}

/** @param spare eigenvalues without real part beyond the orbit's own */
function familyReasons(spare: number, family: Family | null): string[] {
  if (spare === 0) return []
  if (family === null)
    return [
      `${count(spare, 'eigenvalue')} without real part beyond the orbit, and no relative equilibria in ${spare === 1 ? 'its direction' : 'their directions'}: a bifurcation, or states nearby that wobble about this one`,
    ]
  const { directions, dimension } = family
  return [
    dimension === directions
      ? `it is one of a family of ${count(dimension, 'dimension')} beyond the orbit that no symmetry explains`
      : `a bifurcation: ${count(directions, 'null direction')} beyond the orbit, and the family goes on along ${dimension}`,
    ...(spare > directions
      ? [
          `${count(spare - directions, 'eigenvalue')} on the imaginary axis beyond the family: states nearby wobble about it`,
        ]
      : []),
  ]
}

/** Whether all ends of the walks have as many unstable and as many neutral eigenvalues, and how velocity and spectrum change. */
function spectraAlong(found: RelativeEquilibrium, { ends }: Family): { alike: boolean; said: string } {
  if (ends.length === 0) return { alike: true, said: '' }
  const here = movingSpectrum(found)
  const signs = ({ zero, values, neutral }: ReturnType<typeof movingSpectrum>) =>
    `${neutral.length} ${values.filter(({ re }) => re >= zero).length}`
  let change = 0
  let faster = 0
  let alike = true
  for (const end of ends) {
    const there = movingSpectrum(end)
    alike &&= signs(there) === signs(here)
    change = Math.max(change, farthest(here.values, there.values), farthest(there.values, here.values))
    faster = Math.max(faster, largest(plus(end.velocity, found.velocity, -1)))
  }
  const told = `, spectrum changed by ${short(change)}, velocity by ${short(faster)}`
  return { alike, said: alike ? told : `${told}, and eigenvalues cross the imaginary axis` }
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
