/**
 * The eight steps of a certificate, measured on one equilibrium: equivariance, residual, dimension of the
 * orbit, zero modes, principal angle, stability, the walk, the simulation. Nothing is assumed: what fails a
 * step is reported as what it is.
 */

import { symmetricEigen } from '../math/eigen.ts'
import { circlesOf } from './find/circles.ts'
import type { Equilibrium } from './find/equilibrium.ts'
import type { Flow } from './flow.ts'
import { kicks } from './kicks.ts'
import { inContinuum } from './local-spectrum.ts'
import type { Check, Eigenvalue, Manifold, Stability } from './report.ts'
import type { Spectrum } from './spectrum.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { dot, largest, removeAlong } from './vectors.ts'
import { tangentPull, tangentSpace, WALKED, walk, walkOrbit, ZERO } from './walk.ts'

/** Pinning that exceeds round-off, and is told in the verdict. */
const PINNED = 1e-10

/** A manifold before it has a name, and where its unstable kicks came to rest. */
export interface Examined {
  readonly equilibrium: Equilibrium
  readonly manifold: Omit<Manifold, 'id'>
  readonly kicked: readonly Float64Array[]
}

export function examine(
  flow: Flow,
  symmetry: Symmetry,
  equilibrium: Equilibrium,
  homogeneous: boolean,
): Examined {
  const { state, continuum } = equilibrium
  const { weights } = flow
  const withoutGroup = continuum !== null
  const spectrum = flow.linearise(state).spectrum()
  const orbitTangents = tangentSpace(flow, symmetry, state)
  const walked = withoutGroup
    ? walk(flow, (z) => flow.linearise(z).spectrum().nullSpace(ZERO), state)
    : (equilibrium.walk ?? (orbitTangents.length === 0 ? null : walkOrbit(flow, symmetry, state)))
  // the sample may pin where its aliasing, measured elsewhere, is none
  const pinned =
    equilibrium.pinned ||
    (!withoutGroup &&
      walked !== null &&
      walked.dimension < orbitTangents.length &&
      tangentPull(flow, state, orbitTangents) > WALKED)
  // of a pinned orbit only directions along which it can be walked are tangent to a manifold of equilibria
  const tangents = withoutGroup
    ? spectrum.nullSpace(ZERO)
    : pinned && walked !== null
      ? walked.held
      : orbitTangents
  const pull = tangentPull(flow, state, tangents)
  const zero = ZERO + 2 * pull
  const isZero = ({ re, im }: { re: number; im: number }) => Math.hypot(re, im) < zero
  const all = [...spectrum.values, ...spectrum.rest.flatMap((e) => Array<Eigenvalue>(e.multiplicity).fill(e))]
  const zeroModes = all.filter(isZero).length
  const pinning =
    pinned || tangents.length === 0
      ? tangentPull(flow, state, orbitTangents)
      : zeroModes === tangents.length
        ? Math.max(...all.filter(isZero).map(({ re, im }) => Math.hypot(re, im)))
        : pull
  const velocity = new Float64Array(flow.length)
  flow.evaluate(state, velocity)
  for (const t of tangents) removeAlong(weights, velocity, t)
  const residual = largest(velocity)
  const nulls = zeroModes === 0 ? [] : spectrum.nullSpace(zero)
  const angle = tangents.length === 0 || withoutGroup ? null : principalAngle(weights, tangents, nulls)

  const expected = withoutGroup ? zeroModes : tangents.length
  const dimension = walked?.dimension ?? 0
  const drift = walked === null || walked.ends.length === 0 ? 0 : spectrumDrift(flow, state, walked.ends)
  const sameSpectrum = withoutGroup || drift <= 1e-6 + 10 * pinning

  const index = all.filter(({ re }) => re >= zero).length
  const turning = all.filter((e) => Math.abs(e.re) < zero && !isZero(e)).length
  const moving = spectrum.values.filter(({ re }) => Math.abs(re) >= zero)
  const sizes = moving.map(({ re }) => Math.abs(re))
  // of an incomplete spectrum what is not listed crowds around the edge
  if (spectrum.edge !== null) sizes.push(Math.abs(spectrum.edge))
  const gap = sizes.length === 0 ? null : Math.min(...sizes)
  const explained = zeroModes === expected && turning === 0 && (spectrum.edge ?? -1) < 0
  const stability = stabilityOf(explained, index, spectrum)
  const kicked = kicks(flow, state, spectrum, zero, tangents, walked?.ends[0] ?? null)
  const isotropy = symmetry.isotropy(state)
  const orbit = symmetry.orbit(state)

  const points = pinned && dimension === 0 ? (equilibrium.points?.count ?? null) : orbit.count
  const circles = pinned && dimension === 1 ? circlesOf(flow, symmetry, state, tangents[0]!) : null
  const { aliasing } = symmetry.report
  const scale = 1 + largest(state)
  // a sampled kink is carried from point to point: the null direction follows the group's to the spacing
  const allowed = 1e-4 + 100 * pinning + (aliasing > 1e-9 ? spacing(flow) : 0)
  const checks: Check[] = [
    equivarianceCheck(symmetry),
    {
      step: 'residual',
      holds: residual <= 1e-12 * scale,
      value: residual,
      said: `max |z'| transverse to the tangent space is ${short(residual)}`,
    },
    {
      step: 'dimension',
      holds: true,
      value: tangents.length,
      said: withoutGroup
        ? 'no Lie group acts along this continuum'
        : `the Lie algebra moves the state in ${count(tangents.length, 'direction')}`,
    },
    {
      step: 'zero-modes',
      holds: zeroModes === expected,
      value: zeroModes,
      said: `${count(zeroModes, 'eigenvalue')} below ${short(zero)}, ${expected} expected`,
    },
    {
      step: 'tangent',
      holds: angle === null || (nulls.length === tangents.length && angle <= allowed),
      value: angle,
      said:
        angle === null
          ? 'no tangent space to compare with'
          : `largest principal angle between null space and tangent space ${short(angle)}${angle > 1e-4 && angle <= allowed ? ', within the spacing of the sample' : ''}`,
    },
    {
      step: 'stability',
      holds: stability !== 'degenerate',
      value: gap,
      said: `Morse index ${index}, gap ${gap === null ? 'none' : gap.toPrecision(6)}`,
    },
    {
      step: 'walked',
      holds: !pinned && dimension === expected && sameSpectrum,
      value: walked === null ? null : walked.worst,
      said:
        walked === null
          ? 'nowhere to walk'
          : pinned
            ? `the sample pins the orbit: walked along ${dimension} of ${count(orbitTangents.length, 'direction')}, max |z'| reached ${short(walked.worst)}; its points of rest are listed one by one`
            : `walked along ${dimension} of ${count(expected, 'direction')}: max |z'| ${short(walked.worst)}, spectrum changed by ${short(drift)}`,
    },
    ...kicked.map(({ holds, value, said }): Check => ({ step: 'simulated', holds, value, said })),
  ]
  const reasons = checks.filter(({ holds }) => !holds).map(({ step, said }) => `${step}: ${said}`)
  if (zeroModes !== expected) reasons.push(degenerateReason(zeroModes, expected))
  if (turning > 0)
    reasons.push(
      `${count(turning, 'eigenvalue')} on the imaginary axis: a Hopf bifurcation, or states nearby that turn about this one`,
    )
  if (withoutGroup) reasons.push('no Lie group acts on this continuum: it is certified by walking alone')
  const failed = checks.some(({ holds }) => !holds)

  return {
    equilibrium,
    kicked: kicked.flatMap(({ ends }) => ends),
    manifold: {
      dimension,
      zeroModes,
      stability,
      index,
      isotropy: {
        name: isotropy.name,
        dimension: isotropy.dimension,
        components: isotropy.components,
        generators: isotropy.generators,
      },
      topology: withoutGroup
        ? continuum.closed
          ? 'S1'
          : 'interval'
        : dimension === 0
          ? 'point'
          : pinned && dimension === 1
            ? 'S1'
            : orbit.topology,
      components: pinned ? (points ?? circles ?? orbit.components) : orbit.components,
      count: dimension === 0 ? points : null,
      spectrum: merged(spectrum.values),
      rest: spectrum.rest,
      spectrumComplete: spectrum.complete,
      gap,
      rms: rmsOf(flow, state),
      residual,
      tangentAngle: angle,
      pinning,
      energy: flow.energy?.(state) ?? null,
      velocity: null,
      leadsTo: null,
      homogeneous,
      verdict: verdictOf({ failed, explained, pinned, pinning, withoutGroup }),
      reasons,
      checks,
      state,
    },
  }
}

function stabilityOf(explained: boolean, index: number, spectrum: Spectrum): Stability {
  if (!explained) return 'degenerate'
  if (index === 0) return 'attracting'
  // what an incomplete spectrum does not list lies left of its edge
  return spectrum.values.some(({ re }) => re < 0) || (spectrum.edge ?? 0) < 0 ? 'saddle' : 'repelling'
}

function verdictOf({
  failed,
  explained,
  pinned,
  pinning,
  withoutGroup,
}: {
  readonly failed: boolean
  readonly explained: boolean
  readonly pinned: boolean
  readonly pinning: number
  readonly withoutGroup: boolean
}): string {
  if (!explained) return 'degenerate'
  if (pinned) return `not certified as a continuum: pinned at ${short(pinning)}`
  if (failed) return 'not certified'
  if (withoutGroup) return 'certified by walking alone'
  return pinning > PINNED ? `certified, pinned at ${short(pinning)}` : 'certified'
}

/** Step 1, of every certificate of a network. */
export function equivarianceCheck({ report: { equivarianceError, aliasing } }: Symmetry): Check {
  return {
    step: 'equivariance',
    holds: equivarianceError <= 1e-9,
    value: equivarianceError,
    said: `f commutes with the symmetry to ${short(equivarianceError)}, aliasing ${short(aliasing)}`,
  }
}

function degenerateReason(zeroModes: number, expected: number): string {
  return zeroModes > expected
    ? `${count(zeroModes, 'zero mode')} where symmetry explains ${expected}: a bifurcation, or a symmetry that was missed`
    : `${count(zeroModes, 'zero mode')} where symmetry promises ${expected}: the tangent space is not in the null space`
}

/** The largest angle between a vector of one span and the other, by its sine; both bases orthonormal. */
function principalAngle(
  weights: Float64Array,
  tangents: readonly Float64Array[],
  nulls: readonly Float64Array[],
): number {
  const left = tangents.map((t) => {
    const rest = t.slice()
    for (const v of nulls) removeAlong(weights, rest, v)
    return rest
  })
  const d = left.length
  const gram = new Float64Array(d * d)
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) gram[i * d + j] = dot(weights, left[i]!, left[j]!)
  const sine = Math.sqrt(Math.max(0, symmetricEigen(gram, d).values[d - 1]!))
  return Math.asin(Math.min(1, sine))
}

/** How far the spectra at the ends of the walks are from the one here, samples of continua aside. */
function spectrumDrift(flow: Flow, state: Float64Array, ends: readonly Float64Array[]): number {
  const discrete = (z: Float64Array) => {
    const linearisation = flow.linearise(z)
    const isSample = inContinuum(linearisation)
    return linearisation.spectrum().values.filter((value) => !isSample(value))
  }
  const here = discrete(state)
  let worst = 0
  for (const end of ends) {
    const there = discrete(end)
    worst = Math.max(worst, farthest(here, there), farthest(there, here))
  }
  return worst
}

type Value = { readonly re: number; readonly im: number }

/** The largest distance of a value of `a` to the nearest of `b`. */
export function farthest(a: readonly Value[], b: readonly Value[]): number {
  let worst = 0
  for (const p of a) {
    let nearest = Number.POSITIVE_INFINITY
    for (const q of b) nearest = Math.min(nearest, Math.hypot(p.re - q.re, p.im - q.im))
    worst = Math.max(worst, nearest)
  }
  return worst
}

/** Equal eigenvalues once, with how many they are. */
export function merged(values: readonly Value[]): Eigenvalue[] {
  const groups: { re: number; im: number; multiplicity: number }[] = []
  for (const { re, im } of values) {
    const twin = groups.find(
      (g) =>
        Math.hypot(g.re / g.multiplicity - re, g.im / g.multiplicity - im) <= 1e-6 * (1 + Math.hypot(re, im)),
    )
    if (twin === undefined) groups.push({ re, im, multiplicity: 1 })
    else {
      twin.re += re
      twin.im += im
      twin.multiplicity++
    }
  }
  return groups.map(({ re, im, multiplicity: m }) => ({ re: re / m, im: im / m, multiplicity: m }))
}

/** Root mean square of each irrep's part of the first variable. */
export function rmsOf(flow: Flow, state: Float64Array): Manifold['rms'] {
  const { network, layout, seen } = flow
  const first = new Float64Array(layout.neurons)
  for (const block of layout.blocks)
    first.set(state.subarray(block.state, block.state + block.size), block.rate)
  const u = seen.coordinates(first)
  const rms: Record<string, Record<string, number>> = {}
  for (const { name } of network.populations) rms[name] = {}
  for (const { population, labels, offset } of seen.parts) {
    const { name, space } = network.populations[population]!
    let at = offset
    for (const label of labels) {
      const { copies, width } = space.harmonic(label)
      let square = 0
      for (let j = 0; j < copies * width; j++) square += u[at + j]! ** 2
      at += copies * width
      rms[name]![label] = Math.sqrt(square)
    }
  }
  return rms
}

export const short = (value: number) => (value === 0 ? '0' : value.toExponential(1))
/** The largest angle between neighbours on the grids of the populations. */
function spacing({ network }: Flow): number {
  return Math.max(...network.populations.map(({ space }) => (2 * Math.PI) / Math.min(...space.shape)))
}

export const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
