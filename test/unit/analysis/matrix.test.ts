/** Matrices beside convolutions: the projection's laws, drift against simulation, pseudo-gaps against dense spectra. */
import { describe, expect, it } from 'vitest'
import { basesOn, type Perturbed, placeAt, restFrom } from '../../../src/analysis/drift.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { integrate } from '../../../src/analysis/integrate.ts'
import { leastMotion } from '../../../src/analysis/motion.ts'
import { nearestConvolution, outstanding } from '../../../src/analysis/nearest-convolution.ts'
import { nearestNetwork } from '../../../src/analysis/nearest-network.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { pairs, sorted } from '../../../src/analysis/spectrum.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { largest, plus } from '../../../src/analysis/vectors.ts'
import { certify } from '../../../src/experiment/certify.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { eigenvalues } from '../../../src/math/eigenvalues.ts'
import { fillNormals } from '../../../src/math/normal.ts'
import { solveDense } from '../../../src/math/solve.ts'
import { denseMatrix } from '../../../src/model/couplings.ts'
import { kernelFromMatrices } from '../../../src/model/kernels.ts'
import type { Network } from '../../../src/model/network.ts'
import { makeSpace } from '../../../src/spaces/make.ts'
import type { Space } from '../../../src/spaces/space.ts'
import { single } from './networks.ts'

const spaces: Readonly<Record<string, Parameters<typeof makeSpace>[0]>> = {
  'SO(2)': { group: 'SO(2)', samples: 15 },
  'T(2)': { group: 'T(2)', samples: [4, 5] },
  'D(5)': { group: 'D(5)' },
  'S(4)': { group: 'S(4)' },
  Q8: { group: 'Q8' },
  sphere: { sphere: 2, degree: 3 },
  'SO(3)': { group: 'SO(3)', degree: 2 },
  'SU(2)': { group: 'SU(2)', degree: 2 },
}

function noise(length: number, replica: number): Float64Array {
  const values = new Float64Array(length)
  fillNormals(values, 0, length, { seed: 5, replica, step: 0, stream: 5 })
  return values
}

/** <A, B> = sum w_i A_ij B_ij / w_j */
function product({ size, weights: w }: Space, a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0, at = 0; i < size; i++)
    for (let j = 0; j < size; j++, at++) sum += (w[i]! / w[j]!) * a[at]! * b[at]!
  return sum
}

describe.each(Object.entries(spaces))('the projection on convolutions of %s', (_, entry) => {
  const space = makeSpace(entry)
  const matrix = noise(space.size ** 2, 0)
  const nearest = nearestConvolution(space, matrix)
  const image = denseMatrix(nearest.kernel)

  it('is idempotent, and leaves an exact convolution as it is', () => {
    const again = nearestConvolution(space, image)
    expect(again.distance).toBeLessThan(1e-12)
    expect(nearest.distance).toBeGreaterThan(0.1)
  })

  it('is orthogonal: what is left meets no kernel', () => {
    const left = plus(matrix, image, -1)
    const size = Math.sqrt(product(space, matrix, matrix))
    for (const label of space.labels.slice(0, 5)) {
      const harmonic = space.harmonic(label)
      const u = noise(harmonic.copies * harmonic.width, 1)
      const kernel = kernelFromMatrices(space, new Map([[label, harmonic.matrixOf(u)]]), '', 0)
      const direction = denseMatrix(kernel)
      const length = Math.sqrt(product(space, direction, direction))
      expect(Math.abs(product(space, left, direction))).toBeLessThan(1e-11 * size * length)
    }
  })

  it('lies at a distance in proportion to the disorder, of which nothing stands out', () => {
    const label = space.labels[1]!
    const harmonic = space.harmonic(label)
    const u = new Float64Array(harmonic.copies * harmonic.width).fill(1)
    const clean = kernelFromMatrices(space, new Map([[label, harmonic.matrixOf(u)]]), '', 0)
    const exact = denseMatrix(clean)
    const at = (std: number) => nearestConvolution(space, plus(exact, matrix, std / space.size))
    const [small, large] = [at(1e-4), at(2e-4)]
    expect(large.distance / small.distance).toBeCloseTo(2, 3)
    expect([...outstanding(small).spectrum.keys()]).toEqual([label])
  })
})

async function ring(std: number, samples = 64): Promise<Network> {
  const kernel = { spectrum: { 1: 2 }, heterogeneity: { std, seed: 3 } }
  const text = single({ space: { group: 'SO(2)', samples }, transfer: 'erf' }, kernel)
  return (await loadExperiment({ goldstone: 1, title: 'test', ...text })).network
}

function besideNearest(network: Network): { perturbed: Perturbed; bump: Float64Array } {
  const flow = flowOf(network)
  const near = flowOf(nearestNetwork(flow.network, flow.measured))
  const symmetry = symmetryOf(near)
  const start = Float64Array.from(
    { length: flow.length },
    (_, i) => 2.4 * Math.cos((2 * Math.PI * i) / flow.length),
  )
  const bump = newton(near, start, { tangents: symmetry.tangents }).state
  return { perturbed: { flow, near: { flow: near, symmetry } }, bump }
}

describe('a ring of bumps under disorder', () => {
  it('drifts as predicted, with an error of second order', async () => {
    const errors: number[] = []
    for (const std of [0.05, 0.1, 0.2]) {
      const { perturbed, bump } = besideNearest(await ring(std))
      const { flow, near } = perturbed
      let error = 0
      let fastest = 0
      for (const base of basesOn(perturbed, bump, 5)) {
        const place = placeAt(perturbed, base)
        // the phase of the bump after a while, by the motion that carries its base there
        const first = integrate(flow.evaluate, place!.state, 4, { tolerance: 1e-11 }).state
        const later = integrate(flow.evaluate, first, 1, { tolerance: 1e-11 }).state
        const [moved] = leastMotion(near, place!.base, plus(later, first, -1))
        error = Math.max(error, Math.abs(moved! - place!.velocity[0]!))
        fastest = Math.max(fastest, place!.speed)
      }
      expect(error).toBeLessThan(0.2 * fastest)
      errors.push(error)
    }
    for (const k of [0, 1]) {
      const order = Math.log2(errors[k + 1]! / errors[k]!)
      expect(order).toBeGreaterThan(1.6)
      expect(order).toBeLessThan(2.6)
    }
  })

  it('rests where the drift is zero, with the eigenvalues of the dense Jacobian', async () => {
    const { perturbed, bump } = besideNearest(await ring(0.1))
    const { flow } = perturbed
    const rests = basesOn(perturbed, bump, 16).flatMap(
      (base) => restFrom(perturbed, placeAt(perturbed, base)!) ?? [],
    )
    expect(rests.length).toBeGreaterThan(2)
    const velocity = new Float64Array(flow.length)
    for (const { state, eigenvalues } of rests) {
      flow.evaluate(state, velocity)
      expect(Math.max(...velocity.map(Math.abs))).toBeLessThan(1e-11)
      const dense = flow.linearise(state).spectrum().values
      const nearest = Math.min(...dense.map(({ re, im }) => Math.hypot(re - eigenvalues[0]!.re, im)))
      expect(nearest).toBeLessThan(1e-11)
      expect(Math.abs(eigenvalues[0]!.re)).toBeLessThan(0.02)
    }
  })

  it('is certified as the points it rests on, and told from its nearest convolution', async () => {
    const certificate = await certify(await ring(0.02), { starts: 4 })
    expect(certificate.symmetry.dimension).toBe(0)
    expect(certificate.manifolds.every(({ dimension }) => dimension === 0)).toBe(true)
    const [report] = certificate.matrices
    expect(report).toMatchObject({ connection: 'connections[0]' })
    expect(report!.distance).toBeGreaterThan(1e-3)
    expect(report!.nearest[0]).toMatchObject({ irrep: '1', outstanding: true })
    expect(report!.nearest.filter(({ outstanding: stands }) => stands)).toHaveLength(1)
    const [gaps] = report!.pseudoGaps
    expect(report!.pseudoGaps).toHaveLength(1)
    // a closed curve has as many rests that attract as rests that repel
    expect(gaps).toMatchObject({ dimension: 1, topology: 'S1', solved: 32 })
    expect(gaps!.rests).toBe(2 * gaps!.attracting)
    expect(gaps!.rests).toBeGreaterThan(0)
    // every rest is in the certificate, among the equilibria with their mirror images
    const resting = certificate.manifolds.filter(({ homogeneous, index }) => !homogeneous && index < 2)
    expect(resting.reduce((sum, { count }) => sum + count!, 0)).toBe(gaps!.rests)
    const slowest = resting.map(({ spectrum }) => Math.min(...spectrum.map(({ re }) => Math.abs(re))))
    expect(Math.max(...slowest)).toBeCloseTo(Math.abs(gaps!.eigenvalue!), 10)
    expect(gaps!.lifetime).toBeCloseTo(1 / Math.abs(gaps!.eigenvalue!), 6)
    // the fastest place is one of those whose median is told
    expect(gaps!.moved!.quartiles[0]).toBeGreaterThanOrEqual(gaps!.driftTime!)
    expect(gaps!.moved!.median).toBeGreaterThan(gaps!.moved!.quartiles[0])
    // the bump's own irrep, as large as without disorder to the size of that
    expect(Math.abs(resting[0]!.rms['p']!['1']! - 1.687166)).toBeLessThan(0.05)
  })

  it('is simulated where the nearest convolution turns, and comes back after about a turn of that', async () => {
    const kernel = { spectrum: { 1: { re: 2, im: 0.3 } }, heterogeneity: { std: 0.005, seed: 3 } }
    const text = single({ space: { group: 'SO(2)', samples: 48 }, transfer: 'erf' }, kernel)
    const { network } = await loadExperiment({ goldstone: 1, title: 'test', ...text })
    const { notes } = await certify(network, { starts: 4 })
    const told = notes.find((note) => note.includes('of the nearest convolution turns'))
    const [, period] = /comes back to where it was after ([\d.]+)/.exec(told!)!
    // 2 pi / 0.15, to what the disorder makes of it
    expect(Math.abs(Number(period) * 0.15 - 2 * Math.PI)).toBeLessThan(0.2)
  })
})

describe('a large measured matrix', () => {
  it('is solved by its nearest convolution as by its own factors', async () => {
    const { perturbed, bump } = besideNearest(await ring(0.3, 200))
    const { flow, near } = perturbed
    const [tangent] = near.symmetry.tangents(bump)
    const bordered = { shift: 0.1, columns: [tangent!], rows: [tangent!] }
    const jacobian = flow.linearise(bump)
    const n = flow.length
    const b = noise(n, 7)
    const solved = jacobian.factor(bordered)!(b, [0.3])
    const dense = jacobian.dense()
    const whole = new Float64Array((n + 1) ** 2)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) whole[i * (n + 1) + j] = dense[i * n + j]! - (i === j ? 0.1 : 0)
      whole[i * (n + 1) + n] = tangent![i]!
      whole[n * (n + 1) + i] = flow.weights[i]! * tangent![i]!
    }
    const exact = solveDense(whole, Float64Array.of(...b, 0.3), n + 1)!
    expect(largest(plus(exact.slice(0, n), solved.x, -1))).toBeLessThan(1e-10 * largest(exact))
    expect(solved.y[0]).toBeCloseTo(exact[n]!, 10)
  })

  it('has the leading eigenvalues of its dense Jacobian, and says where the others end', async () => {
    const { perturbed, bump } = besideNearest(await ring(0.3, 320))
    const jacobian = perturbed.flow.linearise(bump)
    const { values, complete, edge } = jacobian.spectrum()
    expect(complete).toBe(false)
    const exact = pairs(eigenvalues(jacobian.dense(), 320))
    const beyond = sorted(exact.filter(({ re }) => re > edge!))
    // the bound holds, and is not far from what it bounds
    expect(edge).toBeLessThan(-0.8)
    expect(values).toHaveLength(beyond.length)
    for (const [k, { re, im }] of values.entries())
      expect(Math.hypot(re - beyond[k]!.re, im - beyond[k]!.im)).toBeLessThan(1e-9)
    expect(values.length).toBeGreaterThan(1)
  })

  it('is told as far as it was studied when the study is stopped', async () => {
    const controller = new AbortController()
    const certificate = await certify(await ring(0.05), {
      starts: 4,
      signal: controller.signal,
      onProgress: ({ phase, done }) => phase === 'nearest' && done === 5 && controller.abort(),
    })
    expect(certificate.search.finished).toBe(false)
    expect(certificate.matrices[0]!.distance).toBeGreaterThan(1e-3)
    expect(certificate.matrices[0]!.pseudoGaps[0]).toMatchObject({ places: 5, solved: 5, memory: null })
  })
})

it('a measured matrix that is a convolution is recognised, and certified as continuous', async () => {
  const space = makeSpace({ group: 'SO(2)', samples: 32 })
  const weights = Float64Array.from({ length: 32 * 32 }, (_, at) => {
    const angle = (2 * Math.PI * (Math.floor(at / 32) - (at % 32))) / 32
    return (4 * Math.cos(angle)) / 32
  })
  expect(nearestConvolution(space, weights).distance).toBeLessThan(1e-9)
  const network = await ring(0.1, 32)
  const connections = network.connections.map((connection) => ({
    ...connection,
    coupling: { kind: 'matrix', rows: 32, columns: 32, weights } as const,
  }))
  const { manifolds, matrices, onset, notes } = await certify({ ...network, connections }, { starts: 4 })
  expect(matrices).toEqual([])
  expect(manifolds[0]).toMatchObject({ dimension: 1, stability: 'attracting', topology: 'S1' })
  expect(manifolds[0]!.verdict).toMatch(/^certified/)
  // the two eigenvalues of the reduced Jacobian, the onset of label 1
  expect(manifolds[0]!.spectrum).toHaveLength(2)
  expect(onset).toEqual([
    expect.objectContaining({ irrep: '1', multiplicity: 2, growth: expect.closeTo(1, 10) }),
  ])
  expect(notes.join()).toContain('is a group convolution to')
})
