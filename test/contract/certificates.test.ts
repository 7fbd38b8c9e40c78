/**
 * Every certificate of every experiment but the largest, verified again by other means: the full Jacobian from
 * differences of the flow, runs of the reference engine, the rank of an orbit sampled by moving a state, and
 * components counted by acting on it. Large experiments are sampled more coarsely.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Flow, flowOf } from '../../src/analysis/flow.ts'
import type { Certificate, Manifold } from '../../src/analysis/report.ts'
import { type Symmetry, symmetryOf } from '../../src/analysis/symmetry/symmetry.ts'
import { stepper } from '../../src/engine/methods.ts'
import { programOf } from '../../src/engine/program.ts'
import { systemOf } from '../../src/engine/system.ts'
import { certify } from '../../src/experiment/certify.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { symmetricEigen } from '../../src/math/eigen.ts'
import { eigenvalues } from '../../src/math/eigenvalues.ts'

const folder = join(import.meta.dirname, '../../demos/experiments')

/** What makes an experiment small, and leaves out inputs that end: they are no part of a certificate. */
const changes: Readonly<Record<string, readonly string[]>> = {
  'excitatory-inhibitory-ring.yaml': [
    'populations.excitatory.space.samples=64',
    'populations.inhibitory.space.samples=64',
  ],
  'grid-cell-torus.yaml': ['populations.grid.space.samples=[12,12]', 'inputs=[{"to":"grid","constant":1}]'],
  'normalised-cann.yaml': ['inputs=[]', 'populations.ring.space.samples=64'],
  'so3.yaml': ['certify.starts=4'],
  'sphere.yaml': ['populations.sphere.space.degree=12'],
  'threshold-linear-ring.yaml': ['populations.ring.space.samples=128'],
  'two-circles-on-a-torus.yaml': ['populations.grid.space.samples=[24,24]'],
}

/** Numbers of state up to which the full Jacobian is taken whole. */
const whole = 300

const size = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0))
const minus = (a: Float64Array, b: Float64Array) => a.map((x, i) => x - b[i]!)

/** J v by a central difference of the flow, not by derivatives. */
function difference(flow: Flow, z: Float64Array, v: Float64Array, h: number): Float64Array {
  const ahead = new Float64Array(z.length)
  const behind = new Float64Array(z.length)
  flow.evaluate(
    z.map((x, i) => x + h * v[i]!),
    ahead,
  )
  flow.evaluate(
    z.map((x, i) => x - h * v[i]!),
    behind,
  )
  return minus(ahead, behind).map((x) => x / (2 * h))
}

function differencedSpectrum(flow: Flow, z: Float64Array): { re: number; im: number }[] {
  const n = z.length
  const matrix = new Float64Array(n * n)
  const unit = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    unit[j] = 1
    const column = difference(flow, z, unit, 3e-6 * (1 + Math.abs(z[j]!)))
    unit[j] = 0
    for (let i = 0; i < n; i++) matrix[i * n + j] = column[i]!
  }
  const { re, im } = eigenvalues(matrix, n)
  return Array.from(re, (value, k) => ({ re: value, im: im[k]! }))
}

/** The largest distance when each value of `a` takes the nearest of `b` that is left. */
function mismatch(
  a: readonly { re: number; im: number }[],
  b: readonly { re: number; im: number }[],
): number {
  const left = [...b]
  let worst = 0
  for (const p of a) {
    let best = 0
    for (const [k, q] of left.entries())
      if (Math.hypot(p.re - q.re, p.im - q.im) < Math.hypot(p.re - left[best]!.re, p.im - left[best]!.im))
        best = k
    worst = Math.max(worst, Math.hypot(p.re - left[best]!.re, p.im - left[best]!.im))
    left.splice(best, 1)
  }
  return worst
}

/** The reference engine's state after a duration, by Runge-Kutta steps of about `dt`. */
function simulated(flow: Flow, start: Float64Array, duration: number, dt = 0.04): Float64Array {
  const system = systemOf(flow.network, programOf(flow.network).connections)
  const steps = Math.max(1, Math.ceil(duration / dt))
  const advance = stepper('rk4', system, duration / steps, null)
  const z = start.slice()
  for (let step = 0; step < steps; step++) advance(0, step, z, 0)
  return z
}

/** Deterministic numbers between -1 and 1. */
const noise = (length: number, seed: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) * (seed + 1) + 78.233 * seed))

const rests = ({ velocity }: Manifold) => velocity === null

describe.each(readdirSync(folder).filter((name) => !name.startsWith('million')))('%s', (name) => {
  let flow: Flow
  let symmetry: Symmetry
  let certificate: Certificate

  beforeAll(async () => {
    const loaded = await loadExperiment(readFileSync(join(folder, name), 'utf8'), {
      set: [...(changes[name] ?? []), 'simulation.method=rk4'],
    })
    flow = flowOf(loaded.network)
    symmetry = symmetryOf(flow)
    certificate = await certify(loaded, { starts: 12 })
    expect(flow.leftOut).toEqual([])
  })

  it('finds more than the homogeneous state, each once', () => {
    expect(certificate.manifolds.length).toBeGreaterThan(1)
    const told = certificate.manifolds.map(({ id }) => id)
    expect(new Set(told).size).toBe(told.length)
  })

  it('has the spectrum of the full Jacobian, by differences', () => {
    for (const manifold of certificate.manifolds.filter(rests)) {
      const { state, spectrum, rest, id } = manifold
      if (flow.length > whole) {
        const linear = flow.linearise(state)
        for (const seed of [1, 2, 3]) {
          const v = noise(flow.length, seed)
          const exact = new Float64Array(flow.length)
          linear.apply(v, exact)
          expect(size(minus(exact, difference(flow, state, v, 1e-5)))).toBeLessThan(1e-7 * size(v))
        }
        continue
      }
      // a neuron at its threshold has two derivatives
      if (!flow.smooth && state.some((x) => Math.abs(x) < 1e-5)) continue
      const told = [...spectrum, ...rest].flatMap((e) => Array<typeof e>(e.multiplicity).fill(e))
      const found = differencedSpectrum(flow, state)
      expect([id, told.length]).toEqual([id, found.length])
      expect(mismatch(told, found)).toBeLessThan(1e-5)
    }
  })

  it('stands still in the reference engine', () => {
    for (const { state, pinning } of certificate.manifolds.filter(rests)) {
      const moved = Math.max(...minus(simulated(flow, state, 2), state).map(Math.abs))
      expect(moved).toBeLessThan(1e-9 * (1 + size(state)) + pinning)
    }
  })

  it('returns from kicks at the rate of the gap, in the reference engine', () => {
    for (const manifold of certificate.manifolds) {
      const { state, stability, gap, pinning } = manifold
      if (!rests(manifold) || stability !== 'attracting' || gap === null || pinning > 1e-6) continue
      const full = flow.linearise(state).spectrum()
      const slowest = full.values.findIndex(({ re }) => Math.abs(re + gap) < 1e-9)
      if (slowest < 0 || full.values[slowest]!.im !== 0) continue
      const kick = full.vector(slowest).re
      const scale = (1e-5 * (1e-2 + size(state))) / size(kick)
      const start = state.map((x, i) => x + scale * kick[i]!)
      const late = simulated(flow, start, 2 / gap)
      const rate = Math.log(size(minus(start, state)) / size(minus(late, state))) / (2 / gap)
      expect(Math.abs(rate / gap - 1)).toBeLessThan(0.02)
    }
  })

  it('has orbits of its dimension', () => {
    for (const { state, dimension, verdict } of certificate.manifolds.filter(rests)) {
      // a continuum without a group has none, a pinned sample only nearly
      if (!verdict.startsWith('certified') || verdict.includes('alone') || !flow.smooth) continue
      const steps = Array.from({ length: 3 * symmetry.dimension }, (_, k) => {
        const motion = noise(symmetry.dimension, k + 1).map((x) => 1e-3 * x)
        return minus(symmetry.move(motion, state), state)
      })
      const gram = new Float64Array(steps.length ** 2)
      for (const [i, a] of steps.entries())
        for (const [j, b] of steps.entries())
          gram[i * steps.length + j] = a.reduce((sum, x, k) => sum + x * b[k]!, 0)
      const values = steps.length === 0 ? [] : symmetricEigen(gram, steps.length).values
      const least = (1e-5 * (1e-3 + size(state))) ** 2
      expect(Array.from(values).filter((value) => value > least)).toHaveLength(dimension)
    }
  })

  it('has the components, or points, that acting with the symmetry gives', () => {
    if (symmetry.dimension > 2) return
    const turns = symmetry.dimension === 0 ? 1 : symmetry.dimension === 1 ? 48 : 12
    for (const { state, components, verdict } of certificate.manifolds.filter(rests)) {
      if (!verdict.startsWith('certified') || verdict.includes('alone')) continue
      const cloud = Array.from({ length: turns ** symmetry.dimension }, (_, k) =>
        symmetry.move(
          Float64Array.from(
            { length: symmetry.dimension },
            (_, a) => (2 * Math.PI * (Math.floor(k / turns ** a) % turns)) / turns,
          ),
          state,
        ),
      )
      const near = (symmetry.dimension === 2 ? 0.45 : 0.15) * size(state) + 1e-6
      const kept = symmetry.elements.filter((element) => {
        const image = symmetry.act(element, state)
        return cloud.some((point) => size(minus(point, image)) < near)
      })
      expect(symmetry.elements.length / kept.length).toBe(components)
    }
  })
})
