/**
 * The connection operator is one operator: on every space, by every plan that applies, to round-off.
 */
import { describe, expect, it } from 'vitest'
import type { PlanChoice } from '../../src/engine/operator.ts'
import { gatherOperator } from '../../src/engine/operators/gather.ts'
import { choosePlan, planConnection } from '../../src/engine/plan.ts'
import {
  alternating,
  cyclic,
  dihedral,
  polyhedral,
  product,
  quaternion,
  symmetric,
} from '../../src/groups/families.ts'
import { denseMatrix } from '../../src/model/couplings.ts'
import type { Kernel } from '../../src/model/kernel.ts'
import { kernelFromMatrices, kernelFromSpectrum } from '../../src/model/kernels.ts'
import type { Coupling, Network, PerReplica, PlanName } from '../../src/model/network.ts'
import { circleSpace, mirrorCircleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { rotationSpace } from '../../src/spaces/rotation.ts'
import type { Coefficient, Space } from '../../src/spaces/space.ts'
import { sphereSpace } from '../../src/spaces/sphere.ts'
import { spinSpace } from '../../src/spaces/spin.ts'
import { torusSpace } from '../../src/spaces/torus.ts'

const EPS = 2 ** -52

const SPACES: [string, () => Space][] = [
  ['C(1)', () => finiteSpace(cyclic(1))],
  ['C(7)', () => finiteSpace(cyclic(7))],
  ['C(12)', () => finiteSpace(cyclic(12))],
  ['C(37)', () => finiteSpace(cyclic(37))],
  ['C(4) x C(9)', () => finiteSpace(product(cyclic(4), cyclic(9)))],
  ['D(5)', () => finiteSpace(dihedral(5))],
  ['D(6)', () => finiteSpace(dihedral(6))],
  ['Q8', () => finiteSpace(quaternion())],
  ['S(4)', () => finiteSpace(symmetric(4))],
  ['A(4)', () => finiteSpace(alternating(4))],
  ['T', () => finiteSpace(polyhedral('T'))],
  ['C(3) x S(3)', () => finiteSpace(product(cyclic(3), symmetric(3)))],
  ['SO(2), 17', () => circleSpace(17)],
  ['SO(2), 32', () => circleSpace(32)],
  ['O(2), 6', () => mirrorCircleSpace(6)],
  ['T(2), 5 x 8', () => torusSpace([5, 8], 'rectangular')],
  ['T(2), hexagonal 9 x 9', () => torusSpace([9, 9], 'hexagonal')],
  ['T(3), 3 x 4 x 5', () => torusSpace([3, 4, 5], 'rectangular')],
  ['SO(3), 3', () => rotationSpace(3)],
  ['SU(2), 2', () => spinSpace(2)],
  ['S2, 5', () => sphereSpace(5)],
]

function noise(count: number, seed = 1): Float64Array {
  let state = seed * 2654435761
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/** A kernel on every label, as general as the irrep's type allows. */
function richKernel(space: Space): Kernel {
  const matrices = new Map<string, Float64Array>()
  for (const [index, label] of space.labels.entries()) {
    const harmonic = space.harmonic(label)
    const { copies, width } = harmonic
    const x = noise(copies * width, index + 1)
    matrices.set(label, space.name === 'S2' ? harmonic.kernelMatrix(x[0]!) : harmonic.matrixOf(x))
  }
  return kernelFromMatrices(space, matrices, 'noise', 0)
}

function network(coupling: Coupling, from: Space, to = from): Network {
  const populations = [
    { space: from, model: {} },
    { space: to, model: {} },
  ]
  return {
    populations,
    connections: [{ place: 'connections[0]', from: 0, to: 1, coupling, scale: 1 }],
  } as unknown as Network
}

function ofKernel(kernel: Kernel, gains: Readonly<Record<string, PerReplica>> = {}): Network {
  return network({ kind: 'kernel', kernel, gains }, kernel.space)
}

function applied(net: Network, plan: PlanName, rate: Float64Array, replica = 0): Float64Array {
  const operator = planConnection(net, 0, { plan })
  expect(operator.choice.plan).toBe(plan)
  expect(operator.columns).toBe(rate.length)
  // offsets, gain and accumulation are part of the contract
  const source = new Float64Array(rate.length + 3)
  source.set(rate, 3)
  const output = new Float64Array(operator.rows + 2).fill(10)
  operator.apply(source, 3, output, 2, 0.5, replica)
  expect(output[0]).toBe(10)
  return output.subarray(2).map((value) => (value - 10) / 0.5)
}

/** (N + R) eps sum over every product that any plan forms, in absolute value; plus that of 10 + I / 2. */
function bound(kernel: Kernel, rate: Float64Array): number {
  const { space } = kernel
  const n = space.size
  let columns = 0
  const sums = new Float64Array(n).fill(20)
  for (const [label, matrix] of kernel.spectrum) {
    const harmonic = space.harmonic(label)
    const { copies, width } = harmonic
    const basis = harmonic.basis()
    columns += copies * width
    for (let copy = 0; copy < copies; copy++)
      for (let b = 0; b < width; b++) {
        let u = 0
        for (let j = 0; j < n; j++)
          u += Math.abs(basis[(copy * width + b) * n + j]! * space.weights[j]! * rate[j]!)
        for (let a = 0; a < width; a++)
          for (let i = 0; i < n; i++)
            sums[i]! += Math.abs(basis[(copy * width + a) * n + i]! * matrix[a * width + b]!) * u
      }
  }
  return (n + columns) * EPS * Math.max(...sums)
}

function difference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

describe.each(SPACES)('on %s', (_, make) => {
  it('all plans that apply agree with the matrix w_j J(h^-1 g)', () => {
    const space = make()
    const kernel = richKernel(space)
    const rate = noise(space.size, 99)
    const matrix = denseMatrix(kernel)
    const expected = new Float64Array(space.size)
    for (let i = 0; i < space.size; i++)
      for (let j = 0; j < space.size; j++) expected[i]! += matrix[i * space.size + j]! * rate[j]!
    const net = ofKernel(kernel)
    const allowed = bound(kernel, rate)
    const able = choosePlan(net, 0).considered.filter(({ cost }) => cost !== null)
    const names = able.map(({ plan }) => plan)
    expect(names).toContain('low-rank')
    expect(names).toContain('dense')
    expect(names.includes('fft')).toBe(space.cyclic !== null)
    expect(names.includes('gather')).toBe(space.sample !== null)
    for (const plan of names) {
      const error = difference(applied(net, plan, rate), expected)
      expect(error, `${plan} against ${allowed}`).toBeLessThan(allowed)
    }
  })

  it('the kernel acts on the right: a left translation of the rates translates the input', () => {
    const space = make()
    const kernel = richKernel(space)
    const rate = noise(space.size, 5)
    const net = ofKernel(kernel)
    const group = space.sample
    if (group === null) {
      // no exact permutation of the points: translate the part that the harmonics carry
      const parts = new Map(space.labels.map((label) => [label, space.forward(label, rate)]))
      const smooth = space.inverse(parts)
      const turn = { quaternion: [0.1, 0.5, -0.3, Math.sqrt(1 - 0.35)] } as const
      const moved = applied(net, 'low-rank', space.act(turn, smooth))
      const expected = space.act(turn, applied(net, 'low-rank', smooth))
      expect(difference(moved, expected)).toBeLessThan(20 * bound(kernel, smooth))
      return
    }
    const a = group.order - 1
    for (const plan of ['low-rank', 'gather', 'dense'] as const) {
      const input = applied(net, plan, rate)
      const moved = applied(net, plan, space.act({ element: a }, rate))
      expect(difference(moved, space.act({ element: a }, input))).toBeLessThan(2 * bound(kernel, rate))
    }
  })
})

const GROUP_SPACES = SPACES.filter(([name]) => !/SO\(3\)|SU\(2\)|S2/.test(name))

describe.each(GROUP_SPACES)('gather on %s', (_, make) => {
  it('is equivariant to the last bit, by table and by multiplication', () => {
    const space = make()
    const group = space.sample!
    const kernel = richKernel(space)
    const rate = noise(space.size, 7)
    const choice = null as unknown as PlanChoice
    for (const table of [Number.POSITIVE_INFINITY, 0]) {
      const operator = gatherOperator(choice, kernel, table)
      const input = new Float64Array(space.size)
      operator.apply(rate, 0, input, 0, 1.7, 0)
      for (let a = 0; a < group.order; a++) {
        const back = group.inverse(a)
        const moved = rate.map((_value, g) => rate[group.multiply(back, g)]!)
        const output = new Float64Array(space.size)
        operator.apply(moved, 0, output, 0, 1.7, 0)
        for (let g = 0; g < group.order; g++)
          if (!Object.is(output[g], input[group.multiply(back, g)]))
            expect.fail(`element ${a} at point ${g}: ${output[g]}`)
      }
    }
  })
})

describe('gains per label', () => {
  it('equal in all replicas are carried by every plan', () => {
    const space = torusSpace([6, 7], 'rectangular')
    const kernel = kernelFromSpectrum(
      space,
      new Map<string, Coefficient>([
        ['1,0', 2],
        ['0,1', { re: 1, im: 0.3 }],
      ]),
    )
    const scaled = kernelFromSpectrum(
      space,
      new Map<string, Coefficient>([
        ['1,0', 2],
        ['0,1', { re: 3, im: 0.9 }],
      ]),
    )
    const rate = noise(42)
    for (const gain of [3, Float64Array.of(3, 3)])
      for (const plan of ['low-rank', 'fft', 'gather', 'dense'] as const)
        expect(
          difference(
            applied(ofKernel(kernel, { '0,1': gain }), plan, rate),
            applied(ofKernel(scaled), plan, rate),
          ),
        ).toBeLessThan(2 * bound(scaled, rate))
  })

  it('that vary are carried by low-rank, replica by replica, and the others say why not', () => {
    const space = circleSpace(16)
    const kernel = kernelFromSpectrum(
      space,
      new Map([
        ['0', 1],
        ['1', 2],
      ]),
    )
    const net = ofKernel(kernel, { '1': Float64Array.of(1, 0.5) })
    const choice = choosePlan(net, 0)
    expect(choice.plan).toBe('low-rank')
    expect(choice.considered.find(({ plan }) => plan === 'fft')!.because).toContain('gains differ')
    const rate = noise(16)
    const half = kernelFromSpectrum(
      space,
      new Map([
        ['0', 1],
        ['1', 1],
      ]),
    )
    expect(
      difference(applied(net, 'low-rank', rate, 0), applied(ofKernel(kernel), 'dense', rate)),
    ).toBeLessThan(bound(kernel, rate))
    expect(
      difference(applied(net, 'low-rank', rate, 1), applied(ofKernel(half), 'dense', rate)),
    ).toBeLessThan(bound(kernel, rate))
    expect(() => planConnection(net, 0, { plan: 'fft' })).toThrow(/gains differ/)
    expect(() => choosePlan(ofKernel(kernel, { '9': 2 }), 0)).toThrow(/connections\[0\]\.kernel\.gains\.9/)
  })
})

describe('low-rank on many points', () => {
  // several chunks, unequal weights; several pieces of a basis too large to copy
  const cases: [string, () => Space, string[]][] = [
    ['S2, 40', () => sphereSpace(40), ['1', '2']],
    ['SO(2), 300000', () => circleSpace(300_000), ['0', '1', '2', '3', '4']],
  ]
  it.each(cases)('is the transform, the product and the transform back on %s', (_, make, labels) => {
    const space = make()
    const kernel = kernelFromSpectrum(space, new Map(labels.map((label, i) => [label, i + 1])))
    const rate = noise(space.size, 11)
    const parts = labels.map((label, i): [string, Float64Array] => {
      return [label, space.forward(label, rate).map((u) => (i + 1) * u)]
    })
    const error = difference(applied(ofKernel(kernel), 'low-rank', rate), space.inverse(new Map(parts)))
    // the transform of noise sums N terms of about 1 / N; rounding adds up as sqrt(N) and less
    expect(error).toBeLessThan(1e-13)
  })
})

describe('sparse', () => {
  it.each([
    ['one in ten', 97, 64, (at: number) => at % 10 === 3],
    ['none', 5, 7, () => false],
    ['all', 33, 30, () => true],
    ['one row', 40, 1009, (at: number) => Math.floor(at / 1009) === 7],
  ] as const)('is the matrix by its stored weights: %s', (_, rows, columns, stored) => {
    const weights = noise(rows * columns).map((w, at) => (stored(at) ? w : 0))
    const net = network({ kind: 'matrix', rows, columns, weights }, circleSpace(columns), circleSpace(rows))
    const rate = noise(columns, 3)
    const [sparse, dense] = [applied(net, 'sparse', rate), applied(net, 'dense', rate)]
    // each sums at most `columns` terms below 1, and adds 10 and takes it away
    expect(difference(sparse, dense)).toBeLessThanOrEqual(2 * EPS * (columns + 2) * (columns + 20))
    expect(
      sparse.every(
        (value, i) => value !== 0 || !weights.subarray(i * columns, (i + 1) * columns).some(Boolean),
      ),
    ).toBe(true)
  })

  it('is not for a kernel', () => {
    const kernel = kernelFromSpectrum(circleSpace(8), new Map([['1', 2]]))
    expect(() => planConnection(ofKernel(kernel), 0, { plan: 'sparse' })).toThrow(
      'a convolution of small support is gathered',
    )
  })
})
