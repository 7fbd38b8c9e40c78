/** Networks that together use every part of a streamed program. */

import { symmetric } from '../../../src/groups/families.ts'
import { kernelFromMatrices, kernelFromValues } from '../../../src/model/kernels.ts'
import type { Method, Network } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'
import { coupling, equations, network, rate, text } from '../engine/networks.ts'

const always = { from: 0, until: Number.POSITIVE_INFINITY }

/** An erf ring with two gains a replica, by each method. */
export function ring(method: Method, noise: Network['noise'] = { sigma: 0, correlationTime: null }): Network {
  const space = circleSpace(97)
  const link = coupling(space, { '1': 2, '2': { re: 0.5, im: 0.3 } }, { scale: Float64Array.of(1, 0.9, 1.2) })
  if (link.coupling.kind !== 'kernel') throw new Error('a kernel')
  const gains = { '1': Float64Array.of(1, 1.1, 0.8), '2': 0.5 }
  return network({
    populations: [rate(space)],
    connections: [{ ...link, coupling: { ...link.coupling, gains } }],
    inputs: [
      {
        place: 'inputs[0]',
        to: 0,
        ...always,
        term: { kind: 'static', values: Float64Array.from({ length: 97 }, (_, i) => 0.1 * Math.sin(i)) },
      },
    ],
    noise,
    simulation: { method, replicas: 3 },
    record: { every: 10, quantities: ['activity', 'order', 'position', 'mean', 'max'] },
  })
}

/** Every kind of input on a ring, with windows that open and close. */
export function driven(): Network {
  const space = circleSpace(64)
  const values = Float64Array.from({ length: 64 }, (_, i) => 0.2 * Math.cos(0.3 * i))
  const frames = Float64Array.from({ length: 3 * 64 }, (_, i) => 0.1 * Math.sin(i * i))
  return network({
    populations: [rate(space)],
    connections: [coupling(space, { '1': 2 })],
    inputs: [
      { place: 'inputs[0]', to: 0, from: 0.1, until: 0.3, term: { kind: 'static', values } },
      { place: 'inputs[1]', to: 0, from: 0.15, until: 0.9, term: { kind: 'frames', every: 0.2, frames } },
      {
        place: 'inputs[2]',
        to: 0,
        ...always,
        term: { kind: 'expression', expression: text('0.3*cos(theta - 2*t)*exp(-t)') },
      },
      {
        place: 'inputs[3]',
        to: 0,
        from: 0.2,
        until: 0.7,
        term: { kind: 'moving-bump', amplitude: 0.5, width: 0.6, centre: [1], velocity: [0.7] },
      },
      {
        place: 'inputs[4]',
        to: 0,
        from: 0,
        until: 0.6,
        term: { kind: 'velocity', velocity: [text('1 + t')] },
      },
    ],
    simulation: { method: 'rk4', replicas: 2 },
    record: { every: 10, quantities: ['state', 'order', 'position'] },
  })
}

/** Excitatory and inhibitory populations of different sizes, matrices and a quotient between them. */
export function excitatoryInhibitory(): Network {
  const ring = circleSpace(24)
  const few = circleSpace(8)
  const e = rate(ring, 'tanh', 'E')
  const i = rate(few, 'relu', 'I', 0.5)
  const basis = (n: number): Float64Array =>
    Float64Array.from(
      { length: 2 * n },
      (_, k) => Math.SQRT2 * (k < n ? Math.cos((2 * Math.PI * k) / n) : Math.sin((2 * Math.PI * k) / n)),
    )
  const quotient = { rank: 2, core: Float64Array.of(1.1, 0.2, -0.2, 1.1) }
  return network({
    populations: [e, i],
    connections: [
      coupling(ring, { '0': 0.5, '1': 1.5 }, { plan: 'dense' }),
      {
        place: 'connections[1]',
        from: 0,
        to: 1,
        scale: 1,
        coupling: { kind: 'quotient', ...quotient, fromBasis: basis(24), toBasis: basis(8) },
      },
      {
        place: 'connections[2]',
        from: 1,
        to: 0,
        scale: Float64Array.of(-1, -0.5),
        coupling: {
          kind: 'matrix',
          rows: 24,
          columns: 8,
          weights: Float64Array.from({ length: 192 }, (_, k) => Math.cos(k * k) / 8),
        },
      },
    ],
    simulation: { replicas: 2 },
    record: { every: 10, quantities: ['rate', 'mean', 'max', 'order'] },
  })
}

/** A model of two variables with means in its rate and in its equations, one inside another. */
export function normalised(method: Method = 'exponential-euler'): Network {
  const space = circleSpace(100)
  const population = equations(space, {
    state: {
      x: { equation: '(-x - a + I) / tau + 0.1*(mean(x*r) - mean(x)*mean(r))', initial: '0.1' },
      a: { equation: '(b*r - a) / tau_a + 0.01*sin(t)' },
    },
    rate: 'relu(x)^2 / (1 + mean(relu(x)^2))',
    parameters: { tau: 1, b: 0.5, tau_a: 10 },
  })
  return network({
    populations: [{ ...population, parameters: { tau: Float64Array.of(1, 1.5), b: 0.4 } }],
    connections: [coupling(space, { '0': 0.2, '1': 2 }, { plan: 'fft' })],
    simulation: { method, replicas: 2 },
    record: { every: 10, quantities: ['state', 'rate', 'mean'] },
  })
}

/** A rate that depends on the time: not fused into the stage before. */
export function timed(): Network {
  const space = circleSpace(30)
  const model = { state: { x: { equation: '-x + I' } }, rate: 'tanh(x) * (1 + 0.5*sin(3*t))' }
  return network({
    populations: [equations(space, model)],
    connections: [coupling(space, { '1': 2 })],
    simulation: { method: 'rk4' },
    record: { every: 10, quantities: ['state', 'order'] },
  })
}

/** A kernel of small support on S(4), which is not abelian. */
export function permutations(): Network {
  const space = finiteSpace(symmetric(4))
  const values = new Float64Array(24)
  for (const [g, value] of [
    [0, 6],
    [1, 9],
    [2, -4],
    [6, 5],
    [9, 3],
  ] as const)
    values[g] = value
  const kernel = kernelFromValues(space, values)
  return network({
    populations: [rate(space, 'tanh')],
    connections: [
      {
        place: 'connections[0]',
        from: 0,
        to: 0,
        scale: 1,
        plan: 'gather',
        coupling: { kind: 'kernel', kernel, gains: {} },
      },
    ],
    simulation: { replicas: 2 },
    record: { every: 10, quantities: ['position', 'max', 'order'] },
  })
}

export function sphere(): Network {
  const space = sphereSpace(8)
  return network({
    populations: [rate(space)],
    connections: [coupling(space, { '1': 2, '2': 0.5 })],
    simulation: { replicas: 2 },
    record: { every: 10, quantities: ['order', 'position', 'energy'] },
  })
}

export function torus(): Network {
  const space = torusSpace([12, 9], 'rectangular')
  return network({
    populations: [rate(space)],
    connections: [coupling(space, { '1,0': 2, '0,1': 2 }, { plan: 'low-rank' })],
    simulation: { replicas: 2 },
    record: { every: 10, quantities: ['order', 'position'] },
  })
}

/** Non-scalar kernel on SO(3): the core is not diagonal. */
export function rotations(): Network {
  const space = rotationSpace(3)
  const kernel = kernelFromMatrices(
    space,
    new Map([['1', Float64Array.of(2, 0.3, 0, -0.3, 2, 0.1, 0, -0.1, 1.5)]]),
    'test',
    0,
  )
  return network({
    populations: [rate(space)],
    connections: [
      { place: 'connections[0]', from: 0, to: 0, scale: 1, coupling: { kind: 'kernel', kernel, gains: {} } },
    ],
    simulation: { replicas: 2 },
    record: { every: 10, quantities: ['order', 'position'] },
  })
}

export const suite: readonly (readonly [string, () => Network])[] = [
  ['ring, euler', () => ring('euler')],
  ['ring, heun', () => ring('heun')],
  ['ring, rk4', () => ring('rk4')],
  ['ring, exponential-euler', () => ring('exponential-euler')],
  ['ring, euler, white', () => ring('euler', { sigma: 0.3, correlationTime: null })],
  ['ring, heun, white', () => ring('heun', { sigma: 0.3, correlationTime: null })],
  ['ring, exponential-euler, white', () => ring('exponential-euler', { sigma: 0.3, correlationTime: null })],
  ['ring, heun, coloured', () => ring('heun', { sigma: 0.3, correlationTime: 0.4 })],
  [
    'ring, exponential-euler, coloured',
    () => ring('exponential-euler', { sigma: 0.3, correlationTime: 0.4 }),
  ],
  ['driven ring', driven],
  ['E-I', excitatoryInhibitory],
  ['normalised, exponential-euler', () => normalised()],
  ['normalised, heun', () => normalised('heun')],
  ['timed rate', timed],
  ['S(4)', permutations],
  ['sphere', sphere],
  ['torus', torus],
  ['SO(3)', rotations],
]
